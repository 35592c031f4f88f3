"""What the life of a report puts in the outbox: whom to write to and about what, never the words,
which ``courriels`` has. Models call it: it imports none of theirs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from comptes.models import Affectation, Role, Utilisateur
from courriels.models import Courriel

if TYPE_CHECKING:
    from ..models import VersionRapport

DECISION, RAPPEL, REMISES = "rapport_decision", "rapport_rappel", "rapports_remis"


def annoncer_decision(version: "VersionRapport") -> None:
    """To those who manage the territoire: its report was accepted, or returned."""
    for personne in gestionnaires({version.rapport.territoire_id}):
        Courriel.deposer(
            genre=DECISION,
            destinataire=personne.email,
            cle=f"rapport-{version.pk}-{version.decision}-{personne.pk}",
            concerne=f"rapport-{version.rapport_id}",
            donnees={"version": version.pk, "decision": version.decision},
        )


def gestionnaires(territoires: Iterable[int]) -> list[Utilisateur]:
    """Who manages one of these territoires today."""
    return _en_poste(Role.GESTIONNAIRE, territoire__in=list(territoires))


def pilotage() -> list[Utilisateur]:
    """Who decides on reports today."""
    return _en_poste(Role.COMITE_PILOTAGE)


def _en_poste(role: Role, **ou: object) -> list[Utilisateur]:
    en_poste = Affectation.objects.actuelles().filter(role=role, utilisateur__is_active=True, **ou)
    return list(Utilisateur.objects.filter(pk__in=en_poste.values("utilisateur")).order_by("pk"))
