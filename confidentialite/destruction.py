"""The end of a famille’s dossier: one way, whoever asks for it (decision 0040)."""

import logging
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from courriels.models import Courriel
from familles.models import CleFamille, Famille, IdentiteAdulte
from proximite import portee

from . import enfants, tombes
from .effacement import DETRUITES, RESTENT
from .models import Destruction, Suspension
from .sauvegarde import cles

if TYPE_CHECKING:
    from comptes.models import Utilisateur

logger = logging.getLogger(__name__)
CLASSE = "dossier_famille"
ENCORE_ACCOMPAGNEE = "Elle est encore accompagnée\u00a0: un accompagnement se termine d’abord."
SUSPENDUE = "La destruction de ce dossier est suspendue\u00a0: levez d’abord la suspension."
Motif = Destruction.Motif


@portee.reseau("Un enfant a parfois son autre foyer dans un autre territoire.")
@transaction.atomic
def rendre_anonyme(
    famille: Famille, *, motif: Motif, par: "Utilisateur | None" = None, classe: str = CLASSE
) -> bool:
    """What names anyone, and what anyone wrote, is gone when it returns; what figures count stays.

    Her fiche and those brought into it, under lock. False when it was done already. Raises
    ValidationError when she is accompanied, or when someone suspended it. The tombe is on the disk
    before the transaction commits: a base restored from before forgets her again. Her key goes
    too, from the base and from the trousseau: what older copies hold of her is unreadable.
    """
    fiches = _verrouiller(famille)
    nommees = [fiche for fiche in fiches if not fiche.anonyme_le]
    if famille.pk not in {fiche.pk for fiche in nommees}:
        return False
    if motif != Motif.REPRISE:
        _verifier(fiches)
    _effacer(fiches)
    CleFamille.detruire(famille)
    transaction.on_commit(partial(_retirer_les_cles, {fiche.code for fiche in fiches}))
    aujourdhui = timezone.localdate()
    Famille.toutes.filter(pk__in=[f.pk for f in nommees]).update(anonyme_le=aujourdhui)
    for fiche in nommees:
        _inscrire(fiche, motif, par, classe)
        tombes.inscrire(tombes.Tombe(fiche.code, aujourdhui, classe))
    return True


def _retirer_les_cles(codes: set[str]) -> None:
    """The dossier has ended: should it fail, ``appliquer_conservation`` writes the file again."""
    try:
        cles.retirer(settings.TROUSSEAU, codes)
    except (OSError, ValueError, KeyError):
        logger.exception("The trousseau still holds the key of a dossier that ended")


def _verrouiller(famille: Famille) -> list[Famille]:
    """Her fiche, and those that were brought into it, one writer at a time."""
    pks, autour = {famille.pk}, {famille.pk}
    while autour:
        absorbees = Famille.toutes.filter(fusionnee_dans__in=autour)
        autour = {*absorbees.values_list("pk", flat=True)} - pks
        pks |= autour
    return list(Famille.toutes.select_for_update().filter(pk__in=pks).order_by("pk"))


def _verifier(fiches: list[Famille]) -> None:
    if any(fiche.nb_accompagnements_ouverts for fiche in fiches):
        raise ValidationError(ENCORE_ACCOMPAGNEE, code="accompagnee")
    if Suspension.objects.en_vigueur().filter(famille__in=fiches).exists():
        raise ValidationError(SUSPENDUE, code="suspendue")


def _effacer(fiches: list[Famille]) -> None:
    pks = [fiche.pk for fiche in fiches]
    _effacer_les_courriels(pks)
    enfants.finir(fiches)
    for modele, chemin in DETRUITES:
        modele._base_manager.filter(**{f"{chemin}__in": pks}).delete()
    for reste in RESTENT:
        lignes = reste.modele._base_manager.filter(**{f"{reste.chemin}__in": pks})
        for champ, vide in reste.vides.items():
            ecrites = lignes.exclude(Q(**{champ: ""})) if _est_texte(vide) else lignes
            ecrites.update(**{champ: vide})


def _est_texte(vide: object) -> bool:
    """A text that says something is replaced; one that is empty stays so."""
    return hasattr(vide, "as_sql")


def _effacer_les_courriels(pks: list[int]) -> None:
    """Those sent to the adults themselves: their addresses stay nowhere."""
    identites = IdentiteAdulte.objects.filter(adulte__famille__in=pks)
    adresses = [identite.courriel for identite in identites if identite.courriel]
    Courriel.objects.filter(destinataire__in=adresses).delete()


def _inscrire(fiche: Famille, motif: Motif, par: "Utilisateur | None", classe: str) -> None:
    Destruction.objects.create(
        territoire=fiche.territoire,
        geste=Destruction.Geste.ANONYMISATION,
        classe=classe,
        famille=fiche.pk,
        code=fiche.code_affiche,
        motif=motif,
        par=par,
    )
