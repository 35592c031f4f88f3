"""Random kills of the browser, of the network and of the server while she types and sends.

Twenty here, or what a minute holds; two hundred with ``make secousses``. What is checked: every
entry is recorded exactly once, at most the last two seconds of typing are lost, nothing readable
rests on the device.
A failure prints its seed: ``SECOUSSES_GRAINE=… make secousses`` plays it again.
"""

import os
import random
import sqlite3
import time
from socket import create_server

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Error

from tests.familles.factories import FamilleFactory

from .navigateur import Navigateur
from .reseau import Relais
from .serveur import Serveur
from .stockage import vider_stockage

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

NOMBRE = int(os.environ.get("SECOUSSES", "20"))
LIMITE = float("inf") if "SECOUSSES" in os.environ else 60.0  # seconds
GRAINE = int(os.environ.get("SECOUSSES_GRAINE", time.time_ns() % 100_000))
PERDUES = 2.0  # seconds of typing
ALIAS = "la famille du quai Rouge-Gorge"
MOTS = ["marmotte", "bouleau", "tuque", "lanterne", "ruisseau", "framboise", "hirondelle"]


@pytest.fixture
def base(tmp_path, territoire, ptp):
    """The database of the server: a file, with a famille and an open session."""
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, alias=ALIAS)
    client = Client()
    client.force_login(ptp)
    fichier = tmp_path / "secousses.sqlite3"
    with sqlite3.connect(fichier) as copie:
        connection.connection.backup(copie)
    copie.close()
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
    yield Monde(random.Random(GRAINE), fichier, code, serveur, relais, navigateur)
    navigateur.tuer()
    relais.fermer()
    serveur.arreter()


class Secousse(Exception):  # noqa: N818 (a shake is no error)
    """What she was doing is cut here."""


class Monde:
    """One PTP, her phone, the network and the server, and who kills what."""

    def __init__(self, hasard, fichier, code, serveur, relais, navigateur) -> None:
        self.hasard, self.fichier, self.code = hasard, fichier, code
        self.serveur, self.relais, self.navigateur = serveur, relais, navigateur
        self.recues: list[str] = []

    @property
    def page(self):
        return self.navigateur.page

    def ouvrir(self) -> None:
        adresse = f"{self.relais.url}/interventions/consigner/?famille={self.code}"
        for _ in range(5):
            try:
                self.page.goto(adresse)
                break
            except Error as panne:
                # What the cut network was still loading fails now, and takes this visit with it.
                derniere = panne
                self.page.wait_for_timeout(500)
        else:
            raise derniere
        self.page.locator("meta[name=cle-brouillons]").wait_for(state="attached")
        # The draft comes back at once; nothing on the page says that there was none.
        self.page.wait_for_timeout(400)

    def commencer(self) -> None:
        """A draft already recorded may be offered again, when what says so was killed with the
        browser; she puts it away, as its notice invites her to."""
        self.ouvrir()
        if self.page.locator("textarea[name=note]").input_value():
            self.page.get_by_text("Il a peut-être déjà été envoyé").wait_for()
            self.page.get_by_role("button", name="Repartir à neuf").click()

    # --- What she does ---------------------------------------------------------------------

    def taper(self, texte: str, mesure: list[tuple[float, int]], coupure: int | None) -> None:
        """Key after key, with a pause where she thinks; each length and its time are noted."""
        note = self.page.locator("textarea[name=note]")
        deja = len(note.input_value())
        note.evaluate(
            "n => { n.closest('details').open = true; n.focus(); n.selectionStart = 1e6 }"
        )
        pauses = {self.hasard.randrange(deja, len(texte) + 1): self.hasard.uniform(0.3, 2.4)}
        for rang in range(deja, len(texte)):
            if rang == coupure:
                raise Secousse
            self.page.wait_for_timeout(1000 * pauses.get(rang, 0.01))
            self.page.keyboard.type(texte[rang])
            mesure.append((time.monotonic(), rang + 1))

    def remplir(self) -> None:
        for nom in ("type_action", "mode", "duree_min"):
            puces = self.page.locator(f"input[name={nom}]")
            if not puces.evaluate_all("p => p.some((x) => x.checked)"):
                puces.nth(1).check()

    def envoyer(self, *, attendre: bool) -> bool:
        """True when the server said yes on her screen."""
        bouton = self.page.get_by_role("button", name="Consigner l’intervention")
        bouton.click(no_wait_after=True)
        if not attendre:
            self.page.wait_for_timeout(self.hasard.choice([0, 5, 20, 60, 150, 400]))
            raise Secousse
        # Twice when the first answer was lost: both are about the one row.
        self.page.get_by_text("L’intervention est consignée.").first.wait_for()
        return True

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

    def consignees(self, texte: str) -> int:
        with sqlite3.connect(self.fichier, timeout=20) as base:
            (compte,) = base.execute(
                "SELECT count(*) FROM familles_intervention WHERE note = ?", [texte]
            ).fetchone()
        base.close()
        return compte

    def verifier_ce_qui_reste(self, texte, mesure, coupee: float) -> None:
        """Recorded, or still in the form but for what was typed in the last two seconds."""
        garde = self.page.locator("textarea[name=note]").input_value()
        attendu = max((n for quand, n in mesure if quand < coupee - PERDUES), default=0)
        assert texte.startswith(garde)
        assert len(garde) >= attendu or self.consignees(texte) == 1


