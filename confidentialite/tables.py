"""The registers for a spreadsheet: what anyone wrote never becomes a formula."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any

from proximite.tableurs import ecrivain_csv, sans_formule

from .models import Demande, Incident
from .models.incident import CHAMPS_INSCRITS, libelle


def incidents_en_csv(incidents: Iterable[Incident]) -> bytes:
    entetes = ["Numéro", "Organisme", *map(libelle, CHAMPS_INSCRITS), "Gardé jusqu’au"]
    return _csv(entetes, map(_ligne_incident, incidents))


def _ligne_incident(incident: Incident) -> list[Any]:
    valeurs = [getattr(incident, nom) for nom in CHAMPS_INSCRITS]
    valeurs[CHAMPS_INSCRITS.index("gravite")] = incident.get_gravite_display()
    return [incident.pk, incident.organisme.nom, *valeurs, incident.garde_jusqu_au]


def demandes_en_csv(demandes: Iterable[Demande]) -> bytes:
    """By code: the register of an organisme names nobody."""
    entetes = [
        "Numéro",
        "Dossier",
        "Demande",
        "Reçue le",
        "Comment",
        "À répondre au plus tard le",
        "Répondue le",
        "Réponse",
        "Donnée comment",
        "Raison du refus",
    ]
    return _csv(entetes, map(_ligne_demande, demandes))


def _ligne_demande(demande: Demande) -> list[Any]:
    return [
        demande.pk,
        demande.famille.code_affiche,
        demande.titre,
        demande.recue_le,
        demande.get_voie_display(),
        demande.echeance,
        demande.repondue_le,
        demande.get_issue_display(),
        demande.moyen,
        demande.motif_refus,
    ]


def _csv(entetes: list[str], lignes: Iterable[list[Any]]) -> bytes:
    flux = BytesIO()
    with ecrivain_csv(flux) as ecrivain:
        ecrivain.writerow(entetes)
        for ligne in lignes:
            ecrivain.writerow([_cellule(valeur) for valeur in ligne])
    return flux.getvalue()


def _cellule(valeur: Any) -> Any:
    if valeur is None:
        return ""
    return valeur if isinstance(valeur, int | date) else sans_formule(str(valeur))
