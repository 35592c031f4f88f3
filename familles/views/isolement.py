"""The grille d’isolement: filled, corrected, read over time; and what a parent says of it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from comptes.requetes import RequeteConnectee
from familles.forms.situation import CorrectionForm, EvaluationForm, RessentiForm
from familles.grille import histoire, tableau
from familles.models import EvaluationIsolement, Famille, RessentiParent
from familles.views.commun import donnees, famille_modifiable, remplir


@require_GET
def evaluations(request: RequeteConnectee, code: str) -> HttpResponse:
    """Every grid of a famille, those that were corrected included, with who and why."""
    famille = get_object_or_404(Famille.objects.visibles_par(request.user), code=code)
    lignes = list(famille.evaluations.select_related("saisie_par"))
    contexte = {
        "famille": famille,
        "modifiable": famille.territoire_id in request.user.territoires_ecrits,
        "grille": tableau(lignes),
        "evaluations": histoire(lignes),
        "ressentis": famille.ressentis.select_related("adulte__identite", "saisie_par"),
        "question": RessentiParent.QUESTION,
    }
    return render(request, "familles/evaluations.html", contexte)


@require_http_methods(["GET", "POST"])
def evaluation_ajouter(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = famille_modifiable(request, code)
    evaluation = EvaluationIsolement(famille=famille, moment=_moment_probable(famille))
    form = EvaluationForm(donnees(request), instance=evaluation, utilisateur=request.user)
    return _remplir_grille(request, famille, form, "familles/evaluation_ajouter.html")


def _moment_probable(famille: Famille) -> str:
    """The first grid describes the first contact, the next ones what has changed since."""
    moments = EvaluationIsolement.Moment
    deja = famille.evaluations.initiales().exists()
    return moments.SUIVI if deja else moments.PREMIER_CONTACT


@require_http_methods(["GET", "POST"])
def evaluation_corriger(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille = famille_modifiable(request, code)
    ancienne = get_object_or_404(famille.evaluations.courantes(), pk=pk)
    form = CorrectionForm(
        donnees(request), instance=ancienne.nouvelle_version(), utilisateur=request.user
    )
    return _remplir_grille(request, famille, form, "familles/evaluation_corriger.html")


def _remplir_grille(
    request: RequeteConnectee, famille: Famille, form: EvaluationForm, gabarit: str
) -> HttpResponse:
    """« proposer » shows the intensity that the grid calls for; nothing is written then."""
    if "proposer" not in request.POST:
        fait = "La grille est consignée."
        return remplir(request, famille, form, gabarit, fait)
    contexte = {"form": form, "famille": famille, "apercu": form.apercu()}
    if request.htmx:
        return render(request, "familles/grille/proposition.html", contexte)
    form.errors.clear()
    return render(request, gabarit, contexte)


@require_http_methods(["GET", "POST"])
def ressenti_ajouter(request: RequeteConnectee, code: str) -> HttpResponse:
    """Asked to one adult; a single one is chosen already."""
    famille = famille_modifiable(request, code)
    adultes = list(famille.adultes.all()[:2])
    form = RessentiForm(
        donnees(request),
        instance=RessentiParent(famille=famille),
        initial={"adulte": adultes[0].pk} if len(adultes) == 1 else {},
        utilisateur=request.user,
    )
    fait = "C’est noté, dans les mots du parent."
    return remplir(request, famille, form, "familles/ressenti_ajouter.html", fait, adultes=adultes)
