from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from activites.models import ModeContact, TypeAction
from familles.models import (
    Accompagnement,
    Besoin,
    EvaluationIsolement,
    Famille,
    Intervention,
)
from partenaires.models import TypeBesoin

from .factories import (
    AccompagnementFactory,
    BesoinFactory,
    EnfantFactory,
    EvaluationIsolementFactory,
    FamilleFactory,
    InterventionFactory,
    PromesseFactory,
    VulnerabiliteFactory,
)

NBSP = "\u00a0"
MARS, AVRIL, MAI, JUIN = (date(2024, mois, 10) for mois in (3, 4, 5, 6))


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, date_jointe=MARS)


def action(famille, le, type_action=TypeAction.LIEN_CONFIANCE, besoins=(), **champs):
    intervention = Intervention(
        famille=famille,
        date=le,
        type_action=type_action,
        mode=ModeContact.TEXTO,
        duree_min=15,
        saisie_par=famille.saisie_par,
        **champs,
    )
    intervention.consigner(types_besoins=TypeBesoin.objects.filter(code__in=besoins))
    return intervention


def grille(famille, **champs):
    champs = {"moment": EvaluationIsolement.Moment.PREMIER_CONTACT, "vaut_le": MARS} | champs
    evaluation = EvaluationIsolement(famille=famille, saisie_par=famille.saisie_par, **champs)
    evaluation.consigner()
    return evaluation


# --- What must always be true --------------------------------------------------------

