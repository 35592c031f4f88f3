from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from familles.a_faire import a_faire
from familles.models import Famille
from familles.portee_hors_ligne import etat_hors_ligne

A_MONTRER = 6


@require_GET
@reserve_a(Role.PTP)
def ma_journee(request: RequeteConnectee) -> HttpResponse:
    """What today asks, the familles last seen, and the four entries of every day."""
    aujourdhui = timezone.localdate()
    siennes = Famille.objects.modifiables_par(request.user)
    # Read first: their keys then come with those of « À faire ».
    recentes = list(siennes.recentes().avec_enfants()[:A_MONTRER])
    lignes = a_faire(request.user, aujourdhui)
    contexte = {
        "aujourdhui": aujourdhui,
        "lignes": lignes[:A_MONTRER],
        "autres_lignes": lignes[A_MONTRER:],
        "recentes": recentes,
        "etat_hors_ligne": etat_hors_ligne(request.user, lignes, recentes),
    }
    return render(request, "familles/ma_journee.html", contexte)
