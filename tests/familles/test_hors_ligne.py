"""What is sent once the network is back: once, in order, and refused with its reasons."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activites.models import ActiviteDemarchage
from familles.a_faire import AFaire
from familles.forms.hors_ligne import FORMULAIRES
from familles.models import Famille, Intervention, Promesse
from familles.portee_hors_ligne import etat_hors_ligne
from tests.familles.factories import FamilleFactory

pytestmark = pytest.mark.django_db
ENVOI = reverse("familles:envoyer_hors_ligne")


def corps(genre, **champs):
    aujourdhui = timezone.localdate()
    base = {
        "famille": {"alias": "la famille du parc", "date_jointe": aujourdhui},
        "intervention": {
            "type_action": "informer",
            "mode": "telephone",
            "duree_min": 15,
            "date": aujourdhui,
        },
        "demarchage": {
            "strategie": "parcs",
            "nb_familles_rencontrees": 3,
            "nb_familles_reperees": 1,
            "duree_min": 60,
            "date": aujourdhui,
        },
        "promesse": {"texte": "Apporter le dépliant"},
    }[genre]
    return {"genre": genre, "cle": str(uuid4()), **base, **champs}


def test_a_famille_opened_without_network_then_what_depends_on_it(client_de, ptp):
    client, ouverture = client_de(ptp), corps("famille")
    assert client.post(ENVOI, ouverture).json() == {"enregistree": True, "semblables": []}
    for genre in ("intervention", "promesse"):
        reponse = client.post(ENVOI, corps(genre, famille_cle=ouverture["cle"]))
        assert reponse.status_code == 200, reponse.json()
    famille = Famille.objects.get()
    assert Intervention.objects.get().famille == famille
    assert Promesse.objects.get().famille == famille


@pytest.mark.parametrize("genre", ["famille", "demarchage"])
def test_a_replay_gives_one_row(client_de, ptp, genre):
    envoi = corps(genre)
    for _ in range(3):
        assert client_de(ptp).post(ENVOI, envoi).status_code == 200
    assert {"famille": Famille, "demarchage": ActiviteDemarchage}[genre].objects.count() == 1


@pytest.mark.parametrize("genre", ["famille", "intervention", "demarchage", "promesse"])
def test_what_its_page_had_sent_already_is_one_row(client_de, ptp, territoire, genre):
    """The answer was lost; the page then left the entry to the queue."""
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    envoi = corps(genre, territoire=territoire.pk)
    if genre == "intervention":
        envoi["famille"] = famille.code
    pages = {
        "famille": reverse("familles:ouvrir"),
        "intervention": reverse("familles:intervention_consigner"),
        "demarchage": reverse("activites:demarchage_consigner"),
        "promesse": reverse("familles:promesse_ajouter", args=[famille.code]),
    }
    assert client_de(ptp).post(pages[genre], envoi).status_code == 302
    # Since then its page had shown the look-alikes, the famille itself among them.
    ensuite = {"famille": famille.code, **envoi, "vues": famille.code}
    reponse = client_de(ptp).post(ENVOI, ensuite)
    assert reponse.status_code == 200, reponse.json()
    modele = {"famille": Famille, "promesse": Promesse, "intervention": Intervention}
    lignes = modele.get(genre, ActiviteDemarchage).objects.filter(cle=envoi["cle"])
    assert lignes.count() == 1


@pytest.mark.parametrize("genre", FORMULAIRES)
def test_what_a_page_leaves_to_wait_is_corrected_without_network(client_de, ptp, genre):
    coquille = client_de(ptp).get(reverse("familles:hors_ligne")).content.decode()
    formulaire = re.search(f'data-saisie="{genre}".*?</form>', coquille, re.DOTALL)[0]
    a_part = {"cle", "version", "famille", "vues"}  # the queue's own, and hers to choose
    champs = set(FORMULAIRES[genre](utilisateur=ptp).fields) - a_part
    assert [nom for nom in champs if f'name="{nom}"' not in formulaire] == []


def test_a_famille_that_looks_like_another_is_recorded_and_said(
    client_de, ptp, territoire, inconnue
):
    client_de(inconnue).post(ENVOI, corps("famille", alias="La famille du chapeau de paille"))
    connue = FamilleFactory(territoire=territoire, alias="La famille au chapeau de paille")
    envoi = corps("famille", alias="La famille du chapeau de paille")
    reponse = client_de(ptp).post(ENVOI, envoi).json()
    assert reponse["enregistree"]
    assert reponse["semblables"] == [f"{connue.alias}, {connue.code_affiche}"]


def test_the_same_key_with_another_body_is_refused(client_de, ptp):
    envoi = corps("demarchage")
    client_de(ptp).post(ENVOI, envoi)
    reponse = client_de(ptp).post(ENVOI, envoi | {"nb_familles_rencontrees": 9})
    assert reponse.status_code == 422
    assert ActiviteDemarchage.objects.get().nb_familles_rencontrees == 3


def test_what_is_wrong_is_said_under_its_field(client_de, ptp):
    demain = timezone.localdate() + timedelta(days=1)
    reponse = client_de(ptp).post(ENVOI, corps("demarchage", date=demain))
    assert reponse.status_code == 422
    erreur = reponse.json()["erreurs"][0]
    assert erreur["champ"] == "date"
    assert erreur["message"] == "Cette date n’est pas encore arrivée."


@pytest.mark.parametrize("genre", FORMULAIRES)
def test_what_waited_for_weeks_is_recorded_as_it_was_typed(client_de, ptp, territoire, genre):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    demain = timezone.localdate() + timedelta(days=1)
    qui = {} if genre == "famille" else {"famille": famille.code}
    quand = {"echeance": demain} if genre == "promesse" else {}
    envoi = corps(genre, **qui, **quand)
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        reponse = client_de(ptp).post(ENVOI, envoi)
        assert reponse.status_code == 200, reponse.json()
    if genre == "promesse":
        assert Promesse.objects.get().echeance == demain


def test_a_promise_of_another_year_is_a_slip(client_de, ptp, territoire):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    autre_annee = timezone.localdate() - timedelta(days=360)
    envoi = corps("promesse", famille=famille.code, echeance=autre_annee)
    reponse = client_de(ptp).post(ENVOI, envoi)
    assert reponse.status_code == 422
    assert "vérifiez l’année" in reponse.json()["erreurs"][0]["message"]


def test_a_famille_of_elsewhere_is_refused(client_de, ptp, inconnue):
    client_de(inconnue).post(ENVOI, corps("famille"))
    ailleurs = Famille.objects.get()
    reponse = client_de(ptp).post(ENVOI, corps("intervention", famille=ailleurs.code))
    assert reponse.status_code == 422
    assert not Intervention.objects.exists()


def test_the_key_of_someone_elses_famille_opens_nothing(client_de, ptp, inconnue):
    ouverture = corps("famille")
    client_de(inconnue).post(ENVOI, ouverture)
    reponse = client_de(ptp).post(ENVOI, corps("promesse", famille_cle=ouverture["cle"]))
    assert reponse.status_code == 422
    assert reponse.json()["erreurs"][0]["message"] == "Choisissez la famille."


@pytest.mark.securite(3)
def test_who_lost_the_role_sends_nothing(client_de, ptp):
    client = client_de(ptp)
    hier = timezone.localdate() - timedelta(days=1)
    ptp.affectations.update(du=hier, au=hier)
    assert client.post(ENVOI, corps("demarchage")).status_code == 404
    assert not ActiviteDemarchage.objects.exists()


def test_an_ended_session_is_told_in_json():
    reponse = Client().post(ENVOI, corps("demarchage"), headers={"Accept": "application/json"})
    assert reponse.status_code == 401


def test_the_page_kept_by_devices_holds_nobody(client_de, ptp):
    client_de(ptp).post(ENVOI, corps("famille", alias="la famille du chalet"))
    page = client_de(ptp).get(reverse("familles:hors_ligne")).content.decode()
    for mot in ("la famille du chalet", Famille.objects.get().code, ptp.prenom, "csrf"):
        assert mot not in page


def test_ma_journee_leaves_codes_alone_on_the_device(client_de, ptp):
    client_de(ptp).post(ENVOI, corps("famille"))
    page = client_de(ptp).get(reverse("familles:ma_journee"))
    etat = page.context["etat_hors_ligne"]
    assert [f["nom"] for f in etat["familles"]] == [Famille.objects.get().code_affiche]
    assert "parc" not in str(etat)


def _ligne(hors_ligne="", famille=None):
    return AFaire("Relancer le CLSC", "", "/", "inbox", hors_ligne=hors_ligne, famille=famille)


@pytest.mark.parametrize(
    ("tues", "dites", "attendu"),
    [
        (1, [], ["1\u00a0chose à lire en ligne"]),
        (8, [], ["8\u00a0choses à lire en ligne"]),
        (1, ["Naissance prévue"], ["Naissance prévue", "1\u00a0autre chose à lire en ligne"]),
        (8, ["Naissance prévue"], ["Naissance prévue", "8\u00a0autres choses à lire en ligne"]),
        (0, ["Naissance prévue"], ["Naissance prévue"]),
    ],
)
def test_what_a_device_may_not_keep_is_counted_on_one_line(ptp, tues, dites, attendu):
    lignes = [_ligne() for _ in range(tues)] + [_ligne(mots) for mots in dites]
    assert etat_hors_ligne(ptp, lignes, [])["a_faire"] == attendu


def test_the_service_worker_is_at_the_root_and_keeps_only_files(client_de, ptp):
    reponse = client_de(ptp).get("/sw.js")
    assert reponse["Content-Type"].startswith("text/javascript")
    for nom in _avec_ses_importes("hors_ligne.js"):
        assert f'"/static/js/{nom}"' in reponse.content.decode()


def _avec_ses_importes(nom):
    texte = (settings.BASE_DIR / "static" / "js" / nom).read_text(encoding="utf-8")
    importes = re.findall(r'"\./(\w+\.js)"', texte)
    return {nom}.union(*map(_avec_ses_importes, importes))
