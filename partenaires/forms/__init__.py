from .capacite import CapaciteForm
from .fiche import PartenaireForm
from .proposition import PropositionForm, RefusPropositionForm
from .recherche import RechercheForm

__all__ = [
    "CapaciteForm",
    "PartenaireForm",
    "PropositionForm",
    "RechercheForm",
    "RefusPropositionForm",
]
