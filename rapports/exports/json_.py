"""The document as JSON, as ``schemas/rapport-1.json`` describes it. A part is 61 for « 61 % »."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..definitions import Indicateur
from ..graphiques import Graphique
from ..resultats import Cellule
from .document import Document, Table, lignes_nommees

SCHEMA = Path(__file__).parents[1] / "schemas" / "rapport-1.json"
VERSION = "urn:proximite:schema:rapport:1"


def ecrire(document: Document) -> bytes:
    return json.dumps(en_json(document), ensure_ascii=False, indent=2).encode() + b"\n"


def en_json(document: Document) -> dict[str, Any]:
    return {
        "schema": VERSION,
        "titre": document.titre,
        "portee": {"territoire": document.code_portee or None, "libelle": document.portee},
        "periode": {
            "libelle": document.periode,
            "debut": str(document.debut),
            "fin": str(document.fin),
        },
        "version": document.version,
        "etabli_le": str(document.etabli_le),
        "brouillon": document.brouillon,
        "mentions": [{"titre": m.titre, "texte": m.texte} for m in document.mentions],
        "textes": [
            {"territoire": t.territoire, "titre": t.titre, "contenu": t.contenu}
            for t in document.textes
        ],
        "tables": [_table(table) for table in document.tables],
        "graphiques": [_graphique(graphique) for graphique in document.graphiques],
        "definitions": [_definition(indicateur) for indicateur in document.definitions],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "identifiant": table.identifiant,
        "titre": table.titre,
        "note": table.note,
        "colonnes": [{"cle": c.cle, "titre": c.titre} for c in table.colonnes],
        "lignes": [
            {cle: nombre_json(case.valeur) for cle, case in ligne.items()}
            for ligne in lignes_nommees(table)
        ],
    }


def _graphique(graphique: Graphique) -> dict[str, Any]:
    return {
        "titre": graphique.titre,
        "description": graphique.description,
        "entete": graphique.entete,
        "series": list(graphique.series),
        "lignes": [
            {"libelle": ligne.libelle, "valeurs": [valeur.texte for valeur in ligne.valeurs]}
            for ligne in graphique.lignes
        ],
    }


def _definition(indicateur: Indicateur) -> dict[str, Any]:
    return {
        "identifiant": indicateur.id,
        "libelle": indicateur.libelle,
        "definition": indicateur.definition,
        "numerateur": indicateur.numerateur,
        "denominateur": indicateur.denominateur,
        "unite": indicateur.unite,
        "version": indicateur.version,
    }


def nombre_json(valeur: Cellule) -> int | float | str | None:
    if isinstance(valeur, Decimal):
        return int(valeur) if valeur == valeur.to_integral_value() else float(valeur)
    return valeur
