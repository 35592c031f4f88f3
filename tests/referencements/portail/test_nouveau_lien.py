"""A link past its time is renewed, to the registered address only."""

import re

import pytest
from django.urls import reverse

from courriels.gabarits import GABARITS
from courriels.models import Courriel
from referencements.models import LienPartenaire
from tests.partenaires.factories import PartenaireFactory

from .conftest import DE_LA_FAMILLE, expirer

# What is mailed leaves once the row is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def expiree(recue, ptp):
    """Nothing in the outbox yet but what this asks for."""
    Courriel.objects.all().delete()
    expirer(recue.lien)
    return recue


def adresse_dans(courriel):
    return re.search(r"https?://[^/]+(/p/\S+)", courriel.body)[1]


def test_a_fresh_link_comes_by_mail_and_opens_the_same_demande(expiree, mailoutbox):
    page = expiree.faire("nouveau-lien")
    assert page.url == reverse("portail:lien", args=[expiree.jeton])
    (courriel,) = mailoutbox
    assert courriel.to == ["maison@exemple.test"]
    assert not [mot for mot in (*DE_LA_FAMILLE, "Maude") if mot in courriel.body + courriel.subject]
    assert expiree.referencement.numero in courriel.body
    ouverte = expiree.client.get(adresse_dans(courriel))
    assert "Elle cherche depuis janvier." in ouverte.content.decode()
    assert expiree.lire().status_code == 410


def test_at_most_one_an_hour_with_the_same_answer(expiree, mailoutbox, horloge):
    reponses = []
    for _ in range(5):
        expiree.faire("nouveau-lien")
        reponses.append(expiree.lire().content)
    assert len(set(reponses)) == 1
    assert len(mailoutbox) == 1
    horloge.shift(3601)
    expiree.faire("nouveau-lien")
    assert len(mailoutbox) == 2


def test_ten_taps_at_once_mail_one_link(expiree, en_parallele):
    def toucher():
        expiree.faire("nouveau-lien")
        return Courriel.objects.filter(genre="nouveau_lien").count()

    assert set(en_parallele(toucher, fois=10)) == {1}


def test_it_never_goes_to_an_address_that_is_no_longer_registered(expiree, mailoutbox):
    partenaire = expiree.lien.partenaire
    type(partenaire).objects.filter(pk=partenaire.pk).update(courriel="autre@exemple.test")
    assert "a…@exemple.test" in expiree.lire().content.decode()
    expiree.faire("nouveau-lien")
    assert [courriel.to for courriel in mailoutbox] == [["autre@exemple.test"]]


def test_without_a_registered_address_the_page_says_whom_to_call(expiree, mailoutbox):
    type(expiree.lien.partenaire).objects.update(courriel="")
    contenu = expiree.lire().content.decode()
    assert "Recevoir un nouveau lien" not in contenu
    assert "418 555-0100" in contenu
    assert expiree.faire("nouveau-lien").status_code == 410
    assert mailoutbox == []


def ferme(recue, ptp):
    recue.lien.fermer()


def retiree(recue, ptp):
    recue.lien.divulgation.consentement.retirer(par=ptp)


def remplace_puis_ferme(recue, ptp):
    lien, _ = LienPartenaire.pour_repondre(recue.lien.divulgation)
    lien.fermer()


def finie(recue, ptp):
    recue.referencement.abandonner(par=ptp, le=recue.referencement.etat_depuis)


@pytest.mark.parametrize("fin", [ferme, retiree, remplace_puis_ferme, finie])
def test_what_is_closed_is_not_renewed(expiree, ptp, fin, mailoutbox):
    fin(expiree, ptp)
    mailoutbox.clear()
    assert expiree.faire("nouveau-lien").status_code == 410
    assert "Recevoir un nouveau lien" not in expiree.lire().content.decode()
    assert mailoutbox == []


def test_what_is_closed_before_the_message_leaves_is_not_mailed(expiree, ptp, monkeypatch):
    monkeypatch.setattr("courriels.envoi.des_le_depot", lambda courriel, pk: None)
    expiree.faire("nouveau-lien")
    expiree.lien.divulgation.consentement.retirer(par=ptp)
    courriel = Courriel.objects.get(genre="nouveau_lien")
    assert GABARITS["nouveau_lien"](courriel) is None


def test_an_open_link_has_nothing_to_renew(recue, mailoutbox):
    mailoutbox.clear()
    assert recue.faire("nouveau-lien").status_code == 302
    assert mailoutbox == []


def test_an_agreement_that_has_ended_is_not_renewed(expiree, horloge, mailoutbox):
    horloge.shift(86400 * 200)
    assert expiree.faire("nouveau-lien").status_code == 410
    assert mailoutbox == []


def test_a_standing_link_and_a_follow_up_are_renewed_too(territoire, client, mailoutbox, horloge):
    maison = PartenaireFactory(courriel="maison@exemple.test", territoires=[territoire])
    _, jeton = LienPartenaire.pour_referer(maison, territoire, par=None)
    horloge.shift(86400 * 400)
    client.post(reverse("portail:geste", args=[jeton, "nouveau-lien"]))
    assert "Référer une famille" in client.get(adresse_dans(mailoutbox[0])).content.decode()
