"""What the network has published: numbers as they are shown, never as they were counted."""

import json
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils import timezone

from comptes.models import ROLES_DE_COMITE, Utilisateur


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        if utilisateur.a_role(*ROLES_DE_COMITE):
            return self.all()
        return self.none()

    def courantes(self) -> Self:
        """The last revision of each window."""
        plus_recentes = Publication.objects.filter(
            genre=OuterRef("genre"), debut=OuterRef("debut"), fin=OuterRef("fin")
        ).order_by("-numero")
        return self.filter(numero=models.Subquery(plus_recentes.values("numero")[:1]))

    def de_periode(self) -> Self:
        return self.filter(genre=Publication.Genre.PERIODE)


class Publication(models.Model):
    """The tables of a Periode, or the synthesis of several, as they were published.

    ``contenu`` and ``audit`` are canonical JSON (``rapports.publication``). Never changed nor
    deleted, which triggers also see to: a correction is a revision, a new row with ``numero + 1``.
    """

    class Genre(models.TextChoices):
        PERIODE = "periode", "Période"
        SYNTHESE = "synthese", "Synthèse"

    genre = models.CharField("genre", max_length=8, choices=Genre)
    libelle = models.CharField("libellé", max_length=120)
    debut = models.DateField("du")
    fin = models.DateField("au (inclus)")
    numero = models.PositiveSmallIntegerField("révision")
    contenu = models.TextField(editable=False)
    audit = models.TextField(editable=False)
    publiee_le = models.DateTimeField("publiée le", default=timezone.now, editable=False)
    publiee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "publication"
        ordering = ["-debut", "fin", "-numero"]
        constraints = [
            models.UniqueConstraint(
                name="publication_une_par_revision",
                fields=["genre", "debut", "fin", "numero"],
                violation_error_message="Cette révision est déjà publiée.",
            ),
            models.CheckConstraint(
                name="publication_fin_apres_debut",
                condition=Q(fin__gte=F("debut")),
                violation_error_message="La fin vient après le début.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle

    @cached_property
    def tables(self) -> dict[str, Any]:
        return json.loads(self.contenu)

    @cached_property
    def bilan(self) -> dict[str, Any]:
        """What the audit found."""
        return json.loads(self.audit)

    @property
    def est_revisee(self) -> bool:
        return self.numero > 1
