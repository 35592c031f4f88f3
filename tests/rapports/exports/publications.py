"""Publications of what a registry holds, shown as they must be below the network."""

from datetime import UTC, date, datetime

from rapports.calculs import somme
from rapports.ensemble import chiffrer
from rapports.gel import canonique, figer
from rapports.models import Publication
from rapports.publication.affichage import RETENU, afficher
from territoires.models import Territoire

PUBLIEE_LE = datetime(2025, 12, 1, 16, tzinfo=UTC)
DECOUPAGES = ("milieu", "type_porteur", "region", "territoire")


def publier(debut: date, fin: date, *, par, periodes=None, **champs) -> Publication:
    """``periodes``: those of a synthesis, as (libelle, debut, fin)."""
    observe_au = champs.pop("observe_au", fin)
    bornes = periodes or [("Hiver 2024", debut, fin)]
    ensemble = chiffrer(debut, fin, observe_au=observe_au)[None]
    rapports = [chiffrer(du, au, observe_au=observe_au)[None] for _, du, au in bornes]
    attendus = Territoire.objects.count()
    contenu = {
        "format": 1,
        "reseau": {
            "familles_distinctes": figer(ensemble),
            "somme_des_rapports": figer(somme(rapports)),
        },
        "groupes": {p: _groupes(debut, fin, p, observe_au) for p in DECOUPAGES},
        "couverture": {"attendus": attendus, "recus": attendus, "regions": {}},
        "toile": None,
        "matrice": None,
        "periodes": [{"libelle": n, "debut": str(du), "fin": str(au)} for n, du, au in bornes],
    }
    return Publication.objects.create(
        **{
            "genre": "synthese" if periodes else "periode",
            "libelle": "Projet pilote" if periodes else bornes[0][0],
            "debut": debut,
            "fin": fin,
            "numero": 1,
            "contenu": canonique(contenu),
            "audit": "{}",
            "publiee_le": PUBLIEE_LE,
            "publiee_par": par,
            **champs,
        }
    )


def _groupes(debut, fin, par, observe_au):
    rapports = chiffrer(debut, fin, par=par, observe_au=observe_au)
    return {
        code: {
            "libelle": rapport.groupe.libelle,
            "methode": "familles distinctes",
            "chiffres": {cle: _cellules(resultat) for cle, resultat in rapport.items()},
        }
        for code, rapport in rapports.items()
        if code
    }


def _cellules(resultat):
    """As published; I-04 stands for what an audit withholds."""
    if resultat.indicateur.id == "I-04":
        return {"n": RETENU, "d": None}
    d = resultat.denominateur
    return {"n": afficher(resultat.numerateur), "d": None if d is None else afficher(d)}
