"""The words around the steps of a plan de match, on what the parents keep: French or English.

What is shared holds nothing else about the famille (decision 0031).
"""

from datetime import date

from proximite.typographie import date_moyenne

MOIS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
BALISES = {"fr": "fr-CA", "en": "en-CA"}
MOTS: dict[str, dict[str, str]] = {
    "fr": {
        "titre": "Notre plan de match",
        "chapeau": "Les petits pas que nous avons choisis, à notre rythme.",
        "a_faire": "À faire",
        "fait": "C’est fait",
        "laisse": "Mis de côté pour l’instant",
        "qui": "Qui\u00a0:",
        "famille": "nous",
        "ptp": "la personne travailleuse de proximité",
        "proche": "une personne qui nous aide",
        "partenaire": "un organisme",
        "pour_le": "Si possible, pour le",
        "vide": "Pas encore d’étape. Elles viendront à votre rythme.",
        "pied": "Ce plan est à vous. Il peut changer quand vous le voulez.",
        "lu_le": "Tel qu’il est le",
        "jusqu_au": "Ce lien s’ouvre jusqu’au",
        "refermer": "Pour le fermer avant, dites-le à la personne travailleuse de proximité.",
        "ferme_titre": "Ce lien est fermé",
        "ferme": "Il ne montre plus rien. Si vous voulez revoir votre plan, demandez un nouveau "
        "lien à la personne travailleuse de proximité.",
    },
    "en": {
        "titre": "Our game plan",
        "chapeau": "The small steps we chose, at our own pace.",
        "a_faire": "To do",
        "fait": "Done",
        "laisse": "Set aside for now",
        "qui": "Who:",
        "famille": "us",
        "ptp": "our outreach worker",
        "proche": "someone who helps us",
        "partenaire": "an organization",
        "pour_le": "If possible, by",
        "vide": "No steps yet. They will come at your own pace.",
        "pied": "This plan is yours. It can change whenever you want.",
        "lu_le": "As it is on",
        "jusqu_au": "This link opens until",
        "refermer": "To close it sooner, tell your outreach worker.",
        "ferme_titre": "This link is closed",
        "ferme": "It no longer shows anything. If you would like to see your plan again, ask your "
        "outreach worker for a new link.",
    },
}


def quand(jour: date, langue: str) -> str:
    """« 1er mars 2024 », “March 1, 2024”."""
    if langue == "en":
        return f"{MOIS[jour.month - 1]}\u00a0{jour.day}, {jour.year}"
    return date_moyenne(jour)
