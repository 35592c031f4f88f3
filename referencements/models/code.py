"""The code that opens a partenaire’s own page from one of its links."""

from datetime import datetime, timedelta
from secrets import randbelow
from typing import Self

from django.db import models, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from partenaires.models import Partenaire

from .lien import LienPartenaire

HEURE, JOUR = timedelta(hours=1), timedelta(days=1)


class CodePartenaire(models.Model):
    """Six digits, mailed to a registered address, that serve once. Only their keyed hash is kept,
    from the moment the message leaves."""

    DUREE = timedelta(minutes=15)
    ESSAIS = 5
    PAR_HEURE, PAR_JOUR = 3, 10

    lien = models.ForeignKey(LienPartenaire, on_delete=models.CASCADE, related_name="codes")
    empreinte = models.CharField(max_length=64, blank=True, editable=False)
    demande_le = models.DateTimeField("demandé le")
    expire_le = models.DateTimeField("expire le", null=True)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    utilise_le = models.DateTimeField("utilisé le", null=True)

    class Meta:
        verbose_name = "code d’un partenaire"
        verbose_name_plural = "codes de partenaires"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"code {self.pk}"

    @classmethod
    @transaction.atomic
    def demander(cls, lien: LienPartenaire, *, maintenant: datetime) -> Self | None:
        """One more to send, unless this partenaire asked for too many: guessing stays vain."""
        Partenaire.objects.select_for_update(no_key=True).get(pk=lien.partenaire_id)
        siens = cls.objects.filter(lien__partenaire=lien.partenaire_id)
        en_une_heure = siens.filter(demande_le__gt=maintenant - HEURE).count()
        en_un_jour = siens.filter(demande_le__gt=maintenant - JOUR).count()
        if en_une_heure >= cls.PAR_HEURE or en_un_jour >= cls.PAR_JOUR:
            return None
        return cls.objects.create(lien=lien, demande_le=maintenant)

    def sceller(self, *, maintenant: datetime) -> str:
        """The code itself, made when its message leaves; what an earlier attempt made is void."""
        code = f"{randbelow(10**6):06d}"
        self.empreinte, self.expire_le = self._empreinte_de(code), maintenant + self.DUREE
        self.save(update_fields=["empreinte", "expire_le"])
        return code

    @classmethod
    @transaction.atomic
    def verifier(cls, lien: LienPartenaire, saisi: str, *, maintenant: datetime) -> bool:
        """Whether this is the latest code mailed for that link; each try counts."""
        code = cls.objects.select_for_update().filter(lien=lien).order_by("-pk").first()
        if code is None or not code._sert_encore(maintenant):
            return False
        juste = constant_time_compare(code.empreinte, code._empreinte_de(saisi))
        code.essais += 1
        code.utilise_le = maintenant if juste else None
        code.save(update_fields=["essais", "utilise_le"])
        return juste

    def _sert_encore(self, maintenant: datetime) -> bool:
        a_temps = self.expire_le is not None and maintenant < self.expire_le
        return a_temps and self.utilise_le is None and self.essais < self.ESSAIS

    def _empreinte_de(self, code: str) -> str:
        """Keyed: a million codes are soon hashed."""
        return salted_hmac("portail.code", f"{self.pk}:{code}", algorithm="sha256").hexdigest()
