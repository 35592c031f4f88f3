from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse


def test_missing_page_leads_home(client_de, ptp):
    page = client_de(ptp).get("/nulle-part/")
    assert page.status_code == 404
    assert reverse("accueil") in page.content.decode()


def test_stale_page_says_nothing_was_saved(db):
    page = Client(enforce_csrf_checks=True).post(reverse("account_login"), {})
    assert page.status_code == 403
    assert "rien n’a été enregistré" in page.content.decode()


def test_failure_pages_need_nothing_but_themselves():
    for gabarit in ("500.html", "400.html", "429.html"):
        assert "Revenir à l’accueil" in render_to_string(gabarit)
