"""The file of one adult in sentences, and as a tagged PDF (PDF/UA-1) made by typst."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from proximite import polices
from proximite.typographie import date_moyenne

_GABARIT = Path(__file__).with_name("dossier.typ")
Lignes = list[str]


def en_pdf(dossier: dict[str, Any]) -> bytes:
    """typst is loaded here and never before: a process that forks after using it hangs its
    children."""
    import typst

    jour = date.fromisoformat(dossier["etabli_le"])
    donnees = {
        "titre": "Ce que nous avons sur vous",
        "chapeau": f"{dossier['organisme']}, {dossier['territoire']}, le {date_moyenne(jour)}",
        "jour": [jour.year, jour.month, jour.day],
        "sections": [[titre, lignes] for titre, lignes in sections(dossier) if lignes],
        "pied": PIED,
    }
    texte = polices.lisible(json.dumps(donnees, ensure_ascii=False))
    if polices.REMPLACEMENT in texte:
        texte = json.dumps(json.loads(texte) | {"pied": f"{PIED} {SIGNE}"}, ensure_ascii=False)
    fichiers: Any = {"main": _GABARIT.read_bytes(), "dossier.json": texte.encode()}
    return typst.compile(
        fichiers,
        format="pdf",
        font_paths=[str(polices.DOSSIER)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )


PIED = (
    "Rien ici ne concerne une autre personne adulte. Quelque chose n’est pas exact? Vous pouvez le "
    "faire corriger. Si un renseignement vous est refusé, vous pouvez, dans les 30\u00a0jours, "
    "demander à la Commission d’accès à l’information d’examiner le désaccord."
)


SIGNE = (
    f"Le signe «\u00a0{polices.REMPLACEMENT}\u00a0» tient la place d’un caractère que cette "
    "feuille ne sait pas dessiner; le fichier JSON, que vous pouvez demander, le garde."
)


def sections(dossier: dict[str, Any]) -> list[tuple[str, Lignes]]:
    """Title, lines; in the order of the sheet that is printed."""
    return [
        ("Vous", _personne(dossier["personne"])),
        ("Votre famille", _famille(dossier)),
        ("Vos besoins", [f"{b['besoin']}\u00a0: {b['etat']}" for b in dossier["besoins"]]),
        ("Votre plan de match", [_etape(etape) for etape in dossier["plan"]]),
        ("Ce que nous vous avons promis", [_promesse(p) for p in dossier["promesses"]]),
        ("Ce que vous avez accepté que d’autres sachent", [_accord(a) for a in dossier["accords"]]),
        ("Ce que nous avons transmis", [_transmis(t) for t in dossier["transmis"]]),
        ("Ce que nous vous avons demandé", [_reponse(r) for r in dossier["reponses"]]),
        ("Ce que nous avons noté comme difficile", [_dure(v) for v in dossier["vulnerabilites"]]),
        ("Vos demandes", [_demande(d) for d in dossier["demandes"]]),
        ("Ce que nous avons fait", [_rencontre(r) for r in dossier["rencontres"]]),
    ]


def _personne(personne: dict[str, str]) -> Lignes:
    mots = {
        "nom": "Votre nom",
        "lien": "Votre lien avec les enfants",
        "telephone": "Votre téléphone",
        "courriel": "Votre courriel",
        "adresse": "Votre adresse",
    }
    return [f"{mot}\u00a0: {personne[cle]}" for cle, mot in mots.items() if personne[cle]]


def _famille(dossier: dict[str, Any]) -> Lignes:
    famille = dossier["famille"]
    lignes = [f"Langue parlée\u00a0: {famille['langue']}"] if famille["langue"] else []
    lignes += ["Une ou un interprète est utile"] if famille["interprete"] else []
    lignes += [f"{enfant['prenom']}, {enfant['age']}" for enfant in famille["enfants"]]
    return lignes + [
        f"Nous vous accompagnons {_du_au(a['debut'], a['fin'])}" for a in dossier["accompagnements"]
    ]


def _du_au(debut: str, fin: str | None) -> str:
    return f"du {_mot(debut)} au {_mot(fin)}" if fin else f"depuis le {_mot(debut)}"


def _etape(etape: dict[str, Any]) -> str:
    pour = f", pour le {_mot(etape['pour_le'])}" if etape["pour_le"] else ""
    return f"{etape['etape']} ({etape['qui'].lower()})\u00a0: {etape['etat'].lower()}{pour}"


def _promesse(promesse: dict[str, Any]) -> str:
    suite = "à faire"
    if promesse["tenue_le"]:
        suite = f"fait le {_mot(promesse['tenue_le'])}"
    elif promesse["abandonnee_le"]:
        suite = f"mis de côté le {_mot(promesse['abandonnee_le'])}"
    return f"{promesse['promesse']}\u00a0: {suite}"


def _accord(accord: dict[str, Any]) -> str:
    fin = f"valable jusqu’au {_mot(accord['valable_jusqu_au'])}"
    if accord["retire_le"]:
        fin = f"retiré le {_mot(accord['retire_le'])}"
    quoi = ", ".join(accord["renseignements"]).lower()
    return f"{accord['partenaire']}, depuis le {_mot(accord['donne_le'])}\u00a0: {quoi}; {fin}"


def _transmis(transmis: dict[str, Any]) -> str:
    quoi = ", ".join(f"{r['quoi']}\u00a0: {r['valeur']}" for r in transmis["renseignements"])
    detail = f" ({quoi})" if quoi else ""
    pour = f", pour {transmis['besoin']}" if transmis["besoin"] else ""
    return f"Le {_mot(transmis['le'])}, à {transmis['a']}{pour}{detail}"


def _reponse(reponse: dict[str, Any]) -> str:
    return f"Le {_mot(reponse['demande_le'])}, {reponse['question']} {reponse['reponse']}"


def _dure(vulnerabilite: dict[str, Any]) -> str:
    return f"{vulnerabilite['vulnerabilite']}, {_du_au(vulnerabilite['du'], vulnerabilite['au'])}"


def _demande(demande: dict[str, Any]) -> str:
    suite = f", répondue le {_mot(demande['repondue_le'])}" if demande["repondue_le"] else ""
    return f"{demande['demande']}, reçue le {_mot(demande['recue_le'])}{suite}"


def _rencontre(rencontre: dict[str, Any]) -> str:
    note = f"\u00a0: {rencontre['note']}" if rencontre["note"] else ""
    return f"{_mot(rencontre['date'])}, {rencontre['type'].lower()} ({rencontre['mode']}){note}"


def _mot(jour: str | None) -> str:
    return date_moyenne(date.fromisoformat(jour)) if jour else ""
