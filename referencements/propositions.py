"""The partenaires proposed for a need, the most likely to answer it first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, QuerySet, When

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
    trouves = trouves.exclude(pk__in=retenus)
    pks = [*retenus, *_premiers(trouves, type_besoin, texte)]
    par_pk = visibles.select_related("secteur").prefetch_related("offres__type_besoin").in_bulk(pks)
    bilan = bilans(utilisateur, par_pk.values())
    return [
        Proposition(
            par_pk[pk], _les_siennes(par_pk[pk], type_besoin), bilan[pk], choisie=pk in retenus
        )
        for pk in pks
    ]


def _premiers(
    trouves: QuerySet[Partenaire], type_besoin: TypeBesoin | None, texte: str
) -> list[int]:
    """By words when there are some; else those that answer this need and have room, then those
    that do not say, then the others."""
    if texte:
        return list(par_texte(trouves, texte).values_list("pk", flat=True)[:NOMBRE])
    par_nom = trouves.order_by("nom_cherche", "pk")
    if type_besoin is None:
        return list(par_nom.values_list("pk", flat=True)[:NOMBRE])
    offres = OffreService.objects.filter(type_besoin=type_besoin, partenaire__in=trouves)
    rang = Case(*(When(capacite=c, then=i) for i, c in enumerate(_PAR_CAPACITE)))
    offrants = offres.order_by(rang, "partenaire__nom_cherche", "partenaire")
    pks = list(offrants.values_list("partenaire", flat=True)[:NOMBRE])
    autres = par_nom.exclude(pk__in=offres.values("partenaire")).values_list("pk", flat=True)
    return [*pks, *autres[: NOMBRE - len(pks)]]


def _les_siennes(partenaire: Partenaire, type_besoin: TypeBesoin | None) -> list[OffreService]:
    """What it offers for this need."""
    return [offre for offre in partenaire.offres.all() if offre.type_besoin == type_besoin]
