"""SECURITE check 11: a copy made under load comes back elsewhere, the same, or is refused."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from errno import ENOSPC

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from psycopg import sql

from confidentialite.destruction import Motif, rendre_anonyme
from confidentialite.sauvegarde import cles, empreintes, postgresql
from confidentialite.sauvegarde import dossier as dossiers
from confidentialite.sauvegarde.dossier import Manifeste, Refus
from familles.models import Famille
from familles.models.cle import CleFamille
from proximite.postgresql.roles import ROLE
from tests.familles.factories import FamilleFactory


def gerer(adresse, *mots):
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, mots)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": adresse},
        capture_output=True,
        text=True,
        check=False,
    )


def adresse_de(nom: str) -> str:
    d = connection.settings_dict
    return f"postgres://{d['USER']}:{d['PASSWORD']}@{d['HOST']}:{d['PORT']}/{nom}"


@pytest.fixture
def vraie_base(ptp, territoire, tmp_path, monkeypatch):
    """The address of the tests' database, that other processes open and threads write to."""
    FamilleFactory.create_batch(5, territoire=territoire, saisie_par=ptp)
    if connection.vendor == "postgresql":
        return adresse_de(connection.settings_dict["NAME"])
    fichier = tmp_path / "base.sqlite3"
    with closing(sqlite3.connect(fichier)) as copie:
        connection.connection.backup(copie)
    monkeypatch.setitem(connections.settings["default"], "NAME", str(fichier))
    return f"sqlite:///{fichier}"


