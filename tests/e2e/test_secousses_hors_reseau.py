"""The same kills, while she logs without network, and while what waited is sent.

What the queue took is recorded exactly once, whatever is killed; what was being typed is there to
take up again, but for its last two seconds; nothing readable rests on the device.
"""

import time

import pytest
from playwright.sync_api import Locator, expect

from .secousses import GRAINE, Monde, Secousse, assez_typee, base, monde, secouer_tant_que

__all__ = ["base", "monde"]  # fixtures
pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

FILE = "[data-file] > li"


def test_what_the_queue_holds_goes_once_whatever_is_killed(monde):
    _preparer(monde)
    textes = secouer_tant_que(monde, _une_promesse)
    assert sorted(monde.promesses()) == sorted(textes), f"graine {GRAINE}"
    monde.rien_de_lisible_dans_le_profil()


def _preparer(monde: Monde) -> None:
    """She has opened Ma journée once, with the network: the device keeps the page."""
    monde.aller("/ma-journee/")
    # A worker is ready once all it keeps is kept.
    monde.page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def _une_promesse(monde: Monde, texte: str) -> str:
    mesure: list[tuple[float, int]] = []
    moment = monde.hasard.choice(["frappe", "frappe", "file", "envoi"])
    coupure = monde.hasard.randrange(len(texte)) if moment == "frappe" else None
    monde.relais.perdre()
    monde.aller("/hors-ligne/")
    try:
        _taper(monde, texte, mesure, coupure)
        _garder(monde, texte)
        if moment == "envoi":
            _retrouver_le_reseau(monde)
            monde.hesiter()
    except Secousse:
        pass
    coupee = time.monotonic()
    quoi = monde.secouer()
    monde.retablir(quoi)
    _reprendre(monde, texte, mesure, coupee)
    assert monde.promesses().count(texte) == 1, f"graine {GRAINE} ({quoi}, {moment})"
    return quoi


def _formulaire(monde: Monde) -> Locator:
    return monde.page.locator('[data-saisie="promesse"]')


def _texte(monde: Monde) -> Locator:
    return _formulaire(monde).locator("[name=texte]")


def _taper(monde: Monde, texte: str, mesure: list, coupure: int | None) -> None:
    saisie = _formulaire(monde)
    if saisie.get_attribute("open") is None:
        saisie.locator("> summary").click()
    saisie.get_by_label("Code d’une autre famille").fill(monde.code)
    _texte(monde).focus()
    deja = len(_texte(monde).input_value())
    monde.page.keyboard.press("End")
    monde.taper(texte, deja, mesure, coupure)


def _garder(monde: Monde, texte: str) -> None:
    """Acknowledged once the queue shows it."""
    monde.page.get_by_role("button", name="Noter la promesse").click()
    expect(monde.page.locator(FILE).filter(has_text=texte)).to_have_count(1)


def _retrouver_le_reseau(monde: Monde) -> None:
    monde.relais.retrouver()
    monde.page.evaluate("window.dispatchEvent(new Event('online'))")


def _reprendre(monde: Monde, texte: str, mesure: list, coupee: float) -> None:
    """With the network again: what waited goes by itself, what was half typed is finished."""
    monde.relais.retrouver()
    monde.aller("/hors-ligne/")
    monde.page.locator(f"{FILE}, [data-file-vide]:visible").first.wait_for()
    inachevee = monde.page.locator(FILE).filter(has_text="À terminer")
    # A server that is starting again is asked once more thirty seconds later.
    en_attente = monde.page.locator(FILE).filter(has_text="En attente")
    expect(en_attente).to_have_count(0, timeout=75_000)
    expect(monde.page.locator(FILE).filter(has_text="Scellée")).to_have_count(0)
    if texte in monde.promesses():
        return
    if inachevee.count():
        inachevee.get_by_role("button", name="Reprendre").click()
        expect(_formulaire(monde)).to_have_attribute("open", "")
    reste = _texte(monde).input_value()
    assert assez_typee(texte, reste, mesure, coupee), f"graine {GRAINE} : « {reste} »"
    _taper(monde, texte, mesure, None)
    monde.page.get_by_role("button", name="Noter la promesse").click()
    expect(monde.page.locator(FILE).filter(has_text=texte)).to_contain_text(
        "Envoyée", timeout=75_000
    )
