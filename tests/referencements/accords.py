"""A famille with names, its agreement, and what was sent with it."""

from datetime import date, timedelta

from familles.models import Adulte, Consentement, Enfant, IdentiteAdulte, IdentiteEnfant
from referencements.models import Divulgation, Referencement

from .factories import LE, referencement_sortant


def nommer(famille, *, par) -> Adulte:
    """A mother and her child, whose names must not leave too early."""
    mere = Adulte.objects.create(famille=famille, lien="mere", saisie_par=par)
    IdentiteAdulte.objects.create(
        adulte=mere, prenom="Soraya", nom="Exemplaire", telephone="+14185550142"
    )
    enfant = Enfant(famille=famille, naissance=date(2023, 1, 10), precision="jour", saisie_par=par)
    enfant.consigner()
    IdentiteEnfant.objects.create(enfant=enfant, prenom="Nino", nom="Exemplaire")
    return mere


def accorder(referencement: Referencement, *, par, le: date = LE, **champs) -> Consentement:
    famille = referencement.famille
    mere = famille.adultes.first() or nommer(famille, par=par)
    consentement = Consentement(
        famille=famille,
        partenaire=referencement.partenaire,
        adulte=mere,
        qualite="autorite_parentale",
        champs=["prenom", "nom", "telephone", "enfants"],
        texte="Texte lu",
        donne_le=le,
        valable_jusqu_au=le + timedelta(days=182),
        saisie_par=par,
        **champs,
    )
    consentement.donner(enfants=famille.enfants.all())
    return consentement


def divulguer(referencement: Referencement, *, par, le: date = LE, **precisions) -> Divulgation:
    """Sent with the agreement of the famille; the personal contact is made if it was not."""
    consentement = precisions.pop("consentement", None) or accorder(referencement, par=par, le=le)
    divulgation = Divulgation(consentement=consentement, adresse=precisions.pop("adresse", ""))
    referencement.divulguer(divulgation, par=par, le=le, mode="courriel", **precisions)
    return divulgation


def envoye(famille, *, par, le: date = LE, **champs) -> tuple[Referencement, Divulgation]:
    """A sortant whose partenaire holds what it may read."""
    referencement = referencement_sortant(famille, par=par, le=le, **champs)
    return referencement, divulguer(referencement, par=par, le=le)
