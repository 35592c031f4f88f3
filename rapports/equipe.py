"""Who is affected where, for how long, and what she reveals (DOMAINE §4.3, I-33, I-41)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from comptes.models import Affectation, Role
from familles.models import PassationFamille
from referencements.models import ConstatTrou

from .comptes import Compte, Comptes
from .requetes import Demande
from .resultats import arrondir

TEMPS_PLEIN = 30
JOUR = timedelta(days=1)


@dataclass(frozen=True)
class Poste:
    """One affectation of a PTP, as far as the window goes: it ends on ``au``, or goes on."""

    personne: int
    territoire: int
    heures: Decimal | None
    du: date
    au: date | None


@dataclass(frozen=True)
class Fenetre:
    """The days that are looked at: those to come have no one yet."""

    debut: date
    fin: date

    @property
    def jours(self) -> int:
        return max(0, (self.fin - self.debut).days + 1)

    def jours_de(self, du: date, au: date | None) -> int:
        """How many of them are between these dates, both included."""
        dernier = min(self.fin, au or self.fin)
        return max(0, (dernier - max(self.debut, du)).days + 1)


def compter(demande: Demande, comptes: Comptes) -> None:
    """Affectations are few: they are read, and counted here."""
    fenetre = Fenetre(demande.debut, min(demande.fin, demande.observe_au))
    postes: defaultdict[str, list[Poste]] = defaultdict(list)
    jusqua = Affectation.objects.filter(role=Role.PTP, du__lte=fenetre.fin)
    champs = ("utilisateur", "territoire", "heures_semaine", "du", "au")
    for groupe, *poste in demande.portee(jusqua).values_list("groupe", *champs):
        postes[groupe].append(Poste(*poste))
    for groupe, siens in postes.items():
        _affecter(comptes[groupe], siens, fenetre)
    _compter_revelatrices(demande, comptes)
    _compter_passations(demande, fenetre, comptes)


def _affecter(compte: Compte, postes: list[Poste], fenetre: Fenetre) -> None:
    actifs = [poste for poste in postes if fenetre.jours_de(poste.du, poste.au)]
    departs = sum(_part(poste, postes, fenetre) for poste in actifs)
    compte.numerateurs["I-41x"] += departs
    compte.numerateurs["I-41t"] += departs * fenetre.jours
    compte.denominateurs["I-41l"] += len(actifs)
    for poste in actifs:
        _ajouter(compte, poste, fenetre)
    for siens in _par_territoire(postes):
        compte.denominateurs["I-41t"] += _jours_personnes(siens, fenetre)
        compte.numerateurs["I-41v"] += _jours_sans_personne(siens, fenetre)


def _ajouter(compte: Compte, poste: Poste, fenetre: Fenetre) -> None:
    if poste.heures is not None:
        minutes = Fraction(poste.heures) * 60 * fenetre.jours_de(poste.du, poste.au) / 7
        compte.numerateurs["I-41h"] += int(arrondir(minutes))
        compte.denominateurs["I-41e"] += 1
        compte.numerateurs["I-41e"] += poste.heures >= TEMPS_PLEIN
    dernier = min(fenetre.fin, poste.au or fenetre.fin)
    compte.effectifs["I-41l"][Fraction((dernier - poste.du).days + 1)] += 1


def _part(poste: Poste, postes: Iterable[Poste], fenetre: Fenetre) -> bool:
    """She leaves in the window: no other affectation of hers there takes over."""
    if poste.au is None or not fenetre.debut <= poste.au <= fenetre.fin:
        return False
    return not any(
        (autre.personne, autre.territoire) == (poste.personne, poste.territoire)
        and autre.du <= poste.au + JOUR
        and (autre.au is None or autre.au > poste.au)
        for autre in postes
    )


def _par_territoire(postes: Iterable[Poste]) -> Iterable[list[Poste]]:
    par_territoire: defaultdict[int, list[Poste]] = defaultdict(list)
    for poste in postes:
        par_territoire[poste.territoire].append(poste)
    return par_territoire.values()


def _jours_personnes(postes: Iterable[Poste], fenetre: Fenetre) -> int:
    """Days of the window, counted for each person who is there, once for each."""
    par_personne: defaultdict[int, list[Poste]] = defaultdict(list)
    for poste in postes:
        par_personne[poste.personne].append(poste)
    return sum(_jours_couverts(siens, fenetre) for siens in par_personne.values())


def _jours_sans_personne(postes: list[Poste], fenetre: Fenetre) -> int:
    """Days of the window, since the territoire first had someone, without anyone."""
    depuis = fenetre.jours_de(min(poste.du for poste in postes), None)
    return depuis - _jours_couverts(postes, fenetre)


def _jours_couverts(postes: Iterable[Poste], fenetre: Fenetre) -> int:
    """Days of the window when at least one is there."""
    jours, suivant = 0, fenetre.debut
    for poste in sorted(postes, key=lambda poste: poste.du):
        du = max(poste.du, suivant)
        jours += fenetre.jours_de(du, poste.au)
        suivant = max(suivant, min(fenetre.fin, poste.au or fenetre.fin) + JOUR)
    return jours


def _compter_passations(demande: Demande, fenetre: Fenetre, comptes: Comptes) -> None:
    """Familles whose PTP leaves in the window, and those who said yes to the relay."""
    parties = demande.portee(
        PassationFamille.objects.filter(
            passation__dernier_jour__range=(fenetre.debut, fenetre.fin)
        ),
        "passation__",
    )
    faite = Q(reponse=PassationFamille.Reponse.OUI, conclue_le__lte=demande.observe_au)
    familles = Count("famille", distinct=True)
    faites = Count("famille", distinct=True, filter=faite)
    for groupe, n, oui in parties.values_list("groupe").annotate(n=familles, oui=faites):
        comptes[groupe].denominateurs["I-41p"] += n
        comptes[groupe].numerateurs["I-41p"] += oui


def _compter_revelatrices(demande: Demande, comptes: Comptes) -> None:
    constats = ConstatTrou.objects.pendant(demande.debut, demande.fin).filter(
        saisie_par=OuterRef("utilisateur"), trou__territoire=OuterRef("territoire")
    )
    affectees = _affectees(demande)
    for groupe, n in _personnes(affectees):
        comptes[groupe].denominateurs["I-33"] += n
    for groupe, n in _personnes(affectees.filter(Exists(constats))):
        comptes[groupe].numerateurs["I-33"] += n


def _personnes(affectations: QuerySet) -> QuerySet:
    return affectations.values_list("groupe").annotate(n=Count("utilisateur", distinct=True))


def _affectees(demande: Demande) -> QuerySet:
    pendant = Affectation.objects.filter(
        Q(au__isnull=True) | Q(au__gte=demande.debut), role=Role.PTP, du__lte=demande.fin
    )
    return demande.portee(pendant)
