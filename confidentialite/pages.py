"""What a page is called in the journal, by its URL name."""

PAGES = {
    "familles:fiche": "Fiche de la famille",
    "familles:liste": "Liste des familles",
    "familles:ma_journee": "Ma journée",
    "familles:copie": "Feuille pour un parent",
    "familles:plan": "Plan de match",
    "familles:plan_imprimer": "Plan de match sur papier",
    "familles:plan_partage": "Plan de match, par le lien de la famille",
    "familles:intervention_consigner": "Nouvelle intervention",
    "familles:envoyer_hors_ligne": "Envoi d’une saisie faite sans réseau",
    "confidentialite:acces": "Journal des accès",
    "confidentialite:acces_famille": "Accès au dossier",
    "confidentialite:demande": "Demande d’une personne",
    "confidentialite:demande_dossier": "Copie du dossier pour une personne",
    "commande:exporter_dossier": "Copie du dossier, par commande",
    "commande:tombes_perdues": "Fichier des tombes récrit, par commande",
    "confidentialite:demandes": "Demandes des familles",
    "confidentialite:demande_inscrire": "Demande d’une personne, à inscrire",
    "confidentialite:demande_repondre": "Réponse à une demande",
    "confidentialite:demande_propager": "Correction à dire aux partenaires",
    "confidentialite:avis_recu": "Correction reçue par un partenaire",
    "confidentialite:demande_effacer": "Dossier à rendre anonyme",
    "confidentialite:suspendre": "Dossier à garder plus longtemps",
    "confidentialite:echeances": "Durées de conservation",
}
PAR_LIEU = {
    "activites": "Activités",
    "comptes": "Équipe et comptes",
    "confidentialite": "Confidentialité",
    "familles": "Dossier de la famille",
    "partenaires": "Partenaires",
    "portail": "Page d’un partenaire, par son lien",
    "rapports": "Tableaux de bord et rapports",
    "referencements": "Référencements",
}


def nom_de_la_page(page: str) -> str:
    return PAGES.get(page) or PAR_LIEU.get(page.partition(":")[0], "Page de l’application")
