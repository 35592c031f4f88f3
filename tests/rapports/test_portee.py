"""DOMAINE §4.1 and §4.4: who is counted, when, and once."""

from datetime import date, timedelta

import pytest

from activites.models import ActiviteDemarchage, TypeAction
from familles.models import Enfant
from rapports.calculs import somme
from rapports.resultats import Methode, Rattachement
from referencements.models.etats import Etat

from .situations import (
    DEBUT,
    FIN,
    PENDANT,
    avec_enfant,
    evaluer,
    famille_accompagnee,
    famille_jointe,
    intervenir,
    nombre,
    rapport,
    referer,
)


@pytest.fixture
def famille(territoire, ptp):
    return famille_accompagnee(territoire, ptp)


# --- I-00, I-01 -----------------------------------------------------------------------------------


def demarchage(territoire, ptp, nb_familles_rencontrees, *, le=PENDANT, strategie="parcs"):
    return ActiviteDemarchage.objects.create(
        territoire=territoire,
        strategie_id=strategie,
        date=le,
        duree_min=60,
        nb_familles_rencontrees=nb_familles_rencontrees,
        saisie_par=ptp,
    )


def test_encounters_add_up_without_being_distinct(territoire, ptp):
    demarchage(territoire, ptp, 7)
    demarchage(territoire, ptp, 7)
    demarchage(territoire, ptp, 9, le=date(2024, 4, 1))
    assert nombre("I-00") == 14


@pytest.mark.parametrize(("le", "attendu"), [(DEBUT, 1), (FIN, 1), (date(2024, 4, 1), 0)])
def test_period_is_closed_on_both_sides(territoire, ptp, le, attendu):
    famille_accompagnee(territoire, ptp, le=le)
    assert nombre("I-01") == attendu


def test_famille_counts_once_however_many_actions(famille):
    intervenir(famille, FIN)
    referer(famille)
    assert nombre("I-01") == 1


def test_open_but_silent_famille_does_not_count(territoire, ptp):
    famille_accompagnee(territoire, ptp, le=date(2023, 12, 31))
    assert nombre("I-01") == 0


def test_famille_met_but_not_yet_accompanied_is_not_jointe(territoire, ptp):
    famille = famille_jointe(territoire, ptp)
    intervenir(famille, type_action=TypeAction.REPERAGE)
    assert nombre("I-01") == 0


def test_referencement_alone_makes_a_famille_jointe(territoire, ptp):
    referer(famille_jointe(territoire, ptp))
    assert nombre("I-01") == 1


def test_referencement_entered_by_mistake_makes_nobody_jointe(territoire, ptp):
    referencement = referer(famille_jointe(territoire, ptp))
    referencement.annuler(par=ptp, le=PENDANT)
    assert nombre("I-01") == 0


def test_follow_up_alone_makes_a_famille_jointe(territoire, ptp):
    referencement = referer(famille_jointe(territoire, ptp), date(2023, 12, 20))
    assert nombre("I-01") == 0
    referencement.suivre(par=ptp, le=PENDANT)
    assert nombre("I-01") == 1


def test_talking_of_a_referencement_is_not_yet_an_action(territoire, ptp):
    famille = famille_jointe(territoire, ptp)
    referencement = referer(famille, date(2024, 3, 20), etat=Etat.CONSENTIE)
    referencement.faire_mediation(par=ptp, le=date(2024, 4, 2), mode="courriel")
    assert nombre("I-01") == 0


def test_nouvelle_or_reconduite_by_the_first_accompagnement(territoire, ptp):
    famille_accompagnee(territoire, ptp, le=DEBUT)
    ancienne = famille_accompagnee(territoire, ptp, le=date(2023, 12, 31))
    intervenir(ancienne)
    resultats = rapport()
    assert (resultats["I-01n"].numerateur, resultats["I-01r"].numerateur) == (1, 1)


def test_end_then_resumption_is_one_famille_and_two_accompagnements(famille):
    famille.accompagnements.get().terminer(motif="choix_famille", le=PENDANT)
    intervenir(famille, date(2024, 3, 1))
    resultats = rapport()
    assert resultats["I-01"].numerateur == 1
    assert resultats["I-10a"].numerateur == 2


def test_famille_of_two_reports_counts_in_each_and_once_in_the_synthesis(famille):
    intervenir(famille, date(2024, 4, 10))
    premier, second = rapport(), rapport(date(2024, 4, 1), date(2024, 6, 30))
    assert (premier["I-01"].numerateur, second["I-01"].numerateur) == (1, 1)
    assert nombre("I-01", fin=date(2024, 6, 30)) == 1
    assert somme([premier, second])["I-01"].numerateur == 2
    assert somme([premier, second]).methode is Methode.SOMME_DES_RAPPORTS


