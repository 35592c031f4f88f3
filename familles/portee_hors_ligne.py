"""What of Ma journée a device may keep: codes, unless the organisme allows aliases."""

from collections.abc import Callable, Iterable
from typing import Any

from activites.habitudes import du_demarchage_sans_reseau
from comptes.models import Utilisateur
from familles.a_faire import AFaire
from familles.habitudes import d_une_intervention_sans_reseau
from familles.models import Famille
from proximite.typographie import compte


def etat_hors_ligne(
    utilisateur: Utilisateur, lignes: Iterable[AFaire], recentes: Iterable[Famille]
) -> dict[str, Any]:
    territoires = {
        affectation.territoire_id: affectation.territoire
        for affectation in utilisateur.affectations_actuelles
        if affectation.territoire_id in utilisateur.territoires_ecrits
    }
    recentes = list(recentes)
    a_alias = utilisateur.territoires_a_alias_hors_ligne

    def nom(famille: Famille) -> str:
        return famille.alias if famille.territoire_id in a_alias else famille.code_affiche

    return {
        "alias": bool(a_alias),
        "a_faire": _a_faire(list(lignes), nom),
        "familles": [{"code": f.code, "nom": nom(f)} for f in recentes],
        "habitudes": {
            "intervention": d_une_intervention_sans_reseau(utilisateur, recentes),
            "demarchage": du_demarchage_sans_reseau(utilisateur),
        },
        "territoires": [{"id": pk, "nom": str(lieu)} for pk, lieu in territoires.items()],
    }


def _a_faire(lignes: list[AFaire], nom: Callable[[Famille], str]) -> list[str]:
    """What may be said of each; the others, which say nothing here, are counted on one line."""
    dites = [ligne for ligne in lignes if ligne.hors_ligne]
    textes = [
        f"{ligne.hors_ligne}\u00a0: {nom(ligne.famille)}" if ligne.famille else ligne.hors_ligne
        for ligne in dites
    ]
    if tues := len(lignes) - len(dites):
        formes = ("autre chose", "autres choses") if dites else ("chose", "choses")
        textes.append(f"{compte(tues, *formes)} à lire en ligne")
    return textes
