"""Tables of figures: every line says its period, groupe, numerator, denominator and method."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils.text import slugify

from proximite.typographie import NBSP

from ..definitions import Calcul, Indicateur
from ..indicateurs_tableau import par_id
from ..resultats import Rapport, Resultat
from .document import Case, Colonne, Table

COLONNES = (
    Colonne("du", "Du", 11, imprimee=False),
    Colonne("au", "Au", 11, imprimee=False),
    Colonne("groupe", "Groupe", 24, imprimee=False),
    Colonne("identifiant", "Identifiant", 24, imprimee=False),
    Colonne("indicateur", "Indicateur", 60),
    Colonne("numerateur", "Numérateur", 12, chiffre=True),
    Colonne("denominateur", "Dénominateur", 14, chiffre=True),
    Colonne("valeur", "Valeur", 18, chiffre=True),
    Colonne("unite", "Unité", 24),
    Colonne("methode", "Méthode", 20, imprimee=False),
    Colonne("definitions", "Définitions", 12, imprimee=False),
)
# From how many values an indicator has a table of its own.
LONGUE = 11
# What the evaluation of the pilot put first (DOMAINE §3.1).
ESSENTIEL = (
    "I-01",
    "I-02",
    "I-03",
    "I-04",
    "I-05",
    "I-06",
    "I-19",
    "I-10",
    "I-12a",
    "I-12b",
    "I-13.famille_enfance",
    "I-13.aide_materielle_alimentation",
)


def par_rubrique(rapports: Sequence[Rapport], version: str) -> list[Table]:
    """One table for each rubrique, one for each indicator spread over a long list; each report's
    lines in turn."""
    longs = _etales_longuement(rapports[0])
    tables: dict[tuple[str, str], dict[str, None]] = {}
    for rapport in rapports:
        for cle, resultat in rapport.items():
            modele = resultat.indicateur.modele
            titre = longs.get(modele, str(resultat.indicateur.rubrique))
            tables.setdefault((modele if modele in longs else "", titre), {})[cle] = None
    return [
        Table(
            slugify(modele or titre),
            f"{titre} ({modele})" if modele else titre,
            COLONNES,
            [ligne(r, r[cle], version) for r in rapports for cle in cles if cle in r],
            note=_note(rapports[0], version),
            # Its identifier first, for the end of a sheet's name may be cut.
            onglet=f"{modele} {titre}" if modele else "",
        )
        for (modele, titre), cles in tables.items()
    ]


def sommes(rapport: Rapport, version: str) -> Table:
    """The « somme des rapports »: what may be added, and nothing else."""
    additifs = [resultat for resultat in rapport.values() if resultat.indicateur.additif]
    lignes = [ligne(rapport, resultat, version) for resultat in additifs]
    return Table(
        "somme-des-rapports", "Somme des rapports", COLONNES, lignes, _note(rapport, version)
    )


def par_groupe(
    identifiant: str, titre: str, groupes: Sequence[Rapport], version: str, *, croisee: bool
) -> Table:
    """Every figure of each groupe, in the groupes' own order."""
    return Table(
        identifiant,
        titre,
        COLONNES,
        [ligne(g, resultat, version) for g in groupes for resultat in g.values()],
        note=_note(groupes[0], version) if groupes else "",
        separee="groupe",
        croisee=croisee,
    )


def essentiel(distinctes: Rapport, somme: Rapport | None) -> Table:
    """The figures to remember, with what they are in words; in both methods where there are two."""
    colonnes = [
        Colonne("identifiant", "Identifiant", 24, imprimee=False),
        Colonne("indicateur", "Indicateur", 60),
        Colonne("valeur", "Valeur", 14, chiffre=True),
        Colonne("en_mots", "En mots", 18),
    ]
    if somme is not None:
        colonnes[2] = Colonne("familles_distinctes", "Familles distinctes", 14, chiffre=True)
        colonnes.append(Colonne("somme_des_rapports", "Somme des rapports", 14, chiffre=True))
    lignes = []
    for cle in ESSENTIEL:
        if resultat := distinctes.get(cle):
            cases = [Case.de(cle), Case.de(resultat.indicateur.libelle)]
            cases += [Case.valeur_de(resultat), Case.de(en_mots(resultat))]
            if somme is not None:
                autre = somme.get(cle)
                cases.append(Case.valeur_de(autre) if autre else Case.de(None))
            lignes.append(cases)
    return Table("essentiel", "L’essentiel", colonnes, lignes)


def en_mots(resultat: Resultat) -> str:
    """« 6 sur 10 », « la moitié », « moins de 10 % »; nothing for what is not a part."""
    if resultat.indicateur.calcul is not Calcul.PART or resultat.exacte is None:
        return ""
    if resultat.est_la_moitie:
        return "la moitié"
    if resultat.est_moins_de_10_pour_cent:
        return f"moins de 10{NBSP}%"
    return f"{resultat.sur_10} sur 10"


def ligne(rapport: Rapport, resultat: Resultat, version: str) -> list[Case]:
    """``version`` is that of the definitions."""
    indicateur = resultat.indicateur
    numerateur, denominateur, _ = resultat.cellules
    return [
        Case.de(str(rapport.debut)),
        Case.de(str(rapport.fin)),
        Case.de(rapport.groupe.libelle),
        Case.de(indicateur.id),
        Case.de(indicateur.libelle),
        Case.de(numerateur),
        Case.de(denominateur),
        Case.valeur_de(resultat),
        Case.de(indicateur.unite),
        Case.de(str(rapport.methode)),
        Case.de(f"version {version}"),
    ]


def definis(rapports: Iterable[Rapport]) -> list[Indicateur]:
    """What their figures mean, a spread indicator once, in the registry's order."""
    definis: dict[str, Indicateur] = {}
    for rapport in rapports:
        for resultat in rapport.values():
            modele = resultat.indicateur.modele
            if modele not in definis:
                definis[modele] = par_id(modele) or resultat.indicateur
    return list(definis.values())


def _etales_longuement(rapport: Rapport) -> dict[str, str]:
    """The indicators spread over a long list, and their label."""
    parts = [r.indicateur for r in rapport.values() if r.indicateur.valeur]
    nombres = Counter(indicateur.modele for indicateur in parts)
    return {
        indicateur.modele: indicateur.libelle.split(f"{NBSP}: ")[0]
        for indicateur in parts
        if nombres[indicateur.modele] >= LONGUE
    }


def _note(rapport: Rapport, version: str) -> str:
    return f"Méthode{NBSP}: {rapport.methode}. Définitions{NBSP}: version {version}."
