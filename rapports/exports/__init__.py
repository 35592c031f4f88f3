"""Reports as files: JSON, CSV and XLSX, the same for the pages and for ``manage.py rapport``.

Writers take the reports as ``calculer`` gives them and a binary stream. A text cell never becomes
a formula (SECURITE "Files out").
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.text import slugify

from proximite.tableurs import SANS_FORMULES, ecrivain_csv, sans_formule
from proximite.typographie import NBSP

from ..definitions import Calcul, Indicateur
from ..indicateurs import INDICATEURS, VERSION_DEFINITIONS
from ..resultats import Cellule, Rapport, Resultat

Rapports = Mapping[str | None, Rapport]

ENTETES = (
    "Du",
    "Au",
    "Groupe",
    "Identifiant",
    "Indicateur",
    "Numérateur",
    "Dénominateur",
    "Valeur",
    "Unité",
    "Méthode",
    "Définitions",
)
LARGEURS = (11, 11, 24, 24, 60, 12, 14, 10, 20, 20, 12)
ENTETES_DEFINITIONS = (
    "Identifiant",
    "Indicateur",
    "Définition",
    "Numérateur",
    "Dénominateur",
    "Unité",
    "Version",
)
LARGEURS_DEFINITIONS = (14, 50, 90, 55, 45, 20, 8)


def nom_fichier(
    rapports: Rapports, terminaison: str, *, portee: str = "reseau", par: str = "", le: date
) -> str:
    """« proximite_reseau_par-milieu_2024-01-01_2025-03-31_tire-le-2026-11-20.xlsx »."""
    rapport = _ensemble(rapports)
    lieu = portee if portee == "reseau" else f"territoire-{slugify(portee)}"
    decoupage = f"_par-{slugify(par).replace('_', '-')}" if par else ""
    dates = f"{rapport.debut}_{rapport.fin}_tire-le-{le}"
    return f"proximite_{lieu}{decoupage}_{dates}{terminaison}"


def mentions(rapports: Rapports, portee: str) -> dict[str, str]:
    """What must be read with the figures."""
    rapport = _ensemble(rapports)
    return {
        "Période": f"{rapport.debut} au {rapport.fin}",
        "Portée": portee,
        "Méthode": rapport.methode,
        "Âges": rapport.rattachement.libelle,
        "Réponses et suivis observés jusqu’au": str(rapport.observe_au),
        "Version des définitions": VERSION_DEFINITIONS,
        "Arrondi": (
            f"La somme peut différer de 100{NBSP}% en raison de l’arrondissement; "
            f"«{NBSP}s.{NBSP}o.{NBSP}»{NBSP}: sans objet, le dénominateur est 0"
        ),
        "Doublons": (
            "Une famille accompagnée dans deux territoires compte dans chacun et une fois dans "
            "l’ensemble; des doublons interterritoires restent possibles."
        ),
    }


# --- JSON -----------------------------------------------------------------------------------------


def ecrire_json(rapports: Rapports, flux: BinaryIO, *, portee: str = "réseau") -> None:
    """``{"meta": …, "I-01": …, "groupes": {"rural": {"I-01": …}}}``; groupes when split."""
    rapport = _ensemble(rapports)
    contenu: dict[str, Any] = {
        "meta": {
            "periode": {"debut": str(rapport.debut), "fin": str(rapport.fin)},
            "portee": portee,
            "methode": rapport.methode,
            "date_reference_ages": rapport.rattachement,
            "date_reference_ages_libelle": rapport.rattachement.libelle,
            "observe_au": str(rapport.observe_au),
            "version_definitions": VERSION_DEFINITIONS,
        },
        **en_json(rapport),
    }
    groupes = {code: rapport for code, rapport in rapports.items() if code is not None}
    if groupes:
        contenu["meta"]["groupes"] = {code: r.groupe.libelle for code, r in groupes.items()}
        contenu["groupes"] = {code: en_json(rapport) for code, rapport in groupes.items()}
    flux.write(json.dumps(contenu, ensure_ascii=False, indent=2).encode() + b"\n")


def en_json(rapport: Rapport) -> dict[str, Any]:
    """Numerator, denominator and value of each figure, by identifier; None is « s. o. »."""
    return {
        cle: {
            "libelle": resultat.indicateur.libelle,
            "numerateur": resultat.numerateur,
            "denominateur": resultat.denominateur,
            "valeur": _nombre_json(resultat.valeur),
            "unite": resultat.indicateur.unite,
        }
        for cle, resultat in rapport.items()
    }


def _nombre_json(valeur: Decimal | None) -> int | float | None:
    if valeur is None:
        return None
    return int(valeur) if valeur == valeur.to_integral_value() else float(valeur)


# --- CSV ------------------------------------------------------------------------------------------


def ecrire_csv(
    rapports: Rapports,
    flux: BinaryIO,
    *,
    machine: bool = False,
    modeles: Iterable[Indicateur] = INDICATEURS,
) -> None:
    """One table of ``tables()``, or all of them in one.

    For Excel in French (BOM, « ; », decimal comma), or for a machine (« , », decimal point).
    """
    with ecrivain_csv(flux, machine=machine) as ecrivain:
        ecrivain.writerow(ENTETES)
        for rapport, resultat in _lignes(rapports, modeles):
            ligne = _rangee(rapport, resultat)
            ecrivain.writerow([_cellule_csv(cellule, machine) for cellule in ligne])


def _cellule_csv(cellule: Cellule, machine: bool) -> str:
    if cellule is None:
        return ""
    if isinstance(cellule, str):
        return sans_formule(cellule)
    return str(cellule) if machine else str(cellule).replace(".", ",")


# --- XLSX -----------------------------------------------------------------------------------------


def ecrire_xlsx(rapports: Rapports, flux: BinaryIO, *, portee: str = "Réseau") -> None:
    """A sheet for each table, the definitions, and what must be read with the figures."""
    with xlsxwriter.Workbook(flux, SANS_FORMULES) as classeur:
        classeur.set_properties({"title": "Rapport de participation", "company": "Proximité"})
        for titre, modeles in tables().items():
            feuille = _Feuille(classeur, titre, ENTETES, LARGEURS)
            for rapport, resultat in _lignes(rapports, modeles):
                feuille.ecrire(_rangee(rapport, resultat), resultat)
        _ecrire_definitions(classeur)
        a_propos = _Feuille(classeur, "À lire avec les chiffres", ("Quoi", "Précision"), (36, 110))
        for quoi, precision in mentions(rapports, portee).items():
            a_propos.ecrire((quoi, precision))


def _ecrire_definitions(classeur: Any) -> None:
    feuille = _Feuille(classeur, "Définitions", ENTETES_DEFINITIONS, LARGEURS_DEFINITIONS)
    for i in INDICATEURS:
        feuille.ecrire(
            (i.id, i.libelle, i.definition, i.numerateur, i.denominateur, i.unite, i.version)
        )


class _Feuille:
    """A sheet written row by row, as ``constant_memory`` wants it."""

    def __init__(
        self, classeur: Any, titre: str, entetes: tuple[str, ...], largeurs: tuple[int, ...]
    ) -> None:
        self.feuille = classeur.add_worksheet(titre)
        self.texte = classeur.add_format({"valign": "top", "text_wrap": True})
        self.formats = {
            (calcul, decimales): classeur.add_format({"valign": "top", "num_format": code})
            for calcul, decimales, code in [
                (Calcul.NOMBRE, 0, "#,##0"),
                (Calcul.PART, 0, f"0{NBSP}%"),
                (Calcul.RATIO, 2, "0.00"),
                (Calcul.MEDIANE, 0, "0"),
                (Calcul.MEDIANE, 1, "0.0"),
            ]
        }
        gras = classeur.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        for colonne, (entete, largeur) in enumerate(zip(entetes, largeurs, strict=True)):
            self.feuille.set_column(colonne, colonne, largeur)
            self.feuille.write_string(0, colonne, entete, gras)
        self.feuille.freeze_panes(1, 0)
        self.rang = 0

    def ecrire(self, ligne: Iterable[Cellule], resultat: Resultat | None = None) -> None:
        self.rang += 1
        for colonne, cellule in enumerate(ligne):
            if isinstance(cellule, str):
                self.feuille.write_string(self.rang, colonne, cellule, self.texte)
            elif isinstance(cellule, int):
                entier = self.formats[Calcul.NOMBRE, 0]
                self.feuille.write_number(self.rang, colonne, cellule, entier)
            elif cellule is not None and resultat is not None:
                indicateur = resultat.indicateur
                part = indicateur.calcul is Calcul.PART
                self.feuille.write_number(
                    self.rang,
                    colonne,
                    cellule / 100 if part else cellule,
                    self.formats[indicateur.calcul, indicateur.decimales],
                )


def tables() -> dict[str, list[Indicateur]]:
    """The registry in tables: one for each rubrique, one for each spread indicator."""
    resultat: dict[str, list[Indicateur]] = {}
    for indicateur in INDICATEURS:
        etale = f"{indicateur.id} par {indicateur.liste}"
        titre = etale if indicateur.liste else str(indicateur.rubrique)
        resultat.setdefault(titre, []).append(indicateur)
    return resultat


def _lignes(
    rapports: Rapports, modeles: Iterable[Indicateur]
) -> Iterator[tuple[Rapport, Resultat]]:
    identifiants = {modele.id for modele in modeles}
    for rapport in rapports.values():
        for resultat in rapport.values():
            if resultat.indicateur.modele in identifiants:
                yield rapport, resultat


def _rangee(rapport: Rapport, resultat: Resultat) -> tuple[Cellule, ...]:
    indicateur = resultat.indicateur
    return (
        str(rapport.debut),
        str(rapport.fin),
        rapport.groupe.libelle,
        indicateur.id,
        indicateur.libelle,
        *resultat.cellules,
        indicateur.unite,
        rapport.methode,
        f"version {VERSION_DEFINITIONS}",
    )


def _ensemble(rapports: Rapports) -> Rapport:
    return rapports[None]