def test_famille_of_two_territoires_counts_in_each_and_once_together(
    famille, territoire, autre_territoire
):
    famille.accompagnements.get().terminer(motif="transfert_territoire", le=PENDANT)
    type(famille).objects.filter(pk=famille.pk).update(territoire=autre_territoire)
    famille.refresh_from_db()
    intervenir(famille, date(2024, 3, 1))
    assert nombre("I-01", territoires=frozenset({territoire.pk})) == 1
    assert nombre("I-01", territoires=frozenset({autre_territoire.pk})) == 1
    assert nombre("I-01") == 1


def test_no_territoire_at_all_counts_nothing(famille):
    resultats = rapport(territoires=frozenset())
    assert resultats["I-01"].numerateur == 0
    assert resultats["I-03"].affichage == "s.\u00a0o."


# --- I-02, I-03 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("frequentation", "isolee"), [("aucune", 1), ("peu", 1), ("reguliere", 0), ("inconnue", 0)]
)
def test_isolee_means_no_or_little_use_of_services(famille, frequentation, isolee):
    evaluer(famille, frequentation)
    assert nombre("I-02") == isolee


def test_isolation_learned_months_later_still_describes_the_first_contact(famille):
    evaluer(famille, "aucune", "lien_etabli", vaut_le=date(2024, 8, 1))
    assert nombre("I-02") == 1


def test_present_isolation_does_not_change_the_initial_one(famille):
    evaluer(famille, "aucune")
    evaluer(famille, "reguliere", "suivi")
    assert nombre("I-02") == 1


def test_corrected_isolation_replaces_what_it_corrects(famille):
    erreur = evaluer(famille, "aucune")
    evaluer(famille, "reguliere", corrige=erreur, motif_correction="Mauvaise famille")
    assert nombre("I-02") == 0


def test_a_determiner_stays_in_the_denominator_and_is_shown(territoire, ptp):
    evaluer(famille_accompagnee(territoire, ptp), "peu")
    famille_accompagnee(territoire, ptp)
    resultats = rapport()
    assert resultats["I-03"].denominateur == 2
    assert resultats["I-03"].affichage == "50\u00a0%"
    assert resultats["I-02x"].numerateur == 1
    assert resultats["I-03x"].affichage == "50\u00a0%"


# --- I-04 to I-08 ---------------------------------------------------------------------------------


def test_a_naitre_at_entry_stays_unborn_for_the_period_and_counts_once(famille):
    avec_enfant(famille, date(2024, 1, 20), "prevue")
    resultats = rapport()
    assert (resultats["I-04"].numerateur, resultats["I-05"].numerateur) == (1, 1)
    assert resultats["I-06"].numerateur == 0
    assert resultats["I-06c"].numerateur == 1


@pytest.mark.parametrize(("jours_apres", "enfants"), [(42 * 7, 1), (42 * 7 + 1, 0)])
def test_child_of_a_pregnancy_begun_after_the_period_is_not_of_the_period(
    famille, jours_apres, enfants
):
    avec_enfant(famille, FIN + timedelta(days=jours_apres))
    assert nombre("I-04") == enfants


def test_a_naitre_is_born_when_ages_are_those_of_the_end_of_the_period(famille):
    avec_enfant(famille, date(2024, 1, 20))
    resultats = rapport(rattachement=Rattachement.FIN_PERIODE)
    assert (resultats["I-05"].numerateur, resultats["I-06"].numerateur) == (0, 1)


def test_child_is_described_when_its_famille_is_reached_during_the_period(territoire, ptp):
    famille = famille_jointe(territoire, ptp, date_jointe=date(2024, 2, 1))
    intervenir(famille, date(2024, 3, 1))
    avec_enfant(famille, date(2024, 1, 20))
    assert rapport()["I-05"].numerateur == 0


@pytest.mark.parametrize(
    ("naissance", "identifiant"),
    [
        (date(2018, 1, 2), "I-06"),
        (date(2018, 1, 1), "I-07a"),
        (date(2019, 1, 2), "I-06b"),
        (date(2006, 1, 2), "I-07a"),
        (None, "I-07b"),
    ],
)
def test_age_is_in_completed_years_at_entry(famille, naissance, identifiant):
    avec_enfant(famille, naissance)
    resultats = rapport()
    assert resultats["I-04"].numerateur == 1
    assert resultats[identifiant].numerateur == 1


def test_five_years_old_is_5_ans_ou_moins_but_not_moins_de_5_ans(famille):
    avec_enfant(famille, date(2019, 1, 1))
    resultats = rapport()
    assert (resultats["I-06"].numerateur, resultats["I-06b"].numerateur) == (1, 0)


def test_born_on_29_february_turns_six_on_1_march(territoire, ptp):
    famille = famille_accompagnee(
        territoire, ptp, le=date(2022, 3, 1), date_jointe=date(2021, 1, 1)
    )
    avec_enfant(famille, date(2016, 2, 29))
    assert rapport(date(2022, 2, 28), FIN)["I-06"].numerateur == 1
    assert rapport(date(2022, 3, 1), FIN)["I-06"].numerateur == 0


