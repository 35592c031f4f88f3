"""What an indicator is: see ``indicateurs`` for the registry."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from activites.models import StrategieDemarchage
from partenaires.models import Secteur
from proximite.typographie import pluriel

RAPPORT_FINAL = "Rapport final d’évaluation du projet pilote (UQTR et UQO, 2025)"


class Calcul(StrEnum):
    """How the value comes from the numerator and the denominator.

    An indice goes from -1, nothing of the denominator is in the numerator, to 1, all of it.
    """

    NOMBRE = "nombre"
    PART = "part"
    RATIO = "ratio"
    MEDIANE = "médiane"
    INDICE = "indice"


class Rubrique(StrEnum):
    PORTEE = "Portée"
    REFERENCEMENTS = "Référencements"
    PARCOURS = "Du démarchage au service"
    TROUS = "Trous de services"
    EQUIPE = "Temps et charge"
    COUVERTURE = "Couverture"
    PRESENCE = "Présence et médiation"
    BESOINS = "Besoins et liens de confiance"
    ISOLEMENT = "Réduction de l’isolement, évolution observée"
    CORRESPONDANCE = "Correspondance entre les besoins et l’offre"
    CONCERTATION = "Concertation"


class Liste(StrEnum):
    """The reference list that an indicator is spread over."""

    STRATEGIE = "stratégie"
    SECTEUR = "secteur"
    TYPE_BESOIN = "type de besoin"
    NIVEAU = "niveau de besoin"
    MODE_CONTACT = "mode de contact"
    MISE_EN_CONTACT = "mise en contact"
    TYPE_PORTEUR = "type d’organisme"
    DIMENSION = "dimension"


@dataclass(frozen=True, kw_only=True)
class Indicateur:
    """``id`` is stable; ``version`` changes whenever the meaning of the figure does.

    ``valeur`` is the code in the reference list of one that is spread, ``parent`` the identifier
    whose figure already includes this one (a sous-secteur). ``additif``: the figures of several
    reports may be added, numerators and denominators apart.
    """

    id: str
    libelle: str
    definition: str
    numerateur: str
    denominateur: str = ""
    unite: str = "%"
    calcul: Calcul = Calcul.PART
    decimales: int = 0
    rubrique: Rubrique
    source: str
    version: int = 1
    additif: bool = True
    liste: Liste | None = None
    valeur: str = ""
    parent: str = ""

    @property
    def provenance(self) -> str:
        """``source`` for those who read figures; docs/indicateurs.md keeps the section."""
        if re.search(r"\bF\d\d|§5\.", self.source):
            return f"{RAPPORT_FINAL}."
        return f"Définition propre à Proximité, à partir de ce rapport\u00a0: {RAPPORT_FINAL}."

    @property
    def modele(self) -> str:
        """Its identifier in the registry: « I-13 » for « I-13.logement »."""
        return self.id.removesuffix(f".{self.valeur}") if self.valeur else self.id

    def unite_pour(self, quantite: Decimal) -> str:
        """« 1 jour », « 7 jours »."""
        return pluriel(float(quantite), self.unite.rstrip("s"), self.unite)

    def pour(self, valeur: Secteur | StrategieDemarchage) -> "Indicateur":
        """This indicator for one value of its list."""
        parent = getattr(valeur, "parent_id", None)
        part = self.partie(valeur.code, valeur.libelle)
        return replace(part, parent=f"{self.id}.{parent}" if parent else "")

    def partie(self, code: str, libelle: str) -> "Indicateur":
        """« I-22.logement » of « I-22 »."""
        return replace(
            self,
            id=f"{self.id}.{code}",
            libelle=f"{self.libelle}\u00a0: {libelle}",
            valeur=code,
        )
