"""``manage.py rapport``."""

import errno
import json
import os
import stat
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from rapports.models import Periode

from .situations import famille_accompagnee

DATES = ("--debut", "2024-01-01", "--fin", "2024-03-31")


def lancer(*arguments):
    sortie = StringIO()
    call_command("rapport", *arguments, stdout=sortie)
    return sortie.getvalue()


@pytest.fixture
def famille(territoire, ptp):
    return famille_accompagnee(territoire, ptp)


def test_report_of_the_network_is_json_keyed_by_identifier(famille):
    contenu = json.loads(lancer(*DATES, "--format", "json"))
    assert contenu["I-01"]["numerateur"] == 1
    assert contenu["meta"]["portee"] == "réseau"
    assert contenu["meta"]["methode"] == "familles distinctes"
    assert contenu["meta"]["periode"] == {"debut": "2024-01-01", "fin": "2024-03-31"}


def test_report_of_one_territoire(famille, autre_territoire):
    assert json.loads(lancer(*DATES, "--territoire", "ici"))["I-01"]["valeur"] == 1
    ailleurs = json.loads(lancer(*DATES, "--territoire", "ailleurs"))
    assert ailleurs["I-01"]["valeur"] == 0
    assert ailleurs["I-03"]["valeur"] is None


@pytest.mark.parametrize(
    ("par", "code"),
    [("milieu", "rural"), ("type_porteur", "OCF"), ("region", "04"), ("territoire", "ici")],
)
def test_report_split_by(famille, par, code):
    contenu = json.loads(lancer(*DATES, "--par", par))
    assert contenu["groupes"][code]["I-01"]["valeur"] == 1


def test_report_of_a_periode_by_its_label(famille):
    Periode.objects.create(libelle="Hiver 2024", debut=date(2024, 1, 1), fin=date(2024, 3, 31))
    assert json.loads(lancer("--periode", "Hiver 2024"))["I-01"]["valeur"] == 1


def test_observation_date_and_rule_of_ages_are_printed(famille):
    meta = json.loads(lancer(*DATES, "--au", "2024-05-01", "--ages", "fin_periode"))["meta"]
    assert meta["observe_au"] == "2024-05-01"
    assert meta["date_reference_ages"] == "fin_periode"


def test_period_without_activity_says_so_beside_the_report(famille):
    sortie, erreurs = StringIO(), StringIO()
    dates = ("--debut", "2030-01-01", "--fin", "2031-12-31")
    call_command("rapport", *dates, stdout=sortie, stderr=erreurs)
    assert erreurs.getvalue() == "Aucune activité dans cette période.\n"
    assert json.loads(sortie.getvalue())["I-01"]["valeur"] == 0


def test_csv_goes_to_the_screen(famille):
    assert lancer(*DATES, "--format", "csv").startswith("\ufeffDu;Au;")


def test_xlsx_goes_to_a_file(famille, tmp_path):
    fichier = tmp_path / "rapport.xlsx"
    assert lancer(*DATES, "--format", "xlsx", "--sortie", str(fichier)) == ""
    assert load_workbook(fichier)["Portée"]["F3"].value == 1
    assert list(tmp_path.iterdir()) == [fichier]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Donnez --debut et --fin"),
        (("--debut", "2024-01-01"), "Donnez --debut et --fin"),
        (("--debut", "2024-02-30", "--fin", "2024-03-31"), "--debut : « 2024-02-30 »"),
        (("--debut", "2024-01-01", "--fin", "mars"), "--fin : « mars »"),
        (("--debut", "2024-03-31", "--fin", "2024-01-01"), "vient avant le début"),
        ((*DATES, "--au", "demain"), "--au : « demain »"),
        ((*DATES, "--territoire", "atlantide"), "Le territoire « atlantide » n’existe pas"),
        ((*DATES, "--par", "planete"), "--par : « planete »"),
        ((*DATES, "--ages", "lune"), "--ages : « lune »"),
        ((*DATES, "--format", "pdf"), "choisissez parmi json, csv, csv-machine, xlsx"),
        ((*DATES, "--format", "xlsx"), "ajoutez --sortie"),
        (("--periode", "Jamais"), "La période « Jamais » n’existe pas"),
        ((*DATES, "--periode", "Jamais"), "pas les deux"),
        ((*DATES, "--sortie", "/nulle/part/x.json"), "dossier introuvable"),
        ((*DATES, "--sortie", ""), "donnez le nom d’un fichier"),
        ((*DATES, "--sortie", "x" * 300), "nom trop long"),
        ((*DATES, "--sortie", os.devnull), "n’est pas un fichier ordinaire"),
    ],
)
def test_refusal_is_one_clear_line_and_exit_code_2(arguments, message):
    with pytest.raises(CommandError) as refus:
        lancer(*arguments)
    texte = str(refus.value).replace("\u00a0", " ")
    assert message in texte
    assert "\n" not in texte
    assert refus.value.returncode == 2


def test_failed_writing_leaves_nothing_behind(db, tmp_path):
    occupe = tmp_path / "occupe"
    occupe.mkdir()
    with pytest.raises(CommandError, match="n’est pas un fichier ordinaire"):
        lancer(*DATES, "--sortie", str(occupe))
    assert list(tmp_path.iterdir()) == [occupe]
    assert list(occupe.iterdir()) == []


def test_refused_report_keeps_the_file_that_was_there(db, tmp_path):
    fichier = tmp_path / "rapport.csv"
    fichier.write_text("avant")
    with pytest.raises(CommandError):
        lancer(*DATES, "--par", "planete", "--sortie", str(fichier))
    assert fichier.read_text() == "avant"


def test_link_is_written_through(db, tmp_path):
    cible, lien = tmp_path / "cible.csv", tmp_path / "lien.csv"
    lien.symlink_to(cible)
    for _ in ("created", "replaced"):
        lancer(*DATES, "--format", "csv", "--sortie", str(lien))
        assert lien.is_symlink()
        assert cible.read_bytes().startswith("\ufeffDu;".encode())


def test_new_file_follows_the_umask_and_an_old_one_keeps_its_mode(db, tmp_path):
    nouveau, ancien = tmp_path / "nouveau.json", tmp_path / "ancien.json"
    ancien.touch()
    ancien.chmod(0o640)
    masque = os.umask(0o022)
    try:
        for fichier in (nouveau, ancien):
            lancer(*DATES, "--sortie", str(fichier))
    finally:
        os.umask(masque)
    assert [stat.S_IMODE(f.stat().st_mode) for f in (nouveau, ancien)] == [0o644, 0o640]


class Plein(StringIO):
    """A standard output sent to a disk with no room left."""

    def write(self, texte):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_full_standard_output_is_one_clear_line(db):
    with pytest.raises(CommandError, match=r"sortie standard.*disque plein") as refus:
        call_command("rapport", *DATES, stdout=Plein())
    assert refus.value.returncode == 2
