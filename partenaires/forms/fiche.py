from typing import Any, ClassVar, cast

from django import forms
from django.db import models, transaction
from django.utils import timezone

from comptes.models import Utilisateur
from proximite.forms import PlusieursField, Porte, ProximiteForm, VersionForm
from territoires.models import Territoire

from ..models import ContactPartenaire, OffreService, Partenaire
from ..recherche import semblables


class ContactForm(ProximiteForm, forms.ModelForm):
    class Meta:
        model = ContactPartenaire
        fields = ["nom", "fonction", "telephone", "courriel"]


class OffreForm(ProximiteForm, forms.ModelForm):
    class Meta:
        model = OffreService
        fields = ["type_besoin", "capacite", "attente_semaines", "precisions"]

    def save(self, commit: bool = True) -> OffreService:
        self.instance.confirmee_le = timezone.localdate()
        return super().save(commit)


class LignesFormSet(forms.BaseInlineFormSet):
    """A line is one of this entry's: Django's would name any row of its model."""

    def add_fields(self, form: Any, index: Any) -> None:
        super().add_fields(form, index)
        form.fields["id"].queryset = self.get_queryset()


class OffresFormSet(LignesFormSet):
    def validate_unique(self) -> None:
        """One line per besoin, said beside the second one and by its name."""
        vus = set()
        for ligne in self.forms:
            besoin = getattr(ligne, "cleaned_data", {}).get("type_besoin")
            if ligne in self.deleted_forms or besoin is None:
                continue
            if besoin in vus:
                ligne.add_error("type_besoin", f"Déjà sur une autre ligne\u00a0: {besoin}.")
            vus.add(besoin)


ContactFormSet = forms.inlineformset_factory(
    Partenaire, ContactPartenaire, form=ContactForm, formset=LignesFormSet, extra=1
)
OffreFormSet = forms.inlineformset_factory(
    Partenaire, OffreService, form=OffreForm, formset=OffresFormSet, extra=2
)


class PartenaireForm(VersionForm):
    """An entry of the directory with its contacts and its services, in one page.

    ``territoires`` offers hers only; those of others are left as they are.
    """

    porte: ClassVar[Porte] = "visibles_par"

    territoires = PlusieursField(
        Territoire.objects.all(),
        label="Territoires desservis, parmi les vôtres",
        widget=forms.CheckboxSelectMultiple,
    )
    site_web = forms.URLField(label="Site web", required=False, assume_scheme="https")
    malgre_semblables = forms.BooleanField(
        label="C’est un autre organisme", required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Partenaire
        fields = [
            "nom",
            "nature",
            "secteur",
            "description",
            "langues",
            "telephone",
            "courriel",
            "site_web",
            "adresse",
            "actif",
        ]
        widgets = {"description": forms.Textarea({"rows": 3})}
        help_texts = {"langues": "Séparées par des virgules\u00a0: français, arabe."}

    semblables: list[Partenaire]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.semblables = []
        self._adapter_territoires()
        sous_formes = {"data": self.data if self.is_bound else None, "instance": self.instance}
        self.contacts = ContactFormSet(prefix="contacts", **sous_formes)
        self.offres = OffreFormSet(prefix="offres", **sous_formes)

    def _adapter_territoires(self) -> None:
        self.les_siens = list(Territoire.objects.visibles_par(self.personne))
        if len(self.les_siens) == 1:
            del self.fields["territoires"]
        elif self.instance.pk:
            self.initial["territoires"] = self.instance.territoires.all()

    @property
    def personne(self) -> Utilisateur:
        return cast(Utilisateur, self.utilisateur)

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.contacts.is_valid(), self.offres.is_valid()])

    def creer(self, *, par: models.Model) -> Partenaire | None:
        """Add it to the directory, unless one that looks the same was not ruled out."""
        if not self.is_valid():
            return None
        with transaction.atomic():
            self._un_ajout_a_la_fois()
            if not self.cleaned_data["malgre_semblables"]:
                visibles = Partenaire.objects.visibles_par(self.personne)
                self.semblables = semblables(visibles, self.cleaned_data["nom"])
            if self.semblables:
                self.fields["malgre_semblables"].widget = forms.CheckboxInput()
                return None
            return self.consigner(par=par)

    def _un_ajout_a_la_fois(self) -> None:
        """So that a double send finds the entry that the first one added."""
        ids = [territoire.pk for territoire in self.les_siens]
        list(Territoire.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))

    def consigner(self, *, par: models.Model) -> Partenaire:
        self.instance.confirme_le = timezone.localdate()
        partenaire = self.save()
        choisis = self.cleaned_data.get("territoires", self.les_siens)
        partenaire.territoires.remove(*(t for t in self.les_siens if t not in choisis))
        partenaire.territoires.add(*choisis)
        for lignes in (self.contacts, self.offres):
            lignes.instance = partenaire
            lignes.save()
        return partenaire
