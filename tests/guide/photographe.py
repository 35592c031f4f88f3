"""A phone on the demonstration, and what it shows kept as images."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

MOT_DE_PASSE = "demonstration-2024"
LARGEUR, HAUTEUR = 360, 640
# The bars that follow the screen would hide what is shown.
SANS_BARRES = (
    ".barre, .plus { display: none !important } .action-collante { position: static !important }"
)


@dataclass
class Photographe:
    navigateur: Browser
    adresse: str
    images: Path

    def _telephone(self) -> Page:
        contexte = self.navigateur.new_context(
            viewport={"width": LARGEUR, "height": HAUTEUR}, locale="fr-CA", bypass_csp=True
        )
        page = contexte.new_page()
        page.set_default_timeout(15_000)
        return page

    def _aller(self, page: Page, chemin: str) -> None:
        page.goto(self.adresse + chemin)

    def _photo(
        self, page: Page, nom: str, *, depuis: Locator | None = None, haut: int = HAUTEUR
    ) -> None:
        """What is under ``depuis``, or from the top of the page, ``haut`` pixels of it."""
        page.add_style_tag(content=SANS_BARRES)
        boite = depuis.bounding_box() if depuis else None
        y = max(boite["y"] + page.evaluate("scrollY") - 12, 0) if boite else 56
        reste = page.evaluate("document.documentElement.scrollHeight") - y
        cadre = {"x": 0, "y": y, "width": LARGEUR, "height": min(haut, reste)}
        page.screenshot(path=self.images / f"{nom}.png", full_page=True, clip=cadre)

    def _ouvrir_la_session(self, page: Page, compte: str, *, accueil: str) -> None:
        """``accueil``: a heading of the first page of that account."""
        self._aller(page, "/")
        page.locator("[name=login]").fill(compte)
        page.locator("[name=password]").fill(MOT_DE_PASSE)
        page.locator("[name=password]").press("Enter")
        page.get_by_role("heading", name=accueil).first.wait_for()
