"""An HSDS package, read into the rows that any importation is made of.

Nothing is unpacked on disk; tables are found by their file's name, wherever it is in the zip.
"""

import csv
import io
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from uuid import UUID

from partenaires.importation.capacites import lire_capacite
from partenaires.importation.fichiers import Lecture, decoder, ouvrir_archive, refus
from proximite.recherche import normaliser
from proximite.typographie import compte, nombre

from . import horaires
from .adresses import composer
from .ecriture import BESOINS, NATURES, SECTEURS, TERRITOIRES, description_par_defaut, taxonomie
from .schema import tables

LIGNES_TABLE_MAX = 200_000
AUTRES_NOMS = {
    "services_at_location": "service_at_location",
    "service_at_locations": "service_at_location",
    "service_capacities": "service_capacity",
}
FERMES = ("inactive", "defunct", "temporarily closed")
Ligne = dict[str, str]


def lire(fichier: BinaryIO) -> Lecture:
    lecture = Lecture("hsds")
    with ouvrir_archive(fichier) as archive:
        paquet = _Paquet(_lire_tables(archive, lecture))
    for numero, organisme in enumerate(paquet.tables["organization"], 2):
        if contenu := paquet.rangee(organisme):
            lecture.ajouter(numero, contenu)
    if paquet.fermes:
        services = compte(paquet.fermes, "service fermé", "services fermés")
        lecture.ignorees.append(f"{services} ou suspendus")
    return lecture


def _lire_tables(archive: zipfile.ZipFile, lecture: Lecture) -> dict[str, list[Ligne]]:
    connues = {PurePosixPath(table.fichier).stem: nom for nom, table in tables().items()}
    connues |= AUTRES_NOMS | {nom: nom for nom in tables()}
    lues: dict[str, list[Ligne]] = {nom: [] for nom in tables()}
    vue = False
    for membre in archive.infolist():
        chemin = PurePosixPath(membre.filename)
        if membre.is_dir() or chemin.suffix.lower() != ".csv":
            continue
        nom = connues.get(chemin.stem.lower())
        texte = _texte(archive, membre)
        if nom is None:
            lignes = compte(max(len(texte.splitlines()) - 1, 0), "ligne", "lignes")
            lecture.ignorees.append(f"{chemin.name[:60]} ({lignes})")
            continue
        vue = vue or nom == "organization"
        lues[nom] += _lignes(nom, texte, lecture)
    if not vue:
        raise refus(
            "Ce paquet n’a pas de table organizations.csv.",
            "Demandez un paquet HSDS 3 en format tabulaire (CSV).",
        )
    return lues


def _texte(archive: zipfile.ZipFile, membre: zipfile.ZipInfo) -> str:
    try:
        return decoder(archive.read(membre))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as illisible:
        raise refus(
            "Ce fichier zip est abîmé.", "Demandez-le ou créez-le de nouveau."
        ) from illisible


def _lignes(nom: str, texte: str, lecture: Lecture) -> Iterator[Ligne]:
    lecteur = csv.DictReader(io.StringIO(texte, newline=""))
    fichier = tables()[nom].fichier
    inconnues = [c for c in lecteur.fieldnames or [] if c and c not in tables()[nom].champs]
    if inconnues:
        lecture.ignorees.append(f"{fichier}\u00a0: colonnes {', '.join(inconnues[:8])[:120]}")
    try:
        for rang, ligne in enumerate(lecteur):
            if rang >= LIGNES_TABLE_MAX:
                raise refus(
                    f"{fichier} a plus de {nombre(LIGNES_TABLE_MAX)} lignes.",
                    "Partagez le répertoire en plusieurs paquets.",
                )
            yield {c: v.strip() for c, v in ligne.items() if c and isinstance(v, str) and v.strip()}
    except csv.Error as illisible:
        raise refus(
            f"{fichier} n’est pas lisible après la ligne {lecteur.line_num}.", "Corrigez-le."
        ) from illisible


