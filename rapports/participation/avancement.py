"""Where each report is, and what is expected of whom next."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from proximite.typographie import date_moyenne
from territoires.models import Territoire

from ..models import Periode, RapportParticipation

Etat = RapportParticipation.Etat
Rapports = Mapping[tuple[int, int], RapportParticipation]


@dataclass(frozen=True)
class Avancement:
    """One territoire and one Periode on a day; ``rapport`` is None until something is written."""

    periode: Periode
    territoire: Territoire
    rapport: RapportParticipation | None
    jour: date

    @property
    def etat(self) -> str:
        return self.rapport.etat if self.rapport else Etat.BROUILLON

    @property
    def en_cours(self) -> bool:
        return not self.periode.est_terminee(self.jour)

    @property
    def attend_la_gestionnaire(self) -> bool:
        return not self.en_cours and self.etat in RapportParticipation.MODIFIABLES

    @property
    def en_retard(self) -> bool:
        return self.attend_la_gestionnaire and self.jour > self.periode.echeance

    @property
    def libelle(self) -> str:
        """A pill's word."""
        if self.en_cours:
            return "Période en cours"
        if self.etat == Etat.BROUILLON:
            return "En retard" if self.en_retard else "À soumettre"
        return Etat(self.etat).label

    @property
    def ton(self) -> str:
        if self.etat == Etat.BROUILLON:
            return "attention" if self.en_retard else "info"
        return Etat(self.etat).ton

    @property
    def suite(self) -> str:
        """What is expected next, in words."""
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
    """Each territoire of each Periode, in their order, in one query."""
    periodes, territoires = list(periodes), list(territoires)
    rapports = RapportParticipation.objects.filter(periode__in=periodes, territoire__in=territoires)
    connus: Rapports = {(r.periode_id, r.territoire_id): r for r in rapports}
    return [
        Avancement(periode, territoire, connus.get((periode.pk, territoire.pk)), jour)
        for periode in periodes
        for territoire in territoires
    ]


def bilan(suivis: Iterable[Avancement]) -> list[tuple[str, str, int]]:
    """How many territoires are in each state: (word, tone, number), those waited for first."""
    nombres = Counter((suivi.libelle, suivi.ton) for suivi in suivis)
    ordre = ["En retard", "À soumettre", "Période en cours", *Etat.labels]
    return [
        (libelle, ton, nombre)
        for (libelle, ton), nombre in sorted(nombres.items(), key=lambda n: ordre.index(n[0][0]))
    ]
