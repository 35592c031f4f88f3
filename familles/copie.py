"""« Ce que nous avons noté avec vous »: what one adult of a famille takes home (decision 0031).

Each adult is a separate subject (SECURITE « People »): nothing here is about another one.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from familles.fiche import enfants_de
from familles.models import (
    Adulte,
    Besoin,
    Consentement,
    EtapePlan,
    Famille,
    Intervention,
    Promesse,
)
from partenaires.models import TypeBesoin

# A besoin is the famille's, but these may be what one adult alone told: never without a look.
DELICATS = (
    "securite",
    "sante_mentale",
    "sante_physique",
    "dependance",
    "immigration_statut",
    "juridique",
    "autre",
)

ETATS: dict[str, str] = {
    Besoin.Etat.MIS_EN_RELIEF: "nommé avec vous",
    Besoin.Etat.EN_COURS: "on y travaille",
    Besoin.Etat.REPONDU: "réglé",
    Besoin.Etat.PARTIELLEMENT_REPONDU: "réglé en partie",
    Besoin.Etat.NON_REPONDU: "pas réglé",
    Besoin.Etat.RETIRE_PAR_FAMILLE: "mis de côté à votre demande",
    Besoin.Etat.TROU_DE_SERVICES: "aucun service trouvé pour l’instant",
}


def contenu(
    famille: Famille,
    adulte: Adulte,
    notes: Iterable[Intervention],
    *,
    besoins: Iterable[Besoin],
    promesses: Iterable[Promesse],
    etapes: Iterable[EtapePlan],
) -> dict[str, Any]:
    """The sheet, and the only way to make one.

    What anyone wrote freely, and what may be about one adult, is given by whoever has just read
    it again; no score, cote, vulnérabilité or intensité is ever part of it.
    """
    aujourdhui = timezone.localdate()
    return {
        "personne": _identite(famille, adulte),
        "langue": famille.langue,
        "interprete": famille.interprete,
        "enfants": _enfants(famille),
        "besoins": [(str(besoin.type), ETATS[besoin.etat]) for besoin in besoins],
        "etapes": list(etapes),
        "promesses": list(promesses),
        "accompagnements": list(famille.accompagnements.order_by("date_debut", "pk")),
        "rencontres": _rencontres(famille, {note.pk for note in notes}),
        "accords": _accords(famille, adulte),
        "prepare_le": aujourdhui,
    }


def _identite(famille: Famille, adulte: Adulte) -> dict[str, Any]:
    """What names this adult. The famille's phone may be another one's, so it is left out."""
    identite, foyer = getattr(adulte, "identite", None), getattr(famille, "identite", None)
    partagee = foyer and adulte.vit_avec and not foyer.adresse_confidentielle
    return {
        "nom": identite.nom_complet if identite else "",
        "lien": adulte.get_lien_display(),
        "telephone": identite.telephone if identite else "",
        "courriel": identite.courriel if identite else "",
        "adresse": foyer.adresse if foyer and partagee else "",
    }


def _enfants(famille: Famille) -> list[tuple[str, str]]:
    """First names and ages: a family name may be the other parent's."""
    aujourdhui = timezone.localdate()
    presents = [enfant for enfant in enfants_de(famille) if not enfant.ne_compte_plus_des]
    return [
        (
            getattr(getattr(enfant, "identite", None), "prenom", "") or "Enfant",
            enfant.age_en_mots(aujourdhui),
        )
        for enfant in presents
    ]


def _rencontres(famille: Famille, notes: set[int]) -> list[dict[str, Any]]:
    """Day, type d’action, mode; the note only when it was read again and chosen."""
    interventions = famille.interventions.order_by("-date", "-pk")
    return [
        {
            "date": intervention.date,
            "type": intervention.get_type_action_display(),
            "mode": intervention.get_mode_display().lower(),
            "note": intervention.note if intervention.pk in notes else "",
        }
        for intervention in interventions
    ]


def _accords(famille: Famille, adulte: Adulte) -> list[Consentement]:
    siens = famille.consentements.filter(adulte=adulte)
    return list(siens.select_related("partenaire", "retrait"))


def sans_delicats(famille: Famille) -> list[Besoin]:
    besoins = famille.besoins.exclude(type__in=TypeBesoin.objects.filter(code__in=DELICATS))
    return list(besoins)
