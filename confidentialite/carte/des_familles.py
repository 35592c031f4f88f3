"""The tables of familles, and of what leaves for a partenaire."""

from .mots import (
    ACCOMPAGNER,
    ADULTE,
    COMPTER,
    CONTINUER,
    EQUIPE,
    JOINDRE,
    NOMMER,
    PARTENAIRE,
    PERSONNE,
    PROUVER,
    PTP,
    RECONNAITRE,
    RELEVE,
    RELIER,
    TECHNIQUE,
    TRAVAIL,
    UNIR,
    Table,
)

DOSSIER = "dossier_famille"

DES_FAMILLES: dict[str, Table] = {
    "familles.Famille": Table(
        EQUIPE,
        DOSSIER,
        {
            RECONNAITRE: "code alias",
            JOINDRE: "langue interprete canal_prefere heures_preferees rythme_jours",
            RELIER: "rappels_suspendus nb_referencements_ouverts",
            COMPTER: "territoire date_jointe date_reperage voie_reperage frequentation_initiale "
            "premier_accompagnement_le nb_enfants",
            ACCOMPAGNER: "derniere_intervention_le nb_accompagnements_ouverts",
            UNIR: "fusionnee_dans",
            PROUVER: "anonyme_le",
        },
    ),
    "familles.CleFamille": Table(PERSONNE, DOSSIER, {TECHNIQUE: "famille scelle marque"}),
    "familles.IdentiteFamille": Table(
        EQUIPE,
        DOSSIER,
        {NOMMER: "nom", JOINDRE: "adresse adresse_confidentielle telephone"},
    ),
    "familles.Adulte": Table(EQUIPE, DOSSIER, {ACCOMPAGNER: "famille lien vit_avec"}),
    "familles.IdentiteAdulte": Table(
        ADULTE, DOSSIER, {NOMMER: "prenom nom", JOINDRE: "telephone courriel"}
    ),
    "familles.Enfant": Table(
        EQUIPE,
        DOSSIER,
        {
            ACCOMPAGNER: "famille autre_famille ne_compte_plus_des",
            COMPTER: "naissance precision",
        },
    ),
    "familles.IdentiteEnfant": Table(EQUIPE, DOSSIER, {NOMMER: "prenom nom"}),
    "familles.EvaluationIsolement": Table(
        EQUIPE,
        DOSSIER,
        {
            ACCOMPAGNER: "famille moment vaut_le frequentation_services services transport "
            "economique reseau_soutien langue_culture rapport_institutions intensite_proposee "
            "intensite_retenue motif_intensite",
            PROUVER: "corrige motif_correction",
        },
    ),
    "familles.JalonLienConfiance": Table(EQUIPE, DOSSIER, {ACCOMPAGNER: "famille etape date"}),
    "familles.RendezVous": Table(
        EQUIPE,
        DOSSIER,
        {ACCOMPAGNER: "famille prevu_le heure mode mots etat clos_le reporte_au"},
    ),
    "familles.Besoin": Table(
        EQUIPE,
        DOSSIER,
        {ACCOMPAGNER: "famille type etat mis_en_relief_le etat_depuis precisions"},
    ),
    "familles.SuiviBesoin": Table(
        EQUIPE, DOSSIER, {ACCOMPAGNER: "besoin date de_etat vers_etat organisme"}
    ),
    "familles.Vulnerabilite": Table(
        EQUIPE, DOSSIER, {ACCOMPAGNER: "famille adulte type source constatee_le levee_le"}
    ),
    "familles.Accompagnement": Table(
        EQUIPE,
        DOSSIER,
        {
            ACCOMPAGNER: "famille raison intensite motif_debut_avance",
            COMPTER: "territoire date_debut date_fin motif_fin",
            TRAVAIL: "ptp",
        },
    ),
    "familles.Intervention": Table(
        EQUIPE,
        DOSSIER,
        {
            ACCOMPAGNER: "famille accompagnement note beneficiaire mode",
            COMPTER: "date territoire type_action",
            TRAVAIL: "duree_min deplacement_min meteo_min",
            TECHNIQUE: "amorce",
        },
    ),
    "familles.Consentement": Table(
        ADULTE,
        DOSSIER,
        {
            PROUVER: "famille adulte jeune qualite partenaire fin champs mode langue "
            "version_texte texte donne_le valable_jusqu_au"
        },
    ),
    "familles.RetraitConsentement": Table(EQUIPE, DOSSIER, {PROUVER: "retire_le retire_par motif"}),
    "familles.FamillesDistinctes": Table(PTP, DOSSIER, {UNIR: "un autre par le"}),
    "familles.FusionFamille": Table(
        PTP, DOSSIER, {UNIR: "garde absorbee motif deplaces annulee_par annulee_le restes"}
    ),
    "familles.ArchiveFusion": Table(PERSONNE, DOSSIER, {UNIR: "repliees changements"}),
    "familles.PassationFamille": Table(
        RELEVE,
        DOSSIER,
        {
            CONTINUER: "passation famille essentiel prete reponse reponse_mots suite conclue_le "
            "conclue_par"
        },
    ),
    "familles.PointSensible": Table(
        RELEVE, DOSSIER, {CONTINUER: "passation_famille texte transmettre"}
    ),
    "familles.RencontreConjointe": Table(
        RELEVE, DOSSIER, {CONTINUER: "passation_famille prevue_le mode avec tenue_le"}
    ),
    "familles.PlanDeMatch": Table(
        ADULTE, DOSSIER, {ACCOMPAGNER: "famille langue commence_le termine_le lien_refuse_le"}
    ),
    "familles.EtapePlan": Table(
        ADULTE,
        DOSSIER,
        {ACCOMPAGNER: "plan texte qui qui_precise pour_le besoin etat etat_le etat_par ordre"},
    ),
    "familles.LienPlan": Table(
        PERSONNE, DOSSIER, {JOINDRE: "plan cree_le cree_par expire_le ferme_le"}
    ),
    "familles.Promesse": Table(
        EQUIPE, DOSSIER, {ACCOMPAGNER: "famille texte echeance tenue_le abandonnee_le"}
    ),
    "familles.RessentiParent": Table(ADULTE, DOSSIER, {ACCOMPAGNER: "famille adulte date reponse"}),
    "familles.Transfert": Table(
        "PTP et gestionnaire des deux territoires",
        DOSSIER,
        {
            UNIR: "famille de vers etat adulte consenti_le mots avec_notes apercu decide_par "
            "decide_le motif_refus"
        },
    ),
    "familles.NotesGardees": Table(PERSONNE, DOSSIER, {UNIR: "notes"}),
    "referencements.Referencement": Table(
        EQUIPE,
        DOSSIER,
        {
            RELIER: "famille accompagnement partenaire type_besoin besoin demarche note "
            "suivi_prevu_le dernier_suivi_le motif_entrant attente_semaines accuse_le "
            "nouvelles_non_lues repris_par",
            COMPTER: "sens territoire nature secteur vers_porteur etat etat_depuis mode "
            "date_mediation reponse_le service_amorce_le motif_refus issue",
        },
    ),
    "referencements.SuiviReferencement": Table(
        EQUIPE,
        DOSSIER,
        {
            RELIER: "referencement date de_etat vers_etat mode constat mot_au_partenaire "
            "prochaine_action par_partenaire",
            TECHNIQUE: "avant",
        },
    ),
    "referencements.Divulgation": Table(
        PARTENAIRE,
        DOSSIER,
        {
            PROUVER: "referencement consentement base_legale motif adresse contenu faite_par "
            "faite_le"
        },
    ),
    "referencements.LienPartenaire": Table(
        EQUIPE,
        DOSSIER,
        {
            RELIER: "genre partenaire territoire referencement divulgation adresse cree_le "
            "cree_par expire_le ferme_le"
        },
    ),
    "referencements.CodePartenaire": Table(
        PERSONNE, "code", {RELIER: "lien demande_le expire_le essais utilise_le"}
    ),
    "referencements.DemandeEntrante": Table(
        EQUIPE,
        "demande_entrante",
        {
            JOINDRE: "prenom telephone courriel langue moments",
            RELIER: "enfants mot referent",
            PROUVER: "famille_d_accord",
        },
    ),
    "referencements.ConstatTrou": Table(
        EQUIPE,
        DOSSIER,
        {
            COMPTER: "trou origine constate_le famille nb_enfants",
            RELIER: "besoin referencement intervention note",
        },
    ),
}
