"""Who downloads what, under which name."""

import io
import json
import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from comptes.models import Role
from rapports import taches
from rapports.models import Periode, Tache
from rapports.telechargements import FORMATS
from tests.comptes.factories import AffectationFactory, UtilisateurFactory
from tests.rapports.conftest import accompagner
from tests.territoires.factories import TerritoireFactory

from .conftest import publier
from .lecture import lire_csv, lire_json, lire_une_table


@pytest.fixture
def lire(client_de, comite):
    """``lire(chemin)``: what a member of the comité gets."""
    client = client_de(comite)
    return lambda chemin, **parametres: client.get(chemin, parametres)


def fichier(publication, format):
    return reverse("rapports:publication_export", args=[publication.pk, format])


def du_rapport(periode, territoire, format):
    return reverse("rapports:rapport_export", args=[periode.pk, territoire.code, format])


def nom(reponse):
    return re.fullmatch(r'attachment; filename="(.+)"', reponse["Content-Disposition"])[1]


# --- The comité -----------------------------------------------------------------------------------


def test_comite_downloads_each_format_under_a_name_that_says_what_it_is(lire, publiee):
    for code, format in FORMATS.items():
        reponse = lire(fichier(publiee, code))
        assert reponse.status_code == 200
        assert reponse["Content-Type"] == format.type_mime
        debut = "proximite_reseau_2024-01-01_2024-03-31_publication_2025-12-01"
        assert nom(reponse) == f"{debut}{format.terminaison}"


def test_a_revision_says_so_in_its_name(lire, publiee):
    reponse = lire(fichier(publier(numero=2), "json"))
    assert "_revision-2_" in nom(reponse)


def test_one_table_is_one_csv(lire, publiee):
    reponse = lire(fichier(publiee, "csv"), table="par-milieu")
    assert nom(reponse).startswith("proximite_reseau_par-milieu_2024-01-01_")
    assert nom(reponse).endswith("_excel.csv")
    entiere = {n: lignes for n, _, lignes in lire_csv(lire(fichier(publiee, "csv")).content)}
    assert lire_une_table(reponse.content)[1] == entiere["par-milieu"]


def test_unknown_formats_and_tables_are_not_found(lire, publiee):
    for format, table in (("csv", "inconnue"), ("xlsx", "par-milieu"), ("csv", "")):
        assert lire(fichier(publiee, format), table=table).status_code == 404
    assert lire(fichier(publiee, "exe")).status_code == 404


def test_files_of_the_comite_hold_published_numbers_only(lire, publiee, reseau):
    """Seven familles or so: below the network, multiples of 5 and texts."""
    tables = {nom: lignes for nom, _, lignes in lire_json(lire(fichier(publiee, "json")).content)}
    for identifiant in ("par-milieu", "par-type-porteur", "par-region", "par-territoire"):
        for ligne in tables[identifiant]:
            for compte in (ligne[5], ligne[6]):
                assert compte is None or isinstance(compte, str) or compte % 5 == 0


def test_the_page_of_files_offers_every_format_and_every_table(lire, publiee):
    page = lire(reverse("rapports:publication_exports", args=[publiee.pk])).content.decode()
    for format in FORMATS:
        assert fichier(publiee, format) in page
    contenu = json.loads(lire(fichier(publiee, "json")).content)
    for table in contenu["tables"]:
        assert f"?table={table['identifiant']}" in page


def test_the_page_of_files_costs_the_same_for_one_and_ten_territoires(
    client_de, comite, ptp, publiee, django_assert_num_queries
):
    client = client_de(comite)
    peu = reverse("rapports:publication_exports", args=[publiee.pk])
    with CaptureQueriesContext(connection) as requetes:
        client.get(peu)
    for rang in range(10):
        accompagner(TerritoireFactory(region_id=f"{rang + 5:02}"), ptp)
    beaucoup = reverse("rapports:publication_exports", args=[publier(numero=2).pk])
    with django_assert_num_queries(len(requetes)):
        client.get(beaucoup)


def test_the_old_address_gives_the_periode_published_last(lire, publiee):
    chemin = reverse("rapports:export", args=["json"])
    assert json.loads(lire(chemin).content)["periode"]["libelle"] == "Hiver 2024"
    assert lire(chemin, publication=publiee.pk).content == lire(chemin).content
    for inconnue in ("0", "999999999999999999999999", "un"):
        assert lire(chemin, publication=inconnue).status_code == 404


def test_nothing_published_nothing_to_download(lire, db):
    assert lire(reverse("rapports:export", args=["json"])).status_code == 404


def test_outsiders_reach_no_file_of_the_network(
    client_de, publiee, ptp, gestionnaire, administration, inconnue
):
    for personne in (ptp, gestionnaire, administration, inconnue):
        client = client_de(personne)
        assert client.get(fichier(publiee, "json")).status_code == 404
        for page in ("publication_exports", "publication_recueil"):
            chemin = reverse(f"rapports:{page}", args=[publiee.pk])
            assert client.get(chemin).status_code in (404, 405)
            assert client.post(chemin).status_code in (404, 405)


