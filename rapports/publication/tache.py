"""Publishing takes longer than a page: the work that the comité’s page asks for."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from comptes.models import Role, Utilisateur

from .. import taches
from ..models import Periode, Tache
from .publier import publier

GENRE = "publication"


@taches.genre(GENRE, titre="Publication", roles=(Role.COMITE_PILOTAGE,))
def travailler(tache: Tache, avancer: taches.Avancer) -> str:
    if not tache.demandee_par.a_role(Role.COMITE_PILOTAGE):
        raise ValidationError("Seul le comité de pilotage publie.", code="role")
    periodes = list(Periode.objects.filter(pk__in=tache.parametres["periodes"]))
    publication = publier(periodes, par=tache.demandee_par, avancer=avancer)
    return reverse("rapports:publication", args=[publication.pk])


@transaction.atomic
def demander(periodes: list[Periode], *, par: Utilisateur) -> Tache:
    """A second click finds the work that the first one asked for. One at a time for the network:
    two would be audited without each other. Raises ValidationError when another one runs."""
    list(Utilisateur.objects.select_for_update(no_key=True).order_by("pk").values_list("pk")[:1])
    demandees = sorted(periode.pk for periode in periodes)
    for deja in Tache.objects.en_route().filter(genre=GENRE):
        if deja.est_interrompue():
            continue
        if deja.demandee_par == par and deja.parametres["periodes"] == demandees:
            return deja
        raise ValidationError(
            "Une publication est en cours. Attendez qu’elle finisse, puis recommencez.",
            code="en_cours",
        )
    return taches.lancer(GENRE, par=par, periodes=demandees)
