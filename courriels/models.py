from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from courriels import envoi
from courriels.heures import prochain_moment

MINUTE, HEURE = timedelta(minutes=1), timedelta(hours=1)


class CourrielQuerySet(models.QuerySet["Courriel"]):
    def concernant(self, *objets: str) -> Self:
        return self.filter(concerne__in=objets)

    def derniers(self, objets: Iterable[str]) -> dict[str, "Courriel"]:
        """The latest message about each object that has one, in one query."""
        return {c.concerne: c for c in self.concernant(*objets).order_by("depose_le", "pk")}

    def en_attente(self) -> Self:
        return self.filter(
            envoye_le__isnull=True, abandonne_le__isnull=True, annule_le__isnull=True
        )

    def dans_etat(self, etat: str) -> Self:
        """Those whose ``etat`` it is."""
        fins = {"envoye": "envoye_le", "abandonne": "abandonne_le", "annule": "annule_le"}
        if fin := fins.get(etat):
            return self.filter(**{f"{fin}__isnull": False})
        sans_probleme = Q(probleme="")
        return self.en_attente().filter(
            ~sans_probleme if etat == Courriel.Etat.RETARDE else sans_probleme
        )

    def abandonnes(self) -> Self:
        return self.filter(abandonne_le__isnull=False)

    def a_envoyer(self, maintenant: datetime) -> Self:
        """What may leave now and that nobody is sending."""
        dus = self.en_attente().filter(
            Q(reserve_jusqu_a__isnull=True) | Q(reserve_jusqu_a__lte=maintenant),
            pas_avant__lte=maintenant,
        )
        heures_calmes = prochain_moment(maintenant) != maintenant
        return dus.filter(tout_de_suite=True) if heures_calmes else dus

    @transaction.atomic
    def reserver(self, maintenant: datetime) -> "Courriel | None":
        """The next one to send, which nobody else will take before its lease ends."""
        suivants = self.a_envoyer(maintenant).select_for_update(skip_locked=True)
        courriel = suivants.order_by("pas_avant", "pk").first()
        if courriel is None:
            return None
        courriel.reserve_jusqu_a = maintenant + Courriel.BAIL
        courriel.dernier_essai_le = maintenant
        courriel.insister_jusqu_a = courriel.insister_jusqu_a or maintenant + Courriel.PATIENCE
        courriel.essais += 1
        courriel.save()
        return courriel


