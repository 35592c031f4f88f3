from .code import CodePartenaire
from .divulgation import Divulgation
from .entrante import DemandeEntrante
from .lien import LienPartenaire
from .referencement import Referencement
from .suivi import SuiviReferencement
from .suivi_trou import SuiviTrou
from .trou import ConstatTrou, TrouDeServices, TypeTrou

__all__ = [
    "CodePartenaire",
    "ConstatTrou",
    "DemandeEntrante",
    "Divulgation",
    "LienPartenaire",
    "Referencement",
    "SuiviReferencement",
    "SuiviTrou",
    "TrouDeServices",
    "TypeTrou",
]
