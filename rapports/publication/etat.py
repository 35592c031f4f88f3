"""What may be published today, and what a publication would hold."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, Q

from territoires.models import Territoire

from ..ensemble import registre
from ..models import Periode, Publication, RapportParticipation, VersionRapport

NIVEAUX_EN_MOTS = {
    "milieu": "Par milieu",
    "type_porteur": "Par type d’organisme",
    "region": "Par région",
    "territoire": "Par territoire",
}


@dataclass(frozen=True)
class Publiable:
    """A period, how many of its reports are accepted, and what was published of it last."""

    periode: Periode
    acceptes: int
    attendus: int
    derniere: Publication | None
    a_change: bool

    @property
    def verbe(self) -> str:
        """What may be done of it; empty when there is nothing to publish."""
        trop_peu = self.acceptes < settings.RAPPORTS_MINIMAUX
        if trop_peu or (self.derniere and not self.a_change):
            return ""
        return "Publier une révision" if self.derniere else "Publier"


@dataclass(frozen=True)
class Apercu:
    """What the comité is about to publish. ``manquants``: territoires by period, by name."""

    periodes: Sequence[Periode]
    acceptes: int
    manquants: Sequence[tuple[Periode, Sequence[Territoire]]] = field(default=())


def publiables() -> list[Publiable]:
    """The periods that are over, latest first; the same queries whatever their number."""
    acceptee = Q(rapports__etat=RapportParticipation.Etat.ACCEPTE)
    periodes = (
        Periode.objects.terminees()
        .annotate(n=Count("rapports", filter=acceptee))
        .order_by("-debut")
    )
    publications = Publication.objects.de_periode().courantes().defer("contenu")
    dernieres = {(p.debut, p.fin): p for p in publications}
    versions: dict[int, set[int]] = {}
    for pk, periode in VersionRapport.objects.acceptees().values_list("pk", "rapport__periode"):
        versions.setdefault(periode, set()).add(pk)
    attendus = Territoire.objects.count()
    return [
        Publiable(
            periode,
            periode.n,
            attendus,
            derniere := dernieres.get((periode.debut, periode.fin)),
            derniere is not None
            and set(derniere.bilan["versions"]) != versions.get(periode.pk, set()),
        )
        for periode in periodes
    ]


def absents(publication: Publication) -> list[tuple[str, list[str]]]:
    """What is not published at a level, in words, level by level."""
    libelles: dict[str, list[str]] = {}
    indicateurs = registre()
    for niveau, mesure in publication.bilan["bilan"]["absents"]:
        if mesure in indicateurs:
            libelles.setdefault(niveau, []).append(indicateurs[mesure].libelle)
    return [(NIVEAUX_EN_MOTS[niveau], noms) for niveau, noms in libelles.items()]


def apercu(periodes: Sequence[Periode]) -> Apercu:
    acceptes = RapportParticipation.objects.acceptes().filter(periode__in=periodes)
    recus: dict[int, set[int]] = {periode.pk: set() for periode in periodes}
    for periode, territoire in acceptes.values_list("periode", "territoire"):
        recus[periode].add(territoire)
    tous = list(Territoire.objects.order_by("nom"))
    manquants = [
        (periode, absents)
        for periode in periodes
        if (absents := [t for t in tous if t.pk not in recus[periode.pk]])
    ]
    return Apercu(periodes, sum(map(len, recus.values())), manquants)
