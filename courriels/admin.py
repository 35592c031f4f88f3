from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from courriels.models import Courriel


class EtatFilter(admin.SimpleListFilter):
    title = "état"
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return Courriel.Etat.choices

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        etat = self.value()
        return queryset.dans_etat(etat) if etat in Courriel.Etat.values else queryset


@admin.register(Courriel)
class CourrielAdmin(admin.ModelAdmin):
    """To read what left and what did not, and to try again."""

    list_display = ["etat_actuel", "destinataire", "concerne", "depose_le", "essais", "probleme"]
    list_display_links = ["destinataire"]
    list_filter = [EtatFilter, "genre"]
    search_fields = ["destinataire", "concerne"]
    date_hierarchy = "depose_le"
    actions = ["remettre_dans_la_file"]

    @admin.display(description="état")
    def etat_actuel(self, courriel: Courriel) -> str:
        return courriel.etat.label

    @admin.action(description="Remettre dans la file")
    def remettre_dans_la_file(self, request: HttpRequest, queryset: QuerySet[Courriel]) -> None:
        remis = 0
        for courriel in queryset:
            try:
                courriel.remettre_dans_la_file(timezone.now())
                remis += 1
            except ValidationError as erreur:
                self.message_user(
                    request, f"{courriel.destinataire}\u00a0: {erreur.messages[0]}", messages.ERROR
                )
        self.message_user(request, f"Courriels remis dans la file\u00a0: {remis}.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
