"""Fields whose text is sealed under the key of its famille (decision 0038).

In the base: ``s1.<code of the famille>.<nonce and AES-256-GCM, in base64>``; nothing is ''. The
seal holds the model, the field and the code: copied into another column, or into the row of
another famille, it does not open. A model says how to reach its famille by ``chemin_famille``.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as MauvaiseBase64
from os import urandom
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.lookups import Exact, IsNull
from django.db.models.query_utils import DeferredAttribute
from phonenumber_field.modelfields import PhoneNumberField

from familles import codes
from proximite import lectures
from proximite.scelles import ScelleIllisible
from proximite.typographie import NBSP

from .cle import Cle, CleDetruite, CleFamille, trousseau

ENTETE = "s1."
TAILLE_ALEA = 12
DETRUITE = f"illisible{NBSP}: la clé de cette famille a été détruite"
ALTEREE = f"illisible{NBSP}: ce texte a été altéré hors de Proximité"
BRUT_SEULEMENT = (
    "{} is sealed under the key of a famille: set it on a row and save that row, "
    "``QuerySet.update`` can’t."
)
# On a row of no famille, the code of its own key.
CLE_D_ATTENTE = "_cle_d_attente"
SANS_RECHERCHE = "{} is sealed: it is compared with '' or with null, nothing else."


class Altere(Exception):  # noqa: N818 (French)
    """What was sealed is not what is read, or was sealed for another famille or another field."""


class Scelle:
    """A sealed text as it was loaded; the key that it needs is fetched with those of the others."""

    __slots__ = ("a_ecrire", "code", "texte")

    def __init__(self, texte: str, *, a_ecrire: bool = False) -> None:
        self.texte = texte
        self.code = texte[len(ENTETE) : len(ENTETE) + codes.LONGUEUR]
        self.a_ecrire = a_ecrire

    def ouvrir(self, colonne: str, famille: int | None) -> str:
        """Raises ``CleDetruite``, ``Altere``."""
        entete, _, corps = self.texte.partition(f"{self.code}.")
        cle = trousseau().par_code(self.code)
        if entete != ENTETE or cle.famille != famille:
            raise Altere(colonne)
        return self._dechiffrer(cle, colonne, corps)

    def _dechiffrer(self, cle: Cle, colonne: str, corps: str) -> str:
        try:
            octets = urlsafe_b64decode(corps)
            alea, scelle = octets[:TAILLE_ALEA], octets[TAILLE_ALEA:]
            return cle.coffre.decrypt(alea, scelle, _lien(colonne, cle.code)).decode()
        except (InvalidTag, MauvaiseBase64, ValueError, ScelleIllisible) as erreur:
            raise Altere(colonne) from erreur

    def __eq__(self, autre: object) -> bool:
        return isinstance(autre, Scelle) and autre.texte == self.texte

    def __hash__(self) -> int:
        return hash(self.texte)

    def __repr__(self) -> str:
        return "<scellé>"

    def __str__(self) -> str:
        raise TypeError("A sealed text is read on its row, or by ``Scelle.ouvrir``.")


class Illisible(str):
    """What is shown in its place; the row keeps what it had."""

    __slots__ = ("scelle",)
    scelle: Scelle


def sceller_texte(clair: str, colonne: str, cle: Cle) -> Scelle:
    alea = urandom(TAILLE_ALEA)
    octets = alea + cle.coffre.encrypt(alea, clair.encode(), _lien(colonne, cle.code))
    return Scelle(f"{ENTETE}{cle.code}.{urlsafe_b64encode(octets).decode()}", a_ecrire=True)


def _lien(colonne: str, code: str) -> bytes:
    return f"{colonne}|{code}".encode()


class _Lu(DeferredAttribute):
    """Opened when it is first read, and kept clear on the row."""

    field: "ChampScelle"

    def __get__(self, ligne: models.Model | None, cls: Any = None) -> Any:
        valeur = super().__get__(ligne, cls)
        if not isinstance(valeur, Scelle) or valeur.a_ecrire or ligne is None:
            return valeur
        famille = famille_de(ligne)
        try:
            clair = valeur.ouvrir(self.field.colonne, famille)
        except (CleDetruite, Altere) as raison:
            return _illisible(valeur, raison)
        if famille is None:
            ligne.__dict__[CLE_D_ATTENTE] = valeur.code
        else:
            lectures.noter(famille)
        ligne.__dict__[self.field.attname] = self.field.lire(clair)
        return ligne.__dict__[self.field.attname]

    def __set__(self, ligne: models.Model, valeur: Any) -> None:
        if isinstance(valeur, Illisible):
            valeur = valeur.scelle
        elif not isinstance(valeur, Scelle):
            valeur = self.field.ranger(valeur)
        ligne.__dict__[self.field.attname] = valeur


def _illisible(scelle: Scelle, raison: Exception) -> Illisible:
    texte = Illisible(DETRUITE if isinstance(raison, CleDetruite) else ALTEREE)
    texte.scelle = scelle
    return texte


def famille_de(ligne: models.Model) -> int | None:
    """Its pk, by the path that the model declares; '' for the famille herself."""
    chemin: str = getattr(ligne, "chemin_famille", "famille")
    if not chemin:
        return ligne.pk
    *etapes, derniere = chemin.split("__")
    for etape in etapes:
        ligne = getattr(ligne, etape)
    return getattr(ligne, f"{derniere}_id")


def champs_scelles(modele: type[models.Model]) -> "list[ChampScelle]":
    return [champ for champ in modele._meta.concrete_fields if isinstance(champ, ChampScelle)]


class _VideSeulement(Exact):
    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError(SANS_RECHERCHE.format(self.lhs.output_field))
        return ""


if TYPE_CHECKING:
    _Champ = models.Field[Any, Any]
else:
    _Champ = object


class ChampScelle(_Champ):
    """Before a field of Django in the bases of a class; that field says what is valid and how it
    is typed in forms."""

    descriptor_class = _Lu

    def __init__(self, *args: Any, encore_clair: bool = False, **options: Any) -> None:
        """``encore_clair``: the release before writes it in clear while an upgrade goes on; what
        it wrote is read as it is, and sealed when the row is next saved."""
        self.encore_clair = encore_clair
        super().__init__(*args, **options)

    @property
    def colonne(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def ranger(self, valeur: Any) -> Any:
        """As it stays on the row."""
        return valeur

    def lire(self, clair: str) -> Any:
        return self.ranger(clair)

    def ecrire(self, valeur: Any) -> str:
        return str(self.get_prep_value(valeur))

    def get_internal_type(self) -> str:
        return "TextField"

    def from_db_value(self, valeur: str | None, *_requete: Any) -> Any:
        if not valeur or (self.encore_clair and not valeur.startswith(ENTETE)):
            return valeur
        scelle = Scelle(valeur)
        trousseau().attendues.add(scelle.code)
        return scelle

    def pre_save(self, ligne: models.Model, add: bool) -> Any:
        valeur = ligne.__dict__.get(self.attname)
        if isinstance(valeur, Scelle):
            return valeur
        clair = self.ecrire(valeur) if valeur else ""
        return sceller_texte(clair, self.colonne, cle_de(ligne)) if clair else clair

    def get_db_prep_save(self, valeur: Any, connection: Any) -> Any:
        if isinstance(valeur, Scelle):
            return valeur.texte
        if valeur in ("", None) or hasattr(valeur, "as_sql"):
            return super().get_db_prep_save(valeur, connection)
        raise TypeError(BRUT_SEULEMENT.format(self))

    def get_lookup(self, nom: str) -> Any:
        permis = {"exact": _VideSeulement, "isnull": IsNull}
        if nom not in permis:
            raise FieldError(SANS_RECHERCHE.format(self))
        return permis[nom]

    def get_transform(self, nom: str) -> Any:
        raise FieldError(SANS_RECHERCHE.format(self))

    def deconstruct(self) -> Any:
        """A plain text for migrations, which import nothing of ours."""
        nom, _, _, options = super().deconstruct()
        gardees = ("verbose_name", "blank", "editable", "help_text")
        options = {cle: valeur for cle, valeur in options.items() if cle in gardees}
        return nom, "django.db.models.TextField", [], options


def cle_de(ligne: models.Model) -> Cle:
    """The key to write its texts with; raises ``CleDetruite``."""
    if getattr(ligne, "chemin_famille", "famille") == "" and ligne._state.adding:
        return trousseau().a_poser(ligne.code)  # type: ignore[attr-defined]
    famille = famille_de(ligne)
    if famille is None:
        code = ligne.__dict__.get(CLE_D_ATTENTE) or CleFamille.d_attente()
        ligne.__dict__[CLE_D_ATTENTE] = code
        return trousseau().par_code(code)
    return trousseau().par_famille(famille)


class TexteScelleField(ChampScelle, models.TextField):
    """A note."""


class MotsScellesField(ChampScelle, models.CharField):
    """A line: a name, an address, a few words."""


class CourrielScelleField(ChampScelle, models.EmailField):
    pass


class TelephoneScelleField(ChampScelle, PhoneNumberField):
    descriptor_class = _Lu

    def ranger(self, valeur: Any) -> Any:
        return self.to_python(valeur)


class JsonScelleField(ChampScelle, models.JSONField):
    """An empty list or dict is ''."""

    def ranger(self, valeur: Any) -> Any:
        return self.get_default() if valeur == "" else valeur

    def lire(self, clair: str) -> Any:
        return json.loads(clair, cls=self.decoder)

    def ecrire(self, valeur: Any) -> str:
        return json.dumps(valeur, cls=self.encoder or DjangoJSONEncoder, ensure_ascii=False)

    def pre_save(self, ligne: models.Model, add: bool) -> Any:
        return super().pre_save(ligne, add) or ""

    def get_db_prep_value(self, valeur: Any, connection: Any, prepared: bool = False) -> Any:
        return valeur


def sceller_pour_ecrire(ligne: models.Model) -> None:
    """For a row that is saved raw, as it was: Django asks its fields nothing then."""
    for champ in champs_scelles(type(ligne)):
        ligne.__dict__[champ.attname] = champ.pre_save(ligne, ligne._state.adding)
