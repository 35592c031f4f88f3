from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from comptes.models import Utilisateur
from proximite.forms import PlusieursField, ProximiteForm
from territoires.models import Territoire

from ..importation.fichiers import TAILLE_MAX, Lecture, refus
from ..importation.lecture import lire
from ..models import Importation, LigneImportation, Partenaire, Secteur, TypeBesoin

TERMES_A_LA_FOIS = 30
NE_PAS_IMPORTER = "-"


class FichierField(forms.FileField):
    """A file that is read at once; its cleaned value is what it holds."""

    widget = forms.FileInput

    def clean(self, data: Any, initial: Any = None) -> tuple[str, Lecture]:
        fichier = super().clean(data, initial)
        lecture = lire(fichier.file, nom=fichier.name, taille=fichier.size)
        return fichier.name, lecture


class ImportationForm(ProximiteForm, forms.Form):
    """A file, and what holds for all of it where its lines say nothing."""

    fichier = FichierField(
        label="Fichier",
        help_text=(
            f"CSV, classeur Excel (.xlsx) ou paquet HSDS (.zip), {TAILLE_MAX // 1024**2}\u00a0Mo "
            "au plus."
        ),
        widget=forms.FileInput({"accept": ".csv,.txt,.xlsx,.zip"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide. Choisissez-en un autre.",
        },
    )
    territoires = PlusieursField(
        Territoire.objects.all(),
        label="Territoires desservis, si le fichier ne les dit pas",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un de vos territoires."},
    )
    nature = forms.ChoiceField(
        label="Nature, si le fichier ne la dit pas",
        required=False,
        choices=[("", "Aucune"), *Partenaire.Nature.choices],
    )
    secteur = forms.ModelChoiceField(
        Secteur.objects.all(),
        label="Secteur, si le fichier ne le dit pas",
        required=False,
        empty_label="Aucun",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        siens = Territoire.objects.visibles_par(cast(Utilisateur, self.utilisateur))
        self.les_siens = list(siens)
        if len(self.les_siens) == 1:
            del self.fields["territoires"]

    def recevoir(self, *, par: Utilisateur) -> Importation | None:
        """Keep what the file holds, to be analysed; None with the reasons on the form."""
        if not self.is_valid():
            return None
        if not self.les_siens:
            self.add_error(None, refus("Aucun territoire ne vous est confié.", ""))
            return None
        nom, lecture = self.cleaned_data["fichier"]
        return Importation.recevoir(
            lecture,
            par=par,
            nom_fichier=nom[-120:],
            territoires=list(self.cleaned_data.get("territoires", self.les_siens)),
            nature=self.cleaned_data["nature"],
            secteur=self.cleaned_data["secteur"],
        )


class DecisionsForm(ProximiteForm, forms.Form):
    """What to do with each line of a page that looks like another, and with all the others."""

    pour_les_autres = forms.ChoiceField(
        label="Pour les lignes sans décision particulière",
        choices=Importation.Decision.choices,
        widget=forms.Select({"class": "form-select"}),
    )

    def __init__(
        self,
        *args: Any,
        importation: Importation,
        lignes: list[LigneImportation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.importation = importation
        self.initial["pour_les_autres"] = importation.doublons
        for ligne in lignes:
            self.fields[self._nom(ligne)] = forms.ChoiceField(
                label=f"Décision pour la ligne {ligne.numero}",
                required=False,
                choices=[("", "Comme les autres"), *_decisions(ligne)],
                initial=ligne.decision,
                widget=forms.Select({"class": "form-select"}),
            )
        self.lignes = lignes

    def champ_de(self, ligne: LigneImportation) -> forms.BoundField:
        return self[self._nom(ligne)]

    @property
    def paires(self) -> list[tuple[LigneImportation, forms.BoundField]]:
        return [(ligne, self.champ_de(ligne)) for ligne in self.lignes]

    @staticmethod
    def _nom(ligne: LigneImportation) -> str:
        return f"ligne_{ligne.numero}"

    def enregistrer(self) -> bool:
        if not self.is_valid():
            return False
        decisions = {ligne.numero: self.cleaned_data[self._nom(ligne)] for ligne in self.lignes}
        try:
            self.importation.decider(
                decisions, pour_les_autres=self.cleaned_data["pour_les_autres"]
            )
        except ValidationError as refus:
            self.signaler_refus(refus)
            return False
        return True


def _decisions(ligne: LigneImportation) -> list[tuple[str, str]]:
    """A line that looks like another line of the file has no entry to update."""
    sans_fiche = ligne.partenaire_id is None
    return [
        (str(code), str(libelle))
        for code, libelle in Importation.Decision.choices
        if not (sans_fiche and code == Importation.Decision.METTRE_A_JOUR)
    ]


class AssociationsForm(ProximiteForm, forms.Form):
    """Words of the file that are no besoin of ours, the most used first."""

    def __init__(self, *args: Any, importation: Importation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.importation = importation
        self.termes = [*importation.inconnus][:TERMES_A_LA_FOIS]
        besoins = TypeBesoin.objects.filter(actif=True)
        self.besoins = {besoin.pk: besoin for besoin in besoins}
        choix = [
            ("", "À décider"),
            (NE_PAS_IMPORTER, "Ne pas importer"),
            *((besoin.pk, besoin.libelle) for besoin in self.besoins.values()),
        ]
        for rang, terme in enumerate(self.termes):
            self.fields[f"terme_{rang}"] = forms.ChoiceField(
                label=terme,
                required=False,
                choices=choix,
                widget=forms.Select({"class": "form-select"}),
            )

    @property
    def paires(self) -> list[tuple[forms.BoundField, int]]:
        """Each field with the number of lines that use its word."""
        champs = [self[f"terme_{rang}"] for rang in range(len(self.termes))]
        return list(zip(champs, (self.importation.inconnus[t] for t in self.termes), strict=True))

    def enregistrer(self) -> bool:
        if not self.is_valid():
            return False
        choisis = {t: self.cleaned_data[f"terme_{rang}"] for rang, t in enumerate(self.termes)}
        termes = {t: self.besoins.get(code) for t, code in choisis.items() if code}
        try:
            self.importation.associer(termes)
        except ValidationError as refus:
            self.signaler_refus(refus)
            return False
        return True
