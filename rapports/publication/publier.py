"""A Publication from accepted reports: computed once, by this one path, all or nothing."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from comptes.models import Utilisateur

from ..ensemble import chiffrer
from ..gel import canonique
from ..models import Periode, Publication, VersionRapport
from . import contenu, synthese
from .protection import proteger
from .remises import lire_remises, versions_de_la_periode, versions_publiees
from .revision import deja_publies, refuser_petits_ecarts, rouvrir
from .tableau import NIVEAUX, Tableau

Avancer = Callable[[int, int, str], None]
Genre = Publication.Genre
ETAPES = (
    "Lecture des rapports acceptés",
    "Calcul des totaux du réseau",
    "Recherche de ce qui pourrait être deviné",
    "Enregistrement",
)


def publier(
    periodes: Sequence[Periode], *, par: Utilisateur, avancer: Avancer = lambda *etape: None
) -> Publication:
    """Publish one Periode, or the synthesis of several that follow each other.

    Raises ValidationError, in French, when nothing may be published: no accepted report, a
    revision that would show what changed, numbers that would give one away.
    """
    periodes = sorted(periodes, key=lambda periode: periode.debut)
    genre = Genre.PERIODE if len(periodes) == 1 else Genre.SYNTHESE

    def dire(rang: int) -> None:
        avancer(rang, len(ETAPES), ETAPES[rang])

    dire(0)
    deja = Publication.objects.count()
    versions, tableau = _tableau(genre, periodes)
    dire(1)
    reseau = contenu.du_reseau(periodes, versions)
    if precedente := _precedente(genre, periodes):
        refuser_petits_ecarts(precedente, tableau, reseau)
        tableau.revise = rouvrir(precedente)
    dire(2)
    compte = proteger(tableau, deja_publies(tableau), lambda: dire(2))
    dire(3)
    complet = contenu.complet(periodes, versions, tableau, reseau)
    audit = contenu.audit(tableau, compte, versions)
    return _enregistrer(genre, periodes, complet, audit, par=par, deja=deja)


def _tableau(genre: str, periodes: Sequence[Periode]) -> tuple[list[VersionRapport], Tableau]:
    debut, fin = periodes[0].debut, periodes[-1].fin
    fenetre = f"{genre} {debut} {fin} nouvelle"
    if genre == Genre.PERIODE:
        versions = versions_de_la_periode(periodes[0])
        return versions, Tableau.composer(fenetre, *lire_remises(versions))
    verifier_suite(periodes)
    versions = versions_publiees(periodes)
    territoires = frozenset(v.rapport.territoire_id for v in versions)
    rapports = {n: chiffrer(debut, fin, territoires=territoires, par=n) for n in NIVEAUX}
    return versions, synthese.composer(fenetre, lire_remises(versions)[0], rapports)


def verifier_suite(periodes: Sequence[Periode]) -> None:
    """A synthesis leaves no day out between its periods."""
    for avant, apres in pairwise(periodes):
        if apres.debut - avant.fin != timedelta(days=1):
            raise ValidationError(
                "Une synthèse réunit des périodes qui se suivent\u00a0: il manque des jours entre "
                "«\u00a0%(avant)s\u00a0» et «\u00a0%(apres)s\u00a0».",
                code="discontinue",
                params={"avant": avant.libelle, "apres": apres.libelle},
            )


def _precedente(genre: str, periodes: Sequence[Periode]) -> Publication | None:
    debut, fin = periodes[0].debut, periodes[-1].fin
    return Publication.objects.filter(genre=genre, debut=debut, fin=fin).order_by("numero").last()


@transaction.atomic
def _enregistrer(
    genre: str,
    periodes: Sequence[Periode],
    contenu: dict[str, Any],
    audit: dict[str, Any],
    *,
    par: Utilisateur,
    deja: int,
) -> Publication:
    """Two at once were audited without each other: the second one stops."""
    list(Periode.objects.select_for_update().values_list("pk"))
    if Publication.objects.count() != deja:
        raise ValidationError(
            "Une autre publication vient de paraître. Recommencez pour que l’audit la compte.",
            code="autre_publication",
        )
    precedente = _precedente(genre, periodes)
    debut, fin = periodes[0].debut, periodes[-1].fin
    numero = precedente.numero + 1 if precedente else 1
    contenu |= {"genre": genre, "numero": numero, "observe_au": str(timezone.localdate())}
    return Publication.objects.create(
        genre=genre,
        libelle=periodes[0].libelle if len(periodes) == 1 else synthese.libelle(periodes),
        debut=debut,
        fin=fin,
        numero=numero,
        contenu=canonique(contenu),
        audit=canonique(audit),
        publiee_par=par,
    )
