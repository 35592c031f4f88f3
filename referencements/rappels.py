"""One gentle reminder to a partenaire that has not answered (``manage.py rappels``)."""

from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from courriels import rappels
from courriels.models import Courriel

from . import depots
from .models import Divulgation, LienPartenaire, Referencement, SuiviReferencement
from .models.divulgation import DivulgationQuerySet
from .models.etats import EN_ATTENTE_DE_REPONSE


@rappels.source
def relancer_les_partenaires(maintenant: datetime) -> None:
    """One query says which, however many are open; each message is put in the outbox once."""
    for divulgation in a_relancer(maintenant).select_related("referencement"):
        depots.relancer(divulgation)


def a_relancer(maintenant: datetime) -> DivulgationQuerySet:
    """The latest that each partenaire received and said nothing about for ten days, and nobody
    else either, unless reminders are suspended or the PTP chose a later day for the follow-up."""
    le = timezone.localdate(maintenant)
    return (
        _restees_sans_suite(Divulgation.objects.en_vigueur(le))
        .exclude(referencement__suivi_prevu_le__gt=le)
        .filter(
            adresse__gt="",
            faite_le__lte=maintenant - timedelta(days=Referencement.JOURS_SANS_REPONSE),
            referencement__etat__in=EN_ATTENTE_DE_REPONSE,
            referencement__famille__rappels_suspendus=False,
            referencement__partenaire__rappels_suspendus=False,
            referencement__partenaire__actif=True,
        )
        .order_by("faite_le", "pk")
    )


def _restees_sans_suite(divulgations: DivulgationQuerySet) -> DivulgationQuerySet:
    """Received by a link still open or past, then nothing: no suivi, newer one nor reminder."""
    de_la_meme = Divulgation.objects.filter(referencement=OuterRef("referencement"))
    suivis = SuiviReferencement.objects.posterieurs().filter(
        referencement=OuterRef("referencement"), saisie_le__gt=OuterRef("faite_le")
    )
    recus = LienPartenaire.objects.filter(divulgation=OuterRef("pk"), ferme_le__isnull=True)
    cle = Concat(Value("relance-"), Cast(OuterRef("pk"), CharField()))
    return divulgations.filter(
        Exists(recus.exclude(adresse="")),
        ~Exists(suivis),
        ~Exists(de_la_meme.filter(faite_le__gt=OuterRef("faite_le"))),
        ~Exists(Courriel.objects.filter(cle=cle)),
    )
