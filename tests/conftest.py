"""The people of the tests: a PTP, her gestionnaire, a comité, an administration, a stranger."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from copy import deepcopy
from fcntl import LOCK_EX, flock
from pathlib import Path
from tempfile import gettempdir
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client, TransactionTestCase

from comptes.models import Role, Utilisateur
from familles.models.cle import oublier
from tests import base_migree, mur
from tests.comptes.factories import AffectationFactory, UtilisateurFactory
from tests.courriels.smtp import boite_aux_lettres  # noqa: F401 (a fixture for every test)
from tests.repartition import ParTestOuParModule
from tests.territoires.factories import TerritoireFactory

pytest_plugins = ["tests.securite"]
# Threads of a test about two gestures at once.
PEU = 8


def pytest_addoption(parser):
    parser.addoption(
        "--avec-base", action="store_true", help="only the tests that may use the database"
    )


def pytest_collection_modifyitems(config, items):
    """The others do not know which engine there is: CI runs them once, with SQLite's.

    pytest-django refuses the database to a test that has neither its mark nor its fixtures.
    """
    if not config.getoption("--avec-base"):
        return
    sans_base = [item for item in items if not _a_la_base(item)]
    config.hook.pytest_deselected(items=sans_base)
    items[:] = [item for item in items if _a_la_base(item)]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return ParTestOuParModule(config, log)


def _a_la_base(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "live_server"}
    return bool(item.get_closest_marker("django_db") or fixtures & set(item.fixturenames))


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _taches_sur_place(settings):
    settings.TACHES_SUR_PLACE = True


@pytest.fixture(autouse=True)
def _fichiers_statiques_a_la_demande(settings):
    """Each Client would otherwise begin by reading the date and the size of them all."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def _cles_d_un_seul_test():
    """Keys live as long as a request or a command; here, as a test, whose rows are undone."""
    oublier()


@pytest.fixture(autouse=True)
def _tombes_du_test(settings, tmp_path_factory):
    dossier = tmp_path_factory.mktemp("tombes")
    settings.TOMBES, settings.TROUSSEAU = str(dossier / "tombes"), dossier / "trousseau.jsonl"


@pytest.fixture(autouse=True)
def _petit_reseau(settings):
    """A network of one territoire is enough to try what is published."""
    settings.RAPPORTS_MINIMAUX = 1


@pytest.fixture(scope="session")
def _copie_de_la_base(request, django_db_blocker):
    with ExitStack() as pendant_la_creation:
        with django_db_blocker.unblock():
            pendant_la_creation.enter_context(base_migree.copiee(request.config.rootpath))
        yield pendant_la_creation


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    _copie_de_la_base, django_db_modify_db_settings_parallel_suffix
) -> None:
    """What pytest-django asks for just before it creates the database."""


@pytest.fixture(autouse=True, scope="session")
def _base_prete(django_db_setup, django_db_blocker, _copie_de_la_base):
    with django_db_blocker.unblock():
        _copie_de_la_base.close()


@pytest.fixture(autouse=True, scope="session")
def _derriere_le_mur():
    """On PostgreSQL each request is made under the application's role, as in production; what a
    test writes itself, it writes as the owner."""
    with mur.requetes_sous_le_role():
        yield


@pytest.fixture(autouse=True, scope="session")
def _remise_a_neuf(_base_prete, request):
    """After a test that commits, which would otherwise be emptied table by table."""
    TransactionTestCase._fixture_teardown = lambda _: base_migree.remettre(request.config.rootpath)


@pytest.fixture(scope="module")
def base_du_module(_base_prete, django_db_blocker):
    """Rows made once for all the tests of a module, which undo what they change of them: they are
    undone after its last one. For modules without any test that commits."""
    assert not connection.in_atomic_block, "requested from inside a test, which would undo them"
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def de_son_module(nom: str) -> Any:
    """A fixture: what ``lignes`` made under that name for the module, as a copy of the test's."""

    @pytest.fixture(name=nom)
    def copie(db, lignes):
        return deepcopy(lignes[nom])

    return copie


@pytest.fixture
def territoire(db):
    return territoire_d_ici()


def territoire_d_ici():
    return TerritoireFactory(code="ici", nom="Territoire d’ici")


@pytest.fixture
def autre_territoire(db):
    return TerritoireFactory(code="ailleurs", nom="Territoire d’ailleurs")


def une_personne(prenom: str, role: str, territoire=None) -> Utilisateur:
    utilisateur = UtilisateurFactory(prenom=prenom, email=f"{prenom.lower()}@exemple.test")
    AffectationFactory(utilisateur=utilisateur, role=role, territoire=territoire)
    return utilisateur


@pytest.fixture
def ptp(territoire):
    return une_personne("Maude", Role.PTP, territoire)


@pytest.fixture
def gestionnaire(territoire):
    return une_personne("Lise", Role.GESTIONNAIRE, territoire)


@pytest.fixture
def comite(db):
    return une_personne("Claude", Role.COMITE_PILOTAGE)


@pytest.fixture
def administration(db):
    return une_personne("Andrea", Role.ADMINISTRATION)


@pytest.fixture
def inconnue(autre_territoire):
    """A PTP of another territoire: nothing of « ici » exists for her."""
    return une_personne("Jo", Role.PTP, autre_territoire)


@pytest.fixture
def client_de(db):
    """``client_de(ptp)``: a browser where she is signed in."""

    def ouvrir(utilisateur: Utilisateur) -> Client:
        client = Client()
        client.force_login(utilisateur)
        return client

    return ouvrir


@pytest.fixture
def en_parallele(monkeypatch, tmp_path):
    """``en_parallele(geste, fois=24)``: the results of one gesture made in 8 threads; ``fils=50``
    in fifty, of which the first fifty gestures start together.

    Needs ``django_db(transaction=True)``. The threads work on a real file where the tests'
    database is SQLite in memory, for that one is a single connection: read results there too.
    """

    def lancer(geste: Callable[[], Any], fois: int, *, fils: int = PEU) -> list[Any]:
        _poser_en_fichier()
        depart = Barrier(min(fils, fois), timeout=60) if fils > PEU else None

        def partir(rang: int) -> Any:
            if depart and rang < depart.parties:
                depart.wait()
            return _puis_fermer(geste)

        with _seul() if depart else nullcontext(), ThreadPoolExecutor(fils) as lances:
            return list(lances.map(partir, range(fois)))

    def _poser_en_fichier() -> None:
        fichier = tmp_path / "parallele.sqlite3"
        if connection.vendor == "sqlite" and not fichier.exists():
            with sqlite3.connect(fichier) as copie:
                connection.connection.backup(copie)
            copie.close()
            monkeypatch.setitem(connections.settings["default"], "NAME", str(fichier))

    return lancer


@contextmanager
def _seul() -> Iterator[None]:
    """One test at a time of all the workers: PostgreSQL gives a hundred connections."""
    with (Path(gettempdir()) / "proximite-beaucoup-de-fils").open("w") as verrou:
        flock(verrou, LOCK_EX)
        yield


def _puis_fermer(geste: Callable[[], Any]) -> Any:
    try:
        return geste()
    finally:
        connection.close()
