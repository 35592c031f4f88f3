"""A passation: its progress, then one famille at a time."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.decorateurs import reserve_a
from comptes.models import Role
from comptes.requetes import RequeteConnectee
from familles.forms.passations import (
    AnnulerPassationForm,
    CommencerPassationForm,
    ConclureForm,
    OrganiserForm,
    PointSensibleForm,
    PreparerForm,
    RencontreForm,
    ReponseForm,
    TenirForm,
)
from familles.models import (
    EtapePlan,
    Passation,
    PassationFamille,
    PassationPartenaire,
    PointSensible,
    RencontreConjointe,
)
from familles.views.commun import Enregistrable, donnees


@require_GET
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def passations(request: RequeteConnectee) -> HttpResponse:
    visibles = Passation.objects.visibles_par(request.user).avec_avancement()
    contexte = {"passations": visibles.select_related("territoire", "de", "a", "second_contact")}
    return render(request, "familles/passations.html", contexte)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.PTP, Role.GESTIONNAIRE)
def passation_commencer(request: RequeteConnectee) -> HttpResponse:
    depart = {"affectation": request.GET.get("affectation")}
    form = CommencerPassationForm(donnees(request), initial=depart, utilisateur=request.user)
    if request.method == "POST" and (passation := form.enregistrer(par=request.user)):
        messages.success(request, "La passation commence\u00a0: une famille à la fois.")
        return redirect("familles:passation", passation.pk)
    return render(request, "familles/passation_commencer.html", {"form": form}, status=form.statut)


@require_GET
def passation(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Counts, and the state of each famille: never what is passed on."""
    visibles = Passation.objects.visibles_par(request.user).avec_avancement()
    visibles = visibles.select_related("territoire", "de", "a", "second_contact")
    passation = get_object_or_404(visibles, pk=pk)
    lignes = PassationFamille.objects.sur_place().filter(passation=passation)
    toutes = lignes.select_related("famille").prefetch_related("rencontres")
    ordre = sorted(toutes, key=lambda ligne: (not ligne.est_ouverte, ligne.prete, ligne.pk))
    contexte = {
        "passation": passation,
        "lignes": ordre,
        "suivante": next((x for x in ordre if x.est_ouverte and not x.prete), None),
        "partenaires": passation.partenaires.select_related("partenaire"),
        "nb_oubliees": len(passation.oubliees()) if passation.est_ouverte else 0,
        "gere": passation.territoire_id in request.user.territoires_geres,
        "ouvre": Passation.objects.ouvertes_a(request.user).filter(pk=pk).exists(),
        "participe": lignes.modifiables_par(request.user).exists(),
        "decide": lignes.decidables_par(request.user).exists(),
    }
    return render(request, "familles/passation.html", contexte)


@require_http_methods(["GET", "POST"])
def passation_organiser(request: RequeteConnectee, pk: int) -> HttpResponse:
    siennes = Passation.objects.modifiables_par(request.user).en_cours()
    passation = get_object_or_404(siennes.select_related("territoire", "de"), pk=pk)
    form = OrganiserForm(donnees(request), instance=passation, utilisateur=request.user)
    contexte: dict[str, Any] = {"form": form, "passation": passation}
    if request.method == "POST" and form.enregistrer(par=request.user):
        messages.success(request, form.fait)
        return redirect("familles:passation", passation.pk)
    return render(request, "familles/passation_organiser.html", contexte, status=form.statut)


@require_POST
def passation_completer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The familles she began to accompany since."""
    passation = _en_cours(request, pk)
    with transaction.atomic():
        Passation.objects.select_for_update().get(pk=passation.pk).completer()
    messages.success(request, "La passation compte maintenant chaque famille accompagnée.")
    return redirect("familles:passation", passation.pk)


@require_http_methods(["GET", "POST"])
def passation_annuler(request: RequeteConnectee, pk: int) -> HttpResponse:
    passation = _en_cours(request, pk)
    form = AnnulerPassationForm(donnees(request), passation=passation, utilisateur=request.user)
    if request.method == "POST" and form.enregistrer(par=request.user):
        messages.success(request, "La passation est annulée. Ce qui était préparé est détruit.")
        return redirect("familles:passations")
    contexte = {"form": form, "passation": passation}
    return render(request, "familles/passation_annuler.html", contexte, status=form.statut)


@require_GET
def passation_famille(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Who prepares and who takes over read it; a gestionnaire who decides, the answer alone."""
    ligne = _decidable(request, pk)
    famille, passation = ligne.famille, ligne.passation
    contexte: dict[str, Any] = {"ligne": ligne, "famille": famille}
    if PassationFamille.objects.modifiables_par(request.user).filter(pk=pk).exists():
        suivantes = passation.familles.a_conclure().filter(prete=False).select_related("famille")
        contexte |= {
            "lit": True,
            "part": passation.de_id == request.user.pk,
            "promesses": famille.promesses.a_tenir(),
            "etapes": EtapePlan.objects.a_faire().filter(plan__famille=famille),
            "points": ligne.points_lus_par(request.user),
            "rencontres": ligne.rencontres.all(),
            "suivante": suivantes.exclude(pk=ligne.pk).first(),
        }
    return render(request, "familles/passation_famille.html", contexte)


