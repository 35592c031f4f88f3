"""Every format opened again says what the document says, cell by cell."""

import json
from decimal import Decimal

import jsonschema
import pytest

from rapports.exports import construction, csv_, json_, ods, pdf, xlsx
from rapports.exports.classeur import annexes, feuilles
from rapports.exports.document import lignes_nommees
from rapports.publication.lecture import Publie
from rapports.telechargements import FORMATS

from .lecture import lire_csv, lire_json, lire_ods, lire_xlsx, texte_du_pdf

pytestmark = pytest.mark.django_db


def attendues(tables):
    """Titles and cells of tables, as the readers give them."""
    return [
        (
            [c.titre for c in table.colonnes],
            [[_lue(case) for case in ligne] for ligne in table.lignes],
        )
        for table in tables
    ]


def _lue(case):
    if case.valeur is None or isinstance(case.valeur, str):
        return case.valeur
    return Decimal(case.valeur)


def lues(feuilles):
    return [(entete, lignes) for _, entete, lignes in feuilles]


def toutes(document):
    return [*document.tables, *annexes(document)]


@pytest.fixture(params=["publication", "version", "brouillon"])
def chacun(request, lignes):
    """The three kinds of documents."""
    if request.param == "publication":
        return request.getfixturevalue("document")
    if request.param == "version":
        return construction.de_version(request.getfixturevalue("version"))
    return construction.de_brouillon(request.getfixturevalue("rapport"))


def test_every_format_says_what_the_document_says(chacun):
    tables = toutes(chacun)
    assert lues(lire_xlsx(xlsx.ecrire(chacun))) == attendues(tables)
    assert lues(lire_ods(ods.ecrire(chacun))) == attendues(tables)
    assert lues(lire_json(json_.ecrire(chacun))) == attendues(chacun.tables)
    pour_excel = lire_csv(csv_.ecrire(chacun))
    assert lues(pour_excel) == attendues(tables)
    assert [nom for nom, *_ in pour_excel] == [table.identifiant for table in tables]
    assert lues(lire_csv(csv_.ecrire(chacun, machine=True), machine=True)) == attendues(tables)
    schema = json.loads(json_.SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(json_.ecrire(chacun)), schema)


def test_paper_says_what_the_document_says(chacun):
    lu = sans_blancs(texte_du_pdf(pdf.ecrire(chacun)))
    manquantes = [ligne for ligne in imprimees(chacun) if sans_blancs(ligne) not in lu]
    assert manquantes == []


def imprimees(document):
    """Each line of each table, as one reads it from left to right on paper."""
    for table in document.tables:
        if not table.croisee:
            vues = [rang for rang, colonne in enumerate(table.colonnes) if colonne.imprimee]
            for ligne in table.lignes:
                yield "".join(en_papier(table.colonnes[rang], ligne[rang]) for rang in vues)
            continue
        croisees = {}
        for ligne in lignes_nommees(table):
            titre = [ligne["indicateur"].texte, sans_pour_cent(ligne["unite"].texte)]
            debut = croisees.setdefault(ligne["identifiant"].texte, titre)
            debut.append(ligne["valeur"].texte)
            if ligne["denominateur"].texte:
                debut.append(f"{ligne['numerateur'].texte} sur {ligne['denominateur'].texte}")
        yield from ("".join(morceaux) for morceaux in croisees.values())


def en_papier(colonne, case):
    return sans_pour_cent(case.texte) if colonne.cle == "unite" else case.texte


def sans_pour_cent(unite):
    """A part has its sign beside its value already."""
    return "" if unite == "%" else unite


def sans_blancs(texte):
    return "".join(texte.split())


def test_the_same_figures_make_the_same_file(publiee):
    for cle in ("json", "csv", "csv-machine", "xlsx", "pdf"):
        une, autre = (
            FORMATS[cle].ecrire(construction.de_publication(Publie(publiee))) for _ in range(2)
        )
        assert une == autre, cle


def test_small_and_withheld_numbers_are_texts_everywhere(document):
    table = document.table("par-milieu")
    lignes = {(ligne[2].valeur, ligne[3].valeur): ligne for ligne in table.lignes}
    assert lignes["Urbain", "I-01"][5].valeur == "<\u00a05"
    assert lignes["Rural", "I-01"][5].valeur == 5
    assert lignes["Rural", "I-04"][5].valeur == "n.\u00a0p."
    rang = [t.identifiant for t in toutes(document)].index("par-milieu")
    for feuilles_lues in (
        lire_xlsx(xlsx.ecrire(document)),
        lire_ods(ods.ecrire(document)),
        lire_csv(csv_.ecrire(document)),
        lire_csv(csv_.ecrire(document, machine=True), machine=True),
        lire_json(json_.ecrire(document)),
    ):
        _, _, lues_ici = feuilles_lues[rang]
        textes = {(ligne[2], ligne[3]): ligne[5] for ligne in lues_ici}
        assert textes["Urbain", "I-01"] == "<\u00a05"
        assert textes["Rural", "I-01"] == 5
        assert textes["Rural", "I-04"] == "n.\u00a0p."


def test_sheets_have_names_that_spreadsheets_take(document):
    noms = [nom for nom, _ in feuilles(document)]
    assert len({nom.lower() for nom in noms}) == len(noms)
    assert all(0 < len(nom) <= 31 and not set(nom) & set("[]:*?/\\'") for nom in noms)


def test_tables_have_identifiers_of_their_own(document):
    identifiants = [table.identifiant for table in toutes(document)]
    assert len(set(identifiants)) == len(identifiants)
