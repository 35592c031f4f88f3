"""One adult’s own file: hers whole, nothing of another adult, nothing inferred."""

import json
from datetime import date, timedelta

import jsonschema
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from confidentialite.models import Consultation
from confidentialite.portabilite import SCHEMA
from familles.models import (
    Consentement,
    IdentiteAdulte,
    IdentiteFamille,
    RessentiParent,
    Vulnerabilite,
)
from proximite import polices
from referencements.models import Divulgation, Referencement
from tests.comptes.factories import MOT_DE_PASSE
from tests.confidentialite.factories import DemandeFactory
from tests.familles.factories import (
    AdulteFactory,
    BesoinFactory,
    EnfantFactory,
    EvaluationIsolementFactory,
    FamilleFactory,
    PromesseFactory,
)
from tests.partenaires.factories import PartenaireFactory

pytestmark = pytest.mark.django_db
JOUR = date(2024, 4, 1)


@pytest.fixture
def famille(territoire, ptp):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, langue="Espagnol")
    IdentiteFamille.objects.create(famille=famille, adresse="1, rue Fictive")
    EnfantFactory(famille=famille)
    BesoinFactory(famille=famille)
    PromesseFactory(famille=famille)
    EvaluationIsolementFactory(famille=famille, services=3, motif_intensite="MOTIF-INFERE")
    return famille


def _adulte(famille, prenom, **champs):
    adulte = AdulteFactory(famille=famille, **champs)
    IdentiteAdulte.objects.create(
        adulte=adulte, prenom=prenom, courriel=f"{prenom.lower()}@exemple.test"
    )
    RessentiParent.objects.create(
        famille=famille, adulte=adulte, date=JOUR, reponse=2, saisie_par=famille.saisie_par
    )
    return adulte


@pytest.fixture
def elle(famille):
    return _adulte(famille, "Ana-Fictive")


@pytest.fixture
def lui(famille):
    lui = _adulte(famille, "Luis-Fictif", lien="pere")
    Vulnerabilite.objects.create(
        famille=famille, adulte=lui, type_id="handicap", saisie_par=famille.saisie_par
    )
    return lui


def _transmettre(famille, adulte, ptp, nom=""):
    partenaire = PartenaireFactory(nom=nom or f"Partenaire de {adulte.identite.prenom}")
    partenaire.territoires.add(famille.territoire)
    accord = Consentement(
        famille=famille,
        partenaire=partenaire,
        adulte=adulte,
        qualite="pour_soi",
        champs=["prenom", "courriel"],
        texte="lu",
        valable_jusqu_au=date.today() + Consentement.DUREE,
        saisie_par=ptp,
    )
    accord.donner()
    envoi = Referencement(
        famille=famille, partenaire=partenaire, type_besoin_id="repit", saisie_par=ptp
    )
    envoi.discuter(par=ptp, le=JOUR)
    divulgation = Divulgation(consentement=accord)
    envoi.divulguer(divulgation, par=ptp, le=date.today(), mode="courriel")
    return divulgation


@pytest.fixture
def demande(elle, lui, famille, ptp):
    for adulte in (elle, lui):
        _transmettre(famille, adulte, ptp)
    return DemandeFactory(adulte=elle)


def _demander(client, demande, format_, **coches):
    adresse = reverse("confidentialite:demande_dossier", args=[demande.pk])
    form = client.get(adresse).context["form"]
    envoi = {
        nom: [getattr(v, "pk", v) for v in form[nom].value() or []]
        for nom in form.fields
        if nom != "format"
    }
    return client.post(adresse, envoi | {"format": format_} | coches)


@pytest.mark.securite(3)
def test_her_file_says_what_is_hers_and_nothing_of_him(client_de, gestionnaire, demande):
    reponse = _demander(client_de(gestionnaire), demande, "json")
    texte = reponse.content.decode()
    dossier = json.loads(texte)
    jsonschema.validate(dossier, json.loads(SCHEMA.read_text()))
    assert dossier["personne"]["courriel"] == "ana-fictive@exemple.test"
    assert [t["a"] for t in dossier["transmis"]] == ["Partenaire de Ana-Fictive"]
    assert {r["quoi"] for r in dossier["transmis"][0]["renseignements"]} == {"Prénom", "Courriel"}
    assert len(dossier["reponses"]) == 1
    assert dossier["vulnerabilites"] == []
    for absent in ("Luis", "luis", "Handicap", "MOTIF-INFERE", "score", "intensite"):
        assert absent not in texte


