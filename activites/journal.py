"""The activities of a territoire in a month, of every kind, as one list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from activites.models import ActiviteDemarchage, ActiviteReseautage, DemandeHorsMandat
from comptes.models import Utilisateur
from proximite.typographie import nombre


@dataclass(frozen=True)
class Ligne:
    """``url`` leads to the form of an entry that its reader wrote, and is empty otherwise."""

    date: date
    genre: str
    icone: str
    titre: str
    detail: str
    minutes: int
    deplacement: int
    auteur: Utilisateur
    url: str


def lignes(utilisateur: Utilisateur, debut: date, fin: date) -> list[Ligne]:
    """Last day first, both dates included."""
    toutes = [
        *_demarchages(utilisateur, debut, fin),
        *_reseautages(utilisateur, debut, fin),
        *_hors_mandat(utilisateur, debut, fin),
    ]
    return sorted(toutes, key=lambda ligne: ligne.date, reverse=True)


def _demarchages(utilisateur: Utilisateur, debut: date, fin: date) -> Iterable[Ligne]:
    activites = ActiviteDemarchage.objects.visibles_par(utilisateur).pendant(debut, fin)
    for activite in activites.select_related("strategie", "saisie_par"):
        rencontrees, reperees = activite.nb_familles_rencontrees, activite.nb_familles_reperees
        yield Ligne(
            date=activite.date,
            genre="Démarchage",
            icone="footprints",
            titre=activite.lieu or activite.strategie.libelle,
            detail=f"Familles rencontrées\u00a0:\u00a0{nombre(rencontrees)}, "
            f"repérées\u00a0:\u00a0{nombre(reperees)}",
            minutes=activite.duree_min,
            deplacement=activite.deplacement_min,
            auteur=activite.saisie_par,
            url=_url("demarchage", activite, utilisateur),
        )


def _reseautages(utilisateur: Utilisateur, debut: date, fin: date) -> Iterable[Ligne]:
    activites = ActiviteReseautage.objects.visibles_par(utilisateur).pendant(debut, fin)
    for activite in activites.select_related("saisie_par").prefetch_related("partenaires"):
        yield Ligne(
            date=activite.date,
            genre="Réseautage",
            icone="handshake",
            titre=activite.objet,
            detail=", ".join(partenaire.nom for partenaire in activite.partenaires.all()),
            minutes=activite.duree_min,
            deplacement=activite.deplacement_min,
            auteur=activite.saisie_par,
            url=_url("reseautage", activite, utilisateur),
        )


def _hors_mandat(utilisateur: Utilisateur, debut: date, fin: date) -> Iterable[Ligne]:
    demandes = DemandeHorsMandat.objects.visibles_par(utilisateur).pendant(debut, fin)
    for demande in demandes.select_related("saisie_par", "partenaire"):
        yield Ligne(
            date=demande.date,
            genre="Hors mandat",
            icone="circle-slash",
            titre=demande.get_nature_display(),
            detail=demande.partenaire.nom if demande.partenaire else "",
            minutes=demande.duree_min,
            deplacement=demande.deplacement_min,
            auteur=demande.saisie_par,
            url=_url("hors_mandat", demande, utilisateur),
        )


def _url(
    genre: str,
    activite: ActiviteDemarchage | ActiviteReseautage | DemandeHorsMandat,
    utilisateur: Utilisateur,
) -> str:
    a_elle = activite.saisie_par_id == utilisateur.pk
    if not a_elle or activite.territoire_id not in utilisateur.territoires_ecrits:
        return ""
    return reverse(f"activites:{genre}_modifier", args=[activite.pk])
