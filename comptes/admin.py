from typing import Any, cast

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from comptes.confirmation import a_confirmer
from comptes.models import Affectation, Invitation, Session, Utilisateur
from comptes.requetes import RequeteConnectee

# What of an affectation says who reads what, and when.
DROITS = {"utilisateur", "role", "territoire", "du", "au"}


class DroitsAdmin(admin.ModelAdmin):
    """Rights are given by who has just shown who she is, as other changes of an account are."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = a_confirmer(cast(RequeteConnectee, request), droits=True)
        return page or super().changeform_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        agit = request.method == "POST"
        page = a_confirmer(cast(RequeteConnectee, request), droits=True) if agit else None
        return page or super().changelist_view(request, *args, **kwargs)


class AffectationInline(admin.TabularInline):
    model = Affectation
    fk_name = "utilisateur"
    fields = ["role", "territoire", "heures_semaine", "du", "au"]
    extra = 0
    can_delete = False


@admin.register(Utilisateur)
class UtilisateurAdmin(DroitsAdmin):
    """Accounts are born of an invitation and never deleted: their work names them."""

    list_display = ["email", "prenom", "nom", "is_active", "last_login"]
    list_filter = ["is_active", "affectations__role"]
    search_fields = ["email", "prenom", "nom"]
    fields = ["email", "prenom", "nom", "titre", "is_active", "date_joined", "last_login"]
    readonly_fields = ["email", "date_joined", "last_login"]
    inlines = [AffectationInline]
    actions = ["activer", "desactiver"]

    @admin.action(description="Activer les comptes choisis")
    def activer(self, request: HttpRequest, queryset: QuerySet[Utilisateur]) -> None:
        self.message_user(request, f"Comptes activés\u00a0: {queryset.update(is_active=True)}.")

    @admin.action(description="Désactiver les comptes choisis, dès maintenant")
    def desactiver(self, request: HttpRequest, queryset: QuerySet[Utilisateur]) -> None:
        autres = queryset.exclude(email=request.user.get_username())
        Session.objects.filter(utilisateur__in=autres).fermer()
        self.message_user(request, f"Comptes désactivés\u00a0: {autres.update(is_active=False)}.")

    def save_model(self, request: HttpRequest, obj: Utilisateur, form: Any, change: bool) -> None:
        """A closed account opened again later starts from no session."""
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            obj.sessions.fermer()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        touchees = [ligne for ligne, champs in formset.changed_objects if DROITS & set(champs)]
        for affectation in (*formset.new_objects, *touchees):
            affectation.annoncer(par=request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Affectation)
class AffectationAdmin(DroitsAdmin):
    list_display = ["personne", "role", "territoire", "heures_semaine", "du", "au"]
    list_filter = ["role", "territoire"]
    list_select_related = ["utilisateur", "territoire"]
    search_fields = ["utilisateur__email", "utilisateur__nom", "territoire__nom"]
    autocomplete_fields = ["utilisateur", "territoire", "second_contact"]
    date_hierarchy = "du"

    def save_model(self, request: HttpRequest, obj: Affectation, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if DROITS & set(form.changed_data):
            obj.annoncer(par=cast(RequeteConnectee, request).user)

    @admin.display(description="personne", ordering="utilisateur__nom")
    def personne(self, affectation: Affectation) -> str:
        return affectation.utilisateur.get_full_name()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """An affectation ends, it is not erased: it says who could read what, when."""
        return False


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """To read; inviting and cancelling have their own pages."""

    list_display = ["email", "role", "territoire", "envoyee_le", "expire_le", "etat_actuel"]
    list_filter = ["role"]
    list_select_related = ["territoire"]
    search_fields = ["email"]
    fields = [
        "email", "role", "territoire", "heures_semaine", "par",
        "envoyee_le", "expire_le", "acceptee_le", "annulee_le",
    ]  # fmt: skip
    readonly_fields = ["par"]

    @admin.display(description="état")
    def etat_actuel(self, invitation: Invitation) -> str:
        return invitation.etat.label

    @admin.display(description="invitée par")
    def par(self, invitation: Invitation) -> str:
        return invitation.invitee_par.get_full_name()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
