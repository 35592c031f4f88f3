"""Publications for tests, of what the rows say at that moment, shown as published cells are."""

from datetime import date

from comptes.models import Role
from rapports.cles.matrice import matrice_besoins
from rapports.cles.toile import toile_du_reseau
from rapports.ensemble import chiffrer
from rapports.gel import canonique, figer
from rapports.indicateurs import VERSION_DEFINITIONS
from rapports.models import Publication
from rapports.publication.affichage import afficher
from rapports.publication.mesures import PUBLIES
from rapports.resultats import Methode
from territoires.models import Territoire
from tests.comptes.factories import AffectationFactory, UtilisateurFactory

HIVER = (date(2024, 1, 1), date(2024, 3, 31))
UNE_PERIODE = (("Hiver 2024", *HIVER),)
AUDIT = {
    "versions": [],
    "cellules": {},
    "seuils": [5, 10],
    "bilan": {
        "nombres": 0,
        "petits": 0,
        "retenus": 0,
        "secrets": 0,
        "programmes": 0,
        "tours": 0,
        "absents": [],
    },
}
DECOUPAGES = ("milieu", "type_porteur", "region", "territoire")


def publication(
    contenu=None, *, periodes=(("Hiver 2024", *HIVER),), decoupages=DECOUPAGES, **champs
):
    """A row that a comité may read: a Periode, or the synthesis of several."""
    debut, fin = periodes[0][1], periodes[-1][2]
    par = champs.pop("publiee_par", None) or _membre()
    return Publication.objects.create(
        **{
            "genre": "periode" if len(periodes) == 1 else "synthese",
            "libelle": periodes[0][0] if len(periodes) == 1 else "Synthèse d’essai",
            "debut": debut,
            "fin": fin,
            "numero": 1,
            "contenu": canonique(contenu or contenu_de(periodes, decoupages)),
            "audit": canonique(AUDIT),
            "publiee_par": par,
            **champs,
        }
    )


def contenu_de(periodes, decoupages=DECOUPAGES):
    """The documented shape of ``rapports.publication.lecture``, without the audit."""
    debut, fin = periodes[0][1], periodes[-1][2]
    reseau = chiffrer(debut, fin)[None]
    return {
        "format": 1,
        "version_definitions": VERSION_DEFINITIONS,
        "reseau": {
            "familles_distinctes": figer(reseau),
            "somme_des_rapports": figer(reseau) | {"methode": Methode.SOMME_DES_RAPPORTS.value},
        },
        "groupes": {par: _groupes(debut, fin, par) for par in decoupages},
        "couverture": _couverture(),
        "toile": toile_du_reseau(debut, fin).en_json(),
        "matrice": matrice_besoins(debut, fin).en_json(),
        "periodes": [
            {"libelle": libelle, "debut": str(du), "fin": str(au)} for libelle, du, au in periodes
        ],
    }


def _groupes(debut, fin, par):
    return {
        code: {
            "libelle": rapport.groupe.libelle,
            "methode": rapport.methode.value,
            "chiffres": {cle: _cellules(r) for cle, r in rapport.items() if _se_publie(r)},
        }
        for code, rapport in chiffrer(debut, fin, par=par).items()
        if code is not None
    }


def _se_publie(resultat):
    indicateur = resultat.indicateur
    return indicateur.id in PUBLIES or f"{indicateur.modele}.*" in PUBLIES


def _cellules(resultat):
    d = resultat.denominateur
    return {"n": afficher(resultat.numerateur), "d": None if d is None else afficher(d)}


def _couverture():
    """Every territoire has sent its report, but the first."""
    regions = {}
    for rang, territoire in enumerate(Territoire.objects.select_related("region").order_by("pk")):
        code, nom = territoire.region_id, territoire.region.nom
        ligne = regions.setdefault(code, {"libelle": nom, "attendus": 0, "recus": 0})
        ligne["attendus"] += 1
        ligne["recus"] += bool(rang)
    return {
        "attendus": sum(ligne["attendus"] for ligne in regions.values()),
        "recus": sum(ligne["recus"] for ligne in regions.values()),
        "regions": regions,
    }


def _membre():
    membre = UtilisateurFactory()
    AffectationFactory(utilisateur=membre, role=Role.COMITE_PILOTAGE, territoire=None)
    return membre
