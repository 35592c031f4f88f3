"""What a partenaire says of a correction by itself, at its door."""

from datetime import date

from django.utils import timezone

from proximite import lectures
from referencements.models import Referencement
from referencements.portail.corrections import registre

from .models import AvisRectification
from .models.avis import AvisRectificationQuerySet


@registre
class AvisDonnes:
    def attendue(self, referencement: Referencement) -> date | None:
        dits = _avis(referencement).filter(recu_le__isnull=True).values_list("le", flat=True)
        le = dits.first()
        return timezone.localdate(le) if le else None

    def confirmer(self, referencement: Referencement) -> bool:
        """All those it was told about what it received for that demande."""
        if referencement.famille_id:
            lectures.noter(referencement.famille_id)  # the journal says that it was about her
        avis = _avis(referencement)
        avis.noter_recus(par=None)
        return avis.exists()


def _avis(referencement: Referencement) -> AvisRectificationQuerySet:
    return AvisRectification.objects.filter(divulgation__referencement=referencement)
