"""The access journal: one line for each page or file that showed a famille, or was refused."""

import hashlib
import hmac
import json
from base64 import b64decode
from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Exists, Q
from django.utils import timezone

from comptes.models import Affectation, Utilisateur
from familles.models import Famille
from proximite import portee

VERROU = 7_205_759  # arbitrary: the journal's own, among PostgreSQL's advisory locks
ORIGINE = "0" * 64


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visibles_par(self, utilisateur: Utilisateur) -> Self:
        """What was read in the territoires she manages, and what their people did while they were
        there, apart from the familles of elsewhere."""
        territoires = utilisateur.territoires_geres
        d_ici = Famille.toutes.filter(territoire__in=territoires).values("pk")
        d_ailleurs = Famille.toutes.exclude(territoire__in=territoires).values("pk")
        des_siens = Exists(Affectation.objects.couvrant(territoires, "utilisateur", "le__date"))
        sans_ailleurs = Q(famille__isnull=True) | ~Q(famille__in=d_ailleurs)
        return self.filter(Q(famille__in=d_ici) | (Q(des_siens) & sans_ailleurs))

    def de_la_famille(self, famille: Famille) -> Self:
        """Her file opened, or her line shown among others; those brought into hers included."""
        fiches = [famille.pk, *Famille.toutes.filter(fusionnee_dans=famille).values_list(flat=True)]
        parmi = Q(famille__in=fiches)
        for pk in fiches:
            parmi |= Q(autres__contains=f" {pk} ")
        return self.filter(parmi)

    def sur(self, *gestes: str) -> Self:
        return self.filter(geste__in=gestes)


class Consultation(models.Model):
    """Written once, never changed: triggers refuse, and each line seals the one before it.

    No foreign key to Famille: the line says that she was read after she is destroyed.
    """

    class Geste(models.TextChoices):
        LECTURE = "lecture", "A lu"
        RECHERCHE = "recherche", "A cherché"
        ECRITURE = "ecriture", "A écrit"
        IMPRESSION = "impression", "A imprimé"
        EXPORT = "export", "A exporté"
        DIVULGATION = "divulgation", "A transmis"
        REFUS = "refus", "S’est fait refuser"

    numero = models.PositiveBigIntegerField(unique=True, editable=False)
    le = models.DateTimeField(db_index=True, editable=False)
    utilisateur = models.ForeignKey(
        Utilisateur, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    titre = models.CharField("à quel titre", max_length=80, blank=True, editable=False)
    geste = models.CharField(max_length=11, choices=Geste, editable=False)
    page = models.CharField(max_length=80, editable=False)
    statut = models.PositiveSmallIntegerField(editable=False)
    adresse = models.GenericIPAddressField(null=True, editable=False)
    famille = models.PositiveBigIntegerField(null=True, db_index=True, editable=False)
    autres = models.TextField(blank=True, editable=False)
    empreinte = models.CharField(max_length=64, editable=False)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "accès"
        verbose_name_plural = "accès"
        ordering = ["-numero"]
        constraints = [
            models.CheckConstraint(
                name="consultation_geste_connu",
                condition=Q(
                    geste__in=[
                        "lecture",
                        "recherche",
                        "ecriture",
                        "impression",
                        "export",
                        "divulgation",
                        "refus",
                    ]
                ),
                violation_error_message="Ce geste n’est pas de ceux que le journal connaît.",
            )
        ]

    def __str__(self) -> str:
        return f"accès {self.numero}"

    @classmethod
    @portee.reseau("Une ligne scelle la précédente, de qui qu’elle soit.")
    def inscrire(cls, *, autres: Iterable[int] = (), **champs: Any) -> Self:
        """Commit a line after the last one. Raises DatabaseError when it can't be written."""
        with transaction.atomic(durable=True):
            _attendre_son_tour()
            derniere = cls.objects.order_by("-numero").values_list("numero", "empreinte").first()
            numero, precedente = derniere or (0, ORIGINE)
            ligne = cls(numero=numero + 1, le=timezone.now(), autres=_en_texte(autres), **champs)
            ligne.empreinte = ligne.sceller(precedente)
            ligne.save(force_insert=True)
        return ligne

    @property
    def autres_ids(self) -> list[int]:
        return [int(pk) for pk in self.autres.split()]

    def sceller(self, precedente: str, cle: bytes | None = None) -> str:
        """HMAC-SHA256, in hexadecimal, of the line and of the seal before it."""
        cle = cle or cles_du_journal()[0]
        dits = [precedente, self.numero, self.le.timestamp(), self.utilisateur_id, self.titre]
        dits += [self.geste, self.page, self.statut, self.adresse, self.famille, self.autres]
        return hmac.new(cle, json.dumps(dits).encode(), hashlib.sha256).hexdigest()

    def est_scellee(self, precedente: str) -> bool:
        return any(
            hmac.compare_digest(self.sceller(precedente, cle), self.empreinte)
            for cle in cles_du_journal()
        )


def cles_du_journal() -> list[bytes]:
    """One for each master key, the current one first."""
    return [
        hmac.new(b64decode(cle), b"journal", hashlib.sha256).digest()
        for cle in settings.CLES_MAITRESSES
    ]


def _attendre_son_tour() -> None:
    """One line after another: SQLite's transactions wait for each other by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("SELECT pg_advisory_xact_lock(%s)", [VERROU])


def _en_texte(ids: Iterable[int]) -> str:
    """« 3 12 » between spaces, so that « 1 » is not found in « 12 »."""
    return "".join(f" {pk}" for pk in sorted(ids)) + " " if ids else ""
