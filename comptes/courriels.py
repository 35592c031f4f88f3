"""The messages of accounts. They carry no personal datum beyond the address they go to."""

from django.template.loader import render_to_string
from django.urls import reverse

from comptes.models import Invitation
from comptes.models.invitation import InvitationQuerySet
from courriels.gabarits import Message, gabarit
from courriels.liens import absolu
from courriels.models import Courriel


@gabarit("invitation")
def invitation(courriel: Courriel) -> Message | None:
    """The link that opens the invitation, under a fresh token written nowhere else."""
    lignes = Invitation.objects.select_for_update(of=("self",)).select_related("territoire")
    invitation = lignes.get(pk=courriel.donnees["invitation"])
    if not invitation.ouvre_encore:
        return None
    lien = absolu(reverse("comptes:invitation_accepter", args=[invitation.sceller()]))
    invitation.save(update_fields=["empreinte", "expire_le"])
    corps = render_to_string(
        "comptes/courriels/invitation.txt", {"invitation": invitation, "lien": lien}
    )
    return Message("Votre invitation à Proximité", corps)


def avec_courriel(invitations: InvitationQuerySet) -> list[Invitation]:
    """The invitations, each with its message, in two queries."""
    lignes = list(invitations)
    courriels = Courriel.objects.derniers(ligne.cle_courriel for ligne in lignes)
    for ligne in lignes:
        ligne.courriel = courriels.get(ligne.cle_courriel)
    return lignes
