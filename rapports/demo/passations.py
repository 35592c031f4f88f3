"""A PTP prepares her leaving, for her gestionnaire to see."""

from datetime import timedelta

from comptes.models import Utilisateur
from familles.models import Passation, PassationFamille, PointSensible, RencontreConjointe
from territoires.models import Territoire

from .hasard import Hasard
from .lot import dater

ESSENTIELS = (
    "Elle préfère marcher en parlant. Toujours proposer, jamais insister.",
    "Le plus jeune a peur des manteaux noirs : arriver en couleur.",
    "Leur café du vendredi compte beaucoup : garder ce moment.",
)


def preparer_un_depart(hasard: Hasard, ptp: Utilisateur, territoire: Territoire) -> None:
    """In three weeks: some familles are ready, one has said yes, meetings are planned."""
    depart = hasard.aujourdhui + timedelta(days=21)
    saisie = hasard.saisie(ptp, hasard.aujourdhui)
    passation = Passation(de=ptp, territoire=territoire, dernier_jour=depart, **saisie)
    passation.commencer()
    dater(passation, saisie)
    familles = list(passation.familles.all()[: len(ESSENTIELS)])
    for ligne, essentiel in zip(familles, ESSENTIELS, strict=False):
        ligne.essentiel, ligne.prete = essentiel, True
        ligne.save()
        _prevoir_une_rencontre(hasard, ligne, ptp)
    if familles:
        _repondre(hasard, familles[0], ptp)


def _prevoir_une_rencontre(hasard: Hasard, ligne: PassationFamille, ptp: Utilisateur) -> None:
    saisie = hasard.saisie(ptp, hasard.aujourdhui)
    le = hasard.aujourdhui + timedelta(days=7)
    rencontre = RencontreConjointe(
        passation_famille=ligne, prevue_le=le, mode="domicile", avec="la grand-maman", **saisie
    )
    rencontre.save()
    dater(rencontre, saisie)


def _repondre(hasard: Hasard, ligne: PassationFamille, ptp: Utilisateur) -> None:
    ligne.reponse = PassationFamille.Reponse.OUI
    ligne.reponse_mots = "D’accord, si vous venez la première fois"
    ligne.save()
    saisie = hasard.saisie(ptp, hasard.aujourdhui)
    texte = "Ne pas parler du déménagement devant les enfants"
    point = PointSensible(passation_famille=ligne, texte=texte, transmettre=True, **saisie)
    point.save()
    dater(point, saisie)
