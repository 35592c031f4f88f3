"""What a partenaire may do with a demande: a short form, and the same verbs as a PTP’s."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from partenaires.models import Partenaire
from proximite.forms import SaisieForm
from proximite.typographie import date_moyenne

from ..models import Referencement, SuiviReferencement
from ..models.etats import A_REPONDRE, REPONSES_DU_PARTENAIRE, TRANSITIONS, Etat, Sens

LONGUEUR_D_UN_MOT = 2000
DEJA_DIT: dict[str, str] = {
    Etat.ACCEPTEE: "acceptée le",
    Etat.LISTE_ATTENTE: "en liste d’attente depuis le",
    Etat.REFUSEE_PARTENAIRE: "refusée le",
    Etat.SERVICE_AMORCE: "service amorcé le",
    Etat.TERMINEE: "terminée le",
}


class ReponseForm(SaisieForm):
    """A word, and what the verb asks for (``precisions``). A partenaire answers today."""

    auteur = "par_partenaire"
    precisions: ClassVar[tuple[str, ...]] = ()

    class Meta:
        model = SuiviReferencement
        fields = ["constat"]
        labels = {"constat": "Un mot pour la PTP"}
        widgets = {"constat": forms.Textarea({"rows": 3})}

    def __init__(
        self, *args: Any, referencement: Referencement, geste: "Geste", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.referencement, self.geste = referencement, geste
        self.order_fields([*self.precisions, "constat"])
        self.fields["constat"].validators.append(MaxLengthValidator(LONGUEUR_D_UN_MOT))
        self.impossible = False

    @property
    def statut(self) -> int:
        return 409 if self.impossible else super().statut

    def contenu_envoye(self) -> dict[str, Any]:
        return super().contenu_envoye() | {"geste": [self.referencement.pk, self.geste.nom]}

    def consigner(self, *, par: Partenaire) -> Referencement:
        donnees = self.cleaned_data
        suivi = {"constat": donnees["constat"], "cle": donnees["cle"]}
        suivi["empreinte"] = self.instance.empreinte
        precisions = {nom: donnees[nom] for nom in self.precisions}
        verbe = getattr(self.referencement, self.geste.verbe)
        verbe(par=par, le=timezone.localdate(), **precisions, **suivi)
        return self.referencement

    def signaler_refus(self, refus: ValidationError) -> None:
        """What changed meanwhile is said with what was typed still on screen."""
        self.referencement.refresh_from_db()
        if getattr(refus, "code", "") == "transition_impossible":
            refus = ValidationError(self._pourquoi_pas, code=refus.code)
        super().signaler_refus(refus)
        self.impossible = not hasattr(refus, "error_dict")

    @property
    def _pourquoi_pas(self) -> str:
        """The model speaks to a PTP of its référencement: this speaks to who was asked."""
        etat = self.referencement.etat
        if etat in A_REPONDRE:
            return (
                "Cette demande attend encore votre réponse\u00a0: dites d’abord si vous l’acceptez."
            )
        if etat not in DEJA_DIT:
            return "Cette demande est fermée\u00a0: elle n’attend plus rien de vous."
        if self.geste.vers == Etat.TERMINEE and self.referencement.est_ouvert:
            return "Dites d’abord que le service est amorcé."
        depuis = date_moyenne(self.referencement.etat_depuis)
        return f"Cette demande a déjà reçu une réponse\u00a0: {DEJA_DIT[etat]} {depuis}."


class AttenteForm(ReponseForm):
    precisions = ("semaines",)
    semaines = forms.IntegerField(
        label="Attente estimée, en semaines",
        required=False,
        min_value=0,
        max_value=520,
        help_text="Laissez vide si vous ne savez pas.",
    )


class RefusForm(ReponseForm):
    precisions = ("motif",)
    motif = forms.ChoiceField(
        label="Pourquoi", choices=Referencement.MotifRefus, widget=forms.RadioSelect
    )


class IssueForm(ReponseForm):
    precisions = ("issue",)
    issue = forms.ChoiceField(
        label="Le besoin de la famille est-il répondu?",
        choices=[
            ("repondu", "Oui"),
            ("partiellement", "En partie"),
            ("non_repondu", "Non"),
            ("inconnu", "Je ne sais pas"),
        ],
        widget=forms.RadioSelect,
    )


class MotForm(ReponseForm):
    """The word alone: it has to say something, and the PTP is told of each one."""

    PAR_JOUR = 20

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["constat"].required = True

    def consigner(self, *, par: Partenaire) -> Referencement:
        hier = timezone.now() - timedelta(days=1)
        if (
            self.referencement.suivis.filter(par_partenaire=par, saisie_le__gt=hier).count()
            >= self.PAR_JOUR
        ):
            raise ValidationError(
                "Vous avez déjà beaucoup écrit depuis hier. Téléphonez plutôt à la PTP."
            )
        return super().consigner(par=par)


@dataclass(frozen=True)
class Geste:
    """``nom`` is the last word of the address, ``verbe`` the model’s; ``vers`` is None for a word
    that moves nothing."""

    nom: str
    verbe: str
    vers: Etat | None
    bouton: str
    titre: str
    confirmer: str
    texte: str = ""
    icone: str = "check"
    form: type[ReponseForm] = ReponseForm

    def est_possible(self, referencement: Referencement) -> bool:
        if self.vers is None:
            return referencement.est_ouvert
        permis = REPONSES_DU_PARTENAIRE[Sens(referencement.sens)]
        return self.vers in TRANSITIONS[Etat(referencement.etat)] & permis


GESTES = {
    geste.nom: geste
    for geste in (
        Geste(
            "accepter",
            "accepter",
            Etat.ACCEPTEE,
            "Accepter",
            "Accepter la demande",
            "Oui, nous acceptons",
            "Vous verrez aussitôt comment joindre la famille.",
        ),
        Geste(
            "amorcer",
            "amorcer_service",
            Etat.SERVICE_AMORCE,
            "Service amorcé",
            "Le service est amorcé",
            "Oui, c’est commencé",
            "La famille a reçu un premier service, ou sa première visite est faite.",
            "handshake",
        ),
        Geste(
            "terminer",
            "terminer",
            Etat.TERMINEE,
            "C’est terminé",
            "Le service est terminé",
            "Oui, c’est terminé",
            "Cette demande se ferme, et les coordonnées de la famille ne s’affichent plus ici.",
            "flag",
            IssueForm,
        ),
        Geste(
            "attente",
            "mettre_en_attente",
            Etat.LISTE_ATTENTE,
            "Liste d’attente",
            "Mettre en liste d’attente",
            "Mettre en liste d’attente",
            "Vous pourrez accepter plus tard, par ce même lien.",
            "clock",
            AttenteForm,
        ),
        Geste(
            "refuser",
            "refuser",
            Etat.REFUSEE_PARTENAIRE,
            "Refuser",
            "Refuser la demande",
            "Refuser la demande",
            "Votre raison aide la famille à trouver ailleurs, et dit ce qui manque ici.",
            "x",
            RefusForm,
        ),
        Geste(
            "ecrire",
            "suivre",
            None,
            "Écrire un mot",
            "Écrire un mot",
            "Envoyer le mot",
            "Une question, une nouvelle. Votre réponse à la demande ne change pas.",
            "message-circle",
            MotForm,
        ),
    )
}
