"""A Publication from accepted reports: computed once, by this one path, all or nothing."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import transaction

from comptes.models import Utilisateur

from ..ensemble import chiffrer
from ..gel import canonique
from ..models import Periode, Publication, VersionRapport
from ..models.participation import situer
from . import contenu, synthese
from .protection import proteger
from .remises import acceptees, lire_remises, versions_de_la_periode, versions_publiees
from .revision import deja_publies, refuser_petits_ecarts
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
    fenetre = (genre, periodes[0].debut, periodes[-1].fin)
    autres = deja_publies(tableau, fenetre)
    if precedente := _precedente(*fenetre):
        refuser_petits_ecarts(precedente, tableau, reseau)
    dire(2)
    compte = proteger(tableau, autres, lambda: dire(2))
    dire(3)
    publication = Publication(
        genre=genre,
        libelle=periodes[0].libelle if len(periodes) == 1 else synthese.libelle(periodes),
        debut=periodes[0].debut,
        fin=periodes[-1].fin,
        contenu=canonique(contenu.complet(periodes, versions, tableau, reseau)),
        audit=canonique(contenu.audit(tableau, compte, versions)),
        publiee_par=par,
    )
    return _enregistrer(publication, periodes, deja=deja)


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
    return versions, synthese.composer(
        fenetre, lire_remises(versions)[0], rapports, _lieux(versions)
    )


def _lieux(versions: Sequence[VersionRapport]) -> dict[str, dict[str, str]]:
    """The territoires as they are today."""
    territoires = {v.rapport.territoire_id: v.rapport.territoire for v in versions}.values()
    return {t.code: {"code": t.code, **situer(t)} for t in territoires}


def verifier(periodes: Sequence[Periode]) -> None:
    """Raises ValidationError, in French, for what is known at once not to be publishable."""
    if len(periodes) > 1:
        verifier_suite(periodes)
        versions = versions_publiees(periodes)
        genre = Genre.SYNTHESE
    else:
        versions = versions_de_la_periode(periodes[0])
        genre = Genre.PERIODE
    precedente = _precedente(genre, periodes[0].debut, periodes[-1].fin)
    if precedente and set(precedente.bilan["versions"]) == {v.pk for v in versions}:
        raise ValidationError(
            "Rien n’a changé depuis la dernière publication de cette période.", code="inchangee"
        )


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


def _precedente(genre: str, debut: date, fin: date) -> Publication | None:
    return Publication.objects.filter(genre=genre, debut=debut, fin=fin).order_by("numero").last()


@transaction.atomic
def _enregistrer(
    publication: Publication, periodes: Sequence[Periode], *, deja: int
) -> Publication:
    """Two at once were audited without each other: the second one stops; so does one whose
    reports have been returned meanwhile."""
    list(Periode.objects.select_for_update().values_list("pk"))
    changes = len(periodes) == 1 and acceptees(periodes[0]) != set(publication.bilan["versions"])
    if changes or Publication.objects.count() != deja:
        raise ValidationError(
            "Une autre publication ou une décision du comité vient de tout changer. Recommencez.",
            code="change",
        )
    precedente = _precedente(publication.genre, publication.debut, publication.fin)
    publication.numero = precedente.numero + 1 if precedente else 1
    publication.save()
    return publication
