"""What the famille agrees that a partenaire may know: asked with her, shown, withdrawn."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from comptes.requetes import RequeteConnectee
from familles.consentement_texte import parties
from familles.consentements import Demarche, demarche_de, divulgues
from familles.fiche import AVEC_PERSONNES
from familles.forms.consentement import ConsentementForm, RetirerForm
from familles.models import Consentement, Famille
from familles.views.commun import donnees, famille_modifiable, remplir
from partenaires.forms import page_du_choix
from partenaires.models import Partenaire

RETIRE_APRES_ENVOI = (
    "L’accord est retiré. Le lien du partenaire est fermé. Ce qu’il avait déjà lu reste connu de "
    "lui\u00a0: dites-le à la famille."
)
RETIRE_AVANT_ENVOI = "L’accord est retiré. Rien n’était encore parti."


@require_http_methods(["GET", "POST"])
def consentement_donner(request: RequeteConnectee, code: str) -> HttpResponse:
    """« montrer » shows the text for the choices made so far; nothing is written then."""
    famille = famille_modifiable(request, code)
    demarche = _demarche(request, famille)
    form = ConsentementForm(
        donnees(request),
        famille=famille,
        partenaire=demarche.partenaire if demarche else _partenaire(request),
        utilisateur=request.user,
    )
    page = reverse("familles:fiche", args=[famille.code])
    contexte = {"form": form, "famille": famille, "refus": demarche.refus if demarche else page}
    if "montrer" in request.POST:
        return _montrer(request, form, contexte)
    if request.method == "POST" and form.enregistrer(par=request.user):
        messages.success(request, "L’accord est noté, avec le texte lu.")
        return redirect(demarche.suite if demarche else page)
    gabarit = page_du_choix(request, "familles/consentement_donner.html")
    return render(request, gabarit, contexte, status=form.statut)


def _demarche(request: RequeteConnectee, famille: Famille) -> Demarche | None:
    """What ``?referencement=PK`` asks an agreement for; one that is not hers does not exist."""
    pk = request.GET.get("referencement", "")
    if not pk.isdecimal():
        return None
    demarche = demarche_de(request.user, famille, int(pk))
    if demarche is None:
        raise Http404
    return demarche


def _partenaire(request: RequeteConnectee) -> Partenaire | None:
    pk = request.GET.get("partenaire", "")
    partenaires = Partenaire.objects.visibles_par(request.user).actifs()
    return get_object_or_404(partenaires, pk=pk) if pk.isdecimal() else None


def _montrer(
    request: RequeteConnectee, form: ConsentementForm, contexte: dict[str, object]
) -> HttpResponse:
    """``personne`` tells that who agrees has changed: what may be said changes with her."""
    change = request.POST.get("personne")
    if change == "qualite":
        form.proposer_enfants()
    if request.htmx:
        contexte["personne"] = change
        return render(request, "familles/consentement/apercu.html", contexte)
    form.errors.clear()
    return render(request, "familles/consentement_donner.html", contexte)


@require_GET
def consentement(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    familles = Famille.objects.visibles_par(request.user)
    famille = get_object_or_404(familles, code=code)
    accord = _accord(famille, pk)
    contexte = {
        "famille": famille,
        "consentement": accord,
        "enfants": accord.enfants.select_related("identite"),
        "parties": parties(accord.texte),
        "divulgues": divulgues(accord),
        "modifiable": famille.territoire_id in request.user.territoires_ecrits,
    }
    return render(request, "familles/consentement.html", contexte)


@require_http_methods(["GET", "POST"])
def consentement_retirer(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    famille = famille_modifiable(request, code)
    accord = _accord(famille, pk)
    if request.method == "GET" and accord.est_retire:
        return redirect("familles:consentement", famille.code, pk)
    form = RetirerForm(donnees(request), consentement=accord, utilisateur=request.user)
    fait = RETIRE_APRES_ENVOI if divulgues(accord) else RETIRE_AVANT_ENVOI
    gabarit = "familles/consentement_retirer.html"
    return remplir(request, famille, form, gabarit, fait, consentement=accord)


def _accord(famille: Famille, pk: int) -> Consentement:
    return get_object_or_404(famille.consentements.select_related(*AVEC_PERSONNES), pk=pk)
