"""What is expected of every URL of the project."""

from collections.abc import Callable

from .conftest import Registre
from .urls import Arguments, Attente

TOUTES = frozenset(
    {
        "ptp",
        "gestionnaire",
        "comite",
        "comite_suivi",
        "administration",
        "evaluation",
        "inconnue",
        "ancienne",
        "sans_role",
    }
)
PTP = frozenset({"ptp", "inconnue"})
TERRAIN = PTP | {"gestionnaire"}
GESTIONNAIRE = frozenset({"gestionnaire"})
COMITE = frozenset({"comite", "comite_suivi"})
# Published tables hold no row about anyone.
PUBLICATIONS = COMITE
COMITE_PILOTAGE = frozenset({"comite"})
ADMINISTRATION = frozenset({"administration"})
EVALUATION = frozenset({"evaluation"})


def sous_famille(nom: str) -> Callable[[Registre], Arguments]:
    """The object ``nom`` of a registry, under its famille."""
    return lambda registre: {"code": registre.famille.code, "pk": getattr(registre, nom).pk}


def objet(nom: str) -> Callable[[Registre], Arguments]:
    return lambda registre: {"pk": getattr(registre, nom).pk}


def famille(registre: Registre) -> Arguments:
    return {"code": registre.famille.code}


def tableau(**parametres: str) -> Callable[[Registre], Arguments]:
    """A page of the dashboard of a registry's territoire."""
    return lambda registre: {"code": registre.territoire.code, **parametres}


def rapport(**parametres: str | int) -> Callable[[Registre], Arguments]:
    """A page of the report of a registry's territoire."""
    return lambda registre: {
        "periode": registre.rapport.periode_id,
        "code": registre.territoire.code,
        **parametres,
    }


def affectation(registre: Registre) -> Arguments:
    return {"pk": registre.ptp.affectations.get().pk}


# In the tests « inconnue » is a PTP elsewhere: she reaches pages, none of the objects of « ici ».
D_OBJET_PTP = frozenset({"ptp"})
D_OBJET_TERRAIN = frozenset({"ptp", "gestionnaire"})

