"""About a famille that a partenaire refers to the PTP."""

from django.template.loader import render_to_string
from django.urls import reverse

from comptes.models import Utilisateur
from courriels.gabarits import Message, gabarit
from courriels.liens import absolu
from courriels.models import Courriel
from partenaires.models import Partenaire
from territoires.models import Territoire

from ..accuses import ACCUSE, ARRIVE
from ..models import LienPartenaire, Referencement
from ..models.etats import Etat


@gabarit(ARRIVE)
def arrive(courriel: Courriel) -> Message | None:
    """To a PTP, while it waits for her and her role lasts."""
    entrant = _entrant(courriel)
    if entrant.etat != Etat.MEDIATION_FAITE or not est_a_une_ptp(courriel, entrant):
        return None
    page = absolu(reverse("referencements:fiche", args=[entrant.pk]))
    return _message("Un partenaire vous réfère une famille", "entrant_arrive", entrant, lien=page)


@gabarit(ACCUSE)
def accuse(courriel: Courriel) -> Message | None:
    return _au_partenaire(courriel, "Demande nº\u00a0{} bien reçue")


@gabarit("entrant_accueilli")
def accueilli(courriel: Courriel) -> Message | None:
    return _au_partenaire(courriel, "Demande nº\u00a0{}\u00a0: la famille est accueillie")


@gabarit("entrant_repondu")
def repondu(courriel: Courriel) -> Message | None:
    """It says neither yes nor no: the answer is read on the page."""
    return _au_partenaire(courriel, "Demande nº\u00a0{}\u00a0: une réponse vous attend")


@gabarit("lien_pour_referer")
def lien_pour_referer(courriel: Courriel) -> Message | None:
    """A fresh standing link, which replaces the one there was."""
    donnees = courriel.donnees
    partenaire = Partenaire.objects.get(pk=donnees["partenaire"])
    if courriel.destinataire not in partenaire.adresses_courriel:
        return None
    territoire = Territoire.objects.get(pk=donnees["territoire"])
    par = Utilisateur.objects.get(pk=donnees["par"])
    lien, jeton = LienPartenaire.pour_referer(
        partenaire, territoire, par=par, adresse=courriel.destinataire
    )
    contexte = {"lien": lien, "adresse": adresse_du_lien(jeton)}
    corps = render_to_string("referencements/courriels/lien_pour_referer.txt", contexte)
    return Message("Référer une famille à la personne travailleuse de proximité", corps)


def adresse_du_lien(jeton: str) -> str:
    """The whole address that a partenaire opens."""
    return absolu(reverse("portail:lien", args=[jeton]))


def est_a_une_ptp(courriel: Courriel, referencement: Referencement) -> bool:
    """Whether it still goes to somebody who works on that territoire."""
    ptp = Utilisateur.objects.filter(email=courriel.destinataire, is_active=True).first()
    return ptp is not None and referencement.territoire_de_suivi_id in ptp.territoires_ecrits


def _entrant(courriel: Courriel) -> Referencement:
    lignes = Referencement.objects.select_related("partenaire", "territoire")
    return lignes.get(pk=courriel.donnees["referencement"])


def _au_partenaire(courriel: Courriel, sujet: str) -> Message | None:
    """With a fresh link to what becomes of it, to an address that is still registered."""
    entrant = _entrant(courriel)
    adresse = courriel.destinataire
    if entrant.etat == Etat.ANNULEE or adresse not in entrant.partenaire.adresses_courriel:
        return None
    _, jeton = LienPartenaire.pour_suivre(entrant, adresse=adresse)
    lien = adresse_du_lien(jeton)
    return _message(sujet.format(entrant.numero), courriel.genre, entrant, lien=lien)


def _message(sujet: str, gabarit: str, entrant: Referencement, *, lien: str) -> Message:
    contexte = {"entrant": entrant, "lien": lien}
    return Message(sujet, render_to_string(f"referencements/courriels/{gabarit}.txt", contexte))
