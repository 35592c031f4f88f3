from .capacite import CapaciteForm
from .fiche import PartenaireForm
from .fusion import FusionForm
from .importation import AssociationsForm, DecisionsForm, ImportationForm
from .proposition import PropositionForm, RefusPropositionForm
from .recherche import RechercheForm

__all__ = [
    "AssociationsForm",
    "CapaciteForm",
    "DecisionsForm",
    "FusionForm",
    "ImportationForm",
    "PartenaireForm",
    "PropositionForm",
    "RechercheForm",
    "RefusPropositionForm",
]
