"""Lines that what happened in the directory since their analysis makes doubtful."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from partenaires.models.partenaire import Partenaire

from .analyse import empreinte, index_du_repertoire
from .doublons import Index

if TYPE_CHECKING:
    from partenaires.models.importation import Importation, LigneImportation


def perimees(
    importation: "Importation",
    a_ajouter: Iterable["LigneImportation"],
    a_corriger: Iterable["LigneImportation"],
    fiches: Mapping[int, Partenaire],
) -> list[int]:
    """Corrections of an entry edited or gone since; additions that an entry added since is like."""
    trouvees = []
    for ligne in a_corriger:
        fiche = fiches.get(ligne.partenaire_id or 0)
        if fiche is None or empreinte(fiche) != ligne.vue:
            trouvees.append(ligne.pk)
    recentes: dict[int, Index] = {}
    for ligne in a_ajouter:
        apres = ligne.derniere_fiche
        if apres not in recentes:
            recentes[apres] = index_du_repertoire(importation, apres=apres)
        if recentes[apres].chercher(ligne.valeurs):
            trouvees.append(ligne.pk)
    return trouvees
