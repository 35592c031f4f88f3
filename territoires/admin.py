from django.contrib import admin

from territoires.models import Mrc, OrganismePorteur, Region, Territoire


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    list_display = ["code", "nom"]
    search_fields = ["code", "nom"]


@admin.register(Mrc)
class MrcAdmin(admin.ModelAdmin):
    list_display = ["code", "nom", "region", "type"]
    list_filter = ["type", "region"]
    list_select_related = ["region"]
    search_fields = ["code", "nom"]


@admin.register(OrganismePorteur)
class OrganismePorteurAdmin(admin.ModelAdmin):
    list_display = ["nom", "type"]
    list_filter = ["type"]
    search_fields = ["nom"]


@admin.register(Territoire)
class TerritoireAdmin(admin.ModelAdmin):
    list_display = ["code", "nom", "region", "milieu", "organisme"]
    list_filter = ["milieu", "eloigne", "organisme__type", "region"]
    list_select_related = ["region", "organisme"]
    search_fields = ["code", "nom", "organisme__nom"]
    autocomplete_fields = ["mrcs", "organisme"]
