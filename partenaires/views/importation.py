"""A file of organismes: sent, analysed batch by batch, previewed, decided on, confirmed."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee

from .. import exports
from ..forms import AssociationsForm, DecisionsForm, ImportationForm
from ..importation.colonnes import COLONNES
from ..models import Importation, LigneImportation

PAR_PAGE = 50
Sort = LigneImportation.Sort
# What asks for a decision comes first.
VUES = (Sort.DOUBLON, Sort.EN_ERREUR, Sort.A_METTRE_A_JOUR, Sort.A_AJOUTER, Sort.IDENTIQUE)
MODELES = {"csv": exports.CSV, "xlsx": exports.EXCEL}


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def importer(request: RequeteConnectee) -> HttpResponse:
    envoi = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportationForm(*envoi, utilisateur=request.user)
    if envoi and (importation := form.recevoir(par=request.user)):
        return redirect("partenaires:importation", importation.pk)
    contexte = {
        "form": form,
        "importations": Importation.objects.visibles_par(request.user).a_montrer()[:5],
        "colonnes": COLONNES,
        "valeurs": list(exports.valeurs_admises()),
        "territoires": form.les_siens,
    }
    return render(request, "partenaires/importer.html", contexte, status=form.statut)


@require_GET
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def importation_modele(request: RequeteConnectee, format: str) -> HttpResponse:
    """An empty file with our headings."""
    if format not in MODELES:
        raise Http404
    flux = BytesIO()
    exports.ecrire_modele(flux, format)
    nom = f"modele_partenaires.{format}"
    entetes = {"Content-Disposition": content_disposition_header(True, nom) or ""}
    return HttpResponse(flux.getvalue(), content_type=MODELES[format], headers=entetes)


@require_GET
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def importation(request: RequeteConnectee, pk: int) -> HttpResponse:
    return _page(request, _la_sienne(request, pk))


@require_POST
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def importation_analyser(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The next batch; the page asks for it again until nothing is left."""
    la_sienne = _la_sienne(request, pk)
    la_sienne.analyser(le=timezone.localdate())
    if not request.htmx:
        return redirect("partenaires:importation", pk)
    if la_sienne.etat != Importation.Etat.ANALYSE:
        return HttpResponseClientRedirect(request.build_absolute_uri("../"))
    return render(request, "partenaires/_importation_analyse.html", {"importation": la_sienne})


@require_POST
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def importation_decider(request: RequeteConnectee, pk: int) -> HttpResponse:
    la_sienne = _la_sienne(request, pk)
    if "par_defaut" in request.POST:
        return _laisser_les_doublons(request, la_sienne)
    page = _lignes(request, la_sienne, Sort.DOUBLON)
    form = DecisionsForm(request.POST, importation=la_sienne, lignes=list(page))
    if form.enregistrer():
        messages.success(request, "Vos décisions sont notées. Rien n’est encore écrit.")
        return redirect(f"{request.build_absolute_uri('../')}?vue=doublon&page={page.number}")
    return _page(request, la_sienne, decisions=form, vue=Sort.DOUBLON, statut=form.statut)


def _laisser_les_doublons(request: RequeteConnectee, la_sienne: Importation) -> HttpResponse:
    try:
        la_sienne.decider_pour_tous(Importation.Decision.LAISSER)
    except ValidationError as refus:
        messages.warning(request, refus.messages[0])
        return _page(request, la_sienne, statut=409)
    messages.success(
        request,
        "Tous les doublons possibles sont de nouveau laissés de côté. Rien n’est encore écrit.",
    )
    return redirect(f"{request.build_absolute_uri('../')}?vue=doublon")


@require_POST
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def importation_associer(request: RequeteConnectee, pk: int) -> HttpResponse:
    la_sienne = _la_sienne(request, pk)
    form = AssociationsForm(request.POST, importation=la_sienne)
    if form.enregistrer():
        messages.success(request, "Les lignes qui utilisent ces mots sont relues.")
        return redirect("partenaires:importation", pk)
    return _page(request, la_sienne, associations=form, statut=form.statut)


@require_POST
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def importation_confirmer(request: RequeteConnectee, pk: int) -> HttpResponse:
    la_sienne = _la_sienne(request, pk)
    try:
        la_sienne.confirmer(le=timezone.localdate())
    except ValidationError as refus:
        messages.warning(request, refus.messages[0])
        la_sienne.refresh_from_db()
        return _page(request, la_sienne, statut=409)
    messages.success(request, "L’importation est faite. Le répertoire est à jour.")
    return redirect("partenaires:importation", pk)


@require_POST
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def importation_abandonner(request: RequeteConnectee, pk: int) -> HttpResponse:
    la_sienne = _la_sienne(request, pk)
    try:
        la_sienne.abandonner()
    except ValidationError as refus:
        messages.warning(request, refus.messages[0])
        return _page(request, la_sienne, statut=409)
    messages.success(request, "L’importation est abandonnée. Le répertoire n’a pas changé.")
    return redirect("partenaires:importer")


def _la_sienne(request: RequeteConnectee, pk: int) -> Importation:
    return get_object_or_404(Importation.objects.modifiables_par(request.user), pk=pk)


def _page(
    request: RequeteConnectee,
    importation: Importation,
    *,
    vue: str | None = None,
    statut: int = 200,
    **formulaires: Any,
) -> HttpResponse:
    """The importation where it stands: being analysed, to confirm, or done."""
    contexte: dict[str, Any] = {"importation": importation, "territoires": importation.territoires}
    if importation.etat in (Importation.Etat.A_CONFIRMER, Importation.Etat.CONFIRMEE):
        comptes = dict(importation.lignes.order_by().values_list("sort").annotate(Count("pk")))
        presentes = [v for v in VUES if comptes.get(v)]
        vue = vue or request.GET.get("vue", "")
        vue = vue if vue in presentes else next(iter(presentes), Sort.A_AJOUTER)
        page = _lignes(request, importation, vue)
        contexte |= {
            "vues": [(v.value, v.label, comptes[v]) for v in presentes],
            "vue": vue,
            "page": page,
        }
    if importation.etat == Importation.Etat.A_CONFIRMER:
        contexte |= _a_confirmer(importation, vue == Sort.DOUBLON, page) | formulaires
    return render(request, "partenaires/importation.html", contexte, status=statut)


def _a_confirmer(importation: Importation, decider: bool, page: Page) -> dict[str, Any]:
    lignes = importation.lignes
    ajouts = lignes.a_ajouter(importation.doublons).count()
    mises_a_jour = lignes.a_mettre_a_jour(importation.doublons).count()
    identiques = lignes.filter(sort=Sort.IDENTIQUE).count()
    return {
        "ajouts": ajouts,
        "mises_a_jour": mises_a_jour,
        "laissees": importation.total - ajouts - mises_a_jour - identiques,
        "identiques": identiques,
        "decisions": DecisionsForm(importation=importation, lignes=list(page)) if decider else None,
        "associations": AssociationsForm(importation=importation) if importation.inconnus else None,
    }


def _lignes(request: RequeteConnectee, importation: Importation, vue: str) -> Page:
    lignes = importation.lignes.filter(sort=vue).select_related("partenaire")
    return Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page"))
