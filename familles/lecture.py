"""How the timeline is read: by kind, and month by month."""

from datetime import date
from itertools import groupby
from typing import Any

from familles.chronologie import Entree

MONTREES = 20

# What a kind of row is read with; those of no group are part of the parcours.
FILTRES = {
    "interventions": ("Interventions", {"intervention", "rendez_vous"}),
    "referencements": ("Référencements", {"referencement"}),
    "besoins": ("Besoins et grille", {"besoin", "evaluation"}),
    "plan": ("Promesses et plan", {"promesse", "plan"}),
    "accords": ("Accords", {"accord"}),
}
PARCOURS = "parcours"
LIBELLES = {
    "": "Tout",
    **{code: libelle for code, (libelle, _) in FILTRES.items()},
    PARCOURS: "Parcours",
}


def page(entrees: list[Entree], *, genre: str, tout: bool) -> dict[str, Any]:
    """What the page shows of them: those of a group, month by month; all when it is unknown."""
    genre = genre if genre in LIBELLES else ""
    choisies = [entree for entree in entrees if not genre or groupe(entree) == genre]
    montrees = choisies if tout else choisies[:MONTREES]
    return {
        "genre": genre,
        "genres": LIBELLES,
        "racontee": bool(entrees),
        "mois": [(jour, list(lignes)) for jour, lignes in groupby(montrees, _mois)],
        "entrees_de_plus": len(choisies) - len(montrees),
    }


def groupe(entree: Entree) -> str:
    siens = (code for code, (_, genres) in FILTRES.items() if entree.genre in genres)
    return next(siens, PARCOURS)


def _mois(entree: Entree) -> date:
    return entree.date.replace(day=1)
