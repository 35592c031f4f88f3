"""Needs brought to light, what became of them, and what the directory offers (DOMAINE §5.3-B)."""

from datetime import date, timedelta

import pytest

from partenaires.models import OffreService
from rapports.cles.matrice import Matrice, matrice_besoins
from rapports.complement import completer
from referencements.models.etats import Etat
from tests.familles.factories import BesoinFactory
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.factories import geste, referencement_sortant

from .situations import DEBUT, FIN, PENDANT, famille_accompagnee

LONGTEMPS_APRES = FIN + timedelta(days=200)
FEVRIER = date(2024, 2, 20)


def resultat(identifiant, observe_au=LONGTEMPS_APRES, **options):
    return completer(DEBUT, FIN, observe_au=observe_au, **options)[None][identifiant]


def paire(identifiant, **options):
    chiffre = resultat(identifiant, **options)
    return chiffre.numerateur, chiffre.denominateur


@pytest.fixture
def famille(territoire, ptp):
    return famille_accompagnee(territoire, ptp)


def besoin(famille, etat="mis_en_relief", *, type_="logement", le=PENDANT, depuis=None):
    return BesoinFactory(
        famille=famille,
        type_id=type_,
        etat=etat,
        mis_en_relief_le=le,
        etat_depuis=depuis or le,
    )


def test_need_that_comes_back_is_counted_once(famille):
    besoin(famille, "repondu")
    besoin(famille, le=FEVRIER)
    assert resultat("I-20").numerateur == 1
    assert resultat("I-20.logement").numerateur == 1


def test_need_brought_to_light_before_belongs_to_that_period(famille):
    besoin(famille, "repondu", le=date(2023, 12, 31))
    besoin(famille, le=FEVRIER)
    assert resultat("I-20").numerateur == 0


def test_needs_are_told_by_type_and_by_niveau(famille):
    for type_ in ("logement", "alimentation", "repit", "sante_mentale"):
        besoin(famille, type_=type_)
    niveaux = [resultat(f"I-20n.{niveau}").numerateur for niveau in "123T"]
    assert niveaux == [2, 0, 1, 1]


def test_answer_in_part_is_half_an_answer(famille):
    for type_, etat in [
        ("logement", "repondu"),
        ("alimentation", "partiellement_repondu"),
        ("repit", "non_repondu"),
    ]:
        besoin(famille, etat, type_=type_)
    assert resultat("B1").affichage == "50\u00a0%"
    assert paire("B1s") == (1, 3)
    assert resultat("B1n.1").affichage == "75\u00a0%"


def test_need_that_the_famille_withdraws_is_not_a_failure(famille):
    besoin(famille, "retire_par_famille")
    besoin(famille, "repondu", type_="repit")
    assert paire("B1s") == (1, 1)
    assert paire("B2") == (0, 2)


def test_gap_is_told_apart_from_an_unanswered_need(famille):
    besoin(famille, "trou_de_services")
    besoin(famille, "non_repondu", type_="repit")
    assert paire("B2") == (1, 2)
    assert paire("B2.logement") == (1, 1)


def test_need_observed_for_less_than_90_days_waits(famille):
    besoin(famille, "repondu")
    observe = PENDANT + timedelta(days=89)
    assert paire("B0", observe_au=observe) == (0, 1)
    assert paire("B0", observe_au=observe + timedelta(days=1)) == (1, 1)
    assert resultat("B1", observe_au=observe).affichage == "s.\u00a0o."


def test_answer_after_the_date_of_observation_is_not_known_yet(famille):
    besoin(famille, "repondu", depuis=LONGTEMPS_APRES)
    veille = LONGTEMPS_APRES - timedelta(days=1)
    assert paire("B1s", observe_au=veille) == (0, 1)
    assert paire("B1s") == (1, 1)


def test_refusal_and_acceptance_tell_the_right_door(famille, ptp):
    for etat in (Etat.ACCEPTEE, Etat.REFUSEE_PARTENAIRE, Etat.MEDIATION_FAITE, Etat.SERVICE_AMORCE):
        referencement_sortant(famille, par=ptp, etat=etat, le=PENDANT)
    assert paire("B4") == (2, 3)


def test_acceptance_that_the_famille_gives_up_later_was_the_right_door(famille, ptp):
    accepte = referencement_sortant(famille, par=ptp, etat=Etat.ACCEPTEE, le=PENDANT)
    geste(accepte, "abandonner", par=ptp, le=FEVRIER)
    assert paire("B4") == (1, 1)


def offrir(territoires, *, capacite="disponible", attente=None, **champs):
    partenaire = PartenaireFactory(territoires=territoires, **champs)
    OffreService.objects.create(
        partenaire=partenaire,
        type_besoin_id="logement",
        capacite=capacite,
        attente_semaines=attente,
    )
    return partenaire


def test_pressure_sets_needs_against_active_partenaires_of_the_territoire(
    famille, territoire, autre_territoire
):
    besoin(famille)
    offrir([territoire], capacite="liste_attente", attente=12)
    offrir([territoire, autre_territoire], capacite="liste_attente", attente=5)
    offrir([], dans_tout_le_reseau=True)
    offrir([territoire], actif=False)
    offrir([autre_territoire])
    ici = {"territoires": frozenset({territoire.pk})}
    assert paire("B3.logement", **ici) == (1, 3)
    assert resultat("B3w.logement", **ici).affichage == "5\u00a0semaines"
    assert paire("B3.logement") == (1, 4)


def test_partenaire_that_does_not_tell_its_wait_is_left_out(territoire):
    offrir([territoire], capacite="complet")
    assert resultat("B3w.logement").affichage == "s.\u00a0o."
    assert paire("B3w.logement") == (0, 1)


def test_matrix_sets_types_against_secteurs(famille, territoire, ptp):
    besoin(famille)
    offrir([territoire], capacite="liste_attente", attente=3)
    partenaire = PartenaireFactory(territoires=[territoire], secteur_id="protection_jeunesse")
    referencement_sortant(
        famille,
        par=ptp,
        etat=Etat.MEDIATION_FAITE,
        le=PENDANT,
        partenaire=partenaire,
        type_besoin="logement",
    )
    matrice = matrice_besoins(DEBUT, FIN, frozenset({territoire.pk}))
    secteurs = [code for code, _ in matrice.secteurs]
    ligne = next(ligne for ligne in matrice.lignes if ligne.code == "logement")
    assert (ligne.besoins, ligne.partenaires, ligne.semaines) == (1, 1, 3)
    assert ligne.referencements[secteurs.index("sante_services_sociaux")] == 1
    assert "protection_jeunesse" not in secteurs


def test_matrix_is_read_again_as_it_was_written(territoire):
    matrice = matrice_besoins(DEBUT, FIN)
    assert Matrice.de_json(matrice.en_json()) == matrice


def test_matrix_costs_the_same_whatever_the_needs(famille, django_assert_num_queries):
    for type_ in ("logement", "alimentation", "repit"):
        besoin(famille, type_=type_)
        with django_assert_num_queries(6):
            matrice_besoins(DEBUT, FIN)
