"""The directory as an HSDS 3 package: what goes out is valid, and comes back the same."""

import csv
import io
import json
import zipfile
from datetime import date
from uuid import uuid4

import pytest

from partenaires.exports import FORMATS, repertoire
from partenaires.hsds import schema
from partenaires.hsds.adresses import composer, decomposer
from partenaires.hsds.ecriture import Paquet
from partenaires.importation.lecture import lire
from partenaires.models import Importation, OffreService, Partenaire, TypeBesoin
from tests.partenaires.factories import OffreServiceFactory, PartenaireFactory

from .importation import LE, analyser, sorts

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory(territoire):
    complet = PartenaireFactory(
        nom="Maison fictive des Érables",
        territoires=[territoire],
        telephone="+14185550123",
        courriel="info@erables.exemple.test",
        site_web="https://erables.exemple.test",
        adresse="12, rue Fictive, Rimouski (Québec) G5L 1A1",
        langues="français, anglais",
        description="Ouvert le mardi; « Halte-répit », bureau 3.\nSur rendez-vous.",
    )
    OffreServiceFactory(partenaire=complet, type_besoin_id="repit", capacite="disponible")
    OffreServiceFactory(
        partenaire=complet,
        type_besoin_id="logement",
        capacite="liste_attente",
        attente_semaines=6,
        precisions="Familles monoparentales",
    )
    OffreServiceFactory(partenaire=complet, type_besoin_id="transport", capacite="complet")
    PartenaireFactory(
        nom="=Popote", territoires=[territoire], adresse="Sous le pont", nature="prive"
    )
    Partenaire.objects.update(confirme_le=date(2026, 4, 1))
    OffreService.objects.update(confirmee_le=date(2026, 4, 2))
    return [complet]


def paquet(par):
    return FORMATS["hsds"].contenu(repertoire(par), le=LE)


def tables_de(octets):
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return {
            nom: list(csv.DictReader(io.StringIO(archive.read(table.fichier).decode())))
            for nom, table in schema.tables().items()
        }


def importer(octets, par, territoires, nom="paquet.zip", **champs):
    lecture = lire(io.BytesIO(octets), nom=nom, taille=len(octets))
    champs |= {"par": par, "territoires": territoires, "nom_fichier": nom}
    return analyser(Importation.recevoir(lecture, **champs))


def etat_du_repertoire():
    """All that the directory says, without keys of rows and dates of confirmation."""
    champs = [
        *("identifiant", "nom", "nature", "secteur", "description", "langues", "telephone"),
        *("courriel", "site_web", "adresse", "actif"),
    ]
    return {
        fiche.identifiant: (
            [str(getattr(fiche, champ)) for champ in champs],
            sorted(fiche.territoires.values_list("code", flat=True)),
            sorted(
                fiche.offres.values_list(
                    "type_besoin", "capacite", "attente_semaines", "precisions", "confirmee_le"
                )
            ),
        )
        for fiche in Partenaire.objects.all()
    }


# --- Out --------------------------------------------------------------------------------------


def test_package_holds_every_table_and_respects_the_schema(directory, ptp):
    lues = tables_de(paquet(ptp))
    assert schema.ecarts(lues) == []
    assert len(lues["organization"]) == 2
    assert {s["status"] for s in lues["service"]} == {"active"}
    assert {c["available"] for c in lues["service_capacity"]} == {"0", "1"}
    assert [a["city"] for a in lues["address"]] == ["Rimouski"]


def test_datapackage_describes_the_files_that_are_there(directory, ptp):
    with zipfile.ZipFile(io.BytesIO(paquet(ptp))) as archive:
        description = json.loads(archive.read("datapackage.json"))
        for ressource in description["resources"]:
            entetes = archive.read(ressource["path"]).decode().partition("\n")[0].split(",")
            assert entetes == [champ["name"] for champ in ressource["schema"]["fields"]]


def test_ids_are_the_same_from_one_export_to_the_next(directory, ptp):
    assert tables_de(paquet(ptp)) == tables_de(paquet(ptp))


def test_language_written_twice_and_capital_scheme_leave_all_the_same(directory, ptp):
    directory[0].langues, directory[0].site_web = "anglais, anglais,", "HTTPS://exemple.test"
    directory[0].save()
    assert [langue["name"] for langue in tables_de(paquet(ptp))["language"]] == ["anglais"]


