"""What passations add to « À faire », to the timeline and to the page of a famille."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from comptes.models import Utilisateur
from familles.a_faire import PAR_SOURCE, AFaire, source
from familles.chronologie import Entree
from familles.chronologie import source as raconte
from familles.models import Famille, Passation, PassationFamille
from proximite.typographie import compte, date_moyenne


@source
def passations_a_preparer(utilisateur: Utilisateur, le: date) -> Iterable[AFaire]:
    """For who leaves: how many familles are left to prepare."""
    siennes = Passation.objects.en_cours().visibles_par(utilisateur).filter(de=utilisateur)
    for passation in siennes.a_preparer()[:PAR_SOURCE]:
        yield AFaire(
            titre="Préparer la passation",
            detail=f"{compte(passation.nb_a_preparer, 'famille reste', 'familles restent')}, "
            f"dernier jour le {date_moyenne(passation.dernier_jour)}",
            url=reverse("familles:passation", args=[passation.pk]),
            icone="handshake",
            echeance=passation.dernier_jour,
            urgent=passation.dernier_jour < le,
        )


@source
def familles_a_rencontrer(utilisateur: Utilisateur, le: date) -> Iterable[AFaire]:
    """For who takes over: the familles that still wait for her."""
    siennes = PassationFamille.objects.modifiables_par(utilisateur).a_conclure()
    siennes = siennes.filter(passation__a=utilisateur).select_related("famille", "passation")
    for ligne in siennes.order_by("passation__dernier_jour", "pk")[:PAR_SOURCE]:
        yield AFaire(
            titre=f"Rencontrer {ligne.famille.alias}",
            detail=f"Sa réponse\u00a0: {ligne.get_reponse_display().lower()}",
            url=reverse("familles:passation_famille", args=[ligne.pk]),
            icone="handshake",
            echeance=ligne.passation.debut_releve,
        )


@raconte
def passations_conclues(famille: Famille) -> Iterable[Entree]:
    for ligne in famille.passations.all():
        if ligne.conclue_le:
            yield Entree(
                date=ligne.conclue_le,
                titre=_titre(ligne),
                detail=ligne.get_suite_display(),
                icone="handshake",
                url="",
                auteur="",
                genre="passation",
            )


def _titre(ligne: PassationFamille) -> str:
    de, a = ligne.passation.de.get_short_name(), ligne.passation.a
    if ligne.reponse == PassationFamille.Reponse.OUI and a:
        return f"Passation de {de} à {a.get_short_name()}, avec l’accord de la famille"
    return f"Départ de {de}"


def attente(famille: Famille) -> PassationFamille | bool:
    """Her passation from the PTP who is gone, over or not; True when none was begun; False when
    she does not wait.

    ``famille``: as ``familles.fiche.avec_tout`` reads it."""
    if not famille.attend_releve:
        return False
    parties = {x.ptp_id for x in famille.accompagnements.all() if x.est_ouvert}
    siennes = [x for x in famille.passations.all() if x.passation.de_id in parties]
    return siennes[-1] if siennes else True