_COMPTES = {
    "account_login": Attente(public="on ouvre sa session avant d’en avoir une"),
    "account_reset_password": Attente(public="qui a oublié son mot de passe ne peut s’identifier"),
    "account_reset_password_from_key": Attente(public="lien reçu par courriel, à usage unique"),
    "mfa_authenticate": Attente(public="seconde étape de la connexion, après le mot de passe"),
    "mfa_login_webauthn": Attente(public="on ouvre sa session par une clé d’accès"),
    "account_logout": Attente(public="une session déjà finie se quitte sans erreur"),
    "account_change_password": Attente(TOUTES),
    "account_reauthenticate": Attente(TOUTES),
    "mfa_index": Attente(TOUTES),
    "mfa_activate_totp": Attente(TOUTES),
    "mfa_add_webauthn": Attente(TOUTES),
    "mfa_view_recovery_codes": Attente(TOUTES),
    "mfa_generate_recovery_codes": Attente(TOUTES),
    "facteur_retirer": Attente(frozenset({"ptp"}), objet("facteur")),
    "sante": Attente(public="un superviseur demande si le serveur vit, sans compte"),
    "sante_pret": Attente(public="un mandataire demande s’il peut envoyer du monde, sans compte"),
    "accueil": Attente(TOUTES),
    "comptes:session_hors_ligne": Attente(TOUTES),
    "aide": Attente(TOUTES, commun={"page": "ptp"}),
    "comptes:sessions": Attente(TOUTES),
    "comptes:equipe": Attente(GESTIONNAIRE),
    "comptes:affectation_terminer": Attente(GESTIONNAIRE, affectation),
    "comptes:second_contact": Attente(D_OBJET_TERRAIN, affectation),
    "comptes:alias_hors_ligne": Attente(
        frozenset({"gestionnaire"}), lambda r: {"pk": r.territoire.organisme_id}
    ),
    "comptes:reinitialisations": Attente(GESTIONNAIRE | ADMINISTRATION),
    "comptes:reinitialisation_demander": Attente(
        GESTIONNAIRE | ADMINISTRATION, lambda r: {"pk": r.ptp.pk}
    ),
    "comptes:reinitialisation": Attente(GESTIONNAIRE | ADMINISTRATION, objet("reinitialisation")),
    "comptes:inviter": Attente(GESTIONNAIRE | ADMINISTRATION),
    "comptes:invitations": Attente(ADMINISTRATION),
    "comptes:invitation_annuler": Attente(GESTIONNAIRE | ADMINISTRATION, objet("invitation")),
    "comptes:invitation_accepter": Attente(public="lien reçu par courriel, à usage unique"),
}
_ACTIVITES = {
    "activites:journal": Attente(TERRAIN),
    "activites:demarchage_annuler": Attente(D_OBJET_PTP, objet("demarchage_a_annuler")),
    "activites:sorties": Attente(TERRAIN),
    "activites:partir": Attente(PTP),
    "activites:rentrer": Attente(D_OBJET_PTP, objet("sortie")),
    "activites:prolonger": Attente(D_OBJET_PTP, objet("sortie")),
    "activites:jointe": Attente(GESTIONNAIRE, objet("sortie")),
    **{
        f"activites:{activite}_consigner": Attente(PTP)
        for activite in ("demarchage", "reseautage", "hors_mandat")
    },
    **{
        f"activites:{activite}_modifier": Attente(D_OBJET_PTP, objet(activite))
        for activite in ("demarchage", "reseautage", "hors_mandat")
    },
}
_PARTENAIRES = {
    "partenaires:liste": Attente(TERRAIN),
    "partenaires:creer": Attente(TERRAIN),
    "partenaires:fiche": Attente(D_OBJET_TERRAIN, objet("partenaire")),
    "partenaires:modifier": Attente(D_OBJET_TERRAIN, objet("partenaire")),
    "partenaires:confirmer": Attente(D_OBJET_TERRAIN, objet("partenaire")),
    "partenaires:doublons": Attente(TERRAIN),
    "partenaires:exporter": Attente(TERRAIN),
    "partenaires:export": Attente(TERRAIN, commun={"format": "csv"}),
    "partenaires:importer": Attente(TERRAIN),
    "partenaires:importation_modele": Attente(TERRAIN, commun={"format": "csv"}),
    "partenaires:importation": Attente(D_OBJET_PTP, objet("importation")),
    **{
        f"partenaires:importation_{geste}": Attente(D_OBJET_PTP, objet("importation"))
        for geste in ("analyser", "decider", "associer", "confirmer", "abandonner")
    },
    "partenaires:fusionner": Attente(
        D_OBJET_TERRAIN, lambda r: {"pk": r.partenaire.pk, "autre": r.doublon.pk}
    ),
    "partenaires:distinguer": Attente(
        D_OBJET_TERRAIN, lambda r: {"pk": r.partenaire.pk, "autre": r.doublon.pk}
    ),
    "partenaires:fusion_annuler": Attente(D_OBJET_TERRAIN, objet("fusion")),
    "partenaires:proposition": Attente(D_OBJET_TERRAIN, objet("proposition")),
    "partenaires:proposition_refuser": Attente(D_OBJET_TERRAIN, objet("proposition")),
    "partenaires:capacite": Attente(
        D_OBJET_TERRAIN, lambda r: {"pk": r.partenaire.pk, "offre": r.offre.pk}
    ),
}
_FAMILLES = {
    "familles:ma_journee": Attente(PTP),
    "familles:travailleur": Attente(PTP),
    "familles:hors_ligne": Attente(PTP),
    "familles:envoyer_hors_ligne": Attente(PTP),
    "familles:liste": Attente(TERRAIN),
    "familles:ouvrir": Attente(PTP),
    "familles:doublons": Attente(PTP),
    **{
        f"familles:{page}": Attente(
            D_OBJET_PTP, lambda r: {"code": r.famille.code, "autre": r.seconde_famille.code}
        )
        for page in ("fusionner", "distinguer")
    },
    "familles:transfert": Attente(D_OBJET_TERRAIN, objet("transfert")),
    "familles:transfert_annuler": Attente(D_OBJET_PTP, objet("transfert")),
    **{
        f"familles:transfert_{reponse}": Attente(D_OBJET_PTP, objet("transfert_recu"))
        for reponse in ("accepter", "refuser")
    },
    "familles:fusion_annuler": Attente(D_OBJET_PTP, sous_famille("fusion_famille")),
    "familles:plan": Attente(D_OBJET_TERRAIN, famille),
    "familles:plan_imprimer": Attente(D_OBJET_TERRAIN, famille),
    "familles:plan_geste": Attente(
        D_OBJET_PTP, lambda r: {"code": r.famille.code, "geste": "fermer-lien"}
    ),
    "familles:plan_partage": Attente(public="plan que les parents gardent, lien de 256 bits"),
    "familles:copie": Attente(D_OBJET_TERRAIN, famille),
    "familles:fiche": Attente(D_OBJET_TERRAIN, famille),
    "familles:evaluations": Attente(D_OBJET_TERRAIN, famille),
    **{
        f"familles:rendez_vous_{geste}": Attente(D_OBJET_PTP, sous_famille("rendez_vous"))
        for geste in ("modifier", "voir", "reporter", "manquer", "annuler", "rouvrir")
    },
    "familles:consentement": Attente(D_OBJET_TERRAIN, sous_famille("consentement")),
    "familles:intervention_consigner": Attente(PTP),
    **{
        f"familles:{page}": Attente(D_OBJET_PTP, famille)
        for page in (
            "modifier",
            "accompagnement_commencer",
            "adulte_ajouter",
            "besoin_ajouter",
            "etape_ajouter",
            "plan_partager",
            "consentement_donner",
            "enfant_ajouter",
            "evaluation_ajouter",
            "jalon_ajouter",
            "promesse_ajouter",
            "doublons_de",
            "transferer",
            "reunir",
            "rendez_vous_planifier",
            "ressenti_ajouter",
            "vulnerabilite_ajouter",
        )
    },
    **{
        f"familles:{page}": Attente(D_OBJET_PTP, sous_famille(page.partition("_")[0]))
        for page in (
            "accompagnement_annuler_fin",
            "accompagnement_avancer_debut",
            "accompagnement_modifier",
            "accompagnement_terminer",
            "adulte_modifier",
            "besoin_modifier",
            "consentement_retirer",
            "enfant_modifier",
            "enfant_retirer",
            "etape_deplacer",
            "etape_modifier",
            "etape_noter",
            "evaluation_corriger",
            "intervention_modifier",
            "promesse_abandonner",
            "promesse_modifier",
            "promesse_rouvrir",
            "promesse_tenir",
            "vulnerabilite_lever",
        )
    },
}
_ANNULATIONS = {
    "familles:intervention_annuler": Attente(D_OBJET_PTP, sous_famille("intervention_a_annuler")),
}
_PASSATIONS = {
    "familles:passations": Attente(TERRAIN),
    "familles:passation_commencer": Attente(TERRAIN),
    "familles:passation": Attente(D_OBJET_TERRAIN, objet("passation")),
    "familles:passation_organiser": Attente(GESTIONNAIRE, objet("passation")),
    **{
        f"familles:passation_{page}": Attente(D_OBJET_PTP, objet("passation_famille"))
        for page in ("famille", "preparer", "repondre", "conclure", "point", "rencontre")
    },
    "familles:passation_completer": Attente(D_OBJET_TERRAIN, objet("passation")),
    "familles:passation_annuler": Attente(D_OBJET_TERRAIN, objet("passation")),
    "familles:passation_rencontre_retirer": Attente(D_OBJET_PTP, objet("rencontre_a_retirer")),
    "familles:passation_point_retirer": Attente(D_OBJET_PTP, objet("point_sensible")),
    "familles:passation_rencontre_tenir": Attente(D_OBJET_PTP, objet("rencontre")),
    "familles:passation_partenaire": Attente(D_OBJET_PTP, objet("passation_partenaire")),
}
_RAPPORTS = {
    "rapports:territoires": Attente(TERRAIN),
    "rapports:territoire": Attente(D_OBJET_TERRAIN, tableau()),
    "rapports:a_verifier": Attente(D_OBJET_TERRAIN, tableau(controle="isolement")),
    "rapports:familles_derriere": Attente(D_OBJET_TERRAIN, tableau(indicateur="I-01")),
    "rapports:lignes_derriere": Attente(D_OBJET_TERRAIN, tableau(indicateur="I-19")),
    "rapports:toile": Attente(D_OBJET_TERRAIN, tableau()),
    "rapports:semaines": Attente(PTP),
    "rapports:semaine": Attente(D_OBJET_TERRAIN, affectation),
    "rapports:semaine_lignes": Attente(
        D_OBJET_TERRAIN, lambda r: {**affectation(r), "nature": "informer"}
    ),
    "rapports:rapports": Attente(TERRAIN),
    "rapports:rapport": Attente(D_OBJET_TERRAIN, rapport()),
    "rapports:rapport_version": Attente(D_OBJET_TERRAIN, rapport(numero=1)),
    "rapports:rapport_a_verifier": Attente(D_OBJET_TERRAIN, rapport(controle="isolement")),
    **{
        f"rapports:rapport_{geste}": Attente(GESTIONNAIRE, rapport())
        for geste in ("modifier", "soumettre", "reprendre")
    },
    "rapports:remises": Attente(COMITE),
    "rapports:remise": Attente(COMITE, rapport()),
    "rapports:remise_accepter": Attente(COMITE_PILOTAGE, rapport()),
    "rapports:remise_retourner": Attente(COMITE_PILOTAGE, rapport()),
    "rapports:reseau": Attente(COMITE),
    "rapports:chiffre": Attente(COMITE, commun={"identifiant": "I-01"}),
    "rapports:cles": Attente(COMITE),
    "rapports:questions": Attente(COMITE),
    "rapports:synthese": Attente(COMITE),
    "rapports:trous": Attente(COMITE),
    "rapports:participation": Attente(COMITE),
    "rapports:publications": Attente(COMITE),
    "rapports:publication": Attente(COMITE, objet("publication")),
    "rapports:publier": Attente(COMITE_PILOTAGE),
    "rapports:export": Attente(COMITE, commun={"format": "json"}),
    "rapports:publication_exports": Attente(PUBLICATIONS, objet("publication")),
    "rapports:publication_export": Attente(
        PUBLICATIONS, lambda r: {"pk": r.publication.pk, "format": "json"}
    ),
    "rapports:publication_recueil": Attente(PUBLICATIONS, objet("publication")),
    "rapports:rapport_export": Attente(D_OBJET_TERRAIN, rapport(format="json")),
    "rapports:schema_rapport": Attente(TOUTES),
    "rapports:indicateurs": Attente(TOUTES),
    "rapports:indicateur": Attente(TOUTES, commun={"identifiant": "I-01"}),
    **{
        f"rapports:{page}": Attente(D_OBJET_PTP, objet("tache"))
        for page in ("tache", "tache_fichier", "tache_recommencer")
    },
    "rapports:extraits": Attente(EVALUATION),
    "rapports:extrait_demander": Attente(EVALUATION),
}
_REFERENCEMENTS = {
    "referencements:liste": Attente(TERRAIN),
    "referencements:creer": Attente(PTP),
    "referencements:recevoir": Attente(PTP),
    "referencements:fiche": Attente(D_OBJET_TERRAIN, objet("referencement")),
    "referencements:suivre": Attente(D_OBJET_PTP, objet("referencement")),
    "referencements:suivi_annuler": Attente(
        D_OBJET_PTP, lambda r: {"pk": r.suivi.referencement_id, "suivi": r.suivi.pk}
    ),
    **{
        f"referencements:{page}": Attente(D_OBJET_PTP, objet("envoye"))
        for page in (
            "envoyer",
            "lien_remettre",
            "lien_renvoyer",
            "lien_fermer",
            "rappels",
            "lire",
        )
    },
    "referencements:geste": Attente(
        D_OBJET_PTP, lambda registre: {"pk": registre.entrant.pk, "nom": "refuser"}
    ),
    "referencements:prendre_en_charge": Attente(D_OBJET_PTP, objet("entrant")),
    "referencements:liens_partenaire": Attente(D_OBJET_TERRAIN, objet("partenaire")),
    "referencements:lien_partenaire_fermer": Attente(D_OBJET_TERRAIN, objet("lien")),
    "referencements:accuser_reception": Attente(D_OBJET_PTP, objet("entrant")),
    "referencements:trous": Attente(TERRAIN),
    "referencements:trou_constater": Attente(PTP),
    "referencements:trous_concertation": Attente(TERRAIN),
    "referencements:trou": Attente(D_OBJET_TERRAIN, objet("trou")),
    "referencements:trou_suivre": Attente(D_OBJET_PTP, objet("trou")),
    "referencements:trou_joindre": Attente(D_OBJET_PTP, objet("trou")),
    "referencements:trou_separer": Attente(D_OBJET_PTP, objet("trou")),
    "referencements:constat_separer": Attente(D_OBJET_PTP, objet("constat")),
}
_PORTAIL = {
    "portail:lien": Attente(public="lien reçu par courriel, de 256 bits"),
    "portail:geste": Attente(public="réponse donnée depuis ce lien"),
    "portail:espace": Attente(partenaire=True),
    "portail:fiche": Attente(partenaire=True),
    "portail:sortir": Attente(partenaire=True),
    "portail:capacite": Attente(objet=objet("offre"), partenaire=True),
    "portail:demande": Attente(objet=objet("entrant"), partenaire=True),
    "portail:geste_espace": Attente(
        objet=lambda registre: {"pk": registre.entrant.pk, "nom": "ecrire"}, partenaire=True
    ),
}
_CONFIDENTIALITE = {
    "confidentialite:acces": Attente(GESTIONNAIRE),
    "confidentialite:acces_famille": Attente(D_OBJET_TERRAIN, famille),
    "confidentialite:alerte_voir": Attente(GESTIONNAIRE, objet("alerte")),
    "confidentialite:registres": Attente(GESTIONNAIRE),
    "confidentialite:demandes": Attente(GESTIONNAIRE),
    "confidentialite:demandes_export": Attente(GESTIONNAIRE),
    "confidentialite:demande_de": Attente(GESTIONNAIRE),
    "confidentialite:demande_inscrire": Attente(GESTIONNAIRE, famille),
    "confidentialite:demande": Attente(GESTIONNAIRE, objet("demande")),
    "confidentialite:demande_repondre": Attente(GESTIONNAIRE, objet("demande")),
    "confidentialite:incidents": Attente(GESTIONNAIRE),
    "confidentialite:incidents_export": Attente(GESTIONNAIRE),
    "confidentialite:incident_inscrire": Attente(GESTIONNAIRE),
    "confidentialite:incident": Attente(GESTIONNAIRE, objet("incident")),
    "confidentialite:incident_corriger": Attente(GESTIONNAIRE, objet("incident")),
    "confidentialite:destructions": Attente(GESTIONNAIRE),
    "confidentialite:echeances": Attente(GESTIONNAIRE),
    "confidentialite:suspendre": Attente(GESTIONNAIRE, famille),
    "confidentialite:suspension_lever": Attente(GESTIONNAIRE, objet("suspension")),
    "confidentialite:demande_dossier": Attente(GESTIONNAIRE, objet("demande")),
    "confidentialite:schema_dossier": Attente(GESTIONNAIRE),
    "confidentialite:demande_propager": Attente(GESTIONNAIRE, objet("rectification")),
    "confidentialite:avis_recu": Attente(
        GESTIONNAIRE, lambda r: {"pk": r.rectification.pk, "avis": r.avis.pk}
    ),
    "confidentialite:demande_effacer": Attente(GESTIONNAIRE, objet("effacement")),
}
ATTENTES = (
    _COMPTES
    | _ACTIVITES
    | _PARTENAIRES
    | _FAMILLES
    | _ANNULATIONS
    | _PASSATIONS
    | _REFERENCEMENTS
    | _RAPPORTS
    | _PORTAIL
    | _CONFIDENTIALITE
)
