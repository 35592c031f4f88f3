"""When the dossier of a famille is closed, and when it falls due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from familles.models import Accompagnement, Consentement, Famille
from referencements.models import Referencement

from .models import Suspension

SANS_SUITE = timedelta(days=365)


@dataclass(frozen=True)
class Echeance:
    famille: Famille
    classe: str
    fermee_le: date
    a_detruire_le: date
    suspension: Suspension | None

    def est_en_retard(self, le: date) -> bool:
        """Its day is past and nothing holds it: the nightly run should have ended it."""
        return self.a_detruire_le < le and self.suspension is None


def fermees() -> QuerySet[Any]:
    """Not accompanied any more; ``fermee_le`` is the last thing that happened in the file."""
    fins = Accompagnement.objects.filter(famille=OuterRef("pk")).order_by(F("date_fin").desc())
    suivis = Referencement.objects.filter(famille=OuterRef("pk")).order_by("-dernier_suivi_le")
    return (
        Famille.objects.filter(nb_accompagnements_ouverts=0, anonyme_le__isnull=True)
        .annotate(
            fermee_le=Greatest(
                F("date_jointe"),
                Coalesce(F("derniere_intervention_le"), F("date_jointe")),
                Coalesce(Subquery(fins.values("date_fin")[:1]), F("date_jointe")),
                Coalesce(Subquery(suivis.values("dernier_suivi_le")[:1]), F("date_jointe")),
            )
        )
        .order_by("fermee_le", "pk")
    )


def accompagnees_avant() -> QuerySet[Any]:
    return fermees().filter(_accompagnee() | _accordee())


def sans_suite() -> QuerySet[Any]:
    """Opened, and nothing came of it: never accompanied, and nobody ever agreed to anything."""
    return fermees().exclude(_accompagnee() | _accordee())


def _accompagnee() -> Exists:
    return Exists(Accompagnement.objects.filter(famille=OuterRef("pk")))


def _accordee() -> Exists:
    return Exists(Consentement.objects.filter(famille=OuterRef("pk")))


def non_suspendues(familles: QuerySet[Any], le: date) -> QuerySet[Any]:
    suspendues = Suspension.objects.en_vigueur(le).filter(famille=OuterRef("pk"))
    return familles.exclude(Exists(suspendues))


def echues(maintenant: datetime) -> QuerySet[Any]:
    le = timezone.localdate(maintenant)
    limite = annees_avant(le, settings.CONSERVATION_DOSSIER_ANNEES)
    return non_suspendues(accompagnees_avant().filter(fermee_le__lte=limite), le)


def sans_suite_echues(maintenant: datetime) -> QuerySet[Any]:
    le = timezone.localdate(maintenant)
    return non_suspendues(sans_suite().filter(fermee_le__lte=le - SANS_SUITE), le)


def annees_avant(jour: date, annees: int) -> date:
    """The same day, that many years before; 28 February for a 29th."""
    try:
        return jour.replace(year=jour.year - annees)
    except ValueError:
        return jour.replace(year=jour.year - annees, day=28)


def a_venir(familles: QuerySet[Any], jusqu_au: date) -> Iterator[Echeance]:
    """Among these, what falls due until then, the suspended ones included."""
    annees = settings.CONSERVATION_DOSSIER_ANNEES
    lots = [
        ("dossier_famille", accompagnees_avant(), annees_avant(jusqu_au, annees)),
        ("dossier_sans_suite", sans_suite(), jusqu_au - SANS_SUITE),
    ]
    for classe, dossiers, limite in lots:
        dus = dossiers.filter(pk__in=familles.values("pk"), fermee_le__lte=limite)
        suspensions = {s.famille_id: s for s in Suspension.objects.en_vigueur()}
        for famille in dus:
            fermee_le = famille.fermee_le
            fin = fermee_le + SANS_SUITE
            if classe == "dossier_famille":
                fin = annees_avant(fermee_le, -annees)
            yield Echeance(famille, classe, fermee_le, fin, suspensions.get(famille.pk))
