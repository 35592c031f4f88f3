"""Random kills of the browser, of the network and of the server while she types and sends.

Some here, or what a minute holds; two hundred with ``make secousses``. What is checked: every entry
is recorded exactly once, at most the last two seconds of typing are lost, nothing readable rests on
the device.
"""

import time

import pytest

from .secousses import GRAINE, Monde, Secousse, assez_typee, base, monde, secouer_tant_que

__all__ = ["base", "monde"]  # fixtures
pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def test_nothing_is_lost_nor_twice_nor_readable(monde):
    textes = secouer_tant_que(monde, _une_saisie)
    assert sorted(monde.notes()) == sorted(textes), f"graine {GRAINE}"
    monde.rien_de_lisible_dans_le_profil()


def _une_saisie(monde: Monde, texte: str) -> str:
    """One entry, shaken once, then taken up where the device says it stands."""
    mesure: list[tuple[float, int]] = []
    moment = monde.hasard.choice(["frappe", "frappe", "envoi", "apres"])
    coupure = monde.hasard.randrange(len(texte)) if moment == "frappe" else None
    _commencer(monde)
    try:
        _remplir(monde)
        _taper(monde, texte, mesure, coupure)
        _envoyer(monde, attendre=moment == "apres")
    except Secousse:
        pass
    coupee = time.monotonic()
    quoi = monde.secouer()
    monde.retablir(quoi)
    _ouvrir(monde)
    reste, consignee = _note(monde).input_value(), texte in monde.notes()
    if moment == "apres":
        assert consignee
        assert reste in ("", texte)
        return quoi
    assert assez_typee(texte, reste, mesure, coupee) or consignee
    if reste or not consignee:
        _remplir(monde)
        _taper(monde, texte, mesure, None)
        _envoyer(monde, attendre=True)
    assert monde.notes().count(texte) == 1, f"graine {GRAINE} ({quoi})"
    return quoi


def _note(monde: Monde):
    return monde.page.locator("textarea[name=note]")


def _ouvrir(monde: Monde) -> None:
    monde.aller(f"/interventions/consigner/?famille={monde.code}")
    # Named once what was kept, if anything was, is back in the fields.
    monde.page.locator("input[name=brouillon][value]").wait_for(state="attached")


def _commencer(monde: Monde) -> None:
    """A draft already recorded may be offered again, when what says so was killed with the
    browser; she puts it away, as its notice invites her to."""
    _ouvrir(monde)
    if _note(monde).input_value():
        monde.page.get_by_text("Il a peut-être déjà été envoyé").wait_for()
        monde.page.get_by_role("button", name="Repartir à neuf").click()


def _taper(monde: Monde, texte: str, mesure: list, coupure: int | None) -> None:
    note = _note(monde)
    note.evaluate("n => { n.closest('details').open = true; n.focus(); n.selectionStart = 1e6 }")
    monde.taper(texte, len(note.input_value()), mesure, coupure)


def _remplir(monde: Monde) -> None:
    for nom in ("type_action", "mode", "duree_min"):
        puces = monde.page.locator(f"input[name={nom}]")
        if not puces.evaluate_all("p => p.some((x) => x.checked)"):
            puces.nth(1).check()


def _envoyer(monde: Monde, *, attendre: bool) -> None:
    bouton = monde.page.get_by_role("button", name="Consigner l’intervention")
    bouton.click(no_wait_after=True)
    if not attendre:
        monde.hesiter()
    # Twice when the first answer was lost: both are about the one row.
    monde.page.get_by_text("L’intervention est consignée.").first.wait_for()
