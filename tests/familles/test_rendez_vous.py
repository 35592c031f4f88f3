from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activites.models import ModeContact
from familles.a_faire import a_faire
from familles.models import Famille, RendezVous
from familles.rythme import prochain_contact

from .factories import FamilleFactory, InterventionFactory, RendezVousFactory
from .situations import histoire

JOUR = date(2024, 6, 10)
Etat = RendezVous.Etat


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la famille du parc")


def consigner(famille, **champs):
    champs = {"date": JOUR, "mode": ModeContact.DOMICILE} | champs
    intervention = InterventionFactory.build(
        famille=famille,
        territoire=None,
        accompagnement=None,
        saisie_par=famille.saisie_par,
        **champs,
    )
    intervention.consigner()


def etat(rendez_vous):
    rendez_vous.refresh_from_db()
    return rendez_vous.etat


def test_intervention_of_that_day_closes_the_rendez_vous_by_itself(famille):
    rendez_vous = RendezVousFactory(famille=famille, prevu_le=JOUR)
    autre = RendezVousFactory(famille=famille, prevu_le=JOUR + timedelta(days=7))
    consigner(famille)
    assert (etat(rendez_vous), etat(autre)) == (Etat.VU, Etat.PREVU)


def test_written_word_of_that_day_is_not_the_meeting_unless_it_was_planned_so(famille):
    visite = RendezVousFactory(famille=famille, prevu_le=JOUR, mode=ModeContact.DOMICILE)
    texto = RendezVousFactory(famille=famille, prevu_le=JOUR, mode=ModeContact.TEXTO)
    consigner(famille, mode=ModeContact.TEXTO)
    assert (etat(visite), etat(texto)) == (Etat.PREVU, Etat.VU)


def test_work_with_a_partenaire_is_not_the_meeting(famille):
    rendez_vous = RendezVousFactory(famille=famille, prevu_le=JOUR)
    consigner(famille, beneficiaire="partenaire")
    assert etat(rendez_vous) == Etat.PREVU


def test_first_word_said_stays(famille):
    rendez_vous = RendezVousFactory(famille=famille, prevu_le=JOUR)
    rendez_vous.manquer(le=JOUR)
    rendez_vous.voir(le=JOUR + timedelta(days=1))
    assert (rendez_vous.etat, rendez_vous.clos_le) == (Etat.MANQUE, JOUR)


def test_closed_by_mistake_it_is_planned_again(famille):
    rendez_vous = RendezVousFactory(famille=famille, prevu_le=JOUR)
    rendez_vous.manquer(le=JOUR)
    rendez_vous.rouvrir()
    assert (rendez_vous.etat, rendez_vous.clos_le) == (Etat.PREVU, None)


def test_missed_rendez_vous_changes_nothing_of_the_famille(famille):
    consigner(famille, date=JOUR - timedelta(days=5))
    avant = Famille.objects.values().get(pk=famille.pk)
    RendezVousFactory(famille=famille, prevu_le=JOUR).manquer(le=JOUR)
    assert Famille.objects.values().get(pk=famille.pk) == avant
    assert famille.accompagnements.ouverts().exists()


def test_put_off_it_lives_on_at_another_date_once(famille):
    ancien = RendezVousFactory(famille=famille, prevu_le=JOUR)
    demain = JOUR + timedelta(days=1)
    suivant = RendezVousFactory.build(
        famille=famille, prevu_le=demain, saisie_par=famille.saisie_par
    )
    ancien.reporter(suivant, le=JOUR)
    assert (ancien.etat, ancien.reporte_au) == (Etat.REPORTE, demain)
    assert list(famille.rendez_vous.prevus()) == [suivant]


def test_what_is_closed_is_not_put_off(famille):
    ancien = RendezVousFactory(famille=famille, prevu_le=JOUR)
    ancien.annuler(le=JOUR)
    suivant = RendezVousFactory.build(famille=famille, prevu_le=JOUR, saisie_par=famille.saisie_par)
    with pytest.raises(ValidationError, match="plus prévu"):
        ancien.reporter(suivant, le=JOUR)


@pytest.mark.parametrize("faux", [{"etat": Etat.VU}, {"clos_le": JOUR}, {"reporte_au": JOUR}])
def test_closed_goes_with_its_day(famille, faux):
    with pytest.raises(IntegrityError), transaction.atomic():
        RendezVousFactory(famille=famille, prevu_le=JOUR, **faux)


def test_today_and_silent_ones_are_to_do_without_being_late(ptp, famille):
    RendezVousFactory(famille=famille, prevu_le=JOUR, mots="Au parc")
    RendezVousFactory(famille=famille, prevu_le=JOUR - timedelta(days=3))
    RendezVousFactory(famille=famille, prevu_le=JOUR + timedelta(days=1))
    lignes = a_faire(ptp, JOUR)
    assert [ligne.titre for ligne in lignes] == [
        "Vous êtes-vous vus? la famille du parc",
        "Rendez-vous avec la famille du parc",
    ]
    assert not any(ligne.urgent for ligne in lignes)
    assert lignes[1].detail == "Aujourd’hui, Au parc"


