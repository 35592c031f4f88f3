from .referencement import Referencement
from .suivi import SuiviReferencement
from .trou import TrouDeServices, TypeTrou

__all__ = ["Referencement", "SuiviReferencement", "TrouDeServices", "TypeTrou"]
