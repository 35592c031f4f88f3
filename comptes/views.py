from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from comptes.confirmation import a_confirmer
from comptes.courriels import avec_courriel
from comptes.decorateurs import reserve_a
from comptes.forms import (
    AcceptationForm,
    AliasHorsLigneForm,
    FinAffectationForm,
    InvitationForm,
    SecondContactForm,
)
from comptes.models import Affectation, Invitation, Role, Utilisateur
from comptes.requetes import RequeteConnectee
from territoires.models import OrganismePorteur, Territoire


@require_GET
@reserve_a(Role.GESTIONNAIRE)
def equipe(request: RequeteConnectee) -> HttpResponse:
    affectations = Affectation.objects.non_terminees().select_related(
        "utilisateur", "second_contact"
    )
    ptp_en_poste = Affectation.objects.actuelles().filter(role=Role.PTP, territoire=OuterRef("pk"))
    territoires = (
        Territoire.objects.dans_territoires(request.user.territoires_geres)
        .select_related("organisme")
        .annotate(pourvu=Exists(ptp_en_poste))
        .prefetch_related(
            Prefetch("affectations", affectations.order_by("-role", "du"), to_attr="equipe")
        )
    )
    invitations = Invitation.objects.visibles_par(request.user).ouvertes()
    contexte = {
        "territoires": territoires,
        "invitations": avec_courriel(invitations.select_related("territoire")),
    }
    return render(request, "comptes/equipe.html", contexte)


@require_http_methods(["GET", "POST"])
def affectation_terminer(request: RequeteConnectee, pk: int) -> HttpResponse:
    affectations = Affectation.objects.modifiables_par(request.user).non_terminees()
    affectation = get_object_or_404(affectations.select_related("utilisateur", "territoire"), pk=pk)
    form = FinAffectationForm(request.POST or None, instance=affectation, utilisateur=request.user)
    if request.method == "POST" and form.terminer():
        messages.success(request, "La fin de l’affectation est enregistrée.")
        return redirect("comptes:equipe")
    contexte = {"form": form, "affectation": affectation}
    return render(request, "comptes/affectation_terminer.html", contexte, status=form.statut)


@require_http_methods(["GET", "POST"])
def second_contact(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Chosen by the PTP, or by her gestionnaire."""
    affectations = Affectation.objects.visibles_par(request.user).non_terminees()
    affectations = affectations.filter(role=Role.PTP).select_related("utilisateur", "territoire")
    affectation = get_object_or_404(affectations, pk=pk)
    form = SecondContactForm(request.POST or None, instance=affectation, utilisateur=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Le second contact est à jour.")
        return redirect("activites:sorties" if form.a_elle else "comptes:equipe")
    contexte = {"form": form, "affectation": affectation}
    return render(request, "comptes/second_contact.html", contexte, status=form.statut)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.GESTIONNAIRE)
def alias_hors_ligne(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What the devices of an organisme may keep, decided by who manages one of its territoires."""
    geres = Territoire.objects.dans_territoires(request.user.territoires_geres)
    organismes = OrganismePorteur.objects.filter(pk__in=geres.values("organisme"))
    organisme = get_object_or_404(organismes, pk=pk)
    # An unchecked box alone is an empty POST, and it says no.
    envoi = request.POST if request.method == "POST" else None
    form = AliasHorsLigneForm(envoi, instance=organisme)
    if form.is_valid():
        form.save()
        messages.success(request, "Le choix est enregistré.")
        return redirect("comptes:equipe")
    contexte = {"form": form, "organisme": organisme}
    return render(request, "comptes/alias_hors_ligne.html", contexte, status=form.statut)


@require_GET
@reserve_a(Role.ADMINISTRATION)
def invitations(request: RequeteConnectee) -> HttpResponse:
    lignes = Invitation.objects.visibles_par(request.user).select_related("territoire")
    contexte = {"invitations": avec_courriel(lignes[:200])}
    return render(request, "comptes/invitations.html", contexte)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.GESTIONNAIRE, Role.ADMINISTRATION)
def inviter(request: RequeteConnectee) -> HttpResponse:
    if page := a_confirmer(request, droits=True):
        return page
    form = InvitationForm(request.POST or None, utilisateur=request.user)
    if request.method == "POST" and (invitation := form.inviter()):
        messages.success(request, f"L’invitation part à {invitation.email}.")
        return redirect(page_des_invitations(request.user))
    contexte = {"form": form, "retour": page_des_invitations(request.user)}
    return render(request, "comptes/inviter.html", contexte, status=form.statut)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.GESTIONNAIRE, Role.ADMINISTRATION)
def invitation_annuler(request: RequeteConnectee, pk: int) -> HttpResponse:
    visibles = Invitation.objects.visibles_par(request.user).select_related("territoire")
    invitation = get_object_or_404(visibles, pk=pk)
    if request.method == "GET":
        contexte = {"invitation": invitation, "retour": page_des_invitations(request.user)}
        return render(request, "comptes/invitation_annuler.html", contexte)
    try:
        invitation.annuler()
        messages.success(request, "L’invitation est annulée\u00a0: son lien n’ouvre plus rien.")
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
    return redirect(page_des_invitations(request.user))


@login_not_required
@require_http_methods(["GET", "POST"])
def invitation_accepter(request: HttpRequest, jeton: str) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.par_jeton(jeton).select_related("territoire"))
    if not invitation.ouvre_encore:
        contexte = {"invitation": invitation}
        return render(request, "comptes/invitation_fermee.html", contexte, status=410)
    if Utilisateur.objects.filter(email=invitation.email).exists():
        return _accepter_avec_son_compte(request, invitation)
    form = AcceptationForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and form.ouvrir_compte():
        messages.success(request, "Votre compte est ouvert. Ouvrez maintenant votre session.")
        return redirect("account_login")
    return render(
        request,
        "comptes/invitation_accepter.html",
        {"form": form, "invitation": invitation},
        status=form.statut,
    )


def _accepter_avec_son_compte(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The address has an account already: it gains the role, once she has signed in to it."""
    concordance = request.user.is_authenticated and request.user.email == invitation.email
    if request.method == "POST" and request.user.is_authenticated and concordance:
        invitation.accepter(par=request.user)
        messages.success(request, "Votre compte a maintenant ce rôle.")
        return redirect("accueil")
    contexte = {"invitation": invitation, "concordance": concordance}
    return render(request, "comptes/invitation_compte_existant.html", contexte)


def page_des_invitations(utilisateur: Utilisateur) -> str:
    """Where she looks after accounts."""
    if utilisateur.a_role(Role.ADMINISTRATION):
        return reverse("comptes:invitations")
    return reverse("comptes:equipe")
