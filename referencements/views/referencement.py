from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from familles.forms.choix import page_du_choix as page_du_choix_de_famille
from familles.models import Besoin, Famille
from partenaires.forms import page_du_choix
from partenaires.models import Partenaire
from proximite import annulation

from ..echanges import a_lire, chez_le_partenaire, qui_attendent
from ..forms import ReceptionForm, ReferencementForm
from ..gestes import SUIVRE, GesteForm, SuiviForm, geste_nomme, gestes_possibles
from ..habitudes import contenu_du_suivi, du_suivi, page_du_suivi
from ..models import Referencement
from ..models.etats import Sens
from ..models.referencement import ReferencementQuerySet
from ..trous import trou_propose

PAR_PAGE = 50
BEAUCOUP = 99
VUES = {
    "en_cours": ("En cours", ReferencementQuerySet.ouverts),
    "a_accueillir": ("À accueillir", ReferencementQuerySet.a_accueillir),
    "nouvelles": ("Nouvelles", ReferencementQuerySet.avec_nouvelles),
    "a_relancer": ("À relancer", ReferencementQuerySet.a_relancer),
    "termines": ("Terminés", ReferencementQuerySet.termines),
}


@require_GET
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def liste(request: RequeteConnectee) -> HttpResponse:
    visibles = Referencement.objects.visibles_par(request.user)
    if (sens := request.GET.get("sens", "")) in Sens.values:
        visibles = visibles.filter(sens=sens)
    vue = request.GET.get("vue", "")
    vue = vue if vue in VUES else "en_cours"
    lignes = VUES[vue][1](visibles).select_related(
        "famille", "partenaire", "type_besoin", "demande", "saisie_par"
    )
    contexte = {
        "vue": vue,
        "vues": [(nom, titre, _compte(filtre(visibles))) for nom, (titre, filtre) in VUES.items()],
        "sens": sens,
        "tous_les_sens": [("", "Tous"), ("sortant", "Sortants"), ("entrant", "Entrants")],
        "page": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
        "ecrit": request.user.a_role(Role.PTP),
    }
    return render(request, "referencements/liste.html", contexte)


def _compte(lignes: ReferencementQuerySet) -> str:
    """« 12 », « 99+ »: beyond what anyone does in a day, how many there are says nothing more."""
    nombre = lignes.order_by()[: BEAUCOUP + 1].count()
    return f"{BEAUCOUP}+" if nombre > BEAUCOUP else str(nombre)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP)
def creer(request: RequeteConnectee) -> HttpResponse:
    envoi = request.POST if request.method == "POST" else None
    form = ReferencementForm(envoi, initial=_depart(request), utilisateur=request.user)
    if envoi is not None and (referencement := form.enregistrer(par=request.user)):
        messages.success(request, "Le référencement est consigné.")
        return redirect("referencements:fiche", referencement.pk)
    page = page_du_choix(request, "referencements/creer.html")
    page = page_du_choix_de_famille(request, page)
    return render(request, page, {"form": form}, status=form.statut)


def _depart(request: RequeteConnectee) -> dict[str, Any]:
    """What the address says already: ?famille=CODE&besoin=PK&partenaire=PK, all of hers."""
    depart: dict[str, Any] = {"partenaires": []}
    if code := request.GET.get("famille"):
        familles = Famille.objects.modifiables_par(request.user)
        depart["famille"] = get_object_or_404(familles, code=code.replace("\0", ""))
    if (pk := request.GET.get("besoin", "")).isdecimal():
        besoins = Besoin.objects.modifiables_par(request.user).select_related("famille", "type")
        besoin = get_object_or_404(besoins, pk=pk)
        depart |= {"famille": besoin.famille, "type_besoin": besoin.type}
    if (pk := request.GET.get("partenaire", "")).isdecimal():
        partenaires = Partenaire.objects.visibles_par(request.user)
        depart["partenaires"] = [get_object_or_404(partenaires, pk=pk).pk]
    return depart


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP)
def recevoir(request: RequeteConnectee) -> HttpResponse:
    envoi = request.POST if request.method == "POST" else None
    form = ReceptionForm(envoi, utilisateur=request.user)
    if envoi is not None and (referencement := form.enregistrer(par=request.user)):
        messages.success(request, "Le référencement est reçu. Il reste à accueillir la famille.")
        return redirect("referencements:fiche", referencement.pk)
    page = page_du_choix(request, "referencements/recevoir.html")
    return render(request, page, {"form": form}, status=form.statut)


