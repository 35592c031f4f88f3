"""The needs brought to light with familles, and where they are (DOMAINE §4.3, §5.3-B)."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from familles.models import Besoin

from .comptes import Compte, Comptes
from .requetes import Demande

JOURS_D_OBSERVATION = 90
Etat = Besoin.Etat
# An answer in part is half of an answer: counted in halves, to stay with integers.
DEMIES = {Etat.REPONDU: 2, Etat.PARTIELLEMENT_REPONDU: 1}


def nouveaux(demande: Demande) -> QuerySet:
    """One row for each (famille, type) first brought to light in the period, with its groupe: what
    is opened again is not a need more."""
    avant = Besoin.objects.filter(
        Q(mis_en_relief_le__lt=OuterRef("mis_en_relief_le"))
        | Q(mis_en_relief_le=OuterRef("mis_en_relief_le"), pk__lt=OuterRef("pk")),
        famille=OuterRef("famille"),
        type=OuterRef("type"),
    )
    de_la_periode = Besoin.objects.filter(mis_en_relief_le__range=(demande.debut, demande.fin))
    return demande.portee(de_la_periode.exclude(Exists(avant)), "famille__")


def compter(demande: Demande, comptes: Comptes) -> None:
    """Needs, and the closed cohort of those observed for long enough. What became of a need after
    the date of observation is not known yet."""
    observe_jusqua = demande.observe_au - timedelta(days=JOURS_D_OBSERVATION)
    lignes = nouveaux(demande).annotate(
        observe=_vrai(mis_en_relief_le__lte=observe_jusqua),
        connu=Case(
            When(etat_depuis__lte=demande.observe_au, then=F("etat")),
            default=Value(Etat.MIS_EN_RELIEF.value),
            output_field=CharField(),
        ),
    )
    champs = ("groupe", "type", "type__niveau", "observe", "connu")
    for groupe, type_, niveau, observe, etat, n in lignes.values_list(*champs).annotate(
        n=Count("pk")
    ):
        compte = comptes[groupe]
        for cle in ("I-20", f"I-20.{type_}", f"I-20n.{niveau}"):
            compte.numerateurs[cle] += n
        compte.denominateurs["B0"] += n
        if observe:
            compte.numerateurs["B0"] += n
            _suivre(compte, (f".{type_}", f"n.{niveau}"), etat, n)


def _suivre(compte: Compte, parties: tuple[str, str], etat: str, n: int) -> None:
    """``n`` needs of the cohort in this état; ``parties`` are the spread indicators they go to."""
    suffixes = ("", *parties)
    for suffixe in suffixes:
        compte.denominateurs[f"B2{suffixe}"] += n
        if etat == Etat.TROU_DE_SERVICES:
            compte.numerateurs[f"B2{suffixe}"] += n
    if etat == Etat.RETIRE_PAR_FAMILLE:
        return
    for suffixe in suffixes:
        compte.denominateurs[f"B1{suffixe}"] += n * DEMIES[Etat.REPONDU]
        compte.numerateurs[f"B1{suffixe}"] += n * DEMIES.get(Etat(etat), 0)
    compte.denominateurs["B1s"] += n
    if etat == Etat.REPONDU:
        compte.numerateurs["B1s"] += n


def _vrai(**condition: Any) -> Case:
    return Case(When(**condition, then=Value(True)), default=Value(False))
