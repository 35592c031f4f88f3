"""What a row would change in an entry that exists: the same answer for the preview and the write.

What the row does not say stays as it is, besoins and territoires are added and never taken away,
and a capacité declared since the file's own date stays.
"""

from collections.abc import Mapping
from typing import Any

from partenaires.models.offre import OffreService
from partenaires.models.partenaire import Partenaire
from proximite.recherche import normaliser

CHAMPS = (
    "nom",
    "nature",
    "secteur",
    "description",
    "langues",
    "telephone",
    "courriel",
    "site_web",
    "adresse",
)
# Written in many ways that say the same.
LIBRES = ("langues", "adresse")

Valeurs = Mapping[str, Any]


def champs_changes(partenaire: Partenaire, valeurs: Valeurs) -> dict[str, str]:
    """The new value of each field that differs."""
    return {
        nom: valeurs[nom]
        for nom in CHAMPS
        if nom in valeurs and _comparable(nom, valeurs[nom]) != _actuel(partenaire, nom)
    }


def _actuel(partenaire: Partenaire, nom: str) -> str:
    return _comparable(nom, en_texte(partenaire, nom))


def en_texte(partenaire: Partenaire, nom: str) -> str:
    """A field as rows hold it: codes for lists, E.164 for the phone."""
    if nom == "secteur":
        return partenaire.secteur_id
    valeur = getattr(partenaire, nom)
    return str(valeur.as_e164 if nom == "telephone" and valeur else valeur)


def _comparable(nom: str, texte: str) -> str:
    return normaliser(texte) if nom in LIBRES else " ".join(texte.split())


def offres_changees(
    existantes: Mapping[str, OffreService], valeurs: Valeurs
) -> list[tuple[OffreService | None, Mapping[str, Any]]]:
    """(the offer that exists, what the row says), for each that is new or differs."""
    return [
        (existantes.get(offre["besoin"]), offre)
        for offre in valeurs.get("offres", [])
        if _differe(existantes.get(offre["besoin"]), offre)
    ]


def _differe(existante: OffreService | None, offre: Mapping[str, Any]) -> bool:
    if existante is None:
        return True
    if offre["confirmee_le"] and offre["confirmee_le"] < existante.confirmee_le.isoformat():
        return False
    if offre["precisions"] and offre["precisions"] != existante.precisions:
        return True
    dite = (offre["capacite"], offre["attente"])
    connue = (existante.capacite, existante.attente_semaines)
    return offre["capacite"] != OffreService.Capacite.INCONNUE and dite != connue


def territoires_ajoutes(deja: set[int], valeurs: Valeurs) -> list[int]:
    return [pk for pk in valeurs.get("territoires", []) if pk not in deja]
