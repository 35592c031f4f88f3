"""What a phone is, that a narrow window is not."""

import pytest
from playwright.sync_api import Page

from .test_hors_ligne import attendre

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

DEMANDES = """
StorageManager.prototype.persist = async () => {
  sessionStorage.demandes = Number(sessionStorage.demandes || 0) + 1;
  sessionStorage.donnee = "oui";
  return true;
};
StorageManager.prototype.persisted = async () => sessionStorage.donnee === "oui";
"""


def test_the_browser_is_asked_once_to_keep_what_waits(page: Page, live_server, connecter, ptp):
    page.add_init_script(DEMANDES)
    connecter(page, ptp)
    for _ in range(2):
        page.goto(f"{live_server.url}/ma-journee/")
        attendre(page, "async () => (await caches.keys()).length > 0")
    assert page.evaluate("sessionStorage.demandes") == "1"
