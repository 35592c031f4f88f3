"""The people of a famille. What names them lives in ``Identite…`` tables, joined by nothing but
the pages of those who accompany them."""

from datetime import date, timedelta
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from familles import compteurs
from proximite.models import Saisie, Versionnee
from proximite.querysets import PersonneAffectee, TerritorialQuerySet
from proximite.typographie import NBSP

from .champs_scelles import CourrielScelleField, MotsScellesField, TelephoneScelleField
from .famille import Famille


class DeLaFamilleQuerySet(TerritorialQuerySet):
    chemin_territoire = "famille__territoire"

    def visibles_par(self, utilisateur: PersonneAffectee) -> Self:
        return super().visibles_par(utilisateur).encore_nommees()

    def modifiables_par(self, utilisateur: PersonneAffectee) -> Self:
        return super().modifiables_par(utilisateur).encore_nommees()

    def encore_nommees(self) -> Self:
        """Of a famille whose dossier is not anonymous."""
        de_la_famille = self.chemin_territoire.removesuffix("territoire")
        return self.filter(**{f"{de_la_famille}anonyme_le__isnull": True})


class IdentiteFamille(Versionnee):
    famille = models.OneToOneField(
        Famille, on_delete=models.CASCADE, related_name="identite", primary_key=True
    )
    nom = MotsScellesField("nom de famille", max_length=120, blank=True)
    adresse = MotsScellesField("adresse", max_length=200, blank=True)
    adresse_confidentielle = models.BooleanField(
        "adresse confidentielle (hébergement)", default=False
    )
    telephone = TelephoneScelleField("téléphone", blank=True)

    objects = DeLaFamilleQuerySet.as_manager()

    class Meta:
        verbose_name = "identité de la famille"

    def __str__(self) -> str:
        return f"identité de la famille {self.pk}"


class Adulte(Saisie, Versionnee):
    """Each adult is a separate subject: what one may read of the file is not what the other may."""

    class Lien(models.TextChoices):
        MERE = "mere", "Mère"
        PERE = "pere", "Père"
        PARENT = "parent", "Parent"
        CONJOINT = "conjoint", "Conjoint ou conjointe d’un parent"
        GRAND_PARENT = "grand_parent", "Grand-parent"
        FAMILLE_ACCUEIL = "famille_accueil", "Famille d’accueil"
        AUTRE = "autre", "Autre personne"

    famille = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="adultes")
    lien = models.CharField("lien avec les enfants", max_length=15, choices=Lien)
    vit_avec = models.BooleanField("vit avec la famille", default=True)

    objects = DeLaFamilleQuerySet.as_manager()

    class Meta:
        verbose_name = "adulte"
        ordering = ["pk"]
        constraints = [*Saisie.Meta.constraints]

    def __str__(self) -> str:
        return f"adulte {self.pk}"

    @property
    def nom_affiche(self) -> str:
        """The name when it is known, else the link with the children."""
        return self._nom_complet or self.get_lien_display()

    @property
    def est_nomme(self) -> bool:
        return bool(self._nom_complet)

    @property
    def _nom_complet(self) -> str:
        identite: IdentiteAdulte | None = getattr(self, "identite", None)
        return identite.nom_complet if identite else ""


class IdentiteAdulte(models.Model):
    adulte = models.OneToOneField(
        Adulte, on_delete=models.CASCADE, related_name="identite", primary_key=True
    )
    prenom = MotsScellesField("prénom", max_length=80, blank=True)
    nom = MotsScellesField("nom", max_length=80, blank=True)
    telephone = TelephoneScelleField("téléphone", blank=True)
    courriel = CourrielScelleField("courriel", blank=True)

    chemin_famille = "adulte__famille"

    class Meta:
        verbose_name = "identité d’un adulte"

    def __str__(self) -> str:
        return f"identité de l’adulte {self.pk}"

    @property
    def nom_complet(self) -> str:
        return f"{self.prenom} {self.nom}".strip()


