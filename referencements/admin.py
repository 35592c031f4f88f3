from django.contrib import admin

from .models import TypeTrou


@admin.register(TypeTrou)
class TypeTrouAdmin(admin.ModelAdmin):
    list_display = ["libelle", "code", "ordre", "actif"]
    list_filter = ["actif"]
