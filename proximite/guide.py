"""docs/guide, read inside the application: one text for both."""

import re

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

PAGES = (
    "ptp",
    "saisie-au-clavier",
    "gestionnaire",
    "renseignements-personnels",
    "incident",
    "partenaire",
)
IMAGES = "guide"  # where STATICFILES_DIRS puts its images


def en_html(page: str) -> SafeString:
    """The page of that name; only what this repository holds is ever read."""
    source = (settings.BASE_DIR / "docs" / "guide" / f"{page}.md").read_text(encoding="utf-8")
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(source)
    html = re.sub(r'src="images/([\w-]+\.png)"', _adresse_de_l_image, html)
    html = re.sub(r'href="([\w-]+)\.md"', _adresse_de_la_page, html)
    return mark_safe(html)  # noqa: S308 - our own text, reviewed as code is


def _adresse_de_l_image(renvoi: re.Match[str]) -> str:
    return f'src="{static(f"{IMAGES}/{renvoi[1]}")}"'


def _adresse_de_la_page(renvoi: re.Match[str]) -> str:
    return f'href="{reverse("aide", args=[renvoi[1]])}"'
