from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from familles.models import (
    Besoin,
    EvaluationIsolement,
    Famille,
)

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
from .situations import AVRIL, JUIN, MAI, MARS, NBSP, action, grille


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, date_jointe=MARS)


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
