"""Which pages of figures are read from the replica, and when they are not."""

from contextlib import contextmanager

import pytest
from django.db import OperationalError
from django.urls import get_resolver

from proximite import bases
from rapports import middleware, replique


class Replique:
    """Stands for a replica: what it would say of itself, and what was read from it."""

    def __init__(self) -> None:
        self.etat = (True, True, True, None)
        self.demandes: list[list[str]] = []
        self.fermee = 0

    @contextmanager
    def cursor(self):
        yield self

    def execute(self, requete, parametres):
        if isinstance(self.etat, Exception):
            raise self.etat
        self.demandes.append(parametres)

    def fetchone(self):
        return self.etat

    def close(self):
        self.fermee += 1


@pytest.fixture
def la_replique(monkeypatch):
    fausse = Replique()
    monkeypatch.setattr(replique, "existe", lambda: True)
    monkeypatch.setattr(replique, "connections", {"replique": fausse})
    monkeypatch.setattr(replique, "place", lambda: "0/9F")
    monkeypatch.setattr(replique, "_reprise", 0.0)
    return fausse


def ou_lit_on(**options) -> str:
    return replique.lire(lambda: "replique" if bases._lecture.get() else "primaire", **options)


def test_without_a_replica_nothing_changes():
    assert ou_lit_on() == "primaire"


def test_a_replica_that_has_everything_is_read(la_replique):
    assert ou_lit_on() == "replique"


@pytest.mark.parametrize(
    ("etat", "lue"),
    [
        ((True, True, False, 29.0), "replique"),
        ((True, True, False, 31.0), "primaire"),
        ((True, True, False, None), "primaire"),
        ((True, True, True, 9000.0), "replique"),
        ((True, False, False, 0.1), "primaire"),
        ((False, True, True, None), "primaire"),
    ],
    ids=["late_but_little", "too_late", "unknown", "idle", "lacks_what_she_wrote", "promoted"],
)
def test_it_is_read_only_while_fresh_enough(la_replique, etat, lue):
    la_replique.etat = etat
    assert ou_lit_on(depuis="0/3A") == lue


def test_what_she_wrote_is_asked_of_it(la_replique):
    ou_lit_on(depuis="0/3A")
    assert la_replique.demandes == [["0/3A", "0/9F"]]


def test_a_forged_place_is_read_from_the_primary(la_replique):
    assert ou_lit_on(depuis="0/3A'; DROP TABLE x") == "primaire"
    assert la_replique.demandes == []


def test_one_that_is_down_is_left_alone_for_a_while(la_replique):
    la_replique.etat = OperationalError("refused")
    assert ou_lit_on() == "primaire"
    la_replique.etat = (True, True, True, None)
    assert ou_lit_on() == "primaire"
    assert la_replique.fermee == 1


def test_one_that_falls_while_it_is_read_costs_nothing_to_the_reader(la_replique):
    def travail():
        if bases._lecture.get():
            raise OperationalError("terminating connection")
        return "du primaire"

    assert replique.lire(travail) == "du primaire"
    assert not bases._lecture.get()


@pytest.fixture
def lectures(la_replique, monkeypatch):
    """Where each page was read; the rows come from the tests' own database."""
    lues: list[tuple[str, str]] = []

    def lire(travail, *, depuis=""):
        lues.append(("replique", depuis))
        return travail()

    monkeypatch.setattr(replique, "lire", lire)
    return lues


def test_a_dashboard_may_be_read_there_and_a_famille_never(
    client_de, gestionnaire, territoire, lectures
):
    client = client_de(gestionnaire)
    assert client.get("/familles/").status_code == 200
    assert lectures == []
    assert client.get(f"/tableau-de-bord/{territoire.code}/").status_code == 200
    assert lectures == [("replique", "")]


def test_whoever_has_just_recorded_reads_what_she_recorded(
    client_de, gestionnaire, territoire, lectures
):
    client = client_de(gestionnaire)
    client.post("/compte/deconnexion/")
    client.force_login(gestionnaire)
    temoin = client.cookies[middleware.TEMOIN]
    assert temoin.value == "0/9F"
    assert temoin["httponly"]
    client.get(f"/tableau-de-bord/{territoire.code}/")
    assert lectures == [("replique", "0/9F")]


def test_each_page_that_is_read_there_exists():
    noms = set(get_resolver().namespace_dict["rapports"][1].reverse_dict)
    assert {f"rapports:{nom}" for nom in noms if isinstance(nom, str)} >= middleware.PAGES
