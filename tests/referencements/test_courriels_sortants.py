"""The request, its reminder, its end and the answer, by mail."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from comptes.models import Affectation
from courriels.envoi import envoyer
from courriels.models import Courriel
from referencements import depots
from referencements.models import LienPartenaire, Referencement
from referencements.models.etats import Etat
from tests.comptes.factories import AffectationFactory
from tests.familles.factories import AccompagnementFactory
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.accords import accorder, divulguer
from tests.referencements.factories import referencement_sortant

pytestmark = pytest.mark.django_db(transaction=True)
MARDI_MIDI = datetime(2026, 11, 17, 17, tzinfo=UTC)
LE = date(2026, 11, 17)
ADRESSE = "accueil@exemple.test"
NOMS = ("Soraya", "Exemplaire", "Nino", "555-0142", "parc")


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
def demander(referencement, ptp):
    """The request leaves as soon as it is asked, in the hours allowed."""

    def faire(**precisions):
        divulgation = divulguer(
            referencement, par=ptp, le=LE, adresse=ADRESSE, telephone="(418) 555-0199", **precisions
        )
        depots.demander(divulgation)
        return divulgation

    return faire


def ecrit(genre):
    return Courriel.objects.get(genre=genre)


def repartir():
    envoyer(Courriel.objects.all())


# --- The request ------------------------------------------------------------------------------


def test_request_says_who_asks_and_nothing_of_the_famille(boite_aux_lettres, demander):
    divulgation = demander(mot="Une maman préfère le matin")
    (message,) = boite_aux_lettres.pour(ADRESSE)
    tout = message["Subject"] + message.get_content()
    assert divulgation.referencement.numero in message["Subject"]
    assert "alimentation" not in message["Subject"].lower()
    assert not [nom for nom in NOMS if nom in tout]
    for attendu in ("Maude", divulgation.apercu["ptp"]["organisme"], "(418) 555-0199"):
        assert attendu in tout


def test_request_opens_a_link_made_as_it_leaves(boite_aux_lettres, demander):
    divulgation = demander()
    (message,) = boite_aux_lettres.pour(ADRESSE)
    jeton = message.get_content().split("/p/")[1].split("/")[0]
    lien = LienPartenaire.objects.par_jeton(jeton).get()
    assert (lien.divulgation, lien.adresse, lien.est_ouvert) == (divulgation, ADRESSE, True)


def test_no_token_stays_in_the_outbox(boite_aux_lettres, demander):
    demander()
    jeton = boite_aux_lettres.recus[0].get_content().split("/p/")[1].split("/")[0]
    assert jeton not in str(list(Courriel.objects.values()))


def test_what_the_ptp_hands_over_leaves_nothing(boite_aux_lettres, referencement, ptp):
    depots.demander(divulguer(referencement, par=ptp, le=LE))
    assert not Courriel.objects.exists()


@pytest.mark.parametrize(
    "entretemps", ["retrait", "reponse", "fin", "inactif", "adresse", "accord_echu"]
)
def test_request_that_lost_its_purpose_never_leaves(
    entretemps, boite_aux_lettres, horloge, referencement, demander, partenaire, ptp
):
    horloge.shift(timedelta(hours=10))  # 22 h
    divulgation = demander()
    horloge.shift(timedelta(hours=11))
    if entretemps == "retrait":
        divulgation.consentement.retirer(par=ptp)
    elif entretemps == "reponse":
        referencement.accepter(par=ptp, le=timezone.localdate())
    elif entretemps == "fin":
        referencement.abandonner(par=ptp, le=timezone.localdate())
    elif entretemps == "inactif":
        type(partenaire).objects.update(actif=False)
    elif entretemps == "adresse":
        type(partenaire).objects.update(courriel="autre@exemple.test")
    else:
        horloge.shift(timedelta(days=201))
    repartir()
    assert ecrit("demande").etat == Courriel.Etat.ANNULE
    assert not LienPartenaire.objects.exists()
    assert not boite_aux_lettres.pour(ADRESSE)


def test_what_is_sent_once_accepted_leaves_all_the_same(
    boite_aux_lettres, referencement, demander, ptp, horloge
):
    referencement.consentir(par=ptp, le=LE)
    referencement.faire_mediation(par=ptp, le=LE, mode="appel_en_presence")
    referencement.accepter(par=ptp, le=LE)
    horloge.shift(timedelta(minutes=1))
    demander()
    assert len(boite_aux_lettres.pour(ADRESSE)) == 1


def test_fresh_link_leaves_once_for_one_form(boite_aux_lettres, referencement, demander):
    divulgation = demander()
    referencement.accepter(par=referencement.partenaire, le=LE)
    for _ in range(2):
        depots.renvoyer(divulgation, adresse=ADRESSE, cle=referencement.cle)
    assert len(boite_aux_lettres.pour(ADRESSE)) == 2
    assert LienPartenaire.objects.count() == 2


# --- The withdrawal ---------------------------------------------------------------------------


def test_withdrawal_is_told_once_to_who_received_a_link(
    boite_aux_lettres, referencement, demander, ptp
):
    divulgation = demander()
    depots.renvoyer(divulgation, adresse=ADRESSE, cle=referencement.cle)
    for _ in range(2):
        divulgation.consentement.retirer(par=ptp)
    *_, message = boite_aux_lettres.pour(ADRESSE)
    assert len(boite_aux_lettres.pour(ADRESSE)) == 3
    assert f"{referencement.numero} est fermée" in message["Subject"]
    assert "ne plus utiliser" in message.get_content()
    assert not [nom for nom in NOMS if nom in message.get_content()]


def test_withdrawal_says_nothing_to_who_received_nothing(referencement, ptp):
    accorder(referencement, par=ptp, le=LE).retirer(par=ptp)
    assert not Courriel.objects.exists()


# --- The news ---------------------------------------------------------------------------------


def test_answer_of_a_partenaire_is_announced_once_without_a_personal_datum(
    boite_aux_lettres, referencement, demander, ptp
):
    demander()
    referencement.accepter(par=referencement.partenaire, le=LE, constat="Soraya est bienvenue")
    (message,) = boite_aux_lettres.pour(ptp.email)
    contenu = message["Subject"] + message.get_content()
    assert referencement.numero in contenu
    assert f"/referencements/{referencement.pk}/" in contenu
    assert not [nom for nom in NOMS if nom in contenu]


def test_what_a_ptp_writes_is_no_news(boite_aux_lettres, referencement, demander, ptp):
    demander()
    referencement.accepter(par=ptp, le=LE)
    assert not boite_aux_lettres.pour(ptp.email)


def test_who_accompanies_the_famille_is_told_before_who_logged_it(referencement, territoire, ptp):
    collegue = AffectationFactory(territoire=territoire).utilisateur
    referencement.accompagnement = AccompagnementFactory(
        famille=referencement.famille, ptp=collegue
    )
    assert depots.ptp_a_prevenir(referencement) == [collegue]


def test_once_she_has_left_everyone_of_the_territoire_is_told(referencement, territoire, ptp):
    Affectation.objects.filter(utilisateur=ptp).update(
        du=LE - timedelta(days=90), au=LE - timedelta(days=1)
    )
    collegues = {AffectationFactory(territoire=territoire).utilisateur for _ in range(2)}
    AffectationFactory()
    AffectationFactory(territoire=territoire, role="gestionnaire")
    assert set(depots.ptp_a_prevenir(referencement)) == collegues


def test_two_answers_at_once_give_one_message(referencement, demander, en_parallele):
    demander()

    def repondre():
        actuel = Referencement.objects.get(pk=referencement.pk)
        try:
            actuel.refuser(par=actuel.partenaire, le=LE, motif="complet")
        except ValidationError as refus:
            return refus.code
        return "refusée"

    def relire():
        return Courriel.objects.filter(genre="nouvelle").count()

    assert en_parallele(repondre, 8).count("refusée") == 1
    assert en_parallele(relire, 1) == [1]


def test_a_word_on_what_is_answered_is_announced_too(referencement, demander):
    demander()
    referencement.accepter(par=referencement.partenaire, le=LE)
    referencement.suivre(par=referencement.partenaire, le=LE, constat="Rappelez-nous")
    assert Courriel.objects.filter(genre="nouvelle").count() == 2
    assert Referencement.objects.get().etat == Etat.ACCEPTEE


def test_news_do_not_follow_who_has_left(horloge, boite_aux_lettres, referencement, demander, ptp):
    demander()
    horloge.shift(timedelta(hours=11))
    referencement.accepter(par=referencement.partenaire, le=LE)
    ptp.is_active = False
    ptp.save()
    horloge.shift(timedelta(hours=12))
    repartir()
    assert ecrit("nouvelle").etat == Courriel.Etat.ANNULE
    assert not boite_aux_lettres.pour(ptp.email)


def test_withdrawal_tells_each_demande_that_an_address_received(
    boite_aux_lettres, famille, partenaire, ptp, demander
):
    premiere = demander()
    autre = referencement_sortant(famille, par=ptp, le=LE, partenaire=partenaire)
    seconde = divulguer(autre, par=ptp, le=LE, adresse=ADRESSE, consentement=premiere.consentement)
    depots.demander(seconde)
    premiere.consentement.retirer(par=ptp)
    assert Courriel.objects.filter(genre="retrait").count() == 2
    fermees = {m["Subject"] for m in boite_aux_lettres.pour(ADRESSE) if "fermée" in m["Subject"]}
    assert len(fermees) == 2
