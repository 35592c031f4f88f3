from .accompagnement import Accompagnement, Intervention, Promesse
from .famille import Famille
from .isolement import EvaluationIsolement, JalonLienConfiance
from .personnes import Adulte, Enfant, IdentiteAdulte, IdentiteEnfant, IdentiteFamille
from .situation import Besoin, TypeVulnerabilite, Vulnerabilite

__all__ = [
    "Accompagnement",
    "Adulte",
    "Besoin",
    "Enfant",
    "EvaluationIsolement",
    "Famille",
    "IdentiteAdulte",
    "IdentiteEnfant",
    "IdentiteFamille",
    "Intervention",
    "JalonLienConfiance",
    "Promesse",
    "TypeVulnerabilite",
    "Vulnerabilite",
]
