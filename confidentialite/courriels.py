"""The message of an unusual reading: it says that there is one, neither who nor about whom."""

from django.template.loader import render_to_string
from django.urls import reverse

from courriels.gabarits import Message, gabarit
from courriels.liens import absolu
from courriels.models import Courriel

from .depots import ACCES_INHABITUEL
from .models import AlerteAcces


@gabarit(ACCES_INHABITUEL)
def acces_inhabituel(courriel: Courriel) -> Message | None:
    """Unless someone saw it meanwhile."""
    alerte = AlerteAcces.objects.a_voir().filter(pk=courriel.donnees["alerte"]).first()
    if alerte is None:
        return None
    contexte = {"alerte": alerte, "lien": absolu(reverse("confidentialite:acces"))}
    corps = render_to_string("confidentialite/courriels/acces_inhabituel.txt", contexte)
    return Message("Un accès inhabituel à regarder", corps)
