"""Forms of the trous de services."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from comptes.models import Utilisateur
from familles.forms.choix import ChoixFamille
from familles.models import Besoin, Intervention
from proximite.dates import deja_arrivee
from proximite.forms import VersionForm
from proximite.typographie import compte
from territoires.models import Territoire

from .forms import FamilleField, TerritorialeForm
from .models import ConstatTrou, Referencement, TrouDeServices, TypeTrou
from .trous_proposes import causes_selon, depart_selon, proposes, se_constate

Statut = TrouDeServices.Statut


class BesoinField(forms.ModelChoiceField):
    def label_from_instance(self, besoin: Besoin) -> str:
        return str(besoin.type)


class TrouField(forms.ModelChoiceField):
    def label_from_instance(self, trou: Any) -> str:
        """« Listes d’attente, manque de places, 4 familles »."""
        familles, constats = trou.nb_familles, trou.nb_constats
        if familles:
            return f"{trou.libelle}, {compte(familles, 'famille', 'familles')}"
        return f"{trou.libelle}, {compte(constats, 'constat', 'constats')}"

    def offrir(self, trous: Any, *autres: tuple[str, str]) -> None:
        """These as chips, among all those that may be chosen."""
        cast(forms.RadioSelect, self.widget).choices = [
            *((str(trou.pk), self.label_from_instance(trou)) for trou in trous),
            *autres,
        ]


class MemeManqueField(TrouField):
    """An open trou, or a new one; nothing chosen lets the same type and cause decide."""

    NOUVEAU = "nouveau"

    def clean(self, value: Any) -> Any:
        return value if value == self.NOUVEAU else super().clean(value)


class TrouForm(ChoixFamille, TerritorialeForm):
    type = forms.ModelChoiceField(
        TypeTrou.objects.all(), label="Type", required=False, empty_label="Choisissez…"
    )
    cause = forms.ChoiceField(label="Cause", required=False, widget=forms.RadioSelect)
    meme_que = MemeManqueField(
        TrouDeServices.objects.ouverts(),
        label="Même manque que",
        required=False,
        widget=forms.RadioSelect,
    )
    famille = FamilleField(label="Famille", required=False, empty_label="Aucune en particulier")
    besoin = BesoinField(
        Besoin.objects.select_related("type"),
        label="Besoin",
        required=False,
        widget=forms.HiddenInput,
    )
    referencement = forms.ModelChoiceField(
        Referencement.objects.all(), required=False, widget=forms.HiddenInput
    )
    intervention = forms.ModelChoiceField(
        Intervention.objects.all(), required=False, widget=forms.HiddenInput
    )
    constate_le = forms.DateField(
        label="Constaté le", initial=timezone.localdate, validators=[deja_arrivee]
    )
    description = forms.CharField(
        label="Ce qui manque",
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Sans nom ni adresse\u00a0: la concertation la lira peut-être.",
    )

    class Meta:
        model = ConstatTrou
        fields = [
            "famille",
            "besoin",
            "referencement",
            "intervention",
            "nb_enfants",
            "constate_le",
            "note",
        ]
        widgets = {"note": forms.Textarea({"rows": 2})}
        help_texts = {"note": "Elle reste entre vous et votre gestionnaire."}

    field_order = ("territoire", "type", "cause", "meme_que", "famille", "besoin", "nb_enfants")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cause = cast(forms.ChoiceField, self.fields["cause"])
        cause.choices = [*causes_selon(self.siens), ("", "Non précisée")]
        if not (self.is_bound or self.initial.get("meme_que")) and (semblable := self.semblable):
            self.initial["meme_que"] = semblable.pk
        self._offrir_les_memes()
        self._offrir_les_besoins()

    @property
    def semblable(self) -> TrouDeServices | None:
        """The open trou that this one would join by itself."""
        type_, cause = self["type"].value(), self["cause"].value() or ""
        trou = TrouDeServices(territoire=self._lieu_propose, type_id=type_, cause=cause)
        return trou.semblable() if type_ else None

    @property
    def _lieu_propose(self) -> Any:
        return self.initial.get("lieu") or self.siens[0]

    def _offrir_les_memes(self) -> None:
        champ = cast(MemeManqueField, self.fields["meme_que"])
        trous = proposes(
            cast(Any, champ.queryset),
            type_=self["type"].value() or "",
            cause=self["cause"].value() or "",
            choisi=self["meme_que"].value(),
        )
        champ.offrir(trous, (MemeManqueField.NOUVEAU, "Un nouveau manque"))
        self.memes = trous

    def _offrir_les_besoins(self) -> None:
        """Only when an intervention touched several: otherwise it is known, or there is none."""
        champ = cast(BesoinField, self.fields["besoin"])
        if len(touches := self.initial.get("besoins", [])) > 1:
            champ.widget = forms.RadioSelect(choices=[(b.pk, str(b.type)) for b in touches])

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        famille, besoin = donnees.get("famille"), donnees.get("besoin")
        if besoin and famille and besoin.famille_id != famille.pk:
            raise ValidationError("Ce besoin est celui d’une autre famille.")
        joint = isinstance(donnees.get("meme_que"), TrouDeServices)
        if not (joint or donnees.get("type") or "type" in self.errors):
            self.add_error("type", "Choisissez le type, ou un manque déjà constaté.")
        return donnees

    def consigner(self, *, par: Utilisateur) -> ConstatTrou:
        constat, choisi = self.instance, self.cleaned_data["meme_que"]
        description = self.cleaned_data["description"]
        trou = choisi
        if not isinstance(choisi, TrouDeServices):
            trou = TrouDeServices(
                territoire=self._lieu,
                type=self.cleaned_data["type"],
                cause=self.cleaned_data["cause"],
                description=description,
            )
        constat.consigner(
            trou=trou, joindre=choisi != MemeManqueField.NOUVEAU, description=description
        )
        return constat

    @property
    def _lieu(self) -> Territoire:
        constat = self.instance
        origine = constat.referencement or constat.intervention or constat.besoin
        famille = constat.famille or getattr(origine, "famille", None)
        lieu = constat.referencement or famille
        return lieu.territoire if lieu else self.territoire_choisi


class StatutForm(VersionForm):
    """What becomes of a trou."""

    vers = forms.ChoiceField(label="Statut", choices=Statut, widget=forms.RadioSelect)
    le = forms.DateField(label="Depuis le", initial=timezone.localdate, validators=[deja_arrivee])
    mot = forms.CharField(
        label="En un mot",
        required=False,
        max_length=200,
        help_text="Où, avec qui\u00a0: « Table de concertation de mars ». Sans nom de famille.",
    )

    class Meta:
        model = TrouDeServices
        fields = ["description"]
        widgets = {"description": forms.Textarea({"rows": 3})}
        help_texts = {"description": "Sans nom ni adresse\u00a0: la concertation la lira."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["vers"] = self.instance.statut

    def consigner(self, *, par: Utilisateur) -> TrouDeServices:
        trou, donnees = self.instance, self.cleaned_data
        if donnees["vers"] == trou.statut and "description" in self.changed_data:
            trou.save(update_fields=["description", "version"])
            return trou
        trou.save(update_fields=["description"])
        trou.passer_a(donnees["vers"], par=par, le=donnees["le"], mot=donnees["mot"])
        return trou


class JoindreForm(VersionForm):
    """Another open trou of the same type, found to be the same gap."""

    autre = TrouField(
        TrouDeServices.objects.ouverts(), label="Trou à joindre", widget=forms.RadioSelect
    )

    class Meta:
        model = TrouDeServices
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ, ici = cast(TrouField, self.fields["autre"]), self.instance
        autres = cast(Any, champ.queryset).exclude(pk=ici.pk)
        champ.queryset = autres.filter(territoire=ici.territoire_id, type=ici.type_id)
        self.offerts = list(cast(Any, champ.queryset).avec_touches().select_related("type"))
        champ.offrir(self.offerts)

    def consigner(self, *, par: Utilisateur) -> TrouDeServices:
        self.instance.joindre(self.cleaned_data["autre"], par=par, le=timezone.localdate())
        return self.instance


class FiltreTrousForm(forms.Form):
    """Narrows the list by the fields that make sense; the others say why they don’t."""

    TRIS = {"familles": ("-nb_familles", "-constate_le", "-pk"), "dates": ("-constate_le", "-pk")}

    type = forms.ModelChoiceField(TypeTrou.objects.all(), required=False, empty_label="Tous")
    cause = forms.ChoiceField(
        required=False, choices=[("", "Toutes"), *TrouDeServices.Cause.choices]
    )
    statut = forms.ChoiceField(
        required=False,
        choices=[("", "Tous"), ("ouverts", "Sans solution"), *Statut.choices],
    )
    tri = forms.ChoiceField(
        label="Trier par",
        required=False,
        choices=[("familles", "Familles touchées"), ("dates", "Date du constat")],
    )

    @property
    def affine(self) -> bool:
        return bool({*self.changed_data} - {"tri"})

    def appliquer(self, trous: Any) -> Any:
        self.full_clean()
        choix = self.cleaned_data
        for nom in ("type", "cause"):
            if choix.get(nom):
                trous = trous.filter(**{nom: choix[nom]})
        statut = choix.get("statut")
        if statut == "ouverts":
            trous = trous.ouverts()
        elif statut:
            trous = trous.filter(statut=statut)
        return trous.order_by(*self.TRIS[choix.get("tri") or "familles"])


def trou_propose(referencement: Referencement, utilisateur: Utilisateur) -> TrouForm | None:
    """A refusal or a waiting list says almost all of it: one tap is enough."""
    if not se_constate(referencement):
        return None
    return TrouForm(initial=depart_selon(referencement), utilisateur=utilisateur)
