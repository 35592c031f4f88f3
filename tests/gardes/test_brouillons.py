"""What a PTP types on any page survives a reload or a session that ends (decision 0029)."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from .attentes import ATTENTES
from .test_acces import PAGES, _adresse

pytestmark = pytest.mark.django_db

# By the name of the field: why it is not worth keeping.
SANS_BROUILLON = {
    "recherche": "what is looked for is not recorded",
    "semaines": "a number that goes with the tap beside it",
}
SANS_TEXTE = {"hidden", "radio", "checkbox", "submit", "button", "file", "password"}


@dataclass
class Formulaire:
    attributs: dict[str, str | None]
    champs: list[str] = field(default_factory=list)

    @property
    def se_garde(self) -> bool:
        a_garder = [nom for nom in self.champs if nom not in SANS_BROUILLON]
        return self.attributs.get("method") == "post" and bool(a_garder)


class Lecteur(HTMLParser):
    """The forms of a page, and the names of what is typed in each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.formulaires: list[Formulaire] = []
        self.feed(page)

    def handle_starttag(self, balise: str, attributs: list[tuple[str, str | None]]) -> None:
        dits = dict(attributs)
        if balise == "form":
            self.formulaires.append(Formulaire(dits))
        elif self.formulaires and _se_tape(balise, dits):
            self.formulaires[-1].champs.append(dits.get("name") or "")


def _se_tape(balise: str, attributs: dict[str, str | None]) -> bool:
    if balise == "input":
        return attributs.get("type", "text") not in SANS_TEXTE
    return balise == "textarea"


def test_what_a_ptp_types_is_kept_as_a_draft(ici, client_de):
    client, gardes, oublies = client_de(ici.ptp), 0, []
    for route in PAGES:
        if "ptp" not in ATTENTES[route.nom].roles:
            continue
        reponse = client.get(_adresse(route, ici))
        if reponse.status_code != 200 or "text/html" not in reponse["Content-Type"]:
            continue
        formulaires = Lecteur(reponse.content.decode()).formulaires
        for form in filter(lambda form: form.se_garde, formulaires):
            if "data-brouillon" in form.attributs:
                gardes += 1
            else:
                oublies.append((route.nom, form.champs))
    assert oublies == []
    assert gardes
