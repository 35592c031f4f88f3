"""What every form stands on: layout by crispy, choices within one's scope, writes made once."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar, Literal
from uuid import UUID, uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.forms.models import construct_instance
from django.http import QueryDict
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from proximite import lectures
from proximite.dates import verifier_plausible
from proximite.models import ListeReference, Versionnee
from proximite.querysets import PersonneAffectee

DEJA_SAISIE_AUTREMENT = (
    "Cette saisie a déjà été enregistrée avec un autre contenu. "
    "Ouvrez une nouvelle saisie pour consigner autre chose."
)
MODIFIEE_ENTRETEMPS = (
    "Quelqu’un a modifié ces renseignements pendant que vous les aviez à l’écran. "
    "Rien n’a été remplacé : comparez les deux textes, puis enregistrez."
)
Porte = Literal["visibles_par", "modifiables_par"]
ESPACES = str.maketrans("", "", " \u00a0\u202f\u2009")


class NombreInput(forms.TextInput):
    """A number as people write or paste it: « 10 036 », « 61,1 », with any kind of space."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        valeur = super().value_from_datadict(data, files, name)
        return valeur.translate(ESPACES) if isinstance(valeur, str) else valeur


class PlusieursField(forms.ModelMultipleChoiceField):
    """Several rows; a number too big for SQLite is one more choice that does not exist."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as trop_grand:
            message = self.error_messages["invalid_choice"]
            raise ValidationError(
                message, code="invalid_choice", params={"value": "…"}
            ) from trop_grand


class ProximiteForm(forms.BaseForm):
    """Mixin of every form: ``class XForm(ProximiteForm, forms.ModelForm)``.

    Each choice of rows offers only those that ``utilisateur`` reaches through ``porte``, and
    the values of reference lists that are open to entry.
    """

    porte: ClassVar[Porte] = "visibles_par"

    def __init__(
        self, *args: Any, utilisateur: PersonneAffectee | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.utilisateur = utilisateur
        for nom, champ in self.fields.items():
            _adapter_saisie(champ)
            if isinstance(champ, forms.ModelChoiceField):
                self._limiter(nom, champ)

    @cached_property
    def helper(self) -> FormHelper:
        """Lays out the fields as they are when first drawn: a subclass may drop or order some."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.render_hidden_fields = True
        helper.layout = Layout(*(_disposer(nom, champ) for nom, champ in self.fields.items()))
        return helper

    @property
    def statut(self) -> int:
        """The HTTP status of the page that shows this form: 422 when what was sent is refused."""
        return 422 if self.is_bound else 200

    def add_error(self, field: str | None, error: Any) -> None:
        """A row out of her scope looks like one that never was; the journal says that she tried."""
        super().add_error(field, error)
        champ = self.fields.get(field or "")
        if getattr(error, "code", "") == "invalid_choice" and hasattr(
            getattr(champ, "queryset", None), self.porte
        ):
            lectures.noter_hors_portee()

    def signaler_refus(self, refus: ValidationError) -> None:
        """What a model's verb refuses, beside the field it names when the form has it."""
        par_champ = getattr(refus, "error_dict", None) or {None: refus.error_list}
        for nom, erreurs in par_champ.items():
            self.add_error(nom if nom in self.fields else None, erreurs)

    def _limiter(self, nom: str, champ: forms.ModelChoiceField) -> None:
        lignes = champ.queryset
        if hasattr(lignes, self.porte):
            if self.utilisateur is None:
                raise TypeError(f"{type(self).__name__}: {nom} needs utilisateur=")
            champ.queryset = getattr(lignes, self.porte)(self.utilisateur)
        elif lignes is not None and issubclass(lignes.model, ListeReference):
            champ.queryset = lignes.filter(
                models.Q(actif=True) | models.Q(pk__in=self._deja_choisis(nom, champ))
            )

    def _deja_choisis(self, nom: str, champ: forms.Field) -> list[Any]:
        """Codes the row holds already: a value withdrawn from entry stays where it was used."""
        valeur = self.get_initial_for_field(champ, nom)
        valeurs = valeur if isinstance(valeur, list | tuple) else [valeur]
        # Some come from an address: PostgreSQL knows no NUL.
        return [getattr(v, "pk", v) for v in valeurs if v and "\0" not in str(v)]


