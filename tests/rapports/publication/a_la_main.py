"""Publications and networks written by hand, a few numbers each."""

from collections.abc import Mapping
from typing import Any

from tests.rapports.publication.attaque import TOUT, Bilan, Savoir, attaquer
from tests.rapports.publication.journal import Journal, prudemment
from tests.rapports.publication.lecteur import Lecture
from tests.rapports.publication.registres_publies import Reseau

HIVER, PRINTEMPS = "2024-01-01", "2024-04-01"
LIEU = {"region": "01", "type_porteur": "OCF", "milieu": "rural"}
Nombres = Mapping[str, int]


def lecture(
    exacts: Nombres,
    cellules: Mapping[str, Mapping[str, int | str]],
    *,
    niveau: str = "territoire",
    periodes: tuple[str, ...] = (HIVER,),
    distinctes: Nombres | None = None,
    lieux: Mapping[str, Mapping[str, str]] | None = None,
) -> Lecture:
    """``cellules``: groupe → count → what is shown. All territoires look alike unless told."""
    lieux = lieux or dict.fromkeys(cellules, LIEU)
    groupes = {groupe: _chiffres(vus) for groupe, vus in cellules.items()}
    return Lecture(
        {
            "genre": "periode" if distinctes is None else "synthese",
            "periodes": [{"debut": debut} for debut in periodes],
            "reseau": {
                "familles_distinctes": _chiffres(exacts if distinctes is None else distinctes),
                "somme_des_rapports": _chiffres(exacts),
            },
            "groupes": {niveau: groupes},
        },
        {(p, t): f"{p} {t}" for p in periodes for t in lieux},
        lieux,
    )


def _chiffres(vus: Mapping[str, int | str]) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    return {"chiffres": {nom: {"n": vu, "d": None} for nom, vu in vus.items()}}


def devinees(*lectures: Lecture, savoir: Savoir = TOUT) -> dict[tuple[str, str], tuple[int, int]]:
    """(groupe, count) → least and greatest of each hidden count that is found."""
    trouvees = attaquer(lectures, savoir).trouvailles
    return {(t.groupe, t.nom): (t.moins, t.plus) for t in trouvees}


def publier_a_la_main(
    comptes: Mapping[str, Nombres],
    *,
    lieux: Mapping[str, Mapping[str, str]] | None = None,
    en_retard: tuple[str, ...] = (),
    savoir: Savoir = TOUT,
) -> tuple[list[Lecture], Bilan]:
    """One winter through the publishing core, late reports in a revision, then the attack."""
    reseau = Reseau({t: dict((lieux or {}).get(t, LIEU)) for t in comptes})
    reseau.comptes = {(0, t): dict(nombres) for t, nombres in comptes.items()}
    reseau.retards = {(0, t) for t in en_retard}
    lectures = Journal(reseau, prudemment).derouler()
    return lectures, attaquer(lectures, savoir)


def deux_periodes(
    familles: Mapping[str, tuple[int, int, int]],
    *,
    lieux: Mapping[str, Mapping[str, str]] | None = None,
    en_retard: tuple[str, ...] = (),
) -> Reseau:
    """``familles``: of each territoire, in winter, in spring, and of both, each once. Late reports
    are those of winter."""
    reseau = Reseau({t: dict((lieux or {}).get(t, LIEU)) for t in familles})
    for territoire, (hiver, printemps, distinctes) in familles.items():
        reseau.comptes[0, territoire] = portee(hiver, 0)
        reseau.comptes[1, territoire] = portee(printemps, 0)
        reseau.distincts[territoire] = {"I-01": distinctes}
    reseau.retards = {(0, t) for t in en_retard}
    return reseau


def portee(jointes: int, nouvelles: int) -> dict[str, int]:
    return {"I-01": jointes, "I-01n": nouvelles, "I-01r": jointes - nouvelles}
