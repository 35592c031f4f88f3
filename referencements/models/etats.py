"""The two directions of a référencement, its états and the moves between them (DOMAINE §2.15)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models

from proximite.typographie import date_moyenne


class Sens(models.TextChoices):
    SORTANT = "sortant", "Vers un partenaire"
    ENTRANT = "entrant", "D’un partenaire"


class Etat(models.TextChoices):
    DISCUTEE = "discutee", "Discutée avec la famille"
    CONSENTIE = "consentie", "Consentie par la famille"
    DECLINEE_FAMILLE = "declinee_famille", "Déclinée par la famille"
    MEDIATION_FAITE = "mediation_faite", "Contact personnalisé effectué"
    REPONSE_RECUE = "reponse_recue", "Réponse reçue"
    ACCEPTEE = "acceptee", "Acceptée"
    LISTE_ATTENTE = "liste_attente", "En liste d’attente"
    REFUSEE_PARTENAIRE = "refusee_partenaire", "Refusée par le partenaire"
    SERVICE_AMORCE = "service_amorce", "Service amorcé"
    TERMINEE = "terminee", "Terminée"
    ABANDONNEE_FAMILLE = "abandonnee_famille", "Abandonnée par la famille"
    SANS_REPONSE = "sans_reponse", "Sans réponse"
    ANNULEE = "annulee", "Annulée (saisie par erreur)"


AVANT_MEDIATION = (Etat.DISCUTEE, Etat.CONSENTIE, Etat.DECLINEE_FAMILLE)
EN_ATTENTE_DE_REPONSE = (Etat.MEDIATION_FAITE, Etat.SANS_REPONSE)
REPONDUS = (
    Etat.REPONSE_RECUE,
    Etat.ACCEPTEE,
    Etat.LISTE_ATTENTE,
    Etat.REFUSEE_PARTENAIRE,
    Etat.SERVICE_AMORCE,
    Etat.TERMINEE,
)
FINALS = (
    Etat.DECLINEE_FAMILLE,
    Etat.REFUSEE_PARTENAIRE,
    Etat.TERMINEE,
    Etat.ABANDONNEE_FAMILLE,
    Etat.ANNULEE,
)
# The same états, said from the side of the PTP who receives.
MOTS_ENTRANT: dict[str, str] = {
    Etat.MEDIATION_FAITE: "À accueillir",
    Etat.ACCEPTEE: "Accueillie",
    Etat.REFUSEE_PARTENAIRE: "Refusée",
    Etat.SERVICE_AMORCE: "Accompagnement amorcé",
}
# How each is shown (partials/etat.html): states have colours, always with their word.
TONS: dict[str, str] = {
    Etat.CONSENTIE: "info",
    Etat.MEDIATION_FAITE: "info",
    Etat.REPONSE_RECUE: "info",
    Etat.ACCEPTEE: "reussite",
    Etat.LISTE_ATTENTE: "attention",
    Etat.REFUSEE_PARTENAIRE: "probleme",
    Etat.SERVICE_AMORCE: "reussite",
    Etat.TERMINEE: "reussite",
    Etat.SANS_REPONSE: "attention",
}
OUVERTS = tuple(etat for etat in Etat if etat not in FINALS)

_ISSUES = (Etat.ACCEPTEE, Etat.LISTE_ATTENTE, Etat.REFUSEE_PARTENAIRE)
TRANSITIONS: dict[Etat, frozenset[Etat]] = {
    Etat.DISCUTEE: frozenset({Etat.CONSENTIE, Etat.DECLINEE_FAMILLE, Etat.ANNULEE}),
    Etat.CONSENTIE: frozenset({Etat.MEDIATION_FAITE, Etat.ABANDONNEE_FAMILLE, Etat.ANNULEE}),
    Etat.MEDIATION_FAITE: frozenset(
        {
            Etat.REPONSE_RECUE,
            *_ISSUES,
            Etat.SANS_REPONSE,
            Etat.ABANDONNEE_FAMILLE,
            Etat.ANNULEE,
        }
    ),
    Etat.SANS_REPONSE: frozenset({Etat.REPONSE_RECUE, *_ISSUES, Etat.ABANDONNEE_FAMILLE}),
    Etat.REPONSE_RECUE: frozenset({*_ISSUES, Etat.ABANDONNEE_FAMILLE}),
    Etat.LISTE_ATTENTE: frozenset(
        {Etat.ACCEPTEE, Etat.REFUSEE_PARTENAIRE, Etat.SERVICE_AMORCE, Etat.ABANDONNEE_FAMILLE}
    ),
    Etat.ACCEPTEE: frozenset({Etat.LISTE_ATTENTE, Etat.SERVICE_AMORCE, Etat.ABANDONNEE_FAMILLE}),
    Etat.SERVICE_AMORCE: frozenset({Etat.TERMINEE, Etat.ABANDONNEE_FAMILLE}),
    **dict.fromkeys(FINALS, frozenset()),
}


def en_mots(etat: str, sens: str) -> str:
    mots = MOTS_ENTRANT.get(etat) if sens == Sens.ENTRANT else None
    return mots or Etat(etat).label


def verifier_passage(depart: Etat, vers: Etat, *, depuis: date, le: date) -> None:
    """Raises ValidationError when a référencement may not move so, or not on that day."""
    if vers not in TRANSITIONS[depart]:
        raise ValidationError(
            "Ce référencement est «\u00a0%(depart)s\u00a0»\u00a0: "
            "il ne peut pas devenir «\u00a0%(vers)s\u00a0».",
            code="transition_impossible",
            params={"depart": depart.label, "vers": vers.label},
        )
    if le < depuis:
        raise ValidationError(
            "Ce référencement est «\u00a0%(depart)s\u00a0» depuis le %(depuis)s\u00a0: "
            "indiquez ce jour ou un jour plus récent.",
            code="date_anterieure",
            params={"depart": depart.label, "depuis": date_moyenne(depuis)},
        )
