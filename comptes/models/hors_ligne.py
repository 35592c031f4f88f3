"""What seals, on a device without network, the entries that wait to be sent."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from comptes.models.utilisateur import Utilisateur

COORDONNEE = r"[A-Za-z0-9_-]{43}"


def compte_opaque(utilisateur: "Utilisateur") -> str:
    """What marks the rows of an account on a device: says nothing of who she is."""
    return salted_hmac("comptes.hors_ligne", str(utilisateur.pk), algorithm="sha256").hexdigest()[
        :24
    ]


class CleHorsLigne(models.Model):
    """The ECDH P-256 pair of an account, made once by her browser (decision 0028).

    Coordinates are those of a JWK (RFC 7518 §6.2), base64url. A device keeps the public half
    alone, which only seals; the private one is given to an open session of hers, and opens.
    """

    utilisateur = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cle_hors_ligne"
    )
    publique = models.CharField(
        "moitié publique (x.y)",
        max_length=87,
        validators=[RegexValidator(rf"^{COORDONNEE}\.{COORDONNEE}\Z")],
    )
    privee = models.CharField(
        "moitié privée (d)", max_length=43, validators=[RegexValidator(rf"^{COORDONNEE}\Z")]
    )
    creee_le = models.DateTimeField("créée le", auto_now_add=True)

    class Meta:
        verbose_name = "clé hors ligne"
        verbose_name_plural = "clés hors ligne"

    def __str__(self) -> str:
        return f"clé hors ligne {self.pk}"
