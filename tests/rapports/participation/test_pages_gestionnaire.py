"""The report for those of the territoire: reading, writing, submitting, taking back."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from familles.models import Enfant
from rapports.models import Periode, RapportParticipation, VersionRapport
from tests.familles.factories import EnfantFactory, FamilleFactory, InterventionFactory
from tests.rapports.conftest import accompagner
from tests.rapports.test_pages_territoire import texte
from tests.requetes import sans_journal

pytestmark = pytest.mark.django_db
ECRITURE = re.compile(r"^\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


def lire(client, chemin):
    page = client.get(chemin)
    assert page.status_code == 200
    return texte(page)


# --- Reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize("qui", ["gestionnaire", "ptp"])
def test_people_of_the_territoire_read_a_draft_that_nobody_has_opened(
    qui, request, client_de, adresse, famille
):
    lu = lire(client_de(request.getfixturevalue(qui)), adresse())
    assert "Familles jointes par l’accompagnement" in lu
    assert ("Enregistrer le brouillon" in lu) is (qui == "gestionnaire")


def test_reading_a_draft_creates_nothing(client_de, gestionnaire, adresse, famille):
    client = client_de(gestionnaire)
    with CaptureQueriesContext(connection) as requetes:
        client.get(adresse())
    assert not [sql for sql in sans_journal(requetes) if ECRITURE.match(sql)]
    assert not RapportParticipation.objects.exists()


@pytest.mark.parametrize("qui", ["gestionnaire_d_ailleurs", "inconnue", "comite", "administration"])
@pytest.mark.parametrize("suite", ["", "modifier/", "soumettre/", "versions/1/"])
def test_outsider_cannot_open_the_report(qui, suite, request, client_de, adresse, soumis):
    client = client_de(request.getfixturevalue(qui))
    assert client.get(adresse(suite)).status_code == 404
    assert client.post(adresse(suite)).status_code in (404, 405)


@pytest.mark.parametrize("suite", ["modifier/", "soumettre/", "reprendre/"])
def test_ptp_reads_and_writes_nothing(suite, client_de, ptp, adresse, rapport):
    envoi = {"version": 1, "faits_saillants": "Autre chose"}
    assert client_de(ptp).post(adresse(suite), envoi).status_code == 404
    rapport.refresh_from_db()
    assert (rapport.etat, rapport.faits_saillants) == ("brouillon", "La halte du samedi")


def test_each_figure_opens_its_definition_and_the_familles_it_counts(
    client_de, gestionnaire, adresse, famille
):
    page = client_de(gestionnaire).get(adresse()).content.decode()
    assert 'href="/indicateurs/I-01/"' in page
    assert 'href="/tableau-de-bord/ici/familles/I-01/?debut=2024-01-01&amp;fin=2024-03-31"' in page


def test_figures_are_compared_with_those_the_period_before_reported(
    client_de, gestionnaire, territoire, ptp, adresse, famille
):
    automne = Periode.objects.create(
        libelle="Automne 2023", debut=date(2023, 10, 1), fin=date(2023, 12, 31)
    )
    client = client_de(gestionnaire)
    assert "tels qu’ils sont aujourd’hui, faute de rapport soumis" in lire(client, adresse())
    avant = RapportParticipation.objects.create(periode=automne, territoire=territoire)
    avant.soumettre(par=gestionnaire)
    FamilleFactory(territoire=territoire, saisie_par=ptp)
    page = client.get(adresse())
    assert "tels que soumis (version 1)" in texte(page)
    jointes = next(
        ligne
        for rubrique in page.context["rubriques"]
        for ligne in rubrique.lignes
        if ligne.tuile.indicateur.id == "I-01"
    )
    assert (jointes.tuile.chiffre, jointes.avant, jointes.ecart) == ("1", "0", "1 de plus")


def test_periods_of_unequal_length_are_not_compared_in_silence(
    client_de, gestionnaire, adresse, hiver
):
    avant = Periode.objects.create(
        libelle="Automne 2023", debut=date(2023, 10, 1), fin=date(2023, 12, 31)
    )
    client = client_de(gestionnaire)
    assert "Leurs durées diffèrent" not in lire(client, adresse())
    Periode.objects.filter(pk=avant.pk).update(debut=date(2023, 8, 1))
    assert "91 jours, contre 153" in lire(client, adresse())


def test_a_period_that_runs_is_neither_compared_nor_submitted(
    client_de, gestionnaire, territoire, hiver
):
    jour = timezone.localdate()
    cours = Periode.objects.create(libelle="En cours", debut=jour, fin=jour + timedelta(days=60))
    client = client_de(gestionnaire)
    page = client.get(f"/rapports/{cours.pk}/ici/")
    assert page.context["avant"] is None
    assert "relire et soumettre" not in texte(page)
    assert client.get(f"/rapports/{cours.pk}/ici/soumettre/").status_code == 302
    assert client.post(f"/rapports/{cours.pk}/ici/soumettre/", {"version": 1}).status_code == 302
    assert not VersionRapport.objects.exists()


def test_a_period_to_come_has_no_report_yet(client_de, gestionnaire, territoire):
    futur = Periode.objects.create(
        libelle="Plus tard", debut=date(2098, 1, 1), fin=date(2098, 12, 31)
    )
    assert client_de(gestionnaire).get(f"/rapports/{futur.pk}/ici/").status_code == 404


def test_findings_lead_to_the_rows_of_the_period(
    client_de, gestionnaire, territoire, ptp, adresse, hiver
):
    accompagner(territoire, ptp, frequentation="inconnue", alias="la famille du lac")
    plus_tard = FamilleFactory(territoire=territoire, saisie_par=ptp, alias="hors période")
    InterventionFactory(famille=plus_tard, date=date(2024, 5, 1))
    plus_tard.actualiser_compteurs()
    client = client_de(gestionnaire)
    page = client.get(adresse())
    isolement = next(c for c in page.context["constats"] if c.controle.identifiant == "isolement")
    assert (isolement.nombre, isolement.part) == (1, "100\u00a0%")
    lu = lire(client, adresse("a-verifier/isolement/"))
    assert "la famille du lac" in lu
    assert "hors période" not in lu
    assert client.get(adresse("a-verifier/autre/")).status_code == 404


def test_page_costs_the_same_for_one_and_ten_familles(
    client_de, gestionnaire, territoire, ptp, adresse, famille, django_assert_num_queries
):
    client = client_de(gestionnaire)
    with CaptureQueriesContext(connection) as une:
        client.get(adresse())
    for rang in range(9):
        accompagner(territoire, ptp, alias=f"famille {rang}")
    with django_assert_num_queries(len(une)):
        client.get(adresse())


def test_list_costs_the_same_for_one_and_ten_periods(
    client_de, gestionnaire, hiver, en_poste, django_assert_num_queries
):
    client = client_de(gestionnaire)
    with CaptureQueriesContext(connection) as une:
        client.get("/rapports/")
    for annee in range(2010, 2020):
        Periode.objects.create(
            libelle=f"Année {annee}", debut=date(annee, 1, 1), fin=date(annee, 12, 31)
        )
    with django_assert_num_queries(len(une)):
        page = client.get("/rapports/")
    assert len(page.context["attendus"]) == 11


def test_list_says_what_is_expected_next(client_de, gestionnaire, rapport, comite):
    client = client_de(gestionnaire)
    with time_machine.travel("2024-04-15T16:00Z", tick=False):
        gestionnaire.affectations.update(du=date(2024, 1, 1))
        lu = lire(client, "/rapports/")
        assert "À soumettre, attendu pour le 30 avril 2024" in lu
    with time_machine.travel("2024-05-01T16:00Z", tick=False):
        assert "attendu depuis le 30 avril 2024" in lire(client, "/rapports/")
    rapport.soumettre(par=gestionnaire)
    assert "Le comité l’examine" in lire(client, "/rapports/")
    rapport.retourner(par=comite, commentaire="Un mot de plus")
    assert "À revoir et à soumettre" in lire(client, "/rapports/")
    rapport.soumettre(par=gestionnaire)
    rapport.accepter(par=comite)
    assert "Rien d’autre n’est attendu" in lire(client, "/rapports/")


def test_without_any_period_the_list_leads_to_the_dashboard(client_de, gestionnaire):
    assert "Aucune période n’a commencé" in lire(client_de(gestionnaire), "/rapports/")


# --- Writing --------------------------------------------------------------------------------------


def test_first_text_opens_the_draft(ecrire, gestionnaire, hiver):
    assert ecrire(gestionnaire, faits_saillants="Trois haltes").status_code == 302
    rapport = RapportParticipation.objects.get()
    assert (rapport.faits_saillants, rapport.etat) == ("Trois haltes", "brouillon")


def test_stale_edit_shows_both_texts_and_writes_nothing(ecrire, gestionnaire, hiver):
    ecrire(gestionnaire, faits_saillants="Le premier")
    page = ecrire(gestionnaire, faits_saillants="Le second")
    assert page.status_code == 409
    lu = texte(page)
    assert "Le premier" in lu
    assert "Le second" in lu
    assert RapportParticipation.objects.get().faits_saillants == "Le premier"


def test_texts_too_long_are_refused_and_kept(ecrire, gestionnaire, hiver):
    page = ecrire(gestionnaire, recit="x" * 4001)
    assert page.status_code == 422
    assert "x" * 4001 in page.content.decode()


def test_submitted_report_is_not_written_over(ecrire, gestionnaire, soumis):
    page = ecrire(gestionnaire, version=soumis.version, faits_saillants="Trop tard")
    assert page.status_code == 422
    assert "reprenez-le" in texte(page)
    soumis.refresh_from_db()
    assert soumis.faits_saillants == "La halte du samedi"


def test_address_of_the_form_leads_back_to_the_report(client_de, gestionnaire, adresse, hiver):
    assert client_de(gestionnaire).get(adresse("modifier/")).url == adresse()


# --- Submitting and taking back -------------------------------------------------------------------


def test_save_then_read_again_then_submit(client_de, ecrire, gestionnaire, adresse, famille):
    suite = ecrire(gestionnaire, faits_saillants="Trois haltes", suite="soumettre")
    assert suite.url == adresse("soumettre/")
    client = client_de(gestionnaire)
    page = client.get(suite.url)
    assert "Trois haltes" in texte(page)
    assert not VersionRapport.objects.exists()
    version = page.context["form"]["version"].value()
    assert client.post(suite.url, {"version": version}).url == adresse()
    assert "Ses chiffres sont figés" in lire(client, adresse())


def test_report_without_a_word_may_be_submitted(client_de, gestionnaire, adresse, famille):
    client = client_de(gestionnaire)
    client.post(adresse("soumettre/"), {"version": 1})
    assert VersionRapport.objects.get().chiffres["I-01"].valeur == 1


def test_double_click_submits_one_version(client_de, gestionnaire, adresse, rapport):
    client = client_de(gestionnaire)
    envois = [client.post(adresse("soumettre/"), {"version": 1}, follow=True) for _ in range(2)]
    assert "Ce rapport est déjà soumis." in texte(envois[1])
    assert VersionRapport.objects.count() == 1


def test_texts_written_meanwhile_are_read_before_they_are_submitted(
    client_de, ecrire, gestionnaire, adresse, rapport
):
    ecrire(gestionnaire, version=1, faits_saillants="Autre chose")
    page = client_de(gestionnaire).post(adresse("soumettre/"), {"version": 1})
    assert page.status_code == 409
    assert "Autre chose" in texte(page)
    assert not VersionRapport.objects.exists()


@pytest.mark.parametrize("envoi", [{}, {"version": "x"}])
def test_submission_that_says_nothing_of_what_was_read_is_asked_again(
    envoi, client_de, gestionnaire, adresse, rapport
):
    assert client_de(gestionnaire).post(adresse("soumettre/"), envoi).status_code == 409
    assert not VersionRapport.objects.exists()


def test_taken_back_while_undecided(client_de, gestionnaire, adresse, soumis):
    page = client_de(gestionnaire).post(adresse("reprendre/"), follow=True)
    assert "Le rapport est repris" in texte(page)
    assert "Reprise par la personne gestionnaire" in texte(page)


def test_decided_report_is_not_taken_back(client_de, gestionnaire, adresse, soumis, comite):
    soumis.accepter(par=comite)
    page = client_de(gestionnaire).post(adresse("reprendre/"), follow=True)
    assert "Le comité a déjà décidé" in texte(page)
    assert "Reprendre le rapport" not in texte(page)


def test_report_that_nobody_wrote_is_not_taken_back(client_de, gestionnaire, adresse, hiver):
    assert client_de(gestionnaire).post(adresse("reprendre/")).status_code == 404


def test_returned_report_shows_the_comment_and_is_written_again(
    client_de, gestionnaire, adresse, soumis, comite
):
    soumis.retourner(par=comite, commentaire="Et le transport?")
    lu = lire(client_de(gestionnaire), adresse())
    assert "Et le transport?" in lu
    assert "relire et soumettre" in lu


# --- A version, as it was -------------------------------------------------------------------------


@pytest.mark.parametrize("qui", ["gestionnaire", "ptp"])
def test_version_says_who_when_and_with_which_definitions(
    qui, request, client_de, adresse, famille, soumis
):
    EnfantFactory(famille=famille, naissance=None, precision=Enfant.Precision.INCONNUE)
    version = soumis.derniere_version
    lu = lire(client_de(request.getfixturevalue(qui)), adresse("versions/1/"))
    assert "Lise" in lu
    assert version.empreinte in lu
    assert f"Version {version.version_definitions}" in lu
    assert "La halte du samedi" in lu


def test_version_that_does_not_exist_is_not_found(client_de, gestionnaire, adresse, soumis):
    assert client_de(gestionnaire).get(adresse("versions/2/")).status_code == 404
