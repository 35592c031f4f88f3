"""The messages of a passation and of a transfert: no name of a famille, nothing of what is passed
on."""

from django.template.loader import render_to_string
from django.urls import reverse

from courriels.gabarits import Message, gabarit
from courriels.liens import absolu
from courriels.models import Courriel

from .depots import DEPART, RELEVE, REPONSE
from .models import Passation, Transfert


@gabarit(RELEVE)
def passation_releve(courriel: Courriel) -> Message | None:
    """Unless someone else was chosen since."""
    passation = _passation(courriel)
    if passation is None or passation.a is None or passation.a.email != courriel.destinataire:
        return None
    return _message("Vous prenez la relève", RELEVE, passation)


@gabarit(DEPART)
def passation_depart(courriel: Courriel) -> Message | None:
    passation = _passation(courriel)
    if passation is None:
        return None
    return _message("Une passation n’est pas terminée", DEPART, passation)


@gabarit(REPONSE)
def transfert_reponse(courriel: Courriel) -> Message | None:
    connus = Transfert.objects.select_related("de", "vers")
    transfert = connus.filter(pk=courriel.donnees["transfert"]).first()
    if transfert is None:
        return None
    lien = absolu(reverse("familles:transfert", args=[transfert.pk]))
    contexte = {"transfert": transfert, "lien": lien}
    texte = render_to_string(f"familles/courriels/{REPONSE}.txt", contexte)
    return Message("Un transfert a sa réponse", texte)


def _passation(courriel: Courriel) -> Passation | None:
    ouvertes = Passation.objects.en_cours().select_related("territoire", "de", "a")
    return ouvertes.filter(pk=courriel.donnees["passation"]).first()


def _message(sujet: str, nom: str, passation: Passation) -> Message:
    lien = absolu(reverse("familles:passation", args=[passation.pk]))
    contexte = {"passation": passation, "lien": lien}
    return Message(sujet, render_to_string(f"familles/courriels/{nom}.txt", contexte))
