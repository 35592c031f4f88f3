"""Forms of the trous de services, and what a refusal says of one before anybody types."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from comptes.models import Utilisateur
from familles.models import Besoin
from proximite.forms import VersionForm

from .forms import FamilleField, TerritorialeForm, deja_arrivee
from .models import Referencement, TrouDeServices
from .models.etats import Etat

Cause, Motif = TrouDeServices.Cause, Referencement.MotifRefus

TYPE_SELON_MOTIF: dict[str, str] = {
    Motif.LANGUE: "langue_interpretation",
    Motif.INADMISSIBLE: "admissibilite",
    Motif.HORS_TERRITOIRE: "distance",
}
TYPE_SELON_BESOIN = {
    "transport": "transport_disponibilite",
    "logement": "logement",
    "alimentation": "alimentation",
    "garde_educative": "garde_places",
    "sante_mentale": "sante_mentale_acces",
    "francisation_langue": "langue_interpretation",
}
CAUSE_SELON_MOTIF: dict[str, str] = {
    Motif.COMPLET: Cause.PLACES,
    Motif.SERVICE_INEXISTANT: Cause.INEXISTANT,
    Motif.LANGUE: Cause.LANGUE,
    Motif.HORS_TERRITOIRE: Cause.DISTANCE,
}


class TrouForm(TerritorialeForm):
    famille = FamilleField(label="Famille", required=False, empty_label="Aucune en particulier")
    besoin = forms.ModelChoiceField(Besoin.objects.all(), required=False, widget=forms.HiddenInput)
    referencement = forms.ModelChoiceField(
        Referencement.objects.all(), required=False, widget=forms.HiddenInput
    )
    constate_le = forms.DateField(
        label="Constaté le", initial=timezone.localdate, validators=[deja_arrivee]
    )

    class Meta:
        model = TrouDeServices
        fields = [
            "type",
            "cause",
            "famille",
            "nb_enfants",
            "constate_le",
            "description",
            "besoin",
            "referencement",
        ]
        widgets = {"description": forms.Textarea({"rows": 3})}
        help_texts = {
            "description": "Sans nom ni adresse\u00a0: la concertation la lira peut-être."
        }

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        famille, besoin = donnees.get("famille"), donnees.get("besoin")
        if besoin and famille and besoin.famille_id != famille.pk:
            raise ValidationError("Ce besoin est celui d’une autre famille.")
        return donnees

    def consigner(self, *, par: Utilisateur) -> TrouDeServices:
        trou = self.instance
        if trou.besoin:
            trou.famille = trou.besoin.famille
        lieu = trou.referencement or trou.famille
        trou.territoire = lieu.territoire if lieu else self.territoire_choisi
        trou.constater()
        return trou


class StatutForm(VersionForm):
    """What becomes of a trou."""

    le = forms.DateField(label="Depuis le", initial=timezone.localdate, validators=[deja_arrivee])

    class Meta:
        model = TrouDeServices
        fields = ["statut", "description"]
        widgets = {"statut": forms.RadioSelect, "description": forms.Textarea({"rows": 3})}

    def consigner(self, *, par: Utilisateur) -> TrouDeServices:
        self.instance.passer_a(self.cleaned_data["statut"], le=self.cleaned_data["le"])
        return self.instance


def trou_propose(referencement: Referencement, utilisateur: Utilisateur) -> TrouForm | None:
    """A refusal or a waiting list says almost all of it: one tap is enough."""
    if referencement.etat not in (Etat.REFUSEE_PARTENAIRE, Etat.LISTE_ATTENTE):
        return None
    return TrouForm(initial=depart_selon(referencement), utilisateur=utilisateur)


def depart_selon(referencement: Referencement) -> dict[str, Any]:
    en_attente = referencement.etat == Etat.LISTE_ATTENTE
    motif = referencement.motif_refus
    par_besoin = TYPE_SELON_BESOIN.get(referencement.type_besoin_id, "autre")
    famille = referencement.famille
    return {
        "referencement": referencement.pk,
        "besoin": referencement.besoin_id,
        "famille": famille.pk if famille else None,
        "nb_enfants": famille.nb_enfants or None if famille else None,
        "type": "listes_attente" if en_attente else TYPE_SELON_MOTIF.get(motif, par_besoin),
        "cause": Cause.PLACES if en_attente else CAUSE_SELON_MOTIF.get(motif, ""),
    }
