"""The figures of a publication, as the sections of a dashboard want them."""

from django.urls import reverse
from django.utils import timezone

from ..definitions import Indicateur
from ..illustrations import Vers
from ..sections import Mesures
from .choix import Choix, Portee, fenetre


def publiees(choix: Choix, portee: Portee) -> Mesures:
    """Of the network or of one groupe, compared with the Periode published before."""
    publie, precedente = choix.publie, choix.precedente
    if publie is None:
        raise ValueError("nothing is published")
    maintenant = portee.chiffres(publie)
    if maintenant is None:
        raise ValueError("this groupe is not of this publication")
    recentes = [(fenetre(p), portee.chiffres(p)) for p in choix.recentes]
    return Mesures(
        fenetre=fenetre(publie),
        jour=timezone.localdate(publie.publication.publiee_le),
        precedente=fenetre(precedente) if precedente else None,
        maintenant=maintenant,
        avant=portee.chiffres(precedente),
        recentes=[(f, chiffres) for f, chiffres in recentes if chiffres is not None],
        vers=vers_le_chiffre(choix),
    )


def vers_le_chiffre(choix: Choix) -> Vers:
    """From a figure to its definition and its breakdown, never to rows."""

    def vers(indicateur: Indicateur) -> str:
        return f"{reverse('rapports:chiffre', args=[indicateur.id])}?{choix.parametres}"

    return vers
