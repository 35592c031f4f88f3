"""An agreement asked in front of the famille, and its withdrawal."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property

from activites.forms import au_plus_tot_aujourdhui
from comptes.models import Utilisateur
from familles import consentement_texte
from familles.forms.commun import GesteForm
from familles.models import Adulte, Consentement, Enfant, Famille, IdentiteAdulte
from familles.models.consentement import a_quatorze_ans
from partenaires.forms import ChoixPartenaire
from partenaires.models import Partenaire
from proximite.forms import PlusieursField, SaisieForm

Champ = Consentement.Champ
Qualite = Consentement.Qualite
NOUVELLE = "nouvelle"
AUTRE_DATE = "0"
DUREES = [
    ("30", "1\u00a0mois"),
    ("91", "3\u00a0mois"),
    (str(Consentement.DUREE.days), "6\u00a0mois"),
    (AUTRE_DATE, "Une date"),
]


class EnfantsField(PlusieursField):
    """Names are shown on purpose: ``__str__`` never holds one."""

    def label_from_instance(self, obj: Any) -> str:
        return _nom_et_age(obj)


class ConsentementForm(ChoixPartenaire, SaisieForm):
    """``qui`` is « adulte-PK », « jeune-PK » or « nouvelle »; ``lu`` tells which text was shown."""

    _texte = ""

    qui = forms.ChoiceField(label="Qui donne son accord?", widget=forms.RadioSelect)
    lien = forms.ChoiceField(
        label="Son lien avec les enfants",
        choices=[("", "---------"), *Adulte.Lien.choices],
        required=False,
    )
    prenom = forms.CharField(label="Son prénom (facultatif)", max_length=80, required=False)
    qualite = forms.ChoiceField(
        label="À quel titre?",
        choices=[c for c in Qualite.choices if c[0] != Qualite.JEUNE],
        widget=forms.RadioSelect,
        required=False,
    )
    enfants = EnfantsField(
        Enfant.objects.none(),
        label="Pour quels enfants?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    champs = forms.MultipleChoiceField(
        label="Ce que le partenaire pourra savoir",
        widget=forms.CheckboxSelectMultiple,
    )
    duree = forms.ChoiceField(
        label="Jusqu’à quand?",
        choices=DUREES,
        initial=str(Consentement.DUREE.days),
        widget=forms.RadioSelect,
    )
    valable_jusqu_au = forms.DateField(
        label="Jusqu’au", required=False, validators=[au_plus_tot_aujourdhui]
    )
    lu = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Consentement
        fields = ["partenaire", "champs", "valable_jusqu_au", "mode", "langue"]
        labels = {"partenaire": "À quel partenaire?"}
        widgets = {"mode": forms.RadioSelect, "langue": forms.RadioSelect}

    def __init__(
        self, *args: Any, famille: Famille, partenaire: Partenaire | None = None, **kwargs: Any
    ) -> None:
        champs = [Champ.PRENOM, Champ.TELEPHONE, Champ.LANGUE]
        depart = {"champs": champs, "partenaire": partenaire}
        super().__init__(*args, initial=depart, **kwargs)
        self.famille = self.instance.famille = famille
        self._offrir_partenaire(partenaire)
        self._offrir_personnes()
        self._offrir_champs()

    # --- What is offered ------------------------------------------------------------------------

    def _offrir_partenaire(self, partenaire: Partenaire | None) -> None:
        """Hers only; the one that the address names is not to be chosen again."""
        champ = cast(forms.ModelChoiceField, self.fields["partenaire"])
        champ.queryset = cast(Any, champ.queryset).actifs()
        if partenaire:
            champ.queryset = Partenaire.objects.filter(pk=partenaire.pk)
            champ.disabled = True

    def _offrir_personnes(self) -> None:
        siens = Enfant.objects.de_la_famille(self.famille).presents()
        cast(forms.ModelChoiceField, self.fields["enfants"]).queryset = siens.select_related(
            "identite"
        )
        choix = [*self._adultes_et_jeunes, (NOUVELLE, "Une autre personne")]
        qui = cast(forms.ChoiceField, self.fields["qui"])
        qui.choices = choix
        if len(choix) == 1:
            qui.initial = NOUVELLE

    @property
    def _adultes_et_jeunes(self) -> list[tuple[str, str]]:
        adultes = [(f"adulte-{pk}", _nom_et_lien(a)) for pk, a in self._adultes.items()]
        return [*adultes, *((f"jeune-{pk}", _nom_et_age(j)) for pk, j in self._jeunes.items())]

    @cached_property
    def _adultes(self) -> dict[int, Adulte]:
        return {a.pk: a for a in self.famille.adultes.select_related("identite")}

    @cached_property
    def _enfants(self) -> list[Enfant]:
        return list(cast(forms.ModelChoiceField, self.fields["enfants"]).queryset or [])

    @cached_property
    def _jeunes(self) -> dict[int, Enfant]:
        le = self.instance.donne_le
        return {e.pk: e for e in self._enfants if a_quatorze_ans(e, le)}

    def _offrir_champs(self) -> None:
        """What is not known yet may be agreed to; a confidential address is never offered."""
        champs = cast(forms.MultipleChoiceField, self.fields["champs"])
        connus = self._connus()
        champs.choices = [
            (code, libelle if code in connus else f"{libelle} (pas encore connu)")
            for code, libelle in Champ.choices
            if not (code == Champ.ADRESSE and self.adresse_confidentielle)
        ]

    @property
    def adresse_confidentielle(self) -> bool:
        identite = getattr(self.famille, "identite", None)
        return bool(identite and identite.adresse_confidentielle)

    def _connus(self) -> set[Any]:
        """What ``referencements.contenu`` would find to say of the person who agrees; of any of
        those who may, as long as nobody is chosen."""
        qui = self["qui"].value()
        tous = [*self._adultes.values(), *self._jeunes.values()]
        siennes = [getattr(p, "identite", None) for p in ([self._personne(qui)] if qui else tous)]
        communes = [getattr(self.famille, "identite", None)]
        lus: dict[Any, tuple[list[Any], str]] = {
            Champ.PRENOM: (siennes, "prenom"),
            Champ.NOM: (siennes + communes, "nom"),
            Champ.TELEPHONE: (siennes + communes, "telephone"),
            Champ.COURRIEL: (siennes, "courriel"),
            Champ.ADRESSE: (communes, "adresse"),
            Champ.LANGUE: ([self.famille], "langue"),
            Champ.MOMENTS: ([self.famille], "heures_preferees"),
        }
        connus = {
            champ
            for champ, (sources, nom) in lus.items()
            if any(getattr(source, nom, "") for source in sources)
        }
        return connus | ({Champ.ENFANTS} if self._enfants else set())

    def _personne(self, qui: Any) -> Adulte | Enfant | None:
        sorte, _, pk = str(qui or "").partition("-")
        parmi: dict[str, dict[int, Any]] = {"adulte": self._adultes, "jeune": self._jeunes}
        return next((p for cle, p in parmi.get(sorte, {}).items() if str(cle) == pk), None)

    def proposer_enfants(self) -> None:
        """Those under 14 for who has the parental authority; none for who speaks for herself."""
        donnees = cast(QueryDict, self.data).copy()
        qualite = donnees.get(self.add_prefix("qualite"))
        if qualite == Qualite.AUTORITE_PARENTALE:
            le = self.instance.donne_le
            petits = [e for e in self._enfants if not (a_quatorze_ans(e, le) or e.est_a_naitre(le))]
            donnees.setlist(self.add_prefix("enfants"), [str(enfant.pk) for enfant in petits])
        elif qualite == Qualite.POUR_SOI:
            donnees.setlist(self.add_prefix("enfants"), [])
        self.data = donnees

    # --- The text -------------------------------------------------------------------------------

    @property
    def texte(self) -> str:
        """What to read for the choices made so far; empty as long as they say too little."""
        if self.is_bound:
            self.errors  # noqa: B018 (validates once, which composes it)
            return self._texte
        return self._composer({nom: self._choix(nom) for nom in self.fields})

    def _choix(self, nom: str) -> Any:
        """What is chosen so far in one field, whether or not the rest makes sense."""
        champ = self.fields[nom]
        try:
            return champ.clean(self.get_initial_for_field(champ, nom))
        except forms.ValidationError:
            return None

    def _composer(self, choix: dict[str, Any]) -> str:
        partenaire, champs = choix.get("partenaire"), choix.get("champs")
        jusqu_au = self._fin(choix)
        if not (partenaire and champs and jusqu_au):
            return ""
        return consentement_texte.composer(
            famille=self.famille,
            partenaire=partenaire,
            champs=champs,
            enfants=len(choix.get("enfants") or []),
            jusqu_au=jusqu_au,
            langue=choix.get("langue") or Consentement.Langue.FRANCAIS,
            ptp=cast(Utilisateur, self.utilisateur).get_full_name(),
        )

    def _fin(self, choix: dict[str, Any]) -> date | None:
        duree = choix.get("duree")
        if duree == AUTRE_DATE:
            return choix.get("valable_jusqu_au")
        return self.instance.donne_le + timedelta(days=int(duree)) if duree else None

    @property
    def langue_du_texte(self) -> str:
        langue = self["langue"].value()
        return langue if langue in Consentement.Langue.values else Consentement.Langue.FRANCAIS

    @property
    def empreinte_du_texte(self) -> str:
        return consentement_texte.empreinte(self.texte)

    @property
    def parties_du_texte(self) -> list[consentement_texte.Partie]:
        return consentement_texte.parties(self.texte)

    # --- What is sent ---------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        self._situer_la_personne(donnees)
        donnees["valable_jusqu_au"] = self._fin(donnees)
        if donnees.get("duree") == AUTRE_DATE and "valable_jusqu_au" not in self.errors:
            self._exiger("valable_jusqu_au", "Donnez la date de la fin.")
        if Champ.ENFANTS in donnees.get("champs", []) and not donnees.get("enfants"):
            self.add_error(
                "champs",
                "Choisissez de quels enfants il s’agit, ou retirez\u00a0"
                "«\u00a0Le prénom et l’âge des enfants\u00a0».",
            )
        self._texte = self._composer(donnees)
        if not self.errors and donnees["lu"] != consentement_texte.empreinte(self._texte):
            self.add_error(
                None, "Le texte vient de changer. Lisez-le avec la famille, puis recommencez."
            )
        return donnees

    def _situer_la_personne(self, donnees: dict[str, Any]) -> None:
        """Who agrees and in what capacity; from 14 on, for oneself only."""
        personne = self._personne(donnees.get("qui"))
        self.instance.qualite = donnees.get("qualite") or ""
        if isinstance(personne, Enfant):
            self.instance.jeune, self.instance.qualite = personne, Qualite.JEUNE
            donnees["enfants"] = []
            return
        self.instance.adulte = personne
        self._exiger("qualite", "Dites à quel titre cette personne donne son accord.")
        if donnees.get("qui") == NOUVELLE:
            self._exiger("lien", "Dites son lien avec les enfants.")

    def _exiger(self, nom: str, message: str) -> None:
        if nom not in self.errors and not self.cleaned_data.get(nom):
            self.add_error(nom, message)

    def consigner(self, *, par: Utilisateur) -> Consentement:
        if self.cleaned_data["qui"] == NOUVELLE:
            self.instance.adulte = self._accueillir(par)
        self.instance.texte = self.texte
        self.instance.donner(enfants=self.cleaned_data["enfants"])
        return self.instance

    def _accueillir(self, par: Utilisateur) -> Adulte:
        """A link with the children is enough: names come when trust comes."""
        adulte = Adulte(famille=self.famille, lien=self.cleaned_data["lien"], saisie_par=par)
        adulte.save()
        if prenom := self.cleaned_data["prenom"]:
            IdentiteAdulte.objects.create(adulte=adulte, prenom=prenom)
        return adulte


class RetirerForm(GesteForm):
    motif = forms.CharField(label="Dans ses mots, si elle veut", max_length=200, required=False)

    def __init__(self, *args: Any, consentement: Consentement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consentement = consentement

    def agir(self, *, par: Any) -> None:
        self.consentement.retirer(par=par, motif=self.cleaned_data["motif"])


def _nom_et_lien(adulte: Adulte) -> str:
    lien = adulte.get_lien_display().lower()
    return f"{adulte.nom_affiche} ({lien})" if adulte.est_nomme else adulte.nom_affiche


def _nom_et_age(enfant: Enfant) -> str:
    return f"{enfant.nom_affiche}, {enfant.age_en_mots(timezone.localdate())}"
