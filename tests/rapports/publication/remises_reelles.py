"""Reports with drawn numbers, as rows: submitted and accepted, then published by ``publier``."""

from datetime import date

from django.utils import timezone

from rapports.gel import canonique, empreinte
from rapports.indicateurs import VERSION_DEFINITIONS
from rapports.models import Periode, Publication, RapportParticipation, VersionRapport
from rapports.models.participation import contenu_a_figer
from tests.rapports.publication.lecteur import Lecture, denominateur, numerateur
from tests.rapports.publication.registres_publies import Reseau
from tests.territoires.factories import OrganismePorteurFactory, TerritoireFactory

TRIMESTRES = (
    (date(2024, 1, 1), date(2024, 3, 31)),
    (date(2024, 4, 1), date(2024, 6, 30)),
    (date(2024, 7, 1), date(2024, 9, 30)),
    (date(2024, 10, 1), date(2024, 12, 31)),
)


def installer(reseau: Reseau) -> tuple[list[Periode], dict[str, object]]:
    """The periods, and the territoires by code."""
    periodes = [
        Periode.objects.create(libelle=f"Trimestre {rang}", debut=debut, fin=fin)
        for rang, (debut, fin) in enumerate(TRIMESTRES, start=1)
    ]
    territoires = {
        code: TerritoireFactory(
            code=code,
            nom=f"Territoire {code}",
            milieu=lieu["milieu"],
            region_id=lieu["region"],
            organisme=OrganismePorteurFactory(type=lieu["type_porteur"]),
        )
        for code, lieu in reseau.lieux.items()
    }
    return periodes, territoires


def accepter(reseau: Reseau, periodes, territoires, rang: int, codes, *, par) -> None:
    """The reports of these territoires for this period, if they are not in yet."""
    for code in codes:
        rapport, nouveau = RapportParticipation.objects.get_or_create(
            periode=periodes[rang], territoire=territoires[code], etat="accepte", nb_versions=1
        )
        if nouveau:
            _figer(rapport, reseau.comptes[rang, code], par=par)


def _figer(rapport: RapportParticipation, comptes, *, par) -> None:
    """The frozen form of an empty registry, with these counts instead."""
    fige = contenu_a_figer(rapport)
    for identifiant, ligne in fige["chiffres"].items():
        ligne["n"] = comptes.get(numerateur(identifiant), ligne["n"])
        if ligne["d"] is not None:
            ligne["d"] = comptes.get(denominateur(identifiant), ligne["d"])
    contenu = canonique(fige)
    VersionRapport.objects.create(
        rapport=rapport,
        numero=1,
        contenu=contenu,
        empreinte=empreinte(contenu),
        version_definitions=VERSION_DEFINITIONS,
        soumise_par=par,
        decision=VersionRapport.Decision.ACCEPTEE,
        decidee_par=par,
        decidee_le=timezone.now(),
    )


def lire(publication: Publication) -> Lecture:
    """What a reader knows of it: its tables, and which reports it stands on."""
    versions = VersionRapport.objects.filter(pk__in=publication.bilan["versions"])
    figes = {str(version.pk): version.fige for version in versions}
    return Lecture(
        publication.tables,
        {(f["debut"], f["territoire"]["code"]): version for version, f in figes.items()},
        {f["territoire"]["code"]: f["territoire"] for f in figes.values()},
    )
