"""What a suivi opens with, by the rule of ``activites.habitudes``: the mode of her last one with
this partenaire, otherwise of her last; and, after an undo, what it said."""

from typing import Any

from django.urls import reverse

from activites.habitudes import A_RELIRE
from comptes.models import Utilisateur

from .gestes import GESTES, SUIVRE
from .models import Referencement, SuiviReferencement


def du_suivi(utilisateur: Utilisateur, referencement: Referencement) -> dict[str, Any]:
    siens = SuiviReferencement.objects.modifiables_par(utilisateur).filter(
        saisie_par=utilisateur, mode__gt=""
    )
    passes = list(
        siens.order_by("-saisie_le", "-pk").values_list("referencement__partenaire", "mode")[
            :A_RELIRE
        ]
    )
    avec_lui = [mode for partenaire, mode in passes if partenaire == referencement.partenaire_id]
    modes = avec_lui or [mode for _, mode in passes]
    return {"mode": modes[0]} if modes else {}


def page_du_suivi(suivi: SuiviReferencement) -> str:
    """Where it was noted."""
    if not suivi.change_etat:
        return reverse(f"referencements:{SUIVRE}", args=[suivi.referencement_id])
    sens = suivi.referencement.sens
    nom = next(g.nom for g in GESTES if g.vers == suivi.vers_etat and sens in g.sens)
    return reverse("referencements:geste", args=[suivi.referencement_id, nom])


def contenu_du_suivi(suivi: SuiviReferencement) -> dict[str, Any]:
    """The fields of its form, those that its référencement keeps included."""
    referencement = suivi.referencement
    return {
        "date": suivi.date,
        "mode": suivi.mode,
        "constat": suivi.constat,
        "mot_au_partenaire": suivi.mot_au_partenaire,
        "prochaine_action": suivi.prochaine_action,
        "prochain_le": referencement.suivi_prevu_le,
        "semaines": referencement.attente_semaines,
        "motif": referencement.motif_refus,
        "issue": referencement.issue,
    }
