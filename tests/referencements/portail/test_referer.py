"""A partenaire refers a famille by its standing link, and follows what becomes of it."""

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse

from courriels.models import Courriel
from referencements.models import DemandeEntrante, LienPartenaire, Referencement
from referencements.portail.forms import PAR_JOUR
from tests.familles.factories import FamilleFactory
from tests.gardes.test_valeurs_folles import FOLLES

pytestmark = pytest.mark.django_db(transaction=True)
DITS = ("Amina", "418 555-0150", "(418) 555-0150", "arabe", "8 mois", "le soir", "dort mal", "Lou")


def envoi(**autres):
    return {
        "cle": str(uuid4()),
        "type_besoin": "repit",
        "motif_entrant": "fermeture_dossier",
        "prenom": "Amina",
        "telephone": "418 555-0150",
        "langue": "arabe",
        "enfants": "1 enfant, 8 mois",
        "moments": "le soir",
        "mot": "Elle dort mal",
        "referent": "Lou Fictif",
        "famille_d_accord": "on",
        **autres,
    }


@pytest.fixture(autouse=True)
def _nobody_sent_anything_yet():
    cache.clear()


@pytest.fixture
def maison(partenaire):
    partenaire.courriel = "maison@exemple.test"
    partenaire.save()
    return partenaire


@pytest.fixture
def jeton(maison, territoire, ptp):
    _, jeton = LienPartenaire.pour_referer(maison, territoire, par=ptp)
    return jeton


@pytest.fixture
def envoyer(client, jeton):
    return lambda **autres: client.post(
        reverse("portail:geste", args=[jeton, "referer"]), envoi(**autres)
    )


def test_it_is_received_with_a_number_and_a_receipt(envoyer, maison, ptp, territoire, mailoutbox):
    page = envoyer()
    entrant = Referencement.objects.get()
    assert entrant.numero in page.content.decode()
    assert (entrant.sens, entrant.etat) == ("entrant", "mediation_faite")
    assert (entrant.partenaire, entrant.territoire, entrant.saisie_par) == (
        maison,
        territoire,
        None,
    )
    assert entrant.nouvelles_non_lues
    assert (entrant.demande.prenom, str(entrant.demande.telephone)) == ("Amina", "(418) 555-0150")
    assert entrant.demande.famille_d_accord
    (recu,) = [courriel for courriel in mailoutbox if courriel.to == ["maison@exemple.test"]]
    assert entrant.numero in recu.subject
    assert not [mot for mot in DITS for texte in (recu.body, recu.subject) if mot in texte]


@pytest.mark.securite(12)
def test_no_message_tells_anything_of_the_famille(envoyer, ptp, mailoutbox):
    envoyer()
    for courriel in mailoutbox:
        assert not [mot for mot in DITS if mot in courriel.body + courriel.subject]
    for courriel in Courriel.objects.all():
        assert not [mot for mot in DITS if mot in str(courriel.donnees)]


