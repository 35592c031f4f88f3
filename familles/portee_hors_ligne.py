"""What of Ma journée a device may keep: codes, unless the organisme allows aliases."""

from collections.abc import Iterable
from typing import Any

from comptes.models import Utilisateur
from familles.a_faire import AFaire
from familles.models import Famille


def etat_hors_ligne(
    utilisateur: Utilisateur, lignes: Iterable[AFaire], recentes: Iterable[Famille]
) -> dict[str, Any]:
    territoires = {
        affectation.territoire_id: affectation.territoire
        for affectation in utilisateur.affectations_actuelles
        if affectation.territoire_id in utilisateur.territoires_ecrits
    }
    a_alias = utilisateur.territoires_a_alias_hors_ligne

    def nom(famille: Famille) -> str:
        return famille.alias if famille.territoire_id in a_alias else famille.code_affiche

    return {
        "alias": bool(a_alias),
        "a_faire": [
            f"{ligne.hors_ligne}\u00a0: {nom(ligne.famille)}" if ligne.famille else ligne.hors_ligne
            for ligne in lignes
        ],
        "familles": [{"code": f.code, "nom": nom(f)} for f in recentes],
        "territoires": [{"id": pk, "nom": str(lieu)} for pk, lieu in territoires.items()],
    }
