"""A lost device: two people of the organisme agree to take someone's second factor away."""

from datetime import datetime, timedelta
from typing import Self

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from comptes.models.invitation import Invitation
from comptes.models.utilisateur import Affectation, Role, Utilisateur
from courriels.models import Courriel
from territoires.models import Territoire


def personnes_suivies_par(utilisateur: Utilisateur) -> models.QuerySet[Utilisateur]:
    """Whose second factor she may ask to take away: who works for her organisme; anyone, for an
    administration. Never her own."""
    autres = Utilisateur.objects.filter(is_active=True).exclude(pk=utilisateur.pk)
    if utilisateur.a_role(Role.ADMINISTRATION):
        return autres
    geres = Territoire.objects.dans_territoires(utilisateur.territoires_geres)
    affectations = Affectation.objects.actuelles().filter(
        utilisateur=OuterRef("pk"), territoire__organisme__in=geres.values("organisme")
    )
    return autres.filter(Exists(affectations))


class ReinitialisationQuerySet(models.QuerySet["Reinitialisation"]):
    def ouvertes(self, maintenant: datetime | None = None) -> Self:
        depuis = (maintenant or timezone.now()) - Reinitialisation.DUREE
        return self.filter(accordee_le=None, refusee_le=None, demandee_le__gt=depuis)

    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        return self.filter(personne__in=personnes_suivies_par(utilisateur))


class Reinitialisation(models.Model):
    """Asked by one, agreed to by another within a day; neither is the person concerned."""

    DUREE = timedelta(hours=24)
    # An account made for the purpose is not a second person.
    TROP_RECENT = timedelta(days=7)

    personne = models.ForeignKey(Utilisateur, on_delete=models.PROTECT, related_name="+")
    demandee_par = models.ForeignKey(
        Utilisateur, on_delete=models.PROTECT, related_name="+", verbose_name="demandée par"
    )
    demandee_le = models.DateTimeField("demandée le", default=timezone.now)
    accordee_par = models.ForeignKey(
        Utilisateur,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="accordée par",
    )
    accordee_le = models.DateTimeField("accordée le", null=True)
    refusee_par = models.ForeignKey(
        Utilisateur,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="refusée par",
    )
    refusee_le = models.DateTimeField("refusée le", null=True)

    objects = ReinitialisationQuerySet.as_manager()

    class Meta:
        verbose_name = "remise à zéro d’un second facteur"
        verbose_name_plural = "remises à zéro de seconds facteurs"
        ordering = ["-demandee_le"]
        constraints = [
            models.CheckConstraint(
                name="reinitialisation_pas_pour_soi",
                condition=~Q(personne=F("demandee_par")),
                violation_error_message="On ne demande pas pour soi.",
            ),
            models.CheckConstraint(
                name="reinitialisation_par_deux_personnes",
                condition=Q(accordee_par__isnull=True, accordee_le__isnull=True)
                | (
                    Q(accordee_par__isnull=False, accordee_le__isnull=False)
                    & ~Q(accordee_par=F("demandee_par"))
                    & ~Q(accordee_par=F("personne"))
                ),
                violation_error_message="L’accord vient d’une deuxième personne.",
            ),
            models.CheckConstraint(
                name="reinitialisation_une_seule_fin",
                condition=Q(accordee_le__isnull=True) | Q(refusee_le__isnull=True),
                violation_error_message="Une demande est accordée ou refusée, une fois.",
            ),
        ]

    def __str__(self) -> str:
        return f"remise à zéro {self.pk}"

    @property
    def expire_le(self) -> datetime:
        return self.demandee_le + self.DUREE

    @classmethod
    @transaction.atomic
    def demander(cls, personne: Utilisateur, *, par: Utilisateur) -> Self:
        """One at a time for a person: the open one, when there is one. She is told at once."""
        Utilisateur.objects.select_for_update(no_key=True).get(pk=personne.pk)
        if not personnes_suivies_par(par).filter(pk=personne.pk).exists():
            raise PermissionDenied
        if deja := cls.objects.ouvertes().filter(personne=personne).first():
            return deja
        demande = cls.objects.create(personne=personne, demandee_par=par)
        demande._prevenir("demandee")
        return demande

    @transaction.atomic
    def accorder(self, *, par: Utilisateur) -> None:
        """Her factors are gone, her sessions closed: she enrols again as she signs in.

        Raises ValidationError when it is closed, expired, or hers to ask and not to agree to.
        """
        self._verrouiller_ouverte()
        self._verifier_deux_personnes(par)
        for qui in (par, self.demandee_par):
            if not personnes_suivies_par(qui).filter(pk=self.personne_id).exists():
                raise ValidationError("Cette demande n’est plus permise.", code="retiree")
        self.accordee_par, self.accordee_le = par, timezone.now()
        self.save(update_fields=["accordee_par", "accordee_le"])
        Authenticator.objects.filter(user=self.personne).delete()
        self.personne.sessions.fermer()
        self._prevenir("accordee")

    @transaction.atomic
    def refuser(self, *, par: Utilisateur) -> None:
        """By anyone who follows her, who asked included. Raises ValidationError if closed."""
        self._verrouiller_ouverte()
        self.refusee_par, self.refusee_le = par, timezone.now()
        self.save(update_fields=["refusee_par", "refusee_le"])

    def _verifier_deux_personnes(self, par: Utilisateur) -> None:
        """Whoever makes accounts could agree with herself from another one."""
        if par.pk == self.demandee_par_id:
            raise ValidationError("L’accord vient d’une deuxième personne.", code="meme")
        acceptees = Invitation.objects.filter(acceptee_le__isnull=False)
        invitee = Q(email=par.email, invitee_par=self.demandee_par)
        l_a_faite = Q(email=self.demandee_par.email, invitee_par=par, role=Role.ADMINISTRATION)
        if acceptees.filter(invitee | l_a_faite).exists():
            raise ValidationError(
                "L’accord ne vient pas d’un compte que la personne qui demande a invité, ni d’une "
                "administration à celle qu’elle a faite.",
                code="invitee",
            )
        if max(par.date_joined, self.demandee_par.date_joined) > timezone.now() - self.TROP_RECENT:
            raise ValidationError(
                "Un compte de moins de sept jours ne demande ni n’accorde une remise à zéro.",
                code="recent",
            )

    def _verrouiller_ouverte(self) -> None:
        self.refresh_from_db(from_queryset=Reinitialisation.objects.select_for_update())
        if self.accordee_le or self.refusee_le or self.expire_le <= timezone.now():
            raise ValidationError("Cette demande est déjà close.", code="close")

    def _prevenir(self, quoi: str) -> None:
        Courriel.deposer(
            genre="reinitialisation",
            destinataire=self.personne.email,
            cle=f"reinitialisation-{self.pk}-{quoi}",
            concerne=f"compte-{self.personne_id}",
            donnees={"quoi": quoi},
            tout_de_suite=True,
        )
