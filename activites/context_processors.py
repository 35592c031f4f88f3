from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from activites.models import Sortie
from comptes.models import Role


def sortie_en_cours(request: HttpRequest) -> dict[str, Any]:
    """Her own, on every page she opens: looked for when a page draws it, by PTP alone."""
    if not (request.user.is_authenticated and request.user.a_role(Role.PTP)):
        return {}
    siennes = Sortie.objects.en_cours().modifiables_par(request.user)
    return {"sortie_en_cours": SimpleLazyObject(siennes.first)}
