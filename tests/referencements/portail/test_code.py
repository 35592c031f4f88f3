"""The code that opens a partenaire’s own page."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from courriels.models import Courriel
from partenaires.models import Partenaire
from referencements.models import CodePartenaire, LienPartenaire
from tests.partenaires.factories import PartenaireFactory

from .conftest import DE_LA_FAMILLE, expirer, recevoir

pytestmark = pytest.mark.django_db(transaction=True)
ESPACE = "/espace-partenaire/"


@pytest.fixture
def boite(recue, mailoutbox):
    """What is mailed from now on."""
    mailoutbox.clear()
    return mailoutbox


def code_dans(courriel):
    return re.search(r"^\d{6}$", courriel.body, re.MULTILINE)[0]


def un_autre(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_code_mailed_to_the_registered_address_opens_the_page_once(recue, boite):
    recue.faire("code", demander="1")
    (courriel,) = boite
    assert courriel.to == ["maison@exemple.test"]
    assert not [mot for mot in (*DE_LA_FAMILLE, "Maude", recue.jeton) if mot in courriel.body]
    code = code_dans(courriel)
    assert recue.client.get(ESPACE).status_code == 404
    avant = recue.client.session.session_key
    assert recue.faire("code", code=f"{code[:3]} {code[3:]}").url == ESPACE
    assert recue.client.session.session_key != avant
    assert "Maison fictive des Érables" in recue.client.get(ESPACE).content.decode()
    assert recue.faire("code", code=code).status_code == 422


def test_only_its_keyed_hash_is_kept(recue, boite):
    recue.faire("code", demander="1")
    code = code_dans(boite[0])
    (ligne,) = CodePartenaire.objects.values()
    assert code not in str(ligne)
    assert code not in str(Courriel.objects.filter(genre="code").values())


def test_five_tries_then_even_the_right_one_is_refused(recue, boite):
    recue.faire("code", demander="1")
    code = code_dans(boite[0])
    for _ in range(CodePartenaire.ESSAIS):
        assert recue.faire("code", code=un_autre(code)).status_code == 422
    assert recue.faire("code", code=code).status_code == 422


def test_tries_made_at_once_are_each_counted(recue, boite, en_parallele):
    recue.faire("code", demander="1")
    faux = un_autre(code_dans(boite[0]))
    essai = en_parallele(lambda: _apres_un_essai(recue.lien, faux), fois=16)
    assert max(essai) == CodePartenaire.ESSAIS


def _apres_un_essai(lien, code):
    CodePartenaire.verifier(lien, code, maintenant=timezone.now())
    return CodePartenaire.objects.get().essais


@pytest.mark.parametrize(("minutes", "ouvre"), [(14, True), (15, False), (60, False)])
def test_it_lasts_a_quarter_of_an_hour(recue, boite, horloge, minutes, ouvre):
    recue.faire("code", demander="1")
    horloge.shift(minutes * 60)
    reponse = recue.faire("code", code=code_dans(boite[0]))
    assert (reponse.status_code == 302) is ouvre


def test_the_latest_one_counts(recue, boite):
    recue.faire("code", demander="1")
    recue.faire("code", demander="1")
    premier, second = (code_dans(courriel) for courriel in boite)
    if premier != second:
        assert recue.faire("code", code=premier).status_code == 422
    assert recue.faire("code", code=second).status_code == 302


def test_so_many_an_hour_and_a_day_with_the_same_answer(recue, boite, horloge):
    pages = []
    for _ in range(6):
        recue.faire("code", demander="1")
        pages.append(recue.ouvrir("code").content)
    assert len(set(pages)) == 1
    assert len(boite) == CodePartenaire.PAR_HEURE
    for _ in range(6):
        horloge.shift(timedelta(hours=1, seconds=1).total_seconds())
        for _ in range(3):
            recue.faire("code", demander="1")
    assert len(boite) == CodePartenaire.PAR_JOUR


@pytest.mark.parametrize("saisi", ["", "000000", "abcdef", "²²²²²²", "1" * 500, "a\x00b"])
def test_anything_else_opens_nothing(recue, saisi):
    assert recue.faire("code", code=saisi).status_code == 422
    assert recue.client.get(ESPACE).status_code == 404


def test_a_code_opens_by_the_link_that_asked_for_it_only(recue, famille, ptp, boite):
    autre = recevoir(famille, par=ptp)
    boite.clear()
    recue.faire("code", demander="1")
    assert autre.faire("code", code=code_dans(boite[0])).status_code == 422


def test_a_closed_link_asks_for_no_code(recue, boite):
    recue.lien.fermer()
    assert recue.faire("code", demander="1").status_code == 410
    assert recue.ouvrir("code").status_code == 410
    assert boite == []


def test_without_a_registered_address_the_page_says_what_to_do(recue, boite):
    LienPartenaire.objects.update(adresse="")  # handed over
    Partenaire.objects.update(courriel="")
    assert "n’a pas encore d’adresse courriel" in recue.ouvrir("code").content.decode()
    recue.faire("code", demander="1")
    assert boite == []


@pytest.mark.parametrize("fin", ["retrait", "expiration", "demi_heure"])
def test_the_session_ends_with_what_opened_it(recue, boite, ptp, horloge, fin):
    recue.faire("code", demander="1")
    recue.faire("code", code=code_dans(boite[0]))
    assert recue.client.get(ESPACE).status_code == 200
    if fin == "retrait":
        recue.lien.divulgation.consentement.retirer(par=ptp)
    elif fin == "expiration":
        expirer(recue.lien)
    else:
        horloge.shift(1800)
    assert recue.client.get(ESPACE).status_code == 404
    geste = reverse("portail:geste_espace", args=[recue.referencement.pk, "accepter"])
    assert recue.client.post(geste, {"cle": uuid4()}).status_code in {403, 404}
    assert recue.etat == "mediation_faite"


@pytest.fixture
def permanent(recue, territoire):
    """Another link of the same partenaire."""
    lien, _ = LienPartenaire.pour_referer(recue.lien.partenaire, territoire, par=None)
    return lien


def test_codes_are_counted_for_the_partenaire_whatever_the_link(recue, permanent):
    for lien in [recue.lien, permanent, recue.lien][: CodePartenaire.PAR_HEURE]:
        assert CodePartenaire.demander(lien, maintenant=timezone.now())
    assert CodePartenaire.demander(permanent, maintenant=timezone.now()) is None
    lien, _ = LienPartenaire.pour_referer(PartenaireFactory(), permanent.territoire, par=None)
    assert CodePartenaire.demander(lien, maintenant=timezone.now())


def test_nor_does_it_open_another_link_of_the_same_partenaire(recue, permanent, boite):
    recue.faire("code", demander="1")
    code = code_dans(boite[0])
    assert not CodePartenaire.verifier(permanent, code, maintenant=timezone.now())
    assert CodePartenaire.verifier(recue.lien, code, maintenant=timezone.now())
