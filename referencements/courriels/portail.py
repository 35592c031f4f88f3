"""What a partenaire asked for from one of its links: a fresh link, a code, a receipt."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from courriels.gabarits import Message, gabarit
from courriels.liens import absolu
from courriels.models import Courriel

from ..models import CodePartenaire, LienPartenaire, Referencement


@gabarit("nouveau_lien")
def nouveau_lien(courriel: Courriel) -> Message | None:
    liens = LienPartenaire.objects.avec_ce_qu_ils_ouvrent()
    ancien = liens.filter(pk=courriel.donnees["pk"]).first()
    if ancien is None or not _part_encore(courriel, ancien) or not ancien.peut_se_renouveler:
        return None
    lien, jeton = ancien.renouveler()
    contexte = {"lien": lien, "adresse": _adresse(jeton)}
    return _message("Votre nouveau lien", "nouveau_lien", contexte)


@gabarit("code")
def code(courriel: Courriel) -> Message | None:
    codes = CodePartenaire.objects.select_related(
        "lien__partenaire", "lien__divulgation__consentement__retrait"
    )
    demande = codes.filter(pk=courriel.donnees["pk"], utilise_le=None).first()
    if demande is None or not demande.lien.est_ouvert or not _part_encore(courriel, demande.lien):
        return None
    contexte = {"code": demande.sceller(maintenant=timezone.now())}
    return _message("Votre code", "code", contexte)


@gabarit("recu")
def recu(courriel: Courriel) -> Message | None:
    """The acknowledgement of what the partenaire sent: a number and where to follow it."""
    entrants = Referencement.objects.select_related("partenaire", "territoire__organisme")
    entrant = entrants.filter(pk=courriel.donnees["pk"]).first()
    if entrant is None or courriel.destinataire not in entrant.partenaire.adresses_courriel:
        return None
    _, jeton = LienPartenaire.pour_suivre(entrant, adresse=courriel.destinataire)
    contexte = {"entrant": entrant, "adresse": _adresse(jeton)}
    return _message(f"Demande nº\u00a0{entrant.numero} envoyée", "recu", contexte)


def _part_encore(courriel: Courriel, lien: LienPartenaire) -> bool:
    """The address is still the one that this link may be answered at."""
    return lien.partenaire.actif and lien.adresse_de_renvoi == courriel.destinataire


def _adresse(jeton: str) -> str:
    return absolu(reverse("portail:lien", args=[jeton]))


def _message(sujet: str, gabarit_du_corps: str, contexte: dict[str, Any]) -> Message:
    corps = render_to_string(f"portail/courriels/{gabarit_du_corps}.txt", contexte)
    return Message(sujet, corps)