class _Paquet:
    """The tables, each row reached from the organisation that it is about."""

    def __init__(self, lues: dict[str, list[Ligne]]) -> None:
        self.tables = lues
        self.fermes = 0
        self.termes = {terme.get("id", ""): terme for terme in lues["taxonomy_term"]}
        self.listes = {taxonomie(n): n for n in (BESOINS, NATURES, SECTEURS, TERRITOIRES)}
        self.attributs = self._par("attribute", "link_id")
        self.services = self._par("service", "organization_id")
        self.capacites = self._par("service_capacity", "service_id")
        self.adresses = self._par("address", "location_id")
        services = {s["id"]: s.get("organization_id", "") for s in lues["service"] if "id" in s}
        self.lieux = self._lieux(services)
        lieux = {lieu["id"]: org for org, ls in self.lieux.items() for lieu in ls if "id" in lieu}
        de_l_organisme = self._remonter(services, lieux)
        self.telephones = self._par("phone", de_l_organisme)
        self.langues = self._par("language", de_l_organisme)
        self.aires = self._par("service_area", de_l_organisme)
        self.horaires = self._par("schedule", de_l_organisme)

    def _par(self, table: str, cle: str | Callable[[Ligne], str]) -> dict[str, list[Ligne]]:
        groupes = defaultdict(list)
        for ligne in self.tables[table]:
            groupes[ligne.get(cle, "") if isinstance(cle, str) else cle(ligne)].append(ligne)
        groupes.pop("", None)
        return groupes

    def _lieux(self, services: dict[str, str]) -> dict[str, list[Ligne]]:
        """Locations by organisation: said by the location, or by a service given there."""
        par_id = {lieu["id"]: lieu for lieu in self.tables["location"] if "id" in lieu}
        groupes = self._par("location", "organization_id")
        for lien in self.tables["service_at_location"]:
            lieu = par_id.get(lien.get("location_id", ""))
            organisme = services.get(lien.get("service_id", ""), "")
            if lieu and "organization_id" not in lieu and lieu not in groupes.get(organisme, []):
                groupes.setdefault(organisme, []).append(lieu)
        return groupes

    def _remonter(self, services: dict[str, str], lieux: dict[str, str]) -> Callable[[Ligne], str]:
        def organisme(ligne: Ligne) -> str:
            return (
                ligne.get("organization_id", "")
                or services.get(ligne.get("service_id", ""), "")
                or lieux.get(ligne.get("location_id", ""), "")
            )

        return organisme

    def rangee(self, organisme: Ligne) -> dict[str, Any]:
        """One organisation as columns of ours; what it does not say is not there."""
        cle = organisme.get("id", "")
        classes = self._classes(cle)
        services = self.services.get(cle, [])
        contenu = {
            "identifiant": cle if _est_uuid(cle) else "",
            "nom": organisme.get("name", ""),
            "description": self._description(organisme, classes),
            "courriel": _premier("email", [organisme, *services]),
            "site_web": organisme.get("website", "") or _premier("url", [organisme, *services]),
            "telephone": self._telephone(cle),
            "adresse": self._adresse(organisme),
            "langues": ", ".join(_distincts("name", self.langues.get(cle, []))),
            "nature": classes.get(NATURES, [["", ""]])[0][0],
            "secteur": classes.get(SECTEURS, [["", ""]])[0][0],
            "territoires": "; ".join(self._territoires(cle, classes)),
            "services": [*self._services(services)],
        }
        return {nom: valeur for nom, valeur in contenu.items() if valeur}

    def _classes(self, cle: str) -> dict[str, list[list[str]]]:
        """The [code, label] of the terms that an entity is given, by list of ours or « »."""
        trouves: dict[str, list[list[str]]] = defaultdict(list)
        for attribut in self.attributs.get(cle, []):
            terme = self.termes.get(attribut.get("taxonomy_term_id", ""))
            if terme is not None:
                liste = self.listes.get(terme.get("taxonomy_id", ""), "")
                code = terme.get("code", "").removeprefix(f"{liste}.")
                trouves[liste].append([code, terme.get("name", code)])
        return trouves

    def _description(self, organisme: Ligne, classes: dict[str, list[list[str]]]) -> str:
        texte = organisme.get("description", "")
        libelles = [classes[liste][0][1] for liste in (SECTEURS, NATURES) if liste in classes]
        if len(libelles) == 2 and texte == description_par_defaut(*libelles):
            texte = ""
        connus = self.horaires.get(organisme.get("id", ""), [])
        phrases = dict.fromkeys(phrase for h in connus if (phrase := horaires.en_mots(h)))
        if phrases:
            texte = f"{texte}\nHoraire\u00a0: {' · '.join(phrases)}".strip()
        return texte

    def _telephone(self, cle: str) -> str:
        """The organisation's own first, voice before anything else."""
        ordre = sorted(
            (t for t in self.telephones.get(cle, []) if "number" in t),
            key=lambda t: ("organization_id" not in t, t.get("type", "voice") != "voice"),
        )
        if not ordre:
            return ""
        poste = ordre[0].get("extension", "")
        return f"{ordre[0]['number']} poste {poste}" if poste else ordre[0]["number"]

    def _adresse(self, organisme: Ligne) -> str:
        """As the location's name gives it in full, else put together from its fields."""
        for lieu in self.lieux.get(organisme.get("id", ""), []):
            nom = lieu.get("name", "")
            for adresse in self.adresses.get(lieu.get("id", ""), []):
                rue, ville = adresse.get("address_1", ""), adresse.get("city", "")
                if normaliser(rue) in normaliser(nom) and normaliser(ville) in normaliser(nom):
                    return nom
                champs = ("address_2", "city", "state_province", "postal_code")
                return composer(rue, *(adresse.get(champ, "") for champ in champs))
            virtuel = lieu.get("location_type") == "virtual"
            if nom and not virtuel and nom != organisme.get("name"):
                return nom
        return ""

    def _territoires(self, cle: str, classes: dict[str, list[list[str]]]) -> list[str]:
        nommes = [code for code, _ in classes.get(TERRITOIRES, [])]
        return nommes or _distincts("name", self.aires.get(cle, []))

    def _services(self, services: list[Ligne]) -> Iterator[dict[str, Any]]:
        for service in services:
            if service.get("status") in FERMES:
                self.fermes += 1
                continue
            classes = self._classes(service.get("id", ""))
            termes = [*classes.get(BESOINS, []), *classes.get("", [])]
            nom = service.get("name", "")
            capacites = self.capacites.get(service.get("id", ""), [])
            yield {
                "termes": termes or [["", nom]],
                "capacite": _capacite(service, capacites),
                "precisions": service.get("description", ""),
                "confirmee_le": service.get("assured_date", "")
                or (capacites[0].get("updated", "")[:10] if capacites else ""),
            }


def _capacite(service: Ligne, capacites: list[Ligne]) -> str:
    """In words: what its description says when we understand it, else what is available."""
    for capacite in capacites:
        dite = capacite.get("description", "")
        if dite and lire_capacite(dite):
            return dite
        try:
            return "disponible" if float(capacite.get("available", "")) > 0 else "complet"
        except ValueError:
            continue
    attente = service.get("wait_time", "")
    return f"liste d’attente, {attente}" if attente else ""


def _premier(champ: str, lignes: list[Ligne]) -> str:
    return next((ligne[champ] for ligne in lignes if ligne.get(champ)), "")


def _distincts(champ: str, lignes: list[Ligne]) -> list[str]:
    return [*dict.fromkeys(ligne[champ] for ligne in lignes if champ in ligne)]


def _est_uuid(texte: str) -> bool:
    try:
        UUID(texte)
    except ValueError:
        return False
    return True
