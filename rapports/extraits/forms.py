from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from comptes.models import Utilisateur
from proximite.forms import SaisieForm
from rapports.fenetres import Fenetre
from rapports.models import ExtraitRecherche, Tache

from . import fabrique


class ExtraitForm(SaisieForm):
    """Asks for an extract: written in the register, then made.

    Whole months, all over: two extracts that differ by a day would tell that day's rows.
    """

    auteur = "demande_par"

    class Meta:
        model = ExtraitRecherche
        fields = ["finalite", "debut", "fin"]
        widgets = {"finalite": forms.Textarea({"rows": 4})}
        help_texts = {
            "finalite": "Cette raison reste au registre des extraits, avec votre nom et la date.",
            "fin": "Des mois entiers et terminés, par exemple du 1er\u00a0janvier au 31\u00a0mars.",
        }

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if isinstance(debut, date) and isinstance(fin, date):
            self._verifier_mois(debut, fin)
        if isinstance(self.utilisateur, Utilisateur) and _en_preparation(self.utilisateur):
            raise ValidationError(
                "Un de vos extraits est déjà en préparation\u00a0: attendez qu’il soit prêt."
            )
        return donnees

    def _verifier_mois(self, debut: date, fin: date) -> None:
        if fin < debut:
            self.add_error("fin", "La fin vient après le début.")
        elif not Fenetre(debut, fin).mois_entiers:
            self.add_error("fin", "Choisissez des mois entiers, du premier au dernier jour.")
        elif fin >= timezone.localdate():
            self.add_error("fin", "Choisissez des mois terminés.")

    def consigner(self, *, par: Utilisateur) -> ExtraitRecherche:
        """The row of the register is committed before the work starts."""
        self.instance.tache = fabrique.demander(par=par)
        return super().consigner(par=par)


def _en_preparation(utilisateur: Utilisateur) -> bool:
    siennes = Tache.objects.visibles_par(utilisateur).en_route().filter(genre=fabrique.GENRE)
    return any(not tache.est_interrompue() for tache in siennes.defer("fichier"))
