"""The rows of a famille that are sealed, of this app and of higher ones."""

from collections.abc import Iterable, Iterator

from django.db import models

from .champs_scelles import ChampScelle, Scelle, champs_scelles, sceller_texte
from .cle import CleFamille, trousseau
from .famille import Famille


def modeles_scelles() -> list[type[models.Model]]:
    return [modele for modele in Famille._meta.apps.get_models() if champs_scelles(modele)]


def lignes_scellees(modele: type[models.Model], famille: Famille) -> models.QuerySet[models.Model]:
    chemin = getattr(modele, "chemin_famille", "famille") or "pk"
    return modele._base_manager.filter(**{chemin: famille.pk})


def resceller(famille: Famille, *, depuis: Famille) -> None:
    """What came to her from another fiche goes under her own key: destroyed with it, wherever the
    other one goes."""
    for modele in modeles_scelles():
        for ligne in lignes_scellees(modele, famille):
            _ecrire(ligne, _rescelles(ligne, famille, depuis.pk, {depuis.code}))


def confier_au_secret(lignes: Iterable[models.Model], famille: Famille) -> None:
    """What was written before she was in the registry, each row under a key of its own, goes under
    hers; those keys are destroyed."""
    attente = CleFamille.objects.filter(famille=None)
    for ligne in relues(lignes):
        codes = {scelle.code for _, scelle in _scelles(ligne)} - {famille.code}
        rescelles = _rescelles(ligne, famille, None, codes)
        # Before the text names her own key: the second wall ties that of nobody to its text.
        attente.filter(pk__in=codes).delete()
        _ecrire(ligne, rescelles)


def cles_sans_texte() -> models.QuerySet[CleFamille]:
    """The keys of nobody that seal nothing any more. A key and its text are written together:
    whoever reads the keys first, as here, sees the text of each."""
    codes = set(CleFamille.objects.filter(famille=None).values_list("pk", flat=True))
    for modele in modeles_scelles() if codes else ():
        chemin = getattr(modele, "chemin_famille", "famille") or "pk"
        for ligne in modele._base_manager.filter(**{chemin: None}):
            codes -= {scelle.code for _, scelle in _scelles(ligne)}
    return CleFamille.objects.filter(famille=None, pk__in=codes)


def relues(lignes: Iterable[models.Model]) -> Iterator[models.Model]:
    """As they are in the base now, sealed."""
    for ligne in lignes:
        yield type(ligne)._base_manager.get(pk=ligne.pk)


def _rescelles(
    ligne: models.Model, famille: Famille, de: int | None, codes: set[str]
) -> dict[str, Scelle]:
    return {
        champ.attname: _rescelle(champ, scelle, famille, de)
        for champ, scelle in _scelles(ligne)
        if scelle.code in codes
    }


def _ecrire(ligne: models.Model, valeurs: dict[str, Scelle]) -> None:
    if valeurs:
        type(ligne)._base_manager.filter(pk=ligne.pk).update(**valeurs)


def _scelles(ligne: models.Model) -> Iterator[tuple[ChampScelle, Scelle]]:
    for champ in champs_scelles(type(ligne)):
        valeur = ligne.__dict__[champ.attname]
        if isinstance(valeur, Scelle):
            yield champ, valeur


def _rescelle(champ: ChampScelle, scelle: Scelle, famille: Famille, de: int | None) -> Scelle:
    clair = scelle.ouvrir(champ.colonne, de)
    return sceller_texte(clair, champ.colonne, trousseau().par_famille(famille.pk))