def test_eighteen_is_no_longer_a_child(famille):
    avec_enfant(famille, date(2006, 1, 1))
    assert nombre("I-04") == 0


def test_month_of_birth_counts_as_its_15th(famille):
    avec_enfant(famille, Enfant.naissance_du_mois(2018, 1), "mois")
    assert rapport(date(2024, 1, 14), FIN)["I-06"].numerateur == 1
    assert rapport(date(2024, 1, 15), FIN)["I-06"].numerateur == 0


def test_declared_tranche_ages_forward(famille):
    avec_enfant(famille, Enfant.naissance_de_tranche("5", date(2023, 9, 1)), "tranche")
    assert nombre("I-06") == 1
    assert rapport(date(2024, 9, 1), date(2024, 12, 31))["I-06"].numerateur == 0


@pytest.mark.parametrize(
    ("fin_grossesse", "compte"), [(date(2023, 12, 31), 0), (DEBUT, 1), (PENDANT, 1)]
)
def test_pregnancy_that_ended_leaves_the_periods_that_start_after(famille, fin_grossesse, compte):
    avec_enfant(famille, date(2024, 6, 1), "prevue", ne_compte_plus_des=fin_grossesse)
    assert nombre("I-04") == compte


def test_shared_custody_counts_in_both_territoires_and_once_together(
    famille, ptp, territoire, autre_territoire, inconnue
):
    autre = famille_accompagnee(autre_territoire, inconnue)
    avec_enfant(famille, date(2020, 5, 1), autre_famille=autre)
    assert nombre("I-04") == 1
    assert nombre("I-04", territoires=frozenset({territoire.pk})) == 1
    assert nombre("I-04", territoires=frozenset({autre_territoire.pk})) == 1


def test_shared_custody_has_the_age_of_the_first_entry_whoever_wrote_the_child_down(
    famille, autre_territoire, inconnue
):
    autre = famille_accompagnee(autre_territoire, inconnue, date_jointe=PENDANT)
    avec_enfant(famille, PENDANT, autre_famille=autre)
    for _ in range(2):
        assert (nombre("I-05"), nombre("I-06"), nombre("I-04")) == (1, 0, 1)
        Enfant.objects.update(famille=autre, autre_famille=famille)


def test_siblings_over_five_count(famille):
    avec_enfant(famille, date(2022, 5, 1))
    avec_enfant(famille, date(2010, 5, 1))
    resultats = rapport()
    assert resultats["I-04"].numerateur == 2
    assert resultats["I-06"].affichage == "50\u00a0%"


def test_both_ratios_of_children_are_given(territoire, ptp):
    isolee = famille_accompagnee(territoire, ptp)
    evaluer(isolee, "peu")
    famille_accompagnee(territoire, ptp)
    for _ in range(3):
        avec_enfant(isolee, date(2022, 5, 1))
    resultats = rapport()
    assert (resultats["I-04r"].affichage, resultats["I-04ri"].affichage) == ("1,50", "3,00")


@pytest.mark.parametrize(
    ("naissance", "cinq_ou_moins", "moins_de_cinq"),
    [
        (date(2024, 6, 1), 1, 1),
        (date(2019, 1, 2), 1, 1),
        (date(2019, 1, 1), 1, 0),
        (date(2018, 1, 1), 0, 0),
        (None, 0, 0),
    ],
)
def test_isolated_famille_with_a_child_aimed_at(famille, naissance, cinq_ou_moins, moins_de_cinq):
    evaluer(famille, "aucune")
    avec_enfant(famille, naissance)
    avec_enfant(famille, date(2010, 1, 1))
    resultats = rapport()
    assert resultats["I-08"].numerateur == cinq_ou_moins
    assert resultats["I-08b"].numerateur == moins_de_cinq


def test_famille_not_isolated_is_not_in_i08(famille):
    avec_enfant(famille, date(2022, 1, 1))
    assert nombre("I-08") == 0


# --- I-09 -----------------------------------------------------------------------------------------


def test_conversion_compares_new_familles_with_encounters_of_the_strategy(territoire, ptp):
    demarchage(territoire, ptp, 8)
    demarchage(territoire, ptp, 5, strategie="porte_a_porte")
    famille_accompagnee(territoire, ptp, voie_reperage_id="parcs")
    resultats = rapport()
    assert resultats["I-09.parcs"].affichage == "13\u00a0%"
    assert resultats["I-09.porte_a_porte"].affichage == "0\u00a0%"
    assert resultats["I-09.affichage_depliant"].affichage == "s.\u00a0o."


def test_nothing_at_all_gives_zero_counts_and_sans_objet(db):
    resultats = rapport()
    assert resultats["I-01"].affichage == "0"
    assert resultats["I-10m"].affichage == "s.\u00a0o."
