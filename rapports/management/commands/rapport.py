"""The report of a period, from the command line."""

import errno
import os
import secrets
import shutil
from argparse import RawDescriptionHelpFormatter
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from io import BytesIO, UnsupportedOperation
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from proximite.typographie import NBSP
from rapports.calculs import calculer
from rapports.exports import calcul
from rapports.models import Periode
from rapports.requetes import AXES
from rapports.resultats import Rattachement
from territoires.models import Territoire

EMPECHEMENTS = {
    errno.EACCES: "accès refusé",
    errno.ENAMETOOLONG: "nom trop long",
    errno.ENOENT: "dossier introuvable",
    errno.ENOSPC: "disque plein",
    errno.ENOTDIR: "dossier introuvable",
    errno.EPIPE: "la lecture s’est arrêtée",
    errno.EROFS: "disque en lecture seule",
}
FORMATS = ("json", "csv", "csv-machine", "xlsx")
EPILOGUE = """
Le JSON a une clé par indicateur, et « meta » :
  {"meta": {"periode": {"debut", "fin"}, "portee", "methode", "date_reference_ages",
            "observe_au", "version_definitions"},
   "I-01": {"libelle", "numerateur", "denominateur", "valeur", "unite"}, …}
« valeur » est arrondie (61 pour 61 %); null veut dire sans objet : le dénominateur est 0.
Avec --par s’ajoute "groupes": {"rural": {"I-01": {…}, …}, …}.

Exemples :
  manage.py rapport --debut 2024-01-01 --fin 2025-03-31
  manage.py rapport --periode "Été 2024" --par milieu --format xlsx --sortie ete.xlsx

Les chiffres sont exacts, à ne pas diffuser tels quels sous le réseau. Un refus tient en une
ligne sur la sortie d’erreur, avec le code 2, et n’écrit rien.
"""


