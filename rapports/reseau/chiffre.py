"""One published figure: by both methods, in each groupe, and from one Periode to the next."""

from dataclasses import dataclass

from .. import illustrations
from ..decoupage import COTE_A_COTE, ENTETES, groupes
from ..definitions import Indicateur
from ..graphiques import Graphique, Ligne, colonnes, courbes
from ..publication.lecture import Publie
from ..resultats import Rapport, Resultat
from .choix import Choix, fenetre

# Periodes of as many groupes make panels that one still compares.
PANNEAUX = 6


@dataclass(frozen=True)
class Chiffre:
    choix: Choix
    par: str
    identifiant: str

    @property
    def publie(self) -> Publie:
        if self.choix.publie is None:
            raise ValueError("nothing is published")
        return self.choix.publie

    @property
    def resultat(self) -> Resultat:
        return self.publie.reseau[self.identifiant]

    @property
    def somme(self) -> Resultat | None:
        return self.publie.somme.get(self.identifiant)

    @property
    def indicateur(self) -> Indicateur:
        return self.resultat.indicateur

    @property
    def entete(self) -> str:
        return ENTETES.get(self.par, "")

    @property
    def parts(self) -> list[Rapport]:
        """The groupes where it is published."""
        tous = groupes(self.publie, self.par) if self.par else []
        return [rapport for rapport in tous if self.identifiant in rapport]

    @property
    def lignes(self) -> list[tuple[str, Resultat]]:
        return [(r.groupe.libelle, r[self.identifiant]) for r in self.parts]

    @property
    def graphiques(self) -> list[Graphique]:
        tous = [self._evolution(), *self._par_groupe()]
        return [graphique for graphique in tous if not graphique.est_vide]

    def _par_groupe(self) -> list[Graphique]:
        parts = self.parts
        if not parts or len(parts) > COTE_A_COTE:
            return []
        dessins = [illustrations.par_groupe(self.indicateur, parts, self.entete, "groupes")]
        recentes = self.choix.recentes
        if len(parts) <= PANNEAUX and len(recentes) > 1:
            suite = [
                (fenetre(p), groupes(p, self.par) if self.par in p.decoupages else [])
                for p in recentes
            ]
            dessins.append(
                illustrations.par_groupe_et_periode(self.indicateur, suite, self.entete, "panneaux")
            )
        return dessins

    def _evolution(self) -> Graphique:
        """A line for what is a share, columns for what is counted."""
        forme = courbes if self.indicateur.unite == "%" else colonnes
        return forme(
            "evolution",
            "Dans le réseau, d’une période à l’autre",
            description=f"{self.indicateur.libelle}, périodes publiées.",
            entete="Période",
            series=[self.indicateur.unite],
            lignes=[
                Ligne(
                    illustrations.insecable(str(fenetre(p))),
                    [illustrations.part(p.reseau[self.identifiant])],
                )
                for p in self.choix.recentes
                if self.identifiant in p.reseau
            ],
        )
