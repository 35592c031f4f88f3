"""Which rows an extract is made of."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from familles.models import Enfant, Famille, Intervention
from rapports.requetes import GROSSESSE
from referencements.models import ConstatTrou, Referencement, SuiviReferencement, TrouDeServices
from referencements.models.etats import Etat


@dataclass(frozen=True)
class Portee:
    """The rows of an extract: the familles jointes in the period (I-01) and what concerns them."""

    debut: date
    fin: date

    @property
    def periode(self) -> tuple[date, date]:
        return self.debut, self.fin

    def familles(self) -> QuerySet[Famille]:
        interventions = Intervention.objects.pendant(*self.periode)
        faits = Referencement.objects.faits().pendant(*self.periode)
        suivis = SuiviReferencement.objects.apres_mediation().filter(date__range=self.periode)
        return Famille.objects.filter(
            Q(pk__in=_accompagnees(interventions))
            | Q(pk__in=_accompagnees(faits))
            | Q(pk__in=_accompagnees(suivis, "referencement__"))
        )

    def de_ces_familles(self, lignes: QuerySet[Any]) -> QuerySet[Any]:
        return lignes.filter(famille__in=self.familles())

    def enfants(self) -> QuerySet[Enfant]:
        familles = self.familles()
        return (
            Enfant.objects.filter(Q(famille__in=familles) | Q(autre_famille__in=familles))
            .exclude(ne_compte_plus_des__lt=self.debut)
            .exclude(naissance__gt=self.fin + GROSSESSE)
        )

    def interventions(self) -> QuerySet[Intervention]:
        return self.de_ces_familles(Intervention.objects.pendant(*self.periode))

    def referencements(self) -> QuerySet[Referencement]:
        return (
            Referencement.objects.filter(
                Q(date_mediation__range=self.periode)
                | Q(date_mediation__isnull=True, etat_depuis__range=self.periode)
            )
            .filter(Q(famille__isnull=True) | Q(famille__in=self.familles()))
            .exclude(etat=Etat.ANNULEE)
        )

    def constats(self) -> QuerySet[ConstatTrou]:
        return ConstatTrou.objects.filter(constate_le__range=self.periode)

    def trous(self) -> QuerySet[TrouDeServices]:
        return TrouDeServices.objects.distincts().filter(
            Q(constate_le__range=self.periode) | Q(pk__in=self.constats().order_by().values("trou"))
        )


def _accompagnees(lignes: QuerySet[Any], prefixe: str = "") -> QuerySet[Any]:
    accompagnees = lignes.filter(**{f"{prefixe}accompagnement__isnull": False})
    return accompagnees.order_by().values(f"{prefixe}famille")
