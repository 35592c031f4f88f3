"""What two fiches of one famille hold twice, and what of it stays."""

from collections.abc import Iterable
from datetime import date

from django.db import models

from .accompagnement import Accompagnement
from .famille import Famille
from .personnes import Adulte, Enfant, IdentiteAdulte, IdentiteEnfant
from .rassemblement import Paire, repli
from .situation import Besoin

# From the least sure to the surest.
PRECISIONS = [
    Enfant.Precision.INCONNUE,
    Enfant.Precision.TRANCHE,
    Enfant.Precision.ANNEE,
    Enfant.Precision.PREVUE,
    Enfant.Precision.MOIS,
    Enfant.Precision.JOUR,
]


@repli
def besoins_ouverts(garde: Famille, absorbee: Famille) -> Iterable[Paire]:
    """The same need, open on both, is one need."""
    siens = {besoin.type_id: besoin for besoin in garde.besoins.ouverts()}
    for besoin in absorbee.besoins.ouverts():
        if besoin.type_id in siens:
            yield besoin, siens[besoin.type_id]


@repli
def accompagnements_qui_se_chevauchent(garde: Famille, absorbee: Famille) -> Iterable[Paire]:
    """Two accompagnements at once by one territoire are one: the kept fiche’s, which goes on if one
    of them does, from the first beginning to the last end."""
    tous = Accompagnement.objects.filter(famille__in=[garde.pk, absorbee.pk])
    episodes = sorted(tous, key=lambda a: (a.territoire_id, a.date_debut, a.pk))
    for groupe in _groupes(episodes):
        reste = min(groupe, key=lambda a: (a.famille_id != garde.pk, not a.est_ouvert, a.pk))
        yield from ((episode, reste) for episode in groupe if episode is not reste)


def _groupes(episodes: list[Accompagnement]) -> list[list[Accompagnement]]:
    """Those that overlap, together; one that begins the day another ended comes after it."""
    groupes: list[list[Accompagnement]] = []
    for episode in episodes:
        if groupes and any(_se_chevauchent(autre, episode) for autre in groupes[-1]):
            groupes[-1].append(episode)
        else:
            groupes.append([episode])
    return groupes


def _se_chevauchent(premier: Accompagnement, suivant: Accompagnement) -> bool:
    meme = premier.territoire_id == suivant.territoire_id
    return meme and (premier.date_fin or date.max) > suivant.date_debut


def completables(de: models.Model, vers: models.Model) -> Iterable[Paire]:
    """The rows to complete, each with the one that completes it: (kept, absorbed)."""
    yield vers, de
    identite = getattr(de, "identite", None)
    if isinstance(identite, IdentiteAdulte) and isinstance(vers, Adulte):
        yield IdentiteAdulte.objects.get_or_create(adulte=vers)[0], identite
    elif isinstance(identite, IdentiteEnfant) and isinstance(vers, Enfant):
        yield IdentiteEnfant.objects.get_or_create(enfant=vers)[0], identite


def completer(ligne: models.Model, autre: models.Model) -> None:
    """What was known on one side only is kept."""
    if isinstance(ligne, Besoin) and isinstance(autre, Besoin):
        ligne.mis_en_relief_le = min(ligne.mis_en_relief_le, autre.mis_en_relief_le)
        textes = dict.fromkeys(filter(None, (ligne.precisions, autre.precisions)))
        ligne.precisions = "\n".join(textes)[:1000]
    elif isinstance(ligne, Accompagnement) and isinstance(autre, Accompagnement):
        _prolonger(ligne, autre)
    elif isinstance(ligne, Enfant) and isinstance(autre, Enfant):
        if PRECISIONS.index(_precision(autre)) > PRECISIONS.index(_precision(ligne)):
            ligne.naissance, ligne.precision = autre.naissance, autre.precision
    elif isinstance(ligne, IdentiteAdulte | IdentiteEnfant):
        for champ in ligne._meta.concrete_fields:
            if not champ.primary_key and not getattr(ligne, champ.attname):
                setattr(ligne, champ.attname, getattr(autre, champ.attname))
    if hasattr(ligne, "version"):
        ligne.version += 1


def _precision(enfant: Enfant) -> Enfant.Precision:
    return Enfant.Precision(enfant.precision)


def _prolonger(ligne: Accompagnement, autre: Accompagnement) -> None:
    """From the first beginning to the last end, which comes only once both have ended."""
    ligne.date_debut = min(ligne.date_debut, autre.date_debut)
    ligne.raison = ligne.raison or autre.raison
    ligne.intensite = ligne.intensite or autre.intensite
    if ligne.date_fin is None or autre.date_fin is None:
        ligne.date_fin, ligne.motif_fin = None, ""
    elif autre.date_fin > ligne.date_fin:
        ligne.date_fin, ligne.motif_fin = autre.date_fin, autre.motif_fin
