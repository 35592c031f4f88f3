"""The plan de match: the famille's own small steps, in her words (decision 0031)."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from proximite import portee
from proximite.models import Saisie, Versionnee

from .champs_scelles import MotsScellesField
from .famille import Famille
from .personnes import DeLaFamilleQuerySet
from .rassemblement import Paire, repli
from .situation import Besoin

if TYPE_CHECKING:
    from comptes.models import Utilisateur

# A number to call or an e-mail address, as people write them.
COORDONNEE = re.compile(r"[^\s@]+@[^\s@]+\.\w|\d(?:[\s.()-]*\d){6,}")


class PlanDeMatchQuerySet(DeLaFamilleQuerySet):
    def en_cours(self) -> Self:
        return self.filter(termine_le__isnull=True)


class PlanDeMatch(Saisie, Versionnee):
    """One goes on per famille; those that are over stay readable."""

    class Langue(models.TextChoices):
        """Of the words around the steps, for the parents; the steps are in the famille's."""

        FRANCAIS = "fr", "Français"
        ANGLAIS = "en", "Anglais"

    famille = models.ForeignKey(Famille, on_delete=models.CASCADE, related_name="plans")
    langue = models.CharField(
        "langue de la page", max_length=2, choices=Langue, default=Langue.FRANCAIS
    )
    commence_le = models.DateField("commencé le", default=timezone.localdate, editable=False)
    termine_le = models.DateField("terminé le", null=True, editable=False)
    lien_refuse_le = models.DateField("lien refusé le", null=True, editable=False)

    objects = PlanDeMatchQuerySet.as_manager()

    class Meta:
        verbose_name = "plan de match"
        verbose_name_plural = "plans de match"
        ordering = ["-commence_le", "-pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.UniqueConstraint(
                name="plan_en_cours_unique",
                fields=["famille"],
                condition=Q(termine_le__isnull=True),
                violation_error_message="Cette famille a déjà un plan de match en cours.",
            ),
            models.CheckConstraint(
                name="plan_termine_apres_debut",
                condition=Q(termine_le__isnull=True) | Q(termine_le__gte=F("commence_le")),
                violation_error_message="Un plan se termine après avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return f"plan de match {self.pk}"

    @classmethod
    def en_cours_de(cls, famille: Famille, *, par: "Utilisateur") -> "PlanDeMatch":
        """The plan that goes on; the first step starts it. In the transaction that writes."""
        famille.verrouiller()
        plan = cls.objects.en_cours().filter(famille=famille).first()
        return plan or cls.objects.create(famille=famille, saisie_par=par)

    @property
    def est_en_cours(self) -> bool:
        return self.termine_le is None

    @transaction.atomic
    def terminer(self, *, le: date) -> None:
        """It is kept as it is; its link opens nothing any more."""
        PlanDeMatch.objects.en_cours().filter(pk=self.pk).update(termine_le=le)
        self.fermer_les_liens()

    @transaction.atomic
    def refuser_le_lien(self, *, le: date) -> None:
        """The famille would rather have none: the one she had is closed with it."""
        PlanDeMatch.objects.filter(pk=self.pk).update(lien_refuse_le=le)
        self.fermer_les_liens()

    def fermer_les_liens(self) -> None:
        self.liens.filter(ferme_le__isnull=True).update(ferme_le=timezone.now())

    def parler(self, langue: str) -> None:
        """The language of the words around the steps."""
        self.langue = langue
        PlanDeMatch.objects.filter(pk=self.pk).update(langue=langue)

    def verrouiller(self) -> None:
        PlanDeMatch.objects.select_for_update().get(pk=self.pk)


@repli
def plans_en_cours(garde: Famille, absorbee: Famille) -> Iterable[Paire]:
    """Two plans that go on are one: that of the kept fiche, with the steps of both."""
    sien = PlanDeMatch.objects.en_cours().filter(famille=garde).first()
    autre = PlanDeMatch.objects.en_cours().filter(famille=absorbee).first()
    if sien and autre:
        yield autre, sien


class EtapePlanQuerySet(DeLaFamilleQuerySet):
    chemin_territoire = "plan__famille__territoire"

    def a_faire(self) -> Self:
        return self.filter(etat=EtapePlan.Etat.A_FAIRE, plan__termine_le__isnull=True)

    def dues(self, le: date | None = None) -> Self:
        return self.a_faire().filter(pour_le__lte=le or timezone.localdate())


class EtapePlan(Saisie, Versionnee):
    """One small step: what, who does it, by when if they want."""

    class Qui(models.TextChoices):
        FAMILLE = "famille", "La famille"
        PTP = "ptp", "La PTP"
        PROCHE = "proche", "Une personne qui aide"
        PARTENAIRE = "partenaire", "Un partenaire"

    class Etat(models.TextChoices):
        A_FAIRE = "a_faire", "À faire"
        FAIT = "fait", "Fait"
        LAISSE = "laisse", "Laissé de côté"

    AVEC_PRECISION = (Qui.PROCHE, Qui.PARTENAIRE)

    plan = models.ForeignKey(PlanDeMatch, on_delete=models.CASCADE, related_name="etapes")
    texte = MotsScellesField("étape, dans les mots de la famille", max_length=200)
    qui = models.CharField("qui s’en occupe", max_length=10, choices=Qui, default=Qui.FAMILLE)
    qui_precise = MotsScellesField(
        "qui, dans leurs mots",
        max_length=40,
        blank=True,
        help_text="Par exemple « ma sœur ». Sans nom de famille ni téléphone.",
    )
    pour_le = models.DateField(
        "pour le", null=True, blank=True, help_text="Seulement si la famille le souhaite."
    )
    besoin = models.ForeignKey(
        Besoin,
        on_delete=models.SET_NULL,
        related_name="etapes",
        null=True,
        blank=True,
        verbose_name="besoin",
    )
    etat = models.CharField(max_length=7, choices=Etat, default=Etat.A_FAIRE, editable=False)
    etat_le = models.DateField(default=timezone.localdate, editable=False)
    etat_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    ordre = models.PositiveIntegerField(default=0, editable=False)

    chemin_famille = "plan__famille"

    objects = EtapePlanQuerySet.as_manager()

    class Meta:
        verbose_name = "étape du plan"
        verbose_name_plural = "étapes du plan"
        ordering = ["ordre", "pk"]
        constraints = [
            *Saisie.Meta.constraints,
            models.CheckConstraint(
                name="etape_texte_present",
                condition=~Q(texte=""),
                violation_error_message="Dites l’étape en quelques mots.",
            ),
        ]

    def __str__(self) -> str:
        return f"étape {self.pk}"

    @property
    def est_a_faire(self) -> bool:
        return self.etat == self.Etat.A_FAIRE

    @property
    def qui_en_mots(self) -> str:
        """« ma sœur » rather than « Une personne qui aide »."""
        precise = self.qui_precise if self.qui in self.AVEC_PRECISION else ""
        return precise or self.get_qui_display()

    @property
    def porte_une_coordonnee(self) -> bool:
        """It looks like a phone number or an e-mail address: to look at before sharing."""
        return bool(COORDONNEE.search(f"{self.texte}\n{self.qui_precise}"))

    @transaction.atomic
    def ajouter(self, *, famille: Famille, par: "Utilisateur") -> None:
        """At the end of the plan that goes on."""
        self.plan = PlanDeMatch.en_cours_de(famille, par=par)
        derniere = self.plan.etapes.aggregate(models.Max("ordre"))["ordre__max"]
        self.ordre = (derniere or 0) + 1
        self.full_clean(exclude=["saisie_par"])
        self.save()

    @transaction.atomic
    def noter(self, etat: str, *, le: date, par: "Utilisateur") -> None:
        """Said again, it changes nothing: who marked it first did."""
        if etat not in self.Etat.values:
            raise ValidationError("Cet état n’existe pas.", code="etat")
        autres = EtapePlan.objects.filter(pk=self.pk).exclude(etat=etat)
        autres.update(etat=etat, etat_le=le, etat_par=par, version=F("version") + 1)

    @transaction.atomic
    def deplacer(self, pas: int) -> None:
        """One place up (-1) or down (1); at the end of the list it stays."""
        self.plan.verrouiller()
        etapes = list(self.plan.etapes.all())
        depart = next(rang for rang, etape in enumerate(etapes) if etape.pk == self.pk)
        arrivee = min(max(depart + pas, 0), len(etapes) - 1)
        etapes.insert(arrivee, etapes.pop(depart))
        for rang, etape in enumerate(etapes, start=1):
            etape.ordre = rang
        EtapePlan.objects.bulk_update(etapes, ["ordre"])


class LienPlanQuerySet(DeLaFamilleQuerySet):
    chemin_territoire = "plan__famille__territoire"

    def ouverts(self, maintenant: datetime | None = None) -> Self:
        return self.filter(ferme_le__isnull=True, expire_le__gt=maintenant or timezone.now())


class LienPlan(models.Model):
    """A random 256-bit token, of which only the hash is kept: it shows one plan, and does nothing.

    A fiche brought together with another one since, rightly or not, closes it: the steps of both
    are not for who held it.
    """

    class Duree(models.IntegerChoices):
        TRENTE_JOURS = 30, "30 jours"
        TROIS_MOIS = 90, "90 jours"

    plan = models.ForeignKey(PlanDeMatch, on_delete=models.CASCADE, related_name="liens")
    empreinte = models.CharField(max_length=64, unique=True, editable=False)
    cree_le = models.DateTimeField("créé le", default=timezone.now, editable=False)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    expire_le = models.DateTimeField("expire le", editable=False)
    ferme_le = models.DateTimeField("fermé le", null=True, editable=False)

    objects = LienPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "lien d’un plan"
        verbose_name_plural = "liens de plans"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return f"lien de plan {self.pk}"

    @classmethod
    @transaction.atomic
    def ouvrir(cls, plan: PlanDeMatch, *, jours: int, par: "Utilisateur") -> str:
        """The token, shown once; it takes the place of the one the famille had."""
        plan.verrouiller()
        plan.fermer_les_liens()
        PlanDeMatch.objects.filter(pk=plan.pk).update(lien_refuse_le=None)
        jeton, expire_le = token_urlsafe(32), timezone.now() + timedelta(days=jours)
        lien = cls(plan=plan, empreinte=cls.empreinte_de(jeton), expire_le=expire_le, cree_par=par)
        lien.full_clean()
        lien.save()
        return jeton

    @staticmethod
    def empreinte_de(jeton: str) -> str:
        return sha256(jeton.encode()).hexdigest()

    @classmethod
    @portee.reseau("Un jeton dit à lui seul ce qu’il ouvre.")
    def par_jeton(cls, jeton: str) -> "LienPlan | None":
        """Whatever its state, so that one that is over says so in the plan's language."""
        liens = cls.objects.select_related("plan__famille")
        return liens.filter(empreinte=cls.empreinte_de(jeton)).first()

    @property
    def est_ouvert(self) -> bool:
        if self.ferme_le or self.expire_le <= timezone.now():
            return False
        famille = self.plan.famille
        depuis = Q(saisie_le__gt=self.cree_le)
        reunie = famille.fusions.filter(depuis) | famille.fusions_subies.filter(depuis)
        return self.plan.est_en_cours and not famille.fusionnee_dans_id and not reunie.exists()
