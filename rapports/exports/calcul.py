"""Live and exact figures as ``manage.py rapport`` gives them: no texts, no charts."""

import json
from collections.abc import Mapping
from typing import Any, BinaryIO

from proximite.typographie import NBSP

from ..indicateurs import VERSION_DEFINITIONS
from ..resultats import Rapport
from . import chiffres, csv_, xlsx
from .construction import TITRE, mentions_de_lecture
from .document import Document, Mention
from .json_ import nombre_json

Rapports = Mapping[str | None, Rapport]


def de_calcul(rapports: Rapports, portee: str) -> Document:
    """The whole, then each groupe, in every table."""
    ensemble = rapports[None]
    doublons = (
        "Une famille accompagnée dans deux territoires compte dans chacun et une fois dans "
        "l’ensemble; des doublons interterritoires restent possibles."
    )
    return Document(
        titre=TITRE,
        portee=portee,
        periode=f"{ensemble.debut} au {ensemble.fin}",
        debut=ensemble.debut,
        fin=ensemble.fin,
        version=f"définitions{NBSP}{VERSION_DEFINITIONS}",
        etabli_le=ensemble.observe_au,
        mentions=[
            *mentions_de_lecture(ensemble, VERSION_DEFINITIONS),
            Mention("Doublons", doublons),
        ],
        tables=chiffres.par_rubrique(list(rapports.values()), VERSION_DEFINITIONS),
        definitions=chiffres.definis([ensemble]),
    )


def ecrire_csv(
    rapports: Rapports, flux: BinaryIO, *, portee: str = "réseau", machine: bool = False
) -> None:
    """Every table in one."""
    tables = de_calcul(rapports, portee).tables
    flux.write(csv_.ecrire_tables(tables, machine=machine))


def ecrire_xlsx(rapports: Rapports, flux: BinaryIO, *, portee: str = "réseau") -> None:
    flux.write(xlsx.ecrire(de_calcul(rapports, portee)))


def ecrire_json(rapports: Rapports, flux: BinaryIO, *, portee: str = "réseau") -> None:
    """``{"meta": …, "I-01": …, "groupes": {"rural": {"I-01": …}}}``; groupes when split."""
    rapport = rapports[None]
    contenu: dict[str, Any] = {
        "meta": {
            "periode": {"debut": str(rapport.debut), "fin": str(rapport.fin)},
            "portee": portee,
            "methode": rapport.methode,
            "date_reference_ages": rapport.rattachement,
            "date_reference_ages_libelle": rapport.rattachement.libelle,
            "observe_au": str(rapport.observe_au),
            "version_definitions": VERSION_DEFINITIONS,
        },
        **_par_identifiant(rapport),
    }
    groupes = {code: rapport for code, rapport in rapports.items() if code is not None}
    if groupes:
        contenu["meta"]["groupes"] = {code: r.groupe.libelle for code, r in groupes.items()}
        contenu["groupes"] = {code: _par_identifiant(rapport) for code, rapport in groupes.items()}
    flux.write(json.dumps(contenu, ensure_ascii=False, indent=2).encode() + b"\n")


def _par_identifiant(rapport: Rapport) -> dict[str, Any]:
    """Numerator, denominator and value of each figure; None is « s. o. »."""
    return {
        cle: {
            "libelle": resultat.indicateur.libelle,
            "numerateur": resultat.numerateur,
            "denominateur": resultat.denominateur,
            "valeur": nombre_json(resultat.valeur),
            "unite": resultat.indicateur.unite,
        }
        for cle, resultat in rapport.items()
    }