def test_only_what_she_sees_leaves_and_no_contact_person(directory, ptp, autre_territoire):
    PartenaireFactory(nom="Ailleurs", territoires=[autre_territoire])
    PartenaireFactory(nom="Fermé", actif=False)
    directory[0].territoires.add(autre_territoire)
    directory[0].contacts.create(nom="Dominique Fictive", courriel="dominique@exemple.test")
    with zipfile.ZipFile(io.BytesIO(paquet(ptp))) as archive:
        tout = b"".join(archive.read(nom) for nom in archive.namelist()).decode().lower()
    for mot in ("ailleurs", "fermé", "dominique"):
        assert mot not in tout


def test_export_costs_the_same_for_one_and_many(
    directory, ptp, territoire, django_assert_max_num_queries
):
    for _ in range(20):
        OffreServiceFactory(partenaire=PartenaireFactory(territoires=[territoire]))
    with django_assert_max_num_queries(8):
        paquet(ptp)


@pytest.mark.parametrize(
    ("table", "changement", "ecart"),
    [
        ("service", {"status": "open"}, "services.csv, ligne 2, status : valeur refusée"),
        ("service", {"status": ""}, "services.csv, ligne 2, status : manquant"),
        ("service", {"organization_id": str(uuid4())}, "ne mène à aucune ligne de organization"),
        ("organization", {"id": "12"}, "organizations.csv, ligne 2, id : valeur refusée"),
        ("organization", {"email": "info"}, "email : valeur refusée"),
        ("organization", {"fax": "x"}, "fax : champ inconnu"),
        ("service", {"assured_date": "hier"}, "assured_date : valeur refusée"),
        ("service_capacity", {"available": "beaucoup"}, "available : valeur refusée"),
        ("service_capacity", {"unit_id": ""}, "unit_id : manquant"),
        ("attribute", {"link_id": str(uuid4())}, "link_id : ne mène à aucune ligne"),
    ],
)
def test_what_departs_from_the_schema_is_found(table, changement, ecart, directory, ptp):
    lignes = Paquet(repertoire(ptp)).lignes
    lignes[table][0] |= changement
    assert any(ecart in trouve for trouve in schema.ecarts(lignes))


def test_same_id_twice_is_found(directory, ptp):
    lignes = Paquet(repertoire(ptp)).lignes
    lignes["organization"].append(lignes["organization"][0])
    assert "organizations.csv : identifiant en double" in schema.ecarts(lignes)


@pytest.mark.parametrize(
    ("texte", "parties"),
    [
        ("12, rue Fictive, Rimouski (Québec) G5L 1A1", ("12, rue Fictive", "Rimouski", "G5L 1A1")),
        ("12 rue Fictive, Baie-Comeau, QC g4z1a1", ("12 rue Fictive", "Baie-Comeau", "G4Z 1A1")),
        ("Sous le pont", None),
        ("12, rue Fictive, Rimouski", None),
    ],
)
def test_address_is_taken_apart_when_it_says_all(texte, parties):
    assert decomposer(texte) == parties


# --- There and back ---------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["hsds", "csv", "csv-machine", "xlsx"])
def test_coming_back_proposes_no_change(format, directory, ptp, territoire):
    export = FORMATS[format]
    octets = export.contenu(repertoire(ptp), le=LE)
    importation = importer(octets, ptp, [territoire], nom=f"x{export.terminaison}")
    assert sorts(importation) == ["identique", "identique"]
    assert importation.inconnus == {}
    assert importation.ignorees == []


def test_empty_directory_becomes_the_same_one(directory, ptp, territoire):
    octets, avant = paquet(ptp), etat_du_repertoire()
    Partenaire.objects.all().delete()
    importation = importer(octets, ptp, [territoire])
    importation.confirmer(le=LE)
    assert etat_du_repertoire() == avant


# --- Someone else's ---------------------------------------------------------------------------


def archive(**fichiers):
    flux = io.BytesIO()
    with zipfile.ZipFile(flux, "w") as zip_:
        for nom, lignes in fichiers.items():
            zip_.writestr(f"donnees/{nom}.csv", "\n".join(lignes))
    return flux.getvalue()


