"""The values of an entry as texts: kept in a proposal or a merge, or read by a person."""

from collections.abc import Iterable

from .partenaire import Partenaire


def en_textes(partenaire: Partenaire, champs: Iterable[str]) -> dict[str, str]:
    """Texts that mean the same wherever they are read again: phones keep their country."""
    valeurs = {nom: getattr(partenaire, nom) for nom in champs}
    return {nom: getattr(valeur, "as_international", valeur) for nom, valeur in valeurs.items()}


def en_mots(nom: str, valeur: str) -> str:
    lue = getattr(Partenaire(**{nom: valeur}), nom)
    return getattr(lue, "as_national", lue) or "Rien"


def libelles() -> dict[str, str]:
    return {champ.name: str(champ.verbose_name) for champ in Partenaire._meta.fields}
