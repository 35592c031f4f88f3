"""Links that open the partenaire’s side of the demonstration, new at each run."""

from django.urls import reverse

from comptes.models import Role, Utilisateur
from courriels.liens import absolu
from referencements.models import Divulgation, LienPartenaire
from referencements.models.etats import EN_ATTENTE_DE_REPONSE

from .cadre import COMPTES


def liens_a_essayer() -> dict[str, str]:
    """The whole address of each, by what it is for."""
    ptp = Utilisateur.objects.get(email=COMPTES[Role.PTP])
    divulgation = (
        Divulgation.objects.visibles_par(ptp)
        .filter(consentement__retrait__isnull=True)
        .filter(referencement__etat__in=EN_ATTENTE_DE_REPONSE)
        .first()
    )
    if divulgation is None:
        return {}
    referencement = divulgation.referencement
    _, reponse = LienPartenaire.pour_repondre(divulgation, adresse=divulgation.adresse)
    _, permanent = LienPartenaire.pour_referer(
        referencement.partenaire, referencement.territoire, par=ptp
    )
    jetons = {"Répondre à une demande": reponse, "Référer une famille à la PTP": permanent}
    return {quoi: absolu(reverse("portail:lien", args=[jeton])) for quoi, jeton in jetons.items()}
