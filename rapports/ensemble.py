"""Every indicator of Proximité, of the report and of the dashboards, computed together."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from activites.models import StrategieDemarchage
from partenaires.models import Secteur, TypeBesoin
from proximite import portee
from referencements.models import TypeTrou

from . import indicateurs, indicateurs_complement
from .calculs import calculer
from .complement import completer
from .definitions import Indicateur
from .indicateurs_tableau import etaler
from .resultats import Rapport
from .tableau import mesurer


def registre() -> Mapping[str, Indicateur]:
    """Every indicator by identifier, the spread ones for each value of their list, in the order
    of pages and files."""
    secteurs = list(Secteur.objects.all())
    return {
        **indicateurs.tous(secteurs, StrategieDemarchage.objects.all()),
        **etaler(secteurs, TypeTrou.objects.all()),
        **indicateurs_complement.etaler(TypeBesoin.objects.all()),
    }


@portee.denombrement("Un rapport du réseau compte chaque ligne.")
def chiffrer(
    debut: date,
    fin: date,
    *,
    territoires: frozenset[int] | None = None,
    par: str | None = None,
    observe_au: date | None = None,
) -> dict[str | None, Rapport]:
    """The reports of a period with every indicator: the whole under None and, with ``par``
    (milieu, type_porteur, region, territoire), one for each groupe, by its code."""
    options = {"territoires": territoires, "par": par, "observe_au": observe_au}
    rapports = calculer(debut, fin, **options)  # type: ignore[arg-type]
    mesures = mesurer(debut, fin, **options)  # type: ignore[arg-type]
    complements = completer(debut, fin, **options)  # type: ignore[arg-type]
    return {
        code: replace(rapport, resultats={**rapport, **mesures[code], **complements[code]})
        for code, rapport in rapports.items()
    }
