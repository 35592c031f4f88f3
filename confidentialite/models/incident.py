"""The register of confidentiality incidents: what the Québec regulation on them asks to write.

P-39.1 s. 3.8 and the regulation’s s. 7 and 8: eight elements, kept five years from the day the
organisme knew. Nobody deletes a line before (triggers refuse), and each correction is a version.
"""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from proximite.dates import verifier_arrivees
from proximite.models import Saisie, Versionnee
from proximite.typographie import date_moyenne
from territoires.models import OrganismePorteur

from .portee import DeLOrganismeQuerySet

ANNEES_GARDEES = 5
# A year mistyped would have it destroyed the same night.
TROP_ANCIEN = (
    "C’était il y a plus de cinq ans\u00a0: le registre ne garde plus cet incident. "
    "Vérifiez l’année."
)
ARRIVEES = ("survenu_le", "survenu_jusqu_au", "connu_le", "avis_cai_le", "avis_personnes_le")


class IncidentQuerySet(DeLOrganismeQuerySet):
    def a_aviser(self) -> Self:
        """A serious risk, told to the Commission and to the people with diligence: not yet."""
        personnes = Q(avis_personnes_le__isnull=False) | ~Q(avis_public="")
        avises = Q(avis_cai_le__isnull=False) & personnes
        return self.filter(~avises, gravite=Incident.Gravite.OUI)


class Incident(Saisie, Versionnee):
    class Gravite(models.TextChoices):
        A_EVALUER = "a_evaluer", "À évaluer"
        NON = "non", "Non"
        OUI = "oui", "Oui"

    organisme = models.ForeignKey(
        OrganismePorteur, on_delete=models.PROTECT, related_name="incidents"
    )
    renseignements = models.TextField(
        "renseignements personnels visés",
        help_text="Leur nature, sans nommer personne\u00a0: noms, adresses, notes… "
        "S’ils ne sont pas connus, dites pourquoi.",
    )
    circonstances = models.TextField("circonstances", help_text="Ce qui est arrivé, en bref.")
    survenu_le = models.DateField("survenu le, ou à partir du", null=True, blank=True)
    survenu_jusqu_au = models.DateField("jusqu’au, si cela a duré", null=True, blank=True)
    survenu_precisions = models.CharField(
        "si la date n’est pas connue",
        max_length=120,
        blank=True,
        help_text="Une approximation, par exemple «\u00a0pendant l’été\u00a0».",
    )
    connu_le = models.DateField("l’organisme en a eu connaissance le")
    nb_personnes = models.PositiveIntegerField(
        "personnes concernées",
        null=True,
        blank=True,
        help_text="Un nombre, même approximatif; vide tant qu’il n’est pas connu.",
    )
    nb_quebec = models.PositiveIntegerField("dont au Québec", null=True, blank=True)
    risque = models.TextField(
        "éléments pour juger du risque",
        blank=True,
        help_text="La sensibilité des renseignements, l’usage qu’on pourrait en faire, les "
        "conséquences craintes et leur probabilité.",
    )
    gravite = models.CharField(
        "risque qu’un préjudice sérieux soit causé",
        max_length=9,
        choices=Gravite,
        default=Gravite.A_EVALUER,
    )
    avis_cai_le = models.DateField(
        "Commission d’accès à l’information avisée le", null=True, blank=True
    )
    avis_personnes_le = models.DateField("personnes concernées avisées le", null=True, blank=True)
    avis_public = models.CharField(
        "avis public, et pourquoi",
        max_length=200,
        blank=True,
        help_text="Seulement quand joindre chaque personne est impossible ou leur nuirait.",
    )
    mesures = models.TextField("mesures prises pour diminuer le risque", blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = "incident de confidentialité"
        verbose_name_plural = "incidents de confidentialité"
        ordering = ["-connu_le", "-pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.CheckConstraint(
                name="incident_date_ou_approximation",
                condition=Q(survenu_le__isnull=False) | ~Q(survenu_precisions=""),
                violation_error_message=(
                    "Dites quand c’est survenu\u00a0: une date, ou ce que vous en savez."
                ),
                violation_error_code="survenu_le",
            ),
            models.CheckConstraint(
                name="incident_periode_en_ordre",
                condition=Q(survenu_jusqu_au__isnull=True)
                | Q(survenu_le__isnull=False, survenu_jusqu_au__gte=F("survenu_le")),
                violation_error_message="La fin de l’incident vient après son début.",
                violation_error_code="survenu_jusqu_au",
            ),
            models.CheckConstraint(
                name="incident_connu_apres_son_debut",
                condition=Q(survenu_le__isnull=True) | Q(connu_le__gte=F("survenu_le")),
                violation_error_message="Un incident est connu après être survenu.",
                violation_error_code="connu_le",
            ),
            models.CheckConstraint(
                name="incident_quebec_parmi_les_personnes",
                condition=Q(nb_quebec__isnull=True)
                | Q(nb_personnes__isnull=False, nb_quebec__lte=F("nb_personnes")),
                violation_error_message=(
                    "Les personnes du Québec sont parmi les personnes concernées."
                ),
                violation_error_code="nb_quebec",
            ),
        ]

    def __str__(self) -> str:
        return f"incident {self.pk}"

    def clean(self) -> None:
        super().clean()
        verifier_arrivees(self, ARRIVEES)
        if self.connu_le and self.garde_jusqu_au <= timezone.localdate():
            self._refuser_un_jour_trop_ancien()

    def _refuser_un_jour_trop_ancien(self) -> None:
        """One that is late keeps the day it had, while its notices are written down."""
        if not Incident.objects.filter(pk=self.pk, connu_le=self.connu_le).exists():
            raise ValidationError({"connu_le": TROP_ANCIEN})

    @property
    def garde_jusqu_au(self) -> date:
        """Five years; known on 29 February, until 1 March."""
        annee = self.connu_le.year + ANNEES_GARDEES
        try:
            return self.connu_le.replace(year=annee)
        except ValueError:
            return date(annee, 3, 1)

    @property
    def avis_a_donner(self) -> bool:
        """``a_aviser``, of this one as it stands."""
        avises = self.avis_cai_le and (self.avis_personnes_le or self.avis_public)
        return self.gravite == self.Gravite.OUI and not avises

    @property
    def quand(self) -> str:
        if self.survenu_le and self.survenu_jusqu_au:
            return f"du {date_moyenne(self.survenu_le)} au {date_moyenne(self.survenu_jusqu_au)}"
        if self.survenu_le:
            return date_moyenne(self.survenu_le)
        return self.survenu_precisions

    @transaction.atomic
    def inscrire(self, *, par: Any) -> None:
        """Write it, and its version of that moment."""
        self.save()
        VersionIncident.objects.create(
            incident=self, numero=self.version, contenu=self.en_mots(), par=par
        )

    def en_mots(self) -> dict[str, str]:
        """What the register says of it, by field."""
        return {nom: self._en_mots(nom) for nom in CHAMPS_INSCRITS}

    def _en_mots(self, nom: str) -> str:
        valeur = self.gravite and self.get_gravite_display() if nom == "gravite" else None
        valeur = getattr(self, nom) if valeur is None else valeur
        if isinstance(valeur, date):
            return date_moyenne(valeur)
        return "" if valeur is None else str(valeur)


