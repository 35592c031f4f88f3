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


class Mode(models.TextChoices):
    APPEL_EN_PRESENCE = "appel_en_presence", "Appel fait avec la famille"
    ACCOMPAGNEMENT_SUR_PLACE = "accompagnement_sur_place", "Accompagnement sur place"
    RENCONTRE_A_TROIS = "rencontre_a_trois", "Rencontre à trois"
    APPEL_AU_NOM_DE = "appel_au_nom_de", "Appel au nom de la famille"
    COURRIEL = "courriel", "Courriel"


class MotifRefus(models.TextChoices):
    INADMISSIBLE = "inadmissible", "Famille inadmissible"
    HORS_TERRITOIRE = "hors_territoire", "Hors territoire"
    COMPLET = "complet", "Complet"
    SERVICE_INEXISTANT = "service_inexistant", "Service inexistant"
    LANGUE = "langue", "Langue"
    AUTRE = "autre", "Autre"


class MotifEntrant(models.TextChoices):
    FERMETURE_DOSSIER = "fermeture_dossier", "Le partenaire doit fermer son dossier"
    BESOINS_MULTIPLES = "besoins_multiples", "Besoins multiples"
    HORS_MANDAT_PARTENAIRE = "hors_mandat_partenaire", "Hors du mandat du partenaire"
    LIEN_DIFFICILE = "lien_difficile", "Lien difficile à établir"
    AUTRE = "autre", "Autre"


class Issue(models.TextChoices):
    REPONDU = "repondu", "Besoin répondu"
    PARTIELLEMENT = "partiellement", "Partiellement répondu"
    NON_REPONDU = "non_repondu", "Non répondu"
    INCONNU = "inconnu", "Inconnue"


AVANT_MEDIATION = (Etat.DISCUTEE, Etat.CONSENTIE, Etat.DECLINEE_FAMILLE)
EN_ATTENTE_DE_REPONSE = (Etat.MEDIATION_FAITE, Etat.SANS_REPONSE)
# For whom received it, an answer noted without saying which is still to give.
A_REPONDRE = (*EN_ATTENTE_DE_REPONSE, Etat.REPONSE_RECUE)
REPONDUS = (
    Etat.REPONSE_RECUE,
    Etat.ACCEPTEE,
    Etat.LISTE_ATTENTE,
    Etat.REFUSEE_PARTENAIRE,
    Etat.SERVICE_AMORCE,
    Etat.TERMINEE,
)
# From acceptance to the end of the service: names and numbers show to the partenaire.
ACCEPTES = (Etat.ACCEPTEE, Etat.SERVICE_AMORCE)
PRIS_EN_CHARGE = (*ACCEPTES, Etat.TERMINEE)
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


# The moves that a partenaire makes by itself, by its link; every other one is the PTP’s.
REPONSES_DU_PARTENAIRE: dict[Sens, frozenset[Etat]] = {
    Sens.SORTANT: frozenset({*_ISSUES, Etat.SERVICE_AMORCE, Etat.TERMINEE}),
    Sens.ENTRANT: frozenset(),
}


def verifier_reponse_du_partenaire(sens: Sens, vers: Etat) -> None:
    if vers not in REPONSES_DU_PARTENAIRE[sens]:
        raise ValidationError(
            "Cette étape est celle de la personne travailleuse de proximité\u00a0: "
            "écrivez-lui un mot.",
            code="reservee_ptp",
        )


# Whoever receives answers: these are said of an organisme that one waits for.
JAMAIS_RECU = frozenset({Etat.REPONSE_RECUE, Etat.SANS_REPONSE})


def verifier_passage(
    depart: Etat, vers: Etat, *, sens: Sens, depuis: date, le: date, sans_accord: bool = False
) -> None:
    """Raises ValidationError when a référencement may not move so, or not on that day.

    ``sans_accord``: a law allows the contact before the famille has agreed to it.
    """
    saute_accord = sans_accord and (depart, vers) == (Etat.DISCUTEE, Etat.MEDIATION_FAITE)
    mots = {"depart": en_mots(depart, sens), "vers": en_mots(vers, sens)}
    if depart == vers:
        message = "C’est déjà fait\u00a0: ce référencement est «\u00a0%(depart)s\u00a0»."
        raise ValidationError(message, code="transition_impossible", params=mots)
    if sens == Sens.ENTRANT and vers in JAMAIS_RECU:
        raise ValidationError(REPONDRE_SOI_MEME, code="transition_impossible")
    if vers not in TRANSITIONS[depart] and not saute_accord:
        raise ValidationError(PASSAGE_IMPOSSIBLE, code="transition_impossible", params=mots)
    if le < depuis:
        mots["depuis"] = date_moyenne(depuis)
        raise ValidationError(DATE_ANTERIEURE, code="date_anterieure", params=mots)


PASSAGE_IMPOSSIBLE = (
    "Ce référencement est «\u00a0%(depart)s\u00a0»\u00a0: "
    "il ne peut pas devenir «\u00a0%(vers)s\u00a0»."
)
DATE_ANTERIEURE = (
    "Ce référencement est «\u00a0%(depart)s\u00a0» depuis le %(depuis)s\u00a0: "
    "indiquez ce jour ou un jour plus récent."
)
REPONDRE_SOI_MEME = (
    "C’est vous qui répondez à cette demande\u00a0: accueillez la famille, ou dites pourquoi ce "
    "n’est pas possible."
)
