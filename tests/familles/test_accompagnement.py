"""Episodes of support: when they start, end, and start again."""

import pytest
from django.core.exceptions import ValidationError

from activites.models import TypeAction
from familles.models import (
    Accompagnement,
)

from .factories import (
    FamilleFactory,
)
from .situations import AVRIL, JUIN, MAI, MARS, NBSP, action, grille


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, date_jointe=MARS)


def test_first_action_starts_the_accompagnement(famille):
    intervention = action(famille, AVRIL)
    assert intervention.accompagnement.date_debut == AVRIL
    assert intervention.accompagnement.ptp == famille.saisie_par
    famille.refresh_from_db()
    assert famille.nb_accompagnements_ouverts == 1
    assert famille.premier_accompagnement_le == famille.derniere_intervention_le == AVRIL


def test_outreach_comes_before_the_accompagnement(famille):
    intervention = action(famille, MARS, TypeAction.DEMARCHAGE)
    assert intervention.accompagnement is None
    assert intervention.territoire == famille.territoire
    assert not famille.accompagnements.exists()


def test_next_actions_join_the_same_accompagnement(famille):
    assert action(famille, AVRIL).accompagnement == action(famille, MAI).accompagnement


def test_back_dated_action_is_refused_with_a_sentence(famille):
    action(famille, MAI)
    with pytest.raises(ValidationError) as refus:
        action(famille, AVRIL)
    assert refus.value.messages == [
        f"L’accompagnement de cette famille commence le 10{NBSP}mai 2024. "
        "Pour consigner une action plus ancienne, avancez d’abord ce début."
    ]


def test_start_moved_earlier_makes_room_for_older_actions(famille):
    accompagnement = action(famille, MAI).accompagnement
    accompagnement.avancer_debut(au=AVRIL, motif="Premiers textos retrouvés")
    assert action(famille, AVRIL).accompagnement == accompagnement
    famille.refresh_from_db()
    assert famille.premier_accompagnement_le == AVRIL


@pytest.mark.parametrize(
    ("au", "motif", "message"),
    [(JUIN, "Erreur", "commence déjà"), (AVRIL, "", "Dites pourquoi")],
)
def test_start_moves_only_earlier_and_with_a_reason(famille, au, motif, message):
    accompagnement = action(famille, MAI).accompagnement
    with pytest.raises(ValidationError, match=message):
        accompagnement.avancer_debut(au=au, motif=motif)


def test_ended_accompagnement_can_resume_as_a_new_one(famille):
    premier = action(famille, AVRIL).accompagnement
    premier.terminer(motif=Accompagnement.MotifFin.CHOIX_FAMILLE, le=MAI)
    famille.refresh_from_db()
    assert famille.nb_accompagnements_ouverts == 0
    second = famille.commencer_accompagnement(par=famille.saisie_par, le=JUIN)
    assert second != premier
    assert famille.nb_accompagnements_ouverts == 1
    assert famille.premier_accompagnement_le == AVRIL


def test_two_accompagnements_never_overlap(famille):
    action(famille, AVRIL).accompagnement.terminer(motif="autre", le=MAI)
    with pytest.raises(ValidationError, match="ne se chevauchent pas"):
        famille.commencer_accompagnement(par=famille.saisie_par, le=AVRIL)
    suivant = famille.commencer_accompagnement(par=famille.saisie_par, le=JUIN)
    with pytest.raises(ValidationError, match="ne se chevauchent pas"):
        suivant.avancer_debut(au=AVRIL, motif="Essai")


def test_accompagnement_resumes_on_the_day_it_ended(famille):
    premier = action(famille, AVRIL).accompagnement
    premier.terminer(motif="autre", le=MAI)
    suivant = famille.commencer_accompagnement(par=famille.saisie_par, le=MAI)
    assert action(famille, MAI).accompagnement == suivant
    assert action(famille, AVRIL).accompagnement == premier


def test_accompagnement_of_one_day_resumes_that_day(famille):
    action(famille, MAI).accompagnement.terminer(motif="autre", le=MAI)
    suivant = famille.commencer_accompagnement(par=famille.saisie_par, le=MAI)
    assert action(famille, MAI).accompagnement == suivant
    with pytest.raises(ValidationError, match="déjà en cours"):
        famille.commencer_accompagnement(par=famille.saisie_par, le=MAI)


def test_end_followed_by_a_new_start_is_not_undone(famille):
    premier = action(famille, AVRIL).accompagnement
    premier.terminer(motif="autre", le=MAI)
    famille.commencer_accompagnement(par=famille.saisie_par, le=JUIN)
    with pytest.raises(ValidationError, match="déjà en cours"):
        premier.annuler_fin()


def test_start_is_advanced_whatever_came_after(famille):
    premier = action(famille, AVRIL).accompagnement
    premier.terminer(motif="autre", le=MAI)
    famille.commencer_accompagnement(par=famille.saisie_par, le=JUIN)
    premier.avancer_debut(au=MARS, motif="Première visite retrouvée")
    assert premier.date_debut == MARS


def test_correcting_an_old_grid_leaves_the_intensity_of_today(famille):
    accompagnement = action(famille, AVRIL).accompagnement
    ancienne = grille(famille, vaut_le=AVRIL)
    grille(
        famille,
        moment="suivi",
        vaut_le=JUIN,
        intensite_retenue="soutenue",
        motif_intensite="Visite",
    )
    grille(
        famille,
        vaut_le=AVRIL,
        corrige=ancienne,
        motif_correction="Mal noté",
        intensite_retenue="ponctuelle",
        motif_intensite="Visite",
    )
    accompagnement.refresh_from_db()
    assert accompagnement.intensite == "soutenue"


def test_second_open_accompagnement_is_refused(famille):
    action(famille, AVRIL)
    with pytest.raises(ValidationError, match="déjà en cours"):
        famille.commencer_accompagnement(par=famille.saisie_par, le=MAI)


def test_end_comes_after_the_last_action(famille):
    accompagnement = action(famille, MAI).accompagnement
    with pytest.raises(ValidationError, match="Une action est consignée"):
        accompagnement.terminer(motif="autre", le=AVRIL)


def test_end_may_be_the_day_of_the_last_action(famille):
    accompagnement = action(famille, MAI).accompagnement
    accompagnement.terminer(motif="autre", le=MAI)
    assert accompagnement.date_fin == MAI


def test_end_entered_by_mistake_is_undone(famille):
    accompagnement = action(famille, AVRIL).accompagnement
    accompagnement.terminer(motif="autre", le=MAI)
    accompagnement.annuler_fin()
    assert accompagnement.est_ouvert
    assert accompagnement.motif_fin == ""
    assert accompagnement.version == 3


def test_edited_action_follows_its_date_to_its_accompagnement(famille):
    premiere = action(famille, AVRIL)
    premiere.accompagnement.terminer(motif="autre", le=MAI)
    seconde = action(famille, JUIN)
    premiere.date = JUIN
    premiere.consigner()
    assert premiere.accompagnement == seconde.accompagnement
