"""What ``manage.py rappels`` puts in the outbox about reports."""

from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from courriels import rappels
from courriels.heures import prochain_moment
from courriels.models import Courriel
from rapports import taches
from territoires.models import Territoire

from ..models import Periode, RapportParticipation, VersionRapport
from .avancement import avancements
from .depots import RAPPEL, REMISES, gestionnaires, pilotage

# Days from the due date; each is sent until the next one, the last for as long as two weeks.
ETAPES = {"avant": -7, "apres": 1, "longtemps": 14}
FIN_DES_RAPPELS = 28


@rappels.source
def rappeler_les_rapports(maintenant: datetime) -> None:
    """One message for a gestionnaire, a Periode and a step, whatever her territoires."""
    jour = timezone.localdate(maintenant)
    for periode in Periode.objects.terminees(jour):
        if etape := _etape(periode, jour):
            for personne in gestionnaires(_attendus(periode, jour)):
                Courriel.deposer(
                    genre=RAPPEL,
                    destinataire=personne.email,
                    cle=f"{RAPPEL}-{periode.pk}-{etape}-{personne.pk}",
                    concerne=f"periode-{periode.pk}",
                    donnees={"periode": periode.pk},
                    maintenant=maintenant,
                )


def _etape(periode: Periode, jour: date) -> str:
    """The last step reached; "" before the first, between the due date and the day after, and
    once it is too late to insist."""
    ecart = (jour - periode.echeance).days
    if ecart == 0 or ecart >= FIN_DES_RAPPELS:
        return ""
    return next((nom for nom, seuil in reversed(ETAPES.items()) if ecart >= seuil), "")


def _attendus(periode: Periode, jour: date) -> set[int]:
    suivis = avancements([periode], Territoire.objects.all(), jour)
    return {suivi.territoire.pk for suivi in suivis if suivi.attend_la_gestionnaire}


@rappels.source
def annoncer_les_remises(maintenant: datetime) -> None:
    """To the comité de pilotage, once a day: what was submitted until yesterday, and waits."""
    minuit = timezone.localtime(maintenant).replace(hour=0, minute=0, second=0, microsecond=0)
    versions = VersionRapport.objects.filter(
        rapport__etat=RapportParticipation.Etat.SOUMIS, soumise_le__lt=minuit
    )
    derniere = versions.aggregate(derniere=Max("soumise_le"))["derniere"]
    if derniere is None:
        return
    depart = timezone.localdate(prochain_moment(maintenant))
    annoncees = Courriel.objects.filter(genre=REMISES, depose_le__gt=derniere)
    prevenues = set(annoncees.values_list("destinataire", flat=True))
    for personne in pilotage():
        if personne.email not in prevenues:
            Courriel.deposer(
                genre=REMISES,
                destinataire=personne.email,
                cle=f"{REMISES}-{depart}-{personne.pk}",
                concerne="remises",
                donnees={},
                maintenant=maintenant,
            )


@rappels.source
def oublier_les_fichiers(maintenant: datetime) -> None:
    """What a long work made is kept for a day."""
    taches.oublier_les_fichiers()
