from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from comptes.models import Utilisateur
from confidentialite.models import Demande
from familles import codes
from familles.models import Adulte, Enfant, Famille
from familles.models.consentement import a_quatorze_ans
from proximite.forms import ProximiteForm, SaisieForm, VersionForm


class CodeForm(ProximiteForm, forms.Form):
    """Whose file: the code that is on its fiche."""

    code = forms.CharField(label="Code de la famille", max_length=20)

    def clean_code(self) -> str:
        code = codes.normaliser(self.cleaned_data["code"])
        familles = Famille.objects.dans_territoires(self._territoires).encore_nommees()
        famille = familles.suivre(code)
        if famille is None:
            raise ValidationError("Aucune famille de vos territoires n’a ce code.")
        return famille.code

    @property
    def _territoires(self) -> frozenset[int]:
        return cast(Utilisateur, self.utilisateur).territoires_geres


class DemandeForm(SaisieForm):
    """``qui``: one list of everyone who may ask, for one person asks."""

    porte = "visibles_par"

    qui = forms.ChoiceField(
        label="Qui le demande",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites qui le demande."},
        help_text="Chaque personne ne demande que ce qui la concerne. Un enfant de moins de "
        "14\u00a0ans, ou d’âge inconnu, n’est pas dans la liste\u00a0: un parent demande pour lui.",
    )

    class Meta:
        model = Demande
        fields = ["genre", "recue_le", "voie", "precisions"]
        widgets = {
            "genre": forms.RadioSelect,
            "voie": forms.RadioSelect,
            "precisions": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.personnes = dict(_qui_peut_demander(self.instance.famille))
        champ = cast(forms.ChoiceField, self.fields["qui"])
        champ.choices = [(cle, _nommer(personne)) for cle, personne in self.personnes.items()]
        self.order_fields(["qui"])

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        personne = self.personnes.get(donnees.get("qui", ""))
        self.instance.adulte = personne if isinstance(personne, Adulte) else None
        self.instance.jeune = personne if isinstance(personne, Enfant) else None
        return donnees

    def consigner(self, *, par: Utilisateur) -> Demande:
        self.instance.recevoir()
        return self.instance


def _qui_peut_demander(famille: Famille) -> Iterator[tuple[str, Adulte | Enfant]]:
    for adulte in famille.adultes.select_related("identite"):
        yield f"adulte-{adulte.pk}", adulte
    enfants = Enfant.objects.de_la_famille(famille).presents().select_related("identite")
    for enfant in enfants:
        if a_quatorze_ans(enfant, timezone.localdate()):
            yield f"jeune-{enfant.pk}", enfant


def _nommer(personne: Adulte | Enfant) -> str:
    if isinstance(personne, Enfant):
        return f"{personne.nom_affiche}, {personne.age_en_mots(timezone.localdate())}"
    lien = personne.get_lien_display()
    return f"{personne.nom_affiche}, {lien.lower()}" if personne.est_nomme else lien


class ReponseForm(VersionForm):
    """The answer, or its correction."""

    porte = "visibles_par"

    class Meta:
        model = Demande
        fields = ["repondue_le", "issue", "moyen", "motif_refus"]
        widgets = {"issue": forms.RadioSelect, "motif_refus": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in ("repondue_le", "issue", "moyen"):
            self.fields[nom].required = True
        cast(forms.ChoiceField, self.fields["issue"]).choices = Demande.Issue.choices
        self.initial["repondue_le"] = self.instance.repondue_le or timezone.localdate()

    def consigner(self, *, par: Utilisateur) -> Demande:
        self.instance.repondre(par=par)
        return self.instance
