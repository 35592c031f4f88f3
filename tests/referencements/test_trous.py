from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from familles.models import Besoin
from familles.recherche import RECENTES
from partenaires.models import TypeBesoin
from referencements.models import ConstatTrou, TrouDeServices
from referencements.models.etats import Etat
from tests.familles.factories import BesoinFactory, FamilleFactory, InterventionFactory
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


# --- Same gap -----------------------------------------------------------------------------------


def un_geste(client, referencement):
    form = client.get(fiche(referencement)).context["trou_form"]
    return {champ.html_name: champ.value() or "" for champ in form if champ.name != "meme_que"}


def test_one_tap_joins_the_same_gap_says_so_and_is_undone(famille, territoire, ptp, client_de):
    deja = constater(territoire, par=ptp, type_id="alimentation", cause="places").trou
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.REFUSEE_PARTENAIRE)
    client = client_de(ptp)
    assert "s’y joindra" in client.get(fiche(referencement)).content.decode()
    reponse = client.post(CONSTATER, un_geste(client, referencement), follow=True)
    assert "se joint au même manque" in reponse.content.decode()
    constat = referencement.constats.get()
    assert constat.trou == deja
    separer = reverse("referencements:constat_separer", args=[constat.pk])
    assert separer in reponse.content.decode()
    assert "un trou de services à part" in client.post(separer, follow=True).content.decode()
    constat.refresh_from_db()
    assert constat.trou != deja
    assert "déjà le seul" in client.post(separer, follow=True).content.decode()


def test_likely_gap_is_chosen_beforehand_and_the_others_are_offered(
    famille, territoire, ptp, client_de
):
    meme = constater(territoire, par=ptp, type_id="alimentation", cause="places").trou
    autre = constater(territoire, par=ptp, type_id="alimentation", famille=famille).trou
    constater(territoire, par=ptp)
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.REFUSEE_PARTENAIRE)
    form = client_de(ptp).get(CONSTATER, {"referencement": referencement.pk}).context["form"]
    assert form["meme_que"].value() == meme.pk
    assert form.fields["meme_que"].widget.choices == [
        (str(meme.pk), "Réponse aux besoins alimentaires, manque de places, 1\u00a0constat"),
        (str(autre.pk), "Réponse aux besoins alimentaires, 1\u00a0famille"),
        ("nouveau", "Un nouveau manque"),
    ]


@pytest.mark.parametrize(("choix", "trous"), [("", 1), ("nouveau", 2)])
def test_she_may_say_that_it_is_a_new_gap(choix, trous, territoire, ptp, client_de):
    constater(territoire, par=ptp, cause="places")
    client_de(ptp).post(CONSTATER, envoi(meme_que=choix))
    assert TrouDeServices.objects.count() == trous


def test_choosing_a_gap_is_enough(territoire, autre_territoire, ptp, inconnue, client_de):
    trou = constater(territoire, par=ptp).trou
    client = client_de(ptp)
    client.post(CONSTATER, envoi(type="", cause="", meme_que=trou.pk))
    assert trou.constats.count() == 2
    ailleurs = constater(autre_territoire, par=inconnue).trou
    assert client.post(CONSTATER, envoi(meme_que=ailleurs.pk)).status_code == 422
    trou.passer_a("resolu", par=ptp, le=trou.constate_le)
    assert client.post(CONSTATER, envoi(meme_que=trou.pk)).status_code == 422


def test_type_and_cause_refresh_what_is_offered(territoire, ptp, client_de):
    constater(territoire, par=ptp)
    garde = constater(territoire, par=ptp, type_id="garde_places").trou
    form = client_de(ptp).get(CONSTATER, {"type": "garde_places", "cause": "cout"}).context["form"]
    assert form.memes == [garde]


