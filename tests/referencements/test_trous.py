from uuid import uuid4

import pytest
from django.urls import reverse

from familles.models import Besoin
from referencements.models import ConstatTrou, TrouDeServices
from referencements.models.etats import Etat
from tests.familles.factories import BesoinFactory
from tests.referencements.factories import constater, referencement_sortant

pytestmark = pytest.mark.django_db
TROUS, CONSTATER = reverse("referencements:trous"), reverse("referencements:trou_constater")


def fiche(referencement):
    return reverse("referencements:fiche", args=[referencement.pk])


def envoi(**champs):
    return {
        "cle": str(uuid4()),
        "type": "logement",
        "cause": "places",
        "constate_le": "2026-03-02",
        "nb_enfants": "2",
        "description": "Trois refus cet hiver",
    } | champs


def trou_de(famille, ptp):
    return constater(famille.territoire, par=ptp, famille=famille).trou


def page_de(trou):
    return reverse("referencements:trou", args=[trou.pk])


def suivre(trou):
    return reverse("referencements:trou_suivre", args=[trou.pk])


@pytest.mark.parametrize(
    ("etat", "attendu"),
    [
        (Etat.REFUSEE_PARTENAIRE, ("alimentation", "places")),
        (Etat.LISTE_ATTENTE, ("listes_attente", "places")),
    ],
)
def test_one_tap_from_a_refusal_or_a_waiting_list(etat, attendu, famille, ptp, client_de):
    referencement = referencement_sortant(famille, par=ptp, etat=etat)
    client = client_de(ptp)
    form = client.get(fiche(referencement)).context["trou_form"]
    un_geste = {champ.html_name: champ.value() or "" for champ in form}
    assert client.post(CONSTATER, un_geste).url == fiche(referencement)
    assert client.post(CONSTATER, un_geste).url == fiche(referencement)
    constat = ConstatTrou.objects.get()
    assert (constat.trou.type_id, constat.trou.cause) == attendu
    assert (constat.famille, constat.referencement) == (famille, referencement)
    assert famille.besoins.get().etat == Besoin.Etat.TROU_DE_SERVICES
    assert client.get(fiche(referencement)).context["trou_form"] is None


def test_nothing_to_tap_while_the_answer_may_be_yes(famille, ptp, client_de):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    assert client_de(ptp).get(fiche(referencement)).context["trou_form"] is None


def test_form_opens_filled_by_the_referencement(famille, ptp, client_de):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.REFUSEE_PARTENAIRE)
    reponse = client_de(ptp).get(CONSTATER, {"referencement": referencement.pk})
    form = reponse.context["form"]
    assert (form["type"].value(), form["famille"].value()) == ("alimentation", famille.pk)


def test_trou_of_no_famille_belongs_to_her_territoire(territoire, ptp, client_de):
    client_de(ptp).post(CONSTATER, envoi())
    constat = ConstatTrou.objects.get()
    assert (constat.trou.territoire, constat.famille) == (territoire, None)
    assert (constat.nb_enfants, constat.trou.description) == (2, "Trois refus cet hiver")


def test_refused_form_keeps_what_was_typed(ptp, client_de):
    reponse = client_de(ptp).post(CONSTATER, envoi(type=""))
    assert reponse.status_code == 422
    assert "Trois refus cet hiver" in reponse.content.decode()


@pytest.mark.parametrize("champ", ["famille", "besoin", "referencement"])
def test_rows_of_elsewhere_are_refused(champ, famille_d_ailleurs, inconnue, ptp, client_de):
    etrangers = {
        "famille": famille_d_ailleurs.pk,
        "besoin": BesoinFactory(famille=famille_d_ailleurs).pk,
        "referencement": referencement_sortant(famille_d_ailleurs, par=inconnue).pk,
    }
    reponse = client_de(ptp).post(CONSTATER, envoi(**{champ: etrangers[champ]}))
    assert reponse.status_code == 422
    assert not TrouDeServices.objects.exists()


def test_address_of_a_referencement_of_elsewhere_is_not_found(
    famille_d_ailleurs, inconnue, ptp, client_de
):
    pk = referencement_sortant(famille_d_ailleurs, par=inconnue).pk
    assert client_de(ptp).get(CONSTATER, {"referencement": pk}).status_code == 404


def test_list_filters_by_statut(famille, ptp, gestionnaire, client_de):
    trou = trou_de(famille, ptp)
    client = client_de(gestionnaire)
    assert list(client.get(TROUS).context["page"]) == [trou]
    assert list(client.get(TROUS, {"statut": "resolu"}).context["page"]) == []


def test_statut_changes_with_its_date(famille, ptp, client_de):
    trou = trou_de(famille, ptp)
    champs = {"vers": "porte_concertation", "le": trou.constate_le.isoformat(), "version": "1"}
    assert client_de(ptp).post(suivre(trou), champs).url == page_de(trou)
    trou.refresh_from_db()
    assert (trou.statut, trou.version) == ("porte_concertation", 2)


def test_stale_statut_is_refused(famille, ptp, client_de):
    trou = trou_de(famille, ptp)
    client = client_de(ptp)
    champs = {"le": trou.constate_le.isoformat(), "version": "1"}
    client.post(suivre(trou), champs | {"vers": "resolu"})
    assert client.post(suivre(trou), champs | {"vers": "en_voie"}).status_code == 409
    trou.refresh_from_db()
    assert trou.statut == "resolu"


def test_others_write_nothing(famille, ptp, gestionnaire, inconnue, comite, client_de):
    trou = trou_de(famille, ptp)
    for personne in (gestionnaire, inconnue, comite):
        client = client_de(personne)
        assert client.get(suivre(trou)).status_code == 404
        assert client.post(suivre(trou), {"vers": "resolu"}).status_code == 404
    for personne in (gestionnaire, comite):
        assert client_de(personne).post(CONSTATER, envoi()).status_code == 404
