"""How texts were sealed when sealing came (decision 0038), for the migrations that seal the rows
already there. Frozen: it follows no later change of the code."""

import hashlib
import json
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from itertools import product
from os import urandom
from secrets import choice
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import F

LOT = 500
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VIDES = ("", "{}", "[]", "null")
# (model, fields, path to the code of the famille, what an empty JSON field was or None)
Champs = tuple[str, tuple[str, ...], str, str | None]
Ouvrir = Callable[[str], AESGCM | None]


def _marque(cle: str) -> bytes:
    return hashlib.sha256(b"marque" + b64decode(cle)).digest()[:4]


def _coffre(cle: str) -> AESGCM:
    info = b"proximite/famille"
    return AESGCM(HKDF(SHA256(), length=32, salt=None, info=info).derive(b64decode(cle)))


def envelopper(secret: bytes, code: str) -> tuple[bytes, str]:
    """Under the current master key; with what names that one."""
    cle = settings.CLES_MAITRESSES[0]
    entete, alea = b"\x01" + _marque(cle), urandom(12)
    corps = _coffre(cle).encrypt(alea, secret, entete + code.encode())
    return entete + alea + corps, _marque(cle).hex()


def developper(enveloppe: bytes, code: str) -> bytes:
    entete, alea, corps = enveloppe[:5], enveloppe[5:17], enveloppe[17:]
    cle = next(c for c in settings.CLES_MAITRESSES if entete == b"\x01" + _marque(c))
    return _coffre(cle).decrypt(alea, corps, entete + code.encode())


def donner_des_cles(apps: Any, codes: Iterator[tuple[str, int | None]]) -> None:
    """One for each (code, pk of the famille)."""
    modele = apps.get_model("familles", "CleFamille")
    for lot in par_lots(codes):
        lignes = []
        for code, famille in lot:
            scelle, marque = envelopper(urandom(32), code)
            lignes.append(modele(code=code, famille=famille, scelle=scelle, marque=marque))
        modele.objects.bulk_create(lignes)


def sceller(apps: Any, app: str, champs: list[Champs]) -> None:
    _reecrire(apps, app, champs, _sceller)


def desceller(apps: Any, app: str, champs: list[Champs]) -> None:
    _reecrire(apps, app, champs, _desceller)


def _reecrire(apps: Any, app: str, tous: list[Champs], geste: Callable[..., str]) -> None:
    for nom, champs, chemin, vide in tous:
        modele = apps.get_model(app, nom)
        lignes = modele._base_manager.annotate(code_famille=F(chemin)).order_by("pk")
        for lot in par_lots(_par_pk(lignes)):
            codes = {ligne.pk: _code(apps, ligne, champs, geste) for ligne in lot}
            cles = _cles(apps, {*codes.values()})
            for ligne, champ in product(lot, champs):
                colonne, code = f"{modele._meta.label_lower}.{champ}", codes[ligne.pk]
                valeur = getattr(ligne, champ) or ""
                setattr(ligne, champ, geste(valeur, colonne, code, cles.get(code), vide))
            modele._base_manager.bulk_update(lot, champs)


def _code(apps: Any, ligne: Any, champs: tuple[str, ...], geste: Callable[..., str]) -> str:
    """Of its famille; of a key of its own while it has none."""
    if ligne.code_famille:
        return ligne.code_famille
    textes = [texte for champ in champs if (texte := getattr(ligne, champ))]
    if geste is _desceller or not textes:
        return textes[0].split(".")[1] if textes else ""
    code = "".join(choice(ALPHABET) for _ in range(10))
    donner_des_cles(apps, iter([(code, None)]))
    return code


def _sceller(texte: str, colonne: str, code: str, cle: AESGCM, vide: str | None) -> str:
    if texte == "" or (vide is not None and texte in VIDES):
        return ""
    if vide is not None:
        texte = json.dumps(json.loads(texte), ensure_ascii=False)
    alea = urandom(12)
    octets = alea + cle.encrypt(alea, texte.encode(), f"{colonne}|{code}".encode())
    return f"s1.{code}.{urlsafe_b64encode(octets).decode()}"


def _desceller(texte: str, colonne: str, code: str, cle: AESGCM | None, vide: str | None) -> str:
    if texte == "":
        return vide or ""
    if cle is None:
        return vide or "illisible"
    octets = urlsafe_b64decode(texte.split(".")[2])
    return cle.decrypt(octets[:12], octets[12:], f"{colonne}|{code}".encode()).decode()


def _cles(apps: Any, codes: set[str]) -> dict[str, AESGCM]:
    lignes = apps.get_model("familles", "CleFamille").objects.filter(pk__in=codes)
    return {ligne.pk: AESGCM(developper(bytes(ligne.scelle), ligne.pk)) for ligne in lignes}


def _par_pk(lignes: Any) -> Iterator[Any]:
    """All of them, a batch at a time: each is written before the next is read."""
    dernier = None
    while lot := list((lignes.filter(pk__gt=dernier) if dernier else lignes)[:LOT]):
        yield from lot
        dernier = lot[-1].pk


def par_lots(lignes: Iterator[Any]) -> Iterator[list[Any]]:
    lot: list[Any] = []
    for ligne in lignes:
        lot.append(ligne)
        if len(lot) == LOT:
            yield lot
            lot = []
    if lot:
        yield lot