CHAMPS_INSCRITS = (
    "renseignements",
    "circonstances",
    "survenu_le",
    "survenu_jusqu_au",
    "survenu_precisions",
    "connu_le",
    "nb_personnes",
    "nb_quebec",
    "risque",
    "gravite",
    "avis_cai_le",
    "avis_personnes_le",
    "avis_public",
    "mesures",
)


class VersionIncident(models.Model):
    """What the register said of an incident, in words, from then on: never changed."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="versions")
    numero = models.PositiveIntegerField(editable=False)
    contenu = models.JSONField(editable=False)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    le = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "version d’un incident"
        verbose_name_plural = "versions d’incidents"
        ordering = ["-numero"]
        constraints = [
            models.UniqueConstraint(
                name="version_incident_une_fois",
                fields=["incident", "numero"],
                violation_error_message="Cette version existe déjà.",
            )
        ]

    def __str__(self) -> str:
        return f"version {self.numero} de l’incident {self.incident_id}"

    def changements(self, avant: "VersionIncident | None") -> list[tuple[str, str, str]]:
        """Label, what it said before, what it says; nothing for the first one."""
        if avant is None:
            return []
        return [
            (libelle(nom), avant.contenu.get(nom, ""), self.contenu[nom])
            for nom in self.contenu
            if avant.contenu.get(nom, "") != self.contenu[nom]
        ]


def libelle(nom: str) -> str:
    texte = str(Incident._meta.get_field(nom).verbose_name)  # type: ignore[union-attr]
    return texte[:1].upper() + texte[1:]
