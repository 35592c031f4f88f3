from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, Self

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from comptes.models.utilisateur import (
    HEURES_PLAUSIBLES,
    MESSAGE_HEURES_PLAUSIBLES,
    MESSAGE_TERRITOIRE_SELON_ROLE,
    TERRITOIRE_SELON_ROLE,
    Affectation,
    Role,
    Utilisateur,
)
from courriels.models import Courriel
from territoires.models import Territoire


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def ouvertes(self, maintenant: datetime | None = None) -> Self:
        maintenant = maintenant or timezone.now()
        return self.filter(
            acceptee_le__isnull=True, annulee_le__isnull=True, expire_le__gt=maintenant
        )

    def par_jeton(self, jeton: str) -> Self:
        return self.filter(empreinte=Invitation.empreinte_de(jeton))

    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        if utilisateur.a_role(Role.ADMINISTRATION):
            return self.all()
        return self.filter(territoire__in=utilisateur.territoires_geres)


class Invitation(models.Model):
    """Opens one account, once, for one address. Only the hash of its token is kept."""

    class Etat(models.TextChoices):
        OUVERTE = "ouverte", "ouverte"
        ACCEPTEE = "acceptee", "déjà acceptée"
        ANNULEE = "annulee", "annulée"
        EXPIREE = "expiree", "expirée"

    DUREE = timedelta(days=7)

    email = models.EmailField("courriel")
    role = models.CharField("rôle", max_length=15, choices=Role)
    territoire = models.ForeignKey(
        Territoire, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    heures_semaine = models.DecimalField(
        "heures par semaine", max_digits=4, decimal_places=1, null=True, blank=True
    )
    empreinte = models.CharField(max_length=64, unique=True, editable=False)
    invitee_par = models.ForeignKey(
        Utilisateur,
        on_delete=models.PROTECT,
        related_name="invitations_faites",
        editable=False,
        verbose_name="invitée par",
    )
    envoyee_le = models.DateTimeField("envoyée le", default=timezone.now, editable=False)
    expire_le = models.DateTimeField("expire le", editable=False)
    acceptee_le = models.DateTimeField("acceptée le", null=True, editable=False)
    annulee_le = models.DateTimeField("annulée le", null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    courriel: Courriel | None = None
    """Its message, where ``comptes.courriels.avec_courriel`` has looked for it."""

    class Meta:
        verbose_name = "invitation"
        ordering = ["-envoyee_le"]
        constraints = [
            models.CheckConstraint(
                name="invitation_territoire_selon_role",
                condition=TERRITOIRE_SELON_ROLE,
                violation_error_message=MESSAGE_TERRITOIRE_SELON_ROLE,
            ),
            models.CheckConstraint(
                name="invitation_heures_plausibles",
                condition=HEURES_PLAUSIBLES,
                violation_error_message=MESSAGE_HEURES_PLAUSIBLES,
            ),
            models.CheckConstraint(
                name="invitation_acceptee_ou_annulee",
                condition=Q(acceptee_le__isnull=True) | Q(annulee_le__isnull=True),
                violation_error_message="Une invitation acceptée ne s’annule plus.",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()
        if Affectation.objects.filter(
            utilisateur__email=self.email, role=self.role, territoire=self.territoire, au=None
        ).exists():
            raise ValidationError(
                "Cette personne tient déjà ce rôle, sans date de fin.", code="deja_affectee"
            )

    @classmethod
    @transaction.atomic
    def inviter(cls, *, par: Utilisateur, email: str, role: str, **champs: Any) -> Self:
        """The invitation, whose message leaves at once with a token that nobody else sees.

        It replaces any open invitation of the same address to the same role and territoire.
        """
        invitation = cls(invitee_par=par, email=email.strip().lower(), role=role, **champs)
        if not invitation.permise_a(par):
            raise PermissionDenied
        cls._une_a_la_fois()
        invitation.sceller()
        invitation._semblables_ouvertes().update(annulee_le=timezone.now())
        invitation.save()
        Courriel.deposer(
            genre="invitation",
            destinataire=invitation.email,
            cle=invitation.cle_courriel,
            concerne=invitation.cle_courriel,
            donnees={"invitation": invitation.pk},
            tout_de_suite=True,
        )
        return invitation

    @staticmethod
    def _une_a_la_fois() -> None:
        """So that two of the same address see each other: a lock on a row that always exists."""
        Utilisateur.objects.select_for_update(no_key=True).order_by("pk").first()

    def permise_a(self, utilisateur: Utilisateur) -> bool:
        return self.role in utilisateur.roles_invitables and (
            self.territoire is None or self.territoire in utilisateur.territoires_invitables
        )

    def _semblables_ouvertes(self) -> InvitationQuerySet:
        return Invitation.objects.ouvertes().filter(
            email=self.email, role=self.role, territoire=self.territoire
        )

    @property
    def cle_courriel(self) -> str:
        """What its message is known by in the outbox."""
        return f"invitation-{self.pk}"

    @property
    def etat(self) -> "Invitation.Etat":
        if self.acceptee_le:
            return self.Etat.ACCEPTEE
        if self.annulee_le:
            return self.Etat.ANNULEE
        return self.Etat.OUVERTE if self.expire_le > timezone.now() else self.Etat.EXPIREE

    @property
    def ouvre_encore(self) -> bool:
        """Open, and made by someone who may still invite to that role."""
        return self.etat == self.Etat.OUVERTE and self.permise_a(self.invitee_par)

    @transaction.atomic
    def annuler(self) -> None:
        """From then on its link opens nothing. Raises ValidationError when it is closed."""
        self._verrouiller_ouverte()
        self.annulee_le = timezone.now()
        self.save(update_fields=["annulee_le"])

    @transaction.atomic
    def ouvrir_compte(self, *, prenom: str, nom: str, mot_de_passe: str) -> Utilisateur:
        """The account of the address invited, with its affectation."""
        self._verrouiller_ouverte()
        utilisateur = Utilisateur.objects.create_user(
            self.email, mot_de_passe, prenom=prenom, nom=nom
        )
        self.accepter(par=utilisateur)
        return utilisateur

    @transaction.atomic
    def accepter(self, *, par: Utilisateur) -> None:
        """Give the role to the account of the address invited, once."""
        self._verrouiller_ouverte()
        if not self.ouvre_encore:
            raise ValidationError("La personne qui vous a invitée ne le peut plus.", code="retiree")
        if par.email != self.email:
            raise ValidationError("Cette invitation est pour une autre adresse.", code="adresse")
        self.acceptee_le = timezone.now()
        self.save(update_fields=["acceptee_le"])
        affectation, nouvelle = par.affectations.get_or_create(
            role=self.role,
            territoire=self.territoire,
            au=None,
            defaults={"heures_semaine": self.heures_semaine},
        )
        if nouvelle:
            affectation.annoncer(par=self.invitee_par)

    def _verrouiller_ouverte(self) -> None:
        self.refresh_from_db(from_queryset=Invitation.objects.select_for_update())
        if self.etat != self.Etat.OUVERTE:
            raise ValidationError(f"Cette invitation est {self.etat.label}.", code=self.etat)

    @staticmethod
    def empreinte_de(jeton: str) -> str:
        return sha256(jeton.encode()).hexdigest()

    def sceller(self) -> str:
        """Give the invitation a fresh 256-bit token and return it; only its hash is stored."""
        jeton = token_urlsafe(32)
        self.empreinte = self.empreinte_de(jeton)
        self.expire_le = timezone.now() + self.DUREE
        return jeton
