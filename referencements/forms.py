from datetime import date
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from comptes.models import Utilisateur
from familles.forms.choix import ChoixFamille
from familles.models import Famille
from partenaires.forms import ChoixPartenaire
from partenaires.models import Partenaire, Secteur, TypeBesoin
from proximite.dates import deja_arrivee
from proximite.forms import PlusieursField, SaisieForm
from territoires.models import Territoire

from .models import Referencement


def pas_passee(jour: date) -> None:
    """What is planned is still to come."""
    if jour < timezone.localdate():
        raise ValidationError("Donnez une date d’aujourd’hui ou plus tard.", code="passee")


class FamilleField(forms.ModelChoiceField):
    """Familles by alias and code: never by name."""

    def __init__(self, **champs: Any) -> None:
        super().__init__(Famille.objects.recentes(), **champs)

    def label_from_instance(self, famille: Famille) -> str:
        return f"{famille.alias} ({famille.code_affiche})"


class Accord(forms.ChoiceField):
    """Consent recorded on the spot, in plain words."""

    OUI, NON, PAS_ENCORE = "oui", "non", "pas_encore"

    def __init__(self) -> None:
        super().__init__(
            label="La famille est d’accord",
            choices=[
                (self.OUI, "Oui"),
                (self.NON, "Non, elle décline"),
                (self.PAS_ENCORE, "Pas encore demandé"),
            ],
            widget=forms.RadioSelect,
        )


