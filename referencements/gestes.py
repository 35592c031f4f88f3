"""What can be done next with a référencement: a geste is a short form and a model’s verb."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms

from comptes.models import Utilisateur
from proximite.dates import deja_arrivee
from proximite.forms import SaisieForm

from .forms import pas_passee
from .models import Referencement, SuiviReferencement
from .models.etats import TRANSITIONS, Etat, Sens


class GesteForm(SaisieForm):
    """A dated follow-up; subclasses add what their verb asks for, named as its arguments in
    ``precisions``."""

    precisions: ClassVar[tuple[str, ...]] = ()

    class Meta:
        model = SuiviReferencement
        fields = ["date", "constat"]
        labels = {"constat": "Ce qui a été dit"}
        widgets: ClassVar[dict[str, Any]] = {"constat": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, referencement: Referencement, nom: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.referencement, self.nom = referencement, nom
        self.order_fields(self.field_order or ["date", *self.precisions])
        self.fields["date"].validators.append(deja_arrivee)

    def contenu_envoye(self) -> dict[str, Any]:
        return super().contenu_envoye() | {"geste": [self.referencement.pk, self.nom]}

    def consigner(self, *, par: Utilisateur) -> Referencement:
        donnees = self.cleaned_data
        suivi = {nom: donnees[nom] for nom in self._meta.fields or [] if nom != "date"}
        suivi |= {"cle": donnees["cle"], "empreinte": self.instance.empreinte}
        precisions = {nom: donnees[nom] for nom in self.precisions}
        verbe = getattr(self.referencement, self.nom)
        verbe(par=par, le=donnees["date"], **precisions, **suivi)
        return self.referencement


class SuiviForm(GesteForm):
    precisions = ("prochain_le",)
    field_order = ("mode", "constat", "prochaine_action", "prochain_le", "date")
    prochain_le = forms.DateField(
        label="Prendre des nouvelles le", required=False, validators=[pas_passee]
    )

    class Meta(GesteForm.Meta):
        fields = ["date", "mode", "constat", "prochaine_action"]
        widgets = {**GesteForm.Meta.widgets, "mode": forms.RadioSelect}


class MediationForm(GesteForm):
    precisions = ("mode", "suivi_prevu_le")
    mode = forms.ChoiceField(
        label="Comment le contact s’est fait", choices=Referencement.Mode, widget=forms.RadioSelect
    )
    suivi_prevu_le = forms.DateField(
        label="Prendre des nouvelles le", required=False, validators=[pas_passee]
    )


class AttenteForm(GesteForm):
    precisions = ("semaines",)
    semaines = forms.IntegerField(
        label="Attente estimée (semaines)", required=False, min_value=0, max_value=520
    )


class RefusForm(GesteForm):
    precisions = ("motif",)
    motif = forms.ChoiceField(
        label="Pourquoi", choices=Referencement.MotifRefus, widget=forms.RadioSelect
    )


class RefusEntrantForm(RefusForm):
    """The partenaire reads the reason and the word, never the note."""

    field_order = ("date", "motif", "mot_au_partenaire", "constat")

    class Meta(RefusForm.Meta):
        fields = ["date", "mot_au_partenaire", "constat"]
        labels = {
            "mot_au_partenaire": "Un mot au partenaire",
            "constat": "Note pour vous et votre équipe",
        }
        help_texts = {
            "mot_au_partenaire": "Le partenaire lira ce mot. Sans nom.",
            "constat": "Le partenaire ne la lira pas.",
        }
        widgets = {
            "mot_au_partenaire": forms.Textarea({"rows": 3}),
            "constat": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motif"].help_text = "Le partenaire lira cette raison."


class TerminerForm(GesteForm):
    precisions = ("issue",)
    issue = forms.ChoiceField(
        label="Pour le besoin de la famille",
        choices=Referencement.Issue,
        widget=forms.RadioSelect,
    )


@dataclass(frozen=True)
class Geste:
    """``nom`` is the model's verb and the last word of the URL; ``form`` is None for one that has
    a view of its own."""

    nom: str
    vers: Etat
    verbe: str
    titre: str
    form: type[GesteForm] | None = GesteForm
    sens: frozenset[str] = frozenset(Sens.values)
    rare: bool = False


_SORTANT, _ENTRANT = frozenset({Sens.SORTANT.value}), frozenset({Sens.ENTRANT.value})

GESTES = [
    Geste("consentir", Etat.CONSENTIE, "La famille est d’accord", "L’accord de la famille"),
    Geste(
        "faire_mediation",
        Etat.MEDIATION_FAITE,
        "Consigner le contact",
        "Le contact personnalisé",
        MediationForm,
    ),
    Geste(
        "prendre_en_charge",
        Etat.ACCEPTEE,
        "Accueillir la famille",
        "Accueillir la famille",
        None,
        _ENTRANT,
    ),
    Geste("accepter", Etat.ACCEPTEE, "Acceptée", "Le partenaire accepte", sens=_SORTANT),
    Geste(
        "amorcer_service",
        Etat.SERVICE_AMORCE,
        "Service amorcé",
        "Le service commence",
        sens=_SORTANT,
    ),
    Geste(
        "amorcer_service",
        Etat.SERVICE_AMORCE,
        "Accompagnement amorcé",
        "L’accompagnement commence",
        sens=_ENTRANT,
    ),
    Geste("terminer", Etat.TERMINEE, "Terminée", "Le service se termine", TerminerForm, _SORTANT),
    Geste(
        "terminer",
        Etat.TERMINEE,
        "Accompagnement terminé",
        "L’accompagnement se termine",
        TerminerForm,
        _ENTRANT,
    ),
    Geste(
        "mettre_en_attente",
        Etat.LISTE_ATTENTE,
        "Liste d’attente",
        "La famille est en liste d’attente",
        AttenteForm,
    ),
    Geste(
        "refuser",
        Etat.REFUSEE_PARTENAIRE,
        "Refusée",
        "Le référencement est refusé",
        RefusForm,
        _SORTANT,
    ),
    Geste(
        "refuser",
        Etat.REFUSEE_PARTENAIRE,
        "Dire que ce n’est pas possible",
        "Ce n’est pas possible d’accueillir cette famille",
        RefusEntrantForm,
        _ENTRANT,
    ),
    Geste(
        "recevoir_reponse",
        Etat.REPONSE_RECUE,
        "Réponse à préciser",
        "Une réponse est venue, à préciser",
        sens=_SORTANT,
    ),
    Geste(
        "constater_sans_reponse",
        Etat.SANS_REPONSE,
        "Sans réponse",
        "Le partenaire ne répond pas",
        sens=_SORTANT,
    ),
    Geste("decliner", Etat.DECLINEE_FAMILLE, "La famille décline", "La famille décline", rare=True),
    Geste(
        "abandonner",
        Etat.ABANDONNEE_FAMILLE,
        "La famille abandonne",
        "La famille abandonne la démarche",
        rare=True,
    ),
    Geste(
        "annuler",
        Etat.ANNULEE,
        "Annuler (saisie par erreur)",
        "Annuler une saisie faite par erreur",
        rare=True,
    ),
]
SUIVRE = "suivre"


def geste_nomme(nom: str, referencement: Referencement) -> Geste | None:
    return next((g for g in GESTES if g.nom == nom and referencement.sens in g.sens), None)


def gestes_possibles(referencement: Referencement) -> list[Geste]:
    suivants = TRANSITIONS[Etat(referencement.etat)]
    if referencement.famille_id is None:
        suivants = suivants - {Etat.SERVICE_AMORCE}  # it is taken up first
    return [g for g in GESTES if g.vers in suivants and referencement.sens in g.sens]
