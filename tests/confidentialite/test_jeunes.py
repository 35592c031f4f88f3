"""From fourteen on, a child asks for what is held on her; before, a parent asks."""

import json
from datetime import date

import jsonschema
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from confidentialite.models import Consultation, Demande
from confidentialite.portabilite import SCHEMA
from familles.models import Consentement, IdentiteAdulte, IdentiteEnfant, IdentiteFamille
from referencements.models import Divulgation, Referencement
from tests.familles.factories import (
    AdulteFactory,
    BesoinFactory,
    EnfantFactory,
    FamilleFactory,
    InterventionFactory,
    PromesseFactory,
)
from tests.partenaires.factories import PartenaireFactory

pytestmark = pytest.mark.django_db
JOUR = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def ce_jour():
    with time_machine.travel(timezone.make_aware(timezone.datetime(2026, 6, 15, 12))):
        yield


def _enfant(famille, prenom, naissance, **champs):
    enfant = EnfantFactory(famille=famille, naissance=naissance, precision="jour", **champs)
    IdentiteEnfant.objects.create(enfant=enfant, prenom=prenom, nom="NOM-FICTIF")
    return enfant


@pytest.fixture
def famille(territoire, ptp):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, langue="Espagnol")
    IdentiteFamille.objects.create(famille=famille, adresse="1, rue Fictive")
    BesoinFactory(famille=famille)
    PromesseFactory(famille=famille, texte="PROMESSE-AU-PARENT")
    return famille


@pytest.fixture
def parent(famille):
    parent = AdulteFactory(famille=famille)
    IdentiteAdulte.objects.create(adulte=parent, prenom="Ana-Fictive", courriel="ana@exemple.test")
    return parent


@pytest.fixture
def elle(famille):
    """Fourteen today."""
    return _enfant(famille, "Juliette-Fictive", date(2012, 6, 15))


@pytest.fixture
def cadet(famille):
    """Fourteen tomorrow."""
    return _enfant(famille, "Cadet-Fictif", date(2012, 6, 16))


def _transmettre(famille, ptp, *, nom, enfants=(), **qui):
    partenaire = PartenaireFactory(nom=nom)
    partenaire.territoires.add(famille.territoire)
    accord = Consentement(
        famille=famille,
        partenaire=partenaire,
        texte="lu",
        valable_jusqu_au=JOUR + Consentement.DUREE,
        saisie_par=ptp,
        donne_le=JOUR,
        **qui,
    )
    accord.donner(enfants=enfants)
    envoi = Referencement(
        famille=famille, partenaire=partenaire, type_besoin_id="repit", saisie_par=ptp
    )
    envoi.discuter(par=ptp, le=JOUR)
    envoi.divulguer(Divulgation(consentement=accord), par=ptp, le=JOUR, mode="courriel")


def _inscrire(client, famille, **champs):
    adresse = reverse("confidentialite:demande_inscrire", args=[famille.code])
    form = client.get(adresse).context["form"]
    envoi = {"genre": "acces", "voie": "ecrit", "recue_le": "2026-06-15"}
    return client.post(adresse, envoi | {"cle": form["cle"].value()} | champs)


def test_from_fourteen_on_she_asks_for_herself(client_de, gestionnaire, famille, parent, elle):
    client = client_de(gestionnaire)
    assert _inscrire(client, famille, qui=f"jeune-{elle.pk}").status_code == 302
    demande = Demande.objects.get()
    assert (demande.jeune, demande.adulte) == (elle, None)
    page = client.get(reverse("confidentialite:demande", args=[demande.pk])).content.decode()
    assert "Juliette-Fictive" in page
    assert reverse("confidentialite:demande_dossier", args=[demande.pk]) in page


@pytest.mark.parametrize("inconnu", [False, True])
def test_before_a_parent_asks(client_de, gestionnaire, famille, parent, cadet, ptp, inconnu):
    if inconnu:
        cadet.naissance, cadet.precision = None, "inconnue"
        cadet.save()
    client = client_de(gestionnaire)
    adresse = reverse("confidentialite:demande_inscrire", args=[famille.code])
    page = client.get(adresse).content.decode()
    assert "Ana-Fictive" in page
    assert "Cadet" not in page
    assert _inscrire(client, famille, qui=f"jeune-{cadet.pk}").status_code == 422
    demande = Demande(famille=famille, jeune=cadet, genre="acces", voie="ecrit", saisie_par=ptp)
    with pytest.raises(ValidationError, match="c’est un parent qui demande"):
        demande.clean()
    assert not Demande.objects.exists()


def test_one_person_asks_and_nobody_erases_for_the_whole_famille(
    client_de, gestionnaire, famille, parent, elle
):
    client = client_de(gestionnaire)
    d_ailleurs = EnfantFactory(naissance=date(2010, 1, 1))
    for champs, message in [
        ({}, "Dites qui le demande."),
        ({"qui": f"jeune-{elle.pk}", "genre": "effacement"}, "toute la famille"),
        ({"qui": f"jeune-{d_ailleurs.pk}"}, ""),
        ({"qui": f"adulte-{AdulteFactory().pk}"}, ""),
    ]:
        reponse = _inscrire(client, famille, **champs)
        assert reponse.status_code == 422
        assert message in reponse.content.decode()
    assert not Demande.objects.exists()


def _dossier(client, demande, **coches):
    adresse = reverse("confidentialite:demande_dossier", args=[demande.pk])
    form = client.get(adresse).context["form"]
    envoi = {
        nom: [getattr(v, "pk", v) for v in form[nom].value() or []]
        for nom in form.fields
        if nom != "format"
    }
    return client.post(adresse, envoi | {"format": "json"} | coches)


