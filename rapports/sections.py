"""What a dashboard shows, section by section: tiles, then charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from . import illustrations
from .calculs import calculer
from .fenetres import Calendrier, Fenetre
from .graphiques import Graphique
from .resultats import Resultat
from .tableau import mesurer
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
    period."""

    fenetre: Fenetre
    jour: date
    precedente: Fenetre | None
    maintenant: Chiffres
    avant: Chiffres | None
    recentes: Sequence[tuple[Fenetre, Chiffres]] = field(default=())

    @classmethod
    def prendre(
        cls, fenetre: Fenetre, calendrier: Calendrier, territoires: frozenset[int] | None
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
        )

    @property
    def en_cours(self) -> bool:
        return self.fenetre.est_en_cours(self.jour)

    @property
    def est_vide(self) -> bool:
        return not any(self.maintenant[identifiant].numerateur for identifiant in ACTIVITE)

    @property
    def comparees(self) -> list[tuple[Fenetre, Chiffres]]:
        """The previous window, if any, then this one."""
        avant = [(self.precedente, self.avant)] if self.precedente and self.avant else []
        return [*avant, (self.fenetre, self.maintenant)]

    def tuiles(self, *identifiants: str) -> list[Tuile]:
        return tuiles(identifiants, self.maintenant, self.avant)


def chiffres(fenetre: Fenetre, territoires: frozenset[int] | None) -> Chiffres:
    """Every indicator of a window, those of the report and those of the dashboards."""
    du_tableau = mesurer(fenetre.debut, fenetre.fin, territoires=territoires)[None]
    return {**du_rapport(fenetre, territoires), **du_tableau}


def du_rapport(fenetre: Fenetre, territoires: frozenset[int] | None) -> Chiffres:
    return calculer(fenetre.debut, fenetre.fin, territoires=territoires)[None]


def du_territoire(mesures: Mesures) -> list[Section]:
    return [
        _parcours(mesures),
        _isolement(mesures),
        _enfants(mesures),
        _referencements(mesures),
        _trous(mesures),
        _equipe(mesures),
    ]


def du_reseau(mesures: Mesures) -> list[Section]:
    return [
        Section("couverture", "Couverture", tuiles=mesures.tuiles("I-40", "I-40t", "I-40r")),
        _parcours(mesures),
        _isolement(mesures),
        _enfants(mesures),
        _referencements(mesures),
        _trous(mesures),
    ]


def _parcours(mesures: Mesures) -> Section:
    return Section(
        "parcours",
        "Du démarchage au service amorcé",
        "Ce qui s’est passé dans la période, à chaque étape. Les rencontres de démarchage sont "
        "anonymes : une même famille peut y compter plus d’une fois.",
        tuiles(PARCOURS, mesures.maintenant, mesures.avant, PARCOURS),
    )


def _isolement(mesures: Mesures) -> Section:
    return Section(
        "isolement",
        "Isolement au premier contact",
        tuiles=mesures.tuiles("I-03", "I-03x", "I-08"),
        graphiques=_utiles(illustrations.evolution(mesures.recentes, le=mesures.jour)),
    )


def _enfants(mesures: Mesures) -> Section:
    return Section(
        "enfants",
        "Enfants",
        tuiles=mesures.tuiles("I-04", "I-05", "I-06", "I-07b"),
        graphiques=_utiles(illustrations.ages(mesures.comparees)),
    )


def _referencements(mesures: Mesures) -> Section:
    return Section(
        "referencements",
        "Référencements",
        tuiles=mesures.tuiles("I-19", "I-11", "I-15", "I-17a"),
        graphiques=_utiles(
            illustrations.secteurs(mesures.maintenant),
            illustrations.reponses(mesures.maintenant),
        ),
    )


def _trous(mesures: Mesures) -> Section:
    return Section(
        "trous",
        "Trous de services",
        tuiles=mesures.tuiles("I-22", "I-22o", "I-22e"),
        graphiques=_utiles(illustrations.trous(mesures.maintenant)),
    )


def _equipe(mesures: Mesures) -> Section:
    return Section(
        "equipe",
        "Temps et charge",
        tuiles=mesures.tuiles("I-41", "I-41d", "I-43", "I-41c"),
        graphiques=_utiles(illustrations.temps(mesures.maintenant)),
    )


def _utiles(*graphiques: Graphique) -> list[Graphique]:
    """Those that have something to draw."""
    return [graphique for graphique in graphiques if not graphique.est_vide]
