"""The windows of time that dashboards and reports show: a Periode, the pilot, or free dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, Self
from urllib.parse import urlencode

from proximite.typographie import compte
from rapports.models import Periode

# Months are unequal; quarters and half-years are not, by that much.
ECART_DE_DUREE = 0.1


class Dates(Protocol):
    @property
    def debut(self) -> date: ...

    @property
    def fin(self) -> date: ...


def durees_inegales(maintenant: Dates, avant: Dates) -> str:
    """« 92 jours, contre 153 », said beside numbers compared; "" when they are near enough."""
    ici, la = ((dates.fin - dates.debut).days + 1 for dates in (maintenant, avant))
    if abs(ici - la) <= ECART_DE_DUREE * max(ici, la):
        return ""
    return f"{compte(ici, 'jour', 'jours')}, contre {la}"


@dataclass(frozen=True)
class Fenetre:
    """A closed interval of civil dates, and its name if it has one."""

    debut: date
    fin: date
    libelle: str = ""

    def __str__(self) -> str:
        """Its name, or « 2025-04-01 au 2025-06-30 »."""
        return self.libelle or f"{self.debut} au {self.fin}"

    @property
    def parametres(self) -> str:
        """What an address carries to come back to this window."""
        return urlencode({"debut": self.debut.isoformat(), "fin": self.fin.isoformat()})

    def est_en_cours(self, le: date) -> bool:
        """Its last day is not over yet."""
        return self.fin >= le

    @property
    def mois_entiers(self) -> int:
        """How many whole months; 0 when it starts or ends within one."""
        suivant = self.fin + timedelta(days=1)
        if self.debut.day != 1 or suivant.day != 1:
            return 0
        return (suivant.year - self.debut.year) * 12 + suivant.month - self.debut.month

    def couvre(self, autre: "Fenetre") -> bool:
        return (self.debut, self.fin) == (autre.debut, autre.fin)


# The fifteen months that the evaluation reports on (DOMAINE §3.3). Its three reports are rows.
PILOTE = Fenetre(date(2024, 1, 1), date(2025, 3, 31), "Projet pilote")
PERIODES_PROCHES = 3
JOUR = timedelta(days=1)


def trimestre(le: date) -> Fenetre:
    """The calendar quarter of a date."""
    premier_mois = le.month - (le.month - 1) % 3
    debut = date(le.year, premier_mois, 1)
    suivant = date(le.year + premier_mois // 10, (premier_mois + 2) % 12 + 1, 1)
    return Fenetre(debut, suivant - timedelta(days=1), "Trimestre en cours")


def _mois_avant(premier: date, nombre: int) -> date:
    annees, mois = divmod(premier.month - 1 - nombre, 12)
    return date(premier.year + annees, mois + 1, 1)


@dataclass(frozen=True)
class Calendrier:
    """The windows that a page offers on a day, latest first. Loaded once per request."""

    periodes: Sequence[Fenetre]
    jour: date

    @classmethod
    def charger(cls, le: date) -> Self:
        """The Periodes that have begun."""
        commencees = Periode.objects.filter(debut__lte=le).order_by("-debut")
        return cls([Fenetre(p.debut, p.fin, p.libelle) for p in commencees], le)

    @property
    def proposees(self) -> list[Fenetre]:
        return [*self.periodes, PILOTE]

    @property
    def proches(self) -> list[Fenetre]:
        """Those that a page shows at once."""
        return [*self.periodes[:PERIODES_PROCHES], PILOTE]

    @property
    def anciennes(self) -> Sequence[Fenetre]:
        return self.periodes[PERIODES_PROCHES:]

    @property
    def par_defaut(self) -> Fenetre:
        """The current Periode, else the last one, else the quarter."""
        return self.periodes[0] if self.periodes else trimestre(self.jour)

    def nommer(self, debut: date, fin: date) -> Fenetre:
        libre = Fenetre(debut, fin)
        return next((f for f in self.proposees if f.couvre(libre)), libre)

    def precedente(self, fenetre: Fenetre) -> Fenetre | None:
        """What to compare with: the Periode before a Periode; as many whole months, or days,
        before free dates; nothing before the pilot."""
        if fenetre.couvre(PILOTE):
            return None
        if any(fenetre.couvre(periode) for periode in self.periodes):
            return next((p for p in self.periodes if p.fin < fenetre.debut), None)
        if fenetre.mois_entiers:
            return Fenetre(_mois_avant(fenetre.debut, fenetre.mois_entiers), fenetre.debut - JOUR)
        jours = fenetre.fin - fenetre.debut + timedelta(days=1)
        return Fenetre(fenetre.debut - jours, fenetre.debut - timedelta(days=1))

    def recentes(self, fenetre: Fenetre, nombre: int) -> list[Fenetre]:
        """The last Periodes up to the end of a window, oldest first."""
        return [p for p in self.periodes if p.fin <= fenetre.fin][:nombre][::-1]
