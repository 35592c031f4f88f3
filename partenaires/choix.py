"""The partenaires proposed to who chooses one, the most likely first."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, QuerySet, When

from comptes.models import Utilisateur

from .bilans import bilans
from .models import OffreService, Partenaire, Secteur, TypeBesoin
from .recherche import par_texte

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
    bilan: bool = False,
) -> list[Proposition]:
    """The ones chosen stay first, whatever is searched next. ``bilan``: with what became of what
    was asked of them."""
    retenus = {partenaire.pk: True for partenaire in choisis}
    visibles = Partenaire.objects.visibles_par(utilisateur)
    trouves: QuerySet[Partenaire] = visibles.actifs().exclude(pk__in=retenus)
    trouves = trouves.filter(secteur=secteur) if secteur else trouves
    pks = [*retenus, *_premiers(trouves, type_besoin, texte)]
    par_pk = visibles.select_related("secteur").prefetch_related("offres__type_besoin").in_bulk(pks)
    phrases = bilans(utilisateur, par_pk.values()) if bilan else {}
    return [
        Proposition(p, _les_siennes(p, type_besoin), phrases.get(p.pk, []), choisie=p.pk in retenus)
        for p in map(par_pk.__getitem__, pks)
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