class Courriel(models.Model):
    """A message to send: to whom and about what, never what it says.

    It is written when it leaves (``courriels.gabarits``): a body would keep personal data and
    live links in the database.
    """

    class Etat(models.TextChoices):
        EN_ATTENTE = "en_attente", "En attente"
        RETARDE = "retarde", "Retardé"
        ENVOYE = "envoye", "Envoyé"
        ABANDONNE = "abandonne", "Non envoyé"
        ANNULE = "annule", "Annulé"

        @property
        def ton(self) -> str:
            """The tone of partials/etat.html."""
            tons = {"retarde": "attention", "envoye": "reussite", "abandonne": "probleme"}
            return tons.get(self.value, "neutre" if self.value == "annule" else "info")

    # Longer than a server that answers each command just before EMAIL_TIMEOUT.
    BAIL = timedelta(minutes=10)
    # Between attempts; the last one repeats until PATIENCE has run out.
    DELAIS = [5 * MINUTE, 15 * MINUTE, HEURE, 2 * HEURE, 4 * HEURE, 8 * HEURE]
    PATIENCE = timedelta(days=3)

    identifiant = models.UUIDField(default=uuid4, unique=True, editable=False)
    genre = models.CharField("genre", max_length=60)
    destinataire = models.EmailField("destinataire")
    cle = models.CharField("clé", max_length=120, unique=True)
    concerne = models.CharField("concerne", max_length=80, db_index=True)
    donnees = models.JSONField("identifiants", default=dict)
    tout_de_suite = models.BooleanField("à toute heure", default=False)
    depose_le = models.DateTimeField("déposé le")
    pas_avant = models.DateTimeField("pas avant")
    essais = models.PositiveSmallIntegerField("essais", default=0)
    dernier_essai_le = models.DateTimeField("dernier essai le", null=True)
    insister_jusqu_a = models.DateTimeField("insister jusqu’à", null=True)
    reserve_jusqu_a = models.DateTimeField("réservé jusqu’à", null=True)
    probleme = models.CharField("problème", max_length=200, blank=True)
    reponse = models.CharField("réponse du serveur", max_length=200, blank=True)
    envoye_le = models.DateTimeField("envoyé le", null=True)
    abandonne_le = models.DateTimeField("abandonné le", null=True)
    annule_le = models.DateTimeField("annulé le", null=True)

    objects = CourrielQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel"
        ordering = ["-depose_le", "-pk"]
        indexes = [
            models.Index(
                fields=["pas_avant"],
                name="courriel_en_attente",
                condition=Q(
                    envoye_le__isnull=True, abandonne_le__isnull=True, annule_le__isnull=True
                ),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="courriel_une_seule_fin",
                condition=Q(envoye_le__isnull=True, abandonne_le__isnull=True)
                | Q(envoye_le__isnull=True, annule_le__isnull=True)
                | Q(abandonne_le__isnull=True, annule_le__isnull=True),
                violation_error_message="Un courriel est envoyé, abandonné ou annulé, une fois.",
            )
        ]

    def __str__(self) -> str:
        return f"courriel {self.pk}"

    @classmethod
    def deposer(
        cls,
        *,
        genre: str,
        destinataire: str,
        cle: str,
        concerne: str,
        donnees: dict[str, int | str],
        tout_de_suite: bool = False,
        maintenant: datetime | None = None,
    ) -> Self:
        """The message of that ``cle``, put in the outbox once however often it is asked.

        ``donnees`` holds identifiers of rows. It leaves once the transaction is committed, at
        any hour with ``tout_de_suite``, otherwise in the hours allowed.
        """
        maintenant = maintenant or timezone.now()
        champs = {
            "genre": genre,
            "destinataire": destinataire,
            "concerne": concerne,
            "donnees": donnees,
            "tout_de_suite": tout_de_suite,
            "depose_le": maintenant,
            "pas_avant": maintenant if tout_de_suite else prochain_moment(maintenant),
        }
        courriel, nouveau = cls.objects.get_or_create(cle=cle, defaults=champs)
        if nouveau:
            seul = cls.objects.filter(pk=courriel.pk)
            transaction.on_commit(lambda: envoi.des_le_depot(seul, courriel.pk), robust=True)
        return courriel

    @property
    def etat(self) -> "Courriel.Etat":
        if self.envoye_le:
            return self.Etat.ENVOYE
        if self.abandonne_le:
            return self.Etat.ABANDONNE
        if self.annule_le:
            return self.Etat.ANNULE
        return self.Etat.RETARDE if self.probleme else self.Etat.EN_ATTENTE

    def marquer_envoye(self, maintenant: datetime) -> None:
        """Whoever holds the lease by now: what the server accepted is sent."""
        self._ecrire(Courriel.objects.all(), envoye_le=maintenant, probleme="", reponse="")

    def annuler(self, maintenant: datetime) -> None:
        self._ecrire(self._encore_reserve, annule_le=maintenant, probleme="")

    def abandonner(self, maintenant: datetime, *, probleme: str, reponse: str = "") -> None:
        """``probleme`` is for a person to act on, ``reponse`` what the server said."""
        self._ecrire(
            self._encore_reserve,
            abandonne_le=maintenant,
            probleme=probleme,
            reponse=reponse[:200],
        )

    def remettre_a_plus_tard(
        self, maintenant: datetime, *, probleme: str, reponse: str = ""
    ) -> None:
        """Try again after a growing delay; give up once ``PATIENCE`` has run out."""
        if self.insister_jusqu_a and maintenant >= self.insister_jusqu_a:
            self.abandonner(maintenant, probleme=probleme, reponse=reponse)
            return
        retour = maintenant + self.DELAIS[min(self.essais, len(self.DELAIS)) - 1]
        pas_avant = retour if self.tout_de_suite else prochain_moment(retour)
        self._ecrire(
            self._encore_reserve, pas_avant=pas_avant, probleme=probleme, reponse=reponse[:200]
        )

    @transaction.atomic
    def remettre_dans_la_file(self, maintenant: datetime) -> None:
        """Start again with a message that was abandoned. Raises ValidationError for another."""
        self.refresh_from_db(from_queryset=Courriel.objects.select_for_update())
        if self.etat != self.Etat.ABANDONNE:
            raise ValidationError(
                "Seul un courriel abandonné se remet dans la file.", code=self.etat
            )
        self.abandonne_le = self.insister_jusqu_a = self.reserve_jusqu_a = None
        self.pas_avant = maintenant if self.tout_de_suite else prochain_moment(maintenant)
        self.probleme = self.reponse = ""
        self.essais = 0
        self.save()

    @property
    def _encore_reserve(self) -> CourrielQuerySet:
        """This row, unless its lease ended and someone else is at it."""
        return Courriel.objects.filter(reserve_jusqu_a=self.reserve_jusqu_a)

    def _ecrire(self, parmi: CourrielQuerySet, **champs: datetime | str) -> None:
        """The first end holds."""
        parmi.en_attente().filter(pk=self.pk).update(reserve_jusqu_a=None, **champs)
        self.refresh_from_db()
