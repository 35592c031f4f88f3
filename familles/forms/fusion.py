"""Two fiches of one famille, compared before they are brought together."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils import timezone

from familles import noms
from familles.forms.commun import GesteForm
from familles.models import Adulte, Enfant, Famille, FusionFamille, IdentiteFamille
from proximite.forms import SaisieForm

GARDE, ABSORBEE = "garde", "absorbee"


class FusionForm(SaisieForm):
    """For each value on which they differ, which one stays; and who is written on both."""

    versions = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = FusionFamille
        fields = ["motif"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.garde, self.absorbee = self.instance.garde, self.instance.absorbee
        self.initial["versions"] = self._versions()
        for nom in FusionFamille.CHAMPS:
            self._comparer(Famille, nom, self.garde, self.absorbee)
        identites = [getattr(f, "identite", None) for f in (self.garde, self.absorbee)]
        for nom in FusionFamille.CHAMPS_IDENTITE:
            self._comparer(IdentiteFamille, nom, *identites)
        self._reconnaitre(Adulte, "adultes")
        self._reconnaitre(Enfant, "enfants")
        self.fields["motif"].widget.attrs["placeholder"] = "Par exemple\u00a0: même numéro"
        self.order_fields([nom for nom in self.fields if nom != "motif"])

    def _comparer(self, modele: Any, nom: str, garde: Any, absorbee: Any) -> None:
        """What someone chose is proposed before what nobody touched."""
        champ = modele._meta.get_field(nom)
        valeurs = [_en_mots(fiche, nom) for fiche in (garde, absorbee)]
        if valeurs[0] == valeurs[1]:
            return
        self.fields[nom] = forms.ChoiceField(
            label=str(champ.verbose_name).capitalize(),
            choices=list(zip((GARDE, ABSORBEE), (v or "Rien" for v in valeurs), strict=True)),
            widget=forms.RadioSelect,
        )
        intacte = not valeurs[0] or getattr(garde, nom) == champ.get_default()
        self.initial[nom] = ABSORBEE if intacte and valeurs[1] else GARDE

    def _reconnaitre(self, modele: Any, relation: str) -> None:
        """For each person of the fiche absorbed who may be one of the other: are they the same?"""
        siennes = list(getattr(self.garde, relation).select_related("identite"))
        for personne in getattr(self.absorbee, relation).select_related("identite"):
            if not siennes:
                return
            nom = f"{modele._meta.model_name}_{personne.pk}"
            self.fields[nom] = forms.TypedChoiceField(
                label=f"De l’autre fiche\u00a0: {_dire(personne)}",
                choices=[
                    ("", "Est une autre personne"),
                    *((str(s.pk), f"Est {_dire(s)}") for s in siennes),
                ],
                required=False,
                coerce=int,
                empty_value=None,
            )
            meme = next((s for s in siennes if _memes(personne, s)), None)
            self.initial[nom] = str(meme.pk) if meme else ""

    def _versions(self) -> str:
        return f"{self.garde.version}-{self.absorbee.version}"

    @property
    def statut(self) -> int:
        return 409 if self.has_error("__all__", "conflit") else super().statut

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        memes = [donnees.get(nom) for nom in self._noms_des_personnes() if donnees.get(nom)]
        if len(memes) != len(set(memes)):
            raise ValidationError("Deux personnes ne peuvent pas être la même.", code="deux_fois")
        return donnees

    def _noms_des_personnes(self) -> list[str]:
        return [nom for nom in self.fields if nom.startswith(("adulte_", "enfant_"))]

    def consigner(self, *, par: Any) -> models.Model:
        donnees = self.cleaned_data
        lues = donnees["versions"] == self._versions()
        fusion = cast(FusionFamille, self.instance)
        try:
            fusion.fusionner(
                de_absorbee=[nom for nom, valeur in donnees.items() if valeur == ABSORBEE],
                memes=self._memes(),
                versions=(self.garde.version, self.absorbee.version) if lues else (0, 0),
            )
        except ValidationError:
            self._reprendre_les_fiches()
            raise
        return fusion

    def _memes(self) -> list[tuple[models.Model, models.Model]]:
        modeles: dict[str, Any] = {"adulte": Adulte, "enfant": Enfant}
        paires: list[tuple[models.Model, models.Model]] = []
        for nom in self._noms_des_personnes():
            genre, _, pk = nom.partition("_")
            if vers := self.cleaned_data[nom]:
                lignes = modeles[genre]._default_manager
                de = lignes.get(pk=pk, famille=self.absorbee)
                paires.append((de, lignes.get(pk=vers, famille=self.garde)))
        return paires

    def _reprendre_les_fiches(self) -> None:
        """What is shown with the refusal is the fiches of now: she decides on those."""
        donnees = QueryDict(mutable=True)
        donnees.update(self.data)
        donnees["versions"] = self._versions()
        self.data = donnees


class AnnulerFusionForm(GesteForm):
    def __init__(self, *args: Any, fusion: FusionFamille, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fusion = fusion

    def agir(self, *, par: Any) -> None:
        self.fusion.annuler(par=par)


def _en_mots(fiche: Any, nom: str) -> str:
    if fiche is None:
        return ""
    dire = getattr(fiche, f"get_{nom}_display", None)
    valeur = dire() if dire else getattr(fiche, nom)
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    return str(getattr(valeur, "as_national", valeur) or "")


def _dire(personne: Any) -> str:
    """« Soraya, mère »; « Enfant, 3 ans »."""
    if isinstance(personne, Enfant):
        return f"{personne.nom_affiche}, {personne.age_en_mots(timezone.localdate())}"
    if personne.est_nomme:
        return f"{personne.nom_affiche}, {personne.get_lien_display().lower()}"
    return personne.nom_affiche


def _memes(une: Any, autre: Any) -> bool:
    """Their prénoms sound the same; for children not named on one side, born the same month."""
    mots = [noms.mots(_prenom(personne)) for personne in (une, autre)]
    if all(mots):
        return any(noms.memes(mot, m) for mot in mots[0] for m in mots[1])
    if isinstance(une, Enfant) and une.naissance and autre.naissance:
        return (une.naissance.year, une.naissance.month) == (
            autre.naissance.year,
            autre.naissance.month,
        )
    return False


def _prenom(personne: Any) -> str:
    return getattr(getattr(personne, "identite", None), "prenom", "")
