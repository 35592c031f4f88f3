from .alerte import AlerteAcces
from .avis import AvisRectification
from .consultation import Consultation, ConsultationQuerySet
from .demande import Demande
from .destruction import Destruction
from .incident import Incident, VersionIncident
from .suspension import Suspension

__all__ = [
    "AlerteAcces",
    "AvisRectification",
    "Consultation",
    "ConsultationQuerySet",
    "Demande",
    "Destruction",
    "Incident",
    "Suspension",
    "VersionIncident",
]
