"""The document on paper: a tagged PDF (PDF/UA-1) made by typst, its data passed as inert JSON."""

import json
import re
from pathlib import Path
from typing import Any

from proximite import polices
from proximite.typographie import date_moyenne

from ..graphiques import Graphique
from .document import Case, Colonne, Document, Table, lignes_nommees

_GABARIT = Path(__file__).parents[1] / "gabarits_typst" / "rapport.typ"
COLONNES_EN_HAUTEUR = 7
LONG_MOT = re.compile(r"\S{40,}")


def ecrire(document: Document) -> bytes:
    """typst is loaded here and never before: a process that forks after using it hangs its
    children."""
    import typst

    fichiers: Any = {"main": _GABARIT.read_bytes(), "document.json": _donnees(document)}
    for rang, graphique in enumerate(document.graphiques):
        fichiers[f"graphique-{rang}.svg"] = _svg(graphique)
    return typst.compile(
        fichiers,
        format="pdf",
        font_paths=[str(polices.DOSSIER)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )


def _donnees(document: Document) -> bytes:
    """What the template reads; every text is one that the font can draw."""
    donnees = {
        "titre": document.titre,
        "portee": document.portee,
        "periode": document.periode,
        "debut": date_moyenne(document.debut),
        "fin": date_moyenne(document.fin),
        "version": document.version,
        "etabli_le": date_moyenne(document.etabli_le),
        "jour": [document.etabli_le.year, document.etabli_le.month, document.etabli_le.day],
        "brouillon": document.brouillon,
        "mentions": [[m.titre, m.texte] for m in document.mentions],
        "cles": [[r.affichage, r.indicateur.libelle] for r in document.cles],
        "textes": _textes(document),
        "tables": [_table(table) for table in document.tables],
        "graphiques": [_graphique(graphique) for graphique in document.graphiques],
        "definitions": [
            [i.id, i.libelle, i.definition, i.numerateur, i.denominateur]
            for i in document.definitions
        ],
    }
    return polices.lisible(json.dumps(donnees, ensure_ascii=False)).encode()


def _textes(document: Document) -> list[dict[str, Any]]:
    """By territoire, in order: ``{"territoire", "textes": [[title, paragraphs]]}``."""
    par_lieu: dict[str, list[Any]] = {}
    for texte in document.textes:
        paragraphes = [_coupable(p.strip()) for p in texte.contenu.splitlines() if p.strip()]
        par_lieu.setdefault(texte.territoire, []).append([texte.titre, paragraphes])
    return [{"territoire": lieu, "textes": textes} for lieu, textes in par_lieu.items()]


def _coupable(paragraphe: str) -> str:
    """A word longer than a line may be cut anywhere: it stays on the page."""
    return LONG_MOT.sub(lambda mot: "\u200b".join(mot.group()), paragraphe)


def _table(table: Table) -> dict[str, Any]:
    """Its printed columns, ``[title, whether of figures, width]``, and its lines in parts: one
    part, or one for each value of the column it is cut by."""
    colonnes, parties = _croiser(table) if table.croisee else _separer(table)
    return {
        "titre": table.titre,
        "note": table.note,
        "colonnes": colonnes,
        "parties": list(parties.items()),
        "large": len(colonnes) > COLONNES_EN_HAUTEUR,
    }


def _separer(table: Table) -> tuple[list[Any], dict[str, list[Any]]]:
    imprimees = [rang for rang, colonne in enumerate(table.colonnes) if colonne.imprimee]
    parties: dict[str, list[Any]] = {}
    for ligne in table.lignes:
        partie = ligne[table.rang(table.separee)].texte if table.separee else ""
        cases = [_sur_papier(table.colonnes[rang], ligne[rang]) for rang in imprimees]
        parties.setdefault(partie, []).append(cases)
    colonnes = [table.colonnes[rang] for rang in imprimees]
    return [[c.titre, c.chiffre, c.largeur] for c in colonnes], parties


def _sur_papier(colonne: Colonne, case: Case) -> str:
    """A part has its « % » beside its value already."""
    return "" if colonne.cle == "unite" and case.texte == "%" else case.texte


def _croiser(table: Table) -> tuple[list[Any], dict[str, list[Any]]]:
    """A line for each indicator, a column for each groupe: its value, and what it is made of."""
    groupes: dict[str, None] = {}
    lignes: dict[str, dict[str, Any]] = {}
    libelles: dict[str, list[str]] = {}
    for ligne in lignes_nommees(table):
        groupe, identifiant = ligne[table.separee].texte, ligne["identifiant"].texte
        groupes[groupe] = None
        unite = ligne["unite"].texte
        libelles[identifiant] = [ligne["indicateur"].texte, "" if unite == "%" else unite]
        lignes.setdefault(identifiant, {})[groupe] = [ligne["valeur"].texte, _fraction(ligne)]
    colonnes = [["Indicateur", False, 1], *([groupe, True, 15] for groupe in groupes)]
    croisees = [
        [libelles[identifiant], *(valeurs.get(groupe, "") for groupe in groupes)]
        for identifiant, valeurs in lignes.items()
    ]
    return colonnes, {"": croisees}


def _fraction(ligne: dict[str, Case]) -> str:
    """« 60 sur 85 », under a part."""
    denominateur = ligne["denominateur"].texte
    return f"{ligne['numerateur'].texte} sur {denominateur}" if denominateur else ""


def _graphique(graphique: Graphique) -> dict[str, Any]:
    largeur, hauteur = (float(cote) for cote in graphique.cadre.split()[2:])
    return {
        "titre": graphique.titre,
        "description": graphique.description,
        "equivalent": _equivalent(graphique),
        "hauteur": hauteur / largeur,
    }


def _equivalent(graphique: Graphique) -> str:
    """The chart in words: « Enfants selon l’âge. Été 2024 : À naître 5, 5 ans ou moins 20. »"""
    lignes = []
    for ligne in graphique.lignes:
        paires = zip(graphique.series, ligne.valeurs, strict=True)
        valeurs = ", ".join(f"{serie} {valeur.texte}" for serie, valeur in paires)
        lignes.append(f"{ligne.libelle}\u00a0: {valeurs}")
    return f"{graphique.titre}. {graphique.description} {'; '.join(lignes)}."


def _svg(graphique: Graphique) -> bytes:
    """The drawing of the pages, in an envelope of its own."""
    dessin = polices.lisible(str(graphique.dessin))
    enveloppe = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{graphique.cadre}">'
    return f"{enveloppe}{dessin}</svg>".encode()
