"""The PTP's side of an entrant: its messages, what it writes in the famille's fiche."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from courriels.gabarits import GABARITS
from courriels.models import Courriel
from familles.models import CleFamille, Famille, IdentiteAdulte
from familles.models.champs_scelles import DETRUITE
from familles.models.cle import oublier
from referencements.models import DemandeEntrante, Referencement
from referencements.models.etats import Etat
from tests.familles.factories import AdulteFactory, FamilleFactory
from tests.familles.scelles import textes
from tests.referencements.entrants import ADRESSE, entrant_par_lien
from tests.referencements.factories import LE, referencement_entrant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_le_9_mars")]
PLUS_TARD = date(2026, 3, 5)


@pytest.fixture
def _le_9_mars():
    with time_machine.travel(datetime(2026, 3, 9, 15, tzinfo=UTC), tick=False):
        yield


def courriels(**champs):
    return list(Courriel.objects.filter(**champs).order_by("pk"))


def nouvelle(territoire, ptp, alias="la famille du CPE"):
    return Famille(alias=alias, territoire=territoire, date_jointe=PLUS_TARD, saisie_par=ptp)


# --- Messages -----------------------------------------------------------------------------------


def test_each_ptp_of_the_territoire_is_told_of_an_entrant_by_link(
    territoire, ptp, inconnue, gestionnaire
):
    entrant = entrant_par_lien(territoire)
    (courriel,) = courriels(genre="entrant_arrive")
    assert courriel.destinataire == ptp.email
    message = GABARITS["entrant_arrive"](courriel)
    assert reverse("referencements:fiche", args=[entrant.pk]) in message.corps
    assert entrant.numero in message.corps
    for identite in ("Soraya", "555", "soraya@", "Camille"):
        assert identite not in message.sujet + message.corps


def test_ptp_is_told_nothing_of_what_she_logs_herself(territoire, ptp):
    referencement_entrant(territoire, par=ptp)
    assert courriels() == []


def test_message_to_a_ptp_is_not_written_once_it_is_welcomed_or_she_has_left(territoire, ptp):
    entrant = entrant_par_lien(territoire)
    (courriel,) = courriels()
    ptp.affectations.update(du=date(2026, 1, 5), au=date(2026, 3, 8))
    assert GABARITS["entrant_arrive"](courriel) is None
    ptp.affectations.update(au=None)
    assert GABARITS["entrant_arrive"](courriel)
    entrant.refuser(par=ptp, le=PLUS_TARD, motif="complet")
    assert GABARITS["entrant_arrive"](courriel) is None


def test_acknowledged_twice_the_partenaire_is_told_once(territoire, ptp, client_de):
    entrant = entrant_par_lien(territoire)
    adresse = reverse("referencements:accuser_reception", args=[entrant.pk])
    client = client_de(ptp)
    for _ in range(2):
        assert client.post(adresse).status_code == 302
    assert [c.destinataire for c in courriels(genre="entrant_accuse")] == [ADRESSE]
    entrant.refresh_from_db()
    assert entrant.accuse_le == date(2026, 3, 9)
    assert entrant.suivis.count() == 2


def test_acknowledging_what_has_its_answer_is_refused_in_words(territoire, ptp, client_de):
    entrant = entrant_par_lien(territoire)
    entrant.refuser(par=ptp, le=PLUS_TARD, motif="complet")
    reponse = client_de(ptp).post(reverse("referencements:accuser_reception", args=[entrant.pk]))
    assert reponse.status_code == 409
    assert "Refusée" in reponse.content.decode()


def test_partenaire_is_told_once_of_each_answer(territoire, ptp):
    entrant = entrant_par_lien(territoire)
    entrant.mettre_en_attente(par=ptp, le=PLUS_TARD, semaines=3)
    entrant.prendre_en_charge(nouvelle(territoire, ptp), par=ptp, le=PLUS_TARD)
    entrant.amorcer_service(par=ptp, le=PLUS_TARD)
    genres = [c.genre for c in courriels(destinataire=ADRESSE)]
    assert genres == ["entrant_repondu", "entrant_accueilli"]


def test_partenaire_without_an_address_gets_no_message(territoire, ptp, client_de):
    entrant = referencement_entrant(territoire, par=ptp)
    entrant.accuser_reception(par=ptp, le=PLUS_TARD)
    entrant.refuser(par=ptp, le=PLUS_TARD, motif="complet")
    assert courriels() == []


def test_what_a_partenaire_wrote_goes_under_the_key_of_the_famille(territoire, ptp):
    entrant = entrant_par_lien(territoire)
    assert CleFamille.objects.filter(famille=None).exists()
    oublier()
    assert DemandeEntrante.objects.get().prenom
    famille = nouvelle(territoire, ptp)
    entrant.prendre_en_charge(famille, par=ptp, le=PLUS_TARD)
    assert not CleFamille.objects.filter(famille=None).exists()
    assert DemandeEntrante.objects.get().prenom
    CleFamille.detruire(famille)
    assert DemandeEntrante.objects.get().prenom == DETRUITE


# --- Taking up ----------------------------------------------------------------------------------


def test_taking_up_opens_the_famille_with_what_was_given(territoire, ptp):
    entrant = entrant_par_lien(territoire)
    famille = nouvelle(territoire, ptp)
    ajouts = entrant.prendre_en_charge(famille, par=ptp, le=PLUS_TARD)
    famille.refresh_from_db()
    assert (famille.langue, famille.heures_preferees) == ("espagnol", "le matin")
    adulte = famille.adultes.get()
    assert (adulte.lien, adulte.identite.prenom) == ("parent", "Soraya")
    assert adulte.identite.telephone == "+14185550142"
    assert adulte.identite.courriel == "soraya@exemple.test"
    assert ajouts == ["langue parlée", "meilleurs moments", "prénom", "téléphone", "courriel"]
    besoin = famille.besoins.get()
    assert (entrant.besoin, besoin.type_id) == (besoin, "logement")
    assert besoin.mis_en_relief_le == PLUS_TARD
    assert not famille.accompagnements.exists()


def test_joining_adds_only_what_is_missing(territoire, ptp):
    famille = FamilleFactory(territoire=territoire, langue="arabe", saisie_par=ptp)
    mere = AdulteFactory(famille=famille)
    IdentiteAdulte.objects.create(adulte=mere, prenom="Soraïa", telephone="+14185550999")
    entrant = entrant_par_lien(territoire)
    ajouts = entrant.prendre_en_charge(famille, par=ptp, le=PLUS_TARD)
    famille.refresh_from_db()
    identite = famille.adultes.get().identite
    assert (famille.langue, famille.heures_preferees) == ("arabe", "le matin")
    assert (identite.prenom, identite.telephone) == ("Soraïa", "+14185550999")
    assert identite.courriel == "soraya@exemple.test"
    assert ajouts == ["meilleurs moments", "courriel"]
    assert famille.version == 2


def test_joining_names_the_only_adult_and_adds_another_beside_a_known_one(territoire, ptp):
    sans_nom = FamilleFactory(territoire=territoire, saisie_par=ptp)
    AdulteFactory(famille=sans_nom)
    entrant_par_lien(territoire).prendre_en_charge(sans_nom, par=ptp, le=PLUS_TARD)
    assert sans_nom.adultes.get().identite.prenom == "Soraya"
    nommee = FamilleFactory(territoire=territoire, saisie_par=ptp)
    IdentiteAdulte.objects.create(adulte=AdulteFactory(famille=nommee), prenom="Bernadette")
    entrant_par_lien(territoire).prendre_en_charge(nommee, par=ptp, le=PLUS_TARD)
    prenoms = textes(IdentiteAdulte.objects.filter(adulte__famille=nommee), "prenom")
    assert set(prenoms) == {"Bernadette", "Soraya"}


def test_joining_attaches_it_to_the_besoin_that_is_open_already(territoire, ptp):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    besoin = famille.besoins.create(type_id="logement", mis_en_relief_le=LE, etat_depuis=LE)
    entrant = entrant_par_lien(territoire)
    entrant.prendre_en_charge(famille, par=ptp, le=PLUS_TARD)
    assert entrant.besoin == besoin


def test_taken_up_already_it_opens_no_other_famille(territoire, ptp):
    entrant = entrant_par_lien(territoire)
    entrant.prendre_en_charge(nouvelle(territoire, ptp), par=ptp, le=PLUS_TARD)
    with pytest.raises(ValidationError, match="déjà fait"):
        entrant.prendre_en_charge(nouvelle(territoire, ptp, "autre"), par=ptp, le=PLUS_TARD)
    assert Famille.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_taken_up_by_eight_at_once_it_has_one_famille(territoire, ptp, en_parallele):
    entrant = entrant_par_lien(territoire)

    def prendre():
        try:
            famille = nouvelle(territoire, ptp)
            Referencement.objects.get(pk=entrant.pk).prendre_en_charge(
                famille, par=ptp, le=PLUS_TARD
            )
        except ValidationError:
            return 0
        return 1

    assert sum(en_parallele(prendre, fois=16)) == 1
    assert en_parallele(Famille.objects.count, fois=1) == [1]


# --- Declining ----------------------------------------------------------------------------------


def test_declining_keeps_the_word_to_the_partenaire_apart_from_her_note(territoire, ptp, client_de):
    entrant = entrant_par_lien(territoire)
    adresse = reverse("referencements:geste", args=[entrant.pk, "refuser"])
    page = client_de(ptp).get(adresse).content.decode()
    assert "Le partenaire lira ce mot. Sans nom." in page
    reponse = client_de(ptp).post(
        adresse,
        {
            "cle": "6f1b8b3e-6f39-4d2e-9d0c-0a4f7d6f0a11",
            "date": PLUS_TARD.isoformat(),
            "motif": "hors_territoire",
            "mot_au_partenaire": "La PTP voisine peut vous aider.",
            "constat": "Déjà suivie ailleurs",
        },
    )
    assert reponse.status_code == 302
    suivi = entrant.suivis.last()
    assert suivi.mot_au_partenaire == "La PTP voisine peut vous aider."
    assert suivi.constat == "Déjà suivie ailleurs"


@pytest.mark.parametrize("nom", ["recevoir_reponse", "constater_sans_reponse"])
def test_nobody_waits_for_the_answer_to_what_was_received(nom, territoire, ptp):
    entrant = entrant_par_lien(territoire)
    with pytest.raises(ValidationError, match="C’est vous qui répondez"):
        getattr(entrant, nom)(par=ptp, le=LE + timedelta(days=1))
    entrant.refresh_from_db()
    assert entrant.etat == Etat.MEDIATION_FAITE
