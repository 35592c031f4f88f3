"""The messages of a sortie. They say a first name and an hour: neither where, nor about whom."""

from django.template.loader import render_to_string
from django.urls import reverse

from courriels.gabarits import Message, gabarit
from courriels.liens import absolu
from courriels.models import Courriel

from .depots import ALERTE, NOUVELLES
from .models import AlerteSortie, Sortie


@gabarit(ALERTE)
def sortie_alerte(courriel: Courriel) -> Message | None:
    """Unless she is back, or stays longer, since it was put in the outbox."""
    alerte = _alerte(courriel)
    if alerte is None or not alerte.sortie.est_en_cours or not _tient_encore(alerte):
        return None
    prenom = alerte.sortie.saisie_par.get_short_name()
    sujet = f"{prenom} n’a pas confirmé son retour de visite"
    avant = alerte.sortie.alertes.filter(
        echeance=alerte.echeance, palier=AlerteSortie.Palier.GESTIONNAIRE
    )
    seconde = alerte.palier == AlerteSortie.Palier.SECOND and avant.exists()
    return _message(sujet, ALERTE, alerte, seconde=seconde)


@gabarit(NOUVELLES)
def sortie_nouvelles(courriel: Courriel) -> Message | None:
    """To who was told, whatever came: unless the alert itself never left."""
    alerte = _alerte(courriel)
    if alerte is None or _jamais_partie(alerte):
        return None
    prenom = alerte.sortie.saisie_par.get_short_name()
    sujets: dict[str, str] = {
        Sortie.Fin.RENTREE: f"{prenom} est rentrée de visite",
        Sortie.Fin.JOINTE: f"{prenom} a été jointe, tout va bien",
    }
    sujet = sujets.get(alerte.sortie.fin, f"{prenom} a donné des nouvelles")
    return _message(sujet, NOUVELLES, alerte)


def _alerte(courriel: Courriel) -> AlerteSortie | None:
    """Her account may have closed since, and old sorties are forgotten."""
    alertes = AlerteSortie.objects.filter(destinataire__is_active=True)
    liens = ("sortie__saisie_par", "sortie__terminee_par", "destinataire")
    return alertes.select_related(*liens).filter(pk=courriel.donnees["alerte"]).first()


def _tient_encore(alerte: AlerteSortie) -> bool:
    return alerte.echeance == alerte.sortie.retour_prevu_le


def _jamais_partie(alerte: AlerteSortie) -> bool:
    """Every alert of this sortie to this person was cancelled before it left."""
    siennes = alerte.sortie.alertes.filter(destinataire=alerte.destinataire)
    cles = [sienne.cle_courriel for sienne in siennes]
    return not Courriel.objects.filter(cle__in=cles, annule_le__isnull=True).exists()


def _message(sujet: str, nom: str, alerte: AlerteSortie, **contexte: object) -> Message:
    contexte |= {"alerte": alerte, "sortie": alerte.sortie}
    contexte["lien"] = absolu(reverse("activites:sorties"))
    return Message(sujet, render_to_string(f"activites/courriels/{nom}.txt", contexte))
