"""The published figures of the pilot (DOMAINE §3.1), read in each file of its synthesis."""

import re
from decimal import Decimal

from rapports.exports import csv_, json_, ods, pdf, xlsx

from .lecture import lire_csv, lire_json, lire_ods, lire_xlsx, texte_du_pdf

PUBLIES = {
    "I-01": (Decimal(5305), None),
    "I-02": (Decimal(3242), None),
    "I-03": (Decimal(61), "6 sur 10"),
    "I-04": (Decimal(10_036), None),
    "I-05": (Decimal(7), "moins de 10\u00a0%"),
    "I-06": (Decimal(52), "la moitié"),
    "I-10": (Decimal(50), "la moitié"),
    "I-12a": (Decimal(81), "8 sur 10"),
    "I-12b": (Decimal(78), "8 sur 10"),
    "I-13.famille_enfance": (Decimal(38), "4 sur 10"),
    "I-13.aide_materielle_alimentation": (Decimal(23), "2 sur 10"),
}
SUR_PAPIER = (
    r"Familles jointes par l’accompagnement 5 305 ",
    r"Familles isolées au premier contact 3 242 ",
    r"Part des familles isolées 61 % 6 sur 10 ",
    r"Enfants 10 036 ",
    r"Part des enfants à naître 7 % moins de 10 % ",
    r"Part des enfants de 5 ans ou moins 52 % la moitié ",
    r"Part des accompagnements à 3 référencements ou plus 50 % la moitié ",
    r"communautaires 81 % 8 sur 10 ",
    r"autonomes 78 % 8 sur 10 ",
    r"l’enfant 38 % 4 sur 10 ",
    r"alimentation 23 % 2 sur 10 ",
)


def verifier(document):
    """Every format but paper has them in its first table; paper, as one reads it."""
    for feuilles in (
        lire_xlsx(xlsx.ecrire(document)),
        lire_ods(ods.ecrire(document)),
        lire_csv(csv_.ecrire(document)),
        lire_csv(csv_.ecrire(document, machine=True), machine=True),
        lire_json(json_.ecrire(document)),
    ):
        _, _, lignes = feuilles[0]
        lus = {ligne[0]: (ligne[2], ligne[3]) for ligne in lignes}
        assert {cle: lus[cle] for cle in PUBLIES} == PUBLIES
    lu = texte_du_pdf(pdf.ecrire(document))
    assert [motif for motif in SUR_PAPIER if not re.search(motif, lu)] == []
