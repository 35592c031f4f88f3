"""What a démarchage opens with, learned from what she logged last; interventions and suivis have
the same in their own app.

One plain rule everywhere: what she did last in the same circumstances, otherwise what she did
last, otherwise nothing. Circumstances are the weekday for a démarchage, the famille then the hour
for an intervention, the partenaire for a suivi. Only her own rows, only choices: never a date, a
number of familles nor a note (decision 0030).
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from activites.forms import puce_de_duree
from activites.models import ActiviteDemarchage
from comptes.models import Utilisateur

A_RELIRE = 30
A_PROPOSER = 4


@dataclass(frozen=True)
class Habitudes:
    """``depart`` fills the form; ``strategies`` and ``lieux`` are hers, latest first."""

    depart: dict[str, Any] = field(default_factory=dict)
    derniere: ActiviteDemarchage | None = None
    strategies: list[str] = field(default_factory=list)
    lieux: list[str] = field(default_factory=list)


def du_demarchage(utilisateur: Utilisateur, le: date, *, comme_derniere: bool) -> Habitudes:
    """Same weekday first: the food bank is on Thursdays. ``comme_derniere``: the very last."""
    passees = _passees(utilisateur)
    if not passees:
        return Habitudes()
    ce_jour = [p for p in passees if p.date.weekday() == le.weekday() and not comme_derniere]
    modele = (ce_jour or passees)[0]
    return Habitudes(
        depart=depart_comme(modele),
        derniere=None if modele == passees[0] else passees[0],
        strategies=_dabord(p.strategie_id for p in passees)[:A_PROPOSER],
        lieux=_dabord(p.lieu for p in passees if p.lieu),
    )


def du_demarchage_sans_reseau(utilisateur: Utilisateur) -> dict[str, Any]:
    """The same rule, for a device to follow, without the place, which is a text of hers:
    ``jours`` by ISO weekday, ``sinon`` for the others."""
    passees = _passees(utilisateur)
    # Latest last: it is the one that stays.
    jours = {passee.date.isoweekday(): _en_codes(passee) for passee in reversed(passees)}
    return {"jours": jours, "sinon": _en_codes(passees[0]) if passees else {}}


def _passees(utilisateur: Utilisateur) -> list[ActiviteDemarchage]:
    siennes = ActiviteDemarchage.objects.modifiables_par(utilisateur).filter(
        saisie_par=utilisateur, strategie__actif=True
    )
    return list(siennes.select_related("strategie").order_by("-date", "-pk")[:A_RELIRE])


def _en_codes(demarchage: ActiviteDemarchage) -> dict[str, Any]:
    return {nom: valeur for nom, valeur in depart_comme(demarchage).items() if nom != "lieu"}


def depart_comme(demarchage: ActiviteDemarchage) -> dict[str, Any]:
    return {
        "strategie": demarchage.strategie_id,
        "lieu": demarchage.lieu,
        "territoire": demarchage.territoire_id,
        **puce_de_duree(demarchage.duree_min),
    }


def _dabord(valeurs: Any) -> list[str]:
    """Each once, in their order."""
    return list(dict.fromkeys(valeurs))
