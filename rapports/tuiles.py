"""A figure as a dashboard shows it: what it is, how it moved, where it comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from proximite.typographie import NBSP, duree, nombre

from .definitions import Calcul, Indicateur
from .resultats import Cellule, Resultat

MINUTES = "minutes"


@dataclass(frozen=True)
class Tuile:
    """``changement`` compares with the previous window, in the unit of the figure; ``lignes`` is
    the address of what is behind it, or ""."""

    indicateur: Indicateur
    libelle: str
    chiffre: str
    detail: str
    changement: str
    lignes: str = ""


def tuiles(
    identifiants: Iterable[str],
    maintenant: Mapping[str, Resultat],
    avant: Mapping[str, Resultat] | None,
    libelles: Mapping[str, str] | None = None,
) -> list[Tuile]:
    """``libelles`` shortens a label where the section already says the rest."""
    return [
        Tuile(
            indicateur=maintenant[identifiant].indicateur,
            libelle=(libelles or {}).get(identifiant, maintenant[identifiant].indicateur.libelle),
            chiffre=ecrire(maintenant[identifiant]),
            detail=_detail(maintenant[identifiant]),
            changement=_changement(maintenant[identifiant], avant[identifiant]) if avant else "",
        )
        for identifiant in identifiants
    ]


def ecrire(resultat: Resultat) -> str:
    """« 5 305 », « 61 % », « 12 h 30 », « 7 jours », « s. o. »."""
    if resultat.indicateur.unite == MINUTES and resultat.valeur is not None:
        return duree(resultat.numerateur)
    return resultat.affichage


def _detail(resultat: Resultat) -> str:
    """What a figure is made of: « 3 242 sur 5 305 », « 25 pour 1 », « mesuré sur 5 »."""
    if resultat.denominateur is None:
        return ""
    numerateur, denominateur = map(_ecrit, resultat.cellules[:2])
    if resultat.indicateur.calcul is Calcul.MEDIANE:
        return f"mesuré sur {numerateur}"
    mot = "pour" if resultat.indicateur.calcul is Calcul.RATIO else "sur"
    return f"{numerateur} {mot} {denominateur}"


def _ecrit(cellule: Cellule) -> str:
    """A count, or « < 5 » and « n. p. » where it is not told."""
    return nombre(cellule) if isinstance(cellule, int) else str(cellule)


def _changement(maintenant: Resultat, avant: Resultat) -> str:
    """« 12 de plus qu’à la période précédente »: a fact, neither good nor bad."""
    if maintenant.valeur is None or avant.valeur is None:
        return ""
    difference = ecart(maintenant, avant)
    suite = "qu’à la période précédente"
    return f"{difference} {suite}" if difference else "Comme à la période précédente"


def ecart(maintenant: Resultat, avant: Resultat) -> str:
    """« 12 de plus », « 3 points de moins »; "" when they read the same or one says nothing."""
    if maintenant.valeur is None or avant.valeur is None or maintenant.valeur == avant.valeur:
        return ""
    difference = maintenant.valeur - avant.valeur
    sens = "de plus" if difference > 0 else "de moins"
    return f"{_en_unite(abs(difference), maintenant.indicateur)} {sens}"


def _en_unite(quantite: Decimal, indicateur: Indicateur) -> str:
    if indicateur.unite == MINUTES:
        return duree(int(quantite))
    texte = nombre(quantite)
    if indicateur.calcul is Calcul.PART:
        return f"{texte}{NBSP}point{'s' if quantite >= 2 else ''}"
    if indicateur.calcul is Calcul.MEDIANE:
        return f"{texte}{NBSP}{indicateur.unite_pour(quantite)}"
    return texte
