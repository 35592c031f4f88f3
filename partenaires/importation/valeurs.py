"""One row of a file, understood: the values it proposes, what is wrong, what was left out."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException

from partenaires.models.partenaire import Partenaire
from proximite.dates import PREMIERE
from proximite.recherche import normaliser

from .capacites import lire_capacite
from .colonnes import LIBELLES
from .fichiers import CELLULE_MAX

CHAMPS_TEXTE = {
    champ.name: champ
    for champ in Partenaire._meta.fields
    if champ.name in ("nom", "description", "langues", "adresse", "courriel", "site_web")
}
REFUS = {
    "courriel": "n’est pas une adresse complète. Corrigez-la ou videz la cellule.",
    "site_web": "n’est pas une adresse de site. Corrigez-la ou videz la cellule.",
}
_SEPARATEURS = re.compile(r"[;|\n]")
_POSTE = re.compile(r"[\s,]*(?:\bposte|\bext\.?|\bx|#)\s*:?\s*(\d{1,6})\s*$", re.IGNORECASE)
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y")


@dataclass
class Proposition:
    """``valeurs`` goes to the database as JSON: ``offres`` are besoin, capacite, attente,
    precisions, confirmee_le; ``territoires`` are ids; ``inconnus`` are besoins by no known name;
    ``manques`` says what a new entry would need."""

    valeurs: dict[str, Any] = field(default_factory=dict)
    erreurs: list[str] = field(default_factory=list)
    avis: list[str] = field(default_factory=list)
    inconnus: list[str] = field(default_factory=list)
    manques: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Vocabulaire:
    """Codes by every way of writing them (``normaliser``), and what a row may leave out."""

    natures: Mapping[str, str]
    secteurs: Mapping[str, str]
    besoins: Mapping[str, str]
    territoires: Mapping[str, int]
    nature_par_defaut: str
    secteur_par_defaut: str
    territoires_par_defaut: list[int]
    le: date


class Lecteur:
    """Reads rows. ``strict``: a value that cannot be is an error of the row; otherwise it is left
    out and said so, for nobody can correct a directory of ten thousand organismes by hand."""

    def __init__(self, vocabulaire: Vocabulaire, *, strict: bool) -> None:
        self.mots = vocabulaire
        self.strict = strict

    def lire(self, contenu: Mapping[str, Any]) -> Proposition:
        lue = Proposition()
        for nom in CHAMPS_TEXTE:
            self._garder(lue, nom, contenu, partial(_champ, nom))
        self._garder(lue, "telephone", contenu, lambda texte: self._telephone(lue, texte))
        self._garder(lue, "confirme_le", contenu, self._date)
        self._garder(lue, "identifiant", contenu, lambda texte: str(_uuid(texte)))
        self._classer(lue, contenu)
        self._situer(lue, contenu)
        self._offrir(lue, contenu)
        if not contenu.get("nom"):
            lue.erreurs.insert(0, "Nom\u00a0: il manque. Inscrivez le nom de l’organisme.")
        return lue

    def _garder(
        self,
        lue: Proposition,
        nom: str,
        contenu: Mapping[str, Any],
        lire: Callable[[str], str],
    ) -> None:
        texte = _sans_apostrophe(contenu.get(nom, ""))
        if not texte:
            return
        try:
            lue.valeurs.setdefault(nom, lire(texte))
        except ValidationError as refus:
            constat = f"{LIBELLES[nom]}\u00a0: {_entre_guillemets(texte)} {refus.messages[0]}"
            if self.strict or nom == "nom":
                lue.erreurs.append(constat)
            else:
                lue.avis.append(f"{constat} Laissé de côté.")

    def _telephone(self, lue: Proposition, texte: str) -> str:
        """In E.164; an extension, which the number has no room for, joins the description."""
        poste = _POSTE.search(texte)
        try:
            numero = PhoneNumber.from_string(_POSTE.sub("", texte), region="CA")
        except NumberParseException:
            numero = None
        if numero is None or not numero.is_valid():
            raise ValidationError("n’est pas un numéro à dix chiffres. Corrigez-le ou videz-le.")
        if poste:
            mention = f"Poste téléphonique\u00a0: {poste[1]}."
            description = lue.valeurs.get("description", "")
            if mention not in description:
                lue.valeurs["description"] = f"{description}\n{mention}".strip()
            lue.avis.append(f"Le poste {poste[1]} est noté dans la description.")
        return str(numero.as_e164)

    def _date(self, texte: str) -> str:
        for ecriture in _DATES:
            try:
                jour = datetime.strptime(texte[:10], ecriture).date()
            except ValueError:
                continue
            if PREMIERE <= jour <= self.mots.le:
                return jour.isoformat()
            raise ValidationError("n’est pas une date passée. Vérifiez l’année.")
        raise ValidationError("n’est pas une date comme 2026-05-31.")

    def _classer(self, lue: Proposition, contenu: Mapping[str, Any]) -> None:
        choix = [
            ("nature", self.mots.natures, self.mots.nature_par_defaut, "une nature"),
            ("secteur", self.mots.secteurs, self.mots.secteur_par_defaut, "un secteur"),
        ]
        for nom, connus, defaut, quoi in choix:
            texte = contenu.get(nom, "")
            code = connus.get(normaliser(texte)) if texte else None
            if code:
                lue.valeurs[nom] = code
            elif texte and self.strict:
                lue.erreurs.append(
                    f"{LIBELLES[nom]}\u00a0: {_entre_guillemets(texte)} n’est pas dans la liste. "
                    "Prenez un libellé ou un code du tableau d’aide."
                )
            elif defaut:
                lue.valeurs[f"{nom}_par_defaut"] = defaut
            else:
                lue.manques.append(
                    f"{LIBELLES[nom]}\u00a0: rien d’inscrit. Complétez la cellule, ou recommencez "
                    f"en choisissant {quoi} pour tout le fichier."
                )

    def _situer(self, lue: Proposition, contenu: Mapping[str, Any]) -> None:
        textes = morceaux(contenu.get("territoires", ""))
        trouves = [self.mots.territoires.get(normaliser(texte)) for texte in textes]
        siens = sorted({pk for pk in trouves if pk is not None})
        autres = [t for t, pk in zip(textes, trouves, strict=True) if pk is None]
        if siens:
            lue.valeurs["territoires"] = siens
        if autres and self.strict:
            lue.erreurs.append(
                f"Territoires\u00a0: {_entre_guillemets(autres[0])} n’est pas un de vos "
                "territoires. Inscrivez le code ou le nom d’un des vôtres, ou videz la cellule."
            )
        elif autres and not siens:
            lue.avis.append("Aucun de vos territoires n’est nommé\u00a0: ceux choisis à l’envoi.")
        lue.valeurs.setdefault("territoires_par_defaut", self.mots.territoires_par_defaut)

    # --- What it offers -----------------------------------------------------------------------

    def _offrir(self, lue: Proposition, contenu: Mapping[str, Any]) -> None:
        offres: dict[str, dict[str, Any]] = {}
        for service in contenu.get("services", ()) or self._de_la_cellule(lue, contenu):
            codes, inconnus = self._codes(service["termes"])
            lue.inconnus += [terme for terme in inconnus if terme not in lue.inconnus]
            capacite, semaines = lire_capacite(service.get("capacite", "")) or ("inconnue", None)
            for code in codes:
                precisions = service.get("precisions", "")[:200]
                jour = service.get("confirmee_le", "")
                offres.setdefault(
                    code,
                    {
                        "besoin": code,
                        "capacite": capacite,
                        "attente": semaines,
                        "precisions": precisions,
                        "confirmee_le": jour if _passee(jour, self.mots.le) else "",
                    },
                )
        if offres:
            lue.valeurs["offres"] = list(offres.values())

    def _codes(self, termes: Iterable[list[str]]) -> tuple[list[str], list[str]]:
        """The besoins among the terms, each known by its code or its label; the labels of the
        others. A term set to be left out is neither."""
        codes, inconnus = [], []
        for code, libelle in termes:
            connus = [self.mots.besoins.get(normaliser(mot)) for mot in (code, libelle) if mot]
            trouve = next((connu for connu in connus if connu is not None), None)
            if trouve:
                codes.append(trouve)
            elif trouve is None and libelle:
                inconnus.append(libelle)
        return codes, inconnus

    def _de_la_cellule(
        self, lue: Proposition, contenu: Mapping[str, Any]
    ) -> Iterable[dict[str, Any]]:
        """One capacité for all the besoins, or as many, in the same order."""
        besoins = self._besoins(_sans_apostrophe(contenu.get("besoins", "")))
        capacites = morceaux(contenu.get("capacite", ""))
        if len(capacites) == 1:
            capacites *= len(besoins)
        if capacites and len(capacites) != len(besoins):
            lue.erreurs.append(
                "Capacité\u00a0: inscrivez-en une seule, ou une par besoin dans le même ordre."
            )
            return []
        for capacite in capacites:
            if lire_capacite(capacite) is None:
                lue.erreurs.append(
                    f"Capacité\u00a0: {_entre_guillemets(capacite)} n’est pas dans la liste. "
                    "Prenez un libellé ou un code du tableau d’aide."
                )
                return []
        capacites = capacites or [""] * len(besoins)
        return [
            {"termes": [["", besoin]], "capacite": capacite}
            for besoin, capacite in zip(besoins, capacites, strict=True)
        ]

    def _besoins(self, texte: str) -> list[str]:
        """Separated by semicolons, or by commas where that gives known besoins only."""
        besoins = []
        for morceau in morceaux(texte):
            par_virgules = [bout.strip() for bout in morceau.split(",") if bout.strip()]
            connus = all(normaliser(bout) in self.mots.besoins for bout in par_virgules)
            entier = normaliser(morceau) in self.mots.besoins
            besoins += par_virgules if connus and not entier else [morceau]
        return besoins


def morceaux(texte: str) -> list[str]:
    return [morceau.strip() for morceau in _SEPARATEURS.split(texte) if morceau.strip()]


def _champ(nom: str, texte: str) -> str:
    """The text, once judged by the field itself."""
    if nom == "site_web" and "://" not in texte:
        texte = f"https://{texte}"
    if len(texte) > CELLULE_MAX:
        raise ValidationError(f"dépasse {CELLULE_MAX} caractères. Raccourcissez le texte.")
    champ = CHAMPS_TEXTE[nom]
    if champ.max_length and len(texte) > champ.max_length:
        raise ValidationError(f"dépasse {champ.max_length} caractères. Raccourcissez le texte.")
    try:
        return champ.clean(texte, None)
    except ValidationError as refus:
        raise ValidationError(REFUS.get(nom, refus.messages[0])) from refus


def _uuid(texte: str) -> UUID:
    try:
        return UUID(texte)
    except ValueError as refus:
        raise ValidationError("n’est pas un identifiant d’ici. Videz la cellule.") from refus


def _passee(texte: str, le: date) -> bool:
    try:
        return PREMIERE <= date.fromisoformat(texte) <= le
    except ValueError:
        return False


def _sans_apostrophe(texte: str) -> str:
    """The apostrophe that our own export puts before what looks like a formula goes away."""
    return texte[1:] if texte[:1] == "'" and texte[1:].lstrip()[:1] in [*"=+-@"] else texte


def _entre_guillemets(texte: str) -> str:
    court = texte if len(texte) <= 60 else f"{texte[:57]}…"
    return f"«\u00a0{court}\u00a0»"
