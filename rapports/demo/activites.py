"""What the PTP does besides: démarchage, réseautage, and what she was asked that is not hers."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from activites.models import ActiviteDemarchage, ActiviteReseautage, DemandeHorsMandat
from referencements.models.etats import Etat

from . import noms
from .cadre import Scene
from .famille import qui_referent
from .lot import ReseautagePartenaire
from .orientation import recevoir

STRATEGIES = {
    "presence_organismes": 24,
    "activites_collectives": 12,
    "bouche_a_oreille": 9,
    "distribution_alimentaire": 12,
    "parcs": 14,
    "personnel_reseau_sss": 9,
    "commerces_lieux_publics": 8,
    "services_garde_ecole": 8,
    "reseaux_sociaux": 5,
    "tables_concertation": 3,
    "porte_a_porte": 2,
    "affichage_depliant": 1,
}
MOIS_DE_PARC = range(5, 11)
NATURES = {"traduction": 34, "evenement": 30, "transport": 16, "remplacement": 12, "autre": 8}


def mois(debut: date, fin: date) -> Iterator[tuple[date, date]]:
    """Each month between the two, cut at both ends."""
    le = debut
    while le <= fin:
        dernier = le.replace(day=monthrange(le.year, le.month)[1])
        yield le, min(dernier, fin)
        le = date(le.year + le.month // 12, le.month % 12 + 1, 1)


def travailler(scene: Scene, debut: date, fin: date) -> None:
    hasard = scene.hasard
    for premier, dernier in mois(debut, fin):
        for _ in range(hasard.choice((2, 3, 4, 4, 5, 6))):
            _demarcher(scene, hasard.jour(premier, dernier))
        for _ in range(hasard.choice((1, 1, 2, 3))):
            _reseauter(scene, hasard.jour(premier, dernier))
        if hasard.arrive(0.6):
            _etre_sollicitee(scene, hasard.jour(premier, dernier))
        if hasard.arrive(0.15):
            _renvoyer(scene, hasard.jour(premier, dernier))


def _demarcher(scene: Scene, le: date) -> None:
    hasard = scene.hasard
    strategie = hasard.pondere(STRATEGIES)
    if strategie == "parcs" and le.month not in MOIS_DE_PARC:
        strategie = "commerces_lieux_publics"
    lieux = noms.LIEUX.get(strategie)
    rencontrees = hasard.choice((0, 2, 3, 4, 5, 6, 8, 10, 12, 15, 22))
    scene.lot.ajouter(
        ActiviteDemarchage(
            territoire_id=scene.territoire.pk,
            strategie_id=strategie,
            lieu=hasard.choice(lieux) if lieux else "",
            date=le,
            duree_min=hasard.choice((60, 90, 120, 120, 150, 180)),
            deplacement_min=hasard.choice((0, 10, 15, 20, 30, 45)),
            nb_familles_rencontrees=rencontrees,
            nb_familles_reperees=min(rencontrees, hasard.choice((0, 0, 1, 1, 2, 3))),
            **hasard.saisie(scene.ptp, le),
        )
    )


def _reseauter(scene: Scene, le: date) -> None:
    hasard = scene.hasard
    action = hasard.pondere(
        {"espaces_dialogue": 52, "suivi_partenaires": 32, "adaptation_pratiques": 16}
    )
    reseautage = scene.lot.ajouter(
        ActiviteReseautage(
            territoire_id=scene.territoire.pk,
            type_action=action,
            objet=hasard.choice(noms.OBJETS_RESEAUTAGE[action]),
            date=le,
            duree_min=hasard.choice((30, 60, 90, 120, 180)),
            deplacement_min=hasard.choice((0, 10, 20, 30)),
            **hasard.saisie(scene.ptp, le),
        )
    )
    partenaires = [p for liste in scene.partenaires.values() for p in liste]
    for partenaire in hasard.sample(partenaires, hasard.randint(1, 5)):
        scene.lot.ajouter(
            ReseautagePartenaire(activitereseautage=reseautage, partenaire=partenaire)
        )


def _etre_sollicitee(scene: Scene, le: date) -> None:
    hasard = scene.hasard
    partenaires = [p for liste in scene.partenaires.values() for p in liste]
    scene.lot.ajouter(
        DemandeHorsMandat(
            territoire_id=scene.territoire.pk,
            nature=hasard.pondere(NATURES),
            partenaire=hasard.choice(partenaires) if hasard.arrive(0.7) else None,
            date=le,
            duree_min=hasard.choice((30, 60, 90, 120, 240)),
            **hasard.saisie(scene.ptp, le),
        )
    )


def _renvoyer(scene: Scene, le: date) -> None:
    """An entrant that could not be taken up."""
    etapes = [(Etat.MEDIATION_FAITE, le), (Etat.REFUSEE_PARTENAIRE, le)]
    recevoir(scene, scene.hasard.choice(qui_referent(scene)), etapes, None)
