from typing import Any

from django.http import HttpRequest

from proximite.navigation import navigation_de


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Nothing for a visitor: a page without an account has no places to go to."""
    if not request.user.is_authenticated:
        return {}
    return {"navigation": navigation_de(request.user, request.path)}
