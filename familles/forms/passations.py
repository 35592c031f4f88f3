"""A passation: who leaves, who comes, and one famille at a time."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from activites.forms import au_plus_tard_aujourdhui, au_plus_tot_aujourdhui
from comptes.models import Affectation, Role, Utilisateur
from familles.forms.commun import GesteForm
from familles.models import Passation, PassationFamille, PointSensible, RencontreConjointe
from proximite.forms import SaisieForm, VersionForm


class PersonneField(forms.ModelChoiceField):
    """Names are shown on purpose: ``__str__`` never holds one."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.get_full_name()


class AffectationField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.utilisateur.get_full_name()}, {obj.territoire.nom}"


class CommencerPassationForm(SaisieForm):
    """Hers, or that of a PTP of the territoires she manages, gone already or not."""

    affectation = AffectationField(
        Affectation.objects.none(), label="PTP qui part", widget=forms.RadioSelect
    )
    field_order = ["affectation"]

    class Meta:
        model = Passation
        fields = ["dernier_jour"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        personne = cast(Utilisateur, self.utilisateur)
        champ = cast(forms.ModelChoiceField, self.fields["affectation"])
        champ.queryset = affectations_a_passer(personne).select_related("utilisateur", "territoire")
        champ.empty_label = None

    def clean(self) -> dict[str, Any]:
        """Her own departure is to come; a gestionnaire may write that of a PTP who is gone."""
        donnees = cast(dict[str, Any], super().clean())
        affectation, jour = donnees.get("affectation"), donnees.get("dernier_jour")
        sienne = (
            affectation and affectation.utilisateur_id == cast(Utilisateur, self.utilisateur).pk
        )
        if sienne and jour and jour < timezone.localdate():
            self.add_error("dernier_jour", "Votre dernier jour est aujourd’hui, ou plus tard.")
        return donnees

    def consigner(self, *, par: models.Model) -> models.Model:
        affectation = self.cleaned_data["affectation"]
        self.instance.de = affectation.utilisateur
        self.instance.territoire = affectation.territoire
        self.instance.commencer()
        return self.instance


def affectations_a_passer(personne: Utilisateur) -> models.QuerySet[Affectation]:
    """The last one of each PTP in each territoire."""
    siennes = Q(utilisateur=personne, territoire__in=personne.territoires_ecrits)
    gerees = Q(territoire__in=personne.territoires_geres)
    suivante = Affectation.objects.filter(
        role=Role.PTP,
        utilisateur=models.OuterRef("utilisateur"),
        territoire=models.OuterRef("territoire"),
        pk__gt=models.OuterRef("pk"),
    )
    ptp = Affectation.objects.filter(siennes | gerees, role=Role.PTP)
    return ptp.filter(~models.Exists(suivante)).order_by("utilisateur__nom", "pk")


class OrganiserForm(VersionForm):
    """The successor, from which day, and whom to reach meanwhile."""

    fait = "La relève est organisée."

    class Meta:
        model = Passation
        fields = ["dernier_jour", "a", "debut_releve", "second_contact"]
        field_classes = {"a": PersonneField, "second_contact": PersonneField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        passation = self.instance
        modele = Affectation(utilisateur=passation.de, territoire=passation.territoire)
        equipe = modele.contacts_possibles
        a_venir = Affectation.objects.non_terminees().filter(
            role=Role.PTP, territoire=passation.territoire
        )
        ptps = Affectation.objects.actuelles().filter(
            role=Role.PTP, territoire__organisme=passation.territoire.organisme
        )
        releves = Utilisateur.objects.filter(
            Q(pk__in=a_venir.values("utilisateur")) | Q(pk__in=ptps.values("utilisateur")),
            is_active=True,
        ).exclude(pk=passation.de_id)
        self._offrir("a", releves | Utilisateur.objects.filter(pk=passation.a_id))
        deja = Utilisateur.objects.filter(pk=passation.second_contact_id)
        self._offrir("second_contact", equipe | deja)

    def _offrir(self, nom: str, personnes: models.QuerySet[Utilisateur]) -> None:
        champ = cast(forms.ModelChoiceField, self.fields[nom])
        champ.queryset, champ.empty_label = personnes, "Pas encore choisie"

    def consigner(self, *, par: Any) -> Any:
        if gardee := self.instance.organiser():
            self.fait = (
                f"La relève est organisée. {gardee.get_full_name()} a déjà commencé\u00a0: son "
                "affectation continue. Si elle ne reste pas, mettez-y fin depuis la page Équipe."
            )
        return self.instance


class PreparerForm(VersionForm):
    class Meta:
        model = PassationFamille
        fields = ["essentiel", "prete"]
        widgets = {"essentiel": forms.Textarea({"rows": 4})}

    def consigner(self, *, par: Any) -> Any:
        refuser_si_conclue(self.instance)
        return self.save()


class ReponseForm(VersionForm):
    class Meta:
        model = PassationFamille
        fields = ["reponse", "reponse_mots", "suite"]
        widgets = {"reponse": forms.RadioSelect, "suite": forms.RadioSelect}

    def consigner(self, *, par: Any) -> Any:
        refuser_si_conclue(self.instance)
        self.instance.full_clean()
        return self.save()


class DansUnePassation(SaisieForm):
    """A row of one famille’s passation, while it is not concluded."""

    def consigner(self, *, par: Any) -> Any:
        refuser_si_conclue(
            PassationFamille.objects.select_for_update().get(pk=self.instance.passation_famille_id)
        )
        return super().consigner(par=par)


class PointSensibleForm(DansUnePassation):
    transmettre = forms.TypedChoiceField(
        label="Que devient ce point",
        choices=[("oui", "À transmettre"), ("non", "Ne pas transmettre")],
        coerce=lambda valeur: valeur == "oui",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = PointSensible
        fields = ["texte", "transmettre"]
        widgets = {"texte": forms.Textarea({"rows": 3})}


class RencontreForm(DansUnePassation):
    class Meta:
        model = RencontreConjointe
        fields = ["prevue_le", "mode", "avec"]
        widgets = {"mode": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["prevue_le"].validators.append(au_plus_tot_aujourdhui)


class AnnulerPassationForm(GesteForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, passation: Passation, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": passation.version}, **kwargs)
        self.passation = passation

    def agir(self, *, par: Any) -> None:
        self.passation.annuler(version=self.cleaned_data["version"])


class TenirForm(GesteForm):
    le = forms.DateField(
        label="Elle a eu lieu le",
        initial=timezone.localdate,
        validators=[au_plus_tard_aujourdhui],
    )

    def __init__(self, *args: Any, rencontre: RencontreConjointe, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rencontre = rencontre

    def agir(self, *, par: Any) -> None:
        self.rencontre.tenir(le=self.cleaned_data["le"])


class ConclureForm(GesteForm):
    le = forms.DateField(
        label="Conclue le", initial=timezone.localdate, validators=[au_plus_tard_aujourdhui]
    )

    def __init__(self, *args: Any, ligne: PassationFamille, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ligne = ligne

    def agir(self, *, par: Any) -> None:
        self.ligne.conclure(par=par, le=self.cleaned_data["le"])


def refuser_si_conclue(ligne: PassationFamille) -> None:
    if not ligne.est_ouverte:
        raise ValidationError("La passation de cette famille est déjà conclue.", code="conclue")
