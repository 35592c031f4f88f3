from .accompagnement import Accompagnement, Intervention, Promesse
from .consentement import Consentement, RetraitConsentement
from .famille import Famille
from .fusion import ArchiveFusion, FamillesDistinctes, FusionFamille
from .isolement import EvaluationIsolement, JalonLienConfiance
from .personnes import Adulte, Enfant, IdentiteAdulte, IdentiteEnfant, IdentiteFamille
from .situation import Besoin, TypeVulnerabilite, Vulnerabilite
from .transfert import NotesGardees, Transfert

__all__ = [
    "Accompagnement",
    "Adulte",
    "ArchiveFusion",
    "Besoin",
    "Consentement",
    "Enfant",
    "EvaluationIsolement",
    "Famille",
    "FamillesDistinctes",
    "FusionFamille",
    "IdentiteAdulte",
    "IdentiteEnfant",
    "IdentiteFamille",
    "Intervention",
    "JalonLienConfiance",
    "NotesGardees",
    "Promesse",
    "RetraitConsentement",
    "Transfert",
    "TypeVulnerabilite",
    "Vulnerabilite",
]
