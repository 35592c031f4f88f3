"""Fills an empty database, all or nothing."""

from collections.abc import Callable, Iterable
from datetime import date

from django.db import connection, transaction

from comptes.models import Utilisateur
from familles.models import Famille
from territoires.models import Territoire

from . import boucle, cadre, chiffres, deux_fiches, noms, remises, repertoire, trous
from .activites import travailler
from .cadre import Scene
from .famille import raconter_le_pilote, rencontrer
from .hasard import Hasard
from .lot import Lot, saisies_datees, sans_ramasse_miettes
from .passations import preparer_un_depart
from .plan import PlanTerritoire, planifier
from .sorties import partir_en_visite
from .vitrine import exposer
from .vivante import vivre

Etape = tuple[Territoire, Utilisateur, PlanTerritoire]
GRAINE = 20240101
RENCONTREES_SANS_SUITE = 2


@transaction.atomic
def remplir(
    aujourdhui: date,
    *,
    progres: Callable[[list[Etape]], Iterable[Etape]] = iter,
    remettre: bool = True,
) -> None:
    """``remettre``: the reports too, submitted and decided."""
    hasard = Hasard(GRAINE, aujourdhui=aujourdhui)
    territoires = cadre.creer_territoires(hasard)
    ptps = cadre.creer_comptes(hasard, territoires)
    cadre.creer_periodes(aujourdhui)
    with saisies_datees(), sans_ramasse_miettes():
        etapes = list(zip(territoires, ptps, planifier(hasard), strict=True))
        for rang, (territoire, ptp, plan) in enumerate(progres(etapes)):
            _remplir_territoire(hasard, territoire, ptp, plan, rang)
    Famille.objects.all().actualiser_compteurs()
    _compter_pour_postgresql()
    if remettre:
        remises.remettre(hasard)
        remises.ouvrir_a_l_evaluation()
    partir_en_visite(hasard, ptps[1], territoires[1])
    deux_fiches.raconter(hasard, ptps, territoires)
    preparer_un_depart(hasard, ptps[1], territoires[1])


def _compter_pour_postgresql() -> None:
    """Its planner knows nothing of the rows that a transaction has just written: the reports that
    come next would take minutes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("ANALYZE")


def _remplir_territoire(
    hasard: Hasard, territoire: Territoire, ptp: Utilisateur, plan: PlanTerritoire, rang: int
) -> None:
    vivante = rang < cadre.TERRITOIRES_VIVANTS
    partenaires = cadre.creer_partenaires(hasard, territoire, plan.categories, vivant=vivante)
    alias = hasard.melange(f"{qui} {repere}" for qui in noms.QUI for repere in noms.REPERES)
    scene = Scene(hasard, Lot(), territoire, ptp, partenaires, vivante, iter(alias * 2))
    for famille in plan.familles:
        raconter_le_pilote(scene, famille)
    for _ in range(RENCONTREES_SANS_SUITE):
        rencontrer(scene, hasard.jour(chiffres.DEBUT, chiffres.FIN))
    travailler(scene, chiffres.DEBUT, _fin(scene))
    if vivante:
        vivre(scene)
    envoyes = []
    if rang == 0:
        exposer(scene)
        boucle.recevoir_par_lien(scene)
        envoyes = boucle.envoyer_des_demandes(scene)
    trous.suivre(scene)
    scene.lot.ecrire()
    boucle.divulguer(scene, envoyes)
    if rang == 0:
        repertoire.tenir(scene)


def _fin(scene: Scene) -> date:
    return scene.aujourdhui if scene.vivante else chiffres.FIN
