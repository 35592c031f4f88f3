"""The directory as HSDS tables, and as a zip of CSV files with its ``datapackage.json``.

Ids are stable: a fiche's own ``identifiant``, and UUIDv5 made from it for what hangs from it.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO
from uuid import UUID, uuid5

from django.utils import timezone

from partenaires.langues import LANGUES
from partenaires.models import OffreService, Partenaire

from .adresses import decomposer
from .schema import Table, ecarts, tables

ESPACE = UUID("5b0c6d0e-6a0f-4c39-9d3c-0f2f7a3c9c11")
BESOINS, NATURES, SECTEURS, TERRITOIRES = "besoin", "nature", "secteur", "territoire"
TAXONOMIES = {
    BESOINS: ("Besoins des familles (Proximité)", "Types de besoins auxquels un service répond"),
    NATURES: ("Nature de l’organisme (Proximité)", "Ce que l’organisme est"),
    SECTEURS: ("Secteur de l’organisme (Proximité)", "La mission de l’organisme"),
    TERRITOIRES: ("Territoires (Proximité)", "Territoires que l’organisme dessert"),
}
CODES_DE_LANGUE = {libelle: code for code, libelle in LANGUES.items()}
UNITE = uuid5(ESPACE, "unite/place")
Lignes = dict[str, list[dict[str, str]]]


def taxonomie(nom: str) -> str:
    return str(uuid5(ESPACE, f"taxonomie/{nom}"))


def description_par_defaut(secteur: str, nature: str) -> str:
    """HSDS wants a description of every organisme."""
    return f"{secteur}. {nature}."


class Paquet:
    """The tables of partenaires whose secteur, services and visible territoires are prefetched."""

    def __init__(self, partenaires: Iterable[Partenaire]) -> None:
        self.lignes: Lignes = {nom: [] for nom in tables()}
        self._termes: dict[tuple[str, str], str] = {}
        self._ajouter("unit", id=UNITE, name="Place (1 : au moins une)")
        for nom, (titre, description) in TAXONOMIES.items():
            self._ajouter("taxonomy", id=taxonomie(nom), name=titre, description=description)
        for partenaire in partenaires:
            self._organisme(partenaire)

    def _ajouter(self, table: str, **champs: Any) -> None:
        textes = {nom: str(valeur) for nom, valeur in champs.items() if valeur not in ("", None)}
        self.lignes[table].append(textes)

    def _organisme(self, fiche: Partenaire) -> None:
        secteur, nature = str(fiche.secteur), fiche.get_nature_display()
        self._ajouter(
            "organization",
            id=fiche.identifiant,
            name=fiche.nom,
            description=fiche.description or description_par_defaut(secteur, nature),
            email=fiche.courriel,
            website=fiche.site_web,
        )
        self._classer(fiche.identifiant, "organization", NATURES, fiche.nature, nature)
        self._classer(fiche.identifiant, "organization", SECTEURS, fiche.secteur_id, secteur)
        for territoire in fiche.territoires.all():
            self._classer(
                fiche.identifiant, "organization", TERRITOIRES, territoire.code, territoire.nom
            )
        self._telephone(fiche)
        lieu = self._lieu(fiche)
        for offre in fiche.offres.all():
            self._service(fiche, offre, lieu)

    def _telephone(self, fiche: Partenaire) -> None:
        if fiche.telephone:
            self._ajouter(
                "phone",
                id=uuid5(fiche.identifiant, "telephone"),
                organization_id=fiche.identifiant,
                number=fiche.telephone.as_international,
                type="voice",
            )

    def _lieu(self, fiche: Partenaire) -> UUID | None:
        """Where it is: its name is the address as written, even when it can't be taken apart."""
        if not (fiche.adresse or fiche.langues):
            return None
        lieu = uuid5(fiche.identifiant, "lieu")
        self._ajouter(
            "location",
            id=lieu,
            organization_id=fiche.identifiant,
            location_type="physical" if fiche.adresse else "virtual",
            name=fiche.adresse,
        )
        self._adresse(fiche, lieu)
        self._langues(fiche, lieu)
        return lieu

    def _adresse(self, fiche: Partenaire, lieu: UUID) -> None:
        if adresse := decomposer(fiche.adresse):
            self._ajouter(
                "address",
                id=uuid5(fiche.identifiant, "adresse"),
                location_id=lieu,
                address_1=adresse.rue,
                city=adresse.ville,
                state_province="QC",
                postal_code=adresse.code_postal,
                country="CA",
                address_type="physical",
            )

    def _langues(self, fiche: Partenaire, lieu: UUID) -> None:
        mots = (mot.strip() for mot in fiche.langues.split(","))
        for langue in dict.fromkeys(mot for mot in mots if mot):
            identifiant = uuid5(fiche.identifiant, f"langue/{langue}")
            code = CODES_DE_LANGUE.get(langue.lower(), "")
            self._ajouter("language", id=identifiant, location_id=lieu, name=langue, code=code)

    def _service(self, fiche: Partenaire, offre: OffreService, lieu: UUID | None) -> None:
        besoin = offre.type_besoin
        service = uuid5(fiche.identifiant, f"service/{besoin.pk}")
        self._ajouter(
            "service",
            id=service,
            organization_id=fiche.identifiant,
            name=besoin.libelle,
            description=offre.precisions,
            status="active",
            assured_date=offre.confirmee_le,
        )
        self._classer(service, "service", BESOINS, besoin.pk, besoin.libelle)
        self._capacite(service, offre)
        if lieu is not None:
            self._ajouter(
                "service_at_location",
                id=uuid5(service, "lieu"),
                service_id=service,
                location_id=lieu,
            )
        self._aires(fiche, service)

    def _aires(self, fiche: Partenaire, service: UUID) -> None:
        aires = {territoire.code: territoire.nom for territoire in fiche.territoires.all()}
        if fiche.dans_tout_le_reseau:
            aires = {"": "Québec"}
        for code, nom in aires.items():
            aire = uuid5(service, f"aire/{code}")
            self._ajouter("service_area", id=aire, service_id=service, name=nom)

    def _capacite(self, service: UUID, offre: OffreService) -> None:
        """``available`` is a number that we don't have: 1 says that there is room."""
        if offre.capacite == OffreService.Capacite.INCONNUE:
            return
        minuit = timezone.make_aware(datetime.combine(offre.confirmee_le, time()))
        self._ajouter(
            "service_capacity",
            id=uuid5(service, "capacite"),
            service_id=service,
            unit_id=UNITE,
            available=int(offre.capacite == OffreService.Capacite.DISPONIBLE),
            description=offre.capacite_en_mots,
            updated=minuit.isoformat(timespec="milliseconds"),
        )

    def _classer(self, cible: UUID, table: str, liste: str, code: str, libelle: str) -> None:
        terme = self._terme(liste, code, libelle)
        self._ajouter(
            "attribute",
            id=uuid5(cible, f"{liste}/{code}"),
            link_id=cible,
            link_entity=table,
            link_type=liste,
            taxonomy_term_id=terme,
        )

    def _terme(self, liste: str, code: str, libelle: str) -> str:
        if (liste, code) not in self._termes:
            terme = self._termes[liste, code] = str(uuid5(ESPACE, f"{liste}/{code}"))
            self._ajouter(
                "taxonomy_term",
                id=terme,
                code=f"{liste}.{code}",
                name=libelle,
                description=libelle,
                taxonomy=TAXONOMIES[liste][0],
                taxonomy_id=taxonomie(liste),
                language="fr",
            )
        return self._termes[liste, code]


