"""The figures of a report, laid out to be read: with the period before, and the list behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from territoires.models import Territoire

from ..definitions import Rubrique as Titre
from ..derriere import DERRIERE
from ..ensemble import chiffrer
from ..models import Periode, RapportParticipation, VersionRapport
from ..resultats import Rapport, Resultat
from ..tuiles import Tuile, ecart, ecrire, tuiles

Chiffres = Mapping[str, Resultat]


@dataclass(frozen=True)
class Ligne:
    """One figure, what it was in the period before and how it moved; ``liste`` when the familles
    it counts may be listed."""

    tuile: Tuile
    avant: str
    ecart: str
    liste: bool


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
        VersionRapport.objects.filter(
            rapport__periode=precedente,
            rapport__territoire=territoire,
            rapport__etat__in=[RapportParticipation.Etat.SOUMIS, RapportParticipation.Etat.ACCEPTE],
        )
        .order_by("-numero")
        .first()
    )
    chiffres = version.chiffres if version else vivants(precedente, territoire)
    return Avant(precedente, version, chiffres)


def rubriques(chiffres: Chiffres, avant: Chiffres | None = None) -> list[Rubrique]:
    """In the registry's order; a value of a list that has nothing to say is left out, and the
    coverage of the network, which says nothing of one territoire."""
    titres = dict.fromkeys(str(resultat.indicateur.rubrique) for resultat in chiffres.values())
    titres.pop(Titre.COUVERTURE, None)
    lignes = [(r.indicateur, _ligne(cle, chiffres, avant or {})) for cle, r in chiffres.items()]
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


def _ligne(cle: str, chiffres: Chiffres, avant: Chiffres) -> Ligne:
    """An indicator born since has nothing before."""
    ancien = avant.get(cle)
    return Ligne(
        tuile=tuiles([cle], chiffres, None)[0],
        avant=ecrire(ancien) if ancien else "",
        ecart=ecart(chiffres[cle], ancien) if ancien else "",
        liste=cle in DERRIERE,
    )