def test_nothing_is_lost_nor_twice_nor_readable(monde):
    print(f"\nGraine {GRAINE}, {NOMBRE} secousses")
    faites: dict[str, int] = {}
    debut = time.monotonic()
    for rang in range(NOMBRE):
        if time.monotonic() - debut > LIMITE:
            break
        texte = f"n° {rang} : {' '.join(monde.hasard.choices(MOTS, k=3))}"
        quoi = _une_saisie(monde, texte)
        faites[quoi] = faites.get(quoi, 0) + 1
        assert monde.consignees(texte) == 1, f"graine {GRAINE}, secousse {rang} ({quoi})"
        _rien_de_lisible(monde, vider_stockage(monde.page))
    with sqlite3.connect(monde.fichier) as base:
        total = base.execute("SELECT count(*), count(DISTINCT note) FROM familles_intervention")
        assert set(total.fetchone()) == {sum(faites.values())}, f"graine {GRAINE}"
    base.close()
    monde.navigateur.tuer()
    _rien_de_lisible_dans_le_profil(monde)
    duree = time.monotonic() - debut
    print(f"{sum(faites.values())} secousses tenues en {duree:.0f} s\u00a0: {faites}")


def _une_saisie(monde: Monde, texte: str) -> str:
    """One entry, shaken once, then taken up where the device says it stands."""
    mesure: list[tuple[float, int]] = []
    moment = monde.hasard.choice(["frappe", "frappe", "envoi", "apres"])
    coupure = monde.hasard.randrange(len(texte)) if moment == "frappe" else None
    monde.commencer()
    try:
        monde.remplir()
        monde.taper(texte, mesure, coupure)
        monde.envoyer(attendre=moment == "apres")
    except Secousse:
        pass
    coupee = time.monotonic()
    quoi = monde.secouer()
    monde.retablir(quoi)
    monde.ouvrir()
    if moment == "apres":
        assert monde.consignees(texte) == 1
        assert monde.page.locator("textarea[name=note]").input_value() in ("", texte)
        return quoi
    monde.verifier_ce_qui_reste(texte, mesure, coupee)
    if monde.page.locator("textarea[name=note]").input_value() or not monde.consignees(texte):
        monde.remplir()
        monde.taper(texte, mesure, None)
        monde.envoyer(attendre=True)
    return quoi


def _rien_de_lisible(monde: Monde, stockage: str) -> None:
    for lisible in (ALIAS, *MOTS):
        assert lisible not in stockage, f"graine {GRAINE} : « {lisible} » se lit sur l’appareil"


def _rien_de_lisible_dans_le_profil(monde: Monde) -> None:
    """The files themselves, once the browser is dead: what a thief would copy. All but the
    browser's own history, which keeps the titles of pages and which only she can clear."""
    for fichier in monde.navigateur.profil.rglob("*"):
        if fichier.is_file() and not fichier.name.startswith("History"):
            octets = fichier.read_bytes()
            for lisible in (ALIAS, *MOTS):
                for code in ("utf-8", "utf-16-le"):
                    assert lisible.encode(code) not in octets, f"« {lisible} » dans {fichier}"
