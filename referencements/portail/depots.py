"""What the portal puts in the outbox. It leaves at any hour: somebody is waiting for it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from courriels.models import Courriel

from ..models import CodePartenaire, LienPartenaire, Referencement

ENTRE_DEUX_LIENS = timedelta(hours=1)


@transaction.atomic
def renouveler(lien: LienPartenaire) -> None:
    """To the registered address, at most once an hour for one link."""
    LienPartenaire.objects.select_for_update(no_key=True).get(pk=lien.pk)
    maintenant, sujet = timezone.now(), f"nouveau-lien-{lien.pk}"
    recents = Courriel.objects.concernant(sujet).filter(depose_le__gt=maintenant - ENTRE_DEUX_LIENS)
    if not recents.exists():
        _deposer("nouveau_lien", lien, f"{sujet}-{maintenant.isoformat()}", sujet, lien.pk)


@transaction.atomic
def envoyer_un_code(lien: LienPartenaire) -> None:
    code = CodePartenaire.demander(lien, maintenant=timezone.now())
    if code is not None and lien.adresse_de_renvoi:
        _deposer("code", lien, f"code-{code.pk}", f"code-{lien.pk}", code.pk)


def accuser(entrant: Referencement, *, lien: LienPartenaire) -> None:
    """The receipt of what was just sent by a standing link."""
    if lien.adresse_de_renvoi:
        sujet = f"recu-{entrant.pk}"
        _deposer("recu", lien, sujet, sujet, entrant.pk)


def _deposer(genre: str, lien: LienPartenaire, cle: str, concerne: str, pk: int) -> None:
    """``pk``: the row that the message is written from."""
    Courriel.deposer(
        genre=genre,
        destinataire=lien.adresse_de_renvoi,
        cle=cle,
        concerne=concerne,
        donnees={"pk": pk},
        tout_de_suite=True,
    )
