"""Who had received what was corrected, and whether each has the correction by now."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from courriels.models import Courriel
from proximite.typographie import date_moyenne
from referencements.models import Divulgation

from .depots import concerne
from .models import AvisRectification, Demande

PERDU = (Courriel.Etat.ABANDONNE, Courriel.Etat.ANNULE)


@dataclass(frozen=True)
class Prevenu:
    """``divulgation``: what it had received, None once that is destroyed; ``avis``: None while it
    was told nothing."""

    partenaire: str
    divulgation: Divulgation | None
    avis: AvisRectification | None = None
    courriel: Courriel | None = None

    @property
    def quoi(self) -> str:
        if self.divulgation is None:
            return ""
        return ", ".join(quoi for quoi, _ in self.divulgation.contenu["coordonnees"]).lower()

    @property
    def a_le_dire(self) -> bool:
        """No message reaches it: someone calls."""
        if self.avis is None or self.avis.recu_le:
            return False
        return not self.avis.adresse or bool(self.courriel and self.courriel.etat in PERDU)

    @property
    def ton(self) -> str:
        """The tone of partials/etat.html."""
        if self.avis and self.avis.recu_le:
            return "reussite"
        return "attention" if self.avis is None or self.a_le_dire else "info"

    @property
    def etat(self) -> str:
        if self.avis is None:
            return "À prévenir"
        if self.avis.recu_le:
            return "A la correction"
        return "À prévenir de vive voix" if self.a_le_dire else "Prévenu, sans nouvelle"

    @property
    def suite(self) -> str:
        """When, by whom."""
        if self.avis is None:
            return ""
        if self.avis.recu_le:
            par = self.avis.recu_par
            dit = f"noté par {par.get_full_name()}" if par else "dit par le partenaire lui-même"
            return f"{dit} le {_jour(self.avis.recu_le)}"
        if self.a_le_dire:
            return "" if self.avis.adresse else "il n’a pas de courriel"
        if self.courriel and not self.courriel.envoye_le:
            return f"courriel demandé le {_jour(self.avis.le)}, pas encore parti"
        le = self.courriel.envoye_le if self.courriel else None
        return f"courriel envoyé le {_jour(le or self.avis.le)}"


def _jour(moment: datetime) -> str:
    return date_moyenne(timezone.localdate(moment))


def prevenus(demande: Demande) -> list[Prevenu]:
    """Those still to tell come first."""
    avis = list(demande.avis.select_related("partenaire", "divulgation__referencement", "recu_par"))
    courriels = Courriel.objects.derniers(map(concerne, avis))
    dits = {chacun.divulgation_id for chacun in avis}
    a_dire = [d for d in demande.divulgations() if d.pk not in dits]
    return [Prevenu(d.referencement.partenaire.nom, d) for d in a_dire] + [
        Prevenu(a.partenaire.nom, a.divulgation, a, courriels.get(concerne(a))) for a in avis
    ]
