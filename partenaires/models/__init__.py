from .contact import ContactPartenaire
from .distinction import FichesDistinctes
from .fusion import FusionPartenaires
from .importation import Importation, LigneImportation
from .offre import OffreService
from .partenaire import Partenaire, PartenaireQuerySet
from .proposition import PropositionFiche
from .references import Secteur, TypeBesoin

__all__ = [
    "ContactPartenaire",
    "FichesDistinctes",
    "FusionPartenaires",
    "Importation",
    "LigneImportation",
    "OffreService",
    "Partenaire",
    "PartenaireQuerySet",
    "PropositionFiche",
    "Secteur",
    "TypeBesoin",
]
