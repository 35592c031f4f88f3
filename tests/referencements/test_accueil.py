"""The page where a PTP takes up an entrant: look-alikes first, then one famille."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from familles.models import Famille, IdentiteAdulte
from tests.comptes.factories import AffectationFactory
from tests.familles.factories import AdulteFactory, FamilleFactory
from tests.referencements.entrants import entrant_par_lien
from tests.referencements.factories import referencement_entrant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_le_9_mars")]
A_ACCUEILLIR = reverse("referencements:liste") + "?vue=a_accueillir"


@pytest.fixture
def _le_9_mars():
    with time_machine.travel(datetime(2026, 3, 9, 15, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def connue(territoire, ptp):
    famille = FamilleFactory(alias="la dame au vélo", territoire=territoire, saisie_par=ptp)
    IdentiteAdulte.objects.create(adulte=AdulteFactory(famille=famille), prenom="Soraya")
    return famille


def page(entrant):
    return reverse("referencements:prendre_en_charge", args=[entrant.pk])


def envoi(**champs):
    return {"cle": str(uuid4()), "date": "2026-03-05", "alias": "", "q": ""} | champs


def accueillie(entrant):
    entrant.refresh_from_db()
    return entrant.famille


def test_look_alike_is_shown_before_anything_is_written(connue, territoire, ptp, client_de):
    html = client_de(ptp).get(page(entrant_par_lien(territoire))).content.decode()
    assert "C’est peut-être la même famille" in html
    assert "la dame au vélo" in html
    assert "Prénom proche" in html
    assert Famille.objects.count() == 1


def test_it_is_she(connue, territoire, ptp, client_de):
    entrant = entrant_par_lien(territoire)
    reponse = client_de(ptp).post(page(entrant), envoi(famille=connue.pk), follow=True)
    assert accueillie(entrant) == connue
    assert "Ajouté à sa fiche\u00a0: langue parlée" in reponse.content.decode()


def test_of_her_two_territoires_only_that_of_the_demande_is_offered(
    connue, territoire, ptp, client_de
):
    autre = AffectationFactory(utilisateur=ptp).territoire
    voisine = FamilleFactory(alias="la voisine au vélo", territoire=autre, saisie_par=ptp)
    entrant = entrant_par_lien(territoire)
    client = client_de(ptp)
    reponse = client.post(page(entrant), envoi(q="vélo", chercher="1"))
    assert "la voisine au vélo" not in reponse.content.decode()
    reponse = client.post(page(entrant), envoi(famille=voisine.pk))
    assert reponse.context["form"].has_error("famille", "invalid_choice")
    assert accueillie(entrant) is None


def test_it_is_another_one_once_the_look_alike_was_seen(connue, territoire, ptp, client_de):
    entrant = entrant_par_lien(territoire)
    client = client_de(ptp)
    sans_voir = client.post(page(entrant), envoi(alias="la famille du CPE"))
    assert sans_voir.status_code == 422
    assert Famille.objects.count() == 1
    client.post(page(entrant), envoi(alias="la famille du CPE", vues=[connue.pk]))
    assert accueillie(entrant).alias == "la famille du CPE"
    assert accueillie(entrant).voie_reperage_id == "reference_entrante"


def test_alias_that_looks_like_another_shows_it_first(territoire, ptp, client_de):
    FamilleFactory(alias="la famille du parc", territoire=territoire, saisie_par=ptp)
    entrant = referencement_entrant(territoire, par=ptp)
    reponse = client_de(ptp).post(page(entrant), envoi(alias="Famille au parc"))
    assert reponse.status_code == 422
    assert "Alias qui ressemble" in reponse.content.decode()


def test_double_tap_opens_one_famille(territoire, ptp, client_de):
    entrant, donnees = entrant_par_lien(territoire), envoi(alias="la famille du CPE")
    reponses = [client_de(ptp).post(page(entrant), donnees) for _ in range(2)]
    assert [reponse.status_code for reponse in reponses] == [302, 302]
    assert Famille.objects.count() == 1
    assert entrant.suivis.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("meme_cle", [True, False])
def test_many_at_once_open_one_famille(meme_cle, territoire, ptp, en_parallele):
    entrant, donnees = entrant_par_lien(territoire), envoi(alias="la famille du CPE")

    def prendre():
        client = Client()
        client.force_login(ptp)
        cle = donnees["cle"] if meme_cle else str(uuid4())
        return client.post(page(entrant), donnees | {"cle": cle}).status_code

    reponses = en_parallele(prendre, fois=8)
    assert reponses.count(302) == (8 if meme_cle else 1)
    assert set(reponses) <= {302, 409}
    assert en_parallele(Famille.objects.count, fois=1) == [1]


def test_search_finds_by_name_and_writes_nothing(connue, territoire, ptp, client_de):
    entrant = referencement_entrant(territoire, par=ptp)
    FamilleFactory(alias="autre", territoire=territoire, saisie_par=ptp)
    recherche = envoi(q="sorayya", chercher="1")
    entetes = {"HX-Request": "true"}
    html = client_de(ptp).post(page(entrant), recherche, headers=entetes).content.decode()
    assert "la dame au vélo" in html
    assert "autre" not in html
    assert "<html" not in html
    sans_script = client_de(ptp).post(page(entrant), recherche).content.decode()
    assert "la dame au vélo" in sans_script
    assert accueillie(entrant) is None


def test_search_keeps_what_is_typed(territoire, ptp, client_de):
    entrant = referencement_entrant(territoire, par=ptp)
    recherche = envoi(q="rien", alias="la famille du CPE", chercher="1")
    html = client_de(ptp).post(page(entrant), recherche).content.decode()
    assert 'value="la famille du CPE"' in html


def test_page_costs_the_same_among_many_familles(connue, territoire, ptp, client_de):
    entrant, client = entrant_par_lien(territoire), client_de(ptp)

    def couts():
        with CaptureQueriesContext(connection) as requetes:
            client.get(page(entrant))
        return len(requetes)

    seule = couts()
    FamilleFactory.create_batch(60, territoire=territoire, saisie_par=ptp)
    assert couts() == seule


def test_page_of_what_is_taken_up_says_so(connue, territoire, ptp, client_de):
    entrant = entrant_par_lien(territoire)
    entrant.prendre_en_charge(connue, par=ptp, le=date(2026, 3, 5))
    reponse = client_de(ptp).get(page(entrant))
    assert reponse.status_code == 409
    assert "Accueillie" in reponse.content.decode()


def test_only_her_ptp_takes_it_up(territoire, ptp, inconnue, gestionnaire, client_de):
    entrant = entrant_par_lien(territoire)
    for personne in (inconnue, gestionnaire):
        assert client_de(personne).get(page(entrant)).status_code == 404
        assert client_de(personne).post(page(entrant), envoi(alias="x")).status_code == 404
    assert accueillie(entrant) is None


# --- Inbox and fiche ----------------------------------------------------------------------------


def test_inbox_is_oldest_first_and_says_where_each_stands(territoire, ptp, client_de):
    recent = entrant_par_lien(territoire, le=date(2026, 3, 9))
    ancien = referencement_entrant(territoire, par=ptp, le=date(2026, 3, 2))
    ancien.accuser_reception(par=ptp, le=date(2026, 3, 3))
    reponse = client_de(ptp).get(A_ACCUEILLIR)
    assert list(reponse.context["page"]) == [ancien, recent]
    html = reponse.content.decode()
    for attendu in ("Attend depuis 7\u00a0jours", "Arrivée aujourd’hui", "envoyée par son lien"):
        assert attendu in html
    assert html.count("Réception accusée") == 1
    assert html.count("Accuser réception") == 1


def test_inbox_costs_the_same_for_one_and_thirty(territoire, ptp, client_de):
    def couts():
        client = client_de(ptp)
        with CaptureQueriesContext(connection) as requetes:
            client.get(A_ACCUEILLIR)
        return len(requetes)

    entrant_par_lien(territoire)
    seul = couts()
    for _ in range(29):
        entrant_par_lien(territoire)
    assert couts() == seul


def test_fiche_shows_what_the_partenaire_wrote(territoire, ptp, gestionnaire, client_de):
    entrant = entrant_par_lien(territoire)
    adresse = reverse("referencements:fiche", args=[entrant.pk])
    html = client_de(ptp).get(adresse).content.decode()
    for attendu in ("Soraya", 'href="tel:+1-418-555-0142"', "le matin", entrant.numero):
        assert attendu in html
    assert "Accuser réception" in html
    assert "Accuser réception" not in client_de(gestionnaire).get(adresse).content.decode()


def test_fiche_says_when_no_message_can_leave(territoire, ptp, client_de):
    entrant = referencement_entrant(territoire, par=ptp)
    html = client_de(ptp).get(reverse("referencements:fiche", args=[entrant.pk])).content.decode()
    assert "aucun message ne lui part" in html
