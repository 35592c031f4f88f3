"""What a quick entry opens with: the plain rule of ``activites.habitudes``."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from activites.models import ActiviteDemarchage
from comptes.models import Role
from familles.models import Intervention
from tests.comptes.factories import AffectationFactory
from tests.referencements.factories import referencement_sortant

from .factories import AccompagnementFactory, FamilleFactory, InterventionFactory

JEUDI = datetime.fromisoformat("2026-03-05T14:00-05:00")
CONSIGNER = "/interventions/consigner/"
DEMARCHER = "/demarchage/consigner/"


@pytest.fixture(autouse=True)
def _ce_jeudi():
    with time_machine.travel(JEUDI, tick=False):
        yield


@pytest.fixture
def client(client_de, ptp):
    return client_de(ptp)


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la famille du parc")


def passee(famille, par, *, heures=0, **champs):
    episode = famille.accompagnements.first() or AccompagnementFactory(famille=famille)
    intervention = InterventionFactory(
        famille=famille, accompagnement=episode, saisie_par=par, **champs
    )
    moment = JEUDI - timedelta(hours=heures)
    Intervention.objects.filter(pk=intervention.pk).update(saisie_le=moment)
    return intervention


def depart(client, adresse=CONSIGNER, *champs, **parametres):
    form = client.get(adresse, parametres).context["form"]
    return [form[champ].value() for champ in champs]


CHOIX = ("type_action", "mode", "duree_min")


def test_her_last_one_with_this_famille_first(client, ptp, famille, territoire):
    autre = FamilleFactory(territoire=territoire, saisie_par=ptp)
    passee(famille, ptp, heures=500, type_action="pouvoir_agir", mode="domicile", duree_min=75)
    passee(autre, ptp, type_action="informer", mode="texto", duree_min=5)
    assert depart(client, CONSIGNER, *CHOIX, famille=famille.code) == [
        "pouvoir_agir",
        "domicile",
        0,
    ]
    assert depart(client, CONSIGNER, "duree_autre", famille=famille.code) == [75]


def test_then_her_last_at_about_this_hour(client, ptp, famille):
    passee(famille, ptp, heures=24, mode="domicile")
    passee(famille, ptp, heures=6, mode="texto")
    assert depart(client, CONSIGNER, "mode") == ["domicile"]


def test_then_her_last_and_never_that_of_a_colleague(client, ptp, famille, territoire):
    collegue = AffectationFactory(role=Role.PTP, territoire=territoire).utilisateur
    passee(famille, collegue, mode="courriel")
    assert depart(client, CONSIGNER, "mode") in ([None], [""])
    passee(famille, ptp, heures=6, mode="texto")
    assert depart(client, CONSIGNER, "mode") == ["texto"]


def test_like_the_last_time_repeats_all_but_the_date_and_the_note(client, ptp, famille):
    modele = passee(famille, ptp, mode="texto", deplacement_min=20, note="fictive")
    modele.besoins.add(famille.besoin_ouvert(_type("logement"), le=date(2026, 3, 1)))
    champs = ("famille", "mode", "deplacement_min", "types_besoins", "note")
    parametres = {"famille": famille.code, "comme": modele.pk}
    repetee = depart(client, CONSIGNER, *champs, **parametres)
    assert repetee[:4] == [famille.code, "texto", 20, ["logement"]]
    assert not repetee[4]
    assert "la famille du parc" in client.get(CONSIGNER).content.decode()


def _type(code):
    from partenaires.models import TypeBesoin

    return TypeBesoin.objects.get(pk=code)


def test_like_the_last_time_of_another_person_says_nothing(client, famille, territoire):
    collegue = AffectationFactory(role=Role.PTP, territoire=territoire).utilisateur
    modele = passee(famille, collegue, mode="courriel")
    assert depart(client, CONSIGNER, "mode", comme=modele.pk) in ([None], [""])


def demarchage(ptp, territoire, jour, lieu, strategie="parcs"):
    return ActiviteDemarchage.objects.create(
        territoire=territoire,
        saisie_par=ptp,
        date=jour,
        lieu=lieu,
        strategie_id=strategie,
        duree_min=60,
        nb_familles_rencontrees=9,
        note="fictive",
    )


def test_demarchage_opens_as_on_the_same_weekday(client, ptp, territoire):
    demarchage(ptp, territoire, date(2026, 2, 26), "Banque alimentaire", "distribution_alimentaire")
    demarchage(ptp, territoire, date(2026, 3, 3), "Parc fictif")
    champs = ("lieu", "strategie", "duree_min", "nb_familles_rencontrees", "note")
    assert depart(client, DEMARCHER, *champs) == [
        "Banque alimentaire",
        "distribution_alimentaire",
        60,
        0,
        None,
    ]
    assert depart(client, DEMARCHER, "lieu", comme="derniere") == ["Parc fictif"]
    contenu = client.get(DEMARCHER).content.decode()
    assert "Comme la dernière fois" in contenu


def test_suivi_opens_with_the_mode_used_with_this_partenaire(client, ptp, famille):
    un, autre = (
        referencement_sortant(famille, par=ptp, type_besoin=b) for b in ("repit", "transport")
    )
    un.suivre(par=ptp, le=date(2026, 3, 3), mode="courriel")
    autre.suivre(par=ptp, le=date(2026, 3, 4), mode="telephone")
    assert depart(client, f"/referencements/{un.pk}/suivre/", "mode") == ["courriel"]
    assert timezone.localdate() == JEUDI.date()


def habitudes_hors_ligne(client):
    return client.get("/ma-journee/").context["etat_hors_ligne"]["habitudes"]


def test_a_device_knows_what_an_intervention_opens_with(client, ptp, famille, territoire):
    autre = FamilleFactory(territoire=territoire, saisie_par=ptp)
    passee(famille, ptp, heures=6, mode="texto", note="fictive")
    passee(autre, ptp, heures=3, mode="domicile", duree_min=75)
    dites = habitudes_hors_ligne(client)["intervention"]
    visite = dites["familles"][autre.code]
    assert (visite["mode"], visite["duree_min"], visite["duree_autre"]) == ("domicile", 0, 75)
    assert dites["familles"][famille.code]["mode"] == "texto"
    assert {heure: depart["mode"] for heure, depart in dites["heures"].items()} == {
        7: "texto",
        8: "texto",
        9: "texto",
        10: "domicile",
        11: "domicile",
        12: "domicile",
    }
    assert dites["sinon"] == visite


def test_a_device_knows_what_a_demarchage_opens_with_but_no_words_of_hers(client, ptp, territoire):
    demarchage(ptp, territoire, date(2026, 2, 19), "Parc fictif")
    demarchage(ptp, territoire, date(2026, 2, 26), "Banque alimentaire", "distribution_alimentaire")
    demarchage(ptp, territoire, date(2026, 3, 3), "Parc fictif")
    dites = habitudes_hors_ligne(client)["demarchage"]
    strategies = {jour: depart["strategie"] for jour, depart in dites["jours"].items()}
    assert strategies == {4: "distribution_alimentaire", 2: "parcs"}
    assert dites["sinon"]["strategie"] == "parcs"
    assert "fictif" not in str(dites)


def test_a_device_knows_nothing_of_a_colleague(client, famille, territoire):
    collegue = AffectationFactory(role=Role.PTP, territoire=territoire).utilisateur
    passee(famille, collegue, mode="courriel")
    assert "courriel" not in str(habitudes_hors_ligne(client))
