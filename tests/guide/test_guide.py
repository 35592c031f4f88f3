"""docs/guide holds together: what it links to is there, what is there is shown."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from proximite import guide

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
PAGES = sorted(GUIDE.glob("*.md"))
RENVOI = re.compile(r'(?:src="|\]\()(?!https?:)([^")#]+)')


def renvois(page: Path) -> set[Path]:
    return {(page.parent / renvoi).resolve() for renvoi in RENVOI.findall(page.read_text())}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_and_image_is_there(page):
    assert [renvoi for renvoi in renvois(page) if not renvoi.exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_image_says_what_it_shows(page):
    assert all('alt="' in balise for balise in re.findall(r"<img[^>]*>", page.read_text()))


def test_every_image_is_shown_and_light():
    montrees = set().union(*map(renvois, PAGES))
    images = set((GUIDE / "images").glob("*.png"))
    assert images <= montrees
    assert [image.name for image in images if image.stat().st_size > 60_000] == []


@pytest.mark.parametrize("page", guide.PAGES)
def test_the_guide_is_read_inside_the_application(client_de, ptp, page):
    html = client_de(ptp).get(reverse("aide", args=[page])).content.decode()
    titre = (GUIDE / f"{page}.md").read_text().partition("\n")[0].removeprefix("# ")
    assert f"<h1>{titre}</h1>" in html
    images = re.findall(r'src="/static/(guide/[^"]+)"', html)
    assert len(images) == (GUIDE / f"{page}.md").read_text().count("<img")
    assert all(finders.find(image) for image in images)


def test_help_is_a_place_of_every_menu(client_de, ptp):
    client = client_de(ptp)
    assert reverse("aide", args=["ptp"]) in client.get(reverse("familles:liste")).content.decode()
    assert client.get("/aide/autre-chose/").status_code == 404


def test_every_page_for_the_application_leads_to_the_others(client_de, ptp):
    client = client_de(ptp)
    html = client.get(reverse("aide", args=["ptp"])).content.decode()
    for page in guide.PAGES:
        assert f'href="{reverse("aide", args=[page])}"' in html
    assert ".md" not in "".join(re.findall(r'href="[^"]*"', html))


def test_a_word_has_one_line_in_the_glossary():
    lignes = (GUIDE.parent / "glossaire.md").read_text().splitlines()
    mots = [ligne.split("|")[1].strip() for ligne in lignes if ligne.startswith("| ")]
    mots = [mot for mot in mots if mot not in ("Terme", "Mot") and not mot.startswith("---")]
    assert [mot for mot in mots if mots.count(mot) > 1] == []
