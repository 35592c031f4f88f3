"""One gentle reminder to a partenaire, after ten days of silence."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courriels.envoi import en_lot, envoyer
from courriels.models import Courriel
from referencements import depots
from referencements.models import LienPartenaire
from referencements.rappels import a_relancer, relancer_les_partenaires
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.accords import divulguer
from tests.referencements.factories import referencement_sortant

pytestmark = pytest.mark.django_db(transaction=True)
MARDI_MIDI = datetime(2026, 11, 3, 17, tzinfo=UTC)
LE = date(2026, 11, 3)
DIX_JOURS = timedelta(days=10)


@pytest.fixture(autouse=True)
def horloge():
    with time_machine.travel(MARDI_MIDI, tick=False) as voyage:
        yield voyage


@pytest.fixture
def envoye(famille, ptp):
    """A request that its partenaire received."""

    def faire(adresse="accueil@exemple.test", **champs):
        partenaire = PartenaireFactory(courriel=adresse, territoires=[famille.territoire])
        referencement = referencement_sortant(famille, par=ptp, le=LE, partenaire=partenaire)
        divulgation = divulguer(referencement, par=ptp, le=LE, adresse=adresse, **champs)
        depots.demander(divulgation)
        return divulgation

    return faire


def dus():
    return list(a_relancer(timezone.now()))


def test_after_ten_days_of_silence_a_partenaire_is_reminded_once(
    boite_aux_lettres, horloge, envoye
):
    envoye()
    horloge.shift(DIX_JOURS - timedelta(hours=1))
    assert dus() == []
    horloge.shift(timedelta(hours=1))
    for _ in range(3):
        relancer_les_partenaires(timezone.now())
        horloge.shift(timedelta(days=11))
    _, rappel = boite_aux_lettres.recus
    assert "Un rappel de la demande" in rappel["Subject"]
    assert LienPartenaire.objects.count() == 2
    assert "/p/" in rappel.get_content()


@pytest.mark.parametrize(
    "empeche",
    [
        "famille",
        "partenaire",
        "inactif",
        "retrait",
        "reponse",
        "mot_du_partenaire",
        "suivi",
        "annulee",
        "suivi_prevu",
        "lien_ferme",
        "envoye_de_nouveau",
    ],
)
def test_nobody_is_reminded_when(empeche, boite_aux_lettres, horloge, envoye, ptp):
    divulgation = envoye()
    referencement = divulgation.referencement
    horloge.shift(timedelta(days=5))
    le = timezone.localdate()
    gestes = {
        "famille": lambda: _suspendre(referencement.famille, "rappels_suspendus", True),
        "partenaire": lambda: _suspendre(referencement.partenaire, "rappels_suspendus", True),
        "inactif": lambda: _suspendre(referencement.partenaire, "actif", False),
        "retrait": lambda: divulgation.consentement.retirer(par=ptp),
        "reponse": lambda: referencement.refuser(
            par=referencement.partenaire, le=le, motif="complet"
        ),
        "mot_du_partenaire": lambda: referencement.suivre(par=referencement.partenaire, le=le),
        "suivi": lambda: referencement.suivre(par=ptp, le=le),
        "annulee": lambda: referencement.annuler(par=ptp, le=le),
        "suivi_prevu": lambda: type(referencement).objects.update(
            suivi_prevu_le=le + timedelta(days=30)
        ),
        "lien_ferme": lambda: LienPartenaire.objects.get().fermer(),
        "envoye_de_nouveau": lambda: divulguer(
            referencement, par=ptp, le=le, consentement=divulgation.consentement
        ),
    }
    gestes[empeche]()
    horloge.shift(timedelta(days=6))
    assert dus() == []


def _suspendre(objet, champ, valeur):
    type(objet).objects.filter(pk=objet.pk).update(**{champ: valeur})


def test_a_follow_up_date_that_came_lets_the_reminder_go(boite_aux_lettres, horloge, envoye):
    divulgation = envoye(suivi_prevu_le=LE + DIX_JOURS)
    horloge.shift(DIX_JOURS)
    assert dus() == [divulgation]


def test_a_request_that_never_left_is_not_recalled(horloge, envoye):
    with en_lot():
        envoye()
    horloge.shift(DIX_JOURS)
    assert dus() == []


def test_answered_before_the_reminder_leaves_it_stays(boite_aux_lettres, horloge, envoye):
    divulgation = envoye()
    horloge.shift(DIX_JOURS + timedelta(hours=9))  # 21 h
    relancer_les_partenaires(timezone.now())
    divulgation.referencement.accepter(
        par=divulgation.referencement.partenaire, le=timezone.localdate()
    )
    horloge.shift(timedelta(hours=12))
    envoyer(Courriel.objects.all())
    assert Courriel.objects.get(genre="relance").etat == Courriel.Etat.ANNULE


def test_who_is_due_costs_one_query_however_many(boite_aux_lettres, horloge, envoye):
    for rang in range(12):
        envoye(f"accueil{rang}@exemple.test")
    horloge.shift(DIX_JOURS)
    with CaptureQueriesContext(connection) as requetes, en_lot() as deposes:
        relancer_les_partenaires(timezone.now())
    lectures = [r for r in requetes if "referencements_divulgation" in r["sql"]]
    assert (len(deposes), len(lectures)) == (12, 1)
    with CaptureQueriesContext(connection) as requetes, en_lot() as deposes:
        relancer_les_partenaires(timezone.now())
    assert (len(deposes), len(requetes)) == (0, 1)
