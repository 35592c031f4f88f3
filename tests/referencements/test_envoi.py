"""A PTP sends a request: what she sees first, what leaves, once, and what she can still do."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courriels.envoi import en_lot
from courriels.models import Courriel
from familles.a_faire import a_faire
from familles.approches import approches
from referencements import depots
from referencements.models import Divulgation, LienPartenaire, Referencement
from referencements.models.etats import Etat
from tests.familles.factories import FamilleFactory
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.accords import accorder, divulguer, nommer
from tests.referencements.factories import referencement_entrant, referencement_sortant

pytestmark = pytest.mark.django_db
MARDI_MIDI = datetime(2026, 11, 17, 17, tzinfo=UTC)
LE = date(2026, 11, 17)
ADRESSE = "accueil@exemple.test"
LISTE = reverse("referencements:liste")


@pytest.fixture(autouse=True)
def horloge():
    with time_machine.travel(MARDI_MIDI, tick=False) as voyage:
        yield voyage


@pytest.fixture
def partenaire(territoire):
    return PartenaireFactory(
        nom="Maison fictive des Érables", courriel=ADRESSE, territoires=[territoire]
    )


@pytest.fixture
def referencement(famille, ptp, partenaire):
    return referencement_sortant(famille, par=ptp, le=LE, partenaire=partenaire)


@pytest.fixture
def accord(referencement, ptp):
    return accorder(referencement, par=ptp, le=LE)


def page(nom, referencement):
    return reverse(f"referencements:{nom}", args=[referencement.pk])


def envoi(**champs):
    return {
        "cle": str(uuid4()),
        "adresse": ADRESSE,
        "telephone": "418 555-0199",
        "mot": "Une maman préfère le matin",
        "mode": "courriel",
        "suivi_prevu_le": "2026-11-27",
    } | champs


def lu(client, referencement, **get):
    return client.get(page("envoyer", referencement), get).content.decode().replace("\u00a0", " ")


# --- Before anything leaves -------------------------------------------------------------------


def test_page_shows_what_is_read_before_and_after_acceptance(referencement, accord, ptp, client_de):
    avant, apres = lu(client_de(ptp), referencement).split("Après avoir accepté")
    assert "1 adulte" in avant
    assert "Soraya" not in avant
    assert "Soraya" in apres
    assert not Divulgation.objects.exists()


def test_reading_again_shows_the_word_and_writes_nothing(referencement, accord, ptp, client_de):
    reponse = client_de(ptp).post(
        page("envoyer", referencement), envoi(apercevoir="1"), headers={"HX-Request": "true"}
    )
    html = reponse.content.decode()
    assert reponse.status_code == 200
    assert "Une maman préfère le matin" in html
    assert "(418) 555-0199" in html
    assert "<h1" not in html
    assert not Divulgation.objects.exists()


def test_a_word_that_names_them_is_refused_as_it_is_typed(referencement, accord, ptp, client_de):
    client = client_de(ptp)
    for bouton in ({"apercevoir": "1"}, {}):
        reponse = client.post(page("envoyer", referencement), envoi(mot="Soraya vient") | bouton)
        assert "Retirez" in reponse.content.decode()
    assert reponse.status_code == 422
    assert not Divulgation.objects.exists()


def test_without_an_agreement_the_page_asks_for_it(referencement, ptp, client_de):
    html = lu(client_de(ptp), referencement)
    assert "D’abord, l’accord de la famille" in html
    assert "Envoyer la demande</button>" not in html


@pytest.mark.securite(3)
@pytest.mark.parametrize("defaut", ["aucun", "retire", "echu"])
def test_nothing_leaves_without_an_agreement(defaut, referencement, ptp, horloge, client_de):
    if defaut != "aucun":
        accord = accorder(referencement, par=ptp, le=LE)
    if defaut == "retire":
        accord.retirer(par=ptp)
    if defaut == "echu":
        horloge.shift(timedelta(days=200))
    champs = envoi(suivi_prevu_le=(timezone.localdate() + timedelta(days=3)).isoformat())
    reponse = client_de(ptp).post(page("envoyer", referencement), champs)
    assert reponse.status_code == 422
    assert "rien n’est parti" in reponse.content.decode()
    assert (Divulgation.objects.count(), Courriel.objects.count()) == (0, 0)


def test_follow_up_is_proposed_in_ten_days_never_on_a_sunday(referencement, accord, ptp, client_de):
    with time_machine.travel(datetime(2026, 11, 19, 17, tzinfo=UTC), tick=False):
        html = lu(client_de(ptp), referencement)
    assert 'value="2026-11-30"' in html  # the 29th is a Sunday


def test_phone_is_remembered(famille, referencement, accord, ptp, partenaire, client_de):
    client = client_de(ptp)
    client.post(page("envoyer", referencement), envoi())
    autre = referencement_sortant(famille, par=ptp, le=LE, partenaire=partenaire)
    assert "(418) 555-0199" in lu(client, autre)


def test_page_says_when_the_message_leaves(referencement, accord, ptp, horloge, client_de):
    assert "part maintenant" in lu(client_de(ptp), referencement)
    horloge.shift(timedelta(hours=10))
    assert "part demain à 8 h" in lu(client_de(ptp), referencement)


# --- Sent -------------------------------------------------------------------------------------


def test_sending_freezes_it_moves_the_referencement_and_puts_one_message_out(
    referencement, accord, ptp, client_de
):
    reponse = client_de(ptp).post(page("envoyer", referencement), envoi())
    assert reponse.url == page("fiche", referencement)
    referencement.refresh_from_db()
    divulgation = Divulgation.objects.get()
    assert (referencement.etat, referencement.mode) == (Etat.MEDIATION_FAITE, "courriel")
    assert referencement.suivi_prevu_le == date(2026, 11, 27)
    assert (divulgation.consentement, divulgation.adresse) == (accord, ADRESSE)
    assert divulgation.apercu["ptp"]["telephone"] == "(418) 555-0199"
    assert Courriel.objects.get().genre == "demande"


def test_double_tap_and_retry_send_once(referencement, accord, ptp, client_de):
    client, champs = client_de(ptp), envoi()
    for _ in range(3):
        assert client.post(page("envoyer", referencement), champs).status_code == 302
    assert client.post(page("envoyer", referencement), champs | {"mot": "x"}).status_code == 422
    assert (Divulgation.objects.count(), Courriel.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_sent_eight_times_at_once_leaves_once(
    referencement, accord, ptp, client_de, en_parallele, boite_aux_lettres
):
    champs = envoi()
    statuts = en_parallele(
        lambda: client_de(ptp).post(page("envoyer", referencement), champs).status_code, 8
    )
    assert statuts == [302] * 8
    assert en_parallele(Divulgation.objects.count, 1) == [1]
    assert len(boite_aux_lettres.pour(ADRESSE)) == 1


def test_contact_already_made_asks_for_no_mode_and_keeps_the_follow_up(
    referencement, accord, ptp, client_de
):
    referencement.consentir(par=ptp, le=LE)
    referencement.faire_mediation(par=ptp, le=LE, mode="rencontre_a_trois")
    champs = envoi()
    del champs["mode"]
    assert client_de(ptp).post(page("envoyer", referencement), champs).status_code == 302
    referencement.refresh_from_db()
    assert (referencement.mode, referencement.suivi_prevu_le) == (
        "rencontre_a_trois",
        date(2026, 11, 27),
    )


@pytest.mark.securite(3)
def test_a_foreign_address_is_refused(referencement, accord, ptp, client_de):
    champs = envoi(adresse="pirate@exemple.test")
    assert client_de(ptp).post(page("envoyer", referencement), champs).status_code == 422
    assert not Divulgation.objects.exists()


def test_a_partenaire_no_longer_active_receives_nothing(referencement, accord, ptp, client_de):
    type(referencement.partenaire).objects.update(actif=False)
    reponse = client_de(ptp).post(page("envoyer", referencement), envoi())
    assert "plus en activité" in reponse.content.decode()
    assert not Divulgation.objects.exists()


def test_link_handed_over_is_shown_once_and_opens(referencement, accord, ptp, client, client_de):
    la_ptp, champs = client_de(ptp), envoi(adresse="main")
    reponses = [la_ptp.post(page("envoyer", referencement), champs) for _ in range(2)]
    assert Divulgation.objects.count() == 1
    assert not Courriel.objects.exists()
    jetons = [r.context["lien"].split("/p/")[1].strip("/") for r in reponses]
    premier, second = (LienPartenaire.objects.par_jeton(jeton).get() for jeton in jetons)
    assert [premier.est_ouvert, second.est_ouvert] == [False, True]
    assert client.get(reverse("portail:lien", args=[jetons[1]])).status_code == 200
    assert jetons[1] not in la_ptp.get(page("fiche", referencement)).content.decode()


def test_without_an_address_the_link_is_handed_over(famille, ptp, territoire, client_de):
    sans = PartenaireFactory(territoires=[territoire])
    referencement = referencement_sortant(famille, par=ptp, le=LE, partenaire=sans)
    accorder(referencement, par=ptp, le=LE)
    html = lu(client_de(ptp), referencement)
    assert "n’a pas de courriel" in html
    assert "Je lui remets le lien moi-même" in html


# --- By law -----------------------------------------------------------------------------------


def test_a_law_named_and_explained_stands_in_for_the_agreement(referencement, ptp, client_de):
    mere = nommer(referencement.famille, par=ptp)
    champs = envoi(
        base_legale="danger",
        motif="Menaces entendues aujourd’hui",
        champs=["telephone", "enfants"],
        personne=mere.pk,
    )
    adresse = page("envoyer", referencement) + "?loi"
    assert client_de(ptp).post(adresse, champs).status_code == 302
    divulgation = Divulgation.objects.get()
    assert divulgation.coordonnees == [
        ["Téléphone", "(418) 555-0142"],
        ["Enfants", "Nino (3\u00a0ans)"],
    ]
    assert (divulgation.base_legale, divulgation.consentement) == ("danger", None)


@pytest.mark.securite(3)
@pytest.mark.parametrize("manque", ["base_legale", "motif"])
def test_a_law_without_its_name_or_reason_allows_nothing(manque, referencement, ptp, client_de):
    champs = envoi(base_legale="danger", motif="Menaces") | {manque: ""}
    reponse = client_de(ptp).post(page("envoyer", referencement) + "?loi", champs)
    assert reponse.status_code == 422
    assert not Divulgation.objects.exists()


def test_by_law_too_only_persons_of_the_famille_are_offered(referencement, ptp, client_de):
    autre = FamilleFactory(territoire=referencement.territoire, saisie_par=ptp)
    personne = nommer(autre, par=ptp)
    champs = envoi(base_legale="danger", motif="Menaces", personne=personne.pk)
    adresse = page("envoyer", referencement) + "?loi"
    assert client_de(ptp).post(adresse, champs).status_code == 422


# --- Who may, and when ------------------------------------------------------------------------


@pytest.mark.securite(3)
@pytest.mark.parametrize(
    "nom", ["envoyer", "lien_remettre", "lien_renvoyer", "lien_fermer", "rappels", "lire"]
)
def test_outsider_and_gestionnaire_do_none_of_it(
    nom, referencement, inconnue, gestionnaire, client_de
):
    for personne in (inconnue, gestionnaire):
        assert client_de(personne).post(page(nom, referencement), envoi()).status_code == 404


def test_what_is_over_is_not_sent(famille, ptp, client_de):
    fini = referencement_sortant(famille, par=ptp, le=LE, etat=Etat.TERMINEE)
    assert client_de(ptp).get(page("envoyer", fini)).status_code == 409


def test_an_entrant_is_not_sent(territoire, ptp, client_de):
    entrant = referencement_entrant(territoire, par=ptp)
    assert client_de(ptp).get(page("envoyer", entrant)).status_code == 404


# --- At the partenaire ------------------------------------------------------------------------


@pytest.fixture
def envoyee(referencement, ptp):
    divulgation = divulguer(referencement, par=ptp, le=LE, adresse=ADRESSE)
    depots.demander(divulgation)
    return divulgation


def fiche(client, referencement):
    return client.get(page("fiche", referencement)).content.decode().replace("\u00a0", " ")


def test_fiche_says_what_became_of_the_message(referencement, envoyee, ptp, client_de):
    client, messages = client_de(ptp), Courriel.objects
    maintenant = timezone.now()
    assert "Il part le" in fiche(client, referencement)
    messages.update(envoye_le=maintenant)
    assert "Envoyé</span>" in fiche(client, referencement).replace("\n", "")
    messages.update(envoye_le=None, abandonne_le=maintenant, probleme="Refusé. Vérifiez.")
    html = fiche(client, referencement)
    assert "Refusé. Vérifiez." in html
    assert "Renvoyer" in html


@pytest.mark.parametrize(
    ("nom", "attendu"), [("ouvert", "Ouvert"), ("ferme", "Fermé"), ("expire", "Expiré")]
)
def test_fiche_says_whether_the_link_opens(nom, attendu, referencement, envoyee, ptp, client_de):
    lien, _ = LienPartenaire.pour_repondre(envoyee, adresse=ADRESSE)
    if nom == "ferme":
        lien.fermer()
    if nom == "expire":
        LienPartenaire.objects.update(expire_le=timezone.now())
    assert f"<dd>{attendu}" in fiche(client_de(ptp), referencement)


@pytest.mark.securite(3)
def test_withdrawn_the_fiche_says_it_and_sends_nothing_more(referencement, envoyee, ptp, client_de):
    envoyee.consentement.retirer(par=ptp)
    client = client_de(ptp)
    assert "retiré le" in fiche(client, referencement)
    for nom in ("lien_renvoyer", "lien_remettre"):
        champs = {"cle": str(uuid4()), "adresse": ADRESSE}
        assert client.post(page(nom, referencement), champs).status_code == 404


def test_fresh_link_is_sent_once_for_one_tap(referencement, envoyee, ptp, client_de):
    client, champs = client_de(ptp), {"cle": str(uuid4()), "adresse": ADRESSE}
    for _ in range(2):
        client.post(page("lien_renvoyer", referencement), champs)
    client.post(page("lien_renvoyer", referencement), champs | {"adresse": "pirate@exemple.test"})
    assert Courriel.objects.filter(genre="renvoi").count() == 1


def test_closing_the_link_holds_back_what_had_not_left(referencement, envoyee, ptp, client_de):
    lien, _ = LienPartenaire.pour_repondre(envoyee, adresse=ADRESSE)
    client_de(ptp).post(page("lien_fermer", referencement))
    lien.refresh_from_db()
    assert not lien.est_ouvert
    assert Courriel.objects.get().etat == Courriel.Etat.ANNULE


def test_closing_closes_the_links_past_their_time_too(referencement, envoyee, ptp, client_de):
    lien, _ = LienPartenaire.pour_repondre(envoyee, adresse=ADRESSE)
    LienPartenaire.objects.update(expire_le=timezone.now() - timedelta(days=1))
    client_de(ptp).post(page("lien_fermer", referencement))
    assert LienPartenaire.objects.get(pk=lien.pk).etat == LienPartenaire.Etat.FERME


@pytest.mark.parametrize("qui", ["famille", "partenaire"])
def test_reminders_are_suspended_and_resumed(qui, referencement, envoyee, ptp, client_de):
    client = client_de(ptp)
    for champs, attendu in (({"suspendre": "on"}, True), ({}, False)):
        client.post(page("rappels", referencement), {"qui": qui} | champs)
        relu = Referencement.objects.get()
        suspendus = {
            "famille": relu.famille.rappels_suspendus,
            "partenaire": relu.partenaire.rappels_suspendus,
        }
        assert suspendus == {"famille": False, "partenaire": False} | {qui: attendu}


def test_fiche_costs_the_same_however_much_was_sent(referencement, envoyee, ptp, client_de):
    def mesurer():
        with CaptureQueriesContext(connection) as requetes:
            fiche(client_de(ptp), referencement)
        return len(requetes)

    LienPartenaire.pour_repondre(envoyee, adresse=ADRESSE)
    un = mesurer()
    for _ in range(5):
        autre = divulguer(
            referencement, par=ptp, le=LE, adresse=ADRESSE, consentement=envoyee.consentement
        )
        depots.demander(autre)
        LienPartenaire.pour_repondre(autre, adresse=ADRESSE)
    assert mesurer() == un


def test_once_one_accepts_the_others_of_the_demarche_are_named(famille, ptp, client_de):
    acceptee, attend, discutee = (
        referencement_sortant(famille, par=ptp, le=LE, etat=etat)
        for etat in (Etat.ACCEPTEE, Etat.MEDIATION_FAITE, Etat.REFUSEE_PARTENAIRE)
    )
    Referencement.objects.update(demarche=acceptee.demarche)
    client = client_de(ptp)
    html = fiche(client, acceptee).split("a dit oui")[1].split("</p>")[0]
    assert attend.partenaire.nom in html
    assert discutee.partenaire.nom not in html
    assert "a dit oui" not in fiche(client, attend)


def test_page_of_the_famille_shows_the_organismes_of_a_demarche_together(famille, ptp, client_de):
    acceptee, attend, finie = (
        referencement_sortant(famille, par=ptp, le=LE, etat=etat)
        for etat in (Etat.ACCEPTEE, Etat.MEDIATION_FAITE, Etat.TERMINEE)
    )
    Referencement.objects.filter(pk=attend.pk).update(demarche=acceptee.demarche)
    (approche,) = approches(famille)
    assert [organisme.etat for organisme in approche.organismes] == [
        "Acceptée",
        "Contact personnalisé effectué",
    ]
    html = client_de(ptp).get(reverse("familles:fiche", args=[famille.code])).content.decode()
    section = html.split("Référencements en cours")[1].split("</section>")[0]
    assert attend.partenaire.nom in section
    assert finie.partenaire.nom not in section


# --- News -------------------------------------------------------------------------------------


def test_news_are_listed_first_until_they_are_read(referencement, envoyee, ptp, client_de):
    client = client_de(ptp)
    referencement.accepter(par=referencement.partenaire, le=LE)
    (ligne,) = [ligne for ligne in a_faire(ptp, LE) if "a répondu" in ligne.titre]
    assert ligne.titre == "Maison fictive des Érables a répondu\u00a0: acceptée"
    assert ligne.urgent
    journee = client.get(reverse("familles:ma_journee")).content.decode()
    assert "Nouveau</span>" in journee
    assert "En retard" not in journee
    assert list(client.get(LISTE, {"vue": "nouvelles"}).context["page"]) == [referencement]
    referencement.suivre(par=referencement.partenaire, le=LE, constat="Apportez un sac")
    (ligne,) = [ligne for ligne in a_faire(ptp, LE) if ligne.icone == "message-circle"]
    assert ligne.titre == "Maison fictive des Érables vous écrit"
    assert "Apportez un sac" in fiche(client, referencement).split("J’ai lu")[0]
    client.post(page("lire", referencement), {"version": referencement.version})
    assert not [ligne for ligne in a_faire(ptp, LE) if "a répondu" in ligne.titre]
    assert list(client.get(LISTE, {"vue": "nouvelles"}).context["page"]) == []


def test_a_faire_says_when_the_partenaire_was_reminded(referencement, envoyee, ptp, horloge):
    horloge.shift(timedelta(days=11))
    with en_lot():
        depots.relancer(envoyee)
    Courriel.objects.filter(genre="relance").update(envoye_le=timezone.now())
    (ligne,) = [a for a in a_faire(ptp, timezone.localdate()) if a.titre.startswith("Relancer")]
    assert ligne.detail.endswith("relancé le 28\u00a0novembre 2026")
