"""What goes over the wire is compressed once, and only what gains by it."""

import gzip

import pytest
from django.http import FileResponse, HttpResponse, HttpResponseNotModified
from django.test import RequestFactory

from proximite.middleware import CompressionMiddleware

pytestmark = pytest.mark.django_db

ACCEPTE = {"accept-encoding": "gzip, deflate, br"}
CSS = "/static/vendor/bootstrap/bootstrap.min.css"


def _traverser(reponse, methode="GET"):
    requete = RequestFactory().generic(methode, "/", headers=ACCEPTE)
    return CompressionMiddleware(lambda _: reponse)(requete)


def test_page_weighs_a_fraction_and_reads_the_same(client_de, ptp):
    client = client_de(ptp)
    entiere = client.get("/ma-journee/")
    legere = client.get("/ma-journee/", headers=ACCEPTE)
    assert legere["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in legere["Vary"]
    assert "HX-Request" in legere["Vary"]
    assert len(legere.content) < len(entiere.content) / 3
    assert b"Bonjour Maude" in gzip.decompress(legere.content)


def test_size_of_a_page_tells_nothing_of_what_it_keeps_secret(client_de, ptp):
    """Its token is masked anew and its length is random: there is nothing to compare."""
    client = client_de(ptp)
    tailles = {len(client.get("/ma-journee/", headers=ACCEPTE).content) for _ in range(12)}
    assert len(tailles) > 3


def test_without_the_header_nothing_is_compressed(client_de, ptp):
    assert not client_de(ptp).get("/ma-journee/").has_header("Content-Encoding")


def test_static_file_is_light_in_the_demonstration_and_told_unchanged_after(client):
    premiere = client.get(CSS, headers=ACCEPTE)
    assert premiere["Content-Encoding"] == "gzip"
    corps = premiere.getvalue()
    assert len(corps) < 45_000
    assert len(gzip.decompress(corps)) > 200_000
    seconde = client.get(CSS, headers={**ACCEPTE, "if-none-match": premiere["ETag"]})
    assert seconde.status_code == 304
    assert seconde.getvalue() == b""


def test_part_of_a_file_stays_that_part(client):
    partie = client.get(CSS, headers={**ACCEPTE, "range": "bytes=0-99"})
    assert partie.status_code == 206
    assert not partie.has_header("Content-Encoding")
    assert len(partie.getvalue()) == 100


def test_head_has_no_body(client):
    assert not client.head(CSS, headers=ACCEPTE).has_header("Content-Encoding")


@pytest.mark.parametrize(
    ("genre", "compresse"),
    [
        ("text/csv; charset=utf-8", True),
        ("application/json", True),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", False),
        ("application/pdf", False),
        ("image/png", False),
    ],
)
def test_only_text_is_compressed(genre, compresse):
    reponse = _traverser(HttpResponse(b"a;b;c\n" * 500, content_type=genre))
    assert reponse.has_header("Content-Encoding") is compresse


def test_streamed_export_arrives_whole(tmp_path):
    export = tmp_path / "export.csv"
    export.write_bytes(b"a;b;c\n" * 50_000)
    reponse = _traverser(FileResponse(export.open("rb"), content_type="text/csv"))
    assert not reponse.has_header("Content-Length")
    assert gzip.decompress(reponse.getvalue()) == export.read_bytes()


def test_what_is_already_compressed_is_left_as_it_is():
    deja = HttpResponse(b"x" * 1000, content_type="text/css", headers={"Content-Encoding": "br"})
    assert _traverser(deja).content == b"x" * 1000


def test_not_modified_stays_empty():
    assert not _traverser(HttpResponseNotModified()).has_header("Content-Encoding")
