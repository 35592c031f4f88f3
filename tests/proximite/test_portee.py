"""Who may read further than her own territoires in the database, and why: the whole list."""

import re
from pathlib import Path

RACINE = Path(__file__).parents[2]
APPEL = re.compile(r"portee\.(reseau|releves|territoires|denombrement)\(")
ATTENDUS = {
    "confidentialite/depart.py": ["reseau", "reseau"],
    "confidentialite/destruction.py": ["reseau"],
    "confidentialite/models/consultation.py": ["reseau"],
    "familles/models/plan.py": ["reseau"],
    "familles/models/transfert.py": ["territoires"],
    "familles/renouvellement.py": ["reseau"],
    "familles/views/plan.py": ["territoires"],
    "manage.py": ["reseau"],
    "partenaires/models/fusion.py": ["reseau", "reseau", "reseau"],
    "rapports/calculs.py": ["denombrement", "releves"],
    "rapports/cles/toile.py": ["releves"],
    "rapports/ensemble.py": ["denombrement"],
    "rapports/taches.py": ["reseau"],
    "referencements/portail/acces.py": [
        "reseau",
        "reseau",
        "reseau",
        "territoires",
        "territoires",
    ],
}


def test_who_reads_further_is_on_this_list_and_nobody_else():
    trouves = {}
    for fichier in [RACINE / "manage.py", *RACINE.glob("*/**/*.py")]:
        nom = str(fichier.relative_to(RACINE))
        appels = APPEL.findall(fichier.read_text())
        if appels and not nom.startswith(("tests/", ".")):
            trouves[nom] = sorted(appels)
    assert trouves == ATTENDUS
