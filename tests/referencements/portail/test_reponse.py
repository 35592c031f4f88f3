"""A partenaire answers from its link."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courriels.models import Courriel
from referencements.courriels.sortants import nouvelle
from referencements.models import Divulgation, LienPartenaire, SuiviReferencement
from referencements.models.etats import Etat
from referencements.portail.gestes import GESTES
from tests.familles.scelles import ecrire
from tests.gardes.requetes import ecrit
from tests.gardes.test_valeurs_folles import FOLLES
from tests.referencements.accords import nommer
from tests.referencements.factories import LE, geste, referencement_sortant
from tests.requetes import sans_journal

from .conftest import DE_LA_FAMILLE, expirer, recevoir

pytestmark = pytest.mark.django_db

ENVOIS = {
    "accepter": {},
    "attente": {"semaines": "6"},
    "refuser": {"motif": "complet"},
    "amorcer": {},
    "terminer": {"issue": "partiellement"},
    "ecrire": {"constat": "Quel est le meilleur moment?"},
}
# From which états each answer is possible (DOMAINE §2.15), written by hand.
A_REPONDRE = {Etat.MEDIATION_FAITE, Etat.SANS_REPONSE, Etat.REPONSE_RECUE}
POSSIBLES = {
    "accepter": A_REPONDRE | {Etat.LISTE_ATTENTE},
    "attente": A_REPONDRE | {Etat.ACCEPTEE},
    "refuser": A_REPONDRE | {Etat.LISTE_ATTENTE},
    "amorcer": {Etat.ACCEPTEE, Etat.LISTE_ATTENTE},
    "terminer": {Etat.SERVICE_AMORCE},
    "ecrire": A_REPONDRE | {Etat.ACCEPTEE, Etat.LISTE_ATTENTE, Etat.SERVICE_AMORCE},
}
VERS = {
    "accepter": "acceptee",
    "attente": "liste_attente",
    "refuser": "refusee_partenaire",
    "amorcer": "service_amorce",
    "terminer": "terminee",
}
CHEMINS = {
    Etat.MEDIATION_FAITE: [],
    Etat.SANS_REPONSE: ["constater_sans_reponse"],
    Etat.REPONSE_RECUE: ["recevoir_reponse"],
    Etat.ACCEPTEE: ["accepter"],
    Etat.LISTE_ATTENTE: ["mettre_en_attente"],
    Etat.REFUSEE_PARTENAIRE: ["refuser"],
    Etat.SERVICE_AMORCE: ["accepter", "amorcer_service"],
    Etat.TERMINEE: ["accepter", "amorcer_service", "terminer"],
    Etat.ABANDONNEE_FAMILLE: ["abandonner"],
    Etat.ANNULEE: ["annuler"],
}


def amener(recue, etat, *, par):
    for nom in CHEMINS[etat]:
        geste(recue.referencement, nom, par=par)


def envoi(nom, **autres):
    return {"cle": str(uuid4()), **ENVOIS[nom], **autres}


def test_before_it_accepts_it_reads_who_asks_and_for_what_and_no_name(recue):
    contenu = recue.lire().content.decode()
    for dit in (
        "Maude",
        "418 555-0100",
        "Territoire d’ici",
        "Elle cherche depuis janvier.",
        "1\u00a0adulte",
        "2-3 ans",
        recue.referencement.numero,
    ):
        assert dit in contenu
    assert not [mot for mot in DE_LA_FAMILLE if mot in contenu]


def test_accepting_shows_whom_to_call_and_tells_the_ptp(recue):
    reponse = recue.faire("accepter", **envoi("accepter", constat="Appelez-nous mardi"))
    assert reponse.url == reverse("portail:lien", args=[recue.jeton])
    contenu = recue.lire().content.decode()
    assert recue.etat == "acceptee"
    assert [mot for mot in ("Soraya", "Exemplaire", "Nino", "555-0142") if mot not in contenu] == []
    assert "Appelez-nous mardi" in contenu
    assert recue.referencement.nouvelles_non_lues
    message = nouvelle(Courriel.objects.get(genre="nouvelle"))
    assert message.sujet == f"Demande nº\u00a0{recue.referencement.numero}\u00a0: acceptée"
    assert "Elle est maintenant\u00a0: acceptée." in message.corps
    for mot in (*DE_LA_FAMILLE, "Appelez-nous mardi"):
        assert mot not in message.sujet + message.corps
    suivi = recue.referencement.suivis.latest("pk")
    assert (suivi.par_partenaire, suivi.constat) == (recue.lien.partenaire, "Appelez-nous mardi")


def test_a_word_alone_says_that_there_are_news(recue):
    recue.faire("ecrire", **envoi("ecrire"))
    message = nouvelle(Courriel.objects.get(genre="nouvelle"))
    assert message.sujet.endswith("des nouvelles du partenaire")
    assert "vous a écrit" in message.corps


def test_accepting_says_whom_to_ask_when_nothing_reaches_the_famille(recue):
    divulgation = Divulgation.objects.get()
    seul = {"coordonnees": [["Prénom", "Soraya"]]}
    ecrire([divulgation], contenu=divulgation.contenu | seul)
    recue.faire("accepter", **envoi("accepter"))
    contenu = recue.lire().content.decode()
    assert "Soraya" in contenu
    assert "Convenez avec Maude" in contenu


def test_a_demande_goes_from_the_waiting_list_to_its_end(recue):
    for nom in ("attente", "accepter", "amorcer", "terminer"):
        assert recue.faire(nom, **envoi(nom)).status_code == 302, nom
        assert recue.etat == VERS[nom]
    assert recue.referencement.attente_semaines == 6
    assert recue.referencement.issue == "partiellement"
    contenu = recue.lire().content.decode()
    assert "C’est terminé, merci" in contenu
    assert not [mot for mot in DE_LA_FAMILLE if mot in contenu]


@pytest.mark.parametrize("motif", ["inadmissible", "hors_territoire", "complet"])
def test_a_refusal_says_why(recue, motif):
    assert recue.faire("refuser", cle=uuid4()).status_code == 422
    assert recue.faire("refuser", **envoi("refuser", motif=motif)).status_code == 302
    assert (recue.etat, recue.referencement.motif_refus) == ("refusee_partenaire", motif)
    assert "Merci d’avoir répondu" in recue.lire().content.decode()


@pytest.mark.parametrize("etat", CHEMINS)
@pytest.mark.parametrize("nom", ENVOIS)
def test_every_answer_from_every_etat(recue, ptp, nom, etat):
    amener(recue, etat, par=ptp)
    avant = SuiviReferencement.objects.count()
    reponse = recue.faire(nom, **envoi(nom, constat="Un mot gardé"))
    if etat in POSSIBLES[nom]:
        assert reponse.status_code == 302
        assert recue.etat == VERS.get(nom, etat)
    else:
        assert reponse.status_code == 409
        assert recue.etat == etat
        assert SuiviReferencement.objects.count() == avant
        contenu = reponse.content.decode()
        assert "Un mot gardé" in contenu
        assert "il ne peut pas devenir" not in contenu


@pytest.mark.parametrize(
    ("etat", "nom", "phrase"),
    [
        (Etat.ACCEPTEE, "refuser", "a déjà reçu une réponse\u00a0: acceptée le"),
        (Etat.LISTE_ATTENTE, "attente", "en liste d’attente depuis le"),
        (Etat.REFUSEE_PARTENAIRE, "accepter", "refusée le"),
        (Etat.ACCEPTEE, "terminer", "Dites d’abord que le service est amorcé."),
        (Etat.REPONSE_RECUE, "amorcer", "dites d’abord si vous l’acceptez"),
        (Etat.ABANDONNEE_FAMILLE, "accepter", "elle n’attend plus rien de vous"),
    ],
)
def test_an_impossible_answer_is_said_to_who_was_asked(recue, ptp, etat, nom, phrase):
    amener(recue, etat, par=ptp)
    assert phrase in recue.faire(nom, **envoi(nom)).content.decode()


@pytest.mark.parametrize("etat", CHEMINS)
def test_names_show_only_between_acceptance_and_the_end(recue, ptp, etat):
    amener(recue, etat, par=ptp)
    contenu = recue.lire().content.decode()
    assert ("Soraya" in contenu) is (etat in {Etat.ACCEPTEE, Etat.SERVICE_AMORCE})
    for nom in GESTES:
        page = recue.ouvrir(nom).content.decode()
        assert not [mot for mot in DE_LA_FAMILLE if mot in page]


def test_the_notes_of_a_ptp_are_not_for_the_partenaire(recue, ptp):
    geste(recue.referencement, "accepter", par=ptp, constat="Dit au téléphone, entre nous")
    assert "entre nous" not in recue.lire().content.decode()


def test_the_same_answer_sent_again_is_one_answer(recue):
    meme = envoi("ecrire")
    codes = {recue.faire("ecrire", **meme).status_code for _ in range(20)}
    assert codes == {302}
    assert recue.referencement.suivis.filter(par_partenaire__isnull=False).count() == 1
    autre = recue.faire("ecrire", **meme | {"constat": "Autre chose"})
    assert autre.status_code == 422


def test_a_word_says_something_and_not_too_much(recue):
    assert recue.faire("ecrire", cle=uuid4(), constat=" ").status_code == 422
    assert recue.faire("ecrire", cle=uuid4(), constat="x" * 2001).status_code == 422


def test_so_many_words_a_day_and_no_more(recue):
    codes = [recue.faire("ecrire", **envoi("ecrire")).status_code for _ in range(22)]
    assert codes == [302] * 20 + [409] * 2


@pytest.mark.parametrize("valeur", FOLLES, ids=lambda valeur: ascii(valeur)[:24])
@pytest.mark.parametrize(
    ("nom", "champ"),
    [("attente", "semaines"), ("refuser", "motif"), ("terminer", "issue"), ("ecrire", "cle")],
)
def test_a_value_that_no_page_of_ours_sends_breaks_nothing(recue, nom, champ, valeur):
    """« ٣ » is a 3 all the same."""
    assert recue.faire(nom, **envoi(nom, **{champ: valeur})).status_code in {302, 409, 422}


def test_a_demande_that_a_law_allowed_says_so(famille, ptp):
    divulgation = Divulgation(base_legale="danger", motif="Menaces entendues")
    referencement = referencement_sortant(famille, par=ptp)
    mere = nommer(famille, par=ptp)
    referencement.divulguer(
        divulgation, par=ptp, le=LE, mode="courriel", champs=["prenom"], personne=mere
    )
    _, jeton = LienPartenaire.pour_repondre(divulgation)
    partenaire = referencement.partenaire
    referencement.accepter(par=partenaire, le=LE)
    contenu = Client().get(reverse("portail:lien", args=[jeton])).content.decode()
    assert "Soraya" in contenu
    assert "La loi permet que vous sachiez cela" in contenu


def test_it_answers_for_itself_only(recue, famille, ptp):
    autre = recevoir(famille, par=ptp)
    recue.faire("accepter", **envoi("accepter"))
    assert (recue.etat, autre.etat) == ("acceptee", "mediation_faite")


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_give_one_outcome_and_one_notice(recue, en_parallele):
    noms = iter(["accepter", "refuser"] * 8)

    def repondre():
        nom = next(noms)
        code = recue.faire(nom, **envoi(nom)).status_code
        return code, Courriel.objects.filter(genre="nouvelle").count()

    issues = en_parallele(repondre, fois=16)
    codes = [code for code, _ in issues]
    assert (codes.count(302), codes.count(409)) == (1, 15)
    assert max(annonces for _, annonces in issues) == 1


# --- What a link opens ----------------------------------------------------------------------------

TOUS = [*GESTES, "nouveau-lien"]


def fermer(recue, ptp):
    recue.lien.fermer()


def retirer(recue, ptp):
    recue.lien.divulgation.consentement.retirer(par=ptp)


def desactiver(recue, ptp):
    type(recue.lien.partenaire).objects.update(actif=False)


@pytest.mark.securite(3)
@pytest.mark.parametrize("nom", TOUS)
@pytest.mark.parametrize("fin", [fermer, retirer, desactiver])
def test_a_closed_link_shows_and_takes_nothing_even_from_an_open_page(recue, ptp, fin, nom):
    recue.faire("accepter", **envoi("accepter"))
    assert "Soraya" in recue.lire().content.decode()
    fin(recue, ptp)
    reponses = [recue.lire(), recue.faire(nom, **envoi(nom) if nom in ENVOIS else {})]
    reponses += [recue.ouvrir(nom)] if nom in GESTES else []
    for reponse in reponses:
        assert reponse.status_code == 410
        contenu = reponse.content.decode()
        assert not [mot for mot in (*DE_LA_FAMILLE, "Logement", "adulte") if mot in contenu]
    assert recue.etat == "acceptee"


def test_a_withdrawn_link_asks_to_leave_the_famille_alone(recue, ptp):
    retirer(recue, ptp)
    assert "de ne pas la joindre" in recue.lire().content.decode()


@pytest.mark.parametrize("nom", GESTES)
def test_an_expired_link_takes_no_answer_and_offers_a_fresh_one(recue, nom):
    expirer(recue.lien)
    assert recue.faire(nom, **envoi(nom)).status_code == 410
    page = recue.lire()
    assert page.status_code == 410
    assert "Recevoir un nouveau lien" in page.content.decode()
    assert "m…@exemple.test" in page.content.decode()
    assert recue.etat == "mediation_faite"


@pytest.mark.securite(3)
def test_a_withdrawal_between_the_page_and_the_answer_is_heard(recue, ptp, monkeypatch):
    """The link was still open when it was looked at: the model says no under its lock."""
    monkeypatch.setattr(
        "referencements.portail.views.liens.est_ouvert", lambda lien, vus=[]: _une_fois(lien, vus)
    )
    retirer(recue, ptp)
    assert recue.faire("accepter", **envoi("accepter")).status_code == 410
    assert recue.etat == "mediation_faite"


def _une_fois(lien, vus):
    vus.append(lien)
    return len(vus) == 1


@pytest.mark.parametrize("jeton", ["jamais", "a" * 43, "%00", "é", "x" * 3000])
def test_a_guessed_token_is_told_the_same_thing(client, db, jeton):
    attendu = client.get(reverse("portail:lien", args=["autre"]))
    for methode in (client.get, client.post):
        for nom in ("accepter", "jamais", "code"):
            reponse = methode(f"/p/{jeton}/{nom}/")
            assert (reponse.status_code, reponse.content) == (404, attendu.content)
    assert "n’ouvre rien" in attendu.content.decode()


def test_another_word_after_the_token_opens_nothing(recue):
    assert recue.ouvrir("suivre").status_code == 404
    assert recue.faire("consentir").status_code == 404


def test_reading_writes_nothing(recue):
    for page in (recue.lire, *[lambda nom=nom: recue.ouvrir(nom) for nom in TOUS]):
        with CaptureQueriesContext(connection) as requetes:
            page()
        assert [r["sql"] for r in requetes if ecrit(r["sql"])] == []
    assert LienPartenaire.objects.count() == 1


def test_the_token_leaves_in_no_referer_and_in_no_page_of_another(recue):
    reponses = [recue.lire(), recue.ouvrir("accepter"), recue.faire("accepter", cle=uuid4())]
    reponses.append(recue.client.get("/p/jamais/"))
    assert {reponse["Referrer-Policy"] for reponse in reponses} == {"no-referrer"}
    for reponse in reponses:
        assert "no-store" in reponse["Cache-Control"]
        assert reponse["X-Robots-Tag"] == "noindex"


def test_a_ptp_who_opens_a_link_sees_what_the_partenaire_sees(recue, client_de, ptp):
    page = client_de(ptp).get(reverse("portail:lien", args=[recue.jeton]))
    assert "Ma journée" not in page.content.decode()


def test_the_page_costs_the_same_however_much_was_said(recue):
    for n in range(10):
        recue.faire("ecrire", **envoi("ecrire", constat=f"Mot {n}"))
    recue.lire()
    with CaptureQueriesContext(connection) as capture:
        recue.lire()
    lues = [sql for sql in sans_journal(capture.captured_queries) if "SAVEPOINT" not in sql]
    assert len(lues) <= 6
