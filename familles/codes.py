"""The code a famille is known by: random, never derived from a name or a birth date.

Nine random characters and one check character (ISO 7064, hybrid MOD 33,32), without the letters
I, L, O and U that are misread: ``7K3MQ9XT4V``, shown ``7K3MQ-9XT4V``.
"""

from secrets import choice

from stdnum.exceptions import ValidationError as CodeInvalide
from stdnum.iso7064 import mod_37_36

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGUEUR = 10
_CORRECTIONS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": "", " ": ""})


def avec_controle(corps: str) -> str:
    return corps + mod_37_36.calc_check_digit(corps, ALPHABET)


def nouveau_code() -> str:
    return avec_controle("".join(choice(ALPHABET) for _ in range(LONGUEUR - 1)))


def normaliser(saisie: str) -> str:
    """What was typed, as a code: case, dashes and look-alike letters forgiven."""
    return saisie.strip().upper().translate(_CORRECTIONS)


def est_valide(code: str) -> bool:
    if len(code) != LONGUEUR:
        return False
    try:
        mod_37_36.validate(code, ALPHABET)
    except (CodeInvalide, ValueError):
        return False
    return True


def afficher(code: str) -> str:
    return f"{code[:5]}-{code[5:]}"
