"""The children of a dossier that ends: what names them goes, ages that figures read stay exact."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q

from familles.models import Enfant, Famille, IdentiteEnfant
from familles.models.champs_scelles import Illisible
from familles.models.personnes import age_revolu

MILIEU = 15
ANNEES = 19  # as long as a report may count a child
GROSSESSE = timedelta(weeks=42)  # a report looks that far after its end


def finir(familles: Iterable[Famille]) -> None:
    """Those who have another home go on there; the others lose their names and their day."""
    pks = [famille.pk for famille in familles]
    lies = Enfant.objects.filter(Q(famille__in=pks) | Q(autre_famille__in=pks))
    for enfant in lies.select_related("famille", "autre_famille", "identite"):
        if _a_un_autre_foyer(enfant, pks):
            _confier(enfant, pks)
        else:
            _rendre_anonyme(enfant)


def _a_un_autre_foyer(enfant: Enfant, pks: list[int]) -> bool:
    foyers = [enfant.famille, enfant.autre_famille]
    return any(f and f.pk not in pks and not f.anonyme_le for f in foyers)


def _confier(enfant: Enfant, pks: list[int]) -> None:
    """The file that goes on becomes the child’s own: what names the child is sealed with it."""
    if enfant.famille_id not in pks:
        return
    identite = getattr(enfant, "identite", None)
    noms = (identite.prenom, identite.nom) if identite else ()
    if any(isinstance(nom, Illisible) for nom in noms):
        noms = ()  # a base restored without the key: the other home writes them again
    Enfant.objects.filter(pk=enfant.pk).update(
        famille=enfant.autre_famille, autre_famille=enfant.famille
    )
    enfant.refresh_from_db()
    IdentiteEnfant.objects.filter(enfant=enfant).delete()
    if noms:
        IdentiteEnfant.objects.create(enfant=enfant, prenom=noms[0], nom=noms[1])


def _rendre_anonyme(enfant: Enfant) -> None:
    IdentiteEnfant.objects.filter(enfant=enfant).delete()
    if enfant.naissance is None:
        return
    foyers = [f for f in (enfant.famille, enfant.autre_famille) if f]
    enfant.naissance = naissance_floue(enfant.naissance, [f.date_jointe for f in foyers])
    if enfant.precision == Enfant.Precision.JOUR:
        enfant.precision = Enfant.Precision.MOIS
    enfant.save(update_fields=["naissance", "precision"])


def naissance_floue(naissance: date, jointes: Iterable[date]) -> date:
    """A day of the same month, the nearest to its middle that gives the same age on every day that
    a report reads one: the first and the last of any month, and the day the famille was jointe."""
    reperes = [*jointes, *_bornes(naissance)]
    attendus = [_lu(naissance, jour) for jour in reperes]
    jours = range(1, monthrange(naissance.year, naissance.month)[1] + 1)
    for jour in sorted(jours, key=lambda jour: abs(jour - MILIEU)):
        autre = naissance.replace(day=jour)
        if [_lu(autre, repere) for repere in reperes] == attendus:
            return autre
    return naissance


def _lu(naissance: date, jour: date) -> tuple[bool, bool, int]:
    return naissance > jour, naissance > jour + GROSSESSE, age_revolu(naissance, jour)


def _bornes(naissance: date) -> Iterator[date]:
    """The months around each birthday, and around what a report counts as expected."""
    for annee in range(naissance.year - 2, naissance.year + ANNEES):
        for mois in range(1, 13):
            yield date(annee, mois, 1)
            yield date(annee, mois, monthrange(annee, mois)[1])
