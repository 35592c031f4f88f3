from .capacite import CapaciteForm
from .fiche import PartenaireForm
from .fusion import FusionForm
from .proposition import PropositionForm, RefusPropositionForm
from .recherche import RechercheForm

__all__ = [
    "CapaciteForm",
    "FusionForm",
    "PartenaireForm",
    "PropositionForm",
    "RechercheForm",
    "RefusPropositionForm",
]
