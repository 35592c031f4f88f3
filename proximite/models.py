"""Abstract models that every app stands on."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone


class ListeReference(models.Model):
    """A value list that an administration may extend; codes shipped with the app are reserved.

    The code is the primary key, so that a foreign key to the list *is* the code and reports
    group by it without a join.
    """

    code = models.SlugField("code", max_length=40, primary_key=True)
    libelle = models.CharField("libellé", max_length=120)
    ordre = models.PositiveSmallIntegerField("ordre", default=1000)
    actif = models.BooleanField("offert à la saisie", default=True)

    class Meta:
        abstract = True
        ordering = ["ordre", "libelle"]

    def __str__(self) -> str:
        return self.libelle


class Envoi(models.Model):
    """A row whose writing survives retries.

    ``cle`` is made by the client with the form: a double click, a retry or a replay finds the
    row already there. ``empreinte`` is an HMAC of what was sent (who guesses can’t check a guess):
    the same key with other content is refused (see ``proximite.forms.SaisieForm``).
    """

    cle = models.UUIDField("clé du client", default=uuid4, editable=False)
    empreinte = models.CharField(max_length=64, blank=True, editable=False)
    saisie_le = models.DateTimeField("saisie le", auto_now_add=True)

    # Offered for ten seconds on the page; longer here, for slow networks.
    DELAI_ANNULATION = timedelta(minutes=5)

    class Meta:
        abstract = True

    def verifier_annulable(self, *, par: Any) -> None:
        """A slip of the finger is undone by who made it, at once; later, one corrects."""
        if getattr(self, "saisie_par_id", None) != par.pk:
            raise ValidationError("Cette saisie est d’une autre personne.", code="autre")
        if timezone.now() - self.saisie_le > self.DELAI_ANNULATION:
            raise ValidationError(
                "Il est trop tard pour annuler cette saisie\u00a0: corrigez-la plutôt.",
                code="trop_tard",
            )
        if getattr(self, "version", 1) > 1 or a_des_suites(self):
            raise ValidationError(
                "Cette saisie a déjà une suite\u00a0: corrigez-la plutôt.", code="suite"
            )


def a_des_suites(ligne: models.Model) -> bool:
    """Whether any row, of any app, belongs to this one."""
    return any(
        lien.related_model._base_manager.filter(**{lien.field.name: ligne}).exists()
        for lien in ligne._meta.related_objects
    )


class Saisie(Envoi):
    """A row logged by someone."""

    saisie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name="saisie par",
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["saisie_par", "cle"],
                name="%(class)s_saisie_une_fois",
                violation_error_message="Cette saisie est déjà enregistrée.",
            )
        ]


class Versionnee(models.Model):
    """An editable row: a form opened on an older version is refused, never silently applied."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
