"""Familles that may be the one someone speaks of, before another fiche is opened for it.

Names, births and numbers are compared here, in memory, among the familles in one’s scope: no index
of them exists anywhere.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

from django.db.models import QuerySet
from django.utils import dates

from comptes.models import Utilisateur
from familles import noms
from familles.models import (
    Enfant,
    Famille,
    FamillesDistinctes,
    IdentiteAdulte,
    IdentiteFamille,
)
from familles.models.famille import FamilleQuerySet
from familles.noms import Mot
from proximite.recherche import normaliser
from proximite.typographie import NBSP
from territoires.models import Territoire

NOMBRE = 5
NUMERO, PRENOM, ALIAS, MEME_ALIAS, NOM, AGES = 100, 60, 50, 30, 35, 15
PRENOM_ENFANT, JOUR, MOIS, ANNEE = 30, 45, 30, 10
# From there on a famille is shown; from there on she is asked, once, whether it is another one.
MONTREE, A_CONFIRMER = 50, 65
CHIFFRES_D_UN_NUMERO = 10
# A name that so few familles bear in one’s scope is enough to show them.
RARES = 2
# What an alias says of any famille.
VIDES = noms.mots(
    "la le les l un une des du de d au aux à et en famille maman papa mère père enfant enfants "
    "bébé garçon fille né née nés nées vers mois an ans"
)
NOMS_DES_MOIS = {normaliser(str(nom)): numero for numero, nom in dates.MONTHS.items()}
NAISSANCE_DITE = re.compile(rf"\b(?:({'|'.join(NOMS_DES_MOIS)}) )?((?:19|20)\d\d)\b")


@dataclass(frozen=True)
class Candidate:
    """``raisons`` says in words why it may be the same famille."""

    famille: Famille
    raisons: list[str]
    note: int

    @property
    def est_a_confirmer(self) -> bool:
        return self.note >= A_CONFIRMER


@dataclass
class Portrait:
    """What is known of a famille, or said of one: words of names, numbers, births as (year, month,
    day) where 0 is not known."""

    alias: set[Mot] = field(default_factory=set)
    prenoms: set[Mot] = field(default_factory=set)
    noms: set[Mot] = field(default_factory=set)
    enfants: set[Mot] = field(default_factory=set)
    numeros: set[str] = field(default_factory=set)
    naissances: set[tuple[int, int, int]] = field(default_factory=set)
    alias_entier: str = ""
    nes: list[date] = field(default_factory=list)
    ages: tuple[float, ...] = ()

    @property
    def mots(self) -> set[Mot]:
        return self.alias | self.prenoms | self.noms | self.enfants


def _ensembles(portrait: Portrait) -> list[tuple[str, set[Any]]]:
    return [(nom, valeur) for nom, valeur in vars(portrait).items() if isinstance(valeur, set)]


def decrire(
    *,
    alias: str = "",
    prenom: str = "",
    nom: str = "",
    prenom_enfant: str = "",
    telephone: object = "",
    naissance: tuple[int, int, int] | None = None,
    enfants: str = "",
) -> Portrait:
    """What she says of a famille; an alias may say it all (« Tremblay, enfant né mars 2024 »)."""
    dites = NAISSANCE_DITE.findall(normaliser(alias))
    naissances = {(int(annee), NOMS_DES_MOIS.get(mois, 0), 0) for mois, annee in dites}
    mots_de_date = noms.mots(" ".join(f"{mois} {annee}" for mois, annee in dites))
    return Portrait(
        alias=set(noms.mots(alias) - VIDES - mots_de_date),
        prenoms=set(noms.mots(prenom)),
        noms=set(noms.mots(nom)),
        enfants=set(noms.mots(prenom_enfant)),
        numeros={_numero(telephone)} - {""},
        naissances=naissances | ({naissance} if naissance else set()),
        alias_entier=normaliser(alias),
        ages=_ages(enfants),
    )


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
    """For someone who speaks of a famille of that territoire; ``enfants`` is free text (« 3 ans et
    8 mois »)."""
    dit = decrire(prenom=prenom, telephone=telephone, alias=alias, enfants=enfants)
    parmi = Famille.objects.visibles_par(utilisateur).filter(territoire=territoire)
    return ressemblantes(dit, parmi, le=le)


def ressemblantes(
    dit: Portrait, parmi: FamilleQuerySet, *, le: date, de: Famille | None = None
) -> list[Candidate]:
    """Most likely first, at most ``NOMBRE``, each by something that is said. ``de`` is the famille
    of which it is said: what was known of it already confirms, and those she said are others are
    left out."""
    if not any(valeur for _, valeur in _ensembles(dit)):
        return []
    portraits = _portraits(parmi)
    connu = portraits.get(de.pk, Portrait()) if de else Portrait()
    a_part = {de.pk, *FamillesDistinctes.objects.autres_que(de)} if de else set()
    comparaison = _Comparaison(dit, Portrait(**(vars(connu) | {"alias": set()})), portraits, le)
    notes = {pk: comparaison.noter(p) for pk, p in portraits.items() if pk not in a_part}
    montrees = sorted(
        (pk for pk, (note, _) in notes.items() if note >= MONTREE),
        key=lambda pk: (-notes[pk][0], -pk),
    )[:NOMBRE]
    familles = {f.pk: f for f in parmi.filter(pk__in=montrees).avec_enfants()}
    return [Candidate(familles[pk], notes[pk][1], notes[pk][0]) for pk in montrees]


def semblables_a(famille: Famille, parmi: FamilleQuerySet, *, le: date) -> list[Candidate]:
    """Those that may be the same as this one, by all that is known of it."""
    connu = _portraits(Famille.objects.filter(pk=famille.pk))[famille.pk]
    return ressemblantes(connu, parmi.exclude(pk=famille.pk), le=le, de=famille)


class _Comparaison:
    """Each word of hers is compared once with each word known in her scope, however many familles
    bear it."""

    def __init__(
        self, dit: Portrait, connu: Portrait, portraits: dict[int, Portrait], le: date
    ) -> None:
        self.dit, self.connu, self.le = dit, connu, le
        vocabulaire = set().union(*(portrait.mots for portrait in portraits.values()))
        self.proches = {
            mot: {autre for autre in vocabulaire if noms.memes(mot, autre)}
            for mot in dit.mots | connu.mots
        }
        self._deja: dict[frozenset[Mot], set[Mot]] = {}
        self.noms_rares = self._noms_rares(portraits.values())

    def _noms_rares(self, portraits: Iterable[Portrait]) -> set[Mot]:
        compte: dict[Mot, int] = defaultdict(int)
        siens = self.dit.noms | self.dit.alias
        for portrait in portraits:
            for mot in siens:
                compte[mot] += bool(self.proches[mot] & portrait.noms)
        return {mot for mot in siens if compte[mot] <= RARES}

    def noter(self, portrait: Portrait) -> tuple[int, list[str]]:
        """0 when nothing that is said tells of it."""
        note, raisons = self._note(self.dit, portrait)
        if not note:
            return 0, []
        note_connue, raisons_connues = self._note(self.connu, portrait)
        if _ages_vont(self.dit.ages, portrait, self.le):
            note, raisons = note + AGES, [*raisons, "âges des enfants qui vont"]
        nouvelles = [raison for raison in raisons_connues if raison not in raisons]
        return note + note_connue * bool(nouvelles), [*raisons, *nouvelles]

    def _note(self, dit: Portrait, portrait: Portrait) -> tuple[int, list[str]]:
        faits = [
            *self._par_les_noms(dit, portrait),
            *self._par_l_alias(dit, portrait),
            *_par_les_enfants(dit, portrait),
        ]
        if dit.numeros & portrait.numeros:
            faits.insert(0, (NUMERO, "même numéro de téléphone"))
        retenus = {raison: note for note, raison in faits}
        return sum(retenus.values()), list(retenus)

    def _par_les_noms(self, dit: Portrait, portrait: Portrait) -> Iterable[tuple[int, str]]:
        if mot := self._commun(dit.prenoms | dit.alias, portrait.prenoms):
            yield PRENOM, f"prénom proche{NBSP}: {mot}"
        if mot := self._commun(dit.noms | dit.alias, portrait.noms):
            rare = self._commun(self.noms_rares, portrait.noms)
            yield (ALIAS if rare else NOM), f"nom proche{NBSP}: {mot}"
        if mot := self._commun(dit.enfants | dit.alias, portrait.enfants):
            yield PRENOM_ENFANT, f"prénom d’enfant proche{NBSP}: {mot}"

    def _par_l_alias(self, dit: Portrait, portrait: Portrait) -> Iterable[tuple[int, str]]:
        """Every word of one alias is in the other; or the prénom that is given is in it."""
        communs = self._tous_communs(dit.alias, portrait.alias)
        if communs or self._commun(dit.prenoms, portrait.alias):
            entier = dit.alias_entier and dit.alias_entier == portrait.alias_entier
            yield ALIAS + MEME_ALIAS * bool(entier), "alias qui ressemble"

    def _tous_communs(self, dits: set[Mot], connus: set[Mot]) -> bool:
        trouves = {mot for mot in dits if self.proches[mot] & connus}
        return bool(trouves) and len(trouves) == min(len(dits), len(connus))

    def _commun(self, dits: set[Mot], connus: set[Mot]) -> str:
        if not dits or not connus:
            return ""
        cle = frozenset(dits)
        if cle not in self._deja:
            self._deja[cle] = set().union(*(self.proches[mot] for mot in dits))
        proches = self._deja[cle]
        return next((mot.ecrit for mot in connus if mot in proches), "")


def _par_les_enfants(dit: Portrait, portrait: Portrait) -> Iterable[tuple[int, str]]:
    """The closest of the births that are the same."""
    communes = [_precision(une, autre) for une in dit.naissances for autre in portrait.naissances]
    if plus_sure := max(communes, default=0):
        yield plus_sure, f"enfant né {_PRECISIONS[plus_sure]}"


_PRECISIONS = {JOUR: "le même jour", MOIS: "le même mois", ANNEE: "la même année"}


def _precision(une: tuple[int, int, int], autre: tuple[int, int, int]) -> int:
    """How closely both births are known to be one; 0 when they are not."""
    if any(a and b and a != b for a, b in zip(une, autre, strict=True)):
        return 0
    connus = sum(bool(a and b) for a, b in zip(une, autre, strict=True))
    return (0, ANNEE, MOIS, JOUR)[connus]


# --- Those of a territoire that look alike --------------------------------------------------------


def semblables(familles: FamilleQuerySet) -> set[int]:
    """Among them, those that may be the same as another one: the same number; or the same prénom
    under an alias that says the same; or the same name with a child born the same month. Their pk;
    compared in one pass, whatever their number, and never two that someone said are two."""
    portraits = _portraits(familles)
    distinctes = FamillesDistinctes.objects.paires()
    return {pk for paire in _paires(portraits) if paire not in distinctes for pk in paire}


def _paires(portraits: dict[int, Portrait]) -> Iterable[tuple[int, int]]:
    groupes: dict[tuple[object, ...], set[int]] = defaultdict(set)
    for pk, portrait in portraits.items():
        mois = {(a, m) for a, m, _ in portrait.naissances if m}
        cles: list[tuple[object, ...]] = [("numéro", numero) for numero in portrait.numeros]
        cles += [("alias", p.son, a.son) for p in portrait.prenoms for a in portrait.alias]
        cles += [("enfant", n.son, ne) for n in portrait.noms for ne in mois]
        for cle in cles:
            groupes[cle].add(pk)
    for (genre, *_), pks in groupes.items():
        for une, autre in combinations(sorted(pks), 2):
            if genre != "alias" or _alias_semblables(portraits[une], portraits[autre]):
                yield une, autre


def _alias_semblables(un: Portrait, autre: Portrait) -> bool:
    court, long = sorted([un.alias, autre.alias], key=len)
    return all(any(noms.memes(mot, m) for m in long) for mot in court)


# --- What is known --------------------------------------------------------------------------------


def _portraits(familles: FamilleQuerySet) -> dict[int, Portrait]:
    """Of each of these familles, in one query for each kind of row."""
    siennes = familles.order_by().values("pk")
    portraits = {
        famille.pk: Portrait(
            alias=set(noms.mots(famille.alias) - VIDES), alias_entier=normaliser(famille.alias)
        )
        for famille in familles.order_by().only("alias")
    }
    for foyer in IdentiteFamille.objects.filter(famille__in=siennes):
        portraits[foyer.pk].noms |= noms.mots(foyer.nom)
        portraits[foyer.pk].numeros |= {_numero(foyer.telephone)} - {""}
    _ajouter_adultes(portraits, siennes)
    _ajouter_enfants(portraits, siennes)
    return portraits


def _ajouter_adultes(portraits: dict[int, Portrait], familles: QuerySet[Any, Any]) -> None:
    siennes = IdentiteAdulte.objects.filter(adulte__famille__in=familles)
    for identite in siennes.select_related("adulte"):
        portrait = portraits[identite.adulte.famille_id]
        portrait.prenoms |= noms.mots(identite.prenom)
        portrait.noms |= noms.mots(identite.nom)
        portrait.numeros |= {_numero(identite.telephone)} - {""}


def _ajouter_enfants(portraits: dict[int, Portrait], familles: QuerySet[Any, Any]) -> None:
    enfants = Enfant.objects.presents().filter(famille__in=familles)
    for enfant in enfants.select_related("identite"):
        portrait, identite = portraits[enfant.famille_id], getattr(enfant, "identite", None)
        if identite:
            portrait.enfants |= noms.mots(identite.prenom)
            portrait.noms |= noms.mots(identite.nom)
        if connue := _naissance(enfant.naissance, enfant.precision):
            portrait.naissances.add(connue)
        if enfant.naissance:
            portrait.nes.append(enfant.naissance)


def _naissance(naissance: date | None, precision: str) -> tuple[int, int, int] | None:
    precisions = {
        Enfant.Precision.JOUR: 3,
        Enfant.Precision.MOIS: 2,
        Enfant.Precision.ANNEE: 1,
        Enfant.Precision.PREVUE: 2,
    }
    connus = precisions.get(Enfant.Precision(precision), 0)
    if naissance is None or not connus:
        return None
    annee, mois, jour = naissance.year, naissance.month, naissance.day
    return annee, mois if connus > 1 else 0, jour if connus > 2 else 0


def _numero(telephone: object) -> str:
    """Its last ten digits, however it is written."""
    chiffres = re.sub(r"\D", "", str(telephone or ""))[-CHIFFRES_D_UN_NUMERO:]
    return chiffres if len(chiffres) == CHIFFRES_D_UN_NUMERO else ""


def _ages(texte: str) -> tuple[float, ...]:
    """In years."""
    dits = re.findall(r"(\d{1,2})\s*(ans?|mois)\b", texte.lower())
    return tuple(int(nombre) / (12 if unite == "mois" else 1) for nombre, unite in dits)


def _ages_vont(ages: tuple[float, ...], portrait: Portrait, le: date) -> bool:
    """Each age that is told is, within a year, that of one of its children."""
    connus = [(le - naissance).days / 365.25 for naissance in portrait.nes]
    return bool(ages) and all(any(abs(age - connu) <= 1 for connu in connus) for age in ages)