@require_GET
def fiche(request: RequeteConnectee, pk: int) -> HttpResponse:
    visibles = Referencement.objects.visibles_par(request.user)
    referencement = get_object_or_404(
        visibles.select_related(
            "famille", "partenaire", "type_besoin", "secteur", "demande", "saisie_par"
        ),
        pk=pk,
    )
    ecrit = referencement.territoire_de_suivi_id in request.user.territoires_ecrits
    constats = referencement.constats.select_related("trou__type")
    contexte = {
        "referencement": referencement,
        "echange": chez_le_partenaire(referencement),
        "gestes": gestes_possibles(referencement) if ecrit else [],
        "ecrit": ecrit,
        "constats": constats,
        "trou_form": trou_propose(referencement, request.user) if ecrit and not constats else None,
    }
    contexte |= _suivis(referencement) | _demarche(referencement, visibles)
    return render(request, "referencements/fiche.html", contexte)


def _suivis(referencement: Referencement) -> dict[str, Any]:
    suivis = referencement.suivis.select_related("saisie_par", "par_partenaire")
    suivis = suivis.order_by("-date", "-pk")
    nouvelle = a_lire(suivis) if referencement.nouvelles_non_lues else None
    return {"suivis": suivis, "nouvelle": nouvelle}


def _demarche(referencement: Referencement, visibles: ReferencementQuerySet) -> dict[str, Any]:
    """The other organismes approached for the same besoin, and those to tell that one said yes."""
    autres = visibles.filter(demarche=referencement.demarche).exclude(pk=referencement.pk)
    autres = autres.select_related("partenaire")
    return {"autres": autres, "autres_en_attente": qui_attendent(referencement, autres)}


@require_http_methods(["GET", "POST"])
def geste(request: RequeteConnectee, pk: int, nom: str) -> HttpResponse:
    referencement = get_object_or_404(Referencement.objects.modifiables_par(request.user), pk=pk)
    choisi = geste_nomme(nom, referencement)
    if choisi is None or choisi.form is None:
        raise Http404
    if request.method == "GET" and choisi not in gestes_possibles(referencement):
        return impossible(request, referencement)
    form = choisi.form
    contexte = {"titre": choisi.titre, "verbe": choisi.verbe}
    return _consigner_geste(request, referencement, nom, form, contexte)


@require_http_methods(["GET", "POST"])
def suivre(request: RequeteConnectee, pk: int) -> HttpResponse:
    referencement = get_object_or_404(Referencement.objects.modifiables_par(request.user), pk=pk)
    if request.method == "GET" and not referencement.est_ouvert:
        return impossible(request, referencement)
    contexte = {"titre": "Noter un suivi", "verbe": "Noter le suivi"}
    return _consigner_geste(request, referencement, SUIVRE, SuiviForm, contexte)


def impossible(request: RequeteConnectee, referencement: Referencement) -> HttpResponse:
    """Said before she fills in a form; what is sent all the same is judged by the model."""
    contexte = {"referencement": referencement}
    return render(request, "referencements/geste_impossible.html", contexte, status=409)


def _consigner_geste(
    request: RequeteConnectee,
    referencement: Referencement,
    nom: str,
    form_du_geste: type[GesteForm],
    contexte: dict[str, Any],
) -> HttpResponse:
    envoi = request.POST if request.method == "POST" else None
    form = form_du_geste(
        envoi,
        referencement=referencement,
        nom=nom,
        utilisateur=request.user,
        initial=annulation.a_corriger(request) or _depart_du_geste(request, referencement, nom),
    )
    if envoi is not None and form.enregistrer(par=request.user):
        _annoncer(request, referencement)
        return redirect("referencements:fiche", referencement.pk)
    contexte |= {"form": form, "referencement": referencement}
    return render(request, "referencements/geste.html", contexte, status=form.statut)


def _depart_du_geste(
    request: RequeteConnectee, referencement: Referencement, nom: str
) -> dict[str, Any]:
    return du_suivi(request.user, referencement) if nom == SUIVRE else {}


def _annoncer(request: RequeteConnectee, referencement: Referencement) -> None:
    siens = referencement.suivis.filter(saisie_par=request.user).select_related("referencement")
    suivi = siens.order_by("-pk").first()
    if suivi and suivi.est_annulable:
        retour = reverse("referencements:suivi_annuler", args=[referencement.pk, suivi.pk])
        annulation.annoncer(request, "C’est noté.", retour)
    else:
        messages.success(request, "C’est noté.")


@require_POST
def suivi_annuler(request: RequeteConnectee, pk: int, suivi: int) -> HttpResponse:
    referencement = get_object_or_404(Referencement.objects.modifiables_par(request.user), pk=pk)
    if deja := annulation.deja_revenue(request):
        return deja
    siens = referencement.suivis.filter(saisie_par=request.user)
    a_annuler = get_object_or_404(siens.select_related("referencement"), pk=suivi)
    contenu = contenu_du_suivi(a_annuler)
    try:
        a_annuler.annuler(par=request.user)
    except ValidationError as refus:
        messages.error(request, refus.messages[0])
        return redirect("referencements:fiche", pk)
    return annulation.revenir(request, page_du_suivi(a_annuler), contenu)
