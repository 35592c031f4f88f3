"""What was published, read again as reports: the only figures that a comité ever reads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..definitions import Indicateur
from ..ensemble import registre
from ..gel import relire
from ..models import Publication
from ..resultats import Groupe, Methode, Rapport
from .affichage import ResultatPublie

ENSEMBLE = Groupe("", "Réseau")


@dataclass(frozen=True)
class Publie:
    """The tables of one Publication.

    ``contenu`` is ``{"format": 1, "reseau": {"familles_distinctes": <gel.figer>,
    "somme_des_rapports": <gel.figer>}, "groupes": {par: {code: {"libelle", "chiffres": {id:
    {"n": cell, "d": cell or null}}}}}, "couverture": {"attendus", "recus", "regions": {code:
    {"libelle", "attendus", "recus"}}}, "toile": …, "matrice": …, "periodes": [{"libelle",
    "debut", "fin"}], "vacances": [{"territoire", "periode", "jours": [sentence]}]}``, where a cell
    is one of ``affichage.Affiche``.
    """

    publication: Publication

    @property
    def contenu(self) -> dict[str, Any]:
        return self.publication.tables

    @cached_property
    def registre(self) -> Mapping[str, Indicateur]:
        return registre()

    @cached_property
    def reseau(self) -> Rapport:
        """The network’s exact figures, each famille once."""
        return relire(self.contenu["reseau"]["familles_distinctes"], ENSEMBLE, self.registre)

    @cached_property
    def somme(self) -> Rapport:
        """The network’s exact figures, as the sum of the reports of territoires."""
        return relire(self.contenu["reseau"]["somme_des_rapports"], ENSEMBLE, self.registre)

    @property
    def vacances(self) -> list[dict[str, Any]]:
        """When territoires had nobody, as their reports say; what was published before they did
        says nothing of it."""
        return self.contenu.get("vacances", [])

    @property
    def decoupages(self) -> list[str]:
        """How it is split: milieu, type_porteur, region, territoire."""
        return [par for par, groupes in self.contenu["groupes"].items() if groupes]

    def groupes(self, par: str) -> list[Rapport]:
        """One report of published cells for each groupe, in the order they were published in;
        only the indicators published below the network."""
        return [self._groupe(code, groupe) for code, groupe in self.contenu["groupes"][par].items()]

    def rapports(self, par: str = "") -> dict[str | None, Rapport]:
        """As ``calculs.calculer`` gives them: the whole under None, then the groupes by code."""
        rapports: dict[str | None, Rapport] = {None: self.reseau}
        return rapports | {r.groupe.code: r for r in (self.groupes(par) if par else ())}

    def _groupe(self, code: str, groupe: Mapping[str, Any]) -> Rapport:
        chiffres = groupe["chiffres"]
        return replace(
            self.reseau,
            groupe=Groupe(code, groupe["libelle"]),
            methode=Methode(groupe["methode"]),
            resultats={
                cle: ResultatPublie.lire(indicateur, ligne["n"], ligne["d"])
                for cle, indicateur in self.registre.items()
                if (ligne := chiffres.get(cle))
            },
        )
