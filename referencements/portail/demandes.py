"""What a partenaire reads of a demande that it received: what was frozen for it, nothing else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..models import Divulgation, Referencement, SuiviReferencement
from ..models.etats import Etat
from .gestes import GESTES, Geste

# Names and numbers show from acceptance to the end of the service.
ACCEPTES = (Etat.ACCEPTEE, Etat.SERVICE_AMORCE)
# The famille or the PTP ended it: there is nothing left to read.
RETIREES = (Etat.ABANDONNEE_FAMILLE, Etat.ANNULEE, Etat.DECLINEE_FAMILLE)


@dataclass(frozen=True)
class Demande:
    """``adresse`` gives the address of a geste by its name."""

    referencement: Referencement
    divulgation: Divulgation
    adresse: Callable[[str], str]

    @property
    def apercu(self) -> dict[str, Any]:
        return self.divulgation.apercu

    @property
    def coordonnees(self) -> list[list[str]]:
        """What the famille agreed to share: only while the partenaire has accepted."""
        acceptee = self.referencement.etat in ACCEPTES
        return self.divulgation.contenu["coordonnees"] if acceptee else []

    @property
    def est_retiree(self) -> bool:
        return self.referencement.etat in RETIREES

    @property
    def est_a_repondre(self) -> bool:
        return GESTES["accepter"].est_possible(self.referencement)

    @property
    def gestes(self) -> Iterable[tuple[Geste, str]]:
        """Those that make sense now, with their address."""
        return [
            (geste, self.adresse(geste.nom))
            for geste in GESTES.values()
            if geste.est_possible(self.referencement)
        ]

    @property
    def reponses(self) -> Iterable[SuiviReferencement]:
        """What the partenaire itself wrote, latest first; never what the PTP notes for herself."""
        siens = self.referencement.suivis.filter(par_partenaire=self.referencement.partenaire_id)
        return siens.select_related("referencement").order_by("-date", "-pk")
