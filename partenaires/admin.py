from django.contrib import admin

from .models import ContactPartenaire, OffreService, Partenaire, Secteur, TypeBesoin


@admin.register(Secteur)
class SecteurAdmin(admin.ModelAdmin):
    list_display = ["libelle", "code", "parent", "ordre", "actif"]
    list_filter = ["actif"]


@admin.register(TypeBesoin)
class TypeBesoinAdmin(admin.ModelAdmin):
    list_display = ["libelle", "code", "niveau", "ordre", "actif"]
    list_filter = ["actif", "niveau"]


class ContactInline(admin.TabularInline):
    model = ContactPartenaire
    extra = 0


class OffreInline(admin.TabularInline):
    model = OffreService
    extra = 0


@admin.register(Partenaire)
class PartenaireAdmin(admin.ModelAdmin):
    list_display = ["nom", "nature", "secteur", "dans_tout_le_reseau", "actif"]
    list_filter = ["nature", "secteur", "actif"]
    search_fields = ["nom"]
    filter_horizontal = ["territoires"]
    inlines = [OffreInline, ContactInline]