@require_http_methods(["GET", "POST"])
def passation_preparer(request: RequeteConnectee, pk: int) -> HttpResponse:
    ligne = _ligne(request, pk)
    form = PreparerForm(donnees(request), instance=ligne, utilisateur=request.user)
    return _remplir(request, ligne, form, "preparer", "C’est noté. Vous pouvez vous arrêter ici.")


@require_http_methods(["GET", "POST"])
def passation_repondre(request: RequeteConnectee, pk: int) -> HttpResponse:
    ligne = _decidable(request, pk)
    form = ReponseForm(donnees(request), instance=ligne, utilisateur=request.user)
    return _remplir(request, ligne, form, "repondre", "La réponse de la famille est notée.")


@require_http_methods(["GET", "POST"])
def passation_conclure(request: RequeteConnectee, pk: int) -> HttpResponse:
    ligne = _decidable(request, pk)
    form = ConclureForm(donnees(request), ligne=ligne, utilisateur=request.user)
    return _remplir(request, ligne, form, "conclure", "La passation de cette famille est conclue.")


@require_http_methods(["GET", "POST"])
def point_ajouter(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Only who leaves writes them."""
    ligne = _ligne(request, pk, passation__de=request.user)
    point = PointSensible(passation_famille=ligne)
    form = PointSensibleForm(donnees(request), instance=point, utilisateur=request.user)
    return _remplir(request, ligne, form, "point", "Le point sensible est noté.")


@require_POST
def point_retirer(request: RequeteConnectee, pk: int) -> HttpResponse:
    point = get_object_or_404(PointSensible.objects.modifiables_par(request.user), pk=pk)
    point.delete()
    messages.success(request, "Le point sensible est détruit.")
    return redirect("familles:passation_famille", point.passation_famille_id)


@require_http_methods(["GET", "POST"])
def rencontre_ajouter(request: RequeteConnectee, pk: int) -> HttpResponse:
    ligne = _ligne(request, pk)
    rencontre = RencontreConjointe(passation_famille=ligne)
    form = RencontreForm(donnees(request), instance=rencontre, utilisateur=request.user)
    return _remplir(request, ligne, form, "rencontre", "La rencontre est prévue.")


@require_http_methods(["GET", "POST"])
def rencontre_tenir(request: RequeteConnectee, pk: int) -> HttpResponse:
    rencontre = _rencontre(request, pk)
    form = TenirForm(donnees(request), rencontre=rencontre, utilisateur=request.user)
    ligne, fait = rencontre.passation_famille, "La rencontre conjointe a eu lieu."
    return _remplir(request, ligne, form, "tenir", fait)


@require_POST
def rencontre_retirer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Put off, or called off: what was held stays."""
    rencontre = _rencontre(request, pk)
    RencontreConjointe.objects.filter(pk=rencontre.pk, tenue_le__isnull=True).delete()
    messages.success(request, "La rencontre conjointe est retirée.")
    return redirect("familles:passation_famille", rencontre.passation_famille_id)


def _rencontre(request: RequeteConnectee, pk: int) -> RencontreConjointe:
    """One that has not been held, of a famille whose passation goes on."""
    lignes = PassationFamille.objects.modifiables_par(request.user).a_conclure()
    prevues = RencontreConjointe.objects.filter(passation_famille__in=lignes, tenue_le=None)
    return get_object_or_404(prevues.select_related("passation_famille__famille"), pk=pk)


@require_POST
def partenaire_presenter(request: RequeteConnectee, pk: int) -> HttpResponse:
    siennes = PassationFamille.objects.modifiables_par(request.user).values("passation")
    lignes = PassationPartenaire.objects.filter(passation__in=siennes)
    ligne = get_object_or_404(lignes, pk=pk)
    ligne.presenter(le=timezone.localdate())
    messages.success(request, "La relève est présentée à ce partenaire.")
    return redirect("familles:passation", ligne.passation_id)


def _en_cours(request: RequeteConnectee, pk: int) -> Passation:
    """Hers, who leaves, or that of a territoire she manages."""
    siennes = Passation.objects.ouvertes_a(request.user).en_cours()
    return get_object_or_404(siennes.select_related("territoire", "de"), pk=pk)


def _ligne(request: RequeteConnectee, pk: int, **filtres: Any) -> PassationFamille:
    lignes = PassationFamille.objects.modifiables_par(request.user).filter(**filtres)
    return get_object_or_404(lignes.avec_passation(), pk=pk)


def _decidable(request: RequeteConnectee, pk: int) -> PassationFamille:
    lignes = PassationFamille.objects.decidables_par(request.user)
    return get_object_or_404(lignes.avec_passation(), pk=pk)


def _remplir(
    request: RequeteConnectee, ligne: PassationFamille, form: Enregistrable, geste: str, fait: str
) -> HttpResponse:
    """The end of every form about one famille’s passation: back to it once written."""
    if request.method == "POST" and form.enregistrer(par=request.user):
        messages.success(request, fait)
        return redirect("familles:passation_famille", ligne.pk)
    contexte = {"form": form, "ligne": ligne, "famille": ligne.famille}
    gabarit = f"familles/passation_{geste}.html"
    return render(request, gabarit, contexte, status=form.statut)