@pytest.fixture
def demande(famille, elle, ptp):
    demande = Demande(famille=famille, jeune=elle, genre="acces", voie="ecrit", saisie_par=ptp)
    demande.recevoir()
    return demande


def test_her_file_holds_what_is_hers_and_what_the_famille_shares(
    client_de, gestionnaire, famille, parent, elle, cadet, demande, ptp
):
    champs = {"champs": ["prenom"], "qualite": "jeune"}
    _transmettre(famille, ptp, nom="LE-SIEN", jeune=elle, **champs)
    champs = {"champs": ["prenom", "courriel", "enfants"], "qualite": "autorite_parentale"}
    _transmettre(famille, ptp, nom="SUR-ELLE", adulte=parent, enfants=[elle, cadet], **champs)
    champs = {"champs": ["prenom", "courriel"], "qualite": "pour_soi"}
    _transmettre(famille, ptp, nom="DU-PARENT", adulte=parent, **champs)
    client = client_de(gestionnaire)
    texte = _dossier(client, demande).content.decode()
    dossier = json.loads(texte)
    jsonschema.validate(dossier, json.loads(SCHEMA.read_text()))
    assert dossier["personne"]["nom"] == "Juliette-Fictive NOM-FICTIF"
    assert dossier["personne"]["adresse"] == "1, rue Fictive"
    assert dossier["famille"]["enfants"] == [{"prenom": "Juliette-Fictive", "age": "14\u00a0ans"}]
    assert [t["a"] for t in dossier["transmis"]] == ["LE-SIEN", "SUR-ELLE"]
    assert [a["partenaire"] for a in dossier["accords"]] == ["LE-SIEN"]
    assert len(dossier["demandes"]) == 1
    assert "Logement adéquat" in [b["besoin"] for b in dossier["besoins"]]
    for absent in ("Ana", "ana@", "Cadet", "DU-PARENT", "PROMESSE-AU-PARENT"):
        assert absent not in texte


def test_the_pdf_reads_the_same(client_de, gestionnaire, demande, cadet, parent, tmp_path):
    chemin = tmp_path / "dossier.pdf"
    chemin.write_bytes(_dossier(client_de(gestionnaire), demande, format="pdf").content)
    texte = " ".join(page.extract_text() for page in PdfReader(chemin).pages)
    assert "Juliette-Fictive" in texte
    assert "Espagnol" in texte
    for absent in ("Ana", "Cadet"):
        assert absent not in texte


def test_the_command_gives_her_what_the_page_does(
    client_de, gestionnaire, famille, parent, elle, cadet, demande, ptp, tmp_path
):
    InterventionFactory(famille=famille, note="NOTE-SUR-UN-PARENT")
    champs = {"champs": ["prenom", "courriel", "enfants"], "qualite": "autorite_parentale"}
    _transmettre(famille, ptp, nom="SUR-ELLE", adulte=parent, enfants=[elle, cadet], **champs)
    code, sortie = famille.code, tmp_path / "dossier"
    options = {"par": gestionnaire.email, "sortie": sortie}
    de_la_page = _dossier(client_de(gestionnaire), demande)
    call_command("exporter_dossier", code, jeune=elle.pk, format="json", **options)
    assert json.loads(sortie.read_text()) == de_la_page.json()
    ligne = Consultation.objects.latest("numero")
    assert (ligne.geste, ligne.utilisateur, ligne.famille) == ("export", gestionnaire, famille.pk)
    call_command("exporter_dossier", code, jeune=elle.pk, **options)
    texte = " ".join(page.extract_text() for page in PdfReader(sortie).pages)
    assert "Juliette-Fictive" in texte
    for absent in ("Ana", "Cadet", "PROMESSE-AU-PARENT", "NOTE-SUR-UN-PARENT"):
        assert absent not in texte


def test_the_command_refuses_before_fourteen_and_all_the_notes_at_once(
    gestionnaire, famille, parent, elle, cadet, tmp_path
):
    options = {"par": gestionnaire.email, "sortie": tmp_path / "dossier"}
    d_ailleurs = EnfantFactory(naissance=date(2010, 1, 1))
    for jeune, refus in [
        ({"jeune": cadet.pk}, "parent qui demande"),
        ({"jeune": d_ailleurs.pk}, "pas de cette famille"),
        ({"jeune": elle.pk, "notes": True}, "une à une"),
    ]:
        with pytest.raises(CommandError, match=refus):
            call_command("exporter_dossier", famille.code, **jeune, **options)
    for qui in ([], [str(parent.pk), f"--jeune={elle.pk}"]):
        fixes = [f"--par={gestionnaire.email}", f"--sortie={options['sortie']}"]
        with pytest.raises(CommandError):
            call_command("exporter_dossier", famille.code, *qui, *fixes)
    assert not options["sortie"].exists()
    assert not Consultation.objects.exists()


def test_her_correction_is_told_to_who_received_something_about_her(
    famille, parent, elle, cadet, demande, ptp
):
    champs = {"champs": ["prenom"], "qualite": "jeune"}
    _transmettre(famille, ptp, nom="LE-SIEN", jeune=elle, **champs)
    champs = {"champs": ["enfants"], "qualite": "autorite_parentale"}
    _transmettre(famille, ptp, nom="SUR-ELLE", adulte=parent, enfants=[elle], **champs)
    champs = {"champs": ["prenom"], "qualite": "pour_soi"}
    _transmettre(famille, ptp, nom="DU-PARENT", adulte=parent, **champs)
    partenaires = [d.referencement.partenaire.nom for d in demande.divulgations()]
    assert partenaires == ["LE-SIEN", "SUR-ELLE"]
