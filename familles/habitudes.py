"""What an intervention opens with, by the rule of ``activites.habitudes``: her last one with this
famille; otherwise her last at about this hour; otherwise her last.

The same three answers always: type d’action, mode, duration. ``comme`` adds the needs touched and
the travel of one that she names: « comme la dernière fois ».
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from activites.forms import puce_de_duree
from activites.habitudes import A_RELIRE
from comptes.models import Utilisateur
from familles.models import Famille, Intervention
from familles.models.accompagnement import InterventionQuerySet

A_RAPPELER = 3
A_PEU_PRES = 1  # hours, either side


def d_une_intervention(utilisateur: Utilisateur, *, code: str, moment: datetime) -> dict[str, Any]:
    siennes = _siennes(utilisateur)
    modele = siennes.filter(famille__code=code).first() if code else None
    if modele is None:
        passees = list(siennes[:A_RELIRE])
        heure = timezone.localtime(moment).hour
        modele = _vers(passees, heure) or (passees[0] if passees else None)
    return depart_comme(modele) if modele else {}


def d_une_intervention_sans_reseau(
    utilisateur: Utilisateur, connues: Iterable[Famille]
) -> dict[str, Any]:
    """The same rule, for a device to follow: ``familles`` by code, of those it knows; ``heures``
    of the day; ``sinon``."""
    passees = list(_siennes(utilisateur)[:A_RELIRE])
    a_l_heure = {heure: _vers(passees, heure) for heure in range(24)}
    # Latest last: it is the one that stays.
    avec = {passee.famille_id: passee for passee in reversed(passees)}
    return {
        "familles": {f.code: depart_comme(avec[f.pk]) for f in connues if f.pk in avec},
        "heures": {heure: depart_comme(passee) for heure, passee in a_l_heure.items() if passee},
        "sinon": depart_comme(passees[0]) if passees else {},
    }


def comme(utilisateur: Utilisateur, pk: int) -> dict[str, Any]:
    """Everything of one of hers but its date and its note; nothing for any other."""
    modele = _siennes(utilisateur).filter(pk=pk).first()
    if modele is None:
        return {}
    return {
        **depart_comme(modele),
        "deplacement_min": modele.deplacement_min,
        "types_besoins": [besoin.type_id for besoin in modele.besoins.all()],
    }


def dernieres(utilisateur: Utilisateur) -> list[Intervention]:
    """Her last ones, one for each famille."""
    par_famille: dict[int, Intervention] = {}
    for passee in _siennes(utilisateur).select_related("famille")[:A_RELIRE]:
        par_famille.setdefault(passee.famille_id, passee)
    return list(par_famille.values())[:A_RAPPELER]


def derniere_avec(utilisateur: Utilisateur, famille: Famille) -> Intervention | None:
    return _siennes(utilisateur).filter(famille=famille).first()


def depart_comme(intervention: Intervention) -> dict[str, Any]:
    return {
        "type_action": intervention.type_action,
        "mode": intervention.mode,
        **puce_de_duree(intervention.duree_min),
    }


def _siennes(utilisateur: Utilisateur) -> InterventionQuerySet:
    siennes = Intervention.objects.modifiables_par(utilisateur).filter(saisie_par=utilisateur)
    return siennes.order_by("-saisie_le", "-pk")


def _vers(passees: Iterable[Intervention], heure: int) -> Intervention | None:
    """Her last at about that hour."""
    return next((p for p in passees if _ecart(p.saisie_le, heure) <= A_PEU_PRES), None)


def _ecart(saisie_le: datetime, heure: int) -> int:
    ecart = abs(timezone.localtime(saisie_le).hour - heure)
    return min(ecart, 24 - ecart)