class ReferencementForm(ChoixFamille, ChoixPartenaire, SaisieForm):
    """One démarche: the same hand-off to each partenaire chosen, one row per organisme."""

    choisir = "partenaires"

    famille = FamilleField(label="Famille", error_messages={"required": "Choisissez la famille."})
    partenaires = PlusieursField(
        Partenaire.objects.actifs(),
        label="Partenaires",
        error_messages={"required": "Choisissez au moins un organisme."},
    )
    secteur_cherche = forms.ModelChoiceField(
        Secteur.objects.all(), label="Secteur", required=False, empty_label="Tous les secteurs"
    )
    accord = Accord()
    date_mediation = forms.DateField(
        label="Contact fait le", required=False, validators=[deja_arrivee]
    )

    class Meta:
        model = Referencement
        fields = ["famille", "type_besoin", "mode", "date_mediation", "suivi_prevu_le", "note"]
        labels = {
            "mode": "Comment le contact s’est fait",
            "suivi_prevu_le": "Prendre des nouvelles le",
            "note": "Note pour vous",
        }
        widgets = {"note": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["suivi_prevu_le"].validators.append(pas_passee)
        self._offrir_ses_besoins_d_abord()

    def _offrir_ses_besoins_d_abord(self) -> None:
        """Those open with the famille chosen, besoins de base before the others; then them all."""
        if self.famille_choisie is None:
            return
        champ = cast(forms.ModelChoiceField, self.fields["type_besoin"])
        ouverts = {b.type_id for b in self.famille_choisie.besoins.ouverts()}
        types = list(cast(Any, champ.queryset))
        siens = [type_ for type_ in types if type_.pk in ouverts]
        groupes = {
            "Besoins de base d’abord": [t for t in siens if t.niveau == TypeBesoin.Niveau.BASE],
            "Autres besoins de la famille": [
                t for t in siens if t.niveau != TypeBesoin.Niveau.BASE
            ],
            "Tous les autres": [t for t in types if t.pk not in ouverts],
        }
        champ.choices = [
            ("", champ.empty_label),
            *((nom, [(t.pk, str(t)) for t in groupe]) for nom, groupe in groupes.items() if groupe),
        ]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        contact = [donnees.get("date_mediation"), donnees.get("mode")]
        if any(contact) and donnees.get("accord") != Accord.OUI:
            self.add_error("accord", "Le contact se fait seulement quand la famille est d’accord.")
        elif donnees.get("mode") and not donnees.get("date_mediation"):
            self.add_error("date_mediation", "Donnez aussi la date du contact.")
        elif donnees.get("date_mediation") and not donnees.get("mode"):
            self.add_error("mode", "Dites aussi comment le contact s’est fait.")
        return donnees

    def consigner(self, *, par: Utilisateur) -> Referencement:
        cle = self.cleaned_data["cle"]
        premier, *autres = self.cleaned_data["partenaires"]
        for partenaire in autres:
            self._referer(partenaire, par=par, cle=uuid4(), demarche=cle)
        return self._referer(premier, par=par, cle=cle, demarche=cle)

    def _referer(self, vers: Partenaire, *, par: Utilisateur, cle: UUID, demarche: UUID) -> Any:
        donnees = self.cleaned_data
        referencement = Referencement(
            partenaire=vers,
            cle=cle,
            demarche=demarche,
            empreinte=self.instance.empreinte,
            saisie_par=par,
            **{nom: donnees[nom] for nom in ("famille", "type_besoin", "suivi_prevu_le", "note")},
        )
        le = donnees["date_mediation"] or timezone.localdate()
        referencement.discuter(par=par, le=le)
        if donnees["accord"] == Accord.NON:
            referencement.decliner(par=par, le=le)
        elif donnees["accord"] == Accord.OUI:
            referencement.consentir(par=par, le=le)
            self._mettre_en_contact(referencement, par=par)
        return referencement

    def _mettre_en_contact(self, referencement: Referencement, *, par: Utilisateur) -> None:
        donnees = self.cleaned_data
        if donnees["date_mediation"]:
            referencement.faire_mediation(
                par=par,
                le=donnees["date_mediation"],
                mode=donnees["mode"],
                suivi_prevu_le=donnees["suivi_prevu_le"],
            )

    @property
    def criteres(self) -> dict[str, Any]:
        besoin, secteur = self._choix("type_besoin"), self._choix("secteur_cherche")
        return super().criteres | {"type_besoin": besoin, "secteur": secteur, "bilan": True}

    def _choix(self, nom: str) -> Any:
        """The row chosen so far in one field, whether or not the rest makes sense."""
        try:
            return self.fields[nom].to_python(self[nom].value())
        except ValidationError:
            return None


class TerritorialeForm(SaisieForm):
    """Something logged on one of her territoires, which is asked only when she has several."""

    territoire = forms.ModelChoiceField(Territoire.objects.all(), label="Territoire")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        personne = cast(Utilisateur, self.utilisateur)
        self.siens = list(Territoire.objects.modifiables_par(personne))
        if len(self.siens) == 1:
            del self.fields["territoire"]

    @property
    def territoire_choisi(self) -> Territoire:
        return self.cleaned_data.get("territoire") or self.siens[0]


class ReceptionForm(ChoixPartenaire, TerritorialeForm):
    """An entrant: a partenaire refers a famille to the PTP."""

    partenaire = forms.ModelChoiceField(
        Partenaire.objects.actifs(),
        label="Partenaire qui réfère",
        error_messages={"required": "Choisissez l’organisme qui réfère."},
    )
    date_mediation = forms.DateField(
        label="Reçu le", initial=timezone.localdate, validators=[deja_arrivee]
    )

    class Meta:
        model = Referencement
        fields = ["partenaire", "motif_entrant", "type_besoin", "date_mediation", "note"]
        labels = {"note": "Ce que le partenaire en dit"}
        widgets = {"motif_entrant": forms.RadioSelect, "note": forms.Textarea({"rows": 3})}
        help_texts = {"note": "Sans nom, adresse ni téléphone."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        motif = cast(forms.ChoiceField, self.fields["motif_entrant"])
        motif.required, motif.choices = True, Referencement.MotifEntrant.choices

    def consigner(self, *, par: Utilisateur) -> Referencement:
        self.instance.territoire = self.territoire_choisi
        self.instance.recevoir(par=par, le=self.cleaned_data["date_mediation"])
        return self.instance
