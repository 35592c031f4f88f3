from .alerte import AlerteAcces
from .consultation import Consultation, ConsultationQuerySet

__all__ = ["AlerteAcces", "Consultation", "ConsultationQuerySet"]
