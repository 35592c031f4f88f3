"""The affectations that a passation ends and gives: rights stop and start as decided."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone

from activites.models import ActiviteDemarchage, ActiviteReseautage
from comptes.models import Affectation, Role, Utilisateur
from proximite.typographie import date_moyenne

from .accompagnement import Accompagnement, Intervention

if TYPE_CHECKING:
    from .passation import Passation


def donner(passation: "Passation") -> None:
    """From the day decided, unless she works there already."""
    releve, du = passation.a, passation.debut_releve
    if releve is None or du is None:
        return
    siennes = releve.affectations.filter(role=Role.PTP, territoire=passation.territoire)
    deja = siennes.non_terminees(du).order_by("du").first()
    if deja is None:
        passation.affectation_releve = Affectation.objects.create(
            utilisateur=releve, role=Role.PTP, territoire=passation.territoire, du=du
        )
    elif deja.du > du:
        debut = date_moyenne(deja.du)
        raise ValidationError(
            {
                "debut_releve": f"Son affectation sur ce territoire commence le {debut}\u00a0: "
                "choisissez ce jour ou un jour plus tard."
            }
        )


def terminer(passation: "Passation") -> None:
    """That of who leaves, with her last day; a last day that moves moves it."""
    siennes = passation.de.affectations.filter(role=Role.PTP, territoire=passation.territoire)
    affectation = siennes.select_for_update().order_by("-du", "-pk").first()
    if affectation is None:
        return
    fin = passation.dernier_jour
    if fin < affectation.du:
        debut = date_moyenne(affectation.du)
        raise ValidationError(
            {"dernier_jour": f"Son affectation commence le {debut} : choisissez un jour plus tard."}
        )
    avant = (
        type(passation)._base_manager.values_list("dernier_jour", flat=True).get(pk=passation.pk)
    )
    if affectation.au is None or affectation.au > fin or affectation.au == avant:
        siennes.filter(pk=affectation.pk).update(au=fin)


def retirer(passation: "Passation") -> Utilisateur | None:
    """The one given before, when the successor or her day has changed: to come, it is as if never
    given; begun, its days stay counted and its rights end now. Who has begun to act with it keeps
    it, to be ended from « Équipe »: she is returned when someone else takes over."""
    if passation.affectation_releve_id is None:
        return None
    donnee = Affectation.objects.filter(pk=passation.affectation_releve_id)
    affectation = donnee.select_for_update(of=("self",)).select_related("utilisateur").first()
    decide = (passation.a_id, passation.debut_releve)
    if affectation is None or (affectation.utilisateur_id, affectation.du) == decide:
        return None
    passation.affectation_releve = None
    if _a_agi(affectation):
        return affectation.utilisateur if affectation.utilisateur_id != passation.a_id else None
    hier = timezone.localdate() - timedelta(days=1)
    if affectation.du > hier:
        affectation.delete()
    elif affectation.au is None or affectation.au > hier:
        donnee.update(au=hier)
    return None


def _a_agi(affectation: Affectation) -> bool:
    """She accompanies a famille there, or wrote down work of hers."""
    elle, la = affectation.utilisateur_id, affectation.territoire_id
    saisies = (Intervention, ActiviteDemarchage, ActiviteReseautage)
    return Accompagnement.objects.ouverts().filter(ptp=elle, territoire=la).exists() or any(
        modele.objects.filter(saisie_par=elle, territoire=la, date__gte=affectation.du).exists()
        for modele in saisies
    )
