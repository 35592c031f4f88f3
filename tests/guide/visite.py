"""What the guide shows, in the order it happens: a PTP on her phone, a partenaire on another."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from tests.guide.photographe import LARGEUR, Photographe

COMPTE = "ptp@exemple.test"
FAMILLE, ORGANISME = "La famille du balcon fleuri", "Jeux et comptines"
SANS_REPONSE = "La famille du banc bleu"
NUMERO_CONNU = "418 555-0142"


@dataclass
class Visite(Photographe):
    """``faire()`` goes through the loop and keeps an image of each step worth showing."""

    courriels: Path
    ptp: Page = field(init=False)
    partenaire: Page = field(init=False)

    def __post_init__(self) -> None:
        self.ptp, self.partenaire = self._telephone(), self._telephone()

    def faire(self) -> None:
        self._ouvrir_la_session(self.ptp, COMPTE, accueil="À faire")
        demande = self._referer()
        self._demander_l_accord()
        lien = self._envoyer()
        self._repondre(lien)
        self._lire_la_reponse(demande)
        self._ouvrir_l_espace(lien)
        self._retirer_l_accord()
        self._essuyer_un_refus()
        self._recevoir()

    def _referer(self) -> str:
        """Its address; the famille has not been asked yet."""
        ptp = self.ptp
        self._aller(ptp, "/familles/")
        ptp.get_by_role("link", name=FAMILLE).first.click()
        ptp.get_by_role("link", name="Créer un référencement").click()
        ptp.locator("[name=type_besoin]").select_option("soutien_social")
        organisme = ptp.get_by_label(ORGANISME).first
        organisme.check()
        ptp.wait_for_timeout(800)
        self._photo(ptp, "choisir", depuis=ptp.get_by_text("Vers quels organismes"), haut=655)
        ptp.locator("[name=accord][value=pas_encore]").check()
        ptp.get_by_role("button", name="Consigner le référencement").click()
        ptp.get_by_text("Le référencement est consigné.").wait_for()
        return ptp.url

    def _demander_l_accord(self) -> None:
        ptp = self.ptp
        ptp.get_by_role("link", name="Envoyer au partenaire").click()
        ptp.get_by_role("link", name="Demander l’accord").click()
        ptp.locator("[name=qui]").first.check()
        ptp.get_by_label("Pour elle-même", exact=True).check()
        ptp.wait_for_timeout(800)
        ptp.get_by_role("link", name="Montrer en grand").click()
        ptp.wait_for_timeout(300)
        cadre = {"x": 0, "y": 0, "width": LARGEUR, "height": 548}
        ptp.screenshot(path=self.images / "accord.png", clip=cadre)
        ptp.get_by_role("link", name="Fermer").click()
        ptp.get_by_role("button", name="Elle est d’accord").click()
        ptp.get_by_text("L’accord est noté").wait_for()

    def _envoyer(self) -> str:
        """Its link, as she would hand it over."""
        ptp = self.ptp
        ptp.get_by_label("Un mot au partenaire").fill("Elle aimerait rencontrer d’autres parents.")
        ptp.get_by_label("Votre téléphone").fill("418 555-0199")
        ptp.locator("#lecture").get_by_text("rencontrer d’autres parents").wait_for()
        self._photo(ptp, "relire", depuis=ptp.get_by_text("Ce que le partenaire lira"), haut=570)
        ptp.get_by_label("Appel fait avec la famille").check()
        ptp.get_by_role("button", name="Envoyer la demande").click()
        ptp.get_by_role("heading", name="Chez le partenaire").wait_for()
        ptp.get_by_role("button", name="Obtenir un lien à remettre").click()
        return ptp.get_by_label("Lien", exact=True).input_value()

    def _repondre(self, lien: str) -> None:
        partenaire = self.partenaire
        partenaire.goto(lien)
        self._photo(partenaire, "demande", haut=900)
        partenaire.get_by_role("link", name="Accepter").click()
        partenaire.get_by_label("Un mot pour la PTP").fill("Avec plaisir, dès mardi.")
        partenaire.get_by_role("button", name="Oui, nous acceptons").click()
        partenaire.get_by_text("C’est noté. Merci!").wait_for()
        self._photo(partenaire, "acceptee", haut=455)

    def _lire_la_reponse(self, demande: str) -> None:
        self.ptp.goto(demande)
        self._photo(self.ptp, "reponse", haut=460)
        self.ptp.get_by_role("button", name="J’ai lu").click()

    def _ouvrir_l_espace(self, lien: str) -> None:
        partenaire = self.partenaire
        partenaire.goto(lien)
        partenaire.get_by_role("link", name="Voir toutes nos demandes").click()
        partenaire.get_by_role("button", name="Recevoir un code").click()
        partenaire.get_by_text("C’est demandé").wait_for()
        partenaire.get_by_label("Le code reçu").fill(self._code())
        partenaire.get_by_role("button", name="Ouvrir notre page").click()
        partenaire.get_by_role("heading", name="Nos demandes").wait_for()
        titre = partenaire.get_by_role("heading", name="Avez-vous de la place?")
        self._photo(partenaire, "places", depuis=titre, haut=300)

    def _code(self) -> str:
        textes = [courriel.read_text() for courriel in self.courriels.iterdir()]
        return next(code for t in textes if (code := _seul(re.findall(r"^\d{6}$", t, re.M))))

    def _retirer_l_accord(self) -> None:
        self.ptp.get_by_role("link", name="Retirer l’accord").click()
        self._photo(self.ptp, "retirer", haut=455)

    def _essuyer_un_refus(self) -> None:
        ptp = self.ptp
        self._aller(ptp, "/referencements/?vue=a_relancer")
        ptp.get_by_role("link", name=SANS_REPONSE).first.click()
        ptp.get_by_role("link", name="Refusée").click()
        ptp.get_by_label("Complet").check()
        ptp.get_by_role("button", name="Refusée").click()
        titre = ptp.get_by_role("heading", name="Un trou de services?")
        self._photo(ptp, "trou", depuis=titre, haut=295)
        ptp.get_by_role("button", name="Constater le trou de services").click()

    def _recevoir(self) -> None:
        """A standing link is handed over, a partenaire refers, the PTP recognises the famille."""
        self._donner_un_lien_permanent()
        numero = self._etre_referee()
        self._aller(self.ptp, f"/referencements/{numero.partition('-')[0]}/")
        self.ptp.get_by_role("link", name="Accueillir la famille").click()
        titre = self.ptp.get_by_role("heading", name="C’est peut-être la même famille")
        self._photo(self.ptp, "reconnaitre", depuis=titre, haut=300)

    def _donner_un_lien_permanent(self) -> None:
        ptp = self.ptp
        self._aller(ptp, "/partenaires/?q=CLSC")
        ptp.get_by_role("link", name="CLSC").first.click()
        ptp.get_by_role("link", name="Liens pour référer et pour répondre").click()
        ptp.get_by_role("button", name="Créer et montrer le lien").click()
        champ = ptp.locator("#adresse-du-lien")
        lien = champ.input_value()
        champ.evaluate("champ => champ.value = 'https://proximite.exemple.test/p/…'")
        self._photo(ptp, "lien-permanent", haut=385)
        self.partenaire.goto(lien)

    def _etre_referee(self) -> str:
        """The number that the partenaire reads."""
        partenaire = self.partenaire
        partenaire.get_by_label("Besoin*").select_option("alimentation")
        partenaire.get_by_label("Nous devons fermer son dossier").check()
        partenaire.get_by_label("Prénom du parent").fill("Marisol")
        partenaire.get_by_label("Téléphone").fill(NUMERO_CONNU)
        self._photo(partenaire, "referer", haut=690)
        partenaire.get_by_label("Votre nom").fill("Camille Fictive")
        partenaire.get_by_label("La famille est d’accord").check()
        partenaire.get_by_role("button", name="Envoyer à la PTP").click()
        return partenaire.locator(".numero-demande").inner_text()


def _seul(trouves: list[str]) -> str:
    return trouves[0] if len(trouves) == 1 else ""
