"""Constats that join, come apart, and the trou they tell of from one statut to the next."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from familles.models import Besoin
from referencements.models import ConstatTrou, SuiviTrou, TrouDeServices
from referencements.models.etats import Etat
from tests.familles.factories import FamilleFactory
from tests.referencements.factories import LE, constater, referencement_sortant

pytestmark = pytest.mark.django_db
PLUS_TARD = LE + timedelta(days=20)
Statut = TrouDeServices.Statut


def suivis(trou):
    return list(trou.suivis.values_list("de_statut", "vers_statut", "date"))


def touches(trou):
    compte = TrouDeServices.objects.avec_touches().get(pk=trou.pk)
    return compte.nb_constats, compte.nb_familles, compte.nb_enfants


@pytest.fixture
def trou(territoire, ptp):
    return constater(territoire, par=ptp, cause="cout").trou


def test_refusal_says_which_famille_and_the_besoin_says_so(famille, territoire, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.REFUSEE_PARTENAIRE)
    constat = constater(territoire, par=ptp, le=PLUS_TARD, referencement=referencement)
    assert (constat.famille, constat.trou.statut_depuis) == (famille, PLUS_TARD)
    assert famille.besoins.get().etat == Besoin.Etat.TROU_DE_SERVICES
    assert suivis(constat.trou) == [("", "constate", PLUS_TARD)]


def test_statut_is_in_the_list(trou):
    with pytest.raises(IntegrityError, match="trou_statut_connu"), transaction.atomic():
        TrouDeServices.objects.update(statut="oublié")


# --- Joining ------------------------------------------------------------------------------------


def test_same_type_and_cause_join_by_themselves(trou, territoire, ptp):
    constat = constater(territoire, par=ptp, le=LE - timedelta(days=3), cause="cout", joindre=True)
    trou.refresh_from_db()
    assert (constat.trou, trou.constate_le) == (trou, LE - timedelta(days=3))
    assert constat.est_joint


@pytest.mark.parametrize(
    "autrement",
    [
        {"cause": "places"},
        {"type_id": "alimentation"},
        {"cause": "autre"},
        {"type_id": "autre"},
        {"joindre": False},
    ],
)
def test_what_differs_or_says_nothing_does_not_join(autrement, territoire, ptp):
    manque = {"type_id": "logement", "cause": "cout", "joindre": True} | autrement
    memes = {nom: manque[nom] for nom in ("type_id", "cause")}
    if manque["joindre"] and "autre" not in memes.values():
        memes = {}
    premier = constater(territoire, par=ptp, **{"cause": "cout"} | memes)
    assert constater(territoire, par=ptp, **manque).trou != premier.trou


def test_neither_a_trou_of_elsewhere_nor_a_solved_one_is_joined(
    trou, territoire, autre_territoire, ptp, inconnue
):
    ailleurs = constater(autre_territoire, par=inconnue, cause="cout", joindre=True)
    trou.passer_a(Statut.RESOLU, par=ptp, le=LE)
    assert not ailleurs.est_joint
    assert not constater(territoire, par=ptp, cause="cout", joindre=True).est_joint
    with pytest.raises(ValidationError, match="résolu"):
        constater(territoire, par=ptp, trou=trou)


def test_famille_of_elsewhere_is_refused(trou, territoire, ptp, famille_d_ailleurs):
    with pytest.raises(ValidationError, match="autre territoire"):
        constater(territoire, par=ptp, trou=trou, famille=famille_d_ailleurs)


def test_each_famille_counts_once_with_its_last_number_of_enfants(trou, famille, territoire, ptp):
    autre = FamilleFactory(territoire=territoire, saisie_par=ptp)
    for champs in (
        {"famille": famille, "nb_enfants": 3, "le": PLUS_TARD},
        {"famille": famille, "nb_enfants": 2},
        {"famille": famille, "le": PLUS_TARD + timedelta(days=1)},
        {"famille": autre, "nb_enfants": 1},
        {"nb_enfants": 4},
    ):
        constater(territoire, par=ptp, trou=trou, **champs)
    assert touches(trou) == (6, 2, 3 + 1 + 4)
    assert TrouDeServices.objects.all().totaux() == {
        "trous": 1,
        "suivis": 0,
        "familles": 2,
        "enfants": 8,
    }


def test_description_of_another_person_is_added(trou, territoire, ptp):
    for _ in range(2):
        ConstatTrou(saisie_par=ptp).consigner(trou=trou, description="Rien le soir")
    ConstatTrou(saisie_par=ptp).consigner(trou=trou, description="Trop loin")
    trou.refresh_from_db()
    assert trou.description == "Rien le soir\nTrop loin"


# --- Coming apart -------------------------------------------------------------------------------


def test_constat_joined_by_mistake_comes_apart(trou, territoire, ptp):
    constat = constater(territoire, par=ptp, le=PLUS_TARD, trou=trou)
    constat.separer(par=ptp, le=PLUS_TARD)
    assert constat.trou != trou
    assert (constat.trou.type, constat.trou.cause) == (trou.type, trou.cause)
    assert constat.trou.constate_le == PLUS_TARD
    assert touches(trou)[0] == touches(constat.trou)[0] == 1


def test_only_constat_of_a_trou_stays(trou, ptp):
    with pytest.raises(ValidationError, match="déjà le seul"):
        trou.constats.get().separer(par=ptp, le=LE)


def test_two_trous_are_joined_and_come_apart_with_their_own_histories(trou, territoire, ptp):
    tot = LE - timedelta(days=9)
    autre = constater(territoire, par=ptp, le=tot, cause="places").trou
    autre.passer_a(Statut.EN_VOIE, par=ptp, le=LE)
    trou.joindre(autre, par=ptp, le=PLUS_TARD)
    assert (trou.statut, trou.constate_le, touches(trou)[0]) == (Statut.CONSTATE, tot, 2)
    assert list(TrouDeServices.objects.ouverts()) == [trou]
    autre.refresh_from_db()
    autre.separer(par=ptp, le=PLUS_TARD)
    trou.refresh_from_db()
    assert (autre.statut, autre.constate_le, touches(autre)[0]) == (Statut.EN_VOIE, tot, 1)
    assert (trou.constate_le, touches(trou)[0]) == (LE, 1)
    assert ("en_voie", "en_voie", PLUS_TARD) in suivis(autre)


def test_chain_of_joins_comes_apart_link_by_link(trou, territoire, ptp):
    autre, encore = (constater(territoire, par=ptp, cause=c).trou for c in ("places", "langue"))
    autre.joindre(encore, par=ptp, le=LE)
    trou.joindre(autre, par=ptp, le=LE)
    encore.refresh_from_db()
    encore.separer(par=ptp, le=LE)
    assert [touches(t)[0] for t in (trou, autre, encore)] == [2, 0, 1]


def test_joins_that_make_no_sense_are_refused_in_words(trou, territoire, autre_territoire, ptp):
    autre = constater(territoire, par=ptp).trou
    with pytest.raises(ValidationError, match="un autre trou"):
        trou.joindre(trou, par=ptp, le=LE)
    for etranger in (
        constater(territoire, par=ptp, type_id="alimentation").trou,
        constater(autre_territoire, par=ptp).trou,
    ):
        with pytest.raises(ValidationError, match="le même type"):
            trou.joindre(etranger, par=ptp, le=LE)
    trou.joindre(autre, par=ptp, le=LE)
    with pytest.raises(ValidationError, match="déjà joint"):
        trou.joindre(autre, par=ptp, le=LE)
    with pytest.raises(ValidationError, match="joint à aucun autre"):
        trou.separer(par=ptp, le=LE)
    with pytest.raises(IntegrityError, match="trou_joint_a_un_autre"), transaction.atomic():
        TrouDeServices.objects.filter(pk=trou.pk).update(joint_a=trou)


# --- Statuts ------------------------------------------------------------------------------------


def test_every_change_of_statut_is_a_dated_row(trou, ptp):
    trou.passer_a(Statut.PORTE_CONCERTATION, par=ptp, le=LE, mot="Table de mars")
    trou.passer_a(Statut.RESOLU, par=ptp, le=PLUS_TARD)
    trou.passer_a(Statut.EN_VOIE, par=ptp, le=PLUS_TARD, mot="Fermé depuis")
    assert suivis(trou) == [
        ("", "constate", LE),
        ("constate", "porte_concertation", LE),
        ("porte_concertation", "resolu", PLUS_TARD),
        ("resolu", "en_voie", PLUS_TARD),
    ]
    assert trou.suivis.filter(mot="Table de mars", saisie_par=ptp).exists()


@pytest.mark.parametrize(
    ("statut", "le", "phrase"),
    [
        (Statut.EN_VOIE, PLUS_TARD, "déjà «\u00a0en voie de résolution\u00a0»"),
        (Statut.RESOLU, LE - timedelta(days=1), "ou un plus récent"),
        (Statut.CONSTATE, PLUS_TARD, "pourquoi il revient"),
    ],
)
def test_impossible_moves_are_refused_in_words(statut, le, phrase, trou, ptp):
    trou.passer_a(Statut.EN_VOIE, par=ptp, le=LE)
    with pytest.raises(ValidationError) as refus:
        trou.passer_a(statut, par=ptp, le=le)
    assert phrase in " ".join(refus.value.messages)
    trou.refresh_from_db()
    assert trou.statut == Statut.EN_VOIE


def test_joined_trou_keeps_its_statut(trou, territoire, ptp):
    autre = constater(territoire, par=ptp).trou
    trou.joindre(autre, par=ptp, le=LE)
    with pytest.raises(ValidationError, match="joint à un autre"):
        autre.passer_a(Statut.RESOLU, par=ptp, le=LE)


# --- At the same time ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_people_who_report_the_same_new_gap_at_once_share_it(territoire, ptp, en_parallele):
    def signaler():
        return constater(territoire, par=ptp, cause="cout", joindre=True).trou_id

    assert len(set(en_parallele(signaler, fois=12))) == 1


@pytest.mark.django_db(transaction=True)
def test_two_changes_of_statut_at_once_give_one_outcome(territoire, ptp, en_parallele):
    pk = constater(territoire, par=ptp).trou_id

    def resoudre():
        try:
            TrouDeServices.objects.get(pk=pk).passer_a(Statut.RESOLU, par=ptp, le=LE)
        except ValidationError:
            return 0
        return SuiviTrou.objects.filter(trou=pk, vers_statut="resolu").count()

    assert sum(en_parallele(resoudre, fois=8)) == 1
