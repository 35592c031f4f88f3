"""The messages of a passation: no name of a famille, nothing of what is passed on."""

from django.template.loader import render_to_string
from django.urls import reverse

from courriels.gabarits import Message, gabarit
from courriels.liens import absolu
from courriels.models import Courriel

from .depots import DEPART, RELEVE
from .models import Passation


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


def _passation(courriel: Courriel) -> Passation | None:
    ouvertes = Passation.objects.en_cours().select_related("territoire", "de", "a")
    return ouvertes.filter(pk=courriel.donnees["passation"]).first()


def _message(sujet: str, nom: str, passation: Passation) -> Message:
    lien = absolu(reverse("familles:passation", args=[passation.pk]))
    contexte = {"passation": passation, "lien": lien}
    return Message(sujet, render_to_string(f"familles/courriels/{nom}.txt", contexte))
