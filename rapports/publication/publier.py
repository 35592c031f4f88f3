"""A Publication from accepted reports: computed once, by this one path, all or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from comptes.models import Utilisateur
from partenaires.models import Secteur
from proximite.petits_nombres import PAS
from territoires.models import OrganismePorteur, Region, Territoire

from ..calculs import somme
from ..cles.matrice import matrice_besoins
from ..cles.toile import toile_du_reseau
from ..ensemble import chiffrer
from ..gel import canonique, figer
from ..indicateurs import VERSION_DEFINITIONS
from ..models import Periode, Publication, VersionRapport
from . import mesures, synthese
from .affichage import RETENU
from .protection import Compte, proteger
from .tableau import NIVEAUX, Remise, Tableau

Avancer = Callable[[int, int, str], None]
Genre = Publication.Genre


def publier(
    periodes: Sequence[Periode], *, par: Utilisateur, avancer: Avancer = lambda *etape: None
) -> Publication:
    """Publish one Periode, or the synthesis of several that follow each other.

    Raises ValidationError, in French, when nothing may be published: no accepted report, a
    revision that would show what changed, numbers that would give one away.
    """
    periodes = sorted(periodes, key=lambda periode: periode.debut)
    versions = _versions(periodes)
    avancer(0, 4, "Lecture des rapports acceptés")
    if len(periodes) == 1:
        genre, tableau = Genre.PERIODE, _tableau(periodes, versions)
    else:
        genre, tableau = Genre.SYNTHESE, _synthese(periodes, versions)
    precedente = _precedente(genre, periodes)
    if precedente:
        tableau.revise = _rouvrir(precedente)
        refuser_petits_ecarts(tableau.revise, tableau)
    avancer(1, 4, "Recherche de ce qui pourrait être deviné")
    compte = proteger(tableau, _deja_publies(tableau), _battement(avancer))
    avancer(2, 4, "Calcul des totaux du réseau")
    contenu = _contenu(periodes, versions, tableau)
    avancer(3, 4, "Enregistrement")
    return _enregistrer(genre, periodes, contenu, _audit(tableau, compte, versions), par=par)


def _battement(avancer: Avancer) -> Callable[[], None]:
    return lambda: avancer(1, 4, "Recherche de ce qui pourrait être deviné")


def _versions(periodes: Sequence[Periode]) -> list[VersionRapport]:
    """The accepted reports of these periods."""
    versions = list(
        VersionRapport.objects.acceptees()
        .filter(rapport__periode__in=periodes)
        .select_related("rapport__territoire__organisme", "rapport__periode")
        .order_by("rapport__periode__debut", "rapport__territoire__nom")
    )
    sans = {p.pk for p in periodes} - {v.rapport.periode_id for v in versions}
    if sans:
        libelles = ", ".join(p.libelle for p in periodes if p.pk in sans)
        raise ValidationError(
            "Aucun rapport accepté\u00a0: %(periodes)s. Acceptez d’abord des rapports.",
            code="rien",
            params={"periodes": libelles},
        )
    return versions


# --- The numbers below the network ----------------------------------------------------------------


def _tableau(periodes: Sequence[Periode], versions: Sequence[VersionRapport]) -> Tableau:
    remises, tables = lire_remises(versions)
    fenetre = _fenetre(Genre.PERIODE, periodes[0].debut, periodes[0].fin, "nouvelle")
    return Tableau.composer(fenetre, remises, tables)


def _synthese(periodes: Sequence[Periode], versions: Sequence[VersionRapport]) -> Tableau:
    verifier_suite(periodes)
    debut, fin = periodes[0].debut, periodes[-1].fin
    territoires = frozenset(v.rapport.territoire_id for v in versions)
    rapports = {n: chiffrer(debut, fin, territoires=territoires, par=n) for n in synthese.NIVEAUX}
    fenetre = _fenetre(Genre.SYNTHESE, debut, fin, "nouvelle")
    return synthese.composer(fenetre, lire_remises(versions)[0], rapports)


def verifier_suite(periodes: Sequence[Periode]) -> None:
    """A synthesis leaves no day out between its periods."""
    for avant, apres in pairwise(periodes):
        if apres.debut - avant.fin != timedelta(days=1):
            raise ValidationError(
                "Une synthèse réunit des périodes qui se suivent\u00a0: il manque des jours entre "
                "«\u00a0%(avant)s\u00a0» et «\u00a0%(apres)s\u00a0».",
                code="discontinue",
                params={"avant": avant.libelle, "apres": apres.libelle},
            )


def lire_remises(versions: Sequence[VersionRapport]) -> tuple[list[Remise], mesures.Tables]:
    lus = [mesures.lire(version.fige["chiffres"]) for version in versions]
    tables = mesures.tables(lus, parents_des_secteurs())
    remises = [
        Remise(
            version.pk,
            version.fige["territoire"],
            mesures.completer(comptes, tables.partitions),
            version.fige["debut"],
        )
        for version, comptes in zip(versions, lus, strict=True)
    ]
    return remises, tables


def parents_des_secteurs() -> dict[str, str | None]:
    return dict(Secteur.objects.values_list("code", "parent"))


def _fenetre(genre: str, debut: date, fin: date, numero: int | str) -> str:
    return f"{genre} {debut} {fin} {numero}"


def _deja_publies(nouveau: Tableau) -> list[Tableau]:
    """What was published of the same reports, and of those published with them, and so on: their
    numbers add to the new ones."""
    lies, restantes = set(nouveau.versions), list(Publication.objects.order_by("pk"))
    liees: list[Publication] = []
    while proches := [p for p in restantes if lies & set(p.bilan["versions"])]:
        liees += proches
        restantes = [p for p in restantes if p not in proches]
        lies |= {version for p in proches for version in p.bilan["versions"]}
    return [_rouvrir(publication) for publication in liees]


def _rouvrir(publication: Publication) -> Tableau:
    """Its numbers as they were shown, with the true counts behind."""
    audit = publication.bilan
    versions = list(
        VersionRapport.objects.filter(pk__in=audit["versions"])
        .select_related("rapport__territoire__organisme", "rapport__periode")
        .order_by("rapport__periode__debut", "rapport__territoire__nom")
    )
    fenetre = _fenetre(publication.genre, publication.debut, publication.fin, publication.numero)
    if publication.genre == Genre.SYNTHESE:
        return synthese.rouvrir(fenetre, lire_remises(versions)[0], audit)
    remises, tables = lire_remises(versions)
    return Tableau.relire(fenetre, remises, tables, audit["cellules"])


# --- Revisions ------------------------------------------------------------------------------------


def _precedente(genre: str, periodes: Sequence[Periode]) -> Publication | None:
    debut, fin = periodes[0].debut, periodes[-1].fin
    return Publication.objects.filter(genre=genre, debut=debut, fin=fin).order_by("numero").last()


def refuser_petits_ecarts(ancien: Tableau, nouveau: Tableau) -> None:
    """A revision is published only when every count that changes moves by 5 or more: a smaller
    difference would show those it counts (SECURITE « Aggregates »)."""
    if ancien.versions == nouveau.versions:
        raise ValidationError(
            "Rien n’a changé depuis la dernière publication de cette période.", code="inchangee"
        )
    avant, apres = ancien.totaux(), nouveau.totaux()
    ecarts = [abs(apres.get(cle, 0) - avant.get(cle, 0)) for cle in avant.keys() | apres.keys()]
    petits = sum(0 < ecart < PAS for ecart in ecarts)
    if petits:
        raise ValidationError(
            "Cette révision attendra\u00a0: %(petits)s nombres n’y changeraient que de 1 à 4, ce "
            "qui montrerait les familles ajoutées. Ces changements compteront dans la synthèse.",
            code="petits_ecarts",
            params={"petits": petits},
        )


# --- What is stored -------------------------------------------------------------------------------


def _contenu(
    periodes: Sequence[Periode], versions: Sequence[VersionRapport], tableau: Tableau
) -> dict[str, Any]:
    debut, fin = periodes[0].debut, periodes[-1].fin
    territoires = frozenset(v.rapport.territoire_id for v in versions)
    distinctes = chiffrer(debut, fin, territoires=territoires)[None]
    sommees = replace(somme(v.chiffres for v in versions), debut=debut, fin=fin)
    return {
        "format": 1,
        "version_definitions": VERSION_DEFINITIONS,
        "periodes": [
            {"libelle": p.libelle, "debut": str(p.debut), "fin": str(p.fin)} for p in periodes
        ],
        "reseau": {"familles_distinctes": figer(distinctes), "somme_des_rapports": figer(sommees)},
        "groupes": _groupes(tableau, versions),
        "couverture": _couverture(territoires),
        "toile": toile_du_reseau(debut, fin, territoires).en_json(),
        "matrice": matrice_besoins(debut, fin, territoires).en_json(),
    }


def _groupes(tableau: Tableau, versions: Sequence[VersionRapport]) -> dict[str, Any]:
    libelles = _libelles(versions)
    groupes: dict[str, Any] = {}
    for niveau in NIVEAUX[::-1]:
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


def _libelles(versions: Sequence[VersionRapport]) -> dict[str, dict[str, str]]:
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


def _audit(tableau: Tableau, compte: Compte, versions: Sequence[VersionRapport]) -> dict[str, Any]:
    affiches = list(tableau.cellules.values())
    return {
        "versions": sorted(v.pk for v in versions),
        "cellules": tableau.en_json(),
        "comptes": tableau.comptes_a_garder,
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


@transaction.atomic
def _enregistrer(
    genre: str,
    periodes: Sequence[Periode],
    contenu: dict[str, Any],
    audit: dict[str, Any],
    *,
    par: Utilisateur,
) -> Publication:
    """Two at once: the second one finds the first one’s row, and stops."""
    list(Periode.objects.select_for_update().filter(pk__in=[p.pk for p in periodes]))
    precedente = _precedente(genre, periodes)
    if precedente and precedente.bilan["versions"] == audit["versions"]:
        raise ValidationError("Cette période vient d’être publiée.", code="deja_publiee")
    debut, fin = periodes[0].debut, periodes[-1].fin
    numero = precedente.numero + 1 if precedente else 1
    contenu |= {"genre": genre, "numero": numero, "observe_au": str(timezone.localdate())}
    return Publication.objects.create(
        genre=genre,
        libelle=periodes[0].libelle if len(periodes) == 1 else synthese.libelle(periodes),
        debut=debut,
        fin=fin,
        numero=numero,
        contenu=canonique(contenu),
        audit=canonique(audit),
        publiee_par=par,
    )
