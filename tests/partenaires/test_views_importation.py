"""The pages that bring a file of organismes into the directory, and out of it."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partenaires.models import Importation, LigneImportation, Partenaire
from tests.comptes.factories import AffectationFactory
from tests.partenaires.factories import PartenaireFactory

from .importation import importer, table

pytestmark = pytest.mark.django_db
IMPORTER = reverse("partenaires:importer")
EXPORTER = reverse("partenaires:exporter")
GESTES = ("analyser", "decider", "associer", "confirmer", "abandonner")


def adresse(importation, geste=""):
    nom = f"importation_{geste}" if geste else "importation"
    return reverse(f"partenaires:{nom}", args=[importation.pk])


def fichier(octets, nom="liste.csv"):
    return {"fichier": SimpleUploadedFile(nom, octets)}


@pytest.fixture
def prete(ptp, territoire, partenaire):
    """An addition, a possible duplicate and an error, to decide on."""
    lignes = (
        "Clinique du Quai",
        {"Nom": partenaire.nom, "Courriel": "a@exemple.test"},
        {"Nom": ""},
    )
    return importer(table(*lignes), ptp, [territoire])


# --- Sending ----------------------------------------------------------------------------------


def test_file_is_sent_then_analysed_by_a_button_that_needs_no_script(ptp, client_de):
    client = client_de(ptp)
    reponse = client.post(IMPORTER, fichier(table("Clinique du Quai", "Maison du Lac")))
    importation = Importation.objects.get()
    assert reponse.url == adresse(importation)
    page = client.get(reponse.url).content.decode()
    assert '<progress class="progression" id="avancement" max="2" value="0">' in page
    assert "Continuer l’analyse" in page
    client.post(adresse(importation, "analyser"))
    page = client.get(reponse.url)
    assert page.context["ajouts"] == 2
    assert not Partenaire.objects.exists()


def test_batches_follow_one_another_by_htmx_until_the_preview(ptp, client_de):
    client = client_de(ptp)
    client.post(IMPORTER, fichier(table(*(f"Organisme {n}" for n in range(1001)))))
    importation = Importation.objects.get()
    htmx = {"HTTP_HX_REQUEST": "true"}
    premiere = client.post(adresse(importation, "analyser"), **htmx)
    # Numbers that the browser reads: no space between the thousands.
    assert 'max="1001" value="500"' in premiere.content.decode()
    client.post(adresse(importation, "analyser"), **htmx)
    derniere = client.post(adresse(importation, "analyser"), **htmx)
    assert derniere["HX-Redirect"].endswith(adresse(importation))


def test_refused_file_says_why_what_was_kept_and_what_to_do(ptp, client_de):
    reponse = client_de(ptp).post(IMPORTER, fichier(b"%PDF-1.7", "liste.pdf"))
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert "Ce type de fichier n’est pas pris en charge. Rien n’a été gardé" in page
    assert not Importation.objects.exists()


def test_territoire_of_others_cannot_be_chosen(ptp, client_de, autre_territoire):
    AffectationFactory(utilisateur=ptp)
    envoi = fichier(table("Clinique du Quai")) | {"territoires": [autre_territoire.pk]}
    assert client_de(ptp).post(IMPORTER, envoi).status_code == 422


def test_name_of_the_file_is_shown_and_never_a_path(ptp, client_de):
    client_de(ptp).post(IMPORTER, fichier(table("Clinique du Quai"), "../../etc/<b>x.csv"))
    assert "/" not in Importation.objects.get().nom_fichier


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_model_to_fill_in_is_recognised_when_it_comes_back(format, ptp, client_de):
    client = client_de(ptp)
    modele = client.get(reverse("partenaires:importation_modele", args=[format]))
    reponse = client.post(IMPORTER, fichier(modele.content, f"modele.{format}"))
    assert "Ce fichier ne contient aucun organisme" in reponse.content.decode()
    assert client.get(reverse("partenaires:importation_modele", args=["pdf"])).status_code == 404


# --- Preview and decisions --------------------------------------------------------------------


def test_preview_shows_what_asks_for_a_decision_first(prete, ptp, client_de):
    page = client_de(ptp).get(adresse(prete))
    assert page.context["vue"] == "doublon"
    assert [(code, n) for code, _, n in page.context["vues"]] == [
        ("doublon", 1),
        ("en_erreur", 1),
        ("a_ajouter", 1),
    ]
    assert "Même nom" in page.content.decode()
    erreurs = client_de(ptp).get(adresse(prete), {"vue": "en_erreur"}).content.decode()
    assert "Nom\u00a0: il manque. Inscrivez le nom de l’organisme." in erreurs


def test_decisions_are_noted_then_confirmed_once(prete, partenaire, ptp, client_de):
    client = client_de(ptp)
    envoi = {"pour_les_autres": "laisser", "ligne_3": "mettre_a_jour"}
    client.post(adresse(prete, "decider"), envoi)
    assert client.get(adresse(prete)).context["mises_a_jour"] == 1
    assert client.post(adresse(prete, "confirmer")).status_code == 302
    partenaire.refresh_from_db()
    assert partenaire.courriel == "a@exemple.test"
    encore = client.post(adresse(prete, "confirmer"))
    assert encore.status_code == 409
    assert "déjà été confirmée" in encore.content.decode()
    assert Partenaire.objects.count() == 2
    assert "Voir le répertoire" in client.get(adresse(prete)).content.decode()


def test_every_decision_is_taken_back_at_once(prete, ptp, client_de):
    client, retour = client_de(ptp), "Revenir aux choix par défaut"
    assert retour not in client.get(adresse(prete)).content.decode()
    envoi = {"pour_les_autres": "ajouter", "ligne_3": "mettre_a_jour"}
    client.post(adresse(prete, "decider"), envoi)
    assert retour in client.get(adresse(prete)).content.decode()
    reponse = client.post(adresse(prete, "decider"), envoi | {"par_defaut": "1"}, follow=True)
    prete.refresh_from_db()
    assert (prete.doublons, prete.est_decidee) == ("laisser", False)
    assert reponse.context["mises_a_jour"] == 0
    client.post(adresse(prete, "confirmer"))
    assert client.post(adresse(prete, "decider"), {"par_defaut": "1"}).status_code == 409


def test_decision_that_does_not_exist_is_refused(prete, ptp, client_de):
    envoi = {"pour_les_autres": "laisser", "ligne_3": "effacer"}
    assert client_de(ptp).post(adresse(prete, "decider"), envoi).status_code == 422
    assert not prete.lignes.exclude(decision="").exists()


def test_confirmation_is_refused_when_an_entry_changed_meanwhile(prete, partenaire, ptp, client_de):
    prete.decider_pour_tous("mettre_a_jour")
    Partenaire.objects.filter(pk=partenaire.pk).update(version=2, langues="innu")
    reponse = client_de(ptp).post(adresse(prete, "confirmer"))
    assert reponse.status_code == 409
    assert "Rien n’a été écrit" in reponse.content.decode()
    assert "Continuer l’analyse" in reponse.content.decode()


def test_words_are_mapped_to_besoins_from_the_preview(ptp, territoire, client_de):
    lignes = ({"Nom": "Clinique du Quai", "Besoins offerts": "Curling"},)
    importation = importer(table(*lignes), ptp, [territoire])
    client = client_de(ptp)
    assert "Curling" in client.get(adresse(importation)).content.decode()
    refus = client.post(adresse(importation, "associer"), {"terme_0": "curling"})
    assert refus.status_code == 422
    client.post(adresse(importation, "associer"), {"terme_0": "soutien_social"})
    client.post(adresse(importation, "analyser"))
    offres = importation.lignes.get().valeurs["offres"]
    assert [offre["besoin"] for offre in offres] == ["soutien_social"]


def test_abandoned_importation_forgets_its_lines_and_is_over(prete, ptp, client_de):
    client = client_de(ptp)
    client.post(adresse(prete, "abandonner"))
    assert not LigneImportation.objects.exists()
    assert "est abandonnée" in client.get(adresse(prete)).content.decode()
    assert client.post(adresse(prete, "confirmer")).status_code == 409
    assert Partenaire.objects.count() == 1


def test_confirmed_importation_is_not_abandoned(prete, ptp, client_de):
    client = client_de(ptp)
    client.post(adresse(prete, "confirmer"))
    assert client.post(adresse(prete, "abandonner")).status_code == 409


@pytest.mark.parametrize("geste", ["", *GESTES])
def test_nobody_else_sees_an_importation(geste, prete, gestionnaire, inconnue, client_de):
    for personne in (gestionnaire, inconnue):
        client = client_de(personne)
        envoyer = client.post if geste else client.get
        assert envoyer(adresse(prete, geste)).status_code == 404


def test_preview_costs_the_same_for_one_and_eight(ptp, territoire, client_de):
    def mesurer(lignes):
        for ligne in lignes:
            PartenaireFactory(nom=ligne, territoires=[territoire])
        importation = importer(
            table(*({"Nom": n, "Courriel": "a@exemple.test"} for n in lignes)), ptp, [territoire]
        )
        client = client_de(ptp)
        with CaptureQueriesContext(connection) as requetes:
            client.get(adresse(importation))
        return len(requetes)

    noms = ["Érables", "Bouleaux", "Mélèzes", "Cèdres", "Pins", "Ormes", "Tilleuls", "Frênes"]
    assert mesurer(["Quai"]) == mesurer(noms)


# --- Leaving ----------------------------------------------------------------------------------


def test_exported_file_holds_what_she_sees(partenaire, partenaire_d_ailleurs, ptp, client_de):
    partenaire.description = "=1+1"
    partenaire.save()
    partenaire.contacts.create(nom="Dominique Fictive")
    client = client_de(ptp)
    assert "1\u00a0partenaire" in client.get(EXPORTER).content.decode()
    reponse = client.get(reverse("partenaires:export", args=["csv"]))
    assert reponse["Content-Disposition"].startswith("attachment")
    texte = reponse.content.decode("utf-8-sig")
    ligne = next(csv.DictReader(io.StringIO(texte), delimiter=";"))
    assert ligne["Nom"] == partenaire.nom
    assert ligne["Description"] == "'=1+1"
    assert "Dominique" not in texte
    assert partenaire_d_ailleurs.nom not in texte


def test_empty_directory_has_nothing_to_export(ptp, client_de):
    assert "Rien à exporter encore" in client_de(ptp).get(EXPORTER).content.decode()


def test_format_that_does_not_exist_is_not_found(ptp, client_de):
    assert client_de(ptp).get(reverse("partenaires:export", args=["pdf"])).status_code == 404


def test_comite_neither_imports_nor_exports(comite, client_de):
    for page in (IMPORTER, EXPORTER):
        assert client_de(comite).get(page).status_code == 404