CONTRAINTES = {
    "famille_alias_present": lambda: FamilleFactory.build(alias=""),
    "famille_reperee_avant_jointe": lambda: FamilleFactory.build(
        date_jointe=MARS, date_reperage=AVRIL
    ),
    "enfant_naissance_selon_precision": lambda: EnfantFactory.build(naissance=None),
    "besoin_etat_apres_mise_en_relief": lambda: BesoinFactory.build(
        type=None, mis_en_relief_le=AVRIL, etat_depuis=MARS
    ),
    "vulnerabilite_levee_apres_constat": lambda: VulnerabiliteFactory.build(
        type=None, constatee_le=AVRIL, levee_le=MARS
    ),
    "evaluation_cotes_de_0_a_3": lambda: EvaluationIsolementFactory.build(transport=4),
    "evaluation_intensite_motivee": lambda: EvaluationIsolementFactory.build(
        intensite_proposee="reguliere", intensite_retenue="soutenue"
    ),
    "accompagnement_fin_apres_debut": lambda: AccompagnementFactory.build(
        date_debut=AVRIL, date_fin=MARS, motif_fin="autre"
    ),
    "accompagnement_fin_motivee": lambda: AccompagnementFactory.build(
        date_debut=MARS, date_fin=AVRIL
    ),
    "intervention_duree_plausible": lambda: InterventionFactory.build(duree_min=0),
    "intervention_dans_un_accompagnement": lambda: InterventionFactory.build(accompagnement=None),
    "promesse_tenue_ou_abandonnee": lambda: PromesseFactory.build(
        tenue_le=MARS, abandonnee_le=MARS
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("nom", CONTRAINTES)
def test_violated_constraint_says_so_in_french(nom):
    ligne = CONTRAINTES[nom]()
    contrainte = next(c for c in ligne._meta.constraints if c.name == nom)
    with pytest.raises(ValidationError) as refus:
        contrainte.validate(type(ligne), ligne)
    assert refus.value.messages == [contrainte.violation_error_message]
    assert not contrainte.violation_error_message.startswith("Constraint")


def test_database_refuses_what_a_constraint_refuses(famille):
    with pytest.raises(IntegrityError, match="famille_reperee_avant_jointe"), transaction.atomic():
        Famille.objects.filter(pk=famille.pk).update(date_reperage=AVRIL)


def test_child_cannot_be_shared_with_its_own_famille(famille):
    with pytest.raises(ValidationError, match="L’autre famille doit être différente"):
        EnfantFactory.build(
            famille=famille, autre_famille=famille, saisie_par=famille.saisie_par
        ).consigner()


def test_need_is_open_once(famille):
    besoin = BesoinFactory(famille=famille)
    with pytest.raises(ValidationError, match="Ce besoin est déjà ouvert"):
        BesoinFactory.build(famille=famille, type=besoin.type).full_clean()


def test_correction_of_a_grid_says_why(famille):
    nouvelle = grille(famille).nouvelle_version()
    nouvelle.saisie_par = famille.saisie_par
    with pytest.raises(ValidationError, match="Dites pourquoi vous corrigez"):
        nouvelle.consigner()


def test_no_str_holds_a_name(famille):
    assert str(famille) == famille.code_affiche
    assert famille.alias not in str(famille)


# --- Accompagnement ------------------------------------------------------------------


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


# --- Needs, promises, vulnerabilities ----------------------------------------------------


def test_action_brings_its_needs_to_light_once(famille):
    action(famille, AVRIL, besoins=["logement"])
    action(famille, MAI, besoins=["logement", "repit"])
    assert famille.besoins.count() == 2
    assert famille.besoins.get(type="logement").mis_en_relief_le == AVRIL


def test_edited_action_keeps_the_needs_answered_since(famille):
    intervention = action(famille, AVRIL, besoins=["logement"])
    besoin = famille.besoins.get()
    besoin.changer_etat(etat=Besoin.Etat.REPONDU, le=MAI)
    intervention.consigner(types_besoins=[besoin.type])
    assert famille.besoins.get() == besoin


def test_need_changes_state_with_its_date(famille):
    besoin = BesoinFactory(famille=famille)
    besoin.changer_etat(etat=Besoin.Etat.REPONDU, le=MAI)
    assert (besoin.etat, besoin.etat_depuis, besoin.version) == ("repondu", MAI, 2)
    with pytest.raises(ValidationError, match="après sa mise en relief"):
        besoin.changer_etat(etat=Besoin.Etat.EN_COURS, le=date(2023, 1, 1))


def test_promise_is_kept_or_dropped_and_the_first_word_stays(famille):
    promesse = PromesseFactory(famille=famille)
    assert promesse.est_a_tenir
    promesse.tenir(le=AVRIL)
    promesse.abandonner(le=MAI)
    assert promesse.tenue_le == AVRIL
    assert promesse.abandonnee_le is None


def test_vulnerability_is_lifted_after_it_was_noted(famille):
    vulnerabilite = VulnerabiliteFactory(famille=famille, constatee_le=AVRIL)
    with pytest.raises(ValidationError, match="levée après"):
        vulnerabilite.lever(le=MARS)
    vulnerabilite.lever(le=MAI)
    assert vulnerabilite.levee_le == MAI


# --- Isolation -----------------------------------------------------------------------


def test_isolation_is_to_be_determined_until_it_is_learned(famille):
    grille(famille, transport=2)
    famille.refresh_from_db()
    assert famille.isolement_a_determiner
    assert not famille.est_isolee


def test_initial_isolation_is_learned_later_and_counts_from_the_first_contact(famille):
    grille(
        famille,
        moment=EvaluationIsolement.Moment.LIEN_ETABLI,
        vaut_le=MARS,
        frequentation_services="peu",
    )
    famille.refresh_from_db()
    assert famille.est_isolee
    assert famille in Famille.objects.isolees()


def test_later_state_never_rewrites_the_initial_one(famille):
    grille(famille, frequentation_services="aucune")
    grille(
        famille,
        moment=EvaluationIsolement.Moment.SUIVI,
        vaut_le=JUIN,
        frequentation_services="reguliere",
    )
    famille.refresh_from_db()
    assert famille.frequentation_initiale == "aucune"


def test_corrected_grid_no_longer_counts_but_stays(famille):
    premiere = grille(famille, frequentation_services="aucune")
    correction = premiere.nouvelle_version()
    correction.saisie_par = famille.saisie_par
    correction.frequentation_services = "reguliere"
    correction.motif_correction = "Elle allait déjà à la halte-garderie."
    correction.consigner()
    famille.refresh_from_db()
    assert famille.frequentation_initiale == "reguliere"
    assert list(famille.evaluations.courantes()) == [correction]
    assert famille.evaluations.count() == 2


@pytest.mark.parametrize(
    ("cotes", "proposee"),
    [
        ((3, 3, None, None, None, None), ""),
        ((0, 0, 0, 0, 0, 0), "ponctuelle"),
        ((1, 1, 1, 1, None, None), "reguliere"),
        ((3, 0, 0, 0, 0, 0), "reguliere"),
        ((3, 3, 0, 0, 0, 0), "soutenue"),
        ((2, 2, 2, 1, 1, 1), "soutenue"),
    ],
)
def test_intensity_is_proposed_from_the_grid(cotes, proposee):
    evaluation = EvaluationIsolement(
        **dict(zip(EvaluationIsolement.DIMENSIONS, cotes, strict=True))
    )
    assert evaluation.proposer_intensite() == proposee
    assert evaluation.expliquer_intensite()


def test_score_is_the_share_of_the_obstacles_rated():
    evaluation = EvaluationIsolement(services=3, transport=0, economique=1, reseau_soutien=2)
    assert evaluation.score == Decimal("0.5")
    assert f"50{NBSP}%" in evaluation.expliquer_intensite()


def test_intensity_retained_becomes_that_of_the_accompagnement(famille):
    accompagnement = action(famille, AVRIL).accompagnement
    grille(famille, intensite_retenue="soutenue", motif_intensite="Déménagement en vue")
    accompagnement.refresh_from_db()
    assert (accompagnement.intensite, accompagnement.version) == ("soutenue", 2)


# --- The words of the lists -------------------------------------------------------------


def test_famille_comes_back_when_not_seen_for_longer_than_its_rhythm(famille):
    action(famille, AVRIL)
    assert famille not in Famille.objects.a_revoir(AVRIL + timedelta(days=30))
    assert famille in Famille.objects.a_revoir(AVRIL + timedelta(days=31))


def test_famille_without_rhythm_or_accompagnement_never_comes_back(famille):
    assert not Famille.objects.a_revoir(JUIN).exists()
    action(famille, AVRIL)
    Famille.objects.update(rythme_jours=None)
    assert not Famille.objects.a_revoir(date(2030, 1, 1)).exists()
