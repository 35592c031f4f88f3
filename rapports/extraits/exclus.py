"""What never leaves in an extract, and why: with ``tables``, every field of every model."""

IDENTITE = "Identifie ou permet de joindre une personne."
TEXTE = "Texte libre : il peut dire n’importe quoi de n’importe qui."
PERSONNEL = "Désigne une personne qui travaille dans le réseau."
NUMERO = "Numéro ou code de l’application : l’extrait a les siens, tirés au hasard."
MACHINERIE = "Machinerie de la saisie, ou moment exact où elle a eu lieu."
JOUR = "Un jour de plus, et qui n’apprend rien à l’évaluation."
DERIVE = "Se recalcule des autres tables."
ORGANISME = "Désigne un organisme ou un lieu."
PRATIQUE = "Commodité de la personne travailleuse de proximité, sans portée pour l’évaluation."
ACCORD = "L’accord et ce qui a été divulgué restent entre la famille, la PTP et le partenaire."
ADMINISTRATION = "Administration de l’application, sans rapport avec les familles."
AGREGE = "Ne concerne aucune famille : se lit, agrégé, dans les rapports."
LISTE = "Présentation de la liste à l’écran."

# Of every model, wherever it is.
PARTOUT = {
    "id": NUMERO,
    "cle": MACHINERIE,
    "empreinte": MACHINERIE,
    "saisie_le": MACHINERIE,
    "saisie_par": PERSONNEL,
    "version": MACHINERIE,
}
# Whole models.
MODELES = {
    "courriels.Courriel": ADMINISTRATION,
    "territoires.Mrc": ORGANISME,
    "confidentialite.AlerteAcces": PERSONNEL,
    "confidentialite.Consultation": PERSONNEL,
    "comptes.Utilisateur": PERSONNEL,
    "comptes.Affectation": PERSONNEL,
    "comptes.Invitation": PERSONNEL,
    "comptes.CleHorsLigne": ADMINISTRATION,
    "partenaires.ContactPartenaire": IDENTITE,
    "partenaires.OffreService": AGREGE,
    "partenaires.FichesDistinctes": ADMINISTRATION,
    "familles.FamillesDistinctes": ADMINISTRATION,
    "familles.FusionFamille": ADMINISTRATION,
    "familles.Transfert": ADMINISTRATION,
    "familles.NotesGardees": TEXTE,
    "familles.ArchiveFusion": IDENTITE,
    "partenaires.FusionPartenaires": ADMINISTRATION,
    "partenaires.Importation": ADMINISTRATION,
    "partenaires.Importation_territoires": ADMINISTRATION,
    "partenaires.LigneImportation": ADMINISTRATION,
    "partenaires.Partenaire_territoires": ORGANISME,
    "partenaires.PropositionFiche": ORGANISME,
    "territoires.Territoire_mrcs": ORGANISME,
    "activites.ActiviteReseautage": AGREGE,
    "activites.ActiviteReseautage_partenaires": AGREGE,
    "activites.DemandeHorsMandat": AGREGE,
    "activites.Sortie": PERSONNEL,
    "activites.AlerteSortie": PERSONNEL,
    "familles.IdentiteFamille": IDENTITE,
    "familles.IdentiteAdulte": IDENTITE,
    "familles.IdentiteEnfant": IDENTITE,
    "familles.Promesse": TEXTE,
    "familles.RendezVous": "Manqué, il est sans conséquence : il ne se compte nulle part.",
    "familles.PlanDeMatch": TEXTE,
    "familles.EtapePlan": TEXTE,
    "familles.LienPlan": ACCORD,
    "familles.Passation": PERSONNEL,
    "familles.PassationFamille": TEXTE,
    "familles.PassationPartenaire": ORGANISME,
    "familles.PointSensible": TEXTE,
    "familles.RencontreConjointe": TEXTE,
    "familles.Consentement": ACCORD,
    "familles.Consentement_enfants": ACCORD,
    "familles.RetraitConsentement": ACCORD,
    "referencements.Divulgation": ACCORD,
    "referencements.LienPartenaire": ACCORD,
    "referencements.CodePartenaire": ACCORD,
    "referencements.DemandeEntrante": IDENTITE,
    "referencements.SuiviTrou": AGREGE,
    "rapports.Periode": AGREGE,
    "rapports.RapportParticipation": AGREGE,
    "rapports.VersionRapport": AGREGE,
    "rapports.DecisionPassee": AGREGE,
    "rapports.Publication": AGREGE,
    "rapports.Tache": ADMINISTRATION,
    "rapports.ExtraitRecherche": ADMINISTRATION,
}
_DE_LISTE = {"ordre": LISTE, "actif": LISTE}
# Field by field, of the models whose rows are in an extract.
CHAMPS = {
    "territoires.OrganismePorteur": {"nom": ORGANISME, "alias_hors_ligne": ADMINISTRATION},
    "territoires.Territoire": {
        "code": ORGANISME,
        "nom": ORGANISME,
        "eloigne": ORGANISME,
        "organisme": ORGANISME,
        "mrcs": ORGANISME,
    },
    "partenaires.Secteur": {**_DE_LISTE, "parent": LISTE},
    "partenaires.TypeBesoin": {**_DE_LISTE, "niveau": LISTE},
    "partenaires.Partenaire": {
        "identifiant": NUMERO,
        "nom": ORGANISME,
        "dans_tout_le_reseau": ORGANISME,
        "organisme_porteur": ORGANISME,
        "description": TEXTE,
        "langues": TEXTE,
        "telephone": IDENTITE,
        "courriel": IDENTITE,
        "site_web": ORGANISME,
        "adresse": ORGANISME,
        "actif": ORGANISME,
        "rappels_suspendus": PRATIQUE,
        "confirme_le": JOUR,
        "fusionne_dans": ADMINISTRATION,
        "nom_cherche": ORGANISME,
        "texte_cherche": TEXTE,
        "langues_cherchees": TEXTE,
        "territoires": ORGANISME,
    },
    "activites.StrategieDemarchage": _DE_LISTE,
    "activites.ActiviteDemarchage": {"lieu": TEXTE, "note": TEXTE},
    "familles.Famille": {
        "code": NUMERO,
        "alias": IDENTITE,
        "langue": TEXTE,
        "canal_prefere": PRATIQUE,
        "heures_preferees": TEXTE,
        "rythme_jours": PRATIQUE,
        "rappels_suspendus": PRATIQUE,
        "fusionnee_dans": ADMINISTRATION,
        "derniere_intervention_le": DERIVE,
        "premier_accompagnement_le": DERIVE,
        "nb_accompagnements_ouverts": DERIVE,
        "nb_enfants": DERIVE,
        "nb_referencements_ouverts": DERIVE,
    },
    "familles.Enfant": {
        "ne_compte_plus_des": "Un décès ou une grossesse qui s’arrête s’y devinerait."
    },
    "familles.EvaluationIsolement": {
        "motif_intensite": TEXTE,
        "corrige": NUMERO,
        "motif_correction": TEXTE,
    },
    "familles.Besoin": {"precisions": TEXTE},
    "familles.RessentiParent": {"adulte": "Dirait laquelle des personnes de la famille."},
    "familles.TypeVulnerabilite": _DE_LISTE,
    "familles.Vulnerabilite": {"adulte": "Dirait laquelle des personnes de la famille."},
    "familles.Accompagnement": {"ptp": PERSONNEL, "motif_debut_avance": TEXTE},
    "familles.Intervention": {"note": TEXTE, "amorce": MACHINERIE},
    "referencements.TypeTrou": _DE_LISTE,
    "referencements.Referencement": {
        "suivi_prevu_le": PRATIQUE,
        "dernier_suivi_le": DERIVE,
        "note": TEXTE,
        "repris_par": ORGANISME,
        "accuse_le": JOUR,
        "nouvelles_non_lues": PRATIQUE,
    },
    "referencements.SuiviReferencement": {
        "constat": TEXTE,
        "mot_au_partenaire": TEXTE,
        "prochaine_action": TEXTE,
        "avant": MACHINERIE,
    },
    "referencements.TrouDeServices": {"description": TEXTE, "joint_a": ADMINISTRATION},
    "referencements.ConstatTrou": {
        "origine": ADMINISTRATION,
        "intervention": DERIVE,
        "note": TEXTE,
    },
}
