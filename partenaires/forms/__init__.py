from .capacite import CapaciteForm
from .choix import ChoixPartenaire, page_du_choix
from .fiche import PartenaireForm
from .fusion import FusionForm
from .importation import AssociationsForm, DecisionsForm, ImportationForm
from .proposition import PropositionForm, RefusPropositionForm
from .recherche import RechercheForm

__all__ = [
    "AssociationsForm",
    "CapaciteForm",
    "ChoixPartenaire",
    "DecisionsForm",
    "FusionForm",
    "ImportationForm",
    "PartenaireForm",
    "PropositionForm",
    "RechercheForm",
    "RefusPropositionForm",
    "page_du_choix",
]
