from django.contrib import admin

from activites.models import StrategieDemarchage


@admin.register(StrategieDemarchage)
class StrategieDemarchageAdmin(admin.ModelAdmin):
    list_display = ["libelle", "code", "ordre", "actif"]
    list_filter = ["actif"]
