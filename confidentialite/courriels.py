"""The messages of this app: they say that there is something to look at, never about whom."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse

from courriels.gabarits import Message, gabarit
from courriels.liens import absolu
from courriels.models import Courriel
from referencements.models import LienPartenaire

from .depots import ACCES_INHABITUEL, DEMANDE_A_REPONDRE, RECTIFICATION
from .models import AlerteAcces, AvisRectification, Demande


@gabarit(ACCES_INHABITUEL)
def acces_inhabituel(courriel: Courriel) -> Message | None:
    """Unless someone saw it meanwhile."""
    alerte = AlerteAcces.objects.a_voir().filter(pk=courriel.donnees["alerte"]).first()
    if alerte is None:
        return None
    contexte: dict[str, Any] = {"lien": absolu(reverse("confidentialite:acces"))}
    if courriel.donnees.get("seule"):
        affectations = alerte.utilisateur.affectations.actuelles().filter(territoire__isnull=False)
        noms = affectations.values_list("territoire__nom", flat=True).distinct()
        contexte = {"seule": True, "territoires": ", ".join(noms.order_by("territoire__nom"))}
    return _message("acces_inhabituel", "Un accès inhabituel à regarder", contexte)


@gabarit(DEMANDE_A_REPONDRE)
def demande_a_repondre(courriel: Courriel) -> Message | None:
    """Unless it was answered meanwhile."""
    demande = Demande.objects.a_repondre().filter(pk=courriel.donnees["demande"]).first()
    if demande is None:
        return None
    lien = absolu(reverse("confidentialite:demande", args=[demande.pk]))
    contexte = {"demande": demande, "lien": lien}
    return _message("demande_a_repondre", "Une demande attend une réponse écrite", contexte)


@gabarit(RECTIFICATION)
def rectification(courriel: Courriel) -> Message | None:
    """To a partenaire: that something was corrected, and whom to ask; what it was is never there.

    With a link to what it had received while it may still read it.
    """
    lignes = AvisRectification.objects.filter(divulgation__isnull=False).select_related(
        "divulgation__referencement__partenaire", "divulgation__consentement__retrait"
    )
    avis = lignes.filter(pk=courriel.donnees["avis"]).first()
    if avis is None or avis.divulgation is None:
        return None
    divulgation, referencement = avis.divulgation, avis.divulgation.referencement
    if courriel.destinataire not in referencement.partenaire.adresses_courriel:
        return None
    lien = ""
    if divulgation.est_en_vigueur() and referencement.est_ouvert:
        _, jeton = LienPartenaire.pour_repondre(divulgation, adresse=courriel.destinataire)
        lien = absolu(reverse("portail:lien", args=[jeton]))
    contexte = {
        "numero": referencement.numero,
        "ptp": divulgation.apercu["ptp"],
        "envoyee_le": divulgation.faite_le,
        "lien": lien,
    }
    return _message(
        RECTIFICATION, f"Demande nº\u00a0{referencement.numero}\u00a0: correction", contexte
    )


def _message(gabarit: str, sujet: str, contexte: dict[str, Any]) -> Message:
    corps = render_to_string(f"confidentialite/courriels/{gabarit}.txt", contexte)
    return Message(sujet, corps)
