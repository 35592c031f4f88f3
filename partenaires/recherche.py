"""Finding a partenaire among those that a person may see."""

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_

from django.db.models import Case, Q, QuerySet, Value, When
from rapidfuzz import fuzz, process

from proximite.recherche import LONGUEUR_MIN_APPROCHEE, RESSEMBLANCE_MIN, normaliser

from .models import OffreService, Partenaire, Secteur, TypeBesoin

SEMBLABLE = 85
SEMBLABLES_MAX = 10
MOTS_MAX = 8
APPROCHES_MAX = 5


def par_texte(partenaires: QuerySet[Partenaire], texte: str) -> QuerySet[Partenaire]:
    """Those that hold every word, in what they are or offer; those whose name does come first.

    When none does, each word also stands for those of the directory that are written almost so.
    """
    mots = normaliser(texte).split()[:MOTS_MAX]
    if not mots:
        return partenaires.none()
    variantes = [[mot] for mot in mots]
    trouves = partenaires.filter(_disant(variantes))
    if not trouves.exists():
        variantes = _approcher(mots, _vocabulaire(partenaires))
        trouves = partenaires.filter(_disant(variantes))
    par_le_nom = When(_contenant("nom_cherche", variantes), then=Value(0))
    return trouves.order_by(Case(par_le_nom, default=Value(1)), "nom_cherche", "pk")


def parlant(partenaires: QuerySet[Partenaire], langue: str) -> QuerySet[Partenaire]:
    """Those that say they speak it, however they write it: « Arabe, français »."""
    mots = [[mot] for mot in normaliser(langue).split()]
    return partenaires.filter(_contenant("langues_cherchees", mots))


def semblables(partenaires: QuerySet[Partenaire], nom: str) -> list[Partenaire]:
    """Those whose name is the same, or close enough to be the same organisme."""
    noms = dict(partenaires.values_list("pk", "nom_cherche"))
    proches = process.extract(
        normaliser(nom),
        noms,
        scorer=fuzz.token_sort_ratio,
        score_cutoff=SEMBLABLE,
        limit=SEMBLABLES_MAX,
    )
    return list(partenaires.filter(pk__in=[pk for *_, pk in proches]))


def _disant(variantes: list[list[str]]) -> Q:
    """Each word, or one of its variants: in the entry, its secteur or a need it answers."""
    secteurs = _libelles(Secteur)
    besoins = _libelles(TypeBesoin)
    return reduce(and_, (_disant_un_mot(mots, secteurs, besoins) for mots in variantes))


def _disant_un_mot(mots: list[str], secteurs: dict[str, str], besoins: dict[str, str]) -> Q:
    dit = _contenant("texte_cherche", [mots])
    if codes := _ceux_qui_disent(mots, secteurs):
        dit |= Q(secteur__in=codes)
    if codes := _ceux_qui_disent(mots, besoins):
        offres = OffreService.objects.filter(type_besoin__in=codes)
        dit |= Q(pk__in=offres.values("partenaire"))
    return dit


def _contenant(champ: str, variantes: list[list[str]]) -> Q:
    return reduce(
        and_,
        (reduce(or_, (Q(**{f"{champ}__contains": f" {m}"}) for m in mots)) for mots in variantes),
    )


def _libelles(liste: type[Secteur] | type[TypeBesoin]) -> dict[str, str]:
    lignes = liste._default_manager.values_list("code", "libelle")
    return {code: f" {normaliser(libelle)}" for code, libelle in lignes}


def _ceux_qui_disent(mots: list[str], libelles: dict[str, str]) -> list[str]:
    return [code for code, texte in libelles.items() if any(f" {mot}" in texte for mot in mots)]


def _vocabulaire(partenaires: QuerySet[Partenaire]) -> set[str]:
    """The words of their names, of secteurs and of needs."""
    noms = partenaires.order_by().values_list("nom_cherche", flat=True)
    libelles = [*_libelles(Secteur).values(), *_libelles(TypeBesoin).values()]
    return {mot for texte in [*noms, *libelles] for mot in texte.split()}


def _approcher(mots: list[str], vocabulaire: Iterable[str]) -> list[list[str]]:
    return [[mot, *_proches(mot, vocabulaire)] for mot in mots]


def _proches(mot: str, vocabulaire: Iterable[str]) -> list[str]:
    if len(mot) < LONGUEUR_MIN_APPROCHEE:
        return []
    trouves = process.extract(
        mot, vocabulaire, scorer=fuzz.ratio, score_cutoff=RESSEMBLANCE_MIN, limit=APPROCHES_MAX
    )
    return [proche for proche, *_ in trouves]