@pytest.fixture
def ailleurs(tmp_path):
    """The address of a base that has nothing yet."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'ailleurs.sqlite3'}"
        return
    nom = sql.Identifier(f"{connection.settings_dict['NAME']}_ailleurs")
    with postgresql.connecter(connection.settings_dict) as serveur:
        serveur.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(nom))
        serveur.execute(sql.SQL("CREATE DATABASE {}").format(nom))
        yield adresse_de(f"{connection.settings_dict['NAME']}_ailleurs")
        serveur.execute(sql.SQL("DROP DATABASE {}").format(nom))


def empreintes_de(adresse):
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(adresse.removeprefix("sqlite:///"))) as base:
            return empreintes.de_sqlite(base)
    with psycopg.connect(adresse, autocommit=True) as base:
        return empreintes.de_postgresql(base)


def sauvegarder(adresse, racine):
    """The copy, its trousseau beside ``racine``."""
    fini = gerer(adresse, "sauvegarder", "--dans", racine, "--trousseau", trousseau_de(racine))
    assert fini.returncode == 0, fini.stderr
    return dossiers.presentes(racine)[-1]


def trousseau_de(racine):
    return racine.parent / "cles" / "trousseau.jsonl"


def restaurer(adresse, dossier, *options):
    trousseau = trousseau_de(dossier.parent)
    return gerer(adresse, "restaurer", dossier, "--trousseau", trousseau, *options)


class Saisie(threading.Thread):
    """Somebody who records familles until she is told to stop; ``acquises``: what was answered."""

    def __init__(self, ptp, territoire) -> None:
        super().__init__()
        self.ptp, self.territoire = ptp, territoire
        self.acquises: list[str] = []
        self.fini = threading.Event()

    def run(self) -> None:
        try:
            while not self.fini.is_set():
                famille = FamilleFactory(territoire=self.territoire, saisie_par=self.ptp)
                self.acquises.append(famille.code)
        finally:
            connection.close()


@pytest.mark.securite(11)
@pytest.mark.django_db(transaction=True)
def test_a_copy_made_while_people_record_comes_back_elsewhere_the_same(
    vraie_base, ailleurs, tmp_path, ptp, territoire
):
    personnes = [Saisie(ptp, territoire) for _ in range(3)]
    for personne in personnes:
        personne.start()
    while not all(personne.acquises for personne in personnes):
        personnes[0].join(0.05)
    avant = [code for personne in personnes for code in list(personne.acquises)]
    faite = sauvegarder(vraie_base, tmp_path / "copies")
    for personne in personnes:
        personne.fini.set()
        personne.join()
    apres = sum(len(personne.acquises) for personne in personnes)
    fini = restaurer(ailleurs, faite)
    assert fini.returncode == 0, fini.stderr
    revenues = empreintes_de(ailleurs)
    assert empreintes.ecarts(Manifeste.lire(faite).tables, revenues) == []
    assert 5 + len(avant) <= revenues["familles_famille"][0] < 5 + apres
    assert codes_de(ailleurs) >= set(avant)


def codes_de(adresse):
    requete = "SELECT code FROM familles_famille"
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(adresse.removeprefix("sqlite:///"))) as base:
            return {code for (code,) in base.execute(requete)}
    with psycopg.connect(adresse) as base:
        return {code for (code,) in base.execute(requete).fetchall()}


@pytest.mark.securite(11)
@pytest.mark.django_db(transaction=True)
def test_what_is_restored_serves_people_at_once(vraie_base, ailleurs, tmp_path):
    faite = sauvegarder(vraie_base, tmp_path / "copies")
    assert restaurer(ailleurs, faite).returncode == 0
    fini = gerer(ailleurs, "verifier_journal")
    assert fini.returncode == 0, fini.stderr
    programme = (
        "from django.test import Client; r = Client().get('/sante/pret/', headers={'host':"
        " '127.0.0.1'}); print(r.status_code)"
    )
    assert gerer(ailleurs, "shell", "-c", programme).stdout.strip().endswith("200")


@pytest.mark.django_db(transaction=True)
def test_a_copy_notes_the_head_of_the_journal_which_shows_an_end_cut_off_since(
    vraie_base, ailleurs, tmp_path
):
    programme = (
        "from confidentialite.chaine import tete;"
        "from confidentialite.models import Consultation;"
        "[Consultation.inscrire(geste='lecture', page='x', statut=200) for _ in range(2)];"
        "print(tete())"
    )
    note = gerer(vraie_base, "shell", "-c", programme).stdout.split()[-1]
    racine = tmp_path / "copies"
    assert Manifeste.lire(sauvegarder(vraie_base, racine)).tete == note
    assert gerer(vraie_base, "verifier_journal", "--sauvegardes", racine).returncode == 0
    fini = gerer(ailleurs, "migrate", "--verbosity", "0")
    assert fini.returncode == 0, fini.stderr
    fini = gerer(ailleurs, "verifier_journal", "--sauvegardes", racine)
    assert fini.returncode == 1
    assert "la tête notée, 2, n’y est plus" in fini.stderr


@pytest.mark.django_db(transaction=True)
def test_what_is_restored_stands_behind_the_second_wall(vraie_base, ailleurs, tmp_path):
    """A copy holds no right: they are given back, and the command says so."""
    fini = restaurer(ailleurs, sauvegarder(vraie_base, tmp_path / "copies"))
    assert fini.returncode == 0, fini.stderr
    postgresql_ = connection.vendor == "postgresql"
    assert ("Le second mur et les droits de l’application sont en place." in fini.stdout) is (
        postgresql_
    )
    if postgresql_:
        assert droits_de(ailleurs) == droits_de(vraie_base)


def droits_de(adresse):
    """The policies, the tables that have them on, and what the role of the site may do."""
    with psycopg.connect(adresse) as base:
        politiques = base.execute(
            "SELECT p.tablename, p.qual, c.relrowsecurity FROM pg_policies p"
            " JOIN pg_class c ON c.oid = p.tablename::regclass"
        ).fetchall()
        permis = base.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = %s",
            [ROLE],
        ).fetchall()
    assert len(politiques) > 20
    assert len(permis) > 100
    return set(politiques), set(permis)


@pytest.mark.securite(11)
@pytest.mark.django_db(transaction=True)
def test_no_copy_holds_a_key_and_the_trousseau_opens_all_of_it(
    vraie_base, ailleurs, tmp_path, ptp, territoire
):
    faite = sauvegarder(vraie_base, tmp_path / "copies")
    scelles = [bytes(scelle) for scelle in CleFamille.objects.values_list("scelle", flat=True)]
    octets = (faite / Manifeste.lire(faite).fichier).read_bytes()
    assert len(scelles) == 5
    assert not [scelle for scelle in scelles if scelle in octets]
    assert restaurer(ailleurs, faite).returncode == 0
    assert lus(ailleurs) == {(famille.code, famille.alias) for famille in Famille.objects.all()}


def lus(adresse):
    programme = (
        "import json; from familles.models import Famille;"
        " print(json.dumps([[f.code, f.alias] for f in Famille.objects.all()]))"
    )
    fini = gerer(adresse, "shell", "-c", programme)
    return set(map(tuple, json.loads(fini.stdout.strip().splitlines()[-1])))


@pytest.mark.securite(11)
@pytest.mark.django_db(transaction=True)
def test_a_key_destroyed_since_is_destroyed_for_the_copies_of_before(
    vraie_base, ailleurs, tmp_path
):
    faite = sauvegarder(vraie_base, tmp_path / "copies")
    trousseau = trousseau_de(tmp_path / "copies")
    detruite, *gardees = trousseau.read_text().splitlines(keepends=True)
    trousseau.write_text("".join(gardees))
    assert restaurer(ailleurs, faite, "--tombes-perdues").returncode == 0
    code = json.loads(detruite)["code"]
    illisibles = {c for c, alias in lus(ailleurs) if "illisible" in alias}
    assert illisibles == {code}


def test_keys_that_nobody_destroyed_are_never_dropped(db, tmp_path):
    """An empty base saved by mistake does not make the copies of the real one unreadable."""
    fichier = tmp_path / "trousseau.jsonl"
    FamilleFactory.create_batch(2)
    assert cles.garder(fichier, detruites=()) == 2
    code = CleFamille.objects.values_list("code", flat=True)[0]
    CleFamille.objects.filter(code=code).delete()
    avant = fichier.read_bytes()
    with pytest.raises(Refus, match="1 clés"):
        cles.garder(fichier, detruites=())
    assert fichier.read_bytes() == avant
    assert cles.garder(fichier, detruites=[code]) == 1


def test_the_key_of_a_demande_that_ended_or_was_taken_up_is_missed_by_nobody(db, tmp_path):
    fichier = tmp_path / "trousseau.jsonl"
    FamilleFactory()
    CleFamille.d_attente()
    assert cles.garder(fichier, detruites=()) == 2
    CleFamille.objects.filter(famille=None).delete()
    assert cles.garder(fichier, detruites=()) == 1


def test_a_trousseau_that_is_not_one_is_refused(db, tmp_path):
    (tmp_path / "trousseau.jsonl").write_text("{}\n")
    for fichier in (tmp_path / "trousseau.jsonl", tmp_path / "absent"):
        with pytest.raises(Refus, match="trousseau"):
            cles.rendre(fichier)


@pytest.mark.securite(11)
@pytest.mark.django_db(transaction=True)
def test_a_famille_destroyed_since_stays_destroyed_in_what_is_restored(
    vraie_base, ailleurs, tmp_path, monkeypatch
):
    """Her key and her name: gone from the base, so gone from the copy of before (check 11)."""
    monkeypatch.setenv("TOMBES", str(tmp_path / "tombes"))
    faite = sauvegarder(vraie_base, tmp_path / "copies")
    famille, *autres = Famille.objects.order_by("pk")
    siens, alias = {(f.code, f.alias) for f in autres}, famille.alias
    assert detruire(vraie_base, famille.code)
    sauvegarder(vraie_base, tmp_path / "copies")
    fini = restaurer(ailleurs, faite)
    assert fini.returncode == 0, fini.stderr
    revenues = lus(ailleurs)
    assert siens <= revenues
    assert alias not in dict(revenues).values()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("avant", [True, False], ids=["copy of before", "copy of after"])
def test_without_the_tombes_a_copy_comes_back_only_to_who_says_that_they_are_lost(
    vraie_base, ailleurs, tmp_path, monkeypatch, avant
):
    """Of before: only the key that is gone tells. Of after: the register and the manifest."""
    monkeypatch.setenv("TOMBES", str(tmp_path / "tombes"))
    faite = sauvegarder(vraie_base, tmp_path / "copies")
    code = Famille.objects.earliest("pk").code
    assert detruire(vraie_base, code)
    derniere = sauvegarder(vraie_base, tmp_path / "copies")
    assert Manifeste.lire(derniere).tombes == 1
    (tmp_path / "tombes").unlink()
    fini = restaurer(ailleurs, faite if avant else derniere)
    assert fini.returncode == 1
    assert "--tombes-perdues" in fini.stderr
    attendues = ["clé n’est plus"] if avant else ["le registre inscrit", "connues à la sauvegarde"]
    assert [ligne for ligne in attendues if ligne not in fini.stderr] == []
    vider(ailleurs)
    fini = restaurer(ailleurs, faite if avant else derniere, "--tombes-perdues")
    assert fini.returncode == 0, fini.stderr
    assert (tmp_path / "tombes").exists() is not avant
    assert "commande:tombes_perdues" in pages_du_journal(ailleurs)


def vider(adresse):
    """A base that has nothing again; SQLite's took no name."""
    if connection.vendor == "postgresql":
        with psycopg.connect(adresse, autocommit=True) as base:
            base.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def pages_du_journal(adresse):
    programme = (
        "from confidentialite.models import Consultation;"
        "print([c.page for c in Consultation.objects.all()])"
    )
    return gerer(adresse, "shell", "-c", programme).stdout