TIRETS = "---------"


def _nommer_le_vide(champ: Any) -> None:
    """Words for « no answer » instead of dashes; none among chips that must be answered."""
    mot = "Choisissez…" if champ.required else "Non précisé"
    if isinstance(champ, forms.ModelChoiceField):
        # Its choices are rows still to be limited: reading them here would offer every one.
        champ.empty_label = mot if champ.empty_label == TIRETS else champ.empty_label
        return
    garde = not (champ.required and isinstance(champ.widget, forms.RadioSelect))
    choix = [(code, mot if libelle == TIRETS else libelle) for code, libelle in champ.choices]
    champ.choices = [(code, libelle) for code, libelle in choix if garde or code not in (None, "")]


def _disposer(nom: str, champ: forms.Field) -> str | Field:
    """Radios and lists of checkboxes are chips to tap."""
    if isinstance(champ.widget, forms.RadioSelect):
        return Field(nom, wrapper_class="puces")
    return nom


def _adapter_clavier(champ: forms.Field) -> None:
    """The phone’s keyboard: sentences where one writes or dictates; « Suivant » on a line, a
    return in a text."""
    attributs = champ.widget.attrs
    if isinstance(champ.widget, forms.Textarea):
        attributs.setdefault("autocapitalize", "sentences")
    elif type(champ.widget) is forms.TextInput and type(champ) is forms.CharField:
        attributs.setdefault("autocapitalize", "sentences")
        attributs.setdefault("enterkeyhint", "next")


def _adapter_saisie(champ: forms.Field) -> None:
    """Native pickers for dates and times; numeric keyboards that accept a decimal comma."""
    _adapter_clavier(champ)
    if isinstance(champ.widget, forms.DateInput):
        champ.widget.input_type, champ.widget.format = "date", "%Y-%m-%d"
        champ.validators.append(verifier_plausible)
    elif isinstance(champ.widget, forms.TimeInput):
        champ.widget.input_type, champ.widget.format = "time", "%H:%M"
    elif isinstance(champ, forms.ChoiceField):
        _nommer_le_vide(champ)
    elif isinstance(champ.widget, forms.NumberInput):
        clavier = "numeric" if type(champ) is forms.IntegerField else "decimal"
        champ.localize = True
        champ.widget = NombreInput(
            {
                **champ.widget.attrs,
                "inputmode": clavier,
                "enterkeyhint": "done",
                "autocomplete": "off",
            }
        )
        champ.widget.is_localized = True


class SaisieForm(ProximiteForm, forms.ModelForm):
    """Logs a row that inherits ``proximite.models.Saisie``, once whatever the retries; or an
    ``Envoi`` whose author is in the field ``auteur``.

    A view calls ``enregistrer`` alone: it validates, writes and returns the row, or returns
    None with the reasons on the form (422). A replay returns the row written the first time,
    even when what it names has changed since.
    """

    porte: ClassVar[Porte] = "modifiables_par"
    auteur: ClassVar[str] = "saisie_par"

    cle = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def enregistrer(self, *, par: models.Model) -> Any:
        if (deja := self._deja_saisie(par)) is not None:
            return self._reprendre(deja)
        if not self.is_valid():
            return None
        self.instance.cle = self.cleaned_data["cle"]
        self.instance.empreinte = self.empreinte()
        setattr(self.instance, self.auteur, par)
        try:
            with transaction.atomic():
                return self.consigner(par=par)
        except (IntegrityError, ValidationError) as refus:
            # Two sends at once: the other one wrote the row between our look and our insert.
            if (deja := self._deja_saisie(par)) is not None:
                return self._reprendre(deja)
            if isinstance(refus, IntegrityError):
                raise
            self.signaler_refus(refus)
            return None

    def consigner(self, *, par: Any) -> Any:
        """Write the row and what goes with it; override it to call the model's own verb."""
        return self.save()

    def empreinte(self) -> str:
        """HMAC of what was sent in the form's fields, apart from its key."""
        envoi = json.dumps(self.contenu_envoye(), sort_keys=True, default=str)
        return salted_hmac("proximite.saisies", envoi, algorithm="sha256").hexdigest()

    def contenu_envoye(self) -> dict[str, Any]:
        """What was sent, by field; a form with formsets adds theirs."""
        return {nom: self._envoye(nom) for nom in self.fields if nom != "cle"}

    def _envoye(self, nom: str) -> Any:
        widget = self.fields[nom].widget
        return widget.value_from_datadict(self.data, self.files, self.add_prefix(nom))

    def _deja_saisie(self, par: models.Model) -> Any:
        cle = self._cle_envoyee()
        if cle is None:
            return None
        siennes = self._meta.model._base_manager.filter(**{self.auteur: par})
        return siennes.filter(cle=cle).first()

    def _cle_envoyee(self) -> UUID | None:
        try:
            return self.fields["cle"].clean(self._envoye("cle"))
        except ValidationError:
            return None  # is_valid() says it

    def _reprendre(self, deja: Any) -> Any:
        if deja.empreinte == self.empreinte():
            return deja
        self.add_error(None, ValidationError(DEJA_SAISIE_AUTREMENT, code="deja_saisie"))
        return None


