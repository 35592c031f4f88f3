"""Accounts, and the affectations that say what each may do."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from courriels.models import Courriel
from territoires.models import Territoire


class Role(models.TextChoices):
    """DOMAINE §2.18. A partenaire has no account."""

    PTP = "ptp", "Personne travailleuse de proximité"
    GESTIONNAIRE = "gestionnaire", "Personne gestionnaire"
    COMITE_PILOTAGE = "comite_pilotage", "Comité de pilotage"
    COMITE_SUIVI = "comite_suivi", "Comité de suivi"
    EVALUATION = "evaluation", "Évaluation"
    ADMINISTRATION = "administration", "Administration"


ROLES_DE_TERRITOIRE = [Role.PTP, Role.GESTIONNAIRE]
ROLES_DE_COMITE = [Role.COMITE_PILOTAGE, Role.COMITE_SUIVI]
# Who reads or extracts files, and who decides on accounts (decision 0037).
ROLES_A_SECOND_FACTEUR = [*ROLES_DE_TERRITOIRE, Role.EVALUATION, Role.ADMINISTRATION]

TERRITOIRE_SELON_ROLE = Q(role__in=ROLES_DE_TERRITOIRE, territoire__isnull=False) | (
    ~Q(role__in=ROLES_DE_TERRITOIRE) & Q(territoire__isnull=True)
)
MESSAGE_TERRITOIRE_SELON_ROLE = (
    "Une PTP ou une personne gestionnaire est affectée à un territoire; "
    "les autres rôles portent sur tout le réseau."
)

HEURES_PLAUSIBLES = Q(heures_semaine__isnull=True) | Q(
    heures_semaine__gte=Decimal("0.5"), heures_semaine__lte=60
)
MESSAGE_HEURES_PLAUSIBLES = "Les heures par semaine vont de 0,5 à 60."


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    def create_user(self, email: str, password: str | None = None, **champs: Any) -> "Utilisateur":
        utilisateur = self.model(email=email.strip().lower(), **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur

    @transaction.atomic
    def create_superuser(
        self, email: str, password: str | None = None, **champs: Any
    ) -> "Utilisateur":
        """For ``manage.py createsuperuser``: the first administration account."""
        utilisateur = self.create_user(email, password, **champs)
        utilisateur.affectations.create(role=Role.ADMINISTRATION)
        return utilisateur

    def get_by_natural_key(self, username: str | None) -> "Utilisateur":
        return self.get(email=(username or "").strip().lower())


class Utilisateur(AbstractBaseUser):
    """An account. What it may do comes from its current affectations, read at each request."""

    email = models.EmailField(
        "courriel", unique=True, error_messages={"unique": "Ce courriel a déjà un compte."}
    )
    prenom = models.CharField("prénom", max_length=60)
    nom = models.CharField("nom", max_length=60)
    titre = models.CharField(
        "titre d’emploi",
        max_length=80,
        blank=True,
        help_text="Par exemple «\u00a0agente de milieu\u00a0».",
    )
    is_active = models.BooleanField("compte actif", default=True)
    date_joined = models.DateTimeField("créé le", default=timezone.now, editable=False)

    objects: ClassVar[UtilisateurManager] = UtilisateurManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["prenom", "nom"]

    class Meta:
        verbose_name = "compte"
        ordering = ["nom", "prenom"]
        constraints = [
            models.CheckConstraint(
                name="utilisateur_courriel_en_minuscules",
                condition=Q(email=Lower("email")),
                violation_error_message="Le courriel s’écrit en minuscules.",
            )
        ]

    def __str__(self) -> str:
        return f"compte {self.pk}"

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        return f"{self.prenom} {self.nom}"

    def get_short_name(self) -> str:
        return self.prenom

    @cached_property
    def affectations_actuelles(self) -> "list[Affectation]":
        """Read once per request, as a request loads its own Utilisateur."""
        return list(self.affectations.actuelles().select_related("territoire__organisme"))

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(affectation.role for affectation in self.affectations_actuelles)

    def a_role(self, *roles: str) -> bool:
        return self.is_active and not self.roles.isdisjoint(roles)

    @property
    def doit_un_second_facteur(self) -> bool:
        return self.a_role(*ROLES_A_SECOND_FACTEUR)

    @property
    def territoires_lus(self) -> frozenset[int]:
        """Ids of the territoires whose rows this person may read."""
        return self._territoires(ROLES_DE_TERRITOIRE)

    @property
    def territoires_ecrits(self) -> frozenset[int]:
        """Ids of the territoires in whose familles this person logs her work."""
        return self._territoires([Role.PTP])

    @property
    def territoires_a_alias_hors_ligne(self) -> frozenset[int]:
        """Of those, where the organisme lets a device keep the aliases of familles."""
        return frozenset(
            affectation.territoire.pk
            for affectation in self.affectations_actuelles
            if affectation.territoire_id in self.territoires_ecrits
            and affectation.territoire
            and affectation.territoire.organisme.alias_hors_ligne
        )

    @property
    def territoires_geres(self) -> frozenset[int]:
        return self._territoires([Role.GESTIONNAIRE])

    @property
    def roles_invitables(self) -> list[Role]:
        """The roles this person may invite someone to."""
        if self.a_role(Role.ADMINISTRATION):
            return list(Role)
        return [Role.PTP] if self.territoires_geres else []

    @property
    def territoires_invitables(self) -> models.QuerySet[Territoire]:
        if self.a_role(Role.ADMINISTRATION):
            return Territoire.objects.all()
        return Territoire.objects.dans_territoires(self.territoires_geres)

    def _territoires(self, roles: Iterable[str]) -> frozenset[int]:
        if not self.is_active:
            return frozenset()
        return frozenset(
            affectation.territoire_id
            for affectation in self.affectations_actuelles
            if affectation.role in roles and affectation.territoire_id is not None
        )

    @property
    def is_staff(self) -> bool:
        return self.a_role(Role.ADMINISTRATION)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        return self.is_staff

    def has_perms(self, perm_list: Iterable[str], obj: models.Model | None = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class AffectationQuerySet(models.QuerySet["Affectation"]):
    def actuelles(self, le: date | None = None) -> Self:
        le = le or timezone.localdate()
        return self.filter(Q(au__isnull=True) | Q(au__gte=le), du__lte=le)

    def couvrant(self, territoires: Iterable[int], de: str, le: str) -> Self:
        """Those there, of the person and on the day that the outer query names: for ``Exists``."""
        jour = OuterRef(le)
        pas_finie = Q(au__isnull=True) | Q(au__gte=jour)
        return self.filter(
            pas_finie, utilisateur=OuterRef(de), territoire__in=territoires, du__lte=jour
        )

    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        """Her own, and those of the territoires she manages."""
        return self.filter(
            Q(utilisateur=utilisateur) | Q(territoire__in=utilisateur.territoires_geres)
        )

    def modifiables_par(self, utilisateur: Utilisateur) -> Self:
        """The PTP of the territoires she manages; administration works in the admin."""
        return self.filter(role=Role.PTP, territoire__in=utilisateur.territoires_geres)

    def non_terminees(self, le: date | None = None) -> Self:
        """Current ones, and those to come."""
        return self.filter(Q(au__isnull=True) | Q(au__gte=le or timezone.localdate()))

    def personnes(self) -> models.QuerySet[Utilisateur]:
        """Who holds them, each once, whose account is open."""
        tenues = self.order_by().values("utilisateur")
        return Utilisateur.objects.filter(pk__in=tenues, is_active=True)


class Affectation(models.Model):
    """Who holds which role, on which territoire, from when to when (both dates included)."""

    utilisateur = models.ForeignKey(
        Utilisateur, on_delete=models.PROTECT, related_name="affectations", verbose_name="compte"
    )
    role = models.CharField("rôle", max_length=15, choices=Role)
    territoire = models.ForeignKey(
        Territoire,
        on_delete=models.PROTECT,
        related_name="affectations",
        null=True,
        blank=True,
        help_text="Vide pour un rôle qui porte sur tout le réseau.",
    )
    heures_semaine = models.DecimalField(
        "heures par semaine", max_digits=4, decimal_places=1, null=True, blank=True
    )
    du = models.DateField("du", default=timezone.localdate)
    au = models.DateField("au (inclus)", null=True, blank=True)
    second_contact = models.ForeignKey(
        Utilisateur,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="second contact",
        help_text="Qui est prévenue après la gestionnaire quand une PTP ne revient pas de visite.",
    )

    objects = AffectationQuerySet.as_manager()

    class Meta:
        verbose_name = "affectation"
        ordering = ["-du"]
        constraints = [
            models.CheckConstraint(
                name="affectation_territoire_selon_role",
                condition=TERRITOIRE_SELON_ROLE,
                violation_error_message=MESSAGE_TERRITOIRE_SELON_ROLE,
            ),
            models.CheckConstraint(
                name="affectation_fin_apres_debut",
                condition=Q(au__isnull=True) | Q(au__gte=F("du")),
                violation_error_message="La fin de l’affectation vient après son début.",
            ),
            models.CheckConstraint(
                name="affectation_heures_plausibles",
                condition=HEURES_PLAUSIBLES,
                violation_error_message=MESSAGE_HEURES_PLAUSIBLES,
            ),
            models.UniqueConstraint(
                name="affectation_ouverte_par_territoire",
                fields=["utilisateur", "role", "territoire"],
                condition=Q(au__isnull=True),
                violation_error_message="Cette personne tient déjà ce rôle, sans date de fin.",
            ),
            models.UniqueConstraint(
                name="affectation_ouverte_sur_le_reseau",
                fields=["utilisateur", "role"],
                condition=Q(au__isnull=True, territoire__isnull=True),
                violation_error_message="Cette personne tient déjà ce rôle, sans date de fin.",
            ),
            models.CheckConstraint(
                name="affectation_second_contact_d_une_ptp",
                condition=Q(second_contact__isnull=True)
                | (Q(role="ptp") & ~Q(second_contact=F("utilisateur"))),
                violation_error_message=(
                    "Le second contact d’une PTP est une autre personne de l’équipe."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"affectation {self.pk}"

    @property
    def contacts_possibles(self) -> models.QuerySet[Utilisateur]:
        """The team: who works today in the territoires of the same organisme, or of the same
        gestionnaires, apart from her."""
        actuelles = Affectation.objects.actuelles()
        gestion = actuelles.filter(role=Role.GESTIONNAIRE)
        gestionnaires = gestion.filter(territoire=self.territoire_id).values("utilisateur")
        equipe = actuelles.filter(role__in=ROLES_DE_TERRITOIRE).filter(
            Q(territoire__organisme__territoires=self.territoire_id)
            | Q(territoire__in=gestion.filter(utilisateur__in=gestionnaires).values("territoire"))
        )
        return equipe.personnes().exclude(pk=self.utilisateur_id)

    def annoncer(self, *, par: Utilisateur) -> None:
        """Someone who does not manage a territoire has just let an account read its familles: who
        manages it is told."""
        if self.role not in ROLES_DE_TERRITOIRE or self.territoire_id in par.territoires_geres:
            return
        gestion = Affectation.objects.actuelles().filter(
            role=Role.GESTIONNAIRE, territoire=self.territoire_id
        )
        for responsable in gestion.personnes().exclude(pk__in=[par.pk, self.utilisateur_id]):
            Courriel.deposer(
                genre="lecture_ouverte",
                destinataire=responsable.email,
                cle=f"lecture-ouverte-{uuid4()}",
                concerne=f"affectation-{self.pk}",
                donnees={"affectation": self.pk},
                tout_de_suite=True,
            )

    @property
    def a_venir(self) -> bool:
        return self.du > timezone.localdate()

    @transaction.atomic
    def terminer(self, *, le: date) -> None:
        """``le`` is the last day, included: from the next one, the rights are gone.

        Raises ValidationError when it ended before already, or would end before it began or
        after the end already set: more time is a new affectation.
        """
        affectation = Affectation.objects.select_for_update().get(pk=self.pk)
        if affectation.au and affectation.au < timezone.localdate():
            raise ValidationError("Cette affectation est déjà terminée.", code="terminee")
        if affectation.au and affectation.au < le:
            raise ValidationError(
                "Une fin plus proche est déjà fixée\u00a0: elle ne se repousse pas.",
                code="repoussee",
            )
        self.au = affectation.au = le
        affectation.validate_constraints()
        affectation.save(update_fields=["au"])
