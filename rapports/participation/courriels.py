"""About reports: what is due, what was decided, what waits for the comité. No figure in them."""

from collections.abc import Mapping

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from comptes.models import Role, Utilisateur
from courriels.gabarits import Message, gabarit
from courriels.liens import absolu
from courriels.models import Courriel
from territoires.models import Territoire

from ..models import Periode, RapportParticipation, VersionRapport
from .avancement import Avancement, avancements
from .depots import DECISION, RAPPEL, REMISES


@gabarit(RAPPEL)
def rappel(courriel: Courriel) -> Message | None:
    """The territoires whose report is still waited for from this gestionnaire."""
    personne = _personne(courriel)
    if personne is None:
        return None
    periode = Periode.objects.get(pk=courriel.donnees["periode"])
    attendus = _en_attente(periode, personne)
    if not attendus:
        return None
    contexte = {
        "periode": periode,
        "attendus": attendus,
        "en_retard": attendus[0].en_retard,
        "lien": absolu(reverse("rapports:rapports")),
    }
    return _message(f"Rapport de participation\u00a0: {periode}", RAPPEL, contexte)


@gabarit(DECISION)
def decision(courriel: Courriel) -> Message | None:
    """Unless something else was decided since, or she manages that territoire no more."""
    donnees, personne = courriel.donnees, _personne(courriel)
    version = VersionRapport.objects.select_related(
        "rapport__periode", "rapport__territoire", "decidee_par"
    ).get(pk=donnees["version"])
    rapport = version.rapport
    gere = personne is not None and rapport.territoire_id in personne.territoires_geres
    if not gere or version.decision != donnees["decision"]:
        return None
    acceptee = version.decision == VersionRapport.Decision.ACCEPTEE
    sujet = "Votre rapport est accepté" if acceptee else "Votre rapport est retourné"
    page = reverse("rapports:rapport", args=[rapport.periode_id, rapport.territoire.code])
    contexte = {"version": version, "rapport": rapport, "acceptee": acceptee}
    return _message(sujet, DECISION, contexte | {"lien": absolu(page)})


@gabarit(REMISES)
def remises(courriel: Courriel) -> Message | None:
    """Every report that waits for a decision, whenever it was submitted."""
    personne = _personne(courriel)
    attente = RapportParticipation.objects.a_examiner().select_related("periode", "territoire")
    if personne is None or not personne.a_role(Role.COMITE_PILOTAGE) or not attente:
        return None
    contexte = {"rapports": attente, "lien": absolu(reverse("rapports:remises"))}
    return _message("Des rapports attendent une décision", REMISES, contexte)


def _en_attente(periode: Periode, personne: Utilisateur) -> list[Avancement]:
    """Her territoires whose report is not submitted, by their name."""
    siens = Territoire.objects.dans_territoires(personne.territoires_geres)
    suivis = avancements([periode], siens, timezone.localdate())
    return [suivi for suivi in suivis if suivi.attend_la_gestionnaire]


def _personne(courriel: Courriel) -> Utilisateur | None:
    return Utilisateur.objects.filter(email=courriel.destinataire, is_active=True).first()


def _message(sujet: str, nom: str, contexte: Mapping[str, object]) -> Message:
    return Message(sujet, render_to_string(f"rapports/courriels/{nom}.txt", dict(contexte)))
