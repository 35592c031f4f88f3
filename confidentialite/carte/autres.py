"""The tables about people who work, and what says nothing of anyone."""

from .mots import (
    ADMINISTRATION,
    COMITES,
    COMPTE,
    COMPTER,
    CONTINUER,
    ECRIRE,
    EQUIPE,
    GESTIONNAIRE,
    PERSONNE,
    RAPPORT,
    REPERTOIRE,
    REPONDRE,
    SOI,
    SURETE,
    TECHNIQUE,
    TRAVAIL,
    Table,
)

EMPLOI = "compte"

AUTRES: dict[str, Table] = {
    "courriels.Courriel": Table(
        GESTIONNAIRE,
        "courriel",
        {
            ECRIRE: "identifiant genre destinataire concerne donnees tout_de_suite depose_le "
            "pas_avant essais dernier_essai_le insister_jusqu_a reserve_jusqu_a probleme reponse "
            "envoye_le abandonne_le annule_le"
        },
    ),
    "comptes.Utilisateur": Table(
        ADMINISTRATION,
        EMPLOI,
        {COMPTE: "password last_login email is_active date_joined", TRAVAIL: "prenom nom titre"},
    ),
    "comptes.CleHorsLigne": Table(
        PERSONNE, EMPLOI, {COMPTE: "utilisateur publique privee creee_le"}
    ),
    "comptes.Affectation": Table(
        ADMINISTRATION,
        EMPLOI,
        {
            COMPTE: "utilisateur role territoire du au",
            TRAVAIL: "heures_semaine",
            SURETE: "second_contact",
        },
    ),
    "comptes.Invitation": Table(
        ADMINISTRATION,
        "invitation",
        {
            COMPTE: "email role territoire heures_semaine invitee_par envoyee_le expire_le "
            "acceptee_le annulee_le"
        },
    ),
    "comptes.Session": Table(
        SOI,
        "session",
        {COMPTE: "session_data expire_date utilisateur numero appareil ouverte_le vue_le"},
    ),
    "comptes.MemoireCommune": Table(PERSONNE, "essai", {COMPTE: "value expires"}),
    "comptes.Reinitialisation": Table(
        ADMINISTRATION,
        EMPLOI,
        {
            COMPTE: "personne demandee_par demandee_le accordee_par accordee_le refusee_par "
            "refusee_le"
        },
    ),
    "partenaires.ContactPartenaire": Table(
        EQUIPE, "repertoire", {REPERTOIRE: "partenaire nom fonction telephone courriel"}
    ),
    "partenaires.FusionPartenaires": Table(
        EQUIPE,
        "repertoire",
        {
            REPERTOIRE: "garde absorbe par le deplaces territoires_ajoutes avant apres annulee_par "
            "annulee_le"
        },
    ),
    "partenaires.Importation": Table(
        SOI,
        "repertoire",
        {
            REPERTOIRE: "par commencee_le nom_fichier format etat nature secteur doublons ignorees "
            "besoins_associes inconnus total bilan confirmee_le"
        },
    ),
    "partenaires.LigneImportation": Table(
        SOI,
        "repertoire",
        {
            REPERTOIRE: "importation numero contenu valeurs erreurs avis inconnus changements sort "
            "partenaire vue derniere_fiche semblable_ligne raison decision"
        },
    ),
    "partenaires.PropositionFiche": Table(
        EQUIPE,
        "repertoire",
        {
            REPERTOIRE: "partenaire champs avant mot proposee_le etat acceptes motif_refus "
            "traitee_par traitee_le"
        },
    ),
    "activites.ActiviteDemarchage": Table(
        EQUIPE,
        "activite",
        {
            COMPTER: "date territoire strategie nb_familles_rencontrees nb_familles_reperees",
            TRAVAIL: "duree_min deplacement_min meteo_min lieu note",
        },
    ),
    "activites.ActiviteReseautage": Table(
        EQUIPE,
        "activite",
        {
            COMPTER: "date territoire type_action",
            TRAVAIL: "duree_min deplacement_min meteo_min objet note",
        },
    ),
    "activites.DemandeHorsMandat": Table(
        EQUIPE,
        "activite",
        {
            COMPTER: "date territoire nature partenaire",
            TRAVAIL: "duree_min deplacement_min meteo_min note",
        },
    ),
    "activites.Sortie": Table(
        EQUIPE,
        "activite",
        {SURETE: "territoire partie_le retour_prevu_le ou terminee_le terminee_par fin"},
    ),
    "activites.AlerteSortie": Table(
        PERSONNE, "activite", {SURETE: "sortie echeance palier destinataire le"}
    ),
    "familles.Passation": Table(
        EQUIPE,
        "activite",
        {
            CONTINUER: "territoire de a dernier_jour debut_releve second_contact "
            "affectation_releve conclue_le"
        },
    ),
    "rapports.Tache": Table(
        SOI,
        "export",
        {
            TECHNIQUE: "genre parametres demandee_par demandee_le etat etape fait total "
            "battement_le erreur fichier nom_fichier type_mime suite"
        },
    ),
    "rapports.ExtraitRecherche": Table(
        SOI, "registre", {REPONDRE: "finalite debut fin demande_par demande_le tache lignes"}
    ),
    "rapports.RapportParticipation": Table(
        COMITES,
        "rapport",
        {RAPPORT: "periode territoire etat faits_saillants ajustements recit nb_versions"},
    ),
    "rapports.VersionRapport": Table(
        COMITES,
        "rapport",
        {
            RAPPORT: "rapport numero contenu version_definitions faits_saillants ajustements recit "
            "soumise_le soumise_par decision commentaire decidee_le decidee_par"
        },
    ),
    "rapports.DecisionPassee": Table(
        COMITES, "rapport", {RAPPORT: "decision commentaire decidee_le decidee_par"}
    ),
    "confidentialite.AlerteAcces": Table(
        GESTIONNAIRE, "journal", {REPONDRE: "utilisateur motif heure nombre vue_le vue_par suite"}
    ),
    "confidentialite.Consultation": Table(
        "Gestionnaire du territoire; la famille, sur demande",
        "journal",
        {REPONDRE: "numero le utilisateur titre geste page statut adresse famille autres"},
    ),
    "confidentialite.Demande": Table(
        GESTIONNAIRE,
        "demande",
        {
            REPONDRE: "territoire famille adulte jeune genre recue_le voie precisions echeance "
            "repondue_le issue moyen motif_refus repondue_par"
        },
    ),
    "confidentialite.AvisRectification": Table(
        GESTIONNAIRE,
        "demande",
        {REPONDRE: "demande divulgation partenaire adresse le par recu_le recu_par"},
    ),
    "confidentialite.Destruction": Table(
        GESTIONNAIRE,
        "registre",
        {REPONDRE: "territoire geste classe nombre famille code motif par le"},
    ),
    "confidentialite.Incident": Table(
        GESTIONNAIRE,
        "incident",
        {
            REPONDRE: "organisme renseignements circonstances survenu_le survenu_jusqu_au "
            "survenu_precisions connu_le nb_personnes nb_quebec risque gravite avis_cai_le "
            "avis_personnes_le avis_public mesures"
        },
    ),
    "confidentialite.VersionIncident": Table(
        GESTIONNAIRE, "incident", {REPONDRE: "incident numero contenu par le"}
    ),
    "confidentialite.Suspension": Table(
        GESTIONNAIRE, "registre", {REPONDRE: "famille motif jusqu_au levee_le levee_par"}
    ),
}

# Places, organismes, lists and published figures.
SANS_PERSONNE = (
    "territoires.Region",
    "territoires.Mrc",
    "territoires.OrganismePorteur",
    "territoires.Territoire",
    "partenaires.Secteur",
    "partenaires.TypeBesoin",
    "partenaires.OffreService",
    "partenaires.Partenaire",
    "partenaires.FichesDistinctes",
    "activites.StrategieDemarchage",
    "familles.TypeVulnerabilite",
    "familles.PassationPartenaire",
    "referencements.TypeTrou",
    "referencements.TrouDeServices",
    "referencements.SuiviTrou",
    "rapports.Periode",
    "rapports.Publication",
)