@pytest.mark.parametrize(
    ("champ", "valeur", "dit"),
    [
        ("famille_d_accord", "", "Demandez d’abord à la famille"),
        ("telephone", "", "Donnez un téléphone ou un courriel"),
        ("prenom", "", "obligatoire"),
        ("motif_entrant", "", "obligatoire"),
        ("type_besoin", "inconnu", "Sélectionnez un choix valide"),
        ("referent", "", "obligatoire"),
        ("telephone", "12", "téléphone"),
        ("mot", "x" * 1001, "1000"),
        ("cle", "pas une clé", "UUID"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(envoyer, champ, valeur, dit):
    page = envoyer(**{champ: valeur})
    assert page.status_code == 422
    contenu = page.content.decode()
    assert "Lou Fictif" in contenu or champ == "referent"
    assert dit in contenu
    assert not Referencement.objects.exists()
    assert not DemandeEntrante.objects.exists()


@pytest.mark.parametrize("valeur", FOLLES, ids=lambda valeur: ascii(valeur)[:24])
@pytest.mark.parametrize("champ", ["type_besoin", "motif_entrant", "telephone", "courriel", "cle"])
def test_a_value_that_no_page_of_ours_sends_is_refused(envoyer, champ, valeur):
    assert envoyer(**{champ: valeur}).status_code == 422


def test_the_same_one_sent_again_is_one_demande(envoyer, mailoutbox):
    meme = envoi()
    pages = [envoyer(**meme) for _ in range(10)]
    assert {page.status_code for page in pages} == {200}
    assert len({page.content for page in pages}) == 1
    assert Referencement.objects.count() == DemandeEntrante.objects.count() == 1
    assert len([c for c in mailoutbox if c.to == ["maison@exemple.test"]]) == 1
    assert envoyer(**meme | {"prenom": "Une autre"}).status_code == 422


def test_the_same_one_sent_at_once_is_one_demande(envoyer, en_parallele):
    meme = envoi()
    issues = en_parallele(
        lambda: (envoyer(**meme).status_code, Referencement.objects.count()), fois=12
    )
    assert set(issues) == {(200, 1)}


def test_a_machine_believes_it_was_heard(envoyer, mailoutbox):
    page = envoyer(sujet="https://exemple.test")
    assert page.status_code == 200
    assert "Merci, la demande est envoyée" in page.content.decode()
    assert not Referencement.objects.exists()
    assert mailoutbox == []


def test_so_many_a_day_and_no_more(envoyer, settings, horloge):
    settings.ACCOUNT_RATE_LIMITS = {}
    for _ in range(PAR_JOUR):
        assert envoyer().status_code == 200
    page = envoyer()
    assert page.status_code == 429
    assert "Lou Fictif" in page.content.decode()
    assert Referencement.objects.count() == PAR_JOUR
    horloge.shift(86400)
    assert envoyer().status_code == 200


def test_sent_at_once_they_are_counted_once_each(envoyer, settings, en_parallele):
    settings.ACCOUNT_RATE_LIMITS = {}
    codes = en_parallele(lambda: envoyer().status_code, fois=PAR_JOUR + 12)
    assert (codes.count(200), codes.count(429)) == (PAR_JOUR, 12)


def test_one_address_sends_so_many_an_hour(envoyer, settings):
    settings.ACCOUNT_RATE_LIMITS = {"referer": "3/h/ip"}
    pages = [envoyer() for _ in range(5)]
    assert [page.status_code for page in pages] == [200, 200, 200, 429, 429]
    assert "Lou Fictif" in pages[-1].content.decode()


@pytest.mark.parametrize("fin", ["ferme", "expire", "inactif"])
def test_a_link_that_is_over_takes_nothing(envoyer, client, jeton, maison, fin, horloge):
    lien = LienPartenaire.objects.get()
    if fin == "ferme":
        lien.fermer()
    elif fin == "expire":
        horloge.shift(86400 * 367)
    else:
        type(maison).objects.update(actif=False)
    assert envoyer().status_code == 410
    assert client.get(reverse("portail:lien", args=[jeton])).status_code == 410
    assert not Referencement.objects.exists()


def test_a_standing_link_answers_nothing_else(client, jeton):
    for nom in ("accepter", "ecrire", "refuser"):
        assert client.post(reverse("portail:geste", args=[jeton, nom])).status_code == 404


# --- What becomes of it ---------------------------------------------------------------------------


@pytest.fixture
def suivre(envoyer, client, mailoutbox):
    """The page that the receipt leads to."""
    envoyer()
    (recu,) = [courriel for courriel in mailoutbox if courriel.to == ["maison@exemple.test"]]
    adresse = re.search(r"https?://[^/]+(/p/\S+)", recu.body)[1]
    return lambda nom="", **donnees: (
        client.post(f"{adresse}{nom}/", donnees) if nom else client.get(adresse)
    )


def test_it_follows_its_demande_to_the_end(suivre, ptp, territoire):
    entrant = Referencement.objects.get()
    le = entrant.etat_depuis
    assert "Envoyée" in suivre().content.decode()
    entrant.accuser_reception(par=ptp, le=le, constat="note entre nous")
    assert "accusé réception le 4\u00a0mars 2026" in suivre().content.decode()
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la famille du parc")
    entrant.prendre_en_charge(famille, par=ptp, le=le, constat="note entre nous")
    contenu = suivre().content.decode()
    assert "a pris le relais le 4\u00a0mars 2026" in contenu
    assert not [mot for mot in (*DITS, "la famille du parc", "entre nous") if mot in contenu]


def test_it_reads_why_not_and_the_word_of_the_ptp(suivre, ptp):
    entrant = Referencement.objects.get()
    entrant.refuser(
        par=ptp,
        le=entrant.etat_depuis,
        motif="hors_territoire",
        constat="note entre nous",
        mot_au_partenaire="Essayez auprès de ma collègue.",
    )
    contenu = suivre().content.decode()
    assert "hors territoire" in contenu
    assert "Essayez auprès de ma collègue." in contenu
    assert "entre nous" not in contenu


def test_it_may_add_a_word_and_answers_nothing_for_the_ptp(suivre):
    entrant = Referencement.objects.get()
    entrant.lire_nouvelles(version=entrant.version)
    assert suivre("ecrire", cle=uuid4(), constat="Elle a changé d’idée").status_code == 302
    entrant.refresh_from_db()
    assert entrant.nouvelles_non_lues
    for nom in ("accepter", "refuser", "terminer", "referer"):
        assert suivre(nom, cle=uuid4()).status_code == 404