def test_no_nagging_when_a_rendez_vous_is_planned(famille):
    InterventionFactory(famille=famille, date=JOUR - timedelta(days=40))
    Famille.objects.actualiser_compteurs()
    rendez_vous = RendezVousFactory(famille=famille, prevu_le=JOUR + timedelta(days=2))
    assert not Famille.objects.a_revoir(JOUR).exists()
    rendez_vous.annuler(le=JOUR)
    assert Famille.objects.a_revoir(JOUR).get() == famille


def test_next_contact_follows_the_pace_and_is_never_past(famille):
    famille.rythme_jours, famille.derniere_intervention_le = 14, JOUR
    assert prochain_contact(famille, JOUR) == JOUR + timedelta(days=14)
    assert prochain_contact(famille, JOUR + timedelta(days=20)) == JOUR + timedelta(days=20)
    famille.rythme_jours = None
    assert prochain_contact(famille, JOUR) is None


def test_timeline_tells_a_meeting_once_and_a_missed_one_plainly(famille):
    consigner(famille)
    RendezVousFactory(famille=famille, prevu_le=JOUR).voir(le=JOUR)
    RendezVousFactory(famille=famille, prevu_le=JOUR - timedelta(days=8)).manquer(le=JOUR)
    titres = [e.titre for e in histoire(famille) if e.genre == "rendez_vous"]
    assert titres == ["Rendez-vous manqué, sans conséquence"]


# --- Pages ----------------------------------------------------------------------------------------


@pytest.fixture
def page(client, ptp):
    client.force_login(ptp)
    return client


def adresse(nom, rendez_vous):
    return reverse(f"familles:rendez_vous_{nom}", args=[rendez_vous.famille.code, rendez_vous.pk])


def test_ptp_plans_at_the_pace_proposed_then_sees_it_on_the_fiche(page, famille):
    planifier = reverse("familles:rendez_vous_planifier", args=[famille.code])
    form = page.get(planifier).context["form"]
    assert form["prevu_le"].value() >= timezone.localdate()
    envoi = {
        "cle": str(form["cle"].value()),
        "prevu_le": str(timezone.localdate()),
        "heure": "14:30",
        "mode": "domicile",
        "mots": "Apporter les formulaires",
    }
    for _ in range(2):
        page.post(planifier, envoi)
    assert famille.rendez_vous.count() == 1
    fiche = page.get(reverse("familles:fiche", args=[famille.code])).content.decode()
    assert "Apporter les formulaires" in fiche
    assert "On s’est vus" in fiche


def test_next_contact_is_not_planned_in_the_past(page, famille):
    planifier = reverse("familles:rendez_vous_planifier", args=[famille.code])
    assert page.post(planifier, {"prevu_le": "2024-01-01"}).status_code == 422
    assert not famille.rendez_vous.exists()


def test_having_met_leads_to_the_intervention_already_filled(page, famille):
    hier = timezone.localdate() - timedelta(days=1)
    rendez_vous = RendezVousFactory(famille=famille, prevu_le=hier, mode=ModeContact.DOMICILE)
    reponse = page.post(adresse("voir", rendez_vous), follow=True)
    form = reponse.context["form"]
    assert etat(rendez_vous) == Etat.VU
    assert (form["famille"].value(), form["mode"].value()) == (famille.code, "domicile")
    assert form["date"].value() == hier


def test_rendez_vous_of_someone_else_fills_nothing(page, famille):
    ailleurs = RendezVousFactory(prevu_le=JOUR, mode=ModeContact.DOMICILE)
    consigner_ = reverse("familles:intervention_consigner")
    form = page.get(f"{consigner_}?rendez_vous={ailleurs.pk}").context["form"]
    assert form["mode"].value() != ModeContact.DOMICILE
    assert page.get(f"{consigner_}?rendez_vous={'9' * 30}").status_code == 200


def test_missed_then_reopened_from_the_fiche(page, famille):
    rendez_vous = RendezVousFactory(famille=famille, prevu_le=timezone.localdate())
    reponse = page.post(adresse("manquer", rendez_vous), follow=True)
    assert "sans conséquence" in reponse.content.decode()
    page.post(adresse("rouvrir", rendez_vous))
    assert etat(rendez_vous) == Etat.PREVU


def test_put_off_from_the_page_keeps_how_and_where(page, famille):
    rendez_vous = RendezVousFactory(
        famille=famille, prevu_le=JOUR, mode=ModeContact.DOMICILE, mots="Au parc"
    )
    form = page.get(adresse("reporter", rendez_vous)).context["form"]
    assert form["mots"].value() == "Au parc"
    demain = timezone.localdate() + timedelta(days=1)
    envoi = {"cle": str(form["cle"].value()), "prevu_le": str(demain), "mode": "domicile"}
    assert page.post(adresse("reporter", rendez_vous), envoi).status_code == 302
    assert page.post(adresse("reporter", rendez_vous), envoi).status_code == 302
    assert famille.rendez_vous.prevus().get().prevu_le == demain


def test_stale_edit_of_a_rendez_vous_is_refused(page, famille):
    rendez_vous = RendezVousFactory(famille=famille, prevu_le=JOUR)
    RendezVous.objects.update(version=2)
    envoi = {"version": "1", "prevu_le": "2024-07-01"}
    assert page.post(adresse("modifier", rendez_vous), envoi).status_code == 409
