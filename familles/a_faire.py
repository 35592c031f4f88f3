"""« À faire »: what the state of the rows asks of a PTP today, computed and never typed.

A higher app adds its own reminders by decorating a function with ``source`` in a module that its
``AppConfig.ready`` imports.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from comptes.models import Utilisateur
from familles.models import Enfant, Famille, Promesse
from proximite.typographie import date_moyenne


@dataclass(frozen=True)
class AFaire:
    """One line to act on. ``echeance`` orders the list, ``urgent`` lines come first."""

    titre: str
    detail: str
    url: str
    icone: str
    echeance: date | None = None
    urgent: bool = False


Source = Callable[[Utilisateur, date], Iterable[AFaire]]
SOURCES: list[Source] = []


def source(fonction: Source) -> Source:
    """Decorator: what ``fonction(utilisateur, le)`` returns is part of « À faire »."""
    SOURCES.append(fonction)
    return fonction


def a_faire(utilisateur: Utilisateur, le: date) -> list[AFaire]:
    """Urgent lines first, then by date; those without a date come last."""
    lignes = [ligne for source in SOURCES for ligne in source(utilisateur, le)]
    return sorted(lignes, key=lambda ligne: (not ligne.urgent, ligne.echeance or date.max))


@source
def promesses_dues(utilisateur: Utilisateur, le: date) -> Iterable[AFaire]:
    promesses = Promesse.objects.modifiables_par(utilisateur).dues(le).select_related("famille")
    for promesse in promesses:
        echeance = promesse.echeance or le
        yield AFaire(
            titre=promesse.texte,
            detail=f"Promis à {promesse.famille.alias} pour le {date_moyenne(echeance)}",
            url=reverse("familles:fiche", args=[promesse.famille.code]) + "#promesses",
            icone="hand-heart",
            echeance=echeance,
            urgent=echeance < le,
        )


@source
def familles_a_revoir(utilisateur: Utilisateur, le: date) -> Iterable[AFaire]:
    for famille in Famille.objects.modifiables_par(utilisateur).a_revoir(le):
        yield AFaire(
            titre=f"Prendre des nouvelles : {famille.alias}",
            detail=f"Dernière fois le {date_moyenne(famille.vue_le)}",
            url=reverse("familles:fiche", args=[famille.code]),
            icone="clock",
            echeance=famille.vue_le,
        )


@source
def naissances_prevues_depassees(utilisateur: Utilisateur, le: date) -> Iterable[AFaire]:
    enfants = Enfant.objects.modifiables_par(utilisateur).naissance_depassee(le)
    for enfant in enfants.select_related("famille"):
        yield AFaire(
            titre=f"Un enfant est peut-être né : {enfant.famille.alias}",
            detail=f"Naissance prévue le {date_moyenne(enfant.naissance or le)}",
            url=reverse("familles:enfant_modifier", args=[enfant.famille.code, enfant.pk]),
            icone="baby",
            echeance=enfant.naissance,
        )