class Erreur(CommandError):  # noqa: N818 (Django prints the name of the class to the user)
    """Shown as « Erreur: … » with the exit code 2."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=2)


class Command(BaseCommand):
    help = "Affiche ou exporte les indicateurs d’une période."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=EPILOGUE,
            formatter_class=RawDescriptionHelpFormatter,
            **kwargs,
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--debut", help="premier jour, AAAA-MM-JJ")
        parser.add_argument("--fin", help="dernier jour, inclus")
        parser.add_argument("--periode", help="libellé d’une période, au lieu des deux dates")
        parser.add_argument("--territoire", help="code d’un territoire; sinon, le réseau")
        parser.add_argument("--par", help=f"sépare selon : {', '.join(AXES)}")
        parser.add_argument("--au", help="réponses et suivis observés jusqu’à cette date")
        parser.add_argument(
            "--ages",
            default=Rattachement.ENTREE.value,
            help="date de référence des âges : entree (par défaut) ou fin_periode",
        )
        parser.add_argument("--format", default="json", help=", ".join(FORMATS))
        parser.add_argument("--sortie", help="fichier à écrire; sinon, à l’écran")

    def handle(self, *args: Any, **options: Any) -> None:
        ecrire = self._format(options)
        chemin = None if options["sortie"] is None else _chemin(options["sortie"])
        debut, fin = self._dates(options)
        territoire = self._territoire(options["territoire"])
        rapports = calculer(
            debut,
            fin,
            territoires=frozenset({territoire.pk}) if territoire else None,
            par=_parmi(options["par"], [None, *AXES], "--par"),
            observe_au=_date(options["au"], "--au") if options["au"] else None,
            rattachement=Rattachement(_parmi(options["ages"], list(Rattachement), "--ages")),
        )
        if not any(resultat.numerateur for resultat in rapports[None].values()):
            self.stderr.write("Aucune activité dans cette période.", self.style.WARNING)
        portee = f"territoire {territoire.code}" if territoire else "réseau"
        if options["format"] in ("json", "xlsx"):
            ecrire = partial(ecrire, portee=portee)
        self._sortir(partial(ecrire, rapports), chemin)

    def _format(self, options: dict[str, Any]) -> Callable[..., None]:
        format_demande = _parmi(options["format"], FORMATS, "--format")
        if format_demande == "xlsx" and options["sortie"] is None:
            raise Erreur("Le format xlsx va dans un fichier : ajoutez --sortie FICHIER.")
        formats: dict[str, Callable[..., None]] = {
            "json": calcul.ecrire_json,
            "csv": calcul.ecrire_csv,
            "csv-machine": partial(calcul.ecrire_csv, machine=True),
            "xlsx": calcul.ecrire_xlsx,
        }
        return formats[format_demande]

    def _dates(self, options: dict[str, Any]) -> tuple[date, date]:
        if libelle := options["periode"]:
            if options["debut"] or options["fin"]:
                raise Erreur("Donnez --periode, ou --debut et --fin, pas les deux.")
            periode = Periode.objects.filter(libelle=libelle).first()
            if periode is None:
                raise Erreur(f"La période « {libelle} » n’existe pas.")
            return periode.debut, periode.fin
        if not options["debut"] or not options["fin"]:
            raise Erreur("Donnez --debut et --fin (AAAA-MM-JJ), ou --periode LIBELLÉ.")
        debut, fin = _date(options["debut"], "--debut"), _date(options["fin"], "--fin")
        if fin < debut:
            raise Erreur(f"La fin ({fin}) vient avant le début ({debut}).")
        return debut, fin

    def _territoire(self, code: str | None) -> Territoire | None:
        if code is None:
            return None
        territoire = Territoire.objects.filter(code=code).first()
        if territoire is None:
            raise Erreur(f"Le territoire « {code} » n’existe pas.")
        return territoire

    def _sortir(self, ecrire: Callable[[BinaryIO], None], chemin: Path | None) -> None:
        contenu = BytesIO()
        ecrire(contenu)
        try:
            if chemin is None:
                self._afficher(contenu.getvalue().decode())
            else:
                _ecrire_d_un_coup(chemin, contenu.getvalue())
        except OSError as erreur:
            raise _empechement(str(chemin or "sortie standard"), erreur) from erreur

    def _afficher(self, texte: str) -> None:
        try:
            self.stdout.write(texte, ending="")
            self.stdout.flush()
        except OSError:
            # What is left in the buffer would fail again, with a traceback, when Python ends.
            with suppress(UnsupportedOperation), open(os.devnull, "wb") as nulle_part:
                os.dup2(nulle_part.fileno(), self.stdout.fileno())
            raise


def _chemin(sortie: str) -> Path:
    """Where to write: the target of a link, never a folder or a device."""
    if not sortie:
        raise Erreur("--sortie : donnez le nom d’un fichier.")
    chemin = Path(sortie)
    try:
        if chemin.exists() and not chemin.is_file():
            raise Erreur(f"«{NBSP}{sortie}{NBSP}» n’est pas un fichier ordinaire.")
    except OSError as erreur:
        raise _empechement(sortie, erreur) from erreur
    return Path(os.path.realpath(chemin))


def _empechement(sortie: str, erreur: OSError) -> Erreur:
    pourquoi = EMPECHEMENTS.get(erreur.errno or 0, erreur.strerror)
    return Erreur(f"Impossible d’écrire «{NBSP}{sortie}{NBSP}»{NBSP}: {pourquoi}.")


def _ecrire_d_un_coup(chemin: Path, contenu: bytes) -> None:
    """The whole file or nothing: written beside, then renamed. A file that was there keeps its
    mode."""
    provisoire = chemin.with_name(f".rapport-{secrets.token_hex(8)}")
    try:
        provisoire.write_bytes(contenu)
        if chemin.exists():
            shutil.copymode(chemin, provisoire)
        provisoire.replace(chemin)
    except OSError:
        provisoire.unlink(missing_ok=True)
        raise


def _date(texte: str, option: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        raise Erreur(f"{option} : « {texte} » n’est pas une date AAAA-MM-JJ.") from None


def _parmi(valeur: Any, permises: Any, option: str) -> Any:
    if valeur not in permises:
        choix = ", ".join(str(permise) for permise in permises if permise is not None)
        raise Erreur(f"{option} : « {valeur} » n’existe pas; choisissez parmi {choix}.")
    return valeur