@pytest.mark.securite(3)
def test_his_file_has_what_was_noted_of_him_alone(client_de, gestionnaire, demande, lui):
    sienne = DemandeFactory(adulte=lui, genre="portabilite")
    dossier = json.loads(_demander(client_de(gestionnaire), sienne, "json").content)
    assert len(dossier["vulnerabilites"]) == 1
    assert "Ana" not in json.dumps(dossier)


def test_the_schema_is_one_and_is_published(client_de, gestionnaire):
    jsonschema.Draft202012Validator.check_schema(json.loads(SCHEMA.read_text()))
    publie = client_de(gestionnaire).get(reverse("confidentialite:schema_dossier"))
    assert json.loads(publie.content) == json.loads(SCHEMA.read_text())


def test_the_pdf_reads_the_same(client_de, gestionnaire, demande, tmp_path):
    reponse = _demander(client_de(gestionnaire), demande, "pdf")
    assert reponse["Content-Type"] == "application/pdf"
    chemin = tmp_path / "dossier.pdf"
    chemin.write_bytes(reponse.content)
    texte = " ".join(page.extract_text() for page in PdfReader(chemin).pages)
    for present in ("Ana-Fictive", "Espagnol", "Partenaire de Ana-Fictive", "Commission"):
        assert present in texte
    for absent in ("Luis", "Handicap", "MOTIF"):
        assert absent not in texte


@pytest.mark.parametrize(("mots", "manque"), [("مرحبا 👶🏽", False), ("你好", True)])
def test_the_pdf_draws_what_a_famille_writes_or_says_that_it_cannot(
    client_de, gestionnaire, demande, tmp_path, mots, manque
):
    PromesseFactory(famille=demande.famille, texte=mots)
    chemin = tmp_path / "dossier.pdf"
    chemin.write_bytes(_demander(client_de(gestionnaire), demande, "pdf").content)
    texte = " ".join(page.extract_text() for page in PdfReader(chemin).pages)
    assert ("tient la place d’un caractère" in " ".join(texte.split())) == manque
    assert (polices.REMPLACEMENT in texte) == manque


def test_reading_the_form_is_a_reading_and_the_file_an_export(client_de, gestionnaire, demande):
    _demander(client_de(gestionnaire), demande, "json")
    gestes = list(Consultation.objects.order_by("numero").values_list("geste", flat=True))
    assert gestes == ["lecture", "export"]
    assert {c.famille for c in Consultation.objects.all()} == {demande.famille_id}


def test_later_her_password_is_asked_and_what_was_read_again_is_kept(
    client_de, gestionnaire, demande
):
    client = client_de(gestionnaire)
    client.get(reverse("confidentialite:demandes"))
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        page = _demander(client, demande, "json")
        assert page.status_code == 422
        assert 'name="format" value="json"' in page.content.decode()
        assert not Consultation.objects.filter(geste="export").exists()
        recu = _demander(client, demande, "json", **{"confirmation-password": MOT_DE_PASSE})
        assert json.loads(recu.content)["dossier"] == demande.famille.code_affiche
        assert Consultation.objects.filter(geste="export").exists()


def test_a_famille_gone_elsewhere_is_not_exported_from_here(
    client_de, gestionnaire, demande, autre_territoire
):
    demande.famille.territoire = autre_territoire
    demande.famille.save()
    adresse = reverse("confidentialite:demande_dossier", args=[demande.pk])
    for methode in ("get", "post"):
        assert getattr(client_de(gestionnaire), methode)(adresse).status_code == 404


def test_a_note_of_another_famille_is_not_put_in(client_de, gestionnaire, demande):
    autre = PromesseFactory(texte="PROMESSE-AUTRE")
    reponse = _demander(client_de(gestionnaire), demande, "json", promesses=[autre.pk])
    assert reponse.status_code == 422


def test_the_command_asks_who_and_writes_the_journal(demande, gestionnaire, ptp, tmp_path):
    sortie = tmp_path / "dossier.json"
    code, adulte = demande.famille.code, demande.adulte_id
    options = {"format": "json", "sortie": sortie}
    for intrus in (ptp.email, "personne@exemple.test"):
        with pytest.raises(CommandError, match="Aucune famille"):
            call_command("exporter_dossier", code, adulte, par=intrus, **options)
    etranger = AdulteFactory()
    with pytest.raises(CommandError, match="pas de cette famille"):
        call_command("exporter_dossier", code, etranger.pk, par=gestionnaire.email, **options)
    assert not sortie.exists()
    call_command("exporter_dossier", code, adulte, par=gestionnaire.email, **options)
    jsonschema.validate(json.loads(sortie.read_text()), json.loads(SCHEMA.read_text()))
    ligne = Consultation.objects.get()
    assert (ligne.geste, ligne.utilisateur) == ("export", gestionnaire)
