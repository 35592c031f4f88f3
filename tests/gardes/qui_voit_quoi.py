"""``docs/securite/qui-voit-quoi.md``, from the very table that the guards try on every page.

``python -m tests.gardes.qui_voit_quoi`` writes it; with ``--verifier`` it fails when it is not what
the table says.
"""

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import django

FICHIER = Path(__file__).resolve().parents[2] / "docs" / "securite" / "qui-voit-quoi.md"
ROLES = {
    "ptp": "PTP",
    "gestionnaire": "Gestionnaire",
    "comite": "Comité de pilotage",
    "comite_suivi": "Comité de suivi",
    "evaluation": "Évaluation",
    "administration": "Administration",
}
RUBRIQUES = {
    "familles": "Familles",
    "referencements": "Référencements et trous de services",
    "partenaires": "Répertoire des partenaires",
    "activites": "Activités et sorties",
    "rapports": "Rapports et publications",
    "confidentialite": "Confidentialité",
    "comptes": "Équipe et comptes",
    "portail": "Page du partenaire",
}
PARAMETRE = re.compile(r"\(\?P<(\w+)>[^)]*\)|<\w+:(\w+)>")
AUTRES = "Compte et accueil"
ENTETE = """# Qui voit quoi

Cette page est produite à partir de la table que les essais parcourent : chaque adresse est
demandée par chaque personne, de cinq façons, et toute réponse qui n’est pas celle d’ici fait
échouer la suite (vérification 1). Ne la modifiez pas ici.

« Siens » : la page porte sur une ligne du registre, et ne s’ouvre que pour celles des territoires
de la personne, aujourd’hui. Ailleurs, elle répond comme si la ligne n’avait jamais existé.
"""


def _lignes() -> Iterator[tuple[str, str]]:
    """(rubrique, line of the table), in the order of the addresses."""
    from tests.gardes.attentes import ATTENTES
    from tests.gardes.urls import motifs

    adresses = motifs()
    for nom in sorted(ATTENTES, key=lambda nom: adresses[nom]):
        attente = ATTENTES[nom]
        rubrique = RUBRIQUES.get(nom.partition(":")[0], AUTRES)
        chemin = PARAMETRE.sub(r"<\1\2>", adresses[nom]).replace("^", "").rstrip("$")
        adresse = f"`/{chemin}`"
        if attente.public:
            yield rubrique, f"| {adresse} | sans compte : {attente.public} |" + " |" * 5
            continue
        if attente.partenaire:
            yield rubrique, f"| {adresse} | sans compte, avec le lien du partenaire |" + " |" * 5
            continue
        mot = "siens" if attente.objet else "oui"
        cases = [mot if role in attente.roles else "" for role in ROLES]
        yield rubrique, f"| {adresse} | {' | '.join(cases)} |"


def documentation() -> str:
    rubriques = defaultdict(list)
    for rubrique, ligne in _lignes():
        rubriques[rubrique].append(ligne)
    parties = [ENTETE]
    for rubrique in [AUTRES, *RUBRIQUES.values()]:
        if lignes := rubriques[rubrique]:
            parties.append(f"\n## {rubrique}\n\n| Page | {' | '.join(ROLES.values())} |\n")
            parties.append("|---" * (len(ROLES) + 1) + "|\n" + "\n".join(lignes) + "\n")
    return "".join(parties)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proximite.settings")
    django.setup()
    attendu = documentation()
    if "--verifier" not in sys.argv:
        FICHIER.write_text(attendu, encoding="utf-8")
    elif not FICHIER.exists() or FICHIER.read_text(encoding="utf-8") != attendu:
        sys.exit("docs/securite/qui-voit-quoi.md : python -m tests.gardes.qui_voit_quoi")


if __name__ == "__main__":
    main()
