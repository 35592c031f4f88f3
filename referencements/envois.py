"""What a PTP sends to a partenaire: shown first, word for word, then sent once."""

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from phonenumber_field.formfields import PhoneNumberField

from comptes.models import Utilisateur
from courriels.heures import prochain_jour_ouvrable
from courriels.models import Courriel
from familles.models import Adulte, Consentement
from proximite.forms import ProximiteForm, SaisieForm

from . import depots
from .contenu import composer
from .courriels.entrants import adresse_du_lien
from .forms import pas_passee
from .models import Divulgation, LienPartenaire, Referencement
from .models.etats import AVANT_MEDIATION

EN_MAIN_PROPRE = "main"


class AdulteField(forms.ModelChoiceField):
    """The adults of one famille, by the name that their PTP knows."""

    def label_from_instance(self, adulte: Adulte) -> str:
        return adulte.nom_affiche


class EnvoiForm(SaisieForm):
    """With the agreement of the famille."""

    auteur = "faite_par"
    DELAI = timedelta(days=10)

    adresse = forms.ChoiceField(label="Comment l’envoyer", widget=forms.RadioSelect)
    telephone = PhoneNumberField(
        label="Votre téléphone, pour le partenaire",
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    mot = forms.CharField(
        label="Un mot au partenaire",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Il le lit avant d’accepter\u00a0: sans nom ni numéro de la famille.",
    )
    mode = forms.ChoiceField(
        label="Comment se fait le contact", choices=Referencement.Mode, widget=forms.RadioSelect
    )
    suivi_prevu_le = forms.DateField(
        label="Prendre des nouvelles le", required=False, validators=[pas_passee]
    )

    class Meta:
        model = Divulgation
        fields: ClassVar[list[str]] = []

    def __init__(
        self,
        *args: Any,
        referencement: Referencement,
        utilisateur: Utilisateur,
        initial: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.referencement, self.ptp = referencement, utilisateur
        adresses = referencement.partenaire.adresses_courriel
        depart = _depart(utilisateur, adresses) | (initial or {})
        super().__init__(*args, initial=depart, utilisateur=utilisateur, **kwargs)
        cast(forms.ChoiceField, self.fields["adresse"]).choices = [
            *((adresse, adresse) for adresse in adresses),
            (EN_MAIN_PROPRE, "Je lui remets le lien moi-même"),
        ]
        self.fields["mode"].required = self.contact_a_faire

    @property
    def contact_a_faire(self) -> bool:
        """Sending it is then the personal contact, and she says how it is made."""
        return self.referencement.etat in AVANT_MEDIATION

    @cached_property
    def accord(self) -> Consentement | None:
        """The agreement that covers it today."""
        siens = Consentement.objects.filter(
            famille=self.referencement.famille, partenaire=self.referencement.partenaire
        )
        return siens.en_vigueur().select_related("adulte__identite", "jeune__identite").first()

    def contenu_envoye(self) -> dict[str, Any]:
        return super().contenu_envoye() | {"referencement": self.referencement.pk}

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        self._verifier_partenaire()
        self.instance.consentement = self.accord
        if self.accord is None:
            raise ValidationError(
                "Demandez d’abord son accord à la famille\u00a0: rien n’est parti."
            )
        return donnees

    def _verifier_partenaire(self) -> None:
        if not self.referencement.partenaire.actif:
            raise ValidationError("Cet organisme n’est plus en activité : rien n’est parti.")

    def consigner(self, *, par: Utilisateur) -> Divulgation:
        donnees = self.cleaned_data
        if donnees["adresse"] != EN_MAIN_PROPRE:
            self.instance.adresse = donnees["adresse"]
        self.referencement.divulguer(
            self.instance,
            par=par,
            le=timezone.localdate(),
            mode=donnees["mode"],
            suivi_prevu_le=donnees["suivi_prevu_le"],
            **self._contenu(donnees.get),
        )
        depots.demander(self.instance)
        return self.instance

    @cached_property
    def lecture(self) -> dict[str, Any]:
        """What the partenaire will read of what is typed so far; ``refus`` when the word may not
        be read."""
        divulgation = Divulgation(
            referencement=self.referencement, consentement=self.accord, faite_par=self.ptp
        )
        try:
            contenu = self._contenu(self._saisi)
            return composer(divulgation, le=timezone.localdate(), **contenu)
        except ValidationError as refus:
            return {"refus": refus.messages}

    def _contenu(self, lire: Callable[[str], Any]) -> dict[str, Any]:
        """What ``composer`` asks for, from what was typed."""
        return {"mot": lire("mot") or "", "telephone": str(lire("telephone") or "")}

    def _saisi(self, nom: str) -> Any:
        """One field as it stands, whether or not the rest makes sense."""
        try:
            return self.fields[nom].clean(self[nom].value())
        except ValidationError:
            return None


class EnvoiParLoiForm(EnvoiForm):
    """Without an agreement, where a law allows it: which, why, and what leaves."""

    champs = forms.MultipleChoiceField(
        label="Ce que le partenaire pourra savoir",
        choices=Consentement.Champ,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Seulement ce qui est nécessaire.",
    )
    personne = AdulteField(
        Adulte.objects.all(),
        label="De qui",
        required=False,
        empty_label="Personne en particulier",
    )

    field_order = ("base_legale", "motif", "champs", "personne")

    class Meta(EnvoiForm.Meta):
        fields = ["base_legale", "motif"]
        widgets = {"base_legale": forms.RadioSelect, "motif": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        base = cast(forms.ChoiceField, self.fields["base_legale"])
        base.required = self.fields["motif"].required = True
        base.choices = Divulgation.BaseLegale.choices
        adultes = Adulte.objects.filter(famille=self.referencement.famille)
        champ = cast(AdulteField, self.fields["personne"])
        champ.queryset = adultes.select_related("identite")

    @cached_property
    def accord(self) -> None:
        """The law stands in for it."""
        return

    def clean(self) -> dict[str, Any]:
        self._verifier_partenaire()
        return SaisieForm.clean(self) or self.cleaned_data

    def _contenu(self, lire: Callable[[str], Any]) -> dict[str, Any]:
        choisis = lire("champs") or []
        enfants = self.referencement.famille and self.referencement.famille.enfants_presents
        return super()._contenu(lire) | {
            "champs": choisis,
            "personne": lire("personne"),
            "enfants": enfants if Consentement.Champ.ENFANTS in choisis else [],
        }


class RenvoiForm(ProximiteForm, forms.Form):
    """A fresh link to what the partenaire may already read."""

    cle = forms.UUIDField(widget=forms.HiddenInput)
    adresse = forms.ChoiceField(label="Adresse")

    def __init__(self, *args: Any, divulgation: Divulgation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.divulgation = divulgation
        adresses = divulgation.referencement.partenaire.adresses_courriel
        cast(forms.ChoiceField, self.fields["adresse"]).choices = [(a, a) for a in adresses]

    def enregistrer(self) -> bool:
        if not self.is_valid():
            return False
        depots.renvoyer(self.divulgation, **self.cleaned_data)
        return True


class LectureForm(forms.Form):
    """The version of the référencement that she read."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class RappelsForm(ProximiteForm, forms.Form):
    """Whether the partenaires are reminded, for one famille or by one partenaire."""

    FAMILLE, PARTENAIRE = "famille", "partenaire"

    qui = forms.ChoiceField(choices=[(FAMILLE, "Famille"), (PARTENAIRE, "Partenaire")])
    suspendre = forms.BooleanField(required=False)

    def enregistrer(self, referencement: Referencement) -> bool:
        if not self.is_valid():
            return False
        objet: models.Model = getattr(referencement, self.cleaned_data["qui"])
        lignes = type(objet)._base_manager.filter(pk=objet.pk)
        lignes.update(rappels_suspendus=self.cleaned_data["suspendre"])
        return True


@transaction.atomic
def remettre_un_lien(divulgation: Divulgation, *, par: Utilisateur) -> str:
    """The address of a link that the PTP hands over herself; the one before is closed."""
    LienPartenaire.objects.ouverts().filter(divulgation=divulgation, adresse="").update(
        ferme_le=timezone.now()
    )
    _, jeton = LienPartenaire.pour_repondre(divulgation, cree_par=par)
    return adresse_du_lien(jeton)


@transaction.atomic
def fermer_les_liens(referencement: Referencement) -> None:
    """What the partenaire holds opens nothing more, and what waits to leave stays."""
    maintenant = timezone.now()
    # Those past their time too: one left as it was would say that nobody closed the demande.
    liens = LienPartenaire.objects.filter(referencement=referencement, ferme_le__isnull=True)
    liens.update(ferme_le=maintenant)
    sujets = [depots.sujet_de_l_envoi(d) for d in referencement.divulgations.all()]
    sujets.append(depots.sujet_du_rappel(referencement))
    for courriel in Courriel.objects.concernant(*sujets).en_attente():
        courriel.annuler(maintenant)


def _depart(utilisateur: Utilisateur, adresses: list[str]) -> dict[str, Any]:
    derniere = Divulgation.objects.filter(faite_par=utilisateur).first()
    suivi = prochain_jour_ouvrable(timezone.localdate() + EnvoiForm.DELAI)
    return {
        "adresse": adresses[0] if adresses else EN_MAIN_PROPRE,
        "telephone": derniere.apercu["ptp"].get("telephone", "") if derniere else "",
        "suivi_prevu_le": suivi,
    }
