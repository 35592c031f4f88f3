"""Planning the next contact, and putting one off."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from activites.forms import au_plus_tot_aujourdhui
from familles.models import RendezVous
from proximite.forms import SaisieForm, VersionForm

CHAMPS = ["prevu_le", "heure", "mode", "mots"]


class RendezVousForm(SaisieForm):
    class Meta:
        model = RendezVous
        fields = CHAMPS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["prevu_le"].validators.append(au_plus_tot_aujourdhui)


class RendezVousReporterForm(RendezVousForm):
    """The one that takes the place of ``ancien``."""

    def __init__(self, *args: Any, ancien: RendezVous, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ancien = ancien

    def consigner(self, *, par: models.Model) -> models.Model:
        self.ancien.reporter(self.instance, le=timezone.localdate())
        return self.instance


class RendezVousModifierForm(VersionForm):
    class Meta:
        model = RendezVous
        fields = CHAMPS

    def consigner(self, *, par: models.Model) -> models.Model:
        if not self.instance.est_prevu:
            raise ValidationError("Ce rendez-vous n’est plus prévu.", code="deja_clos")
        return self.save()
