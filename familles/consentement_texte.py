"""The words in which an agreement is asked, for a child of ten to understand.

One template per version and language: a new wording is a new version, and what was read under
an older one stays in its row.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.template.loader import render_to_string
from django.utils import translation

from familles.models import Consentement, Famille
from partenaires.models import Partenaire

Champ = Consentement.Champ


@dataclass(frozen=True)
class Partie:
    """A heading and its lines, as the screen shows them; ``puces`` when they are a list."""

    titre: str
    phrases: list[str]
    puces: list[str]


def composer(
    *,
    famille: Famille,
    partenaire: Partenaire,
    champs: Collection[str],
    enfants: int,
    jusqu_au: date,
    langue: str,
    ptp: str,
) -> str:
    """Names no one of the famille: the text is kept apart from who they are."""
    dits = set(champs) - (set() if enfants else {Champ.ENFANTS})
    contexte = {
        "partenaire": partenaire.nom,
        "organisme": famille.territoire.organisme.nom,
        "ptp": ptp,
        "champs": dits,
        "autres": dits - {Champ.LANGUE},
        "enfants": enfants,
        "jusqu_au": jusqu_au,
    }
    gabarit = f"familles/consentement/texte/{Consentement.VERSION_DU_TEXTE}.{langue}.txt"
    with translation.override(langue):
        texte = render_to_string(gabarit, contexte)
    return re.sub(r"\n{3,}", "\n\n", texte).strip()


def empreinte(texte: str) -> str:
    """Tells whether the text saved is the one that was on the screen."""
    return sha256(texte.encode()).hexdigest() if texte else ""


def parties(texte: str) -> list[Partie]:
    """Each block of the text: its first line is a heading, lines that begin with « – » a list."""
    blocs = [bloc.splitlines() for bloc in texte.split("\n\n") if bloc]
    return [
        Partie(
            titre,
            [ligne for ligne in lignes if not ligne.startswith("–")],
            [ligne.removeprefix("–").strip() for ligne in lignes if ligne.startswith("–")],
        )
        for titre, *lignes in blocs
    ]
