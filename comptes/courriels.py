"""The messages of accounts. They carry no personal datum beyond the address they go to."""

from django.core.mail import send_mail
from django.template.loader import render_to_string

from comptes.models import Invitation


def inviter(invitation: Invitation, lien: str) -> None:
    """Send the link that opens the invitation; it is written nowhere else."""
    texte = render_to_string(
        "comptes/courriels/invitation.txt", {"invitation": invitation, "lien": lien}
    )
    send_mail("Votre invitation à Proximité", texte, None, [invitation.email])
