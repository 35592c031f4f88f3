"""What a Publication holds: exact figures of the network, what is shown below it, the audit."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from territoires.models import OrganismePorteur, Region, Territoire

from ..calculs import somme
from ..cles.matrice import matrice_besoins
from ..cles.toile import toile_du_reseau
from ..ensemble import chiffrer
from ..gel import figer
from ..indicateurs import VERSION_DEFINITIONS
from ..models import Periode, VersionRapport
from ..resultats import Rapport, Resultat
from ..vacances import figees
from .affichage import RETENU
from .protection import Compte
from .tableau import Tableau

Versions = Sequence[VersionRapport]


def du_reseau(periodes: Sequence[Periode], versions: Versions) -> dict[str, Any]:
    """What is exact: the figures by both methods, the toile and the matrix of needs."""
    debut, fin = periodes[0].debut, periodes[-1].fin
    territoires = frozenset(v.rapport.territoire_id for v in versions)
    sommees = replace(somme(v.chiffres for v in versions), debut=debut, fin=fin)
    if len(periodes) == 1:
        distinctes = _sans_doublons(sommees, periodes[0], territoires)
    else:
        distinctes = chiffrer(debut, fin, territoires=territoires)[None]
    return {
        "reseau": {"familles_distinctes": figer(distinctes), "somme_des_rapports": figer(sommees)},
        "toile": toile_du_reseau(debut, fin, territoires).en_json(),
        "matrice": matrice_besoins(debut, fin, territoires).en_json(),
        "couverture": _couverture(territoires),
    }


def _sans_doublons(sommees: Rapport, periode: Periode, territoires: frozenset[int]) -> Rapport:
    """Each famille once, from the frozen reports: their sum, less what territoires share. Counted
    from the rows alone, what was logged or corrected since would be told by the difference."""
    vivants = chiffrer(periode.debut, periode.fin, territoires=territoires, par="territoire")
    ensemble = vivants.pop(None)
    separes = somme(vivants.values())
    resultats = {
        cle: _retirer(sommees[cle], separes[cle], resultat) if cle in sommees else resultat
        for cle, resultat in ensemble.items()
    }
    return replace(ensemble, observe_au=sommees.observe_au, resultats=resultats)


def _retirer(sommee: Resultat, separee: Resultat, ensemble: Resultat) -> Resultat:
    if not ensemble.indicateur.additif:
        return ensemble
    partages = separee.numerateur - ensemble.numerateur
    denominateur = sommee.denominateur
    if denominateur is not None:
        denominateur -= (separee.denominateur or 0) - (ensemble.denominateur or 0)
    return replace(ensemble, numerateur=sommee.numerateur - partages, denominateur=denominateur)


def complet(
    periodes: Sequence[Periode], versions: Versions, tableau: Tableau, reseau: dict[str, Any]
) -> dict[str, Any]:
    """See ``lecture.Publie`` for its shape."""
    return {
        "format": 1,
        "genre": "periode" if len(periodes) == 1 else "synthese",
        "version_definitions": VERSION_DEFINITIONS,
        "periodes": [
            {"libelle": p.libelle, "debut": str(p.debut), "fin": str(p.fin)} for p in periodes
        ],
        **reseau,
        "groupes": _groupes(tableau, versions),
        "vacances": [
            {
                "territoire": version.fige["territoire"]["nom"],
                "periode": version.rapport.periode.libelle,
                "jours": jours,
            }
            for version in versions
            if (jours := figees(version.fige))
        ],
    }


def _groupes(tableau: Tableau, versions: Versions) -> dict[str, Any]:
    libelles = _libelles(versions)
    groupes: dict[str, Any] = {}
    for niveau in tableau.niveaux[::-1]:
        presents = {groupe for n, groupe, _ in tableau.cellules if n == niveau}
        groupes[niveau] = {
            code: {
                "libelle": libelle,
                "methode": tableau.methode,
                "chiffres": _chiffres(tableau, niveau, code),
            }
            for code, libelle in libelles[niveau].items()
            if code in presents
        }
    return groupes


def _chiffres(tableau: Tableau, niveau: str, groupe: str) -> dict[str, Any]:
    chiffres = {}
    for cle, (n, d) in tableau.tables.indicateurs.items():
        if (niveau, groupe, n) in tableau.cellules:
            denominateur = None if d is None else tableau.cellules.get((niveau, groupe, d), RETENU)
            chiffres[cle] = {"n": tableau.cellules[niveau, groupe, n], "d": denominateur}
    return chiffres


def _libelles(versions: Versions) -> dict[str, dict[str, str]]:
    """The groupes of each level by code, in their own order."""
    territoires = {v.fige["territoire"]["code"]: v.fige["territoire"]["nom"] for v in versions}
    return {
        "milieu": {code: str(nom) for code, nom in Territoire.Milieu.choices},
        "type_porteur": {code: str(nom) for code, nom in OrganismePorteur.Type.choices},
        "region": dict(Region.objects.order_by("code").values_list("code", "nom")),
        "territoire": dict(sorted(territoires.items(), key=lambda paire: paire[1])),
    }


def _couverture(recus: frozenset[int]) -> dict[str, Any]:
    """How many territoires are expected, and how many are in, by région."""
    regions: dict[str, dict[str, Any]] = {}
    for territoire in Territoire.objects.select_related("region").order_by("region__code"):
        region = regions.setdefault(
            territoire.region_id, {"libelle": territoire.region.nom, "attendus": 0, "recus": 0}
        )
        region["attendus"] += 1
        region["recus"] += territoire.pk in recus
    attendus = sum(region["attendus"] for region in regions.values())
    return {"attendus": attendus, "recus": len(recus), "regions": regions}


def audit(tableau: Tableau, compte: Compte, versions: Versions) -> dict[str, Any]:
    affiches = list(tableau.cellules.values())
    return {
        "versions": sorted(v.pk for v in versions),
        "cellules": tableau.en_json(),
        "seuils": list(tableau.seuils),
        **tableau.a_garder,
        "bilan": asdict(compte)
        | {
            "nombres": len(affiches),
            "petits": sum(isinstance(a, str) and a != RETENU for a in affiches),
            "retenus": affiches.count(RETENU),
            "absents": sorted(
                [niveau, mesure] for niveau, mesure in tableau.absents if mesure in tableau.publiees
            ),
        },
    }
