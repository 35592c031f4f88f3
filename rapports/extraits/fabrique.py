"""Writes the zip of an extract, in as little memory for a million rows as for one."""

from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comptes.models import Role, Utilisateur
from proximite.tableurs import ecrivain_csv, sans_formule
from rapports import replique
from rapports.indicateurs import VERSION_DEFINITIONS
from rapports.models import ExtraitRecherche, Tache
from rapports.taches import Avancer, Fichier, genre, lancer

from . import dictionnaire
from .codes import Carnet, tirer
from .colonnes import Contexte, LigneSansAttacheError
from .portee import Portee
from .tables import LISTES, TABLES, Table

GENRE = "extrait"
PAQUET = 2000


def demander(*, par: Utilisateur) -> Tache:
    """The Tache that will make the extract whose row is written in the same transaction."""
    return lancer(GENRE, par=par)


@genre(GENRE, titre="Extrait de recherche", roles=(Role.EVALUATION,))
def preparer(tache: Tache, avancer: Avancer) -> Fichier:
    """The zip of the ExtraitRecherche that this Tache is for."""
    extrait = ExtraitRecherche.objects.select_related("demande_par").get(tache=tache)
    if not extrait.demande_par.a_role(Role.EVALUATION):
        raise ValidationError("Le rôle d’évaluation a pris fin\u00a0: l’extrait n’est pas fait.")
    lignes, contenu = replique.lire(lambda: _zip(extrait, avancer))
    ExtraitRecherche.objects.filter(pk=extrait.pk).update(lignes=lignes)
    return Fichier(
        nom=f"proximite_extrait-{extrait.pk}_{extrait.debut:%Y-%m}_{extrait.fin:%Y-%m}.zip",
        type_mime="application/zip",
        contenu=contenu,
        suite=reverse("rapports:extraits"),
    )


def _zip(extrait: ExtraitRecherche, avancer: Avancer) -> tuple[dict[str, int], bytes]:
    with TemporaryFile() as flux:
        lignes = ecrire(extrait, flux, avancer)
        flux.seek(0)
        return lignes, flux.read()


def ecrire(extrait: ExtraitRecherche, flux: BinaryIO, avancer: Avancer) -> dict[str, int]:
    """Write the zip; returns how many rows each table has."""
    portee = Portee(extrait.debut, extrait.fin)
    progres = Progres(avancer, sum(table.lignes(portee).count() for table in TABLES))
    nombres: dict[str, int] = {}
    with Carnet.ouvrir() as carnet, ZipFile(flux, "w", ZIP_DEFLATED) as archive:
        contexte = Contexte(carnet, portee.fin)
        for table in TABLES:
            for cle, *valeurs in progres.suivre(table, portee):
                _poser(table, cle, valeurs, contexte)
            nombres[table.nom] = _csv(archive, table.nom, table.entetes, carnet.reprendre())
        _csv(archive, "listes", ["liste", "code", "libelle"], _listes())
        archive.writestr("dictionnaire.md", dictionnaire.documentation())
        archive.writestr("LISEZMOI.txt", _lisezmoi(extrait, nombres))
    return nombres


@dataclass
class Progres:
    avancer: Avancer
    total: int
    faites: int = 0

    def suivre(self, table: Table, portee: Portee) -> Iterator[Any]:
        """The table's rows (pk, then what its columns read), and word of how far it is."""
        champs = [colonne.champ for colonne in table.colonnes]
        lignes = table.lignes(portee).order_by().values_list("pk", *champs)
        self._dire(table)
        for ligne in lignes.iterator(chunk_size=PAQUET):
            yield ligne
            self.faites += 1
            if self.faites % PAQUET == 0:
                self._dire(table)

    def _dire(self, table: Table) -> None:
        self.avancer(self.faites, max(self.total, self.faites), f"Table «\u00a0{table.nom}\u00a0»")


def _poser(table: Table, cle: Any, valeurs: list[Any], contexte: Contexte) -> None:
    try:
        cellules = [
            colonne.ecrire(valeur, champ, contexte)
            for colonne, champ, valeur in zip(table.colonnes, table.champs, valeurs, strict=True)
        ]
    except LigneSansAttacheError:
        return
    if table.sans_code:
        contexte.carnet.poser(tirer(), cellules)
    else:
        code = contexte.carnet.donner(table.nom, cle)
        contexte.carnet.poser(code, [code, *cellules])


def _csv(archive: ZipFile, nom: str, entetes: list[str], lignes: Iterator[list[str]]) -> int:
    nombre = 0
    with (
        archive.open(f"{nom}.csv", "w") as flux,
        ecrivain_csv(cast(BinaryIO, flux), machine=True) as ecrivain,
    ):
        ecrivain.writerow(entetes)
        for nombre, ligne in enumerate(lignes, 1):  # noqa: B007 (how many there were)
            ecrivain.writerow(ligne)
    return nombre


def _listes() -> Iterator[list[str]]:
    for nom, modele in LISTES.items():
        for valeur in modele._default_manager.all():
            yield [nom, str(valeur.pk), sans_formule(str(valeur))]


def _lisezmoi(extrait: ExtraitRecherche, nombres: dict[str, int]) -> str:
    contexte = {
        "extrait": extrait,
        "le": timezone.localdate(),
        "version": VERSION_DEFINITIONS,
        "tables": [(table, nombres[table.nom]) for table in TABLES],
    }
    return render_to_string("rapports/extrait_lisezmoi.txt", contexte)
