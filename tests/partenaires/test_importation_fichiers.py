"""SECURITE "Files in": what a file says of itself is not believed."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from partenaires.importation import fichiers
from partenaires.importation.lecture import lire

from .importation import classeur, table

ENTETES = ("Nom", "Courriel")


def lire_octets(octets, nom="liste.csv"):
    return lire(io.BytesIO(octets), nom=nom, taille=len(octets))


def archive(**membres):
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nom, contenu in membres.items():
            zip_.writestr(nom.replace("__", "/") + ".csv", contenu)
    return flux.getvalue()


# --- Read -------------------------------------------------------------------------------------


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separateur", [";", ",", "\t"])
def test_text_is_read_whatever_its_encoding_and_separator(encodage, separateur):
    texte = f"Nom{separateur}Courriel\nMaison fictive des Érables{separateur}a@exemple.test\n"
    lecture = lire_octets(texte.encode(encodage))
    attendu = {"nom": "Maison fictive des Érables", "courriel": "a@exemple.test"}
    assert lecture.lignes == [(2, attendu)]


@pytest.mark.parametrize("entete", ["NOM", "nom de l’organisme", "Organisme", " Nom "])
def test_headings_are_recognised_with_accents_case_and_usual_words(entete):
    lecture = lire_octets(f"{entete};Tél.;Couleur\nMaison;418 555-0123;bleu".encode())
    assert lecture.lignes == [(2, {"nom": "Maison", "telephone": "418 555-0123"})]
    assert lecture.ignorees == ["Couleur"]


def test_line_number_is_the_one_that_the_spreadsheet_shows():
    lecture = lire_octets(b'Nom;Description\n\n"Maison";"deux\nlignes"\nClinique;\n')
    assert [numero for numero, _ in lecture.lignes] == [3, 5]


def test_workbook_is_read_as_it_shows_and_formulas_never_run():
    octets = classeur(["Nom", "Téléphone"], ["=1+1", 4185550123], [None, None], ["Maison", 12.0])
    lecture = lire_octets(octets, "liste.xlsx")
    assert lecture.lignes == [
        (2, {"telephone": "4185550123"}),
        (4, {"nom": "Maison", "telephone": "12"}),
    ]


# --- Refused ----------------------------------------------------------------------------------


def refus_de(octets, nom="liste.csv"):
    with pytest.raises(ValidationError) as refus:
        lire_octets(octets, nom)
    message = refus.value.messages[0]
    assert fichiers.RIEN_GARDE in message
    return message


@pytest.mark.parametrize("nom", ["liste.pdf", "liste", "liste.xlsm", "liste.csv.exe"])
def test_other_types_are_refused(nom):
    assert "n’est pas pris en charge" in refus_de(table("Maison"), nom)


@pytest.mark.parametrize(
    ("octets", "nom"),
    [
        (table("Maison"), "liste.xlsx"),
        (table("Maison"), "liste.zip"),
        (classeur(["Nom"], ["Maison"]), "liste.csv"),
        (classeur(["Nom"], ["Maison"]), "liste.zip"),
        (archive(organizations="id,name"), "liste.xlsx"),
    ],
)
def test_contents_that_are_not_what_the_name_says_are_refused(octets, nom):
    assert "ne correspond pas à son nom" in refus_de(octets, nom)


def test_file_too_big_is_refused_before_it_is_read():
    with pytest.raises(ValidationError, match="dépasse 20"):
        lire(io.BytesIO(b""), nom="liste.csv", taille=fichiers.TAILLE_MAX + 1)


@pytest.mark.parametrize("nom", ["liste.zip", "liste.xlsx"])
def test_bomb_is_refused_before_it_is_unpacked(nom):
    membres = {f"xl/f{n}": "0" * 2**24 for n in range(8)}
    octets = archive(**{n.replace("/", "__"): c for n, c in membres.items()})
    assert len(octets) < 200_000
    assert "Une fois déplié" in refus_de(octets, nom)


def test_thousands_of_members_are_refused():
    octets = archive(**{f"f{n}": "" for n in range(fichiers.MEMBRES_MAX + 1)})
    assert "Une fois déplié" in refus_de(octets, "liste.zip")


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(fichiers, "LIGNES_MAX", 3)
    message = refus_de(table(*"ABCD"))
    assert message.startswith("Le fichier a plus de 3\u00a0organismes.")


def test_too_many_columns_are_refused():
    entetes = ";".join(["Nom", *(f"C{n}" for n in range(fichiers.COLONNES_MAX))])
    assert "plus de 60 colonnes" in refus_de(f"{entetes}\nMaison".encode())


def test_workbook_that_skips_to_its_last_row_is_refused(monkeypatch):
    monkeypatch.setattr(fichiers, "LIGNES_MAX", 100)
    lignes = [["Nom"], *([[None]] * 1200), ["Maison"]]
    assert "plus de 100 lignes" in refus_de(classeur(*lignes), "liste.xlsx")


@pytest.mark.parametrize("octets", [b"Nom\x00;x\nMaison", b"\x81\x8d\x8f\x00", b"\xff\xfe\x00"])
def test_what_is_not_text_is_refused(octets):
    assert "n’est pas un fichier texte lisible" in refus_de(octets)


def test_cell_too_long_for_a_cell_is_refused_with_its_line():
    texte = f"Nom;Description\nMaison;{'x' * 200_000}"
    assert "La ligne 2 de ce fichier n’est pas lisible" in refus_de(texte.encode())


def test_damaged_workbook_is_refused():
    entier = classeur(["Nom"], ["Maison"])
    with zipfile.ZipFile(io.BytesIO(entier)) as source:
        flux = io.BytesIO()
        with zipfile.ZipFile(flux, "w") as copie:
            for membre in source.namelist():
                contenu = source.read(membre)
                copie.writestr(membre, b"<oups" if "sheet1" in membre else contenu)
    assert "n’est pas lisible" in refus_de(flux.getvalue(), "liste.xlsx")
    assert "abîmé" in refus_de(entier[:300], "liste.xlsx")


@pytest.mark.parametrize(
    "declaration", ["<!ENTITY a 'aa'>", "<!ENTITY a SYSTEM 'file:///etc/passwd'>"]
)
def test_entities_in_a_workbook_are_refused(declaration):
    entier = classeur(["Nom"], ["Maison"])
    with zipfile.ZipFile(io.BytesIO(entier)) as source:
        flux = io.BytesIO()
        with zipfile.ZipFile(flux, "w") as copie:
            for membre in source.namelist():
                contenu = source.read(membre)
                if membre.endswith("workbook.xml"):
                    contenu = f"<!DOCTYPE x [{declaration}]>".encode() + contenu
                copie.writestr(membre, contenu)
    assert "n’est pas lisible" in refus_de(flux.getvalue(), "liste.xlsx")


@pytest.mark.parametrize(
    ("octets", "constat"),
    [
        (b"", "Aucune colonne"),
        (b"Ville;Couleur\nMatane;bleu", "colonnes lues\u00a0: «\u00a0Ville\u00a0»"),
        (b"Nom;Ville\n;;\n", "ne contient aucun organisme"),
    ],
)
def test_file_without_organismes_says_so(octets, constat):
    assert constat in refus_de(octets)


def test_package_without_organisations_says_so():
    assert "pas de table organizations.csv" in refus_de(archive(services="id\n1"), "liste.zip")


def test_names_in_a_package_are_never_paths():
    octets = archive(**{"..__..__etc__organizations": "id,name\n1,Maison"})
    assert lire_octets(octets, "liste.zip").lignes == [(2, {"nom": "Maison"})]
