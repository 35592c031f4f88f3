from .accompagnement import Accompagnement, Intervention, Promesse
from .consentement import Consentement, RetraitConsentement
from .famille import Famille
from .isolement import EvaluationIsolement, JalonLienConfiance
from .personnes import Adulte, Enfant, IdentiteAdulte, IdentiteEnfant, IdentiteFamille
from .situation import Besoin, TypeVulnerabilite, Vulnerabilite

__all__ = [
    "Accompagnement",
    "Adulte",
    "Besoin",
    "Consentement",
    "Enfant",
    "EvaluationIsolement",
    "Famille",
    "IdentiteAdulte",
    "IdentiteEnfant",
    "IdentiteFamille",
    "Intervention",
    "JalonLienConfiance",
    "Promesse",
    "RetraitConsentement",
    "TypeVulnerabilite",
    "Vulnerabilite",
]
