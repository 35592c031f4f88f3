from django.contrib import admin

from rapports.models import Periode


@admin.register(Periode)
class PeriodeAdmin(admin.ModelAdmin):
    list_display = ["libelle", "debut", "fin"]
    date_hierarchy = "debut"
    search_fields = ["libelle"]
