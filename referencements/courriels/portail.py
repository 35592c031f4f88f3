"""What a partenaire asked for from one of its links: a fresh link, a code, a receipt.

They leave at any hour: somebody is waiting for them.
"""

from datetime import timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from courriels.gabarits import Message, gabarit
from courriels.liens import absolu
from courriels.models import Courriel

from ..models import LienPartenaire

ENTRE_DEUX_LIENS = timedelta(hours=1)


@transaction.atomic
def deposer_nouveau_lien(lien: LienPartenaire) -> None:
    """Mailed to the registered address, at most once an hour for one link."""
    LienPartenaire.objects.select_for_update().get(pk=lien.pk)
    concerne, maintenant = f"lien:{lien.pk}", timezone.now()
    deja = Courriel.objects.concernant(concerne).filter(genre="nouveau_lien")
    if deja.filter(depose_le__gt=maintenant - ENTRE_DEUX_LIENS).exists():
        return
    Courriel.deposer(
        genre="nouveau_lien",
        destinataire=lien.adresse_de_renvoi,
        cle=f"nouveau-lien:{lien.pk}:{maintenant.isoformat()}",
        concerne=concerne,
        donnees={"lien": lien.pk},
        tout_de_suite=True,
        maintenant=maintenant,
    )


@gabarit("nouveau_lien")
def nouveau_lien(courriel: Courriel) -> Message | None:
    lien = _lien(courriel)
    if lien is None or not lien.peut_se_renouveler:
        return None
    nouveau, jeton = lien.renouveler()
    contexte = {"lien": nouveau, "adresse": absolu(reverse("portail:lien", args=[jeton]))}
    return _message("Votre nouveau lien", "nouveau_lien", contexte)


def _lien(courriel: Courriel) -> LienPartenaire | None:
    """While it may still go where it was to go."""
    liens = LienPartenaire.objects.select_related(
        "partenaire", "territoire", "referencement", "divulgation__consentement__retrait"
    )
    lien = liens.filter(pk=courriel.donnees["lien"]).first()
    return lien if lien and lien.adresse_de_renvoi == courriel.destinataire else None


def _message(sujet: str, gabarit_du_corps: str, contexte: dict) -> Message:
    corps = render_to_string(f"portail/courriels/{gabarit_du_corps}.txt", contexte)
    return Message(sujet, corps)
