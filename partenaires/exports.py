"""The directory as files: what a person may see of it, without its personnes-ressources."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

import xlsxwriter
from django.db.models import Prefetch, QuerySet

from proximite.tableurs import SANS_FORMULES, ecrivain_csv, sans_formule
from territoires.models import Territoire

from .hsds import ecriture as hsds
from .importation.colonnes import COLONNES
from .models import OffreService, Partenaire, Secteur, TypeBesoin

if TYPE_CHECKING:
    from comptes.models import Utilisateur

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENTETES = [colonne.libelle for colonne in COLONNES]
LARGEURS = {"nom": 40, "description": 60, "adresse": 50, "besoins": 50, "identifiant": 38}


def repertoire(utilisateur: "Utilisateur") -> QuerySet[Partenaire]:
    """The entries in use that she sees, naming no territoire that is not hers."""
    siens = Territoire.objects.visibles_par(utilisateur)
    return (
        Partenaire.objects.visibles_par(utilisateur)
        .actifs()
        .select_related("secteur")
        .prefetch_related("offres__type_besoin", Prefetch("territoires", queryset=siens))
        .order_by("nom", "pk")
    )


def rangee(fiche: Partenaire) -> list[str]:
    """The columns of an importation, so that the file comes back in as it went out."""
    offres = list(fiche.offres.all())
    capacites = [offre.capacite_en_mots for offre in offres]
    valeurs = {
        "nom": fiche.nom,
        "nature": fiche.get_nature_display(),
        "secteur": str(fiche.secteur),
        "besoins": "; ".join(str(offre.type_besoin) for offre in offres),
        "capacite": "; ".join(capacites[:1] if len({*capacites}) == 1 else capacites),
        "territoires": "; ".join(territoire.nom for territoire in fiche.territoires.all()),
        "langues": fiche.langues,
        "telephone": fiche.telephone.as_national if fiche.telephone else "",
        "courriel": fiche.courriel,
        "site_web": fiche.site_web,
        "adresse": fiche.adresse,
        "description": fiche.description,
        "confirme_le": fiche.confirme_le.isoformat(),
        "identifiant": str(fiche.identifiant),
    }
    return [valeurs[colonne.nom] for colonne in COLONNES]


def ecrire_csv(
    fiches: Iterable[Partenaire], flux: BinaryIO, *, le: date, machine: bool = False
) -> None:
    with ecrivain_csv(flux, machine=machine) as ecrivain:
        ecrivain.writerow(ENTETES)
        for fiche in fiches:
            ecrivain.writerow([sans_formule(texte) for texte in rangee(fiche)])


def ecrire_xlsx(fiches: Iterable[Partenaire], flux: BinaryIO, *, le: date) -> None:
    with xlsxwriter.Workbook(flux, SANS_FORMULES) as classeur:
        _feuille(classeur, "Partenaires", ENTETES, map(rangee, fiches))


def ecrire_modele(flux: BinaryIO, format: str) -> None:
    """Headings to fill in; the workbook also says what each column takes."""
    if format == "csv":
        with ecrivain_csv(flux) as ecrivain:
            ecrivain.writerow(ENTETES)
        return
    with xlsxwriter.Workbook(flux, SANS_FORMULES) as classeur:
        _feuille(classeur, "Partenaires", ENTETES, [])
        aide = ([c.libelle, c.aide, c.exemple] for c in COLONNES)
        _feuille(classeur, "Aide", ["Colonne", "Ce qu’elle contient", "Exemple"], aide, 45)
        listes = ([liste, libelle, code] for liste, code, libelle in valeurs_admises())
        _feuille(classeur, "Valeurs", ["Liste", "Libellé", "Code"], listes, 45)


def valeurs_admises() -> Iterator[tuple[str, str, str]]:
    """(list, code, label) of everything that has to be one of a list."""
    for code, libelle in Partenaire.Nature.choices:
        yield "Nature", str(code), str(libelle)
    for secteur in Secteur.objects.filter(actif=True):
        yield "Secteur", secteur.pk, secteur.libelle
    for besoin in TypeBesoin.objects.filter(actif=True):
        yield "Besoins offerts", besoin.pk, besoin.libelle
    for code, libelle in OffreService.Capacite.choices:
        yield "Capacité", str(code), str(libelle)


def _feuille(
    classeur: xlsxwriter.Workbook,
    titre: str,
    entetes: Iterable[str],
    lignes: Iterable[Iterable[str]],
    largeur: int = 22,
) -> None:
    """Every cell is text, codes and phones included."""
    feuille = classeur.add_worksheet(titre)
    gras = classeur.add_format({"bold": True, "bottom": 1})
    texte = classeur.add_format({"num_format": "@", "valign": "top"})
    for rang, entete in enumerate(entetes):
        nom = next((c.nom for c in COLONNES if c.libelle == entete), "")
        feuille.set_column(rang, rang, LARGEURS.get(nom, largeur), texte)
        feuille.write_string(0, rang, entete, gras)
    feuille.freeze_panes(1, 1)
    for numero, ligne in enumerate(lignes, 1):
        for rang, cellule in enumerate(ligne):
            feuille.write_string(numero, rang, cellule, texte)


@dataclass(frozen=True)
class Format:
    libelle: str
    pour: str
    terminaison: str
    type_mime: str
    ecrire: Callable[..., None]

    def contenu(self, fiches: Iterable[Partenaire], *, le: date) -> bytes:
        flux = BytesIO()
        self.ecrire(fiches, flux, le=le)
        return flux.getvalue()


CSV = "text/csv; charset=utf-8"
FORMATS = {
    "xlsx": Format("Classeur Excel", "Pour lire, trier et imprimer.", ".xlsx", EXCEL, ecrire_xlsx),
    "csv": Format("CSV pour Excel", "Pour Excel en français.", "_excel.csv", CSV, ecrire_csv),
    "csv-machine": Format(
        "CSV pour un logiciel",
        "Virgules et UTF-8, pour un autre outil.",
        "_logiciel.csv",
        CSV,
        partial(ecrire_csv, machine=True),
    ),
    "hsds": Format(
        "Paquet HSDS 3",
        "Le format ouvert des répertoires de services, comme ceux du 211.",
        "_hsds.zip",
        "application/zip",
        hsds.ecrire,
    ),
}
