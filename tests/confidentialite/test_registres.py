"""The registers of Loi 25: incidents, requests, and who reads them."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from confidentialite.echeances import rappeler_les_demandes
from confidentialite.models import Demande, Destruction, Incident, VersionIncident
from courriels.gabarits import GABARITS
from courriels.models import Courriel
from proximite.typographie import date_moyenne
from tests.confidentialite.factories import DemandeFactory, IncidentFactory
from tests.familles.factories import AdulteFactory, FamilleFactory

pytestmark = pytest.mark.django_db
JOUR = date(2026, 5, 4)
BIENTOT = str(date.today() + timedelta(days=2))
INCIDENT = {
    "renseignements": "Des noms et des adresses",
    "circonstances": "Un sac oublié dans l’autobus",
    "survenu_le": "2026-05-03",
    "connu_le": "2026-05-04",
    "gravite": "a_evaluer",
}


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp)


@pytest.fixture
def adulte(famille):
    return AdulteFactory(famille=famille)


@pytest.fixture
def demande(adulte):
    return DemandeFactory(adulte=adulte)


@pytest.fixture
def incident(territoire, ptp):
    incident = IncidentFactory.build(organisme=territoire.organisme, saisie_par=ptp)
    incident.inscrire(par=ptp)
    return incident


def _envoyer(client, nom, donnees, *args):
    """Fill the form of the page and send it."""
    adresse = reverse(f"confidentialite:{nom}", args=args)
    form = client.get(adresse).context["form"]
    caches = {c.html_name: c.value() for c in form.hidden_fields() if c.value() is not None}
    return client.post(adresse, caches | donnees)


# --- Incidents -------------------------------------------------------------------------------


def test_an_incident_is_written_down_with_its_eight_elements(client_de, gestionnaire, territoire):
    entier = INCIDENT | {
        "nb_personnes": "7",
        "nb_quebec": "6",
        "risque": "Une adresse à taire",
        "gravite": "oui",
        "avis_cai_le": "2026-05-04",
        "avis_personnes_le": "2026-05-05",
        "mesures": "Sac retrouvé",
    }
    client = client_de(gestionnaire)
    reponse = _envoyer(client, "incident_inscrire", entier)
    inscrit = Incident.objects.get()
    assert reponse.url == reverse("confidentialite:incident", args=[inscrit.pk])
    page = client.get(reponse.url).content.decode()
    for mot in (
        "7, dont 6 au Québec",
        "Une adresse à taire",
        date_moyenne(date(2026, 5, 5)),
        "Sac retrouvé",
    ):
        assert mot in page
    assert inscrit.organisme == territoire.organisme
    assert inscrit.garde_jusqu_au == date(2031, 5, 4)
    assert not inscrit.avis_a_donner


def test_a_serious_risk_asks_for_its_notices(incident):
    incident.gravite = Incident.Gravite.OUI
    assert incident.avis_a_donner
    incident.avis_cai_le = JOUR
    assert incident.avis_a_donner
    incident.avis_personnes_le = JOUR
    assert not incident.avis_a_donner


@pytest.mark.parametrize("gravite", Incident.Gravite.values)
@pytest.mark.parametrize("commission", [None, JOUR])
@pytest.mark.parametrize("personnes", [None, JOUR])
@pytest.mark.parametrize("public", ["", "Dans le journal"])
def test_the_queryset_agrees_on_the_notices_to_give(
    incident, gravite, commission, personnes, public
):
    incident.gravite, incident.avis_cai_le = gravite, commission
    incident.avis_personnes_le, incident.avis_public = personnes, public
    incident.save()
    assert Incident.objects.a_aviser().exists() == bool(incident.avis_a_donner)


def test_a_correction_keeps_what_the_register_said(client_de, gestionnaire, incident):
    client = client_de(gestionnaire)
    corrige = INCIDENT | {"nb_personnes": "3", "circonstances": "Un sac volé"}
    assert _envoyer(client, "incident_corriger", corrige, incident.pk).status_code == 302
    page = client.get(reverse("confidentialite:incident", args=[incident.pk])).content.decode()
    assert "«\u00a0Un sac oublié dans l’autobus\u00a0»" in page
    assert "«\u00a0Un sac volé\u00a0»" in page
    assert [v.numero for v in incident.versions.all()] == [2, 1]


def test_two_corrections_at_once_are_compared(client_de, gestionnaire, incident):
    client = client_de(gestionnaire)
    adresse = reverse("confidentialite:incident_corriger", args=[incident.pk])
    perimee = {"version": "1", **INCIDENT}
    _envoyer(client, "incident_corriger", INCIDENT | {"mesures": "Serrure"}, incident.pk)
    reponse = client.post(adresse, perimee | {"mesures": "Alarme"})
    assert reponse.status_code == 409
    assert "Serrure" in reponse.content.decode()


def test_nobody_deletes_an_incident_before_its_time_nor_changes_a_version(incident):
    for effacer in (
        lambda: Incident.objects.filter(pk=incident.pk)._raw_delete("default"),
        lambda: VersionIncident.objects.all()._raw_delete("default"),
        lambda: VersionIncident.objects.update(numero=9),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            effacer()
    assert Incident.objects.count() == VersionIncident.objects.count() == 1


@pytest.mark.parametrize(
    ("champs", "fautif", "message"),
    [
        ({"survenu_le": ""}, "survenu_le", "Dites quand"),
        ({"survenu_le": "2016-05-03", "connu_le": "2016-05-04"}, "connu_le", "plus de cinq ans"),
        ({"survenu_jusqu_au": "2026-05-02"}, "survenu_jusqu_au", "La fin de l’incident"),
        ({"connu_le": "2026-05-02"}, "connu_le", "Un incident est connu après"),
        ({"connu_le": BIENTOT}, "connu_le", "n’est pas encore arrivée"),
        ({"avis_cai_le": BIENTOT}, "avis_cai_le", "n’est pas encore arrivée"),
        ({"nb_personnes": "2", "nb_quebec": "3"}, "nb_quebec", "Les personnes du Québec"),
    ],
)
def test_an_incident_that_makes_no_sense_says_why_beside_the_field(
    client_de, gestionnaire, champs, fautif, message
):
    reponse = _envoyer(client_de(gestionnaire), "incident_inscrire", INCIDENT | champs)
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert list(reponse.context["form"].errors) == [fautif]
    assert message in reponse.context["form"].errors[fautif][0]
    assert f'<a href="#id_{fautif}">' in page
    assert 'aria-invalid="true"' in page


def test_the_refusals_of_an_incident_come_in_the_order_of_its_fields(client_de, gestionnaire):
    champs = {"circonstances": "", "connu_le": "2026-05-02", "nb_quebec": "3"}
    reponse = _envoyer(client_de(gestionnaire), "incident_inscrire", INCIDENT | champs)
    page = reponse.content.decode()
    rangs = [
        page.index(f'<a href="#id_{nom}">') for nom in ("circonstances", "connu_le", "nb_quebec")
    ]
    assert rangs == sorted(rangs)


def test_the_register_of_another_organisme_does_not_exist(
    client_de, incident, inconnue, comite, ptp, autre_territoire
):
    inconnue.affectations.update(role="gestionnaire")
    for personne in (inconnue, comite, ptp):
        page = client_de(personne).get(reverse("confidentialite:incident", args=[incident.pk]))
        assert page.status_code == 404
    assert not Incident.objects.visibles_par(inconnue).exists()


def test_the_registers_leave_for_a_spreadsheet_without_a_formula(
    client_de, gestionnaire, incident, demande
):
    client = client_de(gestionnaire)
    _envoyer(client, "incident_corriger", INCIDENT | {"circonstances": "=1+1"}, incident.pk)
    texte = client.get(reverse("confidentialite:incidents_export")).content.decode("utf-8-sig")
    entetes, ligne = csv.reader(StringIO(texte), delimiter=";")
    assert dict(zip(entetes, ligne, strict=True))["Circonstances"] == "'=1+1"
    texte = client.get(reverse("confidentialite:demandes_export")).content.decode("utf-8-sig")
    entetes, ligne = csv.reader(StringIO(texte), delimiter=";")
    assert ligne[1:3] == [demande.famille.code_affiche, "Accès"]


# --- Requests --------------------------------------------------------------------------------


def test_a_request_is_written_down_and_its_clock_runs(client_de, gestionnaire, famille, adulte):
    client = client_de(gestionnaire)
    suite = client.post(
        reverse("confidentialite:demande_de"), {"code": famille.code_affiche.lower()}
    )
    assert suite.url == reverse("confidentialite:demande_inscrire", args=[famille.code])
    demandee = {
        "qui": f"adulte-{adulte.pk}",
        "genre": "acces",
        "recue_le": timezone.localdate().isoformat(),
        "voie": "ecrit",
    }
    _envoyer(client, "demande_inscrire", demandee, famille.code)
    demande = Demande.objects.get()
    assert demande.echeance == timezone.localdate() + timedelta(days=30)
    assert (demande.famille, demande.territoire) == (famille, famille.territoire)
    page = client.get(reverse("confidentialite:demandes")).content.decode()
    assert "30\u00a0jours" in page


def test_an_adult_of_another_famille_asks_nothing_of_this_one(client_de, gestionnaire, famille):
    autre = AdulteFactory(famille__territoire=famille.territoire)
    AdulteFactory(famille=famille)
    demandee = {
        "qui": f"adulte-{autre.pk}",
        "genre": "acces",
        "recue_le": "2026-05-04",
        "voie": "ecrit",
    }
    reponse = _envoyer(client_de(gestionnaire), "demande_inscrire", demandee, famille.code)
    assert reponse.status_code == 422
    assert not Demande.objects.exists()


def test_a_code_of_elsewhere_is_like_one_that_never_was(client_de, gestionnaire, autre_territoire):
    ailleurs = FamilleFactory(territoire=autre_territoire)
    adresse = reverse("confidentialite:demande_de")
    client = client_de(gestionnaire)
    for code in (ailleurs.code, "ZZZZ-ZZZZ"):
        reponse = client.post(adresse, {"code": code})
        assert reponse.status_code == 422
        assert "Aucune famille de vos territoires" in reponse.content.decode()


def test_a_refusal_says_why_and_what_recourse_there_is(client_de, gestionnaire, demande):
    client = client_de(gestionnaire)
    refus = {"repondue_le": timezone.localdate().isoformat(), "issue": "refusee", "moyen": "Lettre"}
    reponse = _envoyer(client, "demande_repondre", refus, demande.pk)
    assert reponse.status_code == 422
    assert "Un refus, même en partie, dit sa raison." in reponse.content.decode()
    _envoyer(client, "demande_repondre", refus | {"motif_refus": "Article 37"}, demande.pk)
    page = client.get(reverse("confidentialite:demande", args=[demande.pk])).content.decode()
    assert "Article 37" in page
    assert "Commission d’accès à l’information" in page
    demande.refresh_from_db()
    assert demande.repondue_par == gestionnaire


def test_a_request_without_an_answer_is_recalled_at_each_palier(demande, gestionnaire, ptp):
    for jours in (19, 20, 20, 25, 27, 30, 31):
        with time_machine.travel(timezone.now() + timedelta(days=jours), tick=False):
            rappeler_les_demandes(timezone.now())
    cles = sorted(Courriel.objects.values_list("cle", flat=True))
    assert cles == sorted(
        f"demande-{p}-{demande.pk}-{gestionnaire.pk}" for p in ("dix", "trois", "jour")
    )
    courriel = Courriel.objects.first()
    message = GABARITS[courriel.genre](courriel)
    assert demande.famille.code not in message.corps
    assert f"/confidentialite/demandes/{demande.pk}/" in message.corps
    demande.repondue_le, demande.issue, demande.moyen = demande.recue_le, "acceptee", "Remise"
    demande.repondre(par=gestionnaire)
    assert GABARITS[courriel.genre](courriel) is None


def test_half_an_answer_is_refused_by_the_database(demande):
    with pytest.raises(IntegrityError), transaction.atomic():
        Demande.objects.update(repondue_le=JOUR)


@pytest.mark.parametrize("page", ["demandes", "incidents", "destructions"])
def test_registers_cost_the_same_for_one_and_twenty_lines(
    client_de, gestionnaire, ptp, territoire, page
):
    client, couts = client_de(gestionnaire), []
    for nombre in (1, 19):
        for _ in range(nombre):
            famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
            DemandeFactory(adulte=AdulteFactory(famille=famille))
            IncidentFactory(organisme=territoire.organisme, saisie_par=ptp)
            Destruction.objects.create(
                territoire=territoire, classe="x", geste="destruction", motif="echeance", par=ptp
            )
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(reverse(f"confidentialite:{page}")).status_code == 200
        couts.append(len(requetes))
    assert couts[0] == couts[1]


def test_the_first_page_says_what_waits(client_de, gestionnaire, demande, incident):
    page = client_de(gestionnaire).get(reverse("confidentialite:registres")).content.decode()
    assert "1\u00a0à répondre" in page
    assert "1\u00a0incident inscrit" in page


@pytest.mark.parametrize("page", ["demandes", "incidents", "destructions", "registres"])
def test_an_empty_register_says_what_it_is_for(client_de, gestionnaire, page):
    assert client_de(gestionnaire).get(reverse(f"confidentialite:{page}")).status_code == 200


def test_nobody_changes_the_register_of_destructions(territoire):
    Destruction.objects.create(territoire=territoire, classe="x", motif="demande", geste="x")
    for geste in (
        lambda: Destruction.objects.update(nombre=2),
        lambda: Destruction.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            geste()


def test_an_answer_has_no_answer_ticked_beforehand(client_de, gestionnaire, demande):
    adresse = reverse("confidentialite:demande_repondre", args=[demande.pk])
    page = client_de(gestionnaire).get(adresse).content.decode()
    assert "Acceptée en partie" in page
    assert "Non précisé" not in page
