from datetime import date

import factory
from django.utils import timezone

from confidentialite.models import Demande, Incident
from tests.familles.factories import AdulteFactory, SaisieFactory


class DemandeFactory(SaisieFactory):
    class Meta:
        model = Demande

    adulte = factory.SubFactory(AdulteFactory)
    famille = factory.SelfAttribute("adulte.famille")
    saisie_par = factory.SelfAttribute("adulte.saisie_par")
    territoire = factory.SelfAttribute("famille.territoire")
    genre = Demande.Genre.ACCES
    voie = Demande.Voie.ECRIT
    recue_le = factory.LazyFunction(timezone.localdate)


class IncidentFactory(SaisieFactory):
    class Meta:
        model = Incident

    renseignements = "Des adresses"
    circonstances = "Un sac oublié dans l’autobus"
    survenu_le = date(2026, 5, 3)
    connu_le = date(2026, 5, 4)
