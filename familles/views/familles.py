"""The familles of one's scope: list, search, opening, page."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from familles.approches import approches
from familles.chronologie import chronologie
from familles.fiche import (
    accords,
    avec_tout,
    besoins_a_commencer,
    besoins_par_niveau,
    contacts,
    enfants_de,
    etapes_a_faire,
    promesses,
)
from familles.forms.familles import FamilleForm, OuvrirForm
from familles.grille import tableau
from familles.lecture import page as lire
from familles.models import Famille
from familles.models.famille import FamilleQuerySet
from familles.models.passation import en_attente_de_releve
from familles.recherche import chercher
from familles.releves import attente
from familles.views.commun import donnees, famille_modifiable, remplir

PAR_PAGE = 50

FILTRES = {
    "en_cours": "En cours",
    "accompagnees": "Accompagnées",
    "toutes": "Toutes",
    "isolees": "Isolées",
    "a_determiner": "Isolement à déterminer",
    "a_revoir": "À revoir",
    "en_attente": "En attente de relève",
}


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def liste(request: RequeteConnectee) -> HttpResponse:
    """Filters by GET. A search is a POST that writes nothing, for a name never goes in a URL."""
    familles = Famille.objects.visibles_par(request.user)
    saisie = request.POST.get("recherche", "").strip()
    filtre = request.GET.get("filtre", "en_cours")
    contexte: dict[str, Any] = {"saisie": saisie, "filtre": filtre, "filtres": FILTRES}
    if saisie:
        resultat = chercher(saisie, familles.avec_enfants())
        contexte |= {"resultat": resultat, "lignes": resultat.familles[:PAR_PAGE]}
    else:
        page = Paginator(_filtrer(familles, filtre), PAR_PAGE).get_page(request.GET.get("page"))
        contexte |= {"page": page, "lignes": page.object_list}
    gabarit = "familles/liste/resultats.html" if request.htmx else "familles/liste.html"
    return render(request, gabarit, contexte)


def _filtrer(familles: FamilleQuerySet, filtre: str) -> FamilleQuerySet:
    selon = {
        "accompagnees": familles.accompagnees(),
        "toutes": familles,
        "isolees": familles.isolees(),
        "a_determiner": familles.a_determiner(),
        "a_revoir": familles.a_revoir(),
        "en_attente": familles.filter(pk__in=en_attente_de_releve().values("famille")),
    }
    return selon.get(filtre, familles.en_cours()).recentes().avec_enfants()


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP)
def ouvrir(request: RequeteConnectee) -> HttpResponse:
    depart = {
        nom: valeur.replace("\0", "")
        for nom, cle in (("voie_reperage", "voie"), ("date_reperage", "reperee"))
        if (valeur := request.GET.get(cle, ""))
    }
    form = OuvrirForm(donnees(request), initial=depart, utilisateur=request.user)
    if request.method == "POST" and (famille := form.enregistrer(par=request.user)):
        messages.success(request, "La famille est ouverte. Complétez sa fiche à son rythme.")
        return redirect("familles:fiche", famille.code)
    return render(request, "familles/ouvrir.html", {"form": form}, status=form.statut)


@require_GET
def fiche(request: RequeteConnectee, code: str) -> HttpResponse:
    """Who they are, what is lived, what was promised, and one timeline."""
    familles = avec_tout(Famille.objects.visibles_par(request.user))
    famille = familles.suivre(code)
    if famille is None:
        raise Http404
    if famille.code != code:
        return redirect("familles:fiche", famille.code)
    aujourdhui = timezone.localdate()
    approchees = approches(famille)
    contexte = {
        "famille": famille,
        "aujourdhui": aujourdhui,
        "attente": attente(famille),
        "modifiable": famille.territoire_id in request.user.territoires_ecrits,
        "enfants": enfants_de(famille),
        "besoins": besoins_par_niveau(famille),
        "a_commencer": besoins_a_commencer(famille, {a.besoin for a in approchees}),
        "approches": approchees,
        "promesses": promesses(famille),
        "contacts": contacts(famille, aujourdhui),
        "etapes_du_plan": etapes_a_faire(famille),
        "vulnerabilites": [v for v in famille.vulnerabilites.all() if not v.levee_le],
        "accords": accords(famille, aujourdhui),
        "grille": tableau(famille.evaluations.all()),
    }
    genre, tout = request.GET.get("genre", ""), "tout" in request.GET
    contexte |= lire(chronologie(famille), genre=genre, tout=tout)
    return render(request, "familles/fiche.html", contexte)


@require_http_methods(["GET", "POST"])
def modifier(request: RequeteConnectee, code: str) -> HttpResponse:
    famille = famille_modifiable(request, code)
    # A copy: what is refused is not yet what the famille is called.
    form = FamilleForm(donnees(request), instance=copy(famille), utilisateur=request.user)
    fait = "La fiche est à jour."
    return remplir(request, famille, form, "familles/modifier.html", fait)