@pytest.mark.parametrize(
    ("milieu", "premiere"),
    [
        ("rural", "distance"),
        ("urbain", "deplacement_avec_jeunes_enfants_tc"),
        ("mixte", "distance"),
    ],
)
def test_likely_cause_of_the_milieu_comes_first(milieu, premiere, territoire, ptp, client_de):
    territoire.milieu = milieu
    territoire.save()
    form = client_de(ptp).get(CONSTATER).context["form"]
    assert form.fields["cause"].choices[0][0] == premiere


# --- From an intervention -----------------------------------------------------------------------


@pytest.fixture
def intervention(famille):
    intervention = InterventionFactory.build(
        famille=famille, saisie_par=famille.saisie_par, accompagnement=None
    )
    intervention.consigner(types_besoins=TypeBesoin.objects.filter(code="logement"))
    return intervention


def test_one_tap_from_an_intervention(intervention, famille, ptp, client_de):
    client = client_de(ptp)
    lien = f"{CONSTATER}?intervention={intervention.pk}"
    assert lien in client.get(reverse("familles:fiche", args=[famille.code])).content.decode()
    form = client.get(lien).context["form"]
    valeurs = {nom: form[nom].value() for nom in ("famille", "besoin", "type", "intervention")}
    assert valeurs == {
        "famille": famille.pk,
        "besoin": famille.besoins.get().pk,
        "type": "logement",
        "intervention": intervention.pk,
    }
    client.post(CONSTATER, envoi() | valeurs)
    assert intervention.constats.get().besoin.etat == Besoin.Etat.TROU_DE_SERVICES


def test_several_besoins_are_offered(intervention, famille, ptp, client_de):
    intervention.besoins.add(BesoinFactory(famille=famille, type_id="repit"))
    form = client_de(ptp).get(CONSTATER, {"intervention": intervention.pk}).context["form"]
    assert len(form.fields["besoin"].widget.choices) == 2
    besoin = famille.besoins.first()
    form = client_de(ptp).get(CONSTATER, {"besoin": besoin.pk}).context["form"]
    assert form["besoin"].value() == besoin.pk


@pytest.mark.parametrize("origine", ["intervention", "besoin", "famille"])
def test_links_to_rows_of_elsewhere_are_not_found(origine, famille_d_ailleurs, ptp, client_de):
    besoin = BesoinFactory(famille=famille_d_ailleurs)
    pk = {"intervention": 999, "besoin": besoin.pk, "famille": famille_d_ailleurs.code}[origine]
    assert client_de(ptp).get(CONSTATER, {origine: pk}).status_code == 404


# --- Pages --------------------------------------------------------------------------------------


def test_page_of_a_trou_shows_its_familles_and_its_history(
    famille, ptp, gestionnaire, inconnue, client_de
):
    trou = trou_de(famille, ptp)
    trou.passer_a("en_voie", par=ptp, le=trou.constate_le, mot="Essai en mars")
    texte = client_de(gestionnaire).get(page_de(trou)).content.decode()
    for attendu in ("La famille du parc", "Essai en mars", "En voie de résolution"):
        assert attendu in texte
    assert client_de(inconnue).get(page_de(trou)).status_code == 404


def test_two_trous_are_joined_from_the_page_and_separated(famille, ptp, client_de):
    trou, autre = trou_de(famille, ptp), trou_de(famille, ptp)
    client = client_de(ptp)
    joindre = reverse("referencements:trou_joindre", args=[trou.pk])
    assert client.post(joindre, {"autre": autre.pk, "version": "1"}).url == page_de(trou)
    assert "même manque" in client.get(page_de(autre)).content.decode()
    assert client.post(joindre, {"autre": autre.pk, "version": "1"}).status_code == 422
    assert client.post(reverse("referencements:trou_separer", args=[autre.pk])).status_code == 302
    assert autre.constats.count() == trou.constats.count() == 1