@pytest.mark.django_db(transaction=True)
def test_a_destruction_takes_her_key_out_of_the_trousseau_at_once(
    vraie_base, ailleurs, tmp_path, monkeypatch
):
    """The copies of before are unreadable without waiting for the next one."""
    monkeypatch.setenv("TOMBES", str(tmp_path / "tombes"))
    trousseau = trousseau_de(tmp_path / "copies")
    monkeypatch.setenv("TROUSSEAU", str(trousseau))
    faite = sauvegarder(vraie_base, tmp_path / "copies")
    code = Famille.objects.earliest("pk").code
    avant = cles.codes(trousseau)
    assert detruire(vraie_base, code)
    assert cles.codes(trousseau) == avant - {code}
    (tmp_path / "tombes").unlink()
    assert restaurer(ailleurs, faite, "--tombes-perdues").returncode == 0
    assert {c for c, alias in lus(ailleurs) if "illisible" in alias} == {code}


def test_a_key_that_could_not_be_taken_out_goes_the_next_night(
    db, settings, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    finie = FamilleFactory()
    cles.garder(settings.TROUSSEAU, detruites=())
    monkeypatch.setattr(cles, "ecrire_d_un_coup", disque_plein)
    with django_capture_on_commit_callbacks(execute=True):
        assert rendre_anonyme(finie, motif=Motif.REPRISE)
    assert "still holds the key" in caplog.text
    with pytest.raises(CommandError, match="trousseau n’a pas été récrit"):
        call_command("appliquer_conservation", executer=True)
    monkeypatch.undo()
    assert cles.codes(settings.TROUSSEAU) == {finie.code}
    call_command("appliquer_conservation", executer=True)
    assert cles.codes(settings.TROUSSEAU) == set()


def disque_plein(*_):
    raise OSError(ENOSPC, "No space left on device")


@pytest.mark.django_db(transaction=True)
def test_a_trousseau_left_beside_the_copies_is_told_of(vraie_base, tmp_path):
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies/trousseau.jsonl").write_text("")
    fini = gerer(
        vraie_base, "sauvegarder", "--dans", tmp_path / "copies", "--trousseau",
        trousseau_de(tmp_path / "copies"),
    )  # fmt: skip
    assert fini.returncode == 1
    assert "Détruisez" in fini.stderr
    assert len(dossiers.presentes(tmp_path / "copies")) == 1


def detruire(adresse, code):
    programme = (
        "from confidentialite.destruction import Motif, rendre_anonyme;"
        "from familles.models import Famille;"
        f"print(rendre_anonyme(Famille.objects.get(code='{code}'), motif=Motif.REPRISE))"
    )
    return gerer(adresse, "shell", "-c", programme).stdout.strip().endswith("True")


@pytest.mark.django_db(transaction=True)
def test_a_base_that_has_rows_is_never_overwritten(vraie_base, tmp_path):
    faite = sauvegarder(vraie_base, tmp_path / "copies")
    avant = empreintes_de(vraie_base)
    fini = restaurer(vraie_base, faite)
    assert fini.returncode == 1
    assert "existe déjà" in fini.stderr or "n’est pas vide" in fini.stderr
    assert empreintes_de(vraie_base) == avant
    assert Famille.objects.count() == 5


@pytest.mark.securite(11)
@pytest.mark.django_db(transaction=True)
def test_one_altered_byte_and_it_is_refused(vraie_base, ailleurs, tmp_path):
    faite = sauvegarder(vraie_base, tmp_path / "copies")
    base = faite / Manifeste.lire(faite).fichier
    octets = bytearray(base.read_bytes())
    octets[len(octets) // 2] ^= 1
    base.write_bytes(octets)
    fini = restaurer(ailleurs, faite)
    assert fini.returncode == 1
    assert "altéré" in fini.stderr


@pytest.mark.django_db(transaction=True)
def test_a_copy_whose_rows_differ_is_refused_and_nothing_stays(vraie_base, ailleurs, tmp_path):
    faite = sauvegarder(vraie_base, tmp_path / "copies")
    manifeste = json.loads((faite / dossiers.MANIFESTE).read_text())
    manifeste["tables"]["familles_famille"][0] += 1
    (faite / dossiers.MANIFESTE).write_text(json.dumps(manifeste))
    fini = restaurer(ailleurs, faite)
    assert fini.returncode == 1
    assert "familles_famille\u00a0:" in fini.stderr
    if connection.vendor == "sqlite":
        assert not (tmp_path / "ailleurs.sqlite3").exists()


@pytest.mark.django_db(transaction=True)
def test_a_copy_is_read_by_nobody_else(vraie_base, tmp_path):
    faite = sauvegarder(vraie_base, tmp_path / "copies")
    assert (tmp_path / "copies").stat().st_mode & 0o777 == 0o700
    assert faite.stat().st_mode & 0o777 == 0o700


def test_what_was_interrupted_is_no_copy_and_goes_with_the_next(tmp_path):
    (tmp_path / ".partiel-hier").mkdir()
    with dossiers.nouveau(tmp_path) as (partiel, publier):
        (partiel / "base").write_text("x")
        assert dossiers.presentes(tmp_path) == []
        assert publier().exists()
    assert not list(tmp_path.glob(".partiel-*"))


def test_what_fails_leaves_nothing(tmp_path):
    def echouer():
        with dossiers.nouveau(tmp_path) as (partiel, _):
            (partiel / "base").write_text("x")
            raise Refus

    with pytest.raises(Refus):
        echouer()
    assert [p.name for p in tmp_path.iterdir()] == [".verrou"]


def test_two_at_once_are_one(tmp_path):
    seconde = dossiers.nouveau(tmp_path)
    with dossiers.nouveau(tmp_path), pytest.raises(Refus, match="en cours"):
        seconde.__enter__()


def test_old_ones_go_but_the_latest_stays_whatever_its_age(tmp_path):
    maintenant = datetime(2024, 6, 30, tzinfo=UTC)
    for age in (90, 60, 40, 10):
        dossier = tmp_path / (maintenant - timedelta(days=age)).strftime(dossiers.NOM)
        dossier.mkdir()
        (dossier / dossiers.MANIFESTE).touch()
    assert len(dossiers.elaguer(tmp_path, jours=30, maintenant=maintenant)) == 3
    assert len(dossiers.presentes(tmp_path)) == 1
    assert dossiers.elaguer(tmp_path, jours=1, maintenant=maintenant) == []
    assert len(dossiers.presentes(tmp_path)) == 1
