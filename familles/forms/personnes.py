"""The adults and children of a famille; what names them goes to its own table."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import dates, timezone
from phonenumber_field.formfields import PhoneNumberField

from familles import codes
from familles.forms.doublons import ADULTE, ENFANT, AvecDoublons
from familles.models import Adulte, Enfant, Famille, IdentiteAdulte, IdentiteEnfant
from familles.models.personnes import TrancheAge, age_revolu
from proximite.dates import DERNIERE
from proximite.forms import SaisieForm, VersionForm
from proximite.querysets import PersonneAffectee

AGE_MAXIMAL = 26
GROSSESSE = timedelta(weeks=42)


class ChampsAdulte(AvecDoublons, forms.ModelForm):
    quoi = ADULTE

    prenom = forms.CharField(label="Prénom", max_length=80, required=False)
    nom = forms.CharField(label="Nom", max_length=80, required=False)
    telephone = PhoneNumberField(label="Téléphone", required=False)
    courriel = forms.EmailField(label="Courriel", required=False)

    CHAMPS_IDENTITE = ("prenom", "nom", "telephone", "courriel")

    class Meta:
        model = Adulte
        fields = ["lien", "vit_avec"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        identite = getattr(self.instance, "identite", None)
        if identite:
            self.initial.update({nom: getattr(identite, nom) for nom in self.CHAMPS_IDENTITE})

    def consigner(self, *, par: models.Model) -> models.Model:
        adulte = self.save()
        self.distinguer(adulte.famille, par=par)
        IdentiteAdulte.objects.update_or_create(
            adulte=adulte,
            defaults={nom: self.cleaned_data[nom] for nom in self.CHAMPS_IDENTITE},
        )
        return adulte


class AdulteForm(ChampsAdulte, SaisieForm):
    pass


class AdulteModifierForm(ChampsAdulte, VersionForm):
    pass


class ChampsEnfant(AvecDoublons, forms.ModelForm):
    """What is known of a child’s age: a day, a month, a year, a tranche, an expected date."""

    quoi = ENFANT

    jour = forms.DateField(label="Née ou né le", required=False)
    mois = forms.TypedChoiceField(
        label="Mois",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "---------"), *((n, str(nom)) for n, nom in dates.MONTHS.items())],
    )
    annee_du_mois = forms.IntegerField(
        label="Année", required=False, min_value=1990, max_value=DERNIERE.year
    )
    annee = forms.IntegerField(
        label="Année de naissance", required=False, min_value=1990, max_value=DERNIERE.year
    )
    tranche = forms.ChoiceField(
        label="Tranche d’âge aujourd’hui",
        required=False,
        choices=[("", "---------"), *TrancheAge.choices[1:8]],
    )
    prevue = forms.DateField(label="Naissance prévue vers le", required=False)
    prenom = forms.CharField(label="Prénom", max_length=80, required=False)
    nom = forms.CharField(label="Nom", max_length=80, required=False)
    code_autre_famille = forms.CharField(
        label="Code de l’autre famille",
        required=False,
        help_text="En garde partagée avec une autre famille accompagnée : l’enfant compte une "
        "seule fois.",
    )

    CHAMPS_IDENTITE = ("prenom", "nom")

    class Meta:
        model = Enfant
        fields = ["precision"]
        widgets = {"precision": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(self._initial_age())
        identite = getattr(self.instance, "identite", None)
        if identite:
            self.initial.update({nom: getattr(identite, nom) for nom in self.CHAMPS_IDENTITE})
        if self.instance.autre_famille:
            self.initial["code_autre_famille"] = self.instance.autre_famille.code_affiche

    def _initial_age(self) -> dict[str, Any]:
        naissance = self.instance.naissance
        if naissance is None:
            return {}
        return {
            "jour": naissance,
            "mois": naissance.month,
            "annee_du_mois": naissance.year,
            "annee": naissance.year,
            "tranche": self.instance.tranche(timezone.localdate()),
            "prevue": naissance,
        }

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        precision = donnees.get("precision")
        if precision:
            donnees["naissance"] = self._naissance(precision, donnees)
        return donnees

    def _naissance(self, precision: str, donnees: dict[str, Any]) -> date | None:
        """The best known date; a field that is missing says so."""
        champs = {"mois": ("mois", "annee_du_mois"), "inconnue": ()}.get(precision)
        champs = (precision,) if champs is None else champs
        for nom in champs:
            if nom in donnees and not donnees[nom]:
                self.add_error(nom, "Indiquez ce que vous savez, ou choisissez une autre réponse.")
        if not champs or any(not donnees.get(nom) for nom in champs):
            return None
        if "precision" in self.changed_data or any(nom in self.changed_data for nom in champs):
            naissance = self._date_de(precision, *(donnees[nom] for nom in champs))
        else:
            naissance = self.instance.naissance
        self._verifier(precision, champs[-1], naissance)
        return naissance

    @staticmethod
    def _date_de(precision: str, *valeurs: Any) -> date:
        if precision == Enfant.Precision.MOIS:
            return Enfant.naissance_du_mois(valeurs[1], valeurs[0])
        if precision == Enfant.Precision.ANNEE:
            return Enfant.naissance_de_annee(valeurs[0])
        if precision == Enfant.Precision.TRANCHE:
            return Enfant.naissance_de_tranche(valeurs[0], timezone.localdate())
        return valeurs[0]

    def _verifier(self, precision: str, champ: str, naissance: date | None) -> None:
        """A birth has happened; only an expected one is to come, within a pregnancy."""
        aujourdhui = timezone.localdate()
        if naissance is None:
            return
        if precision == Enfant.Precision.PREVUE:
            if naissance > aujourdhui + GROSSESSE:
                self.add_error(champ, "C’est dans plus de 42 semaines\u00a0: vérifiez la date.")
            return
        if age_revolu(naissance, aujourdhui) >= AGE_MAXIMAL:
            self.add_error(
                champ, f"Cela fait {AGE_MAXIMAL}\u00a0ans ou plus\u00a0: vérifiez l’année."
            )
        debut = naissance.replace(day=1) if precision == Enfant.Precision.MOIS else naissance
        debut = debut.replace(month=1, day=1) if precision == Enfant.Precision.ANNEE else debut
        if debut > aujourdhui:
            self.add_error(champ, "Pour un enfant à naître, choisissez « Naissance prévue ».")

    def clean_code_autre_famille(self) -> Famille | None:
        saisie = self.cleaned_data["code_autre_famille"]
        code = codes.normaliser(saisie)
        actuelle = self.instance.autre_famille
        if not code:
            return None
        if actuelle and actuelle.code == code:
            return actuelle
        if not codes.est_valide(code):
            raise ValidationError("Ce code est mal recopié : vérifiez-le.", code="mal_recopie")
        famille = (
            Famille.objects.modifiables_par(cast(PersonneAffectee, self.utilisateur))
            .filter(code=code)
            .first()
        )
        if famille is None:
            raise ValidationError("Aucune de vos familles n’a ce code.", code="inconnu")
        return famille

    def consigner(self, *, par: models.Model) -> models.Model:
        enfant = self.instance
        quittee = enfant.autre_famille
        enfant.naissance = self.cleaned_data["naissance"]
        enfant.autre_famille = self.cleaned_data["code_autre_famille"]
        enfant.consigner()
        self.distinguer(enfant.famille, par=par)
        if quittee and quittee != enfant.autre_famille:
            quittee.actualiser_compteurs()
        IdentiteEnfant.objects.update_or_create(
            enfant=enfant,
            defaults={nom: self.cleaned_data[nom] for nom in self.CHAMPS_IDENTITE},
        )
        return enfant


class EnfantForm(ChampsEnfant, SaisieForm):
    pass


class EnfantModifierForm(ChampsEnfant, VersionForm):
    class Meta(ChampsEnfant.Meta):
        fields = ["precision", "ne_compte_plus_des"]