@pytest.fixture
def paquet_211():
    return archive(
        organizations=[
            "id,name,description,email,url,tax_id,couleur",
            "o1,Centre fictif du Phare,Aide aux familles,,http://phare.exemple.test,1,bleu",
            "d2f4c2c6-7a55-4a3c-9d50-1fbb6a0d4d4e,Popote du Quai,Repas,oups,,,",
        ],
        services=[
            "id,organization_id,name,status,description,assured_date",
            "s1,o1,Dépannage,active,Sur rendez-vous,2026-01-05",
            "s2,o1,Ancien,defunct,,",
            "s3,d2f4c2c6-7a55-4a3c-9d50-1fbb6a0d4d4e,Répit,active,,",
        ],
        taxonomy_terms=["id,code,name,description", "t1,BD-1800,Banques alimentaires,x"],
        attributes=["id,link_id,link_entity,taxonomy_term_id", "a1,s1,service,t1"],
        service_capacities=["id,service_id,unit_id,available,updated", "c1,s1,u,0,2026-02-01"],
        phones=["id,service_id,number,extension,type", "p1,s1,418-555-0123,9,voice"],
        locations=["id,location_type,name", "l1,physical,Centre communautaire"],
        service_at_locations=["id,service_id,location_id", "x1,s1,l1"],
        addresses=[
            "id,location_id,address_1,city,state_province,postal_code,country,address_type",
            'd1,l1,"12, rue Fictive",Matane,QC,G4W 1A1,CA,physical',
        ],
        languages=["id,service_id,name", "g1,s1,français", "g2,s1,anglais"],
        schedules=["id,service_id,byday,opens_at,closes_at", 'h1,s1,"MO,TU",09:00,17:00'],
        contacts=["id,name", "k1,Dominique Fictive"],
    )


def test_directory_of_another_system_goes_in(paquet_211, ptp, territoire):
    defauts = {"nature": "oca", "secteur_id": "autre"}
    importation = importer(paquet_211, ptp, [territoire], **defauts)
    assert importation.inconnus == {"Banques alimentaires": 1}
    assert any("contacts.csv (1" in ligne for ligne in importation.ignorees)
    assert any("couleur" in ligne for ligne in importation.ignorees)
    assert any("1\u00a0service fermé" in ligne for ligne in importation.ignorees)
    importation.confirmer(le=LE)
    phare = Partenaire.objects.get(nom="Centre fictif du Phare")
    assert phare.adresse == "12, rue Fictive, Matane (Québec) G4W 1A1"
    assert phare.langues == "français, anglais"
    assert str(phare.telephone.as_e164) == "+14185550123"
    assert phare.site_web == "http://phare.exemple.test"
    assert "Horaire\u00a0: lundi, mardi, 9\u00a0h à 17\u00a0h" in phare.description
    assert "Poste téléphonique\u00a0: 9." in phare.description
    popote = Partenaire.objects.get(nom="Popote du Quai")
    assert str(popote.identifiant) == "d2f4c2c6-7a55-4a3c-9d50-1fbb6a0d4d4e"
    assert popote.courriel == ""
    assert popote.offres.get().type_besoin_id == "repit"


def test_value_that_cannot_be_is_left_out_of_a_package_and_said(paquet_211, ptp, territoire):
    importation = importer(paquet_211, ptp, [territoire], nature="oca", secteur_id="autre")
    popote = importation.lignes.get(numero=3)
    assert popote.sort == "a_ajouter"
    assert popote.avis == [
        "Courriel\u00a0: «\u00a0oups\u00a0» n’est pas une adresse complète. Corrigez-la ou videz "
        "la cellule. Laissé de côté."
    ]


def test_term_mapped_to_a_besoin_brings_its_capacity(paquet_211, ptp, territoire):
    importation = importer(paquet_211, ptp, [territoire], nature="oca", secteur_id="autre")
    importation.associer({"Banques alimentaires": TypeBesoin.objects.get(pk="alimentation")})
    analyser(importation).confirmer(le=LE)
    offre = Partenaire.objects.get(nom="Centre fictif du Phare").offres.get()
    assert (offre.type_besoin_id, offre.capacite) == ("alimentation", "complet")
    assert offre.precisions == "Sur rendez-vous"
    assert offre.confirmee_le.isoformat() == "2026-01-05"


def test_address_is_put_together():
    assert composer("12, rue Fictive", "bureau 3", "Matane", "qc", "G4W 1A1") == (
        "12, rue Fictive, bureau 3, Matane (Québec) G4W 1A1"
    )
