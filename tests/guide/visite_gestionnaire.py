"""What the gestionnaire's guide shows: her dashboard, then a report until a figure is revised."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from tests.guide.photographe import Photographe

GESTIONNAIRE, PTP = "gestionnaire@exemple.test", "ptp@exemple.test"
# The territoire that both accounts know.
TERRITOIRE, CODE = "Les Outardes-Bleues", "outardes-bleues"


@dataclass
class VisiteGestionnaire(Photographe):
    gestionnaire: Page = field(init=False)

    def __post_init__(self) -> None:
        self.gestionnaire = self._telephone()

    def faire(self) -> None:
        self._ouvrir_la_session(self.gestionnaire, GESTIONNAIRE, accueil="Vos territoires")
        self._lire_le_tableau_de_bord()
        fin = self._ouvrir_un_brouillon()
        self._ecrire()
        self._soumettre()
        self._consigner_en_retard(fin)
        self._lire_la_revision()

    def _lire_le_tableau_de_bord(self) -> None:
        page = self.gestionnaire
        self._aller(page, f"/tableau-de-bord/{CODE}/")
        titre = page.get_by_role("heading", name="Du démarchage au service amorcé")
        self._photo(page, "tableau-de-bord", depuis=titre, haut=560)

    def _ouvrir_un_brouillon(self) -> str:
        """The last period that is over, taken back if it was submitted; its last day."""
        page = self.gestionnaire
        self._aller(page, "/rapports/")
        liens = page.locator("a.ligne", has_text=TERRITOIRE)
        liens.filter(has_text=re.compile("En retard|À soumettre|Soumis|Retourné")).first.click()
        page.get_by_role("heading", name="Ce que les chiffres ne disent pas").wait_for()
        if page.get_by_role("button", name="Reprendre le rapport").is_visible():
            page.get_by_role("button", name="Reprendre le rapport").click()
            page.get_by_text("Le rapport est repris").wait_for()
        titre = page.get_by_role("heading", name="À vérifier avant de soumettre")
        self._photo(page, "rapport-a-verifier", depuis=titre, haut=385)
        chiffres = page.get_by_role("heading", name="Portée")
        self._photo(page, "rapport-chiffres", depuis=chiffres, haut=560)
        adresse = page.get_by_role("link", name="ce qui est compté").first.get_attribute("href")
        trouvee = re.search(r"fin=([\d-]+)", adresse or "")
        return trouvee[1] if trouvee else ""

    def _ecrire(self) -> None:
        page = self.gestionnaire
        page.get_by_label("Faits saillants").fill(
            "La halte du samedi a rejoint des familles que personne ne connaissait."
        )
        page.get_by_label("Ajustements").fill("Nous irons plus souvent au parc, le matin.")

    def _soumettre(self) -> None:
        page = self.gestionnaire
        page.get_by_role("button", name="Enregistrer, puis relire et soumettre").click()
        page.get_by_role("heading", name="Soumettre ce rapport?").wait_for()
        self._photo(page, "rapport-soumettre", haut=560)
        page.get_by_role("button", name="Soumettre le rapport").click()
        page.get_by_text("Ses chiffres sont figés").wait_for()

    def _consigner_en_retard(self, jour: str) -> None:
        """A PTP logs, after the submission, what she did in the period."""
        ptp = self._telephone()
        self._ouvrir_la_session(ptp, PTP, accueil="À faire")
        self._aller(ptp, "/demarchage/consigner/")
        ptp.locator("[name=nb_familles_rencontrees]").fill("4")
        ptp.locator("[name=strategie]").first.check()
        ptp.locator("[name=duree_min][value='60']").check()
        ptp.get_by_text("Déplacement, note, autre date").click()
        ptp.locator("[name=date]").fill(jour)
        ptp.get_by_role("button", name="Noter le démarchage").click()
        expect(ptp.get_by_role("status").first).to_be_visible()

    def _lire_la_revision(self) -> None:
        page = self.gestionnaire
        page.reload()
        titre = page.get_by_role("heading", name="Données révisées")
        self._photo(page, "rapport-revise", depuis=titre, haut=385)