class TrancheAge(models.TextChoices):
    """DOMAINE §2.14."""

    A_NAITRE = "a_naitre", "À naître"
    MOINS_DE_1 = "0", "Moins de 1 an"
    AN_1 = "1", "1 an"
    ANS_2_3 = "2_3", "2-3 ans"
    ANS_4 = "4", "4 ans"
    ANS_5 = "5", "5 ans"
    ANS_6_11 = "6_11", "6-11 ans"
    ANS_12_17 = "12_17", "12-17 ans"
    INCONNU = "inconnu", "Âge inconnu"

    @classmethod
    def de_age(cls, age: int) -> "TrancheAge | None":
        """The tranche of an age in completed years; None from 18 on."""
        for limite, tranche in _LIMITES:
            if age < limite:
                return tranche
        return None


_LIMITES = [
    (1, TrancheAge.MOINS_DE_1),
    (2, TrancheAge.AN_1),
    (4, TrancheAge.ANS_2_3),
    (5, TrancheAge.ANS_4),
    (6, TrancheAge.ANS_5),
    (12, TrancheAge.ANS_6_11),
    (18, TrancheAge.ANS_12_17),
]


def age_revolu(naissance: date, le: date) -> int:
    """Completed years; born on 29 February turns a year older on 1 March of a common year."""
    return le.year - naissance.year - ((le.month, le.day) < (naissance.month, naissance.day))


def _mois_en_mots(naissance: date, le: date) -> str:
    mois = (le.year - naissance.year) * 12 + le.month - naissance.month
    mois -= le.day < naissance.day
    return f"{mois}{NBSP}mois" if mois else "moins d’un mois"


class EnfantQuerySet(DeLaFamilleQuerySet):
    def de_la_famille(self, famille: Famille) -> Self:
        """Those who live there, shared custody included."""
        return self.filter(Q(famille=famille) | Q(autre_famille=famille))

    def presents(self) -> Self:
        """Those who still count: neither gone, nor of a pregnancy that has ended."""
        return self.filter(ne_compte_plus_des__isnull=True)

    def naissance_depassee(self, le: date | None = None) -> Self:
        """Expected before that date, and no one has said since whether the child is born."""
        return self.presents().filter(
            precision=Enfant.Precision.PREVUE, naissance__lt=le or timezone.localdate()
        )


