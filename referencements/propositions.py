"""The partenaires proposed for a need, the most likely to answer it first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When

from comptes.models import Utilisateur
from partenaires.bilans import bilans
from partenaires.models import OffreService, Partenaire, Secteur, TypeBesoin
from partenaires.recherche import par_texte

NOMBRE = 6
_PAR_CAPACITE = [
    OffreService.Capacite.DISPONIBLE,
    OffreService.Capacite.INCONNUE,
    OffreService.Capacite.LISTE_ATTENTE,
    OffreService.Capacite.COMPLET,
]


@dataclass(frozen=True)
class Proposition:
    partenaire: Partenaire
    offres: list[OffreService]
    bilan: list[str]
    choisie: bool


def proposer(
    utilisateur: Utilisateur,
    *,
    choisis: Iterable[Partenaire] = (),
    type_besoin: TypeBesoin | None = None,
    secteur: Secteur | None = None,
    texte: str = "",
) -> list[Proposition]:
    """The ones chosen stay first, whatever is searched next."""
    retenus = {partenaire.pk: True for partenaire in choisis}
    visibles = Partenaire.objects.visibles_par(utilisateur).actifs()
    trouves: QuerySet[Partenaire] = visibles.filter(secteur=secteur) if secteur else visibles
    if texte:
        trouves = par_texte(trouves, texte)
    elif type_besoin:
        trouves = trouves.order_by(_rang(type_besoin), "nom")
    pks = [*retenus, *trouves.exclude(pk__in=retenus).values_list("pk", flat=True)[:NOMBRE]]
    par_pk = visibles.select_related("secteur").prefetch_related("offres__type_besoin").in_bulk(pks)
    bilan = bilans(utilisateur, par_pk.values())
    return [
        Proposition(
            par_pk[pk], _les_siennes(par_pk[pk], type_besoin), bilan[pk], choisie=pk in retenus
        )
        for pk in pks
    ]


def _rang(type_besoin: TypeBesoin) -> Case:
    """Those that answer this need and have room, then those that do not say, then the others."""
    offres = OffreService.objects.filter(partenaire=OuterRef("pk"), type_besoin=type_besoin)
    rangs = [
        When(Exists(offres.filter(capacite=capacite)), then=Value(rang))
        for rang, capacite in enumerate(_PAR_CAPACITE)
    ]
    return Case(*rangs, default=Value(len(rangs)))


def _les_siennes(partenaire: Partenaire, type_besoin: TypeBesoin | None) -> list[OffreService]:
    """What it offers for this need."""
    return [offre for offre in partenaire.offres.all() if offre.type_besoin == type_besoin]
