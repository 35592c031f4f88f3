"""What a sortie puts in the outbox: whom to write to and about what, never the words, which
``activites.courriels`` has. Models call it: it imports none of theirs.

These messages leave at any hour: a night or a Sunday is when they matter most."""

from typing import TYPE_CHECKING

from comptes.models import Utilisateur
from courriels.models import Courriel

if TYPE_CHECKING:
    from activites.models import AlerteSortie, Sortie

ALERTE, NOUVELLES = "sortie_alerte", "sortie_nouvelles"


def alerter(alerte: "AlerteSortie") -> None:
    Courriel.deposer(
        genre=ALERTE,
        destinataire=alerte.destinataire.email,
        cle=alerte.cle_courriel,
        concerne=f"sortie-{alerte.sortie_id}",
        donnees={"alerte": alerte.pk},
        tout_de_suite=True,
        maintenant=alerte.le,
    )


def donner_des_nouvelles(sortie: "Sortie", *, par: Utilisateur | None = None) -> None:
    """To each person who was told, apart from ``par``, who brings the news."""
    evenement = sortie.fin or f"{sortie.retour_prevu_le:%Y%m%d%H%M%S}"
    alertes = sortie.alertes.exclude(destinataire=par).select_related("destinataire")
    dernieres = {alerte.destinataire_id: alerte for alerte in alertes.order_by("le", "pk")}
    for alerte in dernieres.values():
        Courriel.deposer(
            genre=NOUVELLES,
            destinataire=alerte.destinataire.email,
            cle=f"sortie-nouvelles-{alerte.pk}-{evenement}",
            concerne=f"sortie-{sortie.pk}",
            donnees={"alerte": alerte.pk, "evenement": evenement},
            tout_de_suite=True,
        )
