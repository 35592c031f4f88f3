"""Before she saves: the famille may be known already."""

from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property

from comptes.models import Utilisateur
from familles.doublons import Candidate, Portrait, decrire, ressemblantes
from familles.models import Famille, FamillesDistinctes
from proximite.forms import ProximiteForm

ADULTE, ENFANT, FAMILLE = "adulte", "enfant", "famille"
RESSEMBLE = (
    "Une famille que vous connaissez ressemble à celle-ci. Regardez-la; si c’en est une autre, "
    "dites-le, puis enregistrez."
)


def lire(donnees: Any, quoi: str) -> Portrait:
    """What is being typed in a form about one of these, as it was sent; junk says nothing."""
    texte = {nom: str(donnees.get(nom, ""))[:200] for nom in ("alias", "nom", "prenom")}
    prenom = "prenom_enfant" if quoi == ENFANT else "prenom"
    return decrire(
        **{"alias": texte["alias"], "nom": texte["nom"], prenom: texte["prenom"]},
        telephone=donnees.get("telephone", ""),
        naissance=_naissance(donnees) if quoi == ENFANT else None,
    )


def _naissance(donnees: Any) -> tuple[int, int, int] | None:
    """(year, month, day) as far as they are told."""
    precision = donnees.get("precision")
    morceaux = {
        "jour": str(donnees.get("jour", "")).split("-"),
        "prevue": str(donnees.get("prevue", "")).split("-")[:2],
        "mois": [donnees.get("annee_du_mois", ""), donnees.get("mois", "")],
        "annee": [donnees.get("annee", "")],
    }.get(precision, [])
    if not morceaux or not all(str(m).isascii() and str(m).isdigit() for m in morceaux):
        return None
    annee, mois, jour = (int(str(m)[:4]) for m in [*morceaux, "0", "0"][:3])
    return annee, mois, jour


def trouver(
    donnees: Any, quoi: str, *, par: Utilisateur, de: Famille | None = None
) -> list[Candidate]:
    """Among what she reads, nowhere else."""
    siennes = Famille.objects.visibles_par(par)
    return ressemblantes(lire(donnees, quoi), siennes, le=timezone.localdate(), de=de)


class AvecDoublons(ProximiteForm, forms.Form):
    """A form in which a famille is named: one that looks the same is shown before it is written,
    once. ``vues`` are the look-alikes that her page showed: another one is shown first."""

    quoi = FAMILLE
    quand_meme = forms.BooleanField(label="C’est une autre famille", required=False)
    vues = forms.CharField(required=False, widget=forms.HiddenInput)

    doublons: list[Candidate]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doublons = []

    def contenu_envoye(self) -> dict[str, Any]:
        """What she answers of the look-alikes is not what she writes of the famille."""
        envoye = super().contenu_envoye()  # type: ignore[misc]  # a SaisieForm’s
        return {nom: v for nom, v in envoye.items() if nom not in ("quand_meme", "vues")}

    @cached_property
    def helper(self) -> FormHelper:
        """Both fields are drawn by ``familles/doublons.html``, with what they are about."""
        helper = super().helper
        a_part = ("quand_meme", "vues")
        helper.layout = Layout(*(champ for champ in helper.layout.fields if champ not in a_part))
        helper.render_hidden_fields = False
        caches = [c.name for c in self.hidden_fields() if c.name not in a_part]
        helper.layout.extend(nom for nom in caches if nom not in helper.layout.fields)
        return helper

    @property
    def la_famille(self) -> Famille | None:
        """The one it is about, when there is one already."""
        return cast(Any, self).instance.famille

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or cast(Any, self).cleaned_data
        if not self.errors and self.changed_data:
            self._avertir(donnees)
        return donnees

    def _avertir(self, donnees: dict[str, Any]) -> None:
        par = cast(Utilisateur, self.utilisateur)
        trouvees = trouver(self._nouveau(), self.quoi, par=par, de=self.la_famille)
        self.doublons = [candidate for candidate in trouvees if candidate.est_a_confirmer]
        codes = {candidate.famille.code for candidate in self.doublons}
        nouvelles = codes - set(donnees["vues"].split(",")) if donnees.get("vues") else set()
        if self.doublons and (nouvelles or not donnees.get("quand_meme")):
            self.add_error(None, ValidationError(RESSEMBLE, code="doublon"))

    def _nouveau(self) -> dict[str, Any]:
        """What was typed now: what the fiche said already was looked at then."""
        changes = {*self.changed_data, "precision"}
        if "annee_du_mois" in changes or "mois" in changes:
            changes |= {"annee_du_mois", "mois"}
        return {nom: self.data.get(nom, "") for nom in changes}

    @property
    def codes_vus(self) -> str:
        return ",".join(candidate.famille.code for candidate in self.doublons)

    def distinguer(self, famille: Famille, *, par: Any) -> None:
        """What she was shown, and said is another famille, is not shown again."""
        for candidate in self.doublons:
            FamillesDistinctes.distinguer(un=famille, autre=candidate.famille, par=par)
