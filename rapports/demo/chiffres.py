"""What the fifteen months of the pilot must add up to, to the unit (DOMAINE §3.1).

The number of référencements is not published. 12 000 makes every published share a whole number
and leaves 3,5 référencements on average to the accompagnements that have three or more.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

DEBUT = date(2024, 1, 1)
FIN = date(2025, 3, 31)

TERRITOIRES = 50
TYPES_PORTEURS = {"OCF": 41, "CPSC": 7, "OCF_CPSC": 2}
MILIEUX = {"urbain": 20, "rural": 16, "mixte": 14}
REGIONS = ("01", "02", "03", "04", "05", "06", "07", "08", "12", "14", "15", "16", "17")

FAMILLES = 5305
FREQUENTATIONS = {"aucune": 1394, "peu": 1848, "inconnue": 557, "reguliere": 1506}
ISOLEES = FREQUENTATIONS["aucune"] + FREQUENTATIONS["peu"]


class Age(StrEnum):
    """What is known of a child on the day its famille is reached."""

    A_NAITRE = "a_naitre"
    CINQ_OU_MOINS = "cinq_ou_moins"
    SIX_ET_PLUS = "six_et_plus"
    INCONNU = "inconnu"


ENFANTS_PAR_AGE = {
    Age.A_NAITRE: 703,
    Age.CINQ_OU_MOINS: 5219,
    Age.SIX_ET_PLUS: 3950,
    Age.INCONNU: 164,
}
ENFANTS = sum(ENFANTS_PAR_AGE.values())
FAMILLES_AVEC_ENFANT_VISE = 5090
TAILLES_DE_FRATRIE = {1: 42, 2: 35, 3: 15, 4: 6, 5: 2}

# Number of référencements -> number of accompagnements; the others have three or more.
ACCOMPAGNEMENTS_AVEC_PEU = {0: 812, 1: 980, 2: 860}
ACCOMPAGNEMENTS_A_TROIS = 2653


class Categorie(NamedTuple):
    """What an organisme is and does, on the day a famille is referred to it."""

    secteur: str
    nature: str


SORTANTS = {
    Categorie("famille_enfance", "oca"): 4400,
    Categorie("famille_enfance", "oc_autre"): 160,
    Categorie("aide_materielle_alimentation", "oca"): 2660,
    Categorie("aide_materielle_alimentation", "oc_autre"): 100,
    Categorie("immigration", "oca"): 700,
    Categorie("immigration", "oc_autre"): 30,
    Categorie("employabilite", "oca"): 340,
    Categorie("logement", "oca"): 330,
    Categorie("logement", "oc_autre"): 40,
    Categorie("sante_mentale", "oca"): 300,
    Categorie("perinatalite", "oca"): 240,
    Categorie("violence_conjugale", "oca"): 130,
    Categorie("scolaire", "oca"): 110,
    Categorie("scolaire", "oc_autre"): 30,
    Categorie("dependance", "oca"): 70,
    Categorie("juridique_defense_droits", "oca"): 60,
    Categorie("transport", "oca"): 20,
    Categorie("sante_services_sociaux", "public"): 860,
    Categorie("protection_jeunesse", "public"): 140,
    Categorie("services_garde", "economie_sociale"): 360,
    Categorie("services_garde", "prive"): 40,
    Categorie("loisir_culture_municipal", "parapublic_municipal"): 180,
    Categorie("scolaire", "public"): 160,
    Categorie("sante_mentale", "public"): 120,
    Categorie("developpement_handicap", "public"): 110,
    Categorie("employabilite", "public"): 90,
    Categorie("logement", "parapublic_municipal"): 70,
    Categorie("transport", "parapublic_municipal"): 70,
    Categorie("transport", "economie_sociale"): 20,
    Categorie("autre", "prive"): 30,
    Categorie("autre", "informel"): 30,
}
REFERENCEMENTS = sum(SORTANTS.values())
# In every territoire, as many organismes of each.
SOCLE = {
    Categorie("famille_enfance", "oca"): 3,
    Categorie("aide_materielle_alimentation", "oca"): 2,
    Categorie("sante_services_sociaux", "public"): 1,
}
