"""The rapport de participation for those of the territoire: its PTP read, its gestionnaire
writes, submits and takes back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from rapports import a_verifier
from rapports.fenetres import Fenetre, durees_inegales
from rapports.indicateurs import VERSION_DEFINITIONS
from rapports.lignes import adresse
from rapports.models import Periode, RapportParticipation, VersionRapport
from rapports.participation.avancement import avancements
from rapports.participation.chiffres import (
    Avant,
    Rubrique,
    periode_avant,
    rubriques,
    vivants,
)
from rapports.participation.forms import SoumettreForm, TextesForm
from rapports.participation.revisions import par_cause
from rapports.resultats import Rapport
from rapports.tuiles import tuiles
from rapports.vacances import en_mots, figees, vacances
from territoires.models import Territoire

LIGNES_PAR_PAGE = 50
GABARIT = "rapports/participation/rapport.html"
# Shown once more before they are frozen.
ESSENTIELS = {
    "I-01": "Familles jointes",
    "I-03": "Part isolée au premier contact",
    "I-04": "Enfants",
    "I-19": "Référencements faits",
}


@require_GET
@reserve_a(Role.GESTIONNAIRE, Role.PTP)
def rapports(request: RequeteConnectee) -> HttpResponse:
    """Her territoires, Periode by Periode, the last first."""
    jour = timezone.localdate()
    siens = Territoire.objects.visibles_par(request.user)
    suivis = avancements(Periode.objects.commencees(jour), siens, jour)
    contexte = {
        "attendus": [s for s in suivis if s.attend_la_gestionnaire],
        "autres": [s for s in suivis if not s.attend_la_gestionnaire],
    }
    return render(request, "rapports/participation/rapports.html", contexte)


@require_GET
def rapport(request: RequeteConnectee, periode: int, code: str) -> HttpResponse:
    rapport = _trouver(request, periode, code)
    ecrit = rapport.territoire_id in request.user.territoires_geres and rapport.est_modifiable
    form = TextesForm(instance=rapport, utilisateur=request.user) if ecrit else None
    return _montrer(request, rapport, form)


@require_http_methods(["GET", "POST"])
def rapport_modifier(request: RequeteConnectee, periode: int, code: str) -> HttpResponse:
    """Save the texts of the draft, which the first of them opens."""
    rapport = _trouver(request, periode, code, pour_ecrire=True)
    if request.method != "POST":
        return redirect("rapports:rapport", periode, code)
    rapport = rapport if rapport.pk else _ouvrir(rapport)
    form = TextesForm(request.POST, instance=rapport, utilisateur=request.user)
    if not form.enregistrer(par=request.user):
        return _montrer(request, rapport, form)
    if request.POST.get("suite") == "soumettre":
        return redirect("rapports:rapport_soumettre", periode, code)
    messages.success(request, "Le brouillon est enregistré.")
    return redirect("rapports:rapport", periode, code)


@require_http_methods(["GET", "POST"])
def rapport_soumettre(request: RequeteConnectee, periode: int, code: str) -> HttpResponse:
    """What is about to be frozen, read once more; then frozen."""
    rapport = _trouver(request, periode, code, pour_ecrire=True)
    form = SoumettreForm(request.POST)
    if request.method == "POST" and form.is_valid():
        _soumettre(request, rapport, form.cleaned_data["version"])
    if not rapport.est_modifiable or not rapport.periode.est_terminee():
        return redirect("rapports:rapport", periode, code)
    statut = 409 if request.method == "POST" else 200
    chiffres = vivants(rapport.periode, rapport.territoire)
    contexte = {
        "rapport": rapport,
        "form": SoumettreForm(initial={"version": rapport.version}),
        "essentiels": tuiles(ESSENTIELS, chiffres, None, ESSENTIELS),
        "constats": _constats(rapport, chiffres),
        "version": VERSION_DEFINITIONS,
    }
    return render(request, "rapports/participation/rapport_soumettre.html", contexte, status=statut)


def _soumettre(request: RequeteConnectee, rapport: RapportParticipation, relue: int) -> None:
    """Clicked twice, it is submitted once."""
    ouvert = rapport if rapport.pk else _ouvrir(rapport)
    try:
        version = ouvert.soumettre(par=request.user, relue=relue)
    except ValidationError as refus:
        messages.warning(request, " ".join(refus.messages))
    else:
        messages.success(request, f"Le rapport est soumis, version\u00a0{version.numero}.")
    rapport.pk = ouvert.pk
    rapport.refresh_from_db()


@require_POST
def rapport_reprendre(request: RequeteConnectee, periode: int, code: str) -> HttpResponse:
    rapport = _trouver(request, periode, code, pour_ecrire=True)
    if rapport.pk is None:
        raise Http404
    try:
        rapport.reprendre(par=request.user)
    except ValidationError as refus:
        messages.warning(request, " ".join(refus.messages))
    else:
        messages.success(request, "Le rapport est repris\u00a0: modifiez-le, puis soumettez-le.")
    return redirect("rapports:rapport", periode, code)


@require_GET
def rapport_version(
    request: RequeteConnectee, periode: int, code: str, numero: int
) -> HttpResponse:
    """One version, as it was submitted."""
    versions = VersionRapport.objects.visibles_par(request.user).select_related(
        "rapport__periode", "rapport__territoire", "soumise_par", "decidee_par"
    )
    version = get_object_or_404(
        versions, rapport__periode=periode, rapport__territoire__code=code, numero=numero
    )
    contexte = {
        "rapport": version.rapport,
        "version": version,
        "vacances": figees(version.fige),
        "rubriques": rubriques(version.chiffres),
    }
    return render(request, "rapports/participation/rapport_version.html", contexte)


@require_GET
def rapport_a_verifier(
    request: RequeteConnectee, periode: int, code: str, controle: str
) -> HttpResponse:
    """The rows of the Periode behind one finding of the draft."""
    rapport = _trouver(request, periode, code)
    if controle not in a_verifier.CONTROLES:
        raise Http404
    question, siens = a_verifier.CONTROLES[controle], frozenset({rapport.territoire_id})
    lignes = question.lignes(siens, timezone.localdate(), _fenetre(rapport))
    page = Paginator(lignes.visibles_par(request.user), LIGNES_PAR_PAGE)
    contexte = {
        "rapport": rapport,
        "controle": question,
        "page": page.get_page(request.GET.get("page")),
    }
    return render(request, "rapports/participation/rapport_a_verifier.html", contexte)


def _trouver(
    request: RequeteConnectee, periode: int, code: str, *, pour_ecrire: bool = False
) -> RapportParticipation:
    """The report of a territoire that she reads, or manages; not saved yet when nobody wrote in
    it: reading creates nothing."""
    siens = Territoire.objects.visibles_par(request.user)
    if pour_ecrire:
        siens = siens.dans_territoires(request.user.territoires_geres)
    territoire = get_object_or_404(siens, code=code)
    commencee = get_object_or_404(Periode.objects.commencees(), pk=periode)
    connus = RapportParticipation.objects.select_related("periode", "territoire")
    connu = connus.filter(periode=commencee, territoire=territoire).first()
    return connu or RapportParticipation(periode=commencee, territoire=territoire)


def _ouvrir(rapport: RapportParticipation) -> RapportParticipation:
    """Asked twice at once, it is opened once."""
    return RapportParticipation.objects.select_related("periode", "territoire").get_or_create(
        periode=rapport.periode, territoire=rapport.territoire
    )[0]


def _montrer(
    request: RequeteConnectee, rapport: RapportParticipation, form: TextesForm | None
) -> HttpResponse:
    """Live while it is a draft, frozen with what was revised since once it is submitted."""
    versions = _versions(rapport)
    soumise = None if rapport.est_modifiable else versions[0]
    chiffres = soumise.chiffres if soumise else vivants(rapport.periode, rapport.territoire)
    avant = periode_avant(rapport.periode, rapport.territoire)
    jour = timezone.localdate()
    contexte: dict[str, Any] = {
        "rapport": rapport,
        "avancement": avancements([rapport.periode], [rapport.territoire], jour)[0],
        "form": form,
        "gere": rapport.territoire_id in request.user.territoires_geres,
        "versions": versions,
        "soumise": soumise,
        "avant": avant,
        "durees_inegales": durees_inegales(rapport.periode, avant.periode) if avant else "",
        "vacances": figees(soumise.fige) if soumise else _vacances(rapport),
        "rubriques": _rubriques(rapport, chiffres, avant),
        "revisions": par_cause(soumise) if soumise else {},
        "constats": [] if soumise else _constats(rapport, chiffres),
    }
    statut = form.statut if form else 200
    return render(request, GABARIT, contexte, status=statut)


def _rubriques(
    rapport: RapportParticipation, chiffres: Rapport, avant: Avant | None
) -> list[Rubrique]:
    """Each figure leads to the rows behind it."""
    code, fenetre = rapport.territoire.code, _fenetre(rapport)
    return rubriques(
        chiffres,
        avant.chiffres if avant else None,
        derriere=lambda indicateur: adresse(indicateur, code, fenetre),
    )


def _vacances(rapport: RapportParticipation) -> list[str]:
    periode = rapport.periode
    return en_mots(vacances(rapport.territoire_id, periode.debut, periode.fin))


def _versions(rapport: RapportParticipation) -> list[VersionRapport]:
    """The last first; none of a report that nobody has opened."""
    if rapport.pk is None:
        return []
    return list(rapport.versions.avec_decisions())


def _constats(rapport: RapportParticipation, chiffres: Rapport) -> list[a_verifier.Constat]:
    jour, fenetre = timezone.localdate(), _fenetre(rapport)
    return a_verifier.constats(rapport.territoire_id, jour, fenetre, chiffres)


def _fenetre(rapport: RapportParticipation) -> Fenetre:
    periode = rapport.periode
    return Fenetre(periode.debut, periode.fin, periode.libelle)
