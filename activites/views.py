"""What a PTP logs that is not about one famille, and the journal of it."""

from calendar import monthrange
from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from activites.forms import (
    DemarchageForm,
    DemarchageModifierForm,
    HorsMandatForm,
    HorsMandatModifierForm,
    ReseautageForm,
    ReseautageModifierForm,
)
from activites.habitudes import du_demarchage
from activites.journal import lignes
from activites.models import ActiviteDemarchage, ActiviteReseautage, DemandeHorsMandat
from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from partenaires.forms import page_du_choix
from proximite import annulation
from proximite.forms import SaisieForm, VersionForm

PREMIER_MOIS = date(2000, 1, 1)


@require_GET
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def journal(request: RequeteConnectee) -> HttpResponse:
    """One month of activities; ``?mois=2024-03``."""
    debut = _mois(request.GET.get("mois", ""))
    fin = debut.replace(day=monthrange(debut.year, debut.month)[1])
    du_mois = lignes(request.user, debut, fin)
    contexte = {
        "lignes": du_mois,
        "debut": debut,
        "precedent": debut - timedelta(days=1),
        "suivant": fin + timedelta(days=1),
        "aujourdhui": timezone.localdate(),
        "minutes": sum(ligne.minutes for ligne in du_mois),
        "deplacement": sum(ligne.deplacement for ligne in du_mois),
    }
    return render(request, "activites/journal.html", contexte)


def _mois(saisi: str) -> date:
    """The first day of the month asked for, or of this one."""
    ce_mois = timezone.localdate().replace(day=1)
    try:
        mois = date.fromisoformat(f"{saisi}-01")
    except ValueError:
        return ce_mois
    return mois if PREMIER_MOIS <= mois <= ce_mois else ce_mois


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP)
def demarchage_consigner(request: RequeteConnectee) -> HttpResponse:
    habitudes = du_demarchage(
        request.user, timezone.localdate(), comme_derniere="comme" in request.GET
    )
    depart = annulation.a_corriger(request) or habitudes.depart
    form = DemarchageForm(_donnees(request), initial=depart, utilisateur=request.user)
    form.habituelles = habitudes.strategies
    if form.is_bound and (activite := form.enregistrer(par=request.user)):
        retour = reverse("activites:demarchage_annuler", args=[activite.pk])
        annulation.annoncer(request, "Le démarchage est noté.", retour)
        return redirect(_suite_du_demarchage(request, activite))
    gabarit = "activites/demarchage_consigner.html"
    return render(request, gabarit, {"form": form, "habitudes": habitudes}, status=form.statut)


def _suite_du_demarchage(request: RequeteConnectee, activite: ActiviteDemarchage) -> str:
    """To the journal; or, at her word, to the famille repérée, with how and when she was."""
    if request.POST.get("suite") == "famille":
        ouvrir = reverse("familles:ouvrir")
        return f"{ouvrir}?voie={activite.strategie_id}&reperee={activite.date.isoformat()}"
    return f"{reverse('activites:journal')}?mois={activite.date:%Y-%m}"


@require_POST
@reserve_a(Role.PTP)
def demarchage_annuler(request: RequeteConnectee, pk: int) -> HttpResponse:
    if deja := annulation.deja_revenue(request):
        return deja
    siennes = ActiviteDemarchage.objects.modifiables_par(request.user)
    activite = get_object_or_404(siennes, pk=pk, saisie_par=request.user)
    contenu = annulation.contenu_de(
        DemarchageModifierForm(instance=activite, utilisateur=request.user)
    )
    try:
        activite.annuler(par=request.user)
    except ValidationError as refus:
        messages.error(request, refus.messages[0])
        return redirect("activites:demarchage_modifier", pk)
    return annulation.revenir(request, reverse("activites:demarchage_consigner"), contenu)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP)
def demarchage_modifier(request: RequeteConnectee, pk: int) -> HttpResponse:
    siennes = ActiviteDemarchage.objects.modifiables_par(request.user)
    activite = get_object_or_404(siennes, pk=pk, saisie_par=request.user)
    form = DemarchageModifierForm(_donnees(request), instance=activite, utilisateur=request.user)
    fait = "Le démarchage est à jour."
    return _remplir(request, form, "activites/demarchage_modifier.html", fait)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP)
def reseautage_consigner(request: RequeteConnectee) -> HttpResponse:
    form = ReseautageForm(_donnees(request), utilisateur=request.user)
    fait = "Le réseautage est noté."
    return _remplir(request, form, "activites/reseautage_consigner.html", fait)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP)
def reseautage_modifier(request: RequeteConnectee, pk: int) -> HttpResponse:
    siennes = ActiviteReseautage.objects.modifiables_par(request.user)
    activite = get_object_or_404(siennes, pk=pk, saisie_par=request.user)
    form = ReseautageModifierForm(_donnees(request), instance=activite, utilisateur=request.user)
    fait = "Le réseautage est à jour."
    return _remplir(request, form, "activites/reseautage_modifier.html", fait)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP)
def hors_mandat_consigner(request: RequeteConnectee) -> HttpResponse:
    form = HorsMandatForm(_donnees(request), utilisateur=request.user)
    fait = "La demande hors mandat est notée."
    return _remplir(request, form, "activites/hors_mandat_consigner.html", fait)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP)
def hors_mandat_modifier(request: RequeteConnectee, pk: int) -> HttpResponse:
    siennes = DemandeHorsMandat.objects.modifiables_par(request.user)
    demande = get_object_or_404(siennes, pk=pk, saisie_par=request.user)
    form = HorsMandatModifierForm(_donnees(request), instance=demande, utilisateur=request.user)
    fait = "La demande hors mandat est à jour."
    return _remplir(request, form, "activites/hors_mandat_modifier.html", fait)


def _donnees(request: RequeteConnectee) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _remplir(
    request: RequeteConnectee, form: SaisieForm | VersionForm, gabarit: str, fait: str
) -> HttpResponse:
    """The end of each page here: to the journal of the month once written."""
    if request.method == "POST" and (activite := form.enregistrer(par=request.user)):
        messages.success(request, fait)
        return redirect(f"{reverse('activites:journal')}?mois={activite.date:%Y-%m}")
    page = page_du_choix(request, gabarit)
    return render(request, page, {"form": form}, status=form.statut)
