"""What a partenaire reads of a demande: what was frozen for it, what it wrote itself, nothing of
the famille’s file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from ..models import Divulgation, Referencement, SuiviReferencement
from ..models.etats import ACCEPTES, PRIS_EN_CHARGE, Etat
from .corrections import GESTE, attendue
from .gestes import GESTES, Geste

# The famille or the PTP ended it: there is nothing left to read.
RETIREES = (Etat.ABANDONNEE_FAMILLE, Etat.ANNULEE, Etat.DECLINEE_FAMILLE)


@dataclass(frozen=True)
class Demande:
    """One référencement seen by its partenaire. ``adresse`` gives the address of a geste by its
    name."""

    referencement: Referencement
    adresse: Callable[[str], str]

    @property
    def est_retiree(self) -> bool:
        return self.referencement.etat in RETIREES

    @property
    def gestes(self) -> Iterable[tuple[Geste, str]]:
        """Those that make sense now, with their address."""
        return [
            (geste, self.adresse(geste.nom))
            for geste in GESTES.values()
            if geste.est_possible(self.referencement)
        ]

    @property
    def echanges(self) -> Iterable[SuiviReferencement]:
        """What the partenaire wrote and what was written to it, latest first; never what the PTP
        notes for herself."""
        a_lire = Q(par_partenaire=self.referencement.partenaire_id) | ~Q(mot_au_partenaire="")
        suivis = self.referencement.suivis.filter(a_lire)
        return suivis.select_related("referencement").order_by("-date", "-pk")


@dataclass(frozen=True)
class Recue(Demande):
    """Sent by a PTP."""

    divulgation: Divulgation

    @property
    def apercu(self) -> dict[str, Any]:
        return self.divulgation.apercu

    @property
    def coordonnees(self) -> list[list[str]]:
        """What the famille agreed to share: only while the partenaire has accepted."""
        return self.divulgation.coordonnees if self.est_acceptee else []

    @property
    def est_acceptee(self) -> bool:
        return self.referencement.etat in ACCEPTES

    @property
    def correction(self) -> tuple[date, str] | None:
        """Since when something of it is corrected, and the address where this organisme says that
        it has the correction."""
        depuis = attendue(self.referencement)
        return (depuis, self.adresse(GESTE)) if depuis else None

    @property
    def se_joint(self) -> bool:
        """Something in the coordonnees reaches the famille without the PTP."""
        return not {"Téléphone", "Courriel", "Adresse"}.isdisjoint(
            libelle for libelle, _ in self.coordonnees
        )

    @property
    def est_a_repondre(self) -> bool:
        return GESTES["accepter"].est_possible(self.referencement)


@dataclass(frozen=True)
class Envoyee(Demande):
    """Sent to the PTP: its number and its état, nothing of the famille."""

    @property
    def etape(self) -> str:
        """Where it stands: accueillie, refusee, fermee, accusee or recue."""
        etat = self.referencement.etat
        if etat in PRIS_EN_CHARGE:
            return "accueillie"
        if etat == Etat.REFUSEE_PARTENAIRE:
            return "refusee"
        if self.est_retiree:
            return "fermee"
        return "accusee" if self.referencement.accuse_le else "recue"

    @property
    def ton(self) -> str:
        tons = {"accueillie": "reussite", "refusee": "probleme", "fermee": "neutre"}
        return tons.get(self.etape, "info")

    @property
    def etape_en_mots(self) -> str:
        return ETAPES[self.etape]


ETAPES = {
    "recue": "Envoyée",
    "accusee": "Bien reçue",
    "accueillie": "Prise en charge",
    "refusee": "Refusée",
    "fermee": "Fermée",
}
