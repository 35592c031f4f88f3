"""Finding a famille by what one remembers of it: alias, names or code, typing errors forgiven.

Only the familles in one's scope are read, a few hundred: no index of names exists anywhere.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from familles import codes
from familles.models import Famille, IdentiteAdulte, IdentiteEnfant
from familles.models.famille import FamilleQuerySet
from proximite.recherche import normaliser

SEUIL = 72
LONGUEUR_COURTE = 2
CODE_MINIMAL = 4
RECENTES, TROUVEES = 4, 8


@dataclass(frozen=True)
class Resultat:
    familles: list[Famille] = field(default_factory=list)
    code_mal_recopie: bool = False


def chercher(saisie: str, parmi: FamilleQuerySet) -> Resultat:
    """The familles that match, best first; a full code is exact."""
    code = codes.normaliser(saisie)
    if codes.est_valide(code) and (trouvees := list(parmi.filter(code=code))):
        return Resultat(trouvees)
    mots = normaliser(saisie).split()
    if not mots:
        return Resultat()
    notes = [
        (note, famille)
        for famille, textes in _textes(parmi)
        if (note := _note_du_code(code, famille) or _note(mots, textes)) >= SEUIL
    ]
    notes.sort(key=lambda paire: (-paire[0], normaliser(paire[1].alias)))
    return Resultat(
        [famille for _, famille in notes],
        code_mal_recopie=not notes and _ressemble_a_un_code(code),
    )


def reconnaitre(saisie: str, parmi: FamilleQuerySet) -> list[Famille]:
    """The few to choose among: those that match, or the last seen while nothing is searched."""
    if saisie:
        return chercher(saisie, parmi).familles[:TROUVEES]
    return list(parmi.recentes()[:RECENTES])


def _textes(parmi: FamilleQuerySet) -> Iterable[tuple[Famille, list[str]]]:
    """Each famille with the words it is known by: one query for it, one per kind of person."""
    familles = list(parmi.select_related("identite"))
    noms: dict[int, list[str]] = defaultdict(list)
    adultes = IdentiteAdulte.objects.filter(adulte__famille__in=parmi)
    for adulte in adultes.select_related("adulte"):
        noms[adulte.adulte.famille_id].append(adulte.nom_complet)
    enfants = IdentiteEnfant.objects.filter(enfant__famille__in=parmi)
    for enfant in enfants.select_related("enfant"):
        noms[enfant.enfant.famille_id].append(enfant.nom_complet)
    for famille in familles:
        nom = famille.identite.nom if hasattr(famille, "identite") else ""
        yield famille, normaliser(" ".join([famille.alias, nom, *noms[famille.pk]])).split()


def _note(mots: list[str], textes: list[str]) -> float:
    """0 to 100: how well the least recognised word is found."""
    return min(max((_ressemblance(mot, texte) for texte in textes), default=0) for mot in mots)


def _ressemblance(mot: str, texte: str) -> float:
    """Of a word, or of the beginning of one while it is being typed."""
    if texte.startswith(mot):
        return 100
    if len(mot) <= LONGUEUR_COURTE:
        return 0
    return max(fuzz.ratio(mot, texte), fuzz.ratio(mot, texte[: len(mot)]) - 5)


def _note_du_code(code: str, famille: Famille) -> float:
    return 100 if len(code) >= CODE_MINIMAL and famille.code.startswith(code) else 0


def _ressemble_a_un_code(code: str) -> bool:
    return (
        len(code) == codes.LONGUEUR
        and any(c.isdigit() for c in code)
        and all(c in codes.ALPHABET for c in code)
        and not codes.est_valide(code)
    )
