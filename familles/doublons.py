"""Familles that may be the one someone speaks of, before another fiche is opened for it.

Names and numbers are compared here, in memory, among the familles in one’s scope: no index of
them exists anywhere.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.db.models import QuerySet
from rapidfuzz import fuzz

from comptes.models import Utilisateur
from familles.models import Famille, IdentiteAdulte, IdentiteFamille
from familles.models.famille import FamilleQuerySet
from proximite.recherche import normaliser
from territoires.models import Territoire

NOMBRE = 5
NUMERO, PRENOM, ALIAS, AGES = 100, 60, 50, 15
RESSEMBLANCE_MIN = 80
LONGUEUR_MIN_APPROCHEE = 4
CHIFFRES_D_UN_NUMERO = 10
# What an alias says of any famille.
MOTS_VIDES = frozenset(
    normaliser("la le les l' un une des du de d' au aux à et en famille maman papa").split()
)


@dataclass(frozen=True)
class Candidate:
    """``raisons`` says in words why it may be the same famille."""

    famille: Famille
    raisons: list[str]
    note: int


@dataclass(frozen=True)
class Signalement:
    """What is known of the famille someone speaks of."""

    prenom: str = ""
    numero: str = ""
    mots_d_alias: frozenset[str] = frozenset()
    ages: tuple[float, ...] = ()


def candidates(
    territoire: Territoire,
    utilisateur: Utilisateur,
    *,
    prenom: str = "",
    telephone: object = "",
    alias: str = "",
    enfants: str = "",
    le: date,
) -> list[Candidate]:
    """Most likely first, at most ``NOMBRE``; ``enfants`` is free text (« 3 ans et 8 mois »)."""
    cherche = Signalement(normaliser(prenom), _numero(telephone), _mots(alias), _ages(enfants))
    familles = Famille.objects.visibles_par(utilisateur).filter(territoire=territoire)
    adultes = _adultes(territoire)
    trouvees = [
        Candidate(famille, raisons, note)
        for famille in familles.recentes().select_related("identite").avec_enfants()
        for note, raisons in [_comparer(cherche, famille, adultes[famille.pk], le)]
        if raisons
    ]
    return sorted(trouvees, key=lambda candidate: -candidate.note)[:NOMBRE]


def semblables(familles: FamilleQuerySet) -> set[int]:
    """Among them, those that may be the same as another one: the same number, or the same prénom
    under an alias that says the same. Their pk; compared in one pass, whatever their number."""
    par_numero, par_prenom = _regrouper(familles.order_by().values("pk"))
    trouvees = {pk for pks in par_numero.values() if len(pks) > 1 for pk in pks}
    partages = [pks for pks in par_prenom.values() if len(pks) > 1]
    alias = {pk: _mots(texte) for pk, texte in familles.order_by().values_list("pk", "alias")}
    for pks in partages:
        for une, autre in combinations(pks, 2):
            if _mots_communs(alias[une], alias[autre]):
                trouvees |= {une, autre}
    return trouvees


def _regrouper(familles: QuerySet) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """Their pk by number, then by prénom of an adult."""
    par_numero, par_prenom = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    connues = IdentiteFamille.objects.filter(famille__in=familles)
    adultes = IdentiteAdulte.objects.filter(adulte__famille__in=familles)
    lignes = [(pk, "", numero) for pk, numero in connues.values_list("famille", "telephone")]
    for pk, prenom, telephone in [
        *lignes,
        *adultes.values_list("adulte__famille", "prenom", "telephone"),
    ]:
        if numero := _numero(telephone):
            par_numero[numero].add(pk)
        if mot := normaliser(prenom):
            par_prenom[mot].add(pk)
    return par_numero, par_prenom


def _adultes(territoire: Territoire) -> dict[int, list[tuple[str, str]]]:
    """The prénom and number of each adult, by famille, in one query."""
    adultes: dict[int, list[tuple[str, str]]] = defaultdict(list)
    identites = IdentiteAdulte.objects.filter(adulte__famille__territoire=territoire)
    for famille, prenom, telephone in identites.values_list(
        "adulte__famille", "prenom", "telephone"
    ):
        adultes[famille].append((prenom, _numero(telephone)))
    return adultes


def _comparer(
    cherche: Signalement, famille: Famille, adultes: list[tuple[str, str]], le: date
) -> tuple[int, list[str]]:
    identite = getattr(famille, "identite", None)
    numeros = {_numero(identite.telephone) if identite else "", *(numero for _, numero in adultes)}
    note, raisons = 0, list[str]()
    if cherche.numero and cherche.numero in numeros:
        note, raisons = note + NUMERO, [*raisons, "même numéro de téléphone"]
    if proche := next((p for p, _ in adultes if _meme_mot(cherche.prenom, normaliser(p))), ""):
        note, raisons = note + PRENOM, [*raisons, f"prénom proche\u00a0: {proche}"]
    if _alias_ressemble(cherche, famille):
        note, raisons = note + ALIAS, [*raisons, "alias qui ressemble"]
    if raisons and _ages_vont(cherche.ages, famille, le):
        note, raisons = note + AGES, [*raisons, "âges des enfants qui vont"]
    return note, raisons


def _alias_ressemble(cherche: Signalement, famille: Famille) -> bool:
    """Every word of one alias is in the other; or the prénom that is given is in it."""
    connus = _mots(famille.alias)
    prenom_dedans = any(_meme_mot(cherche.prenom, mot) for mot in connus)
    return prenom_dedans or _mots_communs(cherche.mots_d_alias, connus)


def _mots_communs(uns: frozenset[str], autres: frozenset[str]) -> bool:
    court, long = sorted([uns, autres], key=len)
    return bool(court) and all(any(_meme_mot(mot, autre) for autre in long) for mot in court)


def _meme_mot(un: str, autre: str) -> bool:
    """Typing errors forgiven, except in the shortest."""
    if not un or min(len(un), len(autre)) < LONGUEUR_MIN_APPROCHEE:
        return bool(un) and un == autre
    return fuzz.ratio(un, autre) >= RESSEMBLANCE_MIN


def _mots(alias: str) -> frozenset[str]:
    return frozenset(normaliser(alias).split()) - MOTS_VIDES


def _numero(telephone: object) -> str:
    """Its last ten digits, however it is written."""
    chiffres = re.sub(r"\D", "", str(telephone or ""))[-CHIFFRES_D_UN_NUMERO:]
    return chiffres if len(chiffres) == CHIFFRES_D_UN_NUMERO else ""


def _ages(texte: str) -> tuple[float, ...]:
    """In years."""
    dits = re.findall(r"(\d{1,2})\s*(ans?|mois)\b", texte.lower())
    return tuple(int(nombre) / (12 if unite == "mois" else 1) for nombre, unite in dits)


def _ages_vont(ages: tuple[float, ...], famille: Famille, le: date) -> bool:
    """Each age that is told is, within a year, that of one of its children."""
    naissances = [e.naissance for e in famille.enfants_presents if e.naissance]
    connus = [(le - naissance).days / 365.25 for naissance in naissances]
    return bool(ages) and all(any(abs(age - connu) <= 1 for connu in connus) for age in ages)
