"""The organismes of a territoire: names, and what each secteur answers to."""

from partenaires.models import Partenaire

from .chiffres import Categorie

NOMS = {
    Categorie("famille_enfance", "oca"): (
        "Le Nid des parents {de}",
        "Jeux et comptines {de}",
        "Entraide parentale {de}",
    ),
    Categorie("famille_enfance", "oc_autre"): ("Les Amis de la petite enfance {de}",),
    Categorie("aide_materielle_alimentation", "oca"): (
        "La Huche partagée {de}",
        "La Friperie-bonheur {de}",
    ),
    Categorie("aide_materielle_alimentation", "oc_autre"): ("Paniers et popote {de}",),
    Categorie("immigration", "oca"): ("Accueil des nouveaux voisins {de}",),
    Categorie("immigration", "oc_autre"): ("Jumelage et francisation {de}",),
    Categorie("employabilite", "oca"): ("Élan vers l’emploi {de}",),
    Categorie("logement", "oca"): ("Comité logement {de}",),
    Categorie("logement", "oc_autre"): ("Coopérative d’habitation {de}",),
    Categorie("sante_mentale", "oca"): ("Le Pas-de-côté {de}",),
    Categorie("perinatalite", "oca"): ("Lait-tendresse {de}",),
    Categorie("violence_conjugale", "oca"): ("Maison d’hébergement L’Accalmie {de}",),
    Categorie("scolaire", "oca"): ("Des mots pour lire {de}",),
    Categorie("scolaire", "oc_autre"): ("Aide aux devoirs {de}",),
    Categorie("dependance", "oca"): ("Le Détour {de}",),
    Categorie("juridique_defense_droits", "oca"): ("Budget et défense des droits {de}",),
    Categorie("transport", "oca"): ("Covoiturage bénévole {de}",),
    Categorie("sante_services_sociaux", "public"): ("CLSC {de}",),
    Categorie("protection_jeunesse", "public"): ("Protection de la jeunesse {de}",),
    Categorie("services_garde", "economie_sociale"): ("CPE Les Petites Grenouilles {de}",),
    Categorie("services_garde", "prive"): ("Garderie Tourbillon {de}",),
    Categorie("loisir_culture_municipal", "parapublic_municipal"): ("Bibliothèque {de}",),
    Categorie("scolaire", "public"): ("École du Grand-Préau {de}",),
    Categorie("sante_mentale", "public"): ("Guichet en santé mentale {de}",),
    Categorie("developpement_handicap", "public"): ("Centre de réadaptation {de}",),
    Categorie("employabilite", "public"): ("Bureau d’aide à l’emploi {de}",),
    Categorie("logement", "parapublic_municipal"): ("Office d’habitation {de}",),
    Categorie("transport", "parapublic_municipal"): ("Transport adapté {de}",),
    Categorie("transport", "economie_sociale"): ("Taxi solidaire {de}",),
    Categorie("autre", "prive"): ("Quincaillerie et cie {de}",),
    Categorie("autre", "informel"): ("Les voisines du perron {de}",),
}

BESOINS: dict[str, dict[str, float]] = {
    "famille_enfance": {
        "parentalite": 26,
        "soutien_social": 30,
        "relation_parent_enfant": 16,
        "repit": 14,
        "developpement_enfant": 14,
    },
    "aide_materielle_alimentation": {"alimentation": 60, "biens_essentiels": 40},
    "immigration": {"immigration_statut": 50, "francisation_langue": 50},
    "sante_services_sociaux": {
        "sante_physique": 50,
        "developpement_enfant": 30,
        "grossesse_perinatalite": 20,
    },
    "protection_jeunesse": {"parentalite": 60, "securite": 40},
    "employabilite": {"emploi_formation": 1},
    "logement": {"logement": 1},
    "sante_mentale": {"sante_mentale": 1},
    "services_garde": {"garde_educative": 1},
    "scolaire": {"developpement_enfant": 60, "emploi_formation": 40},
    "perinatalite": {"grossesse_perinatalite": 1},
    "violence_conjugale": {"securite": 1},
    "dependance": {"dependance": 1},
    "developpement_handicap": {"developpement_enfant": 1},
    "transport": {"transport": 1},
    "juridique_defense_droits": {"juridique": 50, "revenu_budget": 50},
    "loisir_culture_municipal": {"soutien_social": 60, "information_orientation": 40},
    "autre": {"autre": 1},
}

# Where several organismes share a mission, each has its own part of it.
PARTS: dict[str, dict[str, float]] = {
    "Le Nid des parents": {"parentalite": 40, "relation_parent_enfant": 30, "repit": 30},
    "Jeux et comptines": {"developpement_enfant": 50, "soutien_social": 50},
    "Entraide parentale": {"soutien_social": 60, "parentalite": 40},
    "La Huche": {"alimentation": 1},
    "La Friperie": {"biens_essentiels": 1},
    "Paniers et popote": {"alimentation": 1},
}
DESCRIPTIONS = {
    "famille_enfance": "Haltes-garderies, ateliers parents-enfants, cafés-causeries.",
    "aide_materielle_alimentation": "Aide sans rendez-vous deux jours par semaine.",
    "immigration": "Accueil, démarches d’installation, jumelage.",
    "sante_services_sociaux": "Santé, services psychosociaux, suivi de grossesse.",
    "protection_jeunesse": "Protection de la jeunesse.",
    "employabilite": "Orientation, formation, recherche d’emploi.",
    "logement": "Recherche de logement, droits des locataires.",
    "sante_mentale": "Écoute, groupes d’entraide, soutien individuel.",
    "services_garde": "Places pour les 0 à 5 ans, halte-garderie.",
    "scolaire": "Éveil à la lecture, accueil des familles.",
    "perinatalite": "Allaitement, relevailles, rencontres prénatales.",
    "violence_conjugale": "Hébergement et écoute, jour et nuit.",
    "dependance": "Soutien aux personnes et à leurs proches.",
    "developpement_handicap": "Évaluation et réadaptation, de 0 à 7 ans.",
    "transport": "Transport sur réservation, places pour poussettes.",
    "juridique_defense_droits": "Budget, droits, formulaires.",
    "loisir_culture_municipal": "Heure du conte, livres pour bébés, activités gratuites.",
    "autre": "Coups de main.",
}


def besoins(partenaire: Partenaire) -> dict[str, float]:
    """What this one answers to, by weight."""
    for debut, part in PARTS.items():
        if partenaire.nom.startswith(debut):
            return part
    return BESOINS[partenaire.secteur_id]


TROUS = {
    "transport": "transport_disponibilite",
    "logement": "logement",
    "alimentation": "alimentation",
    "garde_educative": "garde_places",
    "sante_mentale": "sante_mentale_acces",
    "francisation_langue": "langue_interpretation",
    "repit": "horaires_inadaptes",
    "sante_physique": "listes_attente",
    "developpement_enfant": "listes_attente",
    "biens_essentiels": "admissibilite",
    "soutien_social": "distance",
    "parentalite": "horaires_inadaptes",
    "emploi_formation": "admissibilite",
    "immigration_statut": "langue_interpretation",
}
AUTRES_TROUS = {
    "garde_places": 30,
    "transport_accessibilite": 22,
    "transport_disponibilite": 18,
    "logement": 14,
    "listes_attente": 10,
    "alimentation": 6,
}
