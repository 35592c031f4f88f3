"""« Donnée révisée »: what moved since the submission, by how much, and because of what."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activites.models import ActiviteDemarchage
from familles.models import Intervention
from rapports.models import VersionRapport
from rapports.participation.revisions import par_cause, revisions
from tests.rapports.situations import (
    PENDANT,
    avec_enfant,
    evaluer,
    famille_accompagnee,
    intervenir,
    referer,
)
from tests.rapports.test_pages_territoire import texte

pytestmark = pytest.mark.django_db


@pytest.fixture
def accompagnee(territoire, ptp):
    return famille_accompagnee(territoire, ptp)


@pytest.fixture
def version(accompagnee, rapport, gestionnaire):
    """Submitted with one famille."""
    return rapport.soumettre(par=gestionnaire)


def changees(version):
    return {r.fige.indicateur.id: r for r in revisions(VersionRapport.objects.get(pk=version.pk))}


def test_nothing_moved(version):
    assert changees(version) == {}


def test_famille_logged_since_is_a_difference_with_its_cause(version, territoire, ptp):
    famille_accompagnee(territoire, ptp)
    jointes = changees(version)["I-01"]
    assert (jointes.fige.chiffre, jointes.aujourdhui.chiffre, jointes.ecart) == (
        "1",
        "2",
        "1 de plus",
    )
    assert "interventions\u00a0: 1\u00a0saisie" in jointes.causes
    assert "familles\u00a0: 1\u00a0saisie" in jointes.causes


def test_evaluation_learned_since_moves_the_isolation_alone(version, accompagnee):
    evaluer(accompagnee, "aucune")
    trouvees = changees(version)
    assert "I-01" not in trouvees
    assert trouvees["I-02"].causes == ["évaluations de l’isolement\u00a0: 1\u00a0saisie"]


def test_correction_is_told_from_an_entry(accompagnee, rapport, gestionnaire):
    premiere = evaluer(accompagnee, "aucune")
    version = rapport.soumettre(par=gestionnaire)
    correction = premiere.nouvelle_version()
    correction.frequentation_services = "reguliere"
    correction.motif_correction = "Appris depuis"
    correction.saisie_par = accompagnee.saisie_par
    correction.consigner()
    isolees = changees(version)["I-02"]
    assert isolees.ecart == "1 de moins"
    assert isolees.causes == ["évaluations de l’isolement\u00a0: 1\u00a0corrigée"]


def test_removed_row_is_counted_as_removed(version, accompagnee):
    Intervention.objects.all().delete()
    assert "interventions\u00a0: 1\u00a0retirée" in changees(version)["I-01"].causes


def test_edited_row_is_counted_as_edited(territoire, ptp, rapport, gestionnaire):
    demarchage = ActiviteDemarchage.objects.create(
        territoire=territoire,
        saisie_par=ptp,
        strategie_id="parcs",
        duree_min=60,
        date=PENDANT,
        nb_familles_rencontrees=4,
    )
    version = rapport.soumettre(par=gestionnaire)
    demarchage.nb_familles_rencontrees, demarchage.version = 7, demarchage.version + 1
    demarchage.save()
    rencontrees = changees(version)["I-00"]
    assert (rencontrees.fige.chiffre, rencontrees.aujourdhui.chiffre) == ("4", "7")
    assert rencontrees.causes == ["démarchages\u00a0: 1\u00a0modification"]


def test_row_moved_out_of_the_period_is_one_that_left_it(version, accompagnee):
    Intervention.objects.update(date=PENDANT + timedelta(days=90))
    assert "interventions\u00a0: 1\u00a0retirée" in changees(version)["I-01"].causes


def test_child_and_referencement_logged_since(version, accompagnee):
    avec_enfant(accompagnee, PENDANT - timedelta(days=400))
    referer(accompagnee)
    trouvees = changees(version)
    assert "enfants\u00a0: 1\u00a0saisi" in trouvees["I-04"].causes
    assert "référencements\u00a0: 1\u00a0saisi" in trouvees["I-19"].causes


def test_row_of_another_period_or_territoire_moves_nothing(
    version, accompagnee, autre_territoire, inconnue
):
    intervenir(accompagnee, PENDANT + timedelta(days=90))
    famille_accompagnee(autre_territoire, inconnue)
    assert changees(version) == {}


def test_figures_that_moved_together_are_shown_together(version, territoire, ptp):
    famille_accompagnee(territoire, ptp)
    groupes = par_cause(version)
    assert sum(map(len, groupes.values())) == len(changees(version))
    assert len(groupes) < len(changees(version))


def test_version_from_before_rows_were_counted_still_says_what_was_logged(
    accompagnee, rapport, gestionnaire, territoire, ptp, monkeypatch
):
    monkeypatch.setattr("rapports.models.participation.relever", lambda *args, **options: {})
    version = rapport.soumettre(par=gestionnaire)
    famille_accompagnee(territoire, ptp)
    assert "interventions\u00a0: 1\u00a0saisie" in changees(version)["I-01"].causes


def test_gestionnaire_reads_what_was_revised_beside_the_frozen_figures(
    version, territoire, ptp, client_de, gestionnaire, adresse
):
    famille_accompagnee(territoire, ptp)
    page = client_de(gestionnaire).get(adresse())
    lu = texte(page)
    assert "Le rapport garde ses chiffres" in lu
    assert "interventions : 1 saisie" in lu
    jointes = next(
        ligne
        for rubrique in page.context["rubriques"]
        for ligne in rubrique.lignes
        if ligne.tuile.indicateur.id == "I-01"
    )
    assert jointes.tuile.chiffre == "1"


def test_page_costs_the_same_for_one_and_ten_familles_logged_since(
    version, territoire, ptp, client_de, gestionnaire, adresse, django_assert_num_queries
):
    client = client_de(gestionnaire)
    famille_accompagnee(territoire, ptp)
    with CaptureQueriesContext(connection) as une:
        client.get(adresse())
    for _ in range(9):
        famille_accompagnee(territoire, ptp)
    with django_assert_num_queries(len(une)):
        client.get(adresse())