@dataclass(frozen=True)
class Ecart:
    """One field of a stale edit: what the row says now, what the form was about to write."""

    libelle: str
    actuel: str
    soumis: str


class VersionForm(ProximiteForm, forms.ModelForm):
    """Edits a row that inherits ``proximite.models.Versionnee``, never over someone else's edit.

    ``enregistrer`` returns the row, or None with the reasons on the form: 409 when ``conflit``
    holds the current row (show ``ecarts``), 422 otherwise.
    """

    porte: ClassVar[Porte] = "modifiables_par"

    version = forms.IntegerField(widget=forms.HiddenInput)

    conflit: Versionnee | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.instance.version)

    @property
    def statut(self) -> int:
        return 409 if self.conflit else super().statut

    def enregistrer(self, *, par: models.Model) -> Any:
        if not self.is_valid():
            return None
        try:
            with transaction.atomic():
                return self._modifier(par)
        except ValidationError as refus:
            self.signaler_refus(refus)
            return None

    def _modifier(self, par: models.Model) -> Any:
        actuelle = self._verrouiller()
        if actuelle.version != self.cleaned_data["version"]:
            self._signaler_conflit(actuelle)
            return None
        self.instance = construct_instance(self, actuelle, self._meta.fields, self._meta.exclude)
        self.instance.version += 1
        return self.consigner(par=par)

    def consigner(self, *, par: Any) -> Any:
        """Write the locked row; override it to call the model's own verb."""
        return self.save()

    def _verrouiller(self) -> Any:
        return self._meta.model._base_manager.select_for_update().get(pk=self.instance.pk)

    def _signaler_conflit(self, actuelle: Any) -> None:
        self.conflit = actuelle
        self.add_error(None, ValidationError(MODIFIEE_ENTRETEMPS, code="conflit"))
        # She has now seen the current row: saving again is her decision.
        donnees = QueryDict(mutable=True)
        donnees.update(self.data)
        donnees[self.add_prefix("version")] = str(actuelle.version)
        self.data = donnees

    @property
    def ecarts(self) -> list[Ecart]:
        """The fields on which the stale edit and the current row differ."""
        actuel = type(self)(instance=self.conflit, utilisateur=self.utilisateur)
        return [
            Ecart(str(champ.label), avant, apres)
            for champ in self.visible_fields()
            if (avant := _en_mots(actuel[champ.name])) != (apres := _en_mots(champ))
        ]


def _en_mots(champ: forms.BoundField) -> str:
    """A field's value as a person reads it: labels for choices, « vide » for nothing."""
    valeur = champ.value()
    valeurs = ["oui" if v is True else str(getattr(v, "pk", v)) for v in _liste(valeur)]
    choix = getattr(champ.field, "choices", None)
    if choix is not None:
        libelles = {str(code): str(libelle) for code, libelle in choix}
        valeurs = [libelles.get(v, v) for v in valeurs]
    return ", ".join(valeurs) or "vide"


def _liste(valeur: Any) -> list[Any]:
    if isinstance(valeur, list | tuple):
        return list(valeur)
    return [] if valeur is False or valeur in (None, "") else [valeur]
