from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from proximite.typographie import nombre
from rapports.models import ExtraitRecherche, Periode


@admin.register(Periode)
class PeriodeAdmin(admin.ModelAdmin):
    list_display = ["libelle", "debut", "fin", "attendus_le"]
    date_hierarchy = "debut"
    search_fields = ["libelle"]
    fields = ["libelle", "debut", "fin", "remise_le"]

    @admin.display(description="rapports attendus le", ordering="fin")
    def attendus_le(self, periode: Periode) -> date:
        return periode.echeance


@admin.register(ExtraitRecherche)
class ExtraitRechercheAdmin(admin.ModelAdmin):
    """The register of who asked for what, when and why: to read."""

    list_display = ["demande_le", "par", "debut", "fin", "finalite", "nb_lignes"]
    list_select_related = ["demande_par"]
    date_hierarchy = "demande_le"
    search_fields = ["demande_par__email", "demande_par__nom", "finalite"]
    readonly_fields = ["par", "nb_lignes"]
    fields = ["par", "demande_le", "debut", "fin", "finalite", "nb_lignes"]

    @admin.display(description="demandé par", ordering="demande_par__nom")
    def par(self, extrait: ExtraitRecherche) -> str:
        return extrait.demande_par.get_full_name()

    @admin.display(description="lignes")
    def nb_lignes(self, extrait: ExtraitRecherche) -> str:
        return "" if extrait.nb_lignes is None else nombre(extrait.nb_lignes)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
