"""One PTP, her phone, the network and the server, and who kills what.

``SECOUSSES`` says how many shakes in all, half of them for each way of logging; without it, what a
minute holds. A failure prints its seed: ``SECOUSSES_GRAINE=… make secousses`` plays it again.
"""

import os
import random
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socket import create_server

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from playwright.sync_api import Error

from familles.models import Intervention, Promesse
from tests.familles.factories import FamilleFactory

from .navigateur import Navigateur
from .reseau import Relais
from .serveur import Serveur
from .stockage import vider_stockage

NOMBRE = int(os.environ.get("SECOUSSES", "40")) // 2
LIMITE = float("inf") if "SECOUSSES" in os.environ else 45.0  # seconds
GRAINE = int(os.environ.get("SECOUSSES_GRAINE", time.time_ns() % 100_000))
PERDUES = 2.0  # seconds of typing
ALIAS = "la famille du quai Rouge-Gorge"
MOTS = ["marmotte", "bouleau", "tuque", "lanterne", "ruisseau", "framboise", "hirondelle"]


@pytest.fixture
def base(tmp_path, monkeypatch, territoire, ptp):
    """The database of the server: a file, with a famille and an open session."""
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, alias=ALIAS)
    client = Client()
    client.force_login(ptp)
    fichier = tmp_path / "secousses.sqlite3"
    with sqlite3.connect(fichier) as copie:
        connection.connection.backup(copie)
    copie.close()
    monkeypatch.setitem(connections.settings["default"], "NAME", str(fichier))
    return fichier, famille.code, client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def monde(base, tmp_path, playwright):
    fichier, code, session = base
    with create_server(("127.0.0.1", 0)) as prise:
        port = prise.getsockname()[1]
    serveur = Serveur(port, fichier)
    relais = Relais(port)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": relais.url}
    navigateur = Navigateur(playwright, tmp_path / "profil", cookie)
    navigateur.ouvrir()
    yield Monde(random.Random(GRAINE), code, serveur, relais, navigateur)
    navigateur.tuer()
    relais.fermer()
    serveur.arreter()


class Secousse(Exception):  # noqa: N818 (a shake is no error)
    """What she was doing is cut here."""


class Monde:
    def __init__(self, hasard, code, serveur, relais, navigateur) -> None:
        self.hasard, self.code = hasard, code
        self.serveur, self.relais, self.navigateur = serveur, relais, navigateur

    @property
    def page(self):
        return self.navigateur.page

    def aller(self, chemin: str) -> None:
        for _ in range(5):
            try:
                self.page.goto(f"{self.relais.url}{chemin}")
                return
            except Error as panne:
                # What the cut network was still loading fails now, and takes this visit with it.
                derniere = panne
                self.page.wait_for_timeout(500)
        raise derniere

    def taper(self, texte: str, deja: int, mesure: list, coupure: int | None) -> None:
        """Key after key, with a pause where she thinks; each length and its time are noted."""
        pauses = {self.hasard.randrange(deja, len(texte) + 1): self.hasard.uniform(0.3, 2.4)}
        for rang in range(deja, len(texte)):
            if rang == coupure:
                raise Secousse
            self.page.wait_for_timeout(1000 * pauses.get(rang, 0.01))
            self.page.keyboard.type(texte[rang])
            mesure.append((time.monotonic(), rang + 1))

    def hesiter(self) -> None:
        """She has sent, and does not see the answer."""
        self.page.wait_for_timeout(self.hasard.choice([0, 5, 20, 60, 150, 400]))
        raise Secousse

    # --- What happens ----------------------------------------------------------------------

    def secouer(self) -> str:
        quoi = self.hasard.choice(["navigateur", "reseau", "serveur", "page", "tout"])
        if quoi in ("serveur", "tout"):
            self.serveur.tuer()
        if quoi in ("reseau", "tout"):
            self.relais.couper()
        if quoi in ("navigateur", "tout"):
            self.navigateur.tuer()
        return quoi

    def retablir(self, quoi: str) -> None:
        if quoi in ("serveur", "tout"):
            self.serveur.lancer()
        if quoi in ("navigateur", "tout"):
            self.navigateur.ouvrir()
        elif quoi == "page":
            self.page.close()
            self.navigateur.nouvelle_page()

    # --- What must hold --------------------------------------------------------------------

    def notes(self) -> list[str]:
        return _dans_un_fil(lambda: [i.note for i in Intervention.objects.all()])

    def promesses(self) -> list[str]:
        return _dans_un_fil(lambda: [p.texte for p in Promesse.objects.all()])

    def rien_de_lisible(self) -> None:
        stockage = vider_stockage(self.page)
        for lisible in (ALIAS, *MOTS):
            assert lisible not in stockage, f"graine {GRAINE} : « {lisible} » se lit"

    def rien_de_lisible_dans_le_profil(self) -> None:
        """The files themselves, once the browser is dead: what a thief would copy. All but the
        browser's own history, which keeps the titles of pages and which only she can clear."""
        self.navigateur.tuer()
        for fichier in self.navigateur.profil.rglob("*"):
            if fichier.is_file() and not fichier.name.startswith("History"):
                _rien_de_lisible_dans(fichier)


def _rien_de_lisible_dans(fichier: Path) -> None:
    octets = fichier.read_bytes()
    for lisible in (ALIAS, *MOTS):
        for code in ("utf-8", "utf-16-le"):
            assert lisible.encode(code) not in octets, f"« {lisible} » dans {fichier}"


def _dans_un_fil(lire: Callable[[], list[str]]) -> list[str]:
    """A thread of its own opens the file of the server: this one keeps the tests' database."""

    def puis_fermer() -> list[str]:
        try:
            return lire()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as fil:
        return fil.submit(puis_fermer).result()


def assez_typee(texte: str, gardee: str, mesure: list, coupee: float) -> bool:
    """What is left holds all that was typed until two seconds before the cut."""
    attendu = max((n for quand, n in mesure if quand < coupee - PERDUES), default=0)
    return texte.startswith(gardee) and len(gardee) >= attendu


def secouer_tant_que(monde: Monde, une_saisie: Callable[[Monde, str], str]) -> list[str]:
    """Entries shaken one after the other; the texts of all, once each was found once."""
    print(f"\nGraine {GRAINE}, {NOMBRE} secousses")
    faites: dict[str, int] = {}
    textes = []
    debut = time.monotonic()
    for rang in range(NOMBRE):
        if time.monotonic() - debut > LIMITE:
            break
        textes.append(f"n° {rang} : {' '.join(monde.hasard.choices(MOTS, k=3))}")
        quoi = une_saisie(monde, textes[-1])
        faites[quoi] = faites.get(quoi, 0) + 1
        monde.rien_de_lisible()
    print(f"{len(textes)} secousses tenues en {time.monotonic() - debut:.0f} s\u00a0: {faites}")
    return textes
