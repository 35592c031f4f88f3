"""The plan de match of a famille: her steps, and what the parents keep of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.requetes import RequeteConnectee
from courriels.liens import absolu
from familles.forms.plan import EtapeForm, EtapeModifierForm, PartagerForm
from familles.models import EtapePlan, Famille, LienPlan, PlanDeMatch
from familles.mots_du_plan import BALISES, MOTS, quand
from familles.views.commun import donnees, famille_modifiable
from proximite import portee


@require_GET
def plan(request: RequeteConnectee, code: str) -> HttpResponse:
    """The one that goes on, step by step, and those that are over."""
    famille = get_object_or_404(Famille.objects.visibles_par(request.user), code=code)
    plans = list(famille.plans.prefetch_related("etapes__besoin__type"))
    contexte = {
        "famille": famille,
        "plan": next((plan for plan in plans if plan.est_en_cours), None),
        "passes": [plan for plan in plans if not plan.est_en_cours],
        "modifiable": famille.territoire_id in request.user.territoires_ecrits,
        "lien": LienPlan.objects.ouverts().filter(plan__famille=famille).first(),
        "form": EtapeForm(famille=famille, utilisateur=request.user),
    }
    return render(request, "familles/plan.html", contexte)


@require_http_methods(["GET", "POST"])
def etape_ajouter(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = famille_modifiable(request, code)
    form = EtapeForm(donnees(request), famille=famille, utilisateur=request.user)
    if request.method == "POST" and form.enregistrer(par=request.user):
        messages.success(request, "L’étape est ajoutée au plan.")
        return _vers_le_plan(famille)
    contexte = {"form": form, "famille": famille}
    return render(request, "familles/etape_ajouter.html", contexte, status=form.statut)


@require_http_methods(["GET", "POST"])
def etape_modifier(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    etape = _etape(request, code, pk)
    famille = etape.plan.famille
    form = EtapeModifierForm(donnees(request), instance=etape, utilisateur=request.user)
    if request.method == "POST" and form.enregistrer(par=request.user):
        messages.success(request, "L’étape est à jour.")
        return _vers_le_plan(famille)
    contexte = {"form": form, "famille": famille}
    return render(request, "familles/etape_modifier.html", contexte, status=form.statut)


@require_POST
def etape_noter(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    etape, etat = _etape(request, code, pk), request.POST.get("etat", "")
    if etat in EtapePlan.Etat.values:
        etape.noter(etat, le=timezone.localdate(), par=request.user)
        messages.success(request, f"Étape notée\u00a0: {EtapePlan.Etat(etat).label.lower()}.")
    return _vers_le_plan(etape.plan.famille, f"#etape-{pk}")


@require_POST
def etape_deplacer(request: RequeteConnectee, code: str, pk: int) -> HttpResponse:
    etape = _etape(request, code, pk)
    etape.deplacer(-1 if request.POST.get("sens") == "monter" else 1)
    return _vers_le_plan(etape.plan.famille, f"#etape-{pk}")


@require_GET
def plan_imprimer(request: RequeteConnectee, code: str) -> HttpResponse:
    """The sheet that the parents take home."""
    famille = get_object_or_404(Famille.objects.visibles_par(request.user), code=code)
    plan = famille.plans.en_cours().first()
    contexte = {"famille": famille, **feuille(plan)}
    return render(request, "familles/plan_imprimer.html", contexte)


@require_http_methods(["GET", "POST"])
def plan_partager(request: RequeteConnectee, code: str) -> HttpResponse:
    """A link to show once; nothing of it is kept that could open it."""
    famille = famille_modifiable(request, code)
    plan = famille.plans.en_cours().prefetch_related("etapes").first()
    if plan is None:
        messages.info(request, "Ajoutez une première étape\u00a0: le plan se partage ensuite.")
        return _vers_le_plan(famille)
    form = PartagerForm(donnees(request), plan=plan, utilisateur=request.user)
    if request.method == "POST":
        form.enregistrer(par=request.user)
    contexte = {
        "famille": famille,
        "plan": plan,
        "form": form,
        "adresse": absolu(reverse("familles:plan_partage", args=[form.jeton]))
        if form.jeton
        else "",
        "lien": plan.liens.filter(pk__in=LienPlan.objects.ouverts()).first(),
    }
    return render(request, "familles/plan_partager.html", contexte, status=form.statut)


@require_POST
def plan_geste(request: RequeteConnectee, code: str, geste: str) -> HttpResponse:
    """« fermer-lien », « refuser-lien » or « terminer »."""
    famille = famille_modifiable(request, code)
    plan = get_object_or_404(famille.plans.en_cours())
    if geste == "fermer-lien":
        plan.fermer_les_liens()
        messages.success(request, "Le lien est fermé. Il n’ouvre plus rien.")
    elif geste == "refuser-lien":
        plan.refuser_le_lien(le=timezone.localdate())
        messages.success(request, "C’est noté\u00a0: la famille préfère ne pas avoir de lien.")
    elif geste == "terminer":
        plan.terminer(le=timezone.localdate())
        messages.success(request, "Le plan est terminé et reste lisible. Son lien est fermé.")
    else:
        raise Http404
    return _vers_le_plan(famille)


@login_not_required
@require_GET
def plan_partage(request: HttpRequest, jeton: str) -> HttpResponse:
    """What the parents open, without an account: the steps and nothing else of the famille."""
    lien = LienPlan.par_jeton(jeton)
    son_territoire = [lien.plan.famille.territoire_id] if lien else []
    with portee.territoires(son_territoire, "Un lien ouvre un plan, sans compte."):
        reponse = _montrer_le_plan(request, lien)
    reponse["Referrer-Policy"] = "no-referrer"
    return reponse


def _montrer_le_plan(request: HttpRequest, lien: LienPlan | None) -> HttpResponse:
    ouvert = lien is not None and lien.est_ouvert
    contexte = feuille(lien.plan if lien and ouvert else None)
    langue = lien.plan.langue if lien else PlanDeMatch.Langue.FRANCAIS
    contexte |= {"mots": MOTS[langue], "balise": BALISES[langue], "ouvert": ouvert}
    if lien is None:
        contexte["mots_anglais"] = MOTS[PlanDeMatch.Langue.ANGLAIS]
    else:
        contexte["jusqu_au"] = quand(timezone.localdate(lien.expire_le), langue)
    statut = 200 if ouvert else 404
    return render(request, "familles/plan_partage.html", contexte, status=statut)


def feuille(plan: PlanDeMatch | None) -> dict[str, Any]:
    """What is shared, in plain words: nothing that is not in the steps themselves."""
    langue = plan.langue if plan else PlanDeMatch.Langue.FRANCAIS
    mots = MOTS[langue]
    etapes = list(plan.etapes.all()) if plan else []
    groupes = [
        (etat, mots[etat], [_ligne(etape, langue) for etape in etapes if etape.etat == etat])
        for etat in EtapePlan.Etat.values
    ]
    return {
        "mots": mots,
        "balise": BALISES[langue],
        "groupes": [groupe for groupe in groupes if groupe[2]],
        "lu_le": quand(timezone.localdate(), langue),
    }


def _ligne(etape: EtapePlan, langue: str) -> dict[str, str]:
    precise = etape.qui_precise if etape.qui in EtapePlan.AVEC_PRECISION else ""
    pour_le = quand(etape.pour_le, langue) if etape.pour_le and etape.est_a_faire else ""
    return {"texte": etape.texte, "qui": precise or MOTS[langue][etape.qui], "pour_le": pour_le}


def _etape(request: RequeteConnectee, code: str, pk: int) -> EtapePlan:
    famille = famille_modifiable(request, code)
    etapes = EtapePlan.objects.filter(plan__famille=famille, plan__termine_le__isnull=True)
    return get_object_or_404(etapes.select_related("plan__famille"), pk=pk)


def _vers_le_plan(famille: Famille, suite: str = "") -> HttpResponse:
    return redirect(reverse("familles:plan", args=[famille.code]) + suite)
