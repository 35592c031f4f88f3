from .capacite import CapaciteForm
from .fiche import PartenaireForm
from .recherche import RechercheForm

__all__ = ["CapaciteForm", "PartenaireForm", "RechercheForm"]
