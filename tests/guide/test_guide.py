"""docs/guide holds together: what it links to is there, what is there is shown."""

import re
from pathlib import Path

import pytest

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
