from .contact import ContactPartenaire
from .offre import OffreService
from .partenaire import Partenaire, PartenaireQuerySet
from .proposition import PropositionFiche
from .references import Secteur, TypeBesoin

__all__ = [
    "ContactPartenaire",
    "OffreService",
    "Partenaire",
    "PartenaireQuerySet",
    "PropositionFiche",
    "Secteur",
    "TypeBesoin",
]
