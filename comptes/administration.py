"""The admin: accounts, reference lists and periods, for the administration role only."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from comptes.models import Role

# Registered by libraries; here, rights are affectations and an account has one address.
SANS_PAGE = {
    "auth.group",
    "account.emailaddress",
    "account.emailconfirmation",
    "mfa.authenticator",
}


class AdministrationSite(AdminSite):
    site_header = "Administration de Proximité"
    site_title = "Administration de Proximité"
    index_title = "Comptes et listes de référence"
    enable_nav_sidebar = False

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        modeles = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        gardes = [modele for modele in modeles if modele._meta.label_lower not in SANS_PAGE]
        super().register(gardes, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.a_role(Role.ADMINISTRATION)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """One login for everyone, so that one second factor will do; for others, no page."""
        if request.user.is_authenticated:
            raise Http404
        return redirect(f"{reverse('account_login')}?next={reverse('admin:index')}")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")
