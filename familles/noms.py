"""Names as people hear, type and transliterate them: « Mohamed » and « Muhammad », « Tremblay » and
« Trembley », « Geneviève » and « Jeneviève », « Наталья » and « Natalia ».

A key is what a word sounds like to a French ear. It is made when two words are compared and kept
nowhere.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from anyascii import anyascii
from rapidfuzz.distance import OSA

ECRITS, AUTRES_SIGNES = re.compile(r"[^\W_]+"), re.compile(r"[^a-z0-9]+")
LIEURS = re.compile(r"['’ʼ`´]")
SANS_VOYELLES = re.compile(r"[\u0590-\u07ff\ufb1d-\ufdff\ufe70-\ufeff]")
# In order: what is written, then what is heard.
SONS = [
    (re.compile(ecrit), entendu)
    for ecrit, entendu in [
        (r"(.)\1+", r"\1"),
        (r"ph", "f"),
        (r"tch|sch|sh|ch(?!r)", "x"),
        (r"gn", "ny"),
        (r"(?<=[ckgtdrb])h", ""),
        (r"qu|ck|q", "k"),
        (r"c(?=[eiy])|z|(?<!^)ks", "s"),
        (r"c", "k"),
        (r"gu(?=[eiy])", "g"),
        (r"dj|g(?=[eiy])", "j"),
        (r"ou(?=[aei])|w", "v"),
        (r"h", ""),
        (r"eau|aul?[tdx]?$|au", "o"),
        (r"(?<=[a-z]{2})(?:e[tr]|ai[ts]|ez)$", "e"),
        (r"ae|oe|[ae][iy]", "e"),
        (r"ou|oo|u", "o"),
        (r"ee|y", "i"),
        (r"[ae][nm](?=[^aeiou]|$)", "an"),
        (r"(?<=..)[tsx]$", ""),
        (r"(?<=..r)d$", ""),
        (r"(.)\1+", r"\1"),
    ]
]
# From that many letters on, as many typing errors are forgiven.
ERREURS = ((8, 2), (5, 1))
LONG = 7
INCOMPARABLES = 99


# Letters that may begin the same sound.
DEBUTS = str.maketrans("kqsxztjdpeiouywv", "ccccccggfaaaaaaa")


@dataclass(frozen=True)
class Mot:
    """One word of a name, in Latin letters without accents, and as it was written."""

    lettres: str
    sans_voyelles: bool = False
    ecrit: str = field(default="", compare=False)

    @cached_property
    def son(self) -> str:
        son = self.lettres
        for ecrit, entendu in SONS:
            son = ecrit.sub(entendu, son)
        return son

    @property
    def debut(self) -> str:
        return self.lettres.lstrip("h")[:1].translate(DEBUTS)

    @cached_property
    def squelette(self) -> str:
        """What scripts that write no vowels keep of a word."""
        simple = re.sub(r"(.)\1+", r"\1", self.lettres)
        return re.sub(r"[aeiouyhw]", "", simple).replace("q", "k").replace("z", "s")


def mots(texte: str) -> frozenset[Mot]:
    """« N’Guyen-Tremblay » → nguyen, tremblay; whatever the script."""
    ecrits = ECRITS.findall(LIEURS.sub("", unicodedata.normalize("NFC", texte)))
    return frozenset(mot for ecrit in ecrits if (mot := _mot(ecrit)).lettres)


def _mot(ecrit: str) -> Mot:
    if ecrit.isascii():
        return Mot(ecrit.lower(), ecrit=ecrit)
    lettres = AUTRES_SIGNES.sub("", anyascii(ecrit).lower())
    return Mot(lettres, bool(SANS_VOYELLES.search(ecrit)), ecrit)


def memes(un: Mot, autre: Mot) -> bool:
    """They may be one name: the same to the ear, but for typing errors in long ones."""
    if un.lettres == autre.lettres:
        return True
    if un.sans_voyelles != autre.sans_voyelles:
        return len(un.squelette) > 1 and un.squelette == autre.squelette
    if un.debut != autre.debut:
        return False
    court = min(len(un.lettres), len(autre.lettres))
    permises = next((erreurs for longueur, erreurs in ERREURS if court >= longueur), 0)
    if court > 1 and un.son == autre.son:
        return True
    return permises > 0 and _ecart(un, autre) <= permises


def _ecart(un: Mot, autre: Mot) -> int:
    """The least number of errors between them. The first sound is never mistaken, nor the last,
    which tells « Marie » from « Maria »; but for a mute e and one slip in a long word."""
    court, long = sorted([len(un.lettres), len(autre.lettres)])
    ecrit = OSA.distance(un.lettres, autre.lettres)
    fins = [m.son.rstrip("e") if long >= LONG else m.son for m in (un, autre)]
    if un.son[:1] != autre.son[:1] or (fins[0][-1:] != fins[1][-1:] and not _glisse(ecrit, court)):
        return INCOMPARABLES
    return min(ecrit, OSA.distance(un.son, autre.son))


def _glisse(ecrit: int, court: int) -> bool:
    return ecrit == 1 and court > LONG
