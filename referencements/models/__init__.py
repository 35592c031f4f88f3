from .divulgation import Divulgation
from .entrante import DemandeEntrante
from .lien import LienPartenaire
from .referencement import Referencement
from .suivi import SuiviReferencement
from .trou import TrouDeServices, TypeTrou

__all__ = [
    "DemandeEntrante",
    "Divulgation",
    "LienPartenaire",
    "Referencement",
    "SuiviReferencement",
    "TrouDeServices",
    "TypeTrou",
]