def test_going_back_asks_for_a_word(famille, ptp, client_de):
    trou = trou_de(famille, ptp)
    client = client_de(ptp)
    champs = {"le": trou.constate_le.isoformat()}
    client.post(suivre(trou), champs | {"vers": "resolu", "version": "1"})
    retour = champs | {"vers": "constate", "version": "2"}
    assert "Dites en un mot" in client.post(suivre(trou), retour).content.decode()
    assert client.post(suivre(trou), retour | {"mot": "Rouvert"}).url == page_de(trou)
    assert trou.suivis.filter(de_statut="resolu", vers_statut="constate").exists()


def test_list_sorts_by_familles_and_counts_them_once(famille, territoire, ptp, client_de):
    constater(territoire, par=ptp, type_id="alimentation")
    trou = trou_de(famille, ptp)
    constater(territoire, par=ptp, trou=trou, famille=famille, nb_enfants=2)
    reponse = client_de(ptp).get(TROUS)
    assert reponse.context["page"][0] == trou
    assert reponse.context["totaux"] == {"trous": 2, "suivis": 0, "familles": 1, "enfants": 2}
    choix = {"type": "logement", "cause": "", "statut": "ouverts", "tri": "dates"}
    assert list(client_de(ptp).get(TROUS, choix).context["page"]) == [trou]


def test_list_and_page_cost_the_same_for_one_and_many(
    famille, territoire, ptp, client_de, django_assert_num_queries
):
    trou, client = trou_de(famille, ptp), client_de(ptp)
    concertation = reverse("referencements:trous_concertation")
    pages = [TROUS, concertation, page_de(trou), CONSTATER]
    couts = {}
    for page in pages:
        with CaptureQueriesContext(connection) as requetes:
            client.get(page)
        couts[page] = len(requetes)
    for rang in range(8):
        constater(territoire, par=ptp, trou=trou, famille=famille, nb_enfants=rang)
        constater(territoire, par=ptp, type_id="alimentation")
    for page in pages:
        with django_assert_num_queries(couts[page]):
            client.get(page)


def test_concertation_reads_no_famille_and_no_small_number(famille, territoire, ptp, client_de):
    trou = trou_de(famille, ptp)
    for nb_enfants in (2, 3, 3):
        autre = FamilleFactory(alias="alias secret", territoire=territoire, saisie_par=ptp)
        champs = {"famille": autre, "nb_enfants": nb_enfants, "note": "note secrète"}
        constater(territoire, par=ptp, trou=trou, **champs)
    resolu = constater(territoire, par=ptp, type_id="alimentation").trou
    resolu.passer_a("resolu", par=ptp, le=resolu.constate_le)
    page = client_de(ptp).get(reverse("referencements:trous_concertation"))
    texte = page.content.decode()
    assert list(page.context["trous"]) == [trou]
    assert "moins de\u00a05" in texte
    assert "environ\u00a010" in texte
    for secret in ("secret", famille.alias, famille.code, famille.code_affiche):
        assert secret not in texte


def test_famille_is_one_of_the_last_seen_or_is_searched(
    famille, famille_d_ailleurs, territoire, ptp, client_de
):
    FamilleFactory.create_batch(RECENTES, alias="le jardin", territoire=territoire, saisie_par=ptp)
    client = client_de(ptp)
    offertes = client.get(CONSTATER).context["form"].familles_proposees
    assert [f.alias for f in offertes] == ["le jardin"] * RECENTES
    recherche = envoi(chercher="famille", q_famille=famille.alias, meme_que="nouveau")
    page = client.post(CONSTATER, recherche)
    form = page.context["form"]
    assert form.familles_proposees[0] == famille
    assert famille_d_ailleurs not in form.familles_proposees
    assert (form["cause"].value(), form["meme_que"].value()) == ("places", "nouveau")
    assert "Aucune en particulier" in page.content.decode()
    seule = client.post(CONSTATER, recherche, headers={"HX-Request": "true"}).content.decode()
    assert famille.alias in seule
    assert "<form" not in seule
    assert not ConstatTrou.objects.exists()