def test_evaluation_has_its_extracts_and_not_these_files(client_de, publiee):
    personne = UtilisateurFactory(email="evaluation@exemple.test")
    AffectationFactory(utilisateur=personne, role=Role.EVALUATION, territoire=None)
    assert client_de(personne).get(fichier(publiee, "json")).status_code == 404


# --- The recueil ----------------------------------------------------------------------------------


def test_recueil_is_made_apart_and_downloaded_when_ready(
    client_de, comite, publiee, django_capture_on_commit_callbacks
):
    client = client_de(comite)
    with django_capture_on_commit_callbacks(execute=True):
        reponse = client.post(reverse("rapports:publication_recueil", args=[publiee.pk]))
    tache = Tache.objects.get()
    assert reponse.url == reverse("rapports:tache", args=[tache.pk])
    assert tache.etat == Tache.Etat.TERMINEE
    telecharge = client.get(reverse("rapports:tache_fichier", args=[tache.pk]))
    assert nom(telecharge).startswith("proximite_reseau_recueil_2024-01-01_2024-03-31_")
    lu = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(telecharge.content)).pages)
    assert "Territoire d’ici" in lu
    assert "Loin" in lu


def test_recueil_is_refused_to_whoever_lost_the_right(client_de, comite, publiee):
    client_de(comite).post(reverse("rapports:publication_recueil", args=[publiee.pk]))
    comite.affectations.all().delete()
    taches.executer(Tache.objects.get())
    tache = Tache.objects.get()
    assert tache.etat == Tache.Etat.ECHOUEE
    assert "ne vous est plus ouverte" in tache.erreur


# --- The gestionnaire -----------------------------------------------------------------------------


def test_gestionnaire_downloads_the_draft_which_says_so(client_de, gestionnaire, rapport):
    chemin = du_rapport(rapport.periode, rapport.territoire, "json")
    reponse = client_de(gestionnaire).get(chemin)
    contenu = json.loads(reponse.content)
    assert contenu["brouillon"] is True
    assert contenu["portee"] == {"territoire": "ici", "libelle": "Territoire d’ici"}
    assert {t["titre"] for t in contenu["textes"]} == {
        "Faits saillants",
        "Ajustements",
        "Récit de pratique",
    }
    assert re.match(r"proximite_territoire-ici_2024-01-01_2024-03-31_brouillon_", nom(reponse))


def test_a_draft_that_nobody_opened_downloads_and_writes_nothing(
    client_de, gestionnaire, reseau, hiver
):
    chemin = du_rapport(hiver, reseau, "json")
    assert json.loads(client_de(gestionnaire).get(chemin).content)["brouillon"] is True
    assert not hiver.rapports.exists()


def test_a_version_stays_as_it_was_submitted(client_de, gestionnaire, version, reseau, ptp):
    rapport = version.rapport
    chemin = du_rapport(rapport.periode, rapport.territoire, "json")
    client = client_de(gestionnaire)
    avant = client.get(chemin, {"version": 1})
    accompagner(reseau, ptp, alias="la famille arrivée plus tard")
    apres = client.get(chemin, {"version": 1})
    assert avant.content == apres.content
    assert "_version-1_" in nom(apres)
    assert json.loads(apres.content)["brouillon"] is False
    assert client.get(chemin).content == apres.content


def test_unknown_versions_are_not_found(client_de, gestionnaire, version):
    client = client_de(gestionnaire)
    chemin = du_rapport(version.rapport.periode, version.rapport.territoire, "json")
    for numero in ("0", "2", "-1", "un", "99999999999999999999", ""):
        assert client.get(chemin, {"version": numero}).status_code == 404


def test_ptp_reads_the_report_of_her_territoire(client_de, ptp, version):
    chemin = du_rapport(version.rapport.periode, version.rapport.territoire, "json")
    assert client_de(ptp).get(chemin).status_code == 200


def test_outsider_cannot_download_the_report(client_de, version, inconnue, comite, administration):
    chemin = du_rapport(version.rapport.periode, version.rapport.territoire, "json")
    for personne in (inconnue, comite, administration):
        for parametres in ({}, {"version": 1}):
            assert client_de(personne).get(chemin, parametres).status_code == 404


def test_a_periode_to_come_has_no_report(client_de, gestionnaire, reseau):
    a_venir = Periode.objects.create(libelle="2090", debut="2090-01-01", fin="2090-12-31")
    chemin = du_rapport(a_venir, reseau, "json")
    assert client_de(gestionnaire).get(chemin).status_code == 404


# --- The schema -----------------------------------------------------------------------------------


def test_schema_of_the_json_is_published(lire, publiee):
    schema = json.loads(lire(reverse("rapports:schema_rapport")).content)
    assert schema["$id"] == json.loads(lire(fichier(publiee, "json")).content)["schema"]


def test_zips_hold_one_file_for_each_table(lire, publiee):
    archive = zipfile.ZipFile(io.BytesIO(lire(fichier(publiee, "csv-machine")).content))
    assert archive.testzip() is None
    assert {"essentiel.csv", "definitions.csv", "a-lire.csv"} <= set(archive.namelist())
