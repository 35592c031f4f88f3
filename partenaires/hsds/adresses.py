"""An address on one line, as Québec writes it, and the fields that HSDS wants."""

import re
from typing import NamedTuple

_CANADIENNE = re.compile(
    r"(?P<rue>.+?),\s*(?P<ville>[^,()\d]+?),?\s*\(?(?P<province>Québec|Quebec|QC)\)?,?\s+"
    r"(?P<code>[A-Z]\d[A-Z]\s?\d[A-Z]\d)",
    re.IGNORECASE,
)


class Adresse(NamedTuple):
    rue: str
    ville: str
    code_postal: str


def decomposer(texte: str) -> Adresse | None:
    """Street, city and postal code; None when the line does not hold all three."""
    trouvee = _CANADIENNE.fullmatch(" ".join(texte.split()))
    if trouvee is None:
        return None
    code = trouvee["code"].upper().replace(" ", "")
    return Adresse(trouvee["rue"], trouvee["ville"], f"{code[:3]} {code[3:]}")


def composer(rue: str, complement: str, ville: str, province: str, code_postal: str) -> str:
    """« 12, rue Fictive, Rimouski (Québec) G5L 1A1 »."""
    provinces = {"qc": "Québec", "quebec": "Québec", "québec": "Québec"}
    province = provinces.get(province.lower(), province)
    fin = " ".join(m for m in (ville, f"({province})" if province else "", code_postal) if m)
    return ", ".join(morceau for morceau in (rue, complement, fin) if morceau)
