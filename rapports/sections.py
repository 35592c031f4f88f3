"""What a dashboard shows, section by section: tiles, then charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from . import illustrations
from .calculs import calculer
from .ensemble import chiffrer
from .fenetres import Calendrier, Fenetre, durees_inegales
from .graphiques import Graphique
from .illustrations import Vers, nulle_part
from .resultats import Resultat
from .tuiles import Tuile, tuiles

Chiffres = Mapping[str, Resultat]
PERIODES_COMPAREES = 4
PARCOURS = {
    "I-00": "Rencontrées en démarchage",
    "I-01j": "Nouvelles jointes",
    "I-01": "Accompagnées",
    "I-19f": "Référées",
    "I-17f": "Service amorcé",
}
ACTIVITE = ("I-00", "I-01", "I-01j", "I-19", "I-11", "I-22", "I-41")
OBSERVEE = (
    "L’évolution observée entre deux grilles d’une même famille, à 90\u00a0jours ou plus\u00a0: "
    "elle ne dit pas ce qui l’a causée. La couverture dit combien de familles isolées ont deux "
    "grilles."
)


@dataclass(frozen=True)
class Section:
    identifiant: str
    titre: str
    chapeau: str = ""
    tuiles: Sequence[Tuile] = ()
    graphiques: Sequence[Graphique] = ()


@dataclass(frozen=True)
class Mesures:
    """The figures of a window, of the one before it, and of the last Periodes.

    A window that is still running has nothing before it: its figures are not yet those of a whole
    period. ``vers`` gives the address of what is behind a line of a chart, or ""."""

    fenetre: Fenetre
    jour: date
    precedente: Fenetre | None
    maintenant: Chiffres
    avant: Chiffres | None
    recentes: Sequence[tuple[Fenetre, Chiffres]] = field(default=())
    vers: Vers = nulle_part

    @property
    def durees_inegales(self) -> str:
        return durees_inegales(self.fenetre, self.precedente) if self.precedente else ""

    @classmethod
    def prendre(
        cls,
        fenetre: Fenetre,
        calendrier: Calendrier,
        territoires: frozenset[int],
        vers: Vers = nulle_part,
    ) -> "Mesures":
        en_cours = fenetre.est_en_cours(calendrier.jour)
        precedente = None if en_cours else calendrier.precedente(fenetre)
        prises = {f: chiffres(f, territoires) for f in (fenetre, precedente) if f}
        recentes = calendrier.recentes(fenetre, PERIODES_COMPAREES)
        return cls(
            fenetre=fenetre,
            jour=calendrier.jour,
            precedente=precedente,
            maintenant=prises[fenetre],
            avant=prises[precedente] if precedente else None,
            recentes=[(f, prises.get(f) or du_rapport(f, territoires)) for f in recentes],
            vers=vers,
        )

    @property
    def en_cours(self) -> bool:
        return self.fenetre.est_en_cours(self.jour)

    @property
    def est_vide(self) -> bool:
        return not any(
            self.maintenant[cle].numerateur for cle in ACTIVITE if cle in self.maintenant
        )

    @property
    def comparees(self) -> list[tuple[Fenetre, Chiffres]]:
        """The previous window, if any, then this one."""
        avant = [(self.precedente, self.avant)] if self.precedente and self.avant else []
        return [*avant, (self.fenetre, self.maintenant)]

    def tuiles(self, *identifiants: str, libelles: Mapping[str, str] | None = None) -> list[Tuile]:
        """Those of the figures that are known: below the network, some are not published."""
        connus = [cle for cle in identifiants if cle in self.maintenant]
        return [
            replace(tuile, lignes=self.vers(tuile.indicateur))
            for tuile in tuiles(connus, self.maintenant, self.avant, libelles)
        ]


def chiffres(fenetre: Fenetre, territoires: frozenset[int]) -> Chiffres:
    return chiffrer(fenetre.debut, fenetre.fin, territoires=territoires)[None]


def du_rapport(fenetre: Fenetre, territoires: frozenset[int]) -> Chiffres:
    """Those of the rapport alone: what a trend is drawn from."""
    return calculer(fenetre.debut, fenetre.fin, territoires=territoires)[None]


def du_territoire(mesures: Mesures) -> list[Section]:
    return _remplies(
        _parcours(mesures),
        _isolement(mesures),
        reduction(mesures),
        _enfants(mesures),
        _besoins(mesures),
        _referencements(mesures),
        _trous(mesures),
        _equipe(mesures),
    )


def du_reseau(mesures: Mesures) -> list[Section]:
    """Of the network, or of one of its groupes, which has fewer figures."""
    return _remplies(
        _parcours(mesures),
        _isolement(mesures),
        _enfants(mesures),
        _besoins(mesures),
        _referencements(mesures),
        _trous(mesures),
    )


def _remplies(*sections: Section) -> list[Section]:
    return [section for section in sections if section.tuiles or section.graphiques]


def _parcours(mesures: Mesures) -> Section:
    return Section(
        "parcours",
        "Du démarchage au service amorcé",
        "Ce qui s’est passé dans la période, à chaque étape. Les rencontres de démarchage sont "
        "anonymes\u00a0: une même famille peut y compter plus d’une fois.",
        mesures.tuiles(*PARCOURS, libelles=PARCOURS),
    )


def _isolement(mesures: Mesures) -> Section:
    return Section(
        "isolement",
        "Isolement au premier contact",
        tuiles=mesures.tuiles("I-03", "I-03x", "I-08"),
        graphiques=_utiles(
            illustrations.evolution(mesures.recentes, le=mesures.jour),
            *_tendance(mesures),
        ),
    )


def _tendance(mesures: Mesures) -> list[Graphique]:
    """One point is not a trend."""
    if len(mesures.recentes) < 2:
        return []
    return [illustrations.tendance(mesures.recentes, le=mesures.jour)]


def reduction(mesures: Mesures) -> Section:
    return Section(
        "reduction",
        "Réduction de l’isolement\u00a0: évolution observée",
        OBSERVEE,
        mesures.tuiles("A0", "A1", "A3c", "A3"),
    )


def _enfants(mesures: Mesures) -> Section:
    return Section(
        "enfants",
        "Enfants",
        tuiles=mesures.tuiles("I-04", "I-05", "I-06", "I-07b"),
        graphiques=_utiles(illustrations.ages(mesures.comparees)),
    )


def _besoins(mesures: Mesures) -> Section:
    return Section(
        "besoins",
        "Besoins et services offerts",
        tuiles=mesures.tuiles("I-20", "B0", "B1", "B2"),
        graphiques=_utiles(illustrations.besoins(mesures.maintenant, mesures.vers)),
    )


def _referencements(mesures: Mesures) -> Section:
    return Section(
        "referencements",
        "Référencements",
        tuiles=mesures.tuiles("I-19", "I-11", "I-15", "I-17a"),
        graphiques=_utiles(
            illustrations.secteurs(mesures.maintenant, mesures.vers),
            illustrations.reponses(mesures.maintenant, mesures.vers),
        ),
    )


def _trous(mesures: Mesures) -> Section:
    return Section(
        "trous",
        "Trous de services",
        tuiles=mesures.tuiles("I-22", "I-22o", "I-22e"),
        graphiques=_utiles(illustrations.trous(mesures.maintenant, mesures.vers)),
    )


def _equipe(mesures: Mesures) -> Section:
    return Section(
        "equipe",
        "Temps et charge",
        tuiles=mesures.tuiles("I-41", "I-41d", "I-41w", "I-43", "I-41c", "I-41h"),
        graphiques=_utiles(illustrations.temps(mesures.maintenant)),
    )


def _utiles(*graphiques: Graphique) -> list[Graphique]:
    """Those that have something to draw."""
    return [graphique for graphique in graphiques if not graphique.est_vide]
