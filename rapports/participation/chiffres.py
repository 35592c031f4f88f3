"""The figures of a report, laid out to be read: with the period before, and the list behind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from territoires.models import Territoire

from ..definitions import Indicateur
from ..definitions import Rubrique as Titre
from ..ensemble import chiffrer
from ..models import Periode, VersionRapport
from ..resultats import Rapport, Resultat
from ..tuiles import Tuile, ecart, ecrire, tuiles

Chiffres = Mapping[str, Resultat]
Derriere = Callable[[Indicateur], str]


@dataclass(frozen=True)
class Ligne:
    """One figure, what it was in the period before and how it moved."""

    tuile: Tuile
    avant: str
    ecart: str


@dataclass(frozen=True)
class Rubrique:
    """``details`` are the figures spread over a list of reference."""

    titre: str
    lignes: Sequence[Ligne]
    details: Sequence[Ligne]


@dataclass(frozen=True)
class Avant:
    """The period before: its figures, from its last version, or live (``version`` is None)."""

    periode: Periode
    version: VersionRapport | None
    chiffres: Chiffres


def vivants(periode: Periode, territoire: Territoire) -> Rapport:
    """As its rows stand."""
    territoires = frozenset({territoire.pk})
    return chiffrer(periode.debut, periode.fin, territoires=territoires)[None]


def periode_avant(periode: Periode, territoire: Territoire) -> Avant | None:
    """None before a period that still runs: its figures are not yet those of a whole one."""
    precedente = Periode.objects.filter(fin__lt=periode.debut).order_by("-fin").first()
    if precedente is None or not periode.est_terminee():
        return None
    version = (
        VersionRapport.objects.filter(rapport__periode=precedente, rapport__territoire=territoire)
        .order_by("-numero")
        .first()
    )
    chiffres = version.chiffres if version else vivants(precedente, territoire)
    return Avant(precedente, version, chiffres)


def rubriques(
    chiffres: Chiffres, avant: Chiffres | None = None, *, derriere: Derriere | None = None
) -> list[Rubrique]:
    """In the registry's order; a value of a list that has nothing to say is left out, and the
    coverage of the network, which says nothing of one territoire. ``derriere`` says where the
    rows behind a figure are listed, or ""."""
    titres = dict.fromkeys(str(resultat.indicateur.rubrique) for resultat in chiffres.values())
    titres.pop(Titre.COUVERTURE, None)
    lignes = [
        (r.indicateur, _ligne(r, (avant or {}).get(cle), derriere)) for cle, r in chiffres.items()
    ]
    return [
        Rubrique(
            titre,
            [ligne for i, ligne in lignes if i.rubrique == titre and not i.valeur],
            [
                ligne
                for i, ligne in lignes
                if i.rubrique == titre and i.valeur and chiffres[i.id].numerateur
            ],
        )
        for titre in titres
    ]


def _ligne(resultat: Resultat, avant: Resultat | None, derriere: Derriere | None) -> Ligne:
    """An indicator born since has nothing before."""
    cle = resultat.indicateur.id
    tuile = tuiles([cle], {cle: resultat}, None)[0]
    return Ligne(
        tuile=replace(tuile, lignes=derriere(resultat.indicateur) if derriere else ""),
        avant=ecrire(avant) if avant else "",
        ecart=ecart(resultat, avant) if avant else "",
    )
