"""The charts of a document: those of the pages, of the same figures."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from .. import illustrations
from ..cles.matrice import Matrice
from ..cles.toile import Toile
from ..fenetres import Fenetre
from ..graphiques import Graphique, Valeur
from ..publication.lecture import Publie
from ..reseau.dessins import dessiner_matrice, dessiner_toile
from ..resultats import Rapport, Resultat
from .document import Case, Colonne, Table

# No chart is longer than a page of paper.
LIGNES = 12


def du_rapport(rapport: Rapport, libelle: str) -> list[Graphique]:
    """Those of the pages, of the same figures, no longer than a page of paper."""
    fenetre = Fenetre(rapport.debut, rapport.fin, libelle)
    dessines = [
        illustrations.ages([(fenetre, rapport)]),
        _abreger(illustrations.besoins, rapport, "I-20"),
        _abreger(illustrations.secteurs, rapport, "I-13"),
        illustrations.reponses(rapport),
        _abreger(illustrations.trous, rapport, "I-22"),
    ]
    return [graphique for graphique in dessines if not graphique.est_vide]


def _abreger(
    dessiner: Callable[[Mapping[str, Resultat]], Graphique], rapport: Rapport, modele: str
) -> Graphique:
    """The chart of the most frequent values only, which says so; the table has them all."""
    parts = sorted(illustrations.parts(rapport, modele), key=lambda part: -part.numerateur)
    exclus = {part.indicateur.id for part in parts[LIGNES:] if part.numerateur}
    if not exclus:
        return dessiner(rapport)
    graphique = dessiner({cle: r for cle, r in rapport.items() if cle not in exclus})
    frequents = f"{graphique.description} Les plus fréquents; le tableau les dit tous."
    return replace(graphique, description=frequents)


def du_reseau(publie: Publie) -> list[Graphique]:
    """The matrix of needs and the toile, where they were published: no indicator holds them."""
    contenu = publie.contenu
    dessins = []
    if contenu["matrice"]:
        dessins.append(dessiner_matrice(Matrice.de_json(contenu["matrice"])))
    if contenu["toile"]:
        dessins.append(dessiner_toile(Toile.de_json(contenu["toile"])))
    return [dessin for dessin in dessins if not dessin.est_vide]


def en_table(graphique: Graphique) -> Table:
    """Its figures: a column for each series."""
    series = enumerate(graphique.series, start=1)
    colonnes = [
        Colonne("ligne", graphique.entete, 40),
        *(Colonne(f"serie_{rang}", titre, 14, chiffre=True) for rang, titre in series),
    ]
    lignes = [
        [Case.de(ligne.libelle), *(_case(valeur) for valeur in ligne.valeurs)]
        for ligne in graphique.lignes
    ]
    return Table(graphique.identifiant, graphique.titre, colonnes, lignes)


def _case(valeur: Valeur) -> Case:
    nombre = valeur.nombre
    return Case(valeur.texte if nombre is None else int(nombre), valeur.texte)
