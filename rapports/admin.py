from datetime import date

from django.contrib import admin

from rapports.models import Periode


@admin.register(Periode)
class PeriodeAdmin(admin.ModelAdmin):
    list_display = ["libelle", "debut", "fin", "attendus_le"]
    date_hierarchy = "debut"
    search_fields = ["libelle"]
    fields = ["libelle", "debut", "fin", "remise_le"]

    @admin.display(description="rapports attendus le", ordering="fin")
    def attendus_le(self, periode: Periode) -> date:
        return periode.echeance
