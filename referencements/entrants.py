"""Taking up an entrant: who it is first, then one famille for it."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property

from comptes.models import Utilisateur
from familles.doublons import Candidate, candidates
from familles.models import Famille
from familles.models.famille import FamilleQuerySet
from familles.recherche import reconnaitre
from proximite.forms import PlusieursField

from .forms import FamilleField
from .gestes import GesteForm
from .models import Referencement


class PriseEnChargeForm(GesteForm):
    """For a famille she knows already, or one she opens now by its alias alone.

    ``vues`` are the look-alikes that her page showed: another one is shown to her before a
    famille is opened.
    """

    field_order = ("famille", "q", "alias", "date", "constat")
    famille = FamilleField(required=False)
    vues = PlusieursField(Famille.objects.all(), required=False, widget=forms.MultipleHiddenInput)
    q = forms.CharField(label="Chercher par alias, nom ou code", required=False, max_length=80)
    alias = forms.CharField(
        label="Alias de la nouvelle famille",
        required=False,
        max_length=80,
        help_text="Ce qui vous la rappelle, sans nom ni adresse.",
    )

    def __init__(self, *args: Any, referencement: Referencement, **kwargs: Any) -> None:
        super().__init__(*args, referencement=referencement, nom="prendre_en_charge", **kwargs)
        cast(FamilleField, self.fields["famille"]).queryset = self._siennes
        self.fields["constat"].label = "Note pour vous et votre équipe"
        self.ajouts: list[str] = []

    @property
    def _siennes(self) -> FamilleQuerySet:
        familles = Famille.objects.modifiables_par(cast(Utilisateur, self.utilisateur))
        return familles.filter(territoire=self.referencement.territoire)

    @property
    def saisi(self) -> dict[str, Any]:
        return {nom: self._envoye(nom) for nom in self.fields if nom != "vues"}

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The familles that may be the one the partenaire speaks of, or bear such an alias."""
        demande = getattr(self.referencement, "demande", None)
        connu = ("prenom", "telephone", "enfants") if demande else ()
        return candidates(
            self.referencement.territoire,
            cast(Utilisateur, self.utilisateur),
            alias=self["alias"].value() or "",
            le=timezone.localdate(),
            **{nom: getattr(demande, nom) for nom in connu},
        )

    @cached_property
    def connues(self) -> list[Famille]:
        """What her search finds, else the last she saw; those that look the same are above."""
        trouvees = reconnaitre(self["q"].value() or "", self._siennes.avec_enfants())
        montrees = {candidate.famille for candidate in self.candidates}
        return [famille for famille in trouvees if famille not in montrees]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if donnees.get("famille") or self.errors:
            return donnees
        if not donnees.get("alias"):
            self.add_error("alias", "Donnez un alias à la nouvelle famille.")
        elif {c.famille for c in self.candidates} - set(donnees["vues"]):
            raise ValidationError(
                "Une famille que vous connaissez ressemble à celle-ci. Si c’en est une autre, "
                "confirmez que c’est une nouvelle famille.",
                code="doublon",
            )
        return donnees

    def consigner(self, *, par: Utilisateur) -> Referencement:
        donnees = self.cleaned_data
        suivi = {nom: donnees[nom] for nom in ("constat", "cle")}
        suivi["empreinte"] = self.instance.empreinte
        famille = donnees["famille"] or self._nouvelle(par)
        self.ajouts = self.referencement.prendre_en_charge(
            famille, par=par, le=donnees["date"], **suivi
        )
        return self.referencement

    def _nouvelle(self, par: Utilisateur) -> Famille:
        return Famille(
            alias=self.cleaned_data["alias"],
            territoire=self.referencement.territoire,
            date_jointe=self.cleaned_data["date"],
            voie_reperage_id="reference_entrante",
            saisie_par=par,
        )

    def dire_ce_qui_est_fait(self) -> str:
        if not self.ajouts:
            return "La famille est accueillie."
        return f"La famille est accueillie. Ajouté à sa fiche\u00a0: {', '.join(self.ajouts)}."
