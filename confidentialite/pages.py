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
