"""Periodes, and the life of a report: versions, who may do what, what is frozen."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from rapports.models import Periode, RapportParticipation, VersionRapport
from tests.comptes.factories import AffectationFactory

from .situations import evaluer, famille_accompagnee

pytestmark = pytest.mark.django_db
Etat = RapportParticipation.Etat


@pytest.fixture
def brouillon(territoire, hiver):
    return RapportParticipation.objects.create(
        territoire=territoire, periode=hiver, faits_saillants="La halte du samedi"
    )


@pytest.fixture
def soumis(brouillon, gestionnaire):
    brouillon.soumettre(par=gestionnaire)
    return brouillon


# --- Periodes -------------------------------------------------------------------------------------


def test_two_periodes_never_overlap_and_the_form_says_which(hiver):
    autre = Periode(libelle="Mars et avril", debut=date(2024, 3, 31), fin=date(2024, 4, 30))
    with pytest.raises(ValidationError) as refus:
        autre.full_clean()
    assert refus.value.messages == [
        "Cette période chevauche «\u00a0Hiver 2024\u00a0» (2024-01-01 au 2024-03-31)."
    ]


@pytest.mark.parametrize("fin", [date(2024, 1, 1), date(2024, 6, 30)])
def test_two_periodes_never_overlap_even_when_the_form_is_bypassed(hiver, fin):
    with pytest.raises(IntegrityError), transaction.atomic():
        Periode.objects.create(libelle="Autre", debut=date(2023, 12, 1), fin=fin)


def test_periodes_are_not_stretched_over_each_other(hiver):
    printemps = Periode.objects.create(
        libelle="Printemps", debut=date(2024, 4, 1), fin=date(2024, 6, 30)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Periode.objects.filter(pk=printemps.pk).update(debut=date(2024, 3, 31))


def test_a_periode_ends_after_it_starts():
    with pytest.raises(ValidationError, match="La fin d’une période vient après son début"):
        Periode(libelle="À rebours", debut=date(2024, 2, 1), fin=date(2024, 1, 1)).full_clean()


def test_reports_are_due_thirty_days_after_the_end_unless_said_otherwise(hiver):
    assert hiver.echeance == date(2024, 4, 30)
    hiver.remise_le = date(2024, 5, 15)
    assert hiver.echeance == date(2024, 5, 15)


def test_reports_are_due_after_the_end(hiver):
    hiver.remise_le = hiver.fin
    with pytest.raises(ValidationError, match="après la fin de la période"):
        hiver.full_clean()


# --- Submission -----------------------------------------------------------------------------------


def test_a_submitted_report_keeps_its_figures_whatever_the_rows_become(
    brouillon, territoire, ptp, gestionnaire
):
    famille = famille_accompagnee(territoire, ptp)
    version = brouillon.soumettre(par=gestionnaire)
    fige = version.contenu
    evaluer(famille, "aucune")
    famille_accompagnee(territoire, ptp)
    famille.delete()
    version = VersionRapport.objects.get()
    assert version.contenu.encode() == fige.encode()
    assert version.est_intacte
    assert (version.chiffres["I-01"].valeur, version.chiffres["I-02"].valeur) == (1, 0)
    assert version.soumise_par == gestionnaire
    assert version.version_definitions


def test_the_texts_are_frozen_with_the_figures(soumis):
    RapportParticipation.objects.update(faits_saillants="Autre chose")
    assert soumis.derniere_version.faits_saillants == "La halte du samedi"


def test_a_report_taken_back_and_submitted_again_keeps_both_versions(
    soumis, territoire, ptp, gestionnaire
):
    soumis.reprendre(par=gestionnaire)
    famille_accompagnee(territoire, ptp)
    soumis.soumettre(par=gestionnaire)
    deuxieme, premiere = soumis.versions.all()
    assert (premiere.decision, deuxieme.decision) == ("reprise", "")
    assert (premiere.chiffres["I-01"].valeur, deuxieme.chiffres["I-01"].valeur) == (0, 1)


def test_a_submitted_report_is_not_submitted_again(soumis, gestionnaire):
    with pytest.raises(ValidationError, match="déjà soumis"):
        soumis.soumettre(par=gestionnaire)
    assert soumis.versions.count() == 1


def test_a_period_that_still_runs_is_not_reported(territoire, gestionnaire):
    jour = date.today()
    periode = Periode.objects.create(libelle="En cours", debut=jour, fin=date(2099, 12, 31))
    rapport = RapportParticipation.objects.create(territoire=territoire, periode=periode)
    with pytest.raises(ValidationError, match="n’est pas terminée"):
        rapport.soumettre(par=gestionnaire)


def test_texts_that_changed_while_they_were_read_again_are_not_submitted(brouillon, gestionnaire):
    with pytest.raises(ValidationError, match="relisez-les"):
        brouillon.soumettre(par=gestionnaire, relue=brouillon.version - 1)
    assert not VersionRapport.objects.exists()


def test_a_frozen_version_refuses_every_change_but_the_decision(soumis):
    version = VersionRapport.objects.filter(pk=soumis.derniere_version.pk)
    for champ, valeur in {"contenu": "{}", "faits_saillants": "x", "numero": 9}.items():
        with pytest.raises(DatabaseError), transaction.atomic():
            version.update(**{champ: valeur})
    with pytest.raises(DatabaseError), transaction.atomic():
        version.delete()


def test_a_submitted_report_without_its_version_is_impossible(brouillon):
    with pytest.raises(IntegrityError), transaction.atomic():
        RapportParticipation.objects.filter(pk=brouillon.pk).update(etat="soumis")


def test_a_territoire_has_one_report_for_a_periode(brouillon, territoire, hiver):
    with pytest.raises(ValidationError, match="Ce territoire a déjà un rapport"):
        RapportParticipation(territoire=territoire, periode=hiver).full_clean()


# --- Decision -------------------------------------------------------------------------------------


def test_the_comite_accepts(soumis, comite):
    soumis.accepter(par=comite, numero=1)
    assert soumis.etat == Etat.ACCEPTE
    assert soumis.derniere_version.decidee_par == comite


def test_a_report_is_returned_with_a_comment_then_submitted_again(soumis, comite, gestionnaire):
    soumis.retourner(par=comite, commentaire="  Et les trous de services?  ", numero=1)
    assert soumis.etat == Etat.RETOURNE
    assert soumis.derniere_version.commentaire == "Et les trous de services?"
    soumis.soumettre(par=gestionnaire)
    soumis.accepter(par=comite, numero=2)
    assert [v.decision for v in soumis.versions.all()] == ["acceptee", "retournee"]


def test_a_report_is_not_returned_without_a_word(soumis, comite):
    with pytest.raises(ValidationError, match="Dites ce qui est à revoir"):
        soumis.retourner(par=comite, commentaire=" ")


def test_what_was_decided_first_is_kept_when_the_comite_changes_its_mind(soumis, comite):
    soumis.accepter(par=comite)
    soumis.retourner(par=comite, commentaire="Un chiffre à revoir")
    version = soumis.versions.avec_decisions().get()
    assert version.decision == "retournee"
    (passee,) = version.decisions_passees.all()
    assert (passee.decision, passee.decidee_par) == ("acceptee", comite)


def test_an_accepted_report_may_be_returned_but_not_taken_back(soumis, comite, gestionnaire):
    soumis.accepter(par=comite)
    with pytest.raises(ValidationError, match="ne se reprend plus"):
        soumis.reprendre(par=gestionnaire)
    soumis.retourner(par=comite, commentaire="Une erreur de date")
    assert soumis.etat == Etat.RETOURNE


def test_a_version_that_was_not_read_is_not_decided_on(soumis, comite, gestionnaire):
    soumis.reprendre(par=gestionnaire)
    soumis.soumettre(par=gestionnaire)
    with pytest.raises(ValidationError, match="Une nouvelle version"):
        soumis.accepter(par=comite, numero=1)
    with pytest.raises(ValidationError, match="Une nouvelle version"):
        soumis.retourner(par=comite, commentaire="Vu", numero=1)


# --- Who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("qui", ["ptp", "inconnue", "comite", "administration"])
def test_only_its_gestionnaire_submits_and_takes_back(qui, request, brouillon, gestionnaire):
    personne = request.getfixturevalue(qui)
    with pytest.raises(PermissionDenied):
        brouillon.soumettre(par=personne)
    brouillon.soumettre(par=gestionnaire)
    with pytest.raises(PermissionDenied):
        brouillon.reprendre(par=personne)


@pytest.mark.parametrize("qui", ["ptp", "gestionnaire", "administration", "suivi"])
def test_only_the_comite_de_pilotage_decides(qui, request, soumis):
    personne = (
        AffectationFactory(role="comite_suivi", territoire=None).utilisateur
        if qui == "suivi"
        else request.getfixturevalue(qui)
    )
    with pytest.raises(PermissionDenied):
        soumis.accepter(par=personne)
    with pytest.raises(PermissionDenied):
        soumis.retourner(par=personne, commentaire="Non")


def test_reports_are_seen_by_those_of_the_territoire(brouillon, gestionnaire, ptp, inconnue):
    assert list(RapportParticipation.objects.visibles_par(gestionnaire)) == [brouillon]
    assert list(RapportParticipation.objects.visibles_par(ptp)) == [brouillon]
    assert not RapportParticipation.objects.visibles_par(inconnue)
    assert not RapportParticipation.objects.modifiables_par(ptp)


def test_a_comite_receives_what_was_submitted(brouillon, comite, gestionnaire):
    assert not RapportParticipation.objects.recus_par(comite)
    brouillon.soumettre(par=gestionnaire)
    assert list(RapportParticipation.objects.recus_par(comite)) == [brouillon]
    assert not RapportParticipation.objects.recus_par(gestionnaire)
