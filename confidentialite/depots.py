"""What this app puts in the outbox: whom to write to and about what, never the words."""

from typing import TYPE_CHECKING

from comptes.models import Affectation, Role
from courriels.models import Courriel

if TYPE_CHECKING:
    from .models import AlerteAcces, AvisRectification, Demande

ACCES_INHABITUEL = "acces_inhabituel"
DEMANDE_A_REPONDRE = "demande_a_repondre"
RECTIFICATION = "rectification"


def prevenir(alerte: "AlerteAcces") -> None:
    """Nobody’s alert stays unread: whoever manages alone is not asked about herself."""
    responsables = alerte.responsables()
    seule = not responsables
    for responsable in alerte.a_defaut_de_responsables() if seule else responsables:
        Courriel.deposer(
            genre=ACCES_INHABITUEL,
            destinataire=responsable.email,
            cle=f"acces-inhabituel-{alerte.pk}-{responsable.pk}",
            concerne=f"acces-inhabituel-{alerte.pk}",
            donnees={"alerte": alerte.pk, "seule": seule},
        )


def rappeler(demande: "Demande", palier: str) -> None:
    """To the gestionnaires of her territoire, once for each ``palier``."""
    actuelles = Affectation.objects.actuelles().filter(role=Role.GESTIONNAIRE)
    for responsable in actuelles.filter(territoire=demande.territoire_id).personnes():
        Courriel.deposer(
            genre=DEMANDE_A_REPONDRE,
            destinataire=responsable.email,
            cle=f"demande-{palier}-{demande.pk}-{responsable.pk}",
            concerne=f"demande-{demande.pk}",
            donnees={"demande": demande.pk},
        )


def prevenir_d_une_correction(avis: "AvisRectification") -> None:
    """To a partenaire, unless it has no address: someone tells it otherwise."""
    if avis.adresse:
        Courriel.deposer(
            genre=RECTIFICATION,
            destinataire=avis.adresse,
            cle=f"rectification-{avis.pk}",
            concerne=concerne(avis),
            donnees={"avis": avis.pk},
        )


def concerne(avis: "AvisRectification") -> str:
    return f"rectification-{avis.pk}"
