"""The file of one adult as data: ``schemas/dossier-1.json`` describes it."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from familles.copie import contenu
from familles.models import Adulte, Famille
from referencements.models import Divulgation

VERSION = "urn:proximite:schema:dossier:1"


def dossier(famille: Famille, adulte: Adulte, **choisis: Any) -> dict[str, Any]:
    """``choisis``: the notes, besoins, étapes and promesses that someone has just read again, as
    ``contenu`` asks for them."""
    feuille = contenu(famille, adulte, **choisis)
    return {
        "schema": VERSION,
        "etabli_le": un_jour(feuille["prepare_le"]),
        "organisme": famille.territoire.organisme.nom,
        "territoire": famille.territoire.nom,
        "dossier": famille.code_affiche,
        "personne": {cle: str(valeur) for cle, valeur in feuille["personne"].items()},
        "famille": {
            "langue": feuille["langue"],
            "interprete": feuille["interprete"],
            "enfants": [{"prenom": prenom, "age": age} for prenom, age in feuille["enfants"]],
        },
        "accompagnements": [
            {"debut": un_jour(a.date_debut), "fin": un_jour(a.date_fin)}
            for a in feuille["accompagnements"]
        ],
        "besoins": [{"besoin": besoin, "etat": etat} for besoin, etat in feuille["besoins"]],
        "plan": [une_etape(etape) for etape in feuille["etapes"]],
        "promesses": [une_promesse(promesse) for promesse in feuille["promesses"]],
        "rencontres": [
            {**rencontre, "date": un_jour(rencontre["date"])} for rencontre in feuille["rencontres"]
        ],
        "accords": [un_accord(accord) for accord in feuille["accords"]],
        "transmis": [une_divulgation(divulgation) for divulgation in _divulgations(adulte)],
        "reponses": [
            {"demande_le": un_jour(r.date), "question": r.QUESTION, "reponse": r.reponse_en_mots}
            for r in adulte.ressentis.all()
        ],
        "vulnerabilites": [
            {"vulnerabilite": str(v.type), "du": un_jour(v.constatee_le), "au": un_jour(v.levee_le)}
            for v in adulte.vulnerabilites.select_related("type")
        ],
        "demandes": [une_demande(demande) for demande in adulte.demandes.all()],
    }


def _divulgations(adulte: Adulte) -> QuerySet[Divulgation]:
    """What left with this adult’s own agreement."""
    siennes = Divulgation.objects.filter(consentement__adulte=adulte)
    return siennes.select_related("referencement__partenaire").order_by("faite_le", "pk")


def une_divulgation(divulgation: Divulgation) -> dict[str, Any]:
    """The contents frozen that day; the word to the partenaire, which someone else wrote, is left
    out: it may be about another adult."""
    return {
        "le": un_jour(timezone.localdate(divulgation.faite_le)),
        "a": divulgation.referencement.partenaire.nom,
        "besoin": divulgation.apercu["besoin"],
        "renseignements": [
            {"quoi": ligne[0], "valeur": ligne[1]} for ligne in divulgation.contenu["coordonnees"]
        ],
    }


def une_etape(etape: Any) -> dict[str, Any]:
    return {
        "etape": etape.texte,
        "qui": etape.qui_en_mots,
        "etat": etape.get_etat_display(),
        "pour_le": un_jour(etape.pour_le),
    }


def une_promesse(promesse: Any) -> dict[str, Any]:
    return {
        "promesse": promesse.texte,
        "echeance": un_jour(promesse.echeance),
        "tenue_le": un_jour(promesse.tenue_le),
        "abandonnee_le": un_jour(promesse.abandonnee_le),
    }


def une_demande(demande: Any) -> dict[str, Any]:
    return {
        "demande": demande.titre,
        "recue_le": un_jour(demande.recue_le),
        "repondue_le": un_jour(demande.repondue_le),
    }


def un_accord(accord: Any) -> dict[str, Any]:
    retrait = timezone.localdate(accord.retrait.retire_le) if accord.est_retire else None
    return {
        "partenaire": accord.partenaire.nom,
        "renseignements": accord.champs_en_mots,
        "donne_le": un_jour(accord.donne_le),
        "valable_jusqu_au": un_jour(accord.valable_jusqu_au),
        "retire_le": un_jour(retrait),
    }


def un_jour(jour: date | None) -> str | None:
    return jour.isoformat() if jour else None
