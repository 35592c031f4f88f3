"""What becomes of each table of a famille whose dossier ends, declared once.

Rows that only name, tell or promise are destroyed. Those that figures count stay, emptied of what
anyone wrote: a report of a past period gives the same numbers before and after.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from familles.models import (
    Accompagnement,
    Adulte,
    ArchiveFusion,
    Besoin,
    Consentement,
    Enfant,
    EtapePlan,
    EvaluationIsolement,
    Famille,
    FamillesDistinctes,
    FusionFamille,
    IdentiteAdulte,
    IdentiteEnfant,
    IdentiteFamille,
    Intervention,
    JalonLienConfiance,
    LienPlan,
    NotesGardees,
    PassationFamille,
    PlanDeMatch,
    PointSensible,
    Promesse,
    RencontreConjointe,
    RendezVous,
    RessentiParent,
    RetraitConsentement,
    SuiviBesoin,
    Transfert,
    Vulnerabilite,
)
from referencements.models import (
    CodePartenaire,
    ConstatTrou,
    DemandeEntrante,
    Divulgation,
    LienPartenaire,
    Referencement,
    SuiviReferencement,
)

from .models import AvisRectification, Demande, Suspension

Modele = type[models.Model]
# What a text that must not be empty says instead.
ANONYME = models.Value("dossier anonyme", output_field=models.TextField())


@dataclass(frozen=True)
class Reste:
    """Rows that stay: ``chemin`` leads to the famille, ``vides`` gives what their fields become."""

    modele: Modele
    chemin: str = "famille"
    vides: dict[str, Any] = field(default_factory=dict)


# In this order: what points to a row goes before it.
DETRUITES: list[tuple[Modele, str]] = [
    (CodePartenaire, "lien__referencement__famille"),
    (LienPartenaire, "referencement__famille"),
    (Divulgation, "referencement__famille"),
    (DemandeEntrante, "referencement__famille"),
    (RetraitConsentement, "consentement__famille"),
    (Consentement, "famille"),
    (LienPlan, "plan__famille"),
    (EtapePlan, "plan__famille"),
    (PlanDeMatch, "famille"),
    (Promesse, "famille"),
    (RendezVous, "famille"),
    (PointSensible, "passation_famille__famille"),
    (RencontreConjointe, "passation_famille__famille"),
    (PassationFamille, "famille"),
    (NotesGardees, "transfert__famille"),
    (Transfert, "famille"),
    (ArchiveFusion, "fusion__garde"),
    (FamillesDistinctes, "un"),
    (FamillesDistinctes, "autre"),
    (IdentiteAdulte, "adulte__famille"),
    (IdentiteFamille, "famille"),
]
RESTENT: list[Reste] = [
    Reste(Adulte),
    Reste(EvaluationIsolement, vides={"motif_intensite": ANONYME, "motif_correction": ANONYME}),
    Reste(JalonLienConfiance),
    Reste(Besoin, vides={"precisions": ""}),
    Reste(SuiviBesoin, "besoin__famille"),
    Reste(Vulnerabilite, vides={"adulte": None}),
    Reste(RessentiParent),
    Reste(Accompagnement, vides={"motif_debut_avance": ""}),
    Reste(Intervention, vides={"note": "", "amorce": None}),
    Reste(FusionFamille, "garde", {"motif": ANONYME, "deplaces": {}, "restes": []}),
    Reste(Referencement, vides={"note": ""}),
    Reste(
        SuiviReferencement,
        "referencement__famille",
        {"constat": "", "mot_au_partenaire": "", "prochaine_action": "", "avant": None},
    ),
    Reste(ConstatTrou, vides={"note": ""}),
    Reste(Demande, vides={"precisions": "", "adulte": None, "jeune": None}),
    Reste(AvisRectification, "demande__famille", {"adresse": ""}),
    Reste(Suspension, vides={"motif": ANONYME}),
    Reste(
        Famille,
        "pk",
        {
            "alias": ANONYME,
            "langue": "",
            "canal_prefere": "",
            "heures_preferees": "",
            "rythme_jours": None,
            "rappels_suspendus": True,
        },
    ),
]
# Child by child, for one may live in two familles: ``confidentialite.enfants``.
PAR_ENFANT: list[Modele] = [Enfant, IdentiteEnfant]
