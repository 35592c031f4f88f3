"""The file of a child of 14 or more, who asks for herself (P-39.1 s. 4.1): the same schema.

What is hers and what the famille shares; nothing of an adult, nor of another child.
"""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from familles.copie import ETATS
from familles.models import Besoin, Enfant, EtapePlan, Famille, Intervention, Promesse
from referencements.models import Divulgation

from .contenu import (
    VERSION,
    un_accord,
    un_jour,
    une_demande,
    une_divulgation,
    une_etape,
    une_promesse,
)

PAR_UN_PARENT = "transmis avec l’accord d’un parent"


def dossier_du_jeune(
    famille: Famille,
    jeune: Enfant,
    *,
    notes: Iterable[Intervention],
    besoins: Iterable[Besoin],
    promesses: Iterable[Promesse],
    etapes: Iterable[EtapePlan],
) -> dict[str, Any]:
    """``notes``, ``besoins``, ``promesses`` and ``etapes``: those that someone has just read
    again. A meeting is there with its note only: others were with an adult."""
    aujourdhui = timezone.localdate()
    accompagnements = famille.accompagnements.order_by("date_debut", "pk")
    return {
        "schema": VERSION,
        "etabli_le": un_jour(aujourdhui),
        "organisme": famille.territoire.organisme.nom,
        "territoire": famille.territoire.nom,
        "dossier": famille.code_affiche,
        "personne": _personne(famille, jeune),
        "famille": {
            "langue": famille.langue,
            "interprete": famille.interprete,
            "enfants": [{"prenom": _prenom(jeune), "age": jeune.age_en_mots(aujourdhui)}],
        },
        "accompagnements": [
            {"debut": un_jour(a.date_debut), "fin": un_jour(a.date_fin)} for a in accompagnements
        ],
        "besoins": [{"besoin": str(b.type), "etat": ETATS[b.etat]} for b in besoins],
        "plan": [une_etape(etape) for etape in etapes],
        "promesses": [une_promesse(promesse) for promesse in promesses],
        "rencontres": [_rencontre(note) for note in notes],
        "accords": [
            un_accord(accord)
            for accord in jeune.consentements_donnes.select_related("partenaire", "retrait")
        ],
        "transmis": [_transmis(jeune, divulgation) for divulgation in _divulgations(jeune)],
        "reponses": [],
        "vulnerabilites": [],
        "demandes": [une_demande(demande) for demande in jeune.demandes.all()],
    }


def _personne(famille: Famille, jeune: Enfant) -> dict[str, str]:
    identite, foyer = getattr(jeune, "identite", None), getattr(famille, "identite", None)
    return {
        "nom": identite.nom_complet if identite else "",
        "lien": "",
        "telephone": "",
        "courriel": "",
        "adresse": foyer.adresse if foyer and not foyer.adresse_confidentielle else "",
    }


def _prenom(jeune: Enfant) -> str:
    return getattr(getattr(jeune, "identite", None), "prenom", "") or "Enfant"


def _rencontre(intervention: Intervention) -> dict[str, Any]:
    return {
        "date": un_jour(intervention.date),
        "type": intervention.get_type_action_display(),
        "mode": intervention.get_mode_display().lower(),
        "note": intervention.note,
    }


def _divulgations(jeune: Enfant) -> list[Divulgation]:
    """With her own agreement, or a parent’s about her; once each, oldest first."""
    parties = Divulgation.objects.select_related("referencement__partenaire", "consentement")
    les_siennes = parties.filter(consentement__jeune=jeune)
    d_un_parent = parties.filter(consentement__in=jeune.consentements.all())
    return sorted([*les_siennes, *d_un_parent], key=lambda d: (d.faite_le, d.pk))


def _transmis(jeune: Enfant, divulgation: Divulgation) -> dict[str, Any]:
    """Of what a parent agreed to, that it was about her: the rest is the parent’s."""
    if divulgation.consentement and divulgation.consentement.jeune_id == jeune.pk:
        return une_divulgation(divulgation)
    return {
        "le": un_jour(timezone.localdate(divulgation.faite_le)),
        "a": divulgation.referencement.partenaire.nom,
        "besoin": "",
        "renseignements": [{"quoi": "Prénom et âge", "valeur": PAR_UN_PARENT}],
    }
