"""The accepted reports that a publication stands on."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError

from partenaires.models import Secteur

from ..models import Periode, Publication, VersionRapport
from . import mesures
from .tableau import Remise


def versions_de_la_periode(periode: Periode) -> list[VersionRapport]:
    """Enough of them: the totals of a few territoires would be those of each."""
    versions = acceptees(periode)
    if len(versions) < settings.RAPPORTS_MINIMAUX:
        raise ValidationError(
            "Il faut au moins %(minimum)s rapports acceptés pour publier «\u00a0%(periode)s"
            "\u00a0»\u00a0: avec moins, les totaux seraient presque ceux d’un territoire. Acceptez "
            "d’abord des rapports.",
            code="trop_peu",
            params={"minimum": settings.RAPPORTS_MINIMAUX, "periode": periode.libelle},
        )
    return charger(versions)


def acceptees(periode: Periode) -> set[int]:
    versions = VersionRapport.objects.acceptees().filter(rapport__periode=periode)
    return set(versions.values_list("pk", flat=True))


def versions_publiees(periodes: Sequence[Periode]) -> list[VersionRapport]:
    """As their periods were last published: a report that came too late for them would be told
    by the difference."""
    publications = {
        (p.debut, p.fin): p for p in Publication.objects.de_periode().courantes().defer("contenu")
    }
    absentes = [p.libelle for p in periodes if (p.debut, p.fin) not in publications]
    if absentes:
        raise ValidationError(
            "Une synthèse réunit des périodes publiées. Publiez d’abord\u00a0: %(periodes)s.",
            code="non_publiees",
            params={"periodes": ", ".join(absentes)},
        )
    versions = [publications[p.debut, p.fin].bilan["versions"] for p in periodes]
    return charger({pk for pks in versions for pk in pks})


def charger(pks: set[int]) -> list[VersionRapport]:
    return list(
        VersionRapport.objects.filter(pk__in=pks)
        .select_related("rapport__territoire__organisme", "rapport__periode")
        .order_by("rapport__periode__debut", "rapport__territoire__nom")
    )


def lire_remises(versions: Sequence[VersionRapport]) -> tuple[list[Remise], mesures.Tables]:
    lus = [mesures.lire(version.fige["chiffres"]) for version in versions]
    tables = mesures.tables(lus, parents_des_secteurs())
    remises = [
        Remise(
            version.pk,
            version.fige["territoire"],
            mesures.completer(comptes, tables.partitions),
            version.fige["debut"],
        )
        for version, comptes in zip(versions, lus, strict=True)
    ]
    return remises, tables


def parents_des_secteurs() -> dict[str, str | None]:
    return dict(Secteur.objects.values_list("code", "parent"))
