"""Abstract models that every app stands on."""

from uuid import uuid4

from django.conf import settings
from django.db import models


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
    row already there. ``empreinte`` is the SHA-256 of what was sent: the same key with other
    content is refused (see ``proximite.forms.SaisieForm``).
    """

    cle = models.UUIDField("clé du client", default=uuid4, editable=False)
    empreinte = models.CharField(max_length=64, blank=True, editable=False)
    saisie_le = models.DateTimeField("saisie le", auto_now_add=True)

    class Meta:
        abstract = True


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
