"""The toile and the matrix of needs, drawn for a page or a file."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from proximite.typographie import nombre

from ..cles.matrice import Matrice
from ..cles.toile import Noeud as Partie
from ..cles.toile import Toile
from ..graphiques import Graphique, Ligne, Valeur, matrice
from ..graphiques.carte import Couverture, carte
from ..graphiques.toile import DESSINES, Noeud, toile

# What stands side by side on a phone; the others are added up.
SECTEURS_MONTRES = 6


def dessiner_toile(
    contenu: Toile, *, adresse: Callable[[Partie], str] = lambda partie: ""
) -> Graphique:
    """Those most linked are drawn, in the order of their names; the table has them all."""
    lignes = _les_plus_lies_d_abord(contenu.lignes)
    rangs = {ligne["noeud"].cle: rang for rang, ligne in enumerate(lignes)}
    return toile(
        "toile",
        "La toile",
        description=_decrire(len(lignes)),
        entete="Avec qui",
        noeuds=[
            Noeud(
                ligne["noeud"].nom,
                _valeur(ligne["faits"]),
                _valeur(ligne["recus"]),
                adresse(ligne["noeud"]),
            )
            for ligne in lignes
        ],
        rencontres=[(rangs[lien.de], rangs[lien.vers]) for lien in contenu.rencontres],
    )


def _les_plus_lies_d_abord(lignes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    def poids(rang: int) -> int:
        return -sum(lignes[rang][lien] for lien in ("faits", "recus", "rencontres"))

    dessines = set(sorted(range(len(lignes)), key=poids)[:DESSINES])
    return sorted(lignes, key=lambda ligne: lignes.index(ligne) not in dessines)


def _decrire(nombre: int) -> str:
    texte = (
        "Au centre, la personne travailleuse de proximité (PTP); autour, avec qui vont et viennent "
        "les référencements. Plus le fil est large, plus il y en a."
    )
    if nombre > DESSINES:
        texte += f" Les {DESSINES} plus liés sont dessinés; le tableau les a tous."
    return texte


def vers_le_partenaire(partie: Partie) -> str:
    """The fiche of a partenaire of the directory."""
    return reverse("partenaires:fiche", args=[int(partie.cle.removeprefix("p"))])


def dessiner_matrice(contenu: Matrice) -> Graphique:
    """Needs against the secteurs most called upon, the others together."""
    montres, autres = _partager_secteurs(contenu)
    noms = [contenu.secteurs[rang][1] for rang in montres]
    return matrice(
        "matrice",
        "Des besoins vers les secteurs",
        description="Référencements faits, selon le besoin et le secteur du partenaire. Plus la "
        "case est foncée, plus il y en a.",
        entete="Besoin",
        series=[*noms, "Autres secteurs"] if autres else noms,
        lignes=[
            _ligne(ligne.libelle, ligne.referencements, montres, autres)
            for ligne in contenu.lignes
            if any(ligne.referencements)
        ],
    )


def _partager_secteurs(contenu: Matrice) -> tuple[list[int], list[int]]:
    """The ranks of the secteurs shown, in their own order, and of those that are added up."""
    totaux = [
        sum(ligne.referencements[rang] for ligne in contenu.lignes)
        for rang in range(len(contenu.secteurs))
    ]
    utiles = [rang for rang, total in enumerate(totaux) if total]
    montres = sorted(utiles, key=lambda rang: -totaux[rang])[:SECTEURS_MONTRES]
    return sorted(montres), [rang for rang in utiles if rang not in montres]


def _ligne(
    libelle: str, referencements: Sequence[int], montres: Sequence[int], autres: Sequence[int]
) -> Ligne:
    valeurs = [referencements[rang] for rang in montres]
    if autres:
        valeurs.append(sum(referencements[rang] for rang in autres))
    return Ligne(libelle, [_valeur(valeur) for valeur in valeurs])


def dessiner_couverture(
    couverture: Mapping[str, Any], adresse: Callable[[str], str] = lambda region: ""
) -> Graphique:
    """``couverture``: that of a publication."""
    return carte(
        "couverture",
        "Rapports reçus par région",
        description="Sur chaque région, les rapports reçus et les territoires du réseau. Les "
        "tuiles situent les régions sans égard à leur étendue.",
        regions={
            code: Couverture(r["libelle"], r["recus"], r["attendus"], adresse(code))
            for code, r in sorted(couverture["regions"].items())
        },
    )


def _valeur(compte: int) -> Valeur:
    return Valeur(compte, nombre(compte))
