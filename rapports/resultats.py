"""A figure, and a report made of figures: rounding and « s. o. » are decided here only."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from proximite.typographie import NBSP, SANS_OBJET, nombre

from .definitions import Calcul, Indicateur

MOINS = "\u2212"
Cellule = int | Decimal | str | None


@dataclass(frozen=True)
class Resultat:
    """One indicator’s figure, from integers (DOMAINE §4).

    ``mediane`` is given for medians only, ``numerateur`` is then what the median was taken over.
    """

    indicateur: Indicateur
    numerateur: int
    denominateur: int | None = None
    mediane: Fraction | None = None

    @property
    def exacte(self) -> Fraction | None:
        """Before rounding; a part is between 0 and 1; None is « s. o. ».

        A count has no denominator; 0 says that it means nothing (``calculs.somme``)."""
        if self.indicateur.calcul is Calcul.MEDIANE:
            return self.mediane
        if self.indicateur.calcul is Calcul.NOMBRE:
            return None if self.denominateur == 0 else Fraction(self.numerateur)
        if not self.denominateur:
            return None
        part = Fraction(self.numerateur, self.denominateur)
        return 2 * part - 1 if self.indicateur.calcul is Calcul.INDICE else part

    @property
    def valeur(self) -> Decimal | None:
        """Rounded half up: parts in % to the unit; None is « s. o. »."""
        if self.exacte is None:
            return None
        facteur = 100 if self.indicateur.calcul is Calcul.PART else 1
        return arrondir(self.exacte * facteur, self.indicateur.decimales)

    @property
    def sur_10(self) -> int | None:
        """« 6 sur 10 »."""
        return None if self.exacte is None else int(arrondir(self.exacte * 10))

    @property
    def est_la_moitie(self) -> bool:
        return self.exacte is not None and Fraction(475, 1000) <= self.exacte < Fraction(525, 1000)

    @property
    def est_moins_de_10_pour_cent(self) -> bool:
        """On the unrounded part: 9.96 % is « moins de 10 % »."""
        return self.exacte is not None and self.exacte < Fraction(1, 10)

    @property
    def cellules(self) -> tuple[Cellule, Cellule, Cellule]:
        """Numérateur, dénominateur and valeur as a table holds them; a text says why no number."""
        valeur = SANS_OBJET if self.valeur is None else self.valeur
        return self.numerateur, self.denominateur, valeur

    @property
    def affichage(self) -> str:
        """« 5 305 », « 61 % », « 1,89 », « 7 jours », « s. o. »."""
        if self.valeur is None:
            return SANS_OBJET
        texte = nombre(self.valeur, self.indicateur.decimales).replace("-", MOINS)
        if self.indicateur.calcul is Calcul.MEDIANE:
            return f"{texte}{NBSP}{self.indicateur.unite_pour(self.valeur)}"
        return f"{texte}{NBSP}%" if self.indicateur.calcul is Calcul.PART else texte

    def __str__(self) -> str:
        return self.affichage


def arrondir(valeur: Fraction, decimales: int = 0) -> Decimal:
    """Half up, exactly: ``arrondir(Fraction(5, 2)) == 3``."""
    echelle = 10**decimales
    entier = (valeur * echelle + Fraction(1, 2)).__floor__()
    return Decimal(entier).scaleb(-decimales)


class Rattachement(StrEnum):
    """The reference date of the ages."""

    ENTREE = "entree"
    FIN_PERIODE = "fin_periode"

    @property
    def libelle(self) -> str:
        return {
            Rattachement.ENTREE: (
                "âges à l’entrée dans la période (son début, ou la date où la famille a été "
                "jointe si elle est plus récente)"
            ),
            Rattachement.FIN_PERIODE: "âges à la fin de la période",
        }[self]


class Methode(StrEnum):
    FAMILLES_DISTINCTES = "familles distinctes"
    SOMME_DES_RAPPORTS = "somme des rapports"


@dataclass(frozen=True)
class Groupe:
    """What a report is about: a milieu, a territoire…, or the whole (``code`` is then empty)."""

    code: str
    libelle: str


@dataclass(frozen=True)
class Rapport(Mapping[str, Resultat]):
    """The figures of one groupe for one period, by identifier, in the registry’s order."""

    groupe: Groupe
    debut: date
    fin: date
    observe_au: date
    rattachement: Rattachement
    methode: Methode
    resultats: Mapping[str, Resultat]

    def __getitem__(self, identifiant: str) -> Resultat:
        return self.resultats[identifiant]

    def __iter__(self) -> Iterator[str]:
        return iter(self.resultats)

    def __len__(self) -> int:
        return len(self.resultats)

    def etale(self, modele: str) -> Iterable[Resultat]:
        """Every figure of a spread indicator: ``etale("I-13")`` gives each sector’s."""
        return [r for r in self.values() if r.indicateur.liste and r.indicateur.modele == modele]