def ecrire(partenaires: Iterable[Partenaire], flux: BinaryIO, *, le: date) -> None:
    """The zip; a departure from the schema is our error, never sent."""
    paquet = Paquet(partenaires)
    if trouves := ecarts(paquet.lignes):
        raise ValueError(f"{len(trouves)} departures from HSDS, first: {trouves[0]}")
    with zipfile.ZipFile(flux, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, table in tables().items():
            archive.writestr(table.fichier, _csv(table, paquet.lignes[nom]))
        archive.writestr("datapackage.json", json.dumps(_description(le), indent=2))


def _csv(table: Table, lignes: Iterable[dict[str, str]]) -> bytes:
    """Data for machines: UTF-8, commas, values as they are."""
    flux = io.StringIO()
    ecrivain = csv.DictWriter(flux, [*table.champs], lineterminator="\n")
    ecrivain.writeheader()
    ecrivain.writerows(lignes)
    return flux.getvalue().encode()


def _description(le: date) -> dict[str, Any]:
    return {
        "name": "proximite_repertoire",
        "title": "Répertoire des partenaires, Proximité",
        "created": le.isoformat(),
        "profile": "tabular-data-package",
        "version": "3.2",
        "resources": [_ressource(table) for table in tables().values()],
    }


def _ressource(table: Table) -> dict[str, Any]:
    return {
        "name": table.nom,
        "path": table.fichier,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [*_champs(table)],
            "primaryKey": "id",
            "foreignKeys": [
                {"fields": champ, "reference": {"resource": cible, "fields": "id"}}
                for champ, cible in table.references.items()
            ],
        },
    }


def _champs(table: Table) -> Iterator[dict[str, Any]]:
    """As Table Schema names types: dates and times are types there, formats in JSON Schema."""
    types = {"date": "date", "time": "time", "date-time": "datetime"}
    for nom, champ in table.champs.items():
        contraintes: dict[str, Any] = {"required": nom in table.obligatoires}
        contraintes |= {cle: champ[cle] for cle in ("unique", "enum") if cle in champ}
        format = champ.get("format", "default")
        yield {
            "name": nom,
            "type": types.get(format, champ["type"]),
            "format": format if format in ("uuid", "email", "uri") else "default",
            "constraints": contraintes,
        }
