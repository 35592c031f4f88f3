"""From the end of the pilot up to today, in the territoires that go on."""

from datetime import date, timedelta

from familles.models import Famille, Promesse

from . import chiffres, noms
from .activites import mois
from .cadre import Scene
from .chiffres import Age, Categorie
from .episode import Episode, agir, au_rythme
from .famille import raconter, rencontrer
from .plan import PlanFamille

FREQUENTATIONS = {"aucune": 28, "peu": 36, "reguliere": 24, "inconnue": 12}
AGES_DU_PREMIER = {Age.A_NAITRE: 12, Age.CINQ_OU_MOINS: 84, Age.SIX_ET_PLUS: 4}
AGES = {Age.CINQ_OU_MOINS: 20, Age.SIX_ET_PLUS: 76, Age.INCONNU: 4}
NOMBRES_DE_REFERENCEMENTS = {0: 16, 1: 20, 2: 18, 3: 22, 4: 14, 5: 10}
ARRIVEES_PAR_MOIS = {1: 10, 2: 30, 3: 35, 4: 20, 5: 5}
DUREES = (60, 400)  # days
PRESENCE_A_LA_FIN = timedelta(days=3)


def vivre(scene: Scene) -> None:
    """New familles each month; those reached lately are still accompanied."""
    hasard = scene.hasard
    debut = chiffres.FIN + timedelta(days=1)
    for premier, dernier in mois(debut, scene.aujourdhui - PRESENCE_A_LA_FIN):
        for _ in range(hasard.pondere(ARRIVEES_PAR_MOIS)):
            accueillir(scene, hasard.jour(premier, dernier))
        if hasard.arrive(0.4):
            rencontrer(scene, hasard.jour(premier, dernier))


def accueillir(scene: Scene, date_jointe: date) -> None:
    hasard, aujourdhui = scene.hasard, scene.aujourdhui
    debut = min(hasard.apres(date_jointe, 0, 10), scene.hier)
    fin = debut + timedelta(days=hasard.randint(*DUREES))
    ouvert = fin >= aujourdhui
    episode = Episode(debut, aujourdhui if ouvert else fin, None if ouvert else fin)
    orientation = raconter(scene, _plan(scene, date_jointe), episode)
    rythme = orientation.famille.rythme_jours or 30
    dates = au_rythme(hasard, debut, min(episode.jusque, scene.hier), rythme)
    agir(scene, orientation.accompagnement, dates, list(orientation.besoins.values()))
    if ouvert and hasard.arrive(0.25):
        _promettre_pour_bientot(scene, orientation.famille)


def _plan(scene: Scene, date_jointe: date) -> PlanFamille:
    hasard = scene.hasard
    taille = hasard.pondere(chiffres.TAILLES_DE_FRATRIE)
    ages = [hasard.pondere(AGES_DU_PREMIER), *(hasard.pondere(AGES) for _ in range(taille - 1))]
    nombre = hasard.pondere(NOMBRES_DE_REFERENCEMENTS)
    return PlanFamille(
        date_jointe,
        hasard.pondere(FREQUENTATIONS),
        ages,
        [_categorie(scene) for _ in range(nombre)],
    )


def _categorie(scene: Scene) -> Categorie:
    """Those of the pilot that the territoire has, as often; now and then the porteur itself."""
    poids = {c: chiffres.SORTANTS.get(c, 200) for c in scene.partenaires}
    return scene.hasard.pondere(poids)


def _promettre_pour_bientot(scene: Scene, famille: Famille) -> None:
    hasard = scene.hasard
    promise_le = hasard.avant(scene.aujourdhui, 1, 6)
    scene.lot.ajouter(
        Promesse(
            famille=famille,
            texte=hasard.choice(noms.PROMESSES),
            echeance=hasard.apres(scene.aujourdhui, 1, 12),
            **hasard.saisie(scene.ptp, max(promise_le, famille.date_jointe)),
        )
    )
