"""Files of organismes and their way to the directory, for the tests of importation."""

import csv
import io
from datetime import date

from openpyxl import Workbook

from partenaires.importation.fichiers import decoder, lignes_csv, lire_table
from partenaires.models import Importation

ENTETES = ("Nom", "Nature", "Secteur", "Besoins offerts", "Capacité", "Téléphone", "Courriel")
LE = date(2026, 5, 6)


def table(*lignes, entetes=ENTETES, separateur=";"):
    """A CSV file as bytes; each line is a dict by heading, or a name alone."""
    flux = io.StringIO()
    ecrivain = csv.writer(flux, delimiter=separateur)
    ecrivain.writerow(entetes)
    for ligne in lignes:
        cellules = {"Nom": ligne} if isinstance(ligne, str) else ligne
        cellules = {"Nature": "oca", "Secteur": "logement"} | cellules
        ecrivain.writerow(cellules.get(entete, "") for entete in entetes)
    return flux.getvalue().encode("utf-8-sig")


def classeur(*rangees):
    """An XLSX file as bytes."""
    flux = io.BytesIO()
    fichier = Workbook()
    for rangee in rangees:
        fichier.active.append(rangee)
    fichier.save(flux)
    return flux.getvalue()


def importer(octets, par, territoires, **champs):
    """An importation of a CSV file, analysed."""
    lecture = lire_table("csv", lignes_csv(decoder(octets)))
    importation = Importation.recevoir(
        lecture, par=par, territoires=territoires, nom_fichier="liste.csv", **champs
    )
    return analyser(importation)


def analyser(importation, lot=500):
    while importation.etat == Importation.Etat.ANALYSE:
        importation.analyser(le=LE, lot=lot)
    return importation


def sorts(importation):
    return list(importation.lignes.values_list("sort", flat=True))
