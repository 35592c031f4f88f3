"""The secrets of the second factor, under the current master key."""

from base64 import b64decode
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction

from proximite.renouvellements import Bilan, renouvellement
from proximite.scelles import ScelleIllisible, est_a_jour

# Of ``Authenticator.data``: of the application, of the recovery codes.
SECRETS = ("secret", "seed")


@renouvellement("Seconds facteurs")
def renouveler() -> Bilan:
    renouveles = illisibles = 0
    for pk in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            facteur = Authenticator.objects.select_for_update().filter(pk=pk).first()
            try:
                renouveles += facteur is not None and _renouveler(facteur)
            except ScelleIllisible:
                illisibles += 1
    return Bilan(renouveles, illisibles)


def _renouveler(facteur: Authenticator) -> bool:
    anciens = {nom: scelle for nom in SECRETS if _ancien(scelle := facteur.data.get(nom))}
    if anciens:
        adapter: Any = get_adapter()
        facteur.data |= {
            nom: adapter.encrypt(adapter.decrypt(scelle)) for nom, scelle in anciens.items()
        }
        facteur.save(update_fields=["data"])
    return bool(anciens)


def _ancien(scelle: str | None) -> bool:
    return bool(scelle) and not est_a_jour(b64decode(str(scelle)))
