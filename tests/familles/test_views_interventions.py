"""Logging an action: four answers, once, and nothing lost when it is refused."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Role
from familles.forms.accompagnements import InterventionForm
from familles.models import Intervention
from partenaires.models import TypeBesoin
from tests.comptes.factories import AffectationFactory
from tests.requetes import sans_journal

from .factories import (
    AccompagnementFactory,
    BesoinFactory,
    FamilleFactory,
    InterventionFactory,
)

CLE = "0b0e9e0e-3a0a-4a53-9d6b-4d6e2f7a1c01"


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la famille du parc")


@pytest.fixture
def client_ptp(client_de, ptp):
    return client_de(ptp)


def envoi_intervention(famille, **champs):
    return {
        "cle": CLE,
        "famille": famille.code,
        "type_action": "lien_confiance",
        "mode": "texto",
        "duree_min": "15",
        "date": "2024-05-01",
        **champs,
    }


CONSIGNER = "/interventions/consigner/"


def test_four_answers_log_an_action_and_start_the_accompagnement(client_ptp, ptp, famille):
    reponse = client_ptp.post(CONSIGNER, envoi_intervention(famille))
    assert reponse.url == reverse("familles:fiche", args=[famille.code])
    intervention = Intervention.objects.get()
    assert (intervention.duree_min, intervention.deplacement_min) == (15, 0)
    assert intervention.saisie_par == ptp
    assert intervention.accompagnement.date_debut == date(2024, 5, 1)


def test_same_sending_logs_one_action(client_ptp, famille):
    for _ in range(3):
        assert client_ptp.post(CONSIGNER, envoi_intervention(famille)).status_code == 302
    assert Intervention.objects.count() == 1


def test_same_key_with_another_content_is_refused(client_ptp, famille):
    client_ptp.post(CONSIGNER, envoi_intervention(famille))
    reponse = client_ptp.post(CONSIGNER, envoi_intervention(famille, note="autre"))
    assert reponse.status_code == 422
    assert Intervention.objects.get().note == ""


def test_needs_touched_are_brought_to_light(client_ptp, famille):
    client_ptp.post(CONSIGNER, envoi_intervention(famille, types_besoins=["logement", "repit"]))
    assert {b.type_id for b in Intervention.objects.get().besoins.all()} == {"logement", "repit"}


def test_any_duration_can_be_said(client_ptp, famille):
    sans = client_ptp.post(CONSIGNER, envoi_intervention(famille, duree_min="0"))
    assert sans.status_code == 422
    client_ptp.post(CONSIGNER, envoi_intervention(famille, duree_min="0", duree_autre="75"))
    assert Intervention.objects.get().duree_min == 75


def test_action_of_the_concertation_is_with_a_partenaire(client_ptp, famille):
    client_ptp.post(CONSIGNER, envoi_intervention(famille, type_action="suivi_partenaires"))
    assert Intervention.objects.get().beneficiaire == Intervention.Beneficiaire.PARTENAIRE


def test_refused_action_keeps_what_was_typed(client_ptp, famille):
    InterventionFactory(
        famille=famille,
        accompagnement=AccompagnementFactory(famille=famille, date_debut=date(2024, 6, 1)),
        date=date(2024, 6, 1),
    )
    reponse = client_ptp.post(CONSIGNER, envoi_intervention(famille, note="Ma note"))
    assert reponse.status_code == 422
    assert "avancez d’abord ce début" in reponse.content.decode()
    assert "Ma note" in reponse.content.decode()
    assert Intervention.objects.count() == 1
    adresse = reponse.context["form"].debut_a_avancer
    assert f'href="{adresse}"' in reponse.content.decode()
    client_ptp.post(adresse, {"au": "2024-02-01", "motif": "Connue avant"})
    client_ptp.post(CONSIGNER, envoi_intervention(famille, note="Ma note"))
    assert Intervention.objects.earliest("date").note == "Ma note"


def test_action_with_a_famille_out_of_scope_is_refused(client_ptp, client_de, inconnue, famille):
    reponse = client_de(inconnue).post(CONSIGNER, envoi_intervention(famille))
    assert reponse.status_code == 422
    assert famille.alias not in reponse.content.decode()
    assert not Intervention.objects.exists()


def test_link_of_a_famille_preselects_her_and_the_mode_of_the_last_time(client_ptp, famille, ptp):
    InterventionFactory(famille=famille, mode="domicile")
    page = client_ptp.get(CONSIGNER, {"famille": famille.code})
    assert page.context["choix"] == [famille]
    assert page.context["form"]["mode"].value() == "domicile"


def test_search_keeps_what_was_already_answered(client_ptp, famille):
    recherche = {"famille": "", "recherche": "parc", "chercher": "1"}
    envoi = envoi_intervention(famille, note="Ma note") | recherche
    page = client_ptp.post(CONSIGNER, envoi)
    assert page.status_code == 200
    assert page.context["trouvees"] == [famille]
    assert "Ma note" in page.content.decode()
    assert not Intervention.objects.exists()


def test_edit_of_an_action_by_another_ptp_keeps_its_author(client_de, famille, ptp, territoire):
    intervention = InterventionFactory(famille=famille)
    collegue = AffectationFactory(role=Role.PTP, territoire=territoire).utilisateur
    client_de(collegue).post(
        reverse("familles:intervention_modifier", args=[famille.code, intervention.pk]),
        envoi_intervention(famille, version="1", note="autre note"),
    )
    intervention.refresh_from_db()
    assert intervention.note == "autre note"
    assert intervention.saisie_par == ptp


def enonces(client, envoi):
    with CaptureQueriesContext(connection) as capture:
        assert client.post(CONSIGNER, envoi).status_code == 302
    mots = [enonce.split()[0] for enonce in sans_journal(capture)]
    return sum(mot in ("SELECT", "INSERT", "UPDATE", "DELETE") for mot in mots)


def test_logging_is_short_for_the_database(client_ptp, famille):
    AccompagnementFactory(famille=famille)
    assert enonces(client_ptp, envoi_intervention(famille)) <= 12


def test_logging_costs_the_same_for_one_besoin_and_for_three(client_ptp, famille):
    AccompagnementFactory(famille=famille)
    types = ["logement", "repit", "alimentation"]
    for type_besoin in TypeBesoin.objects.filter(pk__in=types):
        BesoinFactory(famille=famille, type=type_besoin)
    un = enonces(client_ptp, envoi_intervention(famille, types_besoins=types[:1]))
    autre = envoi_intervention(famille, types_besoins=types, cle=str(uuid4()))
    assert enonces(client_ptp, autre) == un
    assert famille.besoins.filter(interventions__isnull=False).distinct().count() == 3


def test_opening_the_page_is_short_too(client_ptp, famille):
    for _n in range(8):
        autre = FamilleFactory(territoire=famille.territoire, saisie_par=famille.saisie_par)
        InterventionFactory(famille=autre, saisie_par=famille.saisie_par)
    for adresse in (CONSIGNER, f"{CONSIGNER}?famille={famille.code}"):
        with CaptureQueriesContext(connection) as capture:
            assert client_ptp.get(adresse).status_code == 200
        lues = sans_journal(capture.captured_queries)
        assert len([sql for sql in lues if "SAVEPOINT" not in sql]) <= 12


def test_enter_in_the_search_without_a_famille_searches(client_ptp, famille):
    """Without JavaScript, Enter presses the button that saves."""
    envoi = {**envoi_intervention(famille), "famille": "", "recherche": "parc"}
    reponse = client_ptp.post(CONSIGNER, envoi)
    assert reponse.status_code == 200
    assert famille in reponse.context["trouvees"]
    assert not Intervention.objects.exists()


@pytest.mark.parametrize(
    "page", ["/interventions/consigner/", "/familles/{code}/isolement/ajouter/"]
)
def test_first_button_of_the_form_is_the_one_that_saves(client_ptp, famille, page):
    reponse = client_ptp.get(page.format(code=famille.code))
    contenu = reponse.content.decode()
    assert reponse.status_code == 200
    formulaire = contenu[contenu.index("<main") :]
    bouton = formulaire[formulaire.index('<button type="submit"') :].split(">")[0]
    assert "name=" not in bouton


def test_besoins_of_the_famille_are_offered_first(ptp, inconnue, territoire):
    """Open ones only, base tier first; someone who does not see her learns nothing by the order."""
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    jour = {"mis_en_relief_le": date(2024, 5, 6), "etat_depuis": date(2024, 5, 6)}
    for code, etat in (("repit", "mis_en_relief"), ("logement", "mis_en_relief")):
        famille.besoins.create(type_id=code, etat=etat, **jour)
    autre = TypeBesoin.objects.exclude(pk__in=["repit", "logement"]).first()
    famille.besoins.create(type=autre, etat="repondu", **jour)

    def offerts(qui):
        form = InterventionForm(initial={"famille": famille.code}, utilisateur=qui)
        return [(b.niveau, b.pk) for b in form.fields["types_besoins"].queryset]

    siens, les_autres = offerts(ptp)[:2], offerts(ptp)[2:]
    assert [code for _, code in siens] == ["logement", "repit"]
    assert [niveau for niveau, _ in les_autres] == sorted(niveau for niveau, _ in les_autres)
    assert offerts(inconnue) == sorted(offerts(inconnue), key=lambda besoin: besoin[0])
