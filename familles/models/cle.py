"""The key of each famille, that seals what names her and what was written of her (decision 0038).

A key opened lives as long as the request or the command that opened it: a key destroyed is
destroyed for every process at its next request.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from os import urandom
from typing import TYPE_CHECKING, Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from familles import codes
from proximite.scelles import marque, marques, ouvrir, sceller

if TYPE_CHECKING:
    from .famille import Famille

USAGE = "famille"
TAILLE = 32
LOT = 500


class CleDetruite(Exception):  # noqa: N818 (French)
    """There is no key any more for what this code sealed."""


class CleFamilleQuerySet(models.QuerySet["CleFamille"]):
    def de(self, famille: "Famille") -> Self:
        """Hers, and those of the fiches that were brought into hers."""
        pks = tous = {famille.pk}
        while pks:
            absorbees = type(famille).toutes.filter(fusionnee_dans__in=pks)
            pks = {*absorbees.values_list("pk", flat=True)} - tous
            tous = tous | pks
        return self.filter(famille__in=tous)

    def d_une_autre_cle_maitresse(self) -> Self:
        return self.exclude(marque=marques()[0])

    def impossibles_a_ouvrir(self) -> Self:
        """Sealed by a master key that this environment does not have."""
        return self.exclude(marque__in=marques())


class CleFamille(models.Model):
    """``scelle`` holds the key under a master key. ``code`` is the famille’s; ``famille`` is no
    foreign key, for the row dies alone and is in no backup of the base but in the trousseau."""

    code = models.CharField(max_length=codes.LONGUEUR, primary_key=True, editable=False)
    famille = models.BigIntegerField(unique=True, null=True, editable=False)
    scelle = models.BinaryField(editable=False)
    marque = models.CharField(max_length=8, db_index=True, editable=False)

    objects = CleFamilleQuerySet.as_manager()

    class Meta:
        verbose_name = "clé d’une famille"
        verbose_name_plural = "clés des familles"

    def __str__(self) -> str:
        return f"clé {self.code}"

    @classmethod
    def poser(cls, familles: Iterable["Famille"]) -> None:
        """Write the keys under which these new familles were just sealed."""
        lignes = []
        for famille in familles:
            cle = trousseau().a_poser(famille.code)
            cle.famille = famille.pk
            scelle = sceller(cle.secret, usage=USAGE, lie_a=cle.code.encode())
            qui = {"code": cle.code, "famille": cle.famille}
            lignes.append(CleFamille(**qui, scelle=scelle, marque=marque(scelle)))
        CleFamille.objects.bulk_create(lignes)
        trousseau().ranger(trousseau().a_poser(ligne.code) for ligne in lignes)

    @classmethod
    def d_attente(cls) -> str:
        """A key of its own for what is written of a famille who is not in the registry yet: its
        code."""
        cle = trousseau().a_poser(codes.nouveau_code())
        scelle = sceller(cle.secret, usage=USAGE, lie_a=cle.code.encode())
        cls.objects.create(code=cle.code, scelle=scelle, marque=marque(scelle))
        trousseau().ranger([cle])
        return cle.code

    @classmethod
    def detruire(cls, famille: "Famille") -> int:
        """What she and the fiches brought into hers hold is unreadable from now on, in every copy
        of the base. Call it before her row is deleted. How many keys went."""
        nombre, _ = cls.objects.de(famille).delete()
        oublier()
        return nombre

    def secret(self) -> bytes:
        """Raises ``ScelleIllisible``."""
        return ouvrir(bytes(self.scelle), usage=USAGE, lie_a=self.code.encode())

    def renouveler(self) -> bool:
        """Under the current master key; False when another process just did, or destroyed it.
        Raises ``ScelleIllisible``."""
        scelle = sceller(self.secret(), usage=USAGE, lie_a=self.code.encode())
        telle_quelle = CleFamille.objects.filter(pk=self.pk, marque=self.marque)
        return bool(telle_quelle.update(scelle=scelle, marque=marque(scelle)))


@dataclass
class Cle:
    """A key in memory; ``scelle`` is opened when it first serves."""

    code: str
    famille: int | None
    scelle: bytes = b""

    @cached_property
    def secret(self) -> bytes:
        if not self.scelle:
            return urandom(TAILLE)
        return ouvrir(self.scelle, usage=USAGE, lie_a=self.code.encode())

    @cached_property
    def coffre(self) -> AESGCM:
        return AESGCM(self.secret)


@dataclass
class Trousseau:
    """The keys of one request. What is loaded says which keys it waits for, so that the first text
    that is read fetches them all: a list of 50 costs one query, as a list of 1."""

    attendues: set[str] = field(default_factory=set)
    _par_code: dict[str, Cle | None] = field(default_factory=dict)
    _par_famille: dict[int, Cle | None] = field(default_factory=dict)
    _nouvelles: dict[str, Cle] = field(default_factory=dict)

    def par_code(self, code: str) -> Cle:
        """Raises ``CleDetruite``."""
        if code not in self._par_code:
            self._charger({code, *self.attendues} - self._par_code.keys())
        return self._ou_detruite(self._par_code[code])

    def par_famille(self, pk: int) -> Cle:
        """Raises ``CleDetruite``."""
        if pk not in self._par_famille:
            self._par_famille[pk] = None
            self._lire(CleFamille.objects.filter(famille=pk))
        return self._ou_detruite(self._par_famille[pk])

    def a_poser(self, code: str) -> Cle:
        """The key of a famille that is being written for the first time."""
        return self._nouvelles.setdefault(code, Cle(code, None))

    def ranger(self, posees: Iterable[Cle]) -> None:
        for cle in list(posees):
            self._garder(self._nouvelles.pop(cle.code))

    def _charger(self, codes_: set[str]) -> None:
        self.attendues.clear()
        self._par_code |= dict.fromkeys(codes_)
        en_ordre = sorted(codes_)
        for debut in range(0, len(en_ordre), LOT):
            self._lire(CleFamille.objects.filter(pk__in=en_ordre[debut : debut + LOT]))

    def _lire(self, lignes: CleFamilleQuerySet) -> None:
        for code, famille, scelle in lignes.values_list("code", "famille", "scelle"):
            self._garder(Cle(code, famille, bytes(scelle)))

    def _garder(self, cle: Cle) -> None:
        self._par_code[cle.code] = cle
        if cle.famille is not None:
            self._par_famille[cle.famille] = cle

    @staticmethod
    def _ou_detruite(cle: Cle | None) -> Cle:
        if cle is None:
            raise CleDetruite
        return cle


_courant: ContextVar[Trousseau | None] = ContextVar("trousseau", default=None)


def trousseau() -> Trousseau:
    courant = _courant.get()
    if courant is None:
        courant = Trousseau()
        _courant.set(courant)
    return courant


def oublier(**_signal: object) -> None:
    """The keys of the request that ends; a command that goes on for long calls it too."""
    _courant.set(None)
