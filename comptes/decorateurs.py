"""Who a page is for, when the page is not about rows that ``visibles_par`` could hold back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from comptes.models import Role

Vue = Callable[..., HttpResponse]


def reserve_a(*roles: Role) -> Callable[[Vue], Vue]:
    """Outside of these roles the page does not exist (404)."""

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not (request.user.is_authenticated and request.user.a_role(*roles)):
                raise Http404
            return vue(request, *args, **kwargs)

        return gardee

    return decorer
