"""SECURITE check 14: axe-core on every page of a registry, for everyone who reads it."""

import pytest

from tests.gardes.attentes import ATTENTES
from tests.gardes.conftest import ailleurs, ici, periode, personnes
from tests.gardes.test_acces import PAGES, _adresse
from tests.securite import ESSAIS

from .conftest import ECRANS, lire_axe

__all__ = ["ailleurs", "ici", "periode", "personnes"]  # fixtures
pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.django_db(transaction=True),
    pytest.mark.securite(14),
]


ECRANS_LUS = ECRANS if ESSAIS else {"telephone": ECRANS["telephone"]}


@pytest.fixture(params=ECRANS_LUS.values(), ids=ECRANS_LUS.keys())
def browser_context_args(browser_context_args, request):
    """The desk too where each check is made whole; other tests read each page there."""
    return {**browser_context_args, "viewport": request.param}


@pytest.mark.parametrize("qui", ["ptp", "gestionnaire", "comite", "administration", "evaluation"])
def test_no_page_has_a_violation(
    page, live_server, connecter, ici, personnes, qui, periode, releve
):
    connecter(page, personnes[qui])
    violations, lues = [], 0
    for route in PAGES:
        if qui not in ATTENTES[route.nom].roles:
            continue
        chemin = _adresse(route, ici)
        sonde = page.request.get(f"{live_server.url}{chemin}", max_redirects=0)
        if sonde.status != 200 or "text/html" not in sonde.headers.get("content-type", ""):
            continue
        page.goto(f"{live_server.url}{chemin}")
        lues += 1
        violations += [f"{route.nom} : {quoi}" for quoi in _violations(page)]
    releve("pages lues", lues)
    releve("violations", len(violations))
    assert violations == []
    assert lues


def _violations(page) -> list[str]:
    trouvees = [violation["id"] for violation in lire_axe(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        trouvees.append("plus large que l’écran")
    return trouvees
