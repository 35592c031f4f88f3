"""Giving a partenaire the link by which it refers familles."""

from uuid import uuid4

import pytest
from django.urls import reverse

from courriels.gabarits import GABARITS
from courriels.models import Courriel
from referencements.models import LienPartenaire
from tests.partenaires.factories import PartenaireFactory

pytestmark = pytest.mark.django_db
ADRESSE = "accueil@organisme.exemple.test"


@pytest.fixture
def partenaire(territoire):
    return PartenaireFactory(territoires=[territoire], courriel=ADRESSE)


def page(partenaire):
    return reverse("referencements:liens_partenaire", args=[partenaire.pk])


def envoi(territoire, geste="montrer", **champs):
    return {"cle": str(uuid4()), "territoire": territoire.pk, "geste": geste} | champs


def test_new_link_is_shown_once_and_replaces_the_old(partenaire, territoire, ptp, client_de):
    ancien, _ = LienPartenaire.pour_referer(partenaire, territoire, par=ptp)
    client = client_de(ptp)
    html = client.post(page(partenaire), envoi(territoire)).content.decode()
    nouveau = LienPartenaire.objects.ouverts().get()
    ancien.refresh_from_db()
    assert ancien.etat == LienPartenaire.Etat.FERME
    (jeton,) = [mot.split("/p/")[1].split("/")[0] for mot in html.split('"') if "/p/" in mot][:1]
    assert LienPartenaire.objects.par_jeton(jeton).get() == nouveau
    assert "/p/" not in client.get(page(partenaire)).content.decode()


def test_gestionnaire_gives_one_too(partenaire, territoire, gestionnaire, client_de):
    client_de(gestionnaire).post(page(partenaire), envoi(territoire))
    assert LienPartenaire.objects.get().cree_par == gestionnaire


def test_mailed_link_is_made_when_the_message_leaves(partenaire, territoire, ptp, client_de):
    donnees = envoi(territoire, "envoyer")
    for _ in range(2):
        assert client_de(ptp).post(page(partenaire), donnees).status_code == 302
    courriel = Courriel.objects.get()
    assert (courriel.genre, courriel.destinataire) == ("lien_pour_referer", ADRESSE)
    assert not LienPartenaire.objects.exists()
    message = GABARITS["lien_pour_referer"](courriel)
    lien = LienPartenaire.objects.get()
    assert (lien.adresse, lien.cree_par) == (ADRESSE, ptp)
    assert "/p/" in message.corps


def test_nothing_is_mailed_to_an_address_taken_off_the_fiche(
    partenaire, territoire, ptp, client_de
):
    client_de(ptp).post(page(partenaire), envoi(territoire, "envoyer"))
    partenaire.courriel = ""
    partenaire.save()
    assert GABARITS["lien_pour_referer"](Courriel.objects.get()) is None
    assert not LienPartenaire.objects.exists()


@pytest.mark.parametrize("cas", ["sans_adresse", "inactif", "territoire_d_ailleurs"])
def test_link_that_makes_no_sense_is_refused(
    cas, partenaire, territoire, autre_territoire, ptp, client_de
):
    if cas == "sans_adresse":
        partenaire.courriel = ""
    partenaire.actif = cas != "inactif"
    partenaire.save()
    vise = autre_territoire if cas == "territoire_d_ailleurs" else territoire
    geste = "envoyer" if cas == "sans_adresse" else "montrer"
    reponse = client_de(ptp).post(page(partenaire), envoi(vise, geste))
    assert reponse.status_code == 422
    assert not LienPartenaire.objects.exists()


def test_link_is_closed_at_once(partenaire, territoire, ptp, inconnue, client_de):
    lien, _ = LienPartenaire.pour_referer(partenaire, territoire, par=ptp)
    fermer = reverse("referencements:lien_partenaire_fermer", args=[lien.pk])
    assert client_de(inconnue).post(fermer).status_code == 404
    assert client_de(ptp).post(fermer).status_code == 302
    assert not LienPartenaire.objects.ouverts().exists()


def test_list_shows_only_the_links_of_her_territoire(
    partenaire, territoire, autre_territoire, ptp, inconnue, client_de
):
    partenaire.territoires.add(autre_territoire)
    sien, _ = LienPartenaire.pour_referer(partenaire, territoire, par=ptp)
    LienPartenaire.pour_referer(partenaire, autre_territoire, par=inconnue)
    assert list(client_de(ptp).get(page(partenaire)).context["page"]) == [sien]


@pytest.mark.django_db(transaction=True)
def test_made_many_times_at_once_only_one_stays_open(partenaire, territoire, ptp, en_parallele):
    def creer():
        return LienPartenaire.pour_referer(partenaire, territoire, par=ptp)[0].pk

    assert len(set(en_parallele(creer, fois=12))) == 12
    assert en_parallele(LienPartenaire.objects.ouverts().count, fois=1) == [1]
