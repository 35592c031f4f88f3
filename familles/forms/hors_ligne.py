"""The four entries that are made without network, and sent when it is back."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from activites.forms import DemarchageForm
from familles.forms.accompagnements import InterventionForm
from familles.forms.champs import FamilleParCodeField
from familles.forms.familles import OuvrirForm
from familles.forms.situation import PromesseForm
from familles.models import Famille
from proximite.forms import SaisieForm

ATTENTE_AU_PLUS = timedelta(days=90)


def a_venir_ou_recente(jour: date) -> None:
    """Validator: what was to come when she typed it may be past when it goes."""
    if jour < timezone.localdate() - ATTENTE_AU_PLUS:
        raise ValidationError(
            "Cette date est passée depuis longtemps\u00a0: vérifiez l’année.", code="trop_ancienne"
        )


class PromesseHorsLigneForm(PromesseForm):
    """There is no page of a famille without network: the entry names it."""

    valider_echeance = staticmethod(a_venir_ou_recente)

    famille = FamilleParCodeField(Famille.objects.all())

    def contenu_envoye(self) -> dict[str, Any]:
        """As its page sends it, whose address names the famille: one promise either way."""
        envoye = super().contenu_envoye()
        del envoye["famille"]
        return envoye

    def consigner(self, *, par: models.Model) -> models.Model:
        self.instance.famille = self.cleaned_data["famille"]
        return super().consigner(par=par)


FORMULAIRES: dict[str, type[SaisieForm]] = {
    "famille": OuvrirForm,
    "intervention": InterventionForm,
    "demarchage": DemarchageForm,
    "promesse": PromesseHorsLigneForm,
}
