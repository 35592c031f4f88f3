"""The charts of the dashboards, drawn from figures as they are shown."""

from collections.abc import Mapping, Sequence
from datetime import date

from proximite.typographie import NBSP, duree, nombre

from .fenetres import Fenetre
from .graphiques import Graphique, Ligne, Valeur, barres, barres_empilees, colonnes
from .resultats import Resultat

Chiffres = Mapping[str, Resultat]

AGES = {
    "I-05": "À naître",
    "I-06": "5 ans ou moins",
    "I-07a": "6 à 17 ans",
    "I-07b": "Âge inconnu",
}
TEMPS = ("I-41f", "I-41m", "I-41r", "I-43h", "I-41d")


def secteurs(chiffres: Chiffres) -> Graphique:
    """Both directions by secteur, a sous-secteur counted in its own; most frequent first."""
    lignes = [
        Ligne(_apres_deux_points(resultat), [_valeur(resultat), _valeur(recus)])
        for resultat in _parts(chiffres, "I-13")
        if not resultat.indicateur.parent
        and (recus := chiffres[f"I-11s.{resultat.indicateur.valeur}"])
        and (resultat.numerateur or recus.numerateur)
    ]
    return barres(
        "secteurs",
        "Référencements par secteur",
        description="Nombre de référencements faits et reçus, selon le secteur du partenaire.",
        entete="Secteur",
        series=["Faits", "Reçus"],
        lignes=sorted(lignes, key=_poids, reverse=True),
    )


def reponses(chiffres: Chiffres) -> Graphique:
    """Where the référencements of the window are today, both directions, in order of progress."""
    lignes = [
        Ligne(_apres_deux_points(faits), [_valeur(faits), _valeur(recus)])
        for faits, recus in zip(_parts(chiffres, "I-18"), _parts(chiffres, "I-18e"), strict=True)
        if faits.numerateur or recus.numerateur
    ]
    return barres(
        "reponses",
        "Référencements selon la réponse",
        description="Où en sont aujourd’hui les référencements de la période.",
        entete="Réponse",
        series=["Faits", "Reçus"],
        lignes=lignes,
    )


def trous(chiffres: Chiffres) -> Graphique:
    lignes = [
        Ligne(_apres_deux_points(trou), [_valeur(trou)])
        for trou in _parts(chiffres, "I-22")
        if trou.numerateur
    ]
    return barres(
        "trous",
        "Trous de services par type",
        description="Trous de services constatés dans la période.",
        entete="Type",
        series=["Constatés"],
        lignes=sorted(lignes, key=_poids, reverse=True),
    )


def ages(par_fenetre: Sequence[tuple[Fenetre, Chiffres]]) -> Graphique:
    """The children of each window, by age."""
    return barres_empilees(
        "ages",
        "Enfants selon l’âge",
        description="Enfants des familles jointes, à leur entrée dans la période.",
        entete="Période",
        series=list(AGES.values()),
        lignes=[
            Ligne(str(fenetre), [_valeur(chiffres[identifiant]) for identifiant in AGES])
            for fenetre, chiffres in par_fenetre
        ],
    )


def evolution(par_fenetre: Sequence[tuple[Fenetre, Chiffres]], *, le: date) -> Graphique:
    return colonnes(
        "evolution",
        "D’une période à l’autre",
        description="Familles jointes par l’accompagnement, et celles qui étaient isolées au "
        "premier contact.",
        entete="Période",
        series=["Familles jointes", "dont isolées"],
        lignes=[
            Ligne(_colonne(fenetre, le), [_valeur(chiffres["I-01"]), _valeur(chiffres["I-02"])])
            for fenetre, chiffres in par_fenetre
        ],
    )


def _colonne(fenetre: Fenetre, le: date) -> str:
    """« Avril », « à juin », « 2026 », « (en cours) »: labels wrap at spaces, never after « à »."""
    nom = str(fenetre).replace(" à ", f" à{NBSP}")
    return f"{nom} (en{NBSP}cours)" if fenetre.est_en_cours(le) else nom


def temps(chiffres: Chiffres) -> Graphique:
    return barres(
        "temps",
        "À quoi va le temps",
        description="Durées consignées dans la période, déplacements à part.",
        entete="Activité",
        series=["Durée"],
        lignes=[
            Ligne(
                chiffres[identifiant].indicateur.libelle,
                [Valeur(chiffres[identifiant].numerateur, duree(chiffres[identifiant].numerateur))],
            )
            for identifiant in TEMPS
        ],
    )


def _parts(chiffres: Chiffres, modele: str) -> list[Resultat]:
    return [
        resultat
        for resultat in chiffres.values()
        if resultat.indicateur.valeur and resultat.indicateur.modele == modele
    ]


def _apres_deux_points(resultat: Resultat) -> str:
    """« Logement » of « Part du secteur : Logement »."""
    return resultat.indicateur.libelle.split("\u00a0: ", 1)[-1]


def _valeur(resultat: Resultat) -> Valeur:
    return Valeur(resultat.numerateur, nombre(resultat.numerateur))


def _poids(ligne: Ligne) -> float:
    return sum(valeur.nombre or 0 for valeur in ligne.valeurs)
