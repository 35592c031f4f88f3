"""The charts of the dashboards and of the files, drawn from figures as they are shown."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from proximite.typographie import NBSP, duree, nombre

from .definitions import Indicateur
from .fenetres import Fenetre
from .graphiques import (
    Graphique,
    Ligne,
    Valeur,
    barres,
    barres_empilees,
    colonnes,
    courbes,
    petits_multiples,
)
from .resultats import Rapport, Resultat

Chiffres = Mapping[str, Resultat]
Vers = Callable[[Indicateur], str]

AGES = {
    "I-05": "À naître",
    "I-06": "5 ans ou moins",
    "I-07a": "6 à 17 ans",
    "I-07b": "Âge inconnu",
}
TEMPS = ("I-41f", "I-41m", "I-41r", "I-43h", "I-41d")
PARTS_SUIVIES = {"I-03": "Part isolée", "I-03x": "Part à déterminer"}


def nulle_part(indicateur: Indicateur) -> str:
    """No list behind the lines of a chart."""
    return ""


def secteurs(chiffres: Chiffres, vers: Vers = nulle_part) -> Graphique:
    """Both directions by secteur, a sous-secteur counted in its own; most frequent first."""
    lignes = [
        Ligne(
            apres_deux_points(resultat),
            [valeur(resultat), valeur(recus)],
            vers(resultat.indicateur),
        )
        for resultat in parts(chiffres, "I-13")
        if not resultat.indicateur.parent
        and (recus := chiffres.get(f"I-11s.{resultat.indicateur.valeur}"))
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


def reponses(chiffres: Chiffres, vers: Vers = nulle_part) -> Graphique:
    """Where the référencements of the window are, both directions, in order of progress."""
    lignes = [
        Ligne(apres_deux_points(faits), [valeur(faits), valeur(recus)], vers(faits.indicateur))
        for faits in parts(chiffres, "I-18")
        if (recus := chiffres.get(f"I-18e.{faits.indicateur.valeur}"))
        and (faits.numerateur or recus.numerateur)
    ]
    return barres(
        "reponses",
        "Référencements selon la réponse",
        description="Où en sont les référencements de la période.",
        entete="Réponse",
        series=["Faits", "Reçus"],
        lignes=lignes,
    )


def trous(chiffres: Chiffres, vers: Vers = nulle_part) -> Graphique:
    return barres(
        "trous",
        "Trous de services par type",
        description="Trous de services constatés dans la période.",
        entete="Type",
        series=["Constatés"],
        lignes=_par_poids(chiffres, "I-22", vers),
    )


def besoins(chiffres: Chiffres, vers: Vers = nulle_part) -> Graphique:
    return barres(
        "besoins",
        "Besoins mis en relief",
        description="Besoins mis en relief pour la première fois dans la période, par type.",
        entete="Besoin",
        series=["Mis en relief"],
        lignes=_par_poids(chiffres, "I-20", vers),
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
            Ligne(str(fenetre), [valeur(chiffres[identifiant]) for identifiant in AGES])
            for fenetre, chiffres in par_fenetre
            if AGES.keys() <= chiffres.keys()
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
            Ligne(etiquette(fenetre, le), [valeur(chiffres["I-01"]), valeur(chiffres["I-02"])])
            for fenetre, chiffres in par_fenetre
            if {"I-01", "I-02"} <= chiffres.keys()
        ],
    )


def tendance(par_fenetre: Sequence[tuple[Fenetre, Chiffres]], *, le: date) -> Graphique:
    """What is known of isolement, from one Periode to the next."""
    return courbes(
        "tendance",
        "L’isolement au premier contact, d’une période à l’autre",
        description="Part des familles jointes qui étaient isolées, et part à déterminer.",
        entete="Période",
        series=list(PARTS_SUIVIES.values()),
        lignes=[
            Ligne(etiquette(fenetre, le), [part(chiffres[cle]) for cle in PARTS_SUIVIES])
            for fenetre, chiffres in par_fenetre
            if PARTS_SUIVIES.keys() <= chiffres.keys()
        ],
    )


def par_groupe(
    indicateur: Indicateur, groupes: Sequence[Rapport], entete: str, identifiant: str
) -> Graphique:
    """One figure in each groupe, in their own order."""
    chiffres = [(r.groupe.libelle, r[indicateur.id]) for r in groupes if indicateur.id in r]
    return barres(
        identifiant,
        indicateur.libelle,
        description=f"{indicateur.libelle}, selon\u00a0: {entete.lower()}.",
        entete=entete,
        series=[indicateur.unite],
        lignes=[Ligne(libelle, [part(resultat)]) for libelle, resultat in chiffres],
    )


def par_groupe_et_periode(
    indicateur: Indicateur,
    par_fenetre: Sequence[tuple[Fenetre, Sequence[Rapport]]],
    entete: str,
    identifiant: str,
) -> Graphique:
    """One figure in each groupe, a small panel each, from one Periode to the next."""
    noms = {r.groupe.code: r.groupe.libelle for _, groupes in par_fenetre for r in groupes}
    lus = [
        {r.groupe.code: part(r[indicateur.id]) for r in groupes if indicateur.id in r}
        for _, groupes in par_fenetre
    ]
    absente = Valeur(None, "–")
    lignes = [
        Ligne(libelle, [par_code.get(code, absente) for par_code in lus])
        for code, libelle in noms.items()
    ]
    return petits_multiples(
        identifiant,
        "D’une période à l’autre",
        description=f"{indicateur.libelle}, à la même échelle pour tous.",
        entete=entete,
        series=[insecable(str(fenetre)) for fenetre, _ in par_fenetre],
        lignes=lignes,
    )


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
            if identifiant in chiffres
        ],
    )


def parts(chiffres: Chiffres, modele: str) -> list[Resultat]:
    return [
        resultat
        for resultat in chiffres.values()
        if resultat.indicateur.valeur and resultat.indicateur.modele == modele
    ]


def apres_deux_points(resultat: Resultat) -> str:
    """« Logement » of « Part du secteur : Logement »."""
    return resultat.indicateur.libelle.split("\u00a0: ", 1)[-1]


def valeur(resultat: Resultat) -> Valeur:
    """The count, « < 5 » or « n. p. » where it is not told."""
    cellule = resultat.cellules[0]
    if isinstance(cellule, int):
        return Valeur(cellule, nombre(cellule))
    return Valeur(None, str(cellule))


def part(resultat: Resultat) -> Valeur:
    """The figure as it is rounded, rather than what it is made of."""
    return Valeur(None if resultat.valeur is None else float(resultat.valeur), resultat.affichage)


def _par_poids(chiffres: Chiffres, modele: str, vers: Vers) -> list[Ligne]:
    """The parts that count something, most frequent first."""
    lignes = [
        Ligne(apres_deux_points(resultat), [valeur(resultat)], vers(resultat.indicateur))
        for resultat in parts(chiffres, modele)
        if resultat.numerateur
    ]
    return sorted(lignes, key=_poids, reverse=True)


def etiquette(fenetre: Fenetre, le: date) -> str:
    """« Avril », « à juin », « 2026 », « (en cours) »: labels wrap at spaces, never after « à »."""
    nom = insecable(str(fenetre))
    return f"{nom} (en{NBSP}cours)" if fenetre.est_en_cours(le) else nom


def insecable(nom: str) -> str:
    return nom.replace(" à ", f" à{NBSP}")


def _poids(ligne: Ligne) -> float:
    return sum(valeur.nombre or 0 for valeur in ligne.valeurs)
