"""The messages of accounts. They carry no personal datum beyond the address they go to."""

from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.template.loader import render_to_string
from django.urls import reverse

from comptes.models import Affectation, Invitation, Utilisateur
from comptes.models.invitation import InvitationQuerySet
from courriels.envoi import en_lot, envoyer_a_part
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


# Where the message of an address without an account goes: it is written to nobody.
SANS_COMPTE = "sans-compte@proximite.invalid"
# What happened to an account, by the name that allauth gives it.
CHANGEMENTS = {
    "account/email/password_changed": "Le mot de passe de votre compte Proximité a changé.",
    "account/email/password_reset": "Le mot de passe de votre compte Proximité a changé.",
    "mfa/email/totp_activated": "Une application de codes ouvre maintenant votre compte Proximité.",
    "mfa/email/webauthn_added": "Une clé d’accès de plus ouvre maintenant votre compte Proximité.",
    "mfa/email/retire": "Un second facteur de votre compte Proximité est retiré.",
    "mfa/email/recovery_codes_generated": (
        "Les codes de secours de votre compte Proximité ont été refaits."
    ),
}


def deposer_mot_de_passe_oublie(utilisateur: Utilisateur | None) -> None:
    """The same row, at the same cost, whether the address typed has an account or not; what
    leaves, leaves after the answer."""
    pk = utilisateur.pk if utilisateur else 0
    with en_lot() as deposes:
        Courriel.deposer(
            genre="mot_de_passe",
            destinataire=utilisateur.email if utilisateur else SANS_COMPTE,
            cle=f"mot-de-passe-{uuid4()}",
            concerne=f"compte-{pk}",
            donnees={"utilisateur": pk},
            tout_de_suite=True,
        )
    if deposes:
        envoyer_a_part(Courriel.objects.filter(pk__in=deposes))


@gabarit("mot_de_passe")
def mot_de_passe(courriel: Courriel) -> Message | None:
    """The link that a forgotten password asks for; its token is made as the message leaves."""
    actifs = Utilisateur.objects.filter(is_active=True)
    utilisateur = actifs.filter(pk=courriel.donnees["utilisateur"]).first()
    if utilisateur is None:
        return None
    jeton = default_token_generator.make_token(utilisateur)
    arguments = {"uidb36": user_pk_to_url_str(utilisateur), "key": jeton}
    lien = absolu(reverse("account_reset_password_from_key", kwargs=arguments))
    corps = render_to_string("comptes/courriels/mot_de_passe.txt", {"lien": lien})
    return Message("Choisir un nouveau mot de passe pour Proximité", corps)


def deposer_changement(utilisateur: Utilisateur, quoi: str) -> None:
    Courriel.deposer(
        genre="compte_change",
        destinataire=utilisateur.email,
        cle=f"compte-change-{uuid4()}",
        concerne=f"compte-{utilisateur.pk}",
        donnees={"quoi": quoi},
        tout_de_suite=True,
    )


@gabarit("compte_change")
def compte_change(courriel: Courriel) -> Message:
    contexte = {
        "quoi": CHANGEMENTS[courriel.donnees["quoi"]],
        "lien": absolu(reverse("comptes:sessions")),
    }
    corps = render_to_string("comptes/courriels/compte_change.txt", contexte)
    return Message("Votre compte Proximité a changé", corps)


@gabarit("reinitialisation")
def reinitialisation(courriel: Courriel) -> Message:
    """To the person concerned, as it is asked and as it is done."""
    corps = render_to_string("comptes/courriels/reinitialisation.txt", courriel.donnees)
    sujet = {
        "demandee": "On demande de remettre votre second facteur à zéro",
        "accordee": "Votre second facteur est remis à zéro",
    }
    return Message(sujet[str(courriel.donnees["quoi"])], corps)


@gabarit("lecture_ouverte")
def lecture_ouverte(courriel: Courriel) -> Message | None:
    """To who manages the territoire, unless it ended meanwhile."""
    non_terminees = Affectation.objects.non_terminees().select_related("territoire")
    affectation = non_terminees.filter(pk=courriel.donnees["affectation"]).first()
    if affectation is None:
        return None
    contexte = {
        "territoire": affectation.territoire,
        "lien": absolu(reverse("comptes:equipe")),
    }
    corps = render_to_string("comptes/courriels/lecture_ouverte.txt", contexte)
    return Message("Un compte de plus peut lire les dossiers de votre territoire", corps)


def avec_courriel(invitations: InvitationQuerySet) -> list[Invitation]:
    """The invitations, each with its message, in two queries."""
    lignes = list(invitations)
    courriels = Courriel.objects.derniers(ligne.cle_courriel for ligne in lignes)
    for ligne in lignes:
        ligne.courriel = courriels.get(ligne.cle_courriel)
    return lignes
