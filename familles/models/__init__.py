from .accompagnement import Accompagnement, Intervention
from .cle import CleFamille
from .consentement import Consentement, RetraitConsentement
from .famille import Famille
from .fusion import ArchiveFusion, FamillesDistinctes, FusionFamille
from .isolement import EvaluationIsolement, JalonLienConfiance
from .passation import (
    Passation,
    PassationFamille,
    PassationPartenaire,
)
from .personnes import Adulte, Enfant, IdentiteAdulte, IdentiteEnfant, IdentiteFamille
from .plan import EtapePlan, LienPlan, PlanDeMatch
from .promesse import Promesse
from .relais import PointSensible, RencontreConjointe
from .rendez_vous import RendezVous
from .ressenti import RessentiParent
from .situation import Besoin, SuiviBesoin, TypeVulnerabilite, Vulnerabilite
from .transfert import NotesGardees, Transfert

__all__ = [
    "Accompagnement",
    "Adulte",
    "ArchiveFusion",
    "Besoin",
    "CleFamille",
    "Consentement",
    "Enfant",
    "EtapePlan",
    "EvaluationIsolement",
    "Famille",
    "FamillesDistinctes",
    "FusionFamille",
    "IdentiteAdulte",
    "IdentiteEnfant",
    "IdentiteFamille",
    "Intervention",
    "JalonLienConfiance",
    "LienPlan",
    "NotesGardees",
    "Passation",
    "PassationFamille",
    "PassationPartenaire",
    "PlanDeMatch",
    "PointSensible",
    "Promesse",
    "RencontreConjointe",
    "RendezVous",
    "RessentiParent",
    "RetraitConsentement",
    "SuiviBesoin",
    "Transfert",
    "TypeVulnerabilite",
    "Vulnerabilite",
]
