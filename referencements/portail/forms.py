"""« Référer une famille », a code, and the corrections of an entry."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from partenaires.models import Partenaire, PropositionFiche
from proximite.forms import ProximiteForm, SaisieForm

from ..models import DemandeEntrante, LienPartenaire, Referencement
from . import depots
from .acces import est_ouvert

PAR_JOUR = 20


class FamilleReferee(ProximiteForm, forms.ModelForm):
    """Who the famille is, in the fewest words that let the PTP reach her."""

    class Meta:
        model = DemandeEntrante
        fields = [
            "prenom",
            "telephone",
            "courriel",
            "langue",
            "enfants",
            "moments",
            "mot",
            "referent",
            "famille_d_accord",
        ]
        labels = {
            "famille_d_accord": "La famille est d’accord pour que la PTP reçoive ces "
            "renseignements et la joigne",
            "mot": "Ce qu’il est utile de savoir pour l’aborder",
        }
        help_texts = {
            "telephone": "Le téléphone ou le courriel suffit.",
            "enfants": "Combien, et leur âge. Par exemple\u00a0: 2 enfants, 3\u00a0ans et "
            "8\u00a0mois.",
        }
        widgets = {"mot": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accord = self.fields["famille_d_accord"]
        accord.required = True
        accord.error_messages["required"] = (
            "Demandez d’abord à la famille si elle est d’accord, puis cochez la case."
        )
        for champ in self.fields.values():
            champ.widget.attrs["autocomplete"] = "off"


class ReferenceForm(SaisieForm):
    """An entrant that a partenaire sends by its standing link, with what it says of the famille
    in ``famille``."""

    auteur = "partenaire"

    class Meta:
        model = Referencement
        fields = ["type_besoin", "motif_entrant"]
        labels = {"motif_entrant": "Pourquoi référer cette famille", "type_besoin": "Besoin"}
        widgets = {"motif_entrant": forms.RadioSelect}

    def __init__(self, *args: Any, lien: LienPartenaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lien = lien
        motif = cast(forms.ChoiceField, self.fields["motif_entrant"])
        motif.required = True
        motif.choices = MOTIFS
        self.famille = FamilleReferee(self.data if self.is_bound else None)

    @property
    def statut(self) -> int:
        return 429 if self.has_error("__all__", "trop") else super().statut

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.famille.is_valid()])

    def contenu_envoye(self) -> dict[str, Any]:
        famille = {nom: self.data.get(nom) for nom in self.famille.fields}
        return super().contenu_envoye() | famille | {"lien": self.lien.pk}

    def consigner(self, *, par: Partenaire) -> Referencement:
        self._verifier()
        self.instance.territoire = self.lien.territoire
        self.instance.recevoir(par=par, le=timezone.localdate())
        self.famille.instance.referencement = self.instance
        self.famille.save()
        depots.accuser(self.instance, lien=self.lien)
        return self.instance

    def _verifier(self) -> None:
        """Counted in rows under the lock of the link, so in whatever process they are sent."""
        verrou = LienPartenaire.objects.select_for_update(of=("self",), no_key=True)
        verrou = verrou.select_related("partenaire")
        if not est_ouvert(verrou.get(pk=self.lien.pk)):
            raise ValidationError("Ce lien est fermé.", code="ferme")
        recentes = Referencement.objects.entrants().filter(
            partenaire=self.lien.partenaire,
            territoire=self.lien.territoire,
            saisie_par=None,
            saisie_le__gt=timezone.now() - timedelta(days=1),
        )
        if recentes.count() >= PAR_JOUR:
            raise ValidationError(
                f"Votre organisme a déjà envoyé {PAR_JOUR} demandes depuis hier. "
                "Téléphonez à la PTP, ou revenez demain.",
                code="trop",
            )


# The same motifs, said by the partenaire of itself.
MOTIFS = [
    (Referencement.MotifEntrant.FERMETURE_DOSSIER, "Nous devons fermer son dossier"),
    (Referencement.MotifEntrant.BESOINS_MULTIPLES, "Elle a plusieurs besoins"),
    (Referencement.MotifEntrant.HORS_MANDAT_PARTENAIRE, "C’est hors de notre mandat"),
    (Referencement.MotifEntrant.LIEN_DIFFICILE, "Le lien avec elle est difficile à établir"),
    (Referencement.MotifEntrant.AUTRE, "Autre"),
]


class CodeForm(ProximiteForm, forms.Form):
    code = forms.CharField(
        label="Le code reçu, à six chiffres",
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())


class CorrectionForm(ProximiteForm, forms.ModelForm):
    """What the organisme would change in its entry: proposed, never written here."""

    site_web = forms.URLField(label="Site web", required=False, assume_scheme="https")
    mot = forms.CharField(
        label="Autre chose à corriger",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="Vos services, vos heures, une personne-ressource…",
    )

    class Meta:
        model = Partenaire
        fields = PropositionFiche.CHAMPS
        widgets = {"description": forms.Textarea({"rows": 3})}

    def proposer(self, partenaire: Partenaire) -> bool:
        if not self.is_valid():
            return False
        champs = {nom: self._texte(nom) for nom in PropositionFiche.CHAMPS}
        try:
            PropositionFiche.proposer(
                partenaire=partenaire, champs=champs, mot=self.cleaned_data["mot"]
            )
        except ValidationError as refus:
            self.signaler_refus(refus)
            return False
        return True

    def _texte(self, nom: str) -> str:
        valeur = self.cleaned_data[nom]
        return str(getattr(valeur, "as_international", valeur))
