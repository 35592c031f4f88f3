from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.confirmation import a_confirmer
from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from confidentialite.forms.demandes import CodeForm, DemandeForm, ReponseForm
from confidentialite.forms.rectification import PropagationForm
from confidentialite.models import Demande
from confidentialite.models.demande import RECOURS
from confidentialite.prevenus import prevenus
from confidentialite.tables import demandes_en_csv
from familles.views.commun import donnees
from proximite.typographie import compte

from .commun import familles_gerees, fichier_csv
from .registres import PAR_PAGE

LIGNES = ("famille", "adulte__identite", "jeune__identite", "repondue_par", "saisie_par")


@require_GET
@reserve_a(Role.GESTIONNAIRE)
def demandes(request: RequeteConnectee) -> HttpResponse:
    """Those to answer first, the most urgent on top."""
    siennes = Demande.objects.visibles_par(request.user).select_related(*LIGNES)
    a_repondre = siennes.a_repondre().order_by("echeance", "pk")
    repondues = siennes.filter(repondue_le__isnull=False)
    contexte = {
        "a_repondre": a_repondre,
        "page": Paginator(repondues, PAR_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "confidentialite/demandes.html", contexte)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.GESTIONNAIRE)
def demande_de(request: RequeteConnectee) -> HttpResponse:
    """Whose file it is about: its code is sent, never put in an address that is not hers."""
    form = CodeForm(donnees(request), utilisateur=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect("confidentialite:demande_inscrire", form.cleaned_data["code"])
    return render(request, "confidentialite/demande_de.html", {"form": form}, status=form.statut)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.GESTIONNAIRE)
def demande_inscrire(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = familles_gerees(request).suivre(code)
    if famille is None:
        raise Http404
    demandee = Demande(famille=famille)
    form = DemandeForm(donnees(request), instance=demandee, utilisateur=request.user)
    if request.method == "POST" and (inscrite := form.enregistrer(par=request.user)):
        messages.success(request, "La demande est inscrite. Le délai de 30\u00a0jours court.")
        return redirect("confidentialite:demande", inscrite.pk)
    contexte = {"famille": famille, "form": form, "personnes": form.personnes}
    return render(request, "confidentialite/demande_inscrire.html", contexte, status=form.statut)


@require_GET
@reserve_a(Role.GESTIONNAIRE)
def demande(request: RequeteConnectee, pk: int) -> HttpResponse:
    lignes = Demande.objects.visibles_par(request.user).select_related(*LIGNES)
    demande = get_object_or_404(lignes, pk=pk)
    rectification = demande.genre == Demande.Genre.RECTIFICATION
    recus = prevenus(demande) if rectification else []
    contexte = {
        "demande": demande,
        "prevenus": recus,
        "a_prevenir": not demande.famille.anonyme_le and any(recu.avis is None for recu in recus),
    }
    return render(request, "confidentialite/demande.html", contexte)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.GESTIONNAIRE)
def demande_repondre(request: RequeteConnectee, pk: int) -> HttpResponse:
    lignes = Demande.objects.visibles_par(request.user).select_related("famille")
    recue = get_object_or_404(lignes, pk=pk)
    form = ReponseForm(donnees(request), instance=recue, utilisateur=request.user)
    if request.method == "POST" and form.enregistrer(par=request.user):
        messages.success(request, "La réponse est inscrite au registre.")
        return redirect("confidentialite:demande", pk)
    contexte = {"demande": recue, "form": form, "recours": RECOURS}
    return render(request, "confidentialite/demande_repondre.html", contexte, status=form.statut)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.GESTIONNAIRE)
def demande_propager(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Those who received what was just corrected are told, once each."""
    siennes = Demande.objects.visibles_par(request.user).filter(genre=Demande.Genre.RECTIFICATION)
    demande = get_object_or_404(siennes.select_related("famille"), pk=pk)
    famille = get_object_or_404(familles_gerees(request), pk=demande.famille_id)
    form = PropagationForm(donnees(request), demande=demande, utilisateur=request.user)
    if request.method == "POST" and form.is_valid():
        avis = form.prevenir(par=request.user)
        fait = compte(len(avis), "partenaire est prévenu", "partenaires sont prévenus")
        messages.success(request, f"{fait}. Le registre le garde.")
        return redirect("confidentialite:demande", pk)
    contexte = {"demande": demande, "famille": famille, "form": form}
    return render(request, "confidentialite/demande_propager.html", contexte, status=form.statut)


@require_POST
@reserve_a(Role.GESTIONNAIRE)
def avis_recu(request: RequeteConnectee, pk: int, avis: int) -> HttpResponse:
    """The partenaire said that it has the correction."""
    demande = get_object_or_404(Demande.objects.visibles_par(request.user), pk=pk)
    get_object_or_404(demande.avis, pk=avis)
    demande.avis.filter(pk=avis).noter_recus(par=request.user)
    messages.success(request, "C’est noté au registre.")
    return redirect("confidentialite:demande", pk)


@require_GET
@reserve_a(Role.GESTIONNAIRE)
def demandes_export(request: RequeteConnectee) -> HttpResponse:
    if (page := a_confirmer(request)) is not None:
        return page
    lignes = Demande.objects.visibles_par(request.user).select_related("famille")
    return fichier_csv("demandes", demandes_en_csv(lignes))
