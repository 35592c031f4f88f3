from typing import Any

from django.http import HttpRequest

from comptes.models import Role, compte_opaque


def hors_ligne(request: HttpRequest) -> dict[str, Any]:
    """Whose rows on the device are hers; only who works in the field works without network."""
    if not request.user.is_authenticated:
        return {}
    return {
        "compte_opaque": compte_opaque(request.user),
        "alias_hors_ligne": bool(request.user.territoires_a_alias_hors_ligne),
        "travaille_hors_ligne": request.user.a_role(Role.PTP),
    }
