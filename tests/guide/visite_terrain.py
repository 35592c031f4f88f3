"""What the PTP's guide shows of her days: logging, without network, at the family's pace."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.guide.photographe import Photographe

COMPTE, FAMILLE = "ptp@exemple.test", "La famille du balcon fleuri"


@dataclass
class VisiteDuTerrain(Photographe):
    ptp: Page = field(init=False)

    def __post_init__(self) -> None:
        self.ptp = self._telephone()

    def faire(self) -> None:
        self._ouvrir_la_session(self.ptp, COMPTE, accueil="À faire")
        self._photo(self.ptp, "journee", haut=560)
        self._consigner()
        self._compter()
        self._sans_reseau()
        self._evaluer()
        self._voir_sa_semaine()

    def _consigner(self) -> None:
        ptp = self.ptp
        ptp.get_by_role("link", name="Consigner").first.click()
        ptp.get_by_role("button", name="Consigner l’intervention").wait_for()
        self._photo(ptp, "consigner", haut=600)

    def _compter(self) -> None:
        self._aller(self.ptp, "/")
        self.ptp.get_by_role("link", name="Démarchage").first.click()
        self.ptp.get_by_role("heading", level=1).wait_for()
        self.ptp.wait_for_timeout(300)
        self._photo(self.ptp, "demarchage", haut=600)

    def _sans_reseau(self) -> None:
        ptp = self.ptp
        self._aller(ptp, "/hors-ligne/")
        ptp.get_by_role("heading", level=1).wait_for()
        ptp.wait_for_timeout(800)
        self._photo(ptp, "sans-reseau", haut=480)

    def _evaluer(self) -> None:
        ptp = self.ptp
        self._aller(ptp, "/familles/")
        ptp.get_by_role("link", name=FAMILLE).first.click()
        titre = ptp.locator("#isolement-titre")
        titre.wait_for()
        self._photo(ptp, "grille", depuis=titre, haut=520)

    def _voir_sa_semaine(self) -> None:
        self._aller(self.ptp, "/semaine/")
        if self.ptp.get_by_role("heading", name="Vos territoires").is_visible():
            self.ptp.locator("a.ligne").first.click()
        self.ptp.get_by_role("heading", level=1).wait_for()
        self._photo(self.ptp, "semaine", haut=600)