class Enfant(Saisie, Versionnee):
    """A child, born or not yet. ``naissance`` is the best known date, ``precision`` says how well.

    A month counts as its 15th, a year as its 1 July; a tranche declared on a date counts as its
    middle on that date, and ages from there (DOMAINE §4.4).
    """

    class Precision(models.TextChoices):
        JOUR = "jour", "Date de naissance"
        MOIS = "mois", "Mois de naissance"
        ANNEE = "annee", "Année de naissance"
        TRANCHE = "tranche", "Tranche d’âge"
        PREVUE = "prevue", "Naissance prévue"
        INCONNUE = "inconnue", "Âge inconnu"

    PRECISIONS_SURES = (Precision.JOUR, Precision.MOIS)

    famille = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="enfants")
    autre_famille = models.ForeignKey(
        Famille,
        on_delete=models.SET_NULL,
        related_name="enfants_en_garde_partagee",
        null=True,
        blank=True,
        verbose_name="garde partagée avec",
    )
    naissance = models.DateField("naissance", null=True, blank=True)
    precision = models.CharField("ce qu’on sait", max_length=8, choices=Precision)
    ne_compte_plus_des = models.DateField("ne compte plus dès le", null=True, blank=True)

    objects = EnfantQuerySet.as_manager()

    class Meta:
        verbose_name = "enfant"
        ordering = ["naissance", "pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.CheckConstraint(
                name="enfant_naissance_selon_precision",
                condition=Q(precision="inconnue", naissance__isnull=True)
                | (~Q(precision="inconnue") & Q(naissance__isnull=False)),
                violation_error_message="Indiquez la date qui va avec ce qu’on sait de l’âge.",
            ),
            models.CheckConstraint(
                name="enfant_deux_familles_distinctes",
                condition=Q(autre_famille__isnull=True) | ~Q(autre_famille=F("famille")),
                violation_error_message="L’autre famille doit être différente de celle-ci.",
            ),
        ]
        indexes = [
            models.Index(
                name="enfant_garde_partagee",
                fields=["autre_famille"],
                condition=Q(autre_famille__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"enfant {self.pk}"

    @staticmethod
    def naissance_du_mois(annee: int, mois: int) -> date:
        return date(annee, mois, 15)

    @staticmethod
    def naissance_de_annee(annee: int) -> date:
        return date(annee, 7, 1)

    @staticmethod
    def naissance_de_tranche(tranche: str, declaree_le: date) -> date:
        """The birth date of a child who is in the middle of the tranche on that date."""
        milieux = dict(zip(TrancheAge.values[1:8], (0.5, 1.5, 3, 4.5, 5.5, 9, 15), strict=True))
        return declaree_le - timedelta(days=round(milieux[tranche] * 365.25))

    @property
    def nom_affiche(self) -> str:
        identite: IdentiteEnfant | None = getattr(self, "identite", None)
        return (identite.nom_complet if identite else "") or "Enfant"

    def age_en_mots(self, le: date) -> str:
        """« 3 ans », « 8 mois », « environ 3 ans », « à naître »; as of a date."""
        age = self.age(le)
        if self.ne_compte_plus_des:
            return "ne compte plus"
        if self.naissance is None:
            return "âge inconnu"
        if age is None:
            return "à naître"
        if self.precision == self.Precision.PREVUE:
            return "naissance à confirmer"
        sure = self.precision in self.PRECISIONS_SURES
        if age == 0:
            return _mois_en_mots(self.naissance, le) if sure else "moins d’un an"
        texte = f"{age}{NBSP}{'ans' if age > 1 else 'an'}"
        return texte if sure else f"environ {texte}"

    def est_a_naitre(self, le: date) -> bool:
        return self.naissance is not None and self.naissance > le

    def age(self, le: date) -> int | None:
        """Completed years at a date; None when unknown or not yet born."""
        if self.naissance is None or self.est_a_naitre(le):
            return None
        return age_revolu(self.naissance, le)

    def tranche(self, le: date) -> TrancheAge | None:
        """The tranche d’âge at a date; None from 18 on."""
        if self.naissance is None:
            return TrancheAge.INCONNU
        if self.est_a_naitre(le):
            return TrancheAge.A_NAITRE
        return TrancheAge.de_age(age_revolu(self.naissance, le))

    @transaction.atomic
    def consigner(self) -> None:
        self.full_clean(exclude=["saisie_par"])
        self.save()
        self.actualiser_familles()

    @transaction.atomic
    def retirer(self) -> None:
        """Take away a child entered by mistake; not one of whom an agreement speaks."""
        if self.consentements.exists() or self.consentements_donnes.exists():
            raise ValidationError(
                "Un accord parle de cet enfant\u00a0: il reste dans la fiche. "
                "Indiquez plutôt qu’il ne compte plus.",
                code="dans_un_accord",
            )
        self.delete()
        self.actualiser_familles()

    def actualiser_familles(self) -> None:
        Famille.objects.filter(
            pk__in=[self.famille_id, self.autre_famille_id]
        ).actualiser_compteurs()


@compteurs.declarer("nb_enfants")
def _nb_enfants() -> Any:
    enfants = Enfant.objects.presents()
    return compteurs.nombre(enfants) + compteurs.nombre(enfants, par="autre_famille")


class IdentiteEnfant(models.Model):
    enfant = models.OneToOneField(
        Enfant, on_delete=models.CASCADE, related_name="identite", primary_key=True
    )
    prenom = MotsScellesField("prénom", max_length=80, blank=True)
    nom = MotsScellesField("nom", max_length=80, blank=True)

    chemin_famille = "enfant__famille"

    class Meta:
        verbose_name = "identité d’un enfant"

    def __str__(self) -> str:
        return f"identité de l’enfant {self.pk}"

    @property
    def nom_complet(self) -> str:
        return f"{self.prenom} {self.nom}".strip()
