"""The reference list only: an administration never reads a famille."""

from django.contrib import admin

from familles.models import TypeVulnerabilite


@admin.register(TypeVulnerabilite)
class TypeVulnerabiliteAdmin(admin.ModelAdmin):
    list_display = ["libelle", "code", "ordre", "actif"]
    list_filter = ["actif"]
