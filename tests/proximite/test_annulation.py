"""« Annuler », after each of the three quick entries: exactly what was, once, by its author."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from activites.models import ActiviteDemarchage
from comptes.models import Role
from familles.models import Accompagnement, Besoin, Famille, Intervention, RendezVous
from referencements.models import Referencement, SuiviReferencement
from referencements.models.etats import Etat
from tests.comptes.factories import AffectationFactory
from tests.familles.factories import AccompagnementFactory, FamilleFactory
from tests.referencements.factories import referencement_sortant

CLE = "0b0e9e0e-3a0a-4a53-9d6b-4d6e2f7a1c01"
INTERVENTION = {
    "cle": CLE,
    "type_action": "informer",
    "mode": "texto",
    "duree_min": "15",
    "date": "2024-05-01",
    "types_besoins": ["logement"],
    "note": "Ma note fictive",
}
DEMARCHAGE = {
    "cle": CLE,
    "nb_familles_rencontrees": "7",
    "nb_familles_reperees": "2",
    "strategie": "parcs",
    "lieu": "Parc fictif",
    "duree_min": "60",
    "date": "2024-05-01",
}


@pytest.fixture
def client(client_de, ptp):
    return client_de(ptp)


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp)


@pytest.fixture
def collegue(territoire, client_de):
    return client_de(AffectationFactory(role=Role.PTP, territoire=territoire).utilisateur)


def annulation(client, page):
    """The address that the button « Annuler » of the next page posts to."""
    contenu = client.get(page).content.decode()
    return contenu.split('class="avis-annuler"')[0].rsplit('action="', 1)[1].split('"')[0]


def consigner(client, famille, **champs):
    reponse = client.post(
        "/interventions/consigner/", {**INTERVENTION, "famille": famille.code, **champs}
    )
    return annulation(client, reponse.url)


def etat_de(famille):
    compteurs = ("derniere_intervention_le", "premier_accompagnement_le", "version")
    famille = Famille.objects.get(pk=famille.pk)
    return [getattr(famille, c) for c in (*compteurs, "nb_accompagnements_ouverts")]


# --- Intervention -------------------------------------------------------------------------------


def test_undone_intervention_takes_with_it_all_that_it_had_started(client, famille):
    avant = etat_de(famille)
    retour = consigner(client, famille)
    assert Accompagnement.objects.exists()
    assert Besoin.objects.exists()
    client.post(retour)
    assert not Intervention.objects.exists()
    assert not Accompagnement.objects.exists()
    assert not Besoin.objects.exists()
    assert etat_de(famille) == avant


def test_what_was_there_before_stays(client, famille):
    AccompagnementFactory(famille=famille, date_debut=date(2024, 5, 1))
    Besoin.objects.create(
        famille=famille,
        type_id="logement",
        mis_en_relief_le=date(2024, 5, 1),
        etat_depuis=date(2024, 5, 1),
    )
    client.post(consigner(client, famille))
    assert Accompagnement.objects.count() == Besoin.objects.count() == 1


def test_what_something_else_has_come_to_need_stays(client, famille):
    retour = consigner(client, famille)
    consigner(client, famille, cle="0b0e9e0e-3a0a-4a53-9d6b-4d6e2f7a1c02")
    client.post(retour)
    assert Intervention.objects.count() == 1
    assert Accompagnement.objects.count() == Besoin.objects.count() == 1


def rendez_vous_prevu(famille, ptp):
    return RendezVous.objects.create(
        famille=famille, saisie_par=ptp, prevu_le=date(2024, 5, 1), mode="texto"
    )


def test_rendez_vous_that_it_had_closed_is_planned_again(client, famille, ptp):
    deja_clos, prevu = rendez_vous_prevu(famille, ptp), rendez_vous_prevu(famille, ptp)
    deja_clos.manquer(le=date(2024, 5, 2))
    retour = consigner(client, famille)
    prevu.refresh_from_db()
    assert (prevu.etat, prevu.clos_le) == ("vu", date(2024, 5, 1))
    client.post(retour)
    prevu.refresh_from_db()
    deja_clos.refresh_from_db()
    assert (prevu.etat, prevu.clos_le) == ("prevu", None)
    assert (deja_clos.etat, deja_clos.clos_le) == ("manque", date(2024, 5, 2))


def test_what_was_said_of_the_rendez_vous_since_stays(client, famille, ptp):
    prevu = rendez_vous_prevu(famille, ptp)
    retour = consigner(client, famille)
    prevu.rouvrir()
    prevu.annuler(le=date(2024, 5, 3))
    client.post(retour)
    prevu.refresh_from_db()
    assert (prevu.etat, prevu.clos_le) == ("annule", date(2024, 5, 3))


def test_form_comes_back_filled_as_it_was(client, famille):
    reponse = client.post(consigner(client, famille))
    form = client.get(reponse.url).context["form"]
    assert form["note"].value() == "Ma note fictive"
    assert form["types_besoins"].value() == ["logement"]
    assert (form["famille"].value(), form["mode"].value()) == (famille.code, "texto")
    assert str(form["date"].value()) == "2024-05-01"
    assert str(form["cle"].value()) != CLE
    assert client.get("/interventions/consigner/").context["form"]["note"].value() in ("", None)


def test_second_tap_leads_where_the_first_did(client, famille):
    retour = consigner(client, famille)
    assert client.post(retour).url == client.post(retour).url


def test_only_its_author_undoes(client, collegue, famille):
    retour = consigner(client, famille)
    assert collegue.post(retour).status_code == 404
    assert Intervention.objects.count() == 1


def test_after_a_few_minutes_one_corrects(client, famille):
    retour = consigner(client, famille)
    Intervention.objects.update(saisie_le=timezone.now() - timedelta(minutes=6))
    page = client.get(client.post(retour).url).content.decode()
    assert "trop tard" in page
    assert Intervention.objects.count() == 1


def test_intervention_modified_since_is_not_undone(client, famille):
    retour = consigner(client, famille)
    Intervention.objects.update(version=2)
    client.post(retour)
    assert Intervention.objects.count() == 1


# --- Démarchage ---------------------------------------------------------------------------------


def test_undone_demarchage_comes_back_with_its_counts(client, territoire):
    envoi = {**DEMARCHAGE, "territoire": territoire.pk}
    retour = annulation(client, client.post("/demarchage/consigner/", envoi).url)
    form = client.get(client.post(retour).url).context["form"]
    assert not ActiviteDemarchage.objects.exists()
    assert form["nb_familles_rencontrees"].value() == 7
    assert (form["strategie"].value(), form["lieu"].value()) == ("parcs", "Parc fictif")


def test_famille_reperee_is_opened_in_one_tap_with_its_strategy(client, territoire):
    envoi = {**DEMARCHAGE, "territoire": territoire.pk, "suite": "famille"}
    reponse = client.post("/demarchage/consigner/", envoi)
    form = client.get(reponse.url).context["form"]
    assert form["voie_reperage"].value() == "parcs"
    assert form["date_reperage"].value() == "2024-05-01"
    assert ActiviteDemarchage.objects.get().nb_familles_reperees == 2


# --- Suivi --------------------------------------------------------------------------------------

SUIVI = {"cle": CLE, "date": "2026-03-05", "mode": "telephone", "constat": "Message laissé"}
PHOTO = ("etat", "etat_depuis", "reponse_le", "suivi_prevu_le", "dernier_suivi_le", "issue")


def photo(referencement):
    actuel = Referencement.objects.get(pk=referencement.pk)
    return [getattr(actuel, champ) for champ in PHOTO], actuel.suivis.count()


def noter(client, referencement, geste="suivre", **champs):
    page = f"/referencements/{referencement.pk}/{geste}/"
    envoi = {nom: v for nom, v in SUIVI.items() if geste == "suivre" or nom != "mode"}
    return annulation(client, client.post(page, {**envoi, **champs}).url)


def test_undone_suivi_puts_back_the_next_date_and_leaves_no_row(client, ptp, famille):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    Referencement.objects.update(suivi_prevu_le=date(2026, 3, 4))
    avant = photo(referencement)
    reponse = client.post(noter(client, referencement))
    assert photo(referencement) == avant
    form = client.get(reponse.url).context["form"]
    assert (form["constat"].value(), form["mode"].value()) == ("Message laissé", "telephone")


def test_undone_answer_puts_back_the_etat_and_the_besoin(client, ptp, famille):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.SERVICE_AMORCE)
    avant, etat = photo(referencement), Besoin.objects.get().etat
    retour = noter(client, referencement, "terminer", issue="repondu")
    assert Besoin.objects.get().etat != etat
    reponse = client.post(retour)
    assert photo(referencement) == avant
    assert Besoin.objects.get().etat == etat
    assert client.get(reponse.url).context["form"]["issue"].value() == "repondu"
    client.post(retour)
    assert photo(referencement) == avant


def test_suivi_with_a_suite_stays_written(client, ptp, famille):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    retour = noter(client, referencement)
    noter(client, referencement, cle="0b0e9e0e-3a0a-4a53-9d6b-4d6e2f7a1c02")
    avant = photo(referencement)
    assert "a déjà une suite" in client.get(client.post(retour).url).content.decode()
    assert photo(referencement) == avant


def test_contact_and_accord_are_never_unsaid(client, ptp, famille):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    for suivi in referencement.suivis.all():
        client.post(f"/referencements/{referencement.pk}/suivis/{suivi.pk}/annuler/")
    assert SuiviReferencement.objects.count() == 3


def test_suivi_of_a_colleague_is_not_hers_to_undo(client, collegue, ptp, famille):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    retour = noter(client, referencement)
    assert collegue.post(retour).status_code == 404
