"""About a référencement sent to a partenaire: the request, its reminder, the answer."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from courriels.gabarits import Message, gabarit
from courriels.liens import absolu
from courriels.models import Courriel

from ..models import Divulgation, LienPartenaire, Referencement, SuiviReferencement
from ..models.etats import en_mots
from .entrants import adresse_du_lien, est_a_une_ptp


@gabarit("demande")
def demande(courriel: Courriel) -> Message | None:
    """The request, unless the partenaire has answered meanwhile."""
    divulgation = _a_lire(courriel)
    if divulgation is None or divulgation.a_sa_reponse:
        return None
    return _avec_un_lien(courriel, divulgation, "Une demande")


@gabarit("renvoi")
def renvoi(courriel: Courriel) -> Message | None:
    """A fresh link, answered or not, as long as there is something to follow."""
    divulgation = _a_lire(courriel)
    if divulgation is None:
        return None
    return _avec_un_lien(courriel, divulgation, "Un nouveau lien pour la demande")


@gabarit("relance")
def relance(courriel: Courriel) -> Message | None:
    divulgation = _a_lire(courriel)
    if divulgation is None or divulgation.a_sa_reponse or _suspendue(divulgation.referencement):
        return None
    return _avec_un_lien(courriel, divulgation, "Un rappel de la demande")


def _a_lire(courriel: Courriel) -> Divulgation | None:
    """What the partenaire may still read, at an address that is still one of its own."""
    divulgation = (
        Divulgation.objects.select_related(
            "referencement__partenaire", "referencement__famille", "consentement__retrait"
        )
        .filter(pk=courriel.donnees["divulgation"])
        .first()
    )
    if divulgation is None or not divulgation.est_en_vigueur():
        return None
    partenaire = divulgation.referencement.partenaire
    joignable = partenaire.actif and courriel.destinataire in partenaire.adresses_courriel
    return divulgation if joignable and divulgation.referencement.est_ouvert else None


def _suspendue(referencement: Referencement) -> bool:
    famille = referencement.famille
    return referencement.partenaire.rappels_suspendus or bool(famille and famille.rappels_suspendus)


def _avec_un_lien(courriel: Courriel, divulgation: Divulgation, quoi: str) -> Message:
    lien, jeton = LienPartenaire.pour_repondre(divulgation, adresse=courriel.destinataire)
    numero = divulgation.referencement.numero
    contexte = {
        "numero": numero,
        "ptp": divulgation.apercu["ptp"],
        "avec_accord": divulgation.consentement is not None,
        "envoyee_le": divulgation.faite_le,
        "jusqu_au": lien.expire_le,
        "lien": adresse_du_lien(jeton),
    }
    return Message(f"{quoi} nº\u00a0{numero}", _corps(courriel.genre, contexte))


@gabarit("nouvelle")
def nouvelle(courriel: Courriel) -> Message | None:
    """To a PTP: where her demande stands now. What a partenaire wrote is on the page, not in the
    message."""
    suivis = SuiviReferencement.objects.select_related("referencement__partenaire")
    suivi = suivis.filter(pk=courriel.donnees["suivi"]).first()
    if suivi is None or not est_a_une_ptp(courriel, suivi.referencement):
        return None
    referencement = suivi.referencement
    fiche = absolu(reverse("referencements:fiche", args=[referencement.pk]))
    a_change = suivi.vers_etat != suivi.de_etat
    etat = en_mots(suivi.vers_etat, referencement.sens).lower() if a_change else ""
    contexte = {"referencement": referencement, "suivi": suivi, "etat": etat, "fiche": fiche}
    quoi = etat or "des nouvelles du partenaire"
    sujet = f"Demande nº\u00a0{referencement.numero}\u00a0: {quoi}"
    return Message(sujet, _corps("nouvelle", contexte))


@gabarit("retrait")
def retrait(courriel: Courriel) -> Message | None:
    lien = (
        LienPartenaire.objects.select_related("referencement", "divulgation__faite_par")
        .filter(pk=courriel.donnees["lien"])
        .first()
    )
    if lien is None or lien.referencement is None or lien.divulgation is None:
        return None
    numero = lien.referencement.numero
    contexte = {"numero": numero, "ptp": lien.divulgation.apercu["ptp"]}
    return Message(f"La demande nº\u00a0{numero} est fermée", _corps("retrait", contexte))


def _corps(genre: str, contexte: dict[str, Any]) -> str:
    return render_to_string(f"referencements/courriels/{genre}.txt", contexte)
