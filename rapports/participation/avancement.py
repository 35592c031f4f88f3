"""Where each report is, and what is expected of whom next."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min

from comptes.models import Affectation, Role
from proximite.typographie import date_moyenne
from territoires.models import Territoire

from ..models import Periode, RapportParticipation

Etat = RapportParticipation.Etat
PAS_COMMENCE = "Pas commencé"
Rapports = Mapping[tuple[int, int], RapportParticipation]


@dataclass(frozen=True)
class Avancement:
    """One territoire and one Periode on a day; ``rapport`` is None until something is written,
    ``commence`` whether the territoire had had a PTP by the end of the Periode."""

    periode: Periode
    territoire: Territoire
    rapport: RapportParticipation | None
    commence: bool
    jour: date

    @property
    def etat(self) -> str:
        return self.rapport.etat if self.rapport else Etat.BROUILLON

    @property
    def en_cours(self) -> bool:
        return not self.periode.est_terminee(self.jour)

    @property
    def pas_commence(self) -> bool:
        """Nothing is expected; what someone begins all the same follows its way."""
        return not self.commence and self.rapport is None

    @property
    def attend_la_gestionnaire(self) -> bool:
        a_ecrire = self.etat in RapportParticipation.MODIFIABLES and not self.pas_commence
        return a_ecrire and not self.en_cours

    @property
    def en_retard(self) -> bool:
        return self.attend_la_gestionnaire and self.jour > self.periode.echeance

    @property
    def libelle(self) -> str:
        """A pill's word."""
        if self.pas_commence:
            return PAS_COMMENCE
        if self.en_cours:
            return "Période en cours"
        if self.etat == Etat.BROUILLON:
            return "En retard" if self.en_retard else "À soumettre"
        return Etat(self.etat).label

    @property
    def ton(self) -> str:
        if self.pas_commence:
            return "neutre"
        if self.etat == Etat.BROUILLON:
            return "attention" if self.en_retard else "info"
        return Etat(self.etat).ton

    @property
    def suite(self) -> str:
        """What is expected next, in words."""
        if self.pas_commence:
            return "Aucun rapport n’est attendu avant la première affectation d’une PTP"
        if self.en_cours:
            lendemain = date_moyenne(self.periode.fin + timedelta(days=1))
            return f"Se soumet dès le {lendemain}"
        if self.etat == Etat.SOUMIS:
            return "Le comité l’examine"
        if self.etat == Etat.ACCEPTE:
            return "Rien d’autre n’est attendu"
        quoi = "À revoir et à soumettre" if self.etat == Etat.RETOURNE else "À soumettre"
        depuis = "depuis" if self.en_retard else "pour"
        return f"{quoi}, attendu {depuis} le {date_moyenne(self.periode.echeance)}"


def avancements(
    periodes: Iterable[Periode], territoires: Iterable[Territoire], jour: date
) -> list[Avancement]:
    """Each territoire of each Periode, in their order, in two queries."""
    periodes, territoires = list(periodes), list(territoires)
    rapports = RapportParticipation.objects.filter(periode__in=periodes, territoire__in=territoires)
    connus: Rapports = {(r.periode_id, r.territoire_id): r for r in rapports}
    debuts = _premieres_affectations(territoires)
    return [
        Avancement(
            periode=periode,
            territoire=territoire,
            rapport=connus.get((periode.pk, territoire.pk)),
            commence=debuts.get(territoire.pk, date.max) <= periode.fin,
            jour=jour,
        )
        for periode in periodes
        for territoire in territoires
    ]


def _premieres_affectations(territoires: Iterable[Territoire]) -> dict[int, date]:
    postes = Affectation.objects.filter(role=Role.PTP, territoire__in=territoires)
    return dict(postes.order_by().values_list("territoire").annotate(Min("du")))


def bilan(suivis: Iterable[Avancement]) -> list[tuple[str, str, int]]:
    """How many territoires are in each state: (word, tone, number), those waited for first."""
    nombres = Counter((suivi.libelle, suivi.ton) for suivi in suivis)
    ordre = ["En retard", "À soumettre", "Période en cours", *Etat.labels, PAS_COMMENCE]
    return [
        (libelle, ton, nombre)
        for (libelle, ton), nombre in sorted(nombres.items(), key=lambda n: ordre.index(n[0][0]))
    ]
