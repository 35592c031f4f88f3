from datetime import date

import pytest

from activites.models import ModeContact, TypeAction
from familles import chronologie as registre
from familles import recits
from familles.chronologie import Entree
from familles.lecture import groupe, page
from proximite.typographie import date_moyenne
from tests.comptes.factories import UtilisateurFactory

from .factories import (
    AccompagnementFactory,
    BesoinFactory,
    EvaluationIsolementFactory,
    FamilleFactory,
    InterventionFactory,
    JalonLienConfianceFactory,
    PromesseFactory,
)
from .situations import histoire


@pytest.fixture
def famille(db):
    return FamilleFactory()


def test_one_story_last_moment_first(famille):
    accompagnement = AccompagnementFactory(
        famille=famille, date_debut=date(2024, 3, 1), date_fin=date(2024, 9, 1), motif_fin="autre"
    )
    InterventionFactory(
        famille=famille, accompagnement=accompagnement, date=date(2024, 4, 1), note="Un café"
    )
    EvaluationIsolementFactory(famille=famille, vaut_le=date(2024, 5, 1))
    JalonLienConfianceFactory(famille=famille, date=date(2024, 6, 1))
    PromesseFactory(famille=famille).tenir(le=date(2024, 7, 1))
    assert [entree.genre for entree in histoire(famille)] == [
        "fin",
        "promesse",
        "jalon",
        "evaluation",
        "intervention",
        "debut",
    ]


def test_last_moment_of_a_day_comes_first(famille):
    jour = date(2024, 6, 1)
    accompagnement = AccompagnementFactory(
        famille=famille, date_debut=jour, date_fin=jour, motif_fin="autre"
    )
    JalonLienConfianceFactory(famille=famille, date=jour)
    for note in ("première", "seconde"):
        InterventionFactory(famille=famille, accompagnement=accompagnement, date=jour, note=note)
    EvaluationIsolementFactory(famille=famille, vaut_le=jour)
    genres = [entree.genre for entree in histoire(famille)]
    assert genres == ["fin", "evaluation", "intervention", "intervention", "jalon", "debut"]
    assert "seconde" in histoire(famille)[2].detail


def test_action_is_told_in_a_sentence_with_what_was_noted(famille):
    maude = UtilisateurFactory(prenom="Maude", nom="Roy")
    InterventionFactory(
        famille=famille,
        saisie_par=maude,
        type_action="informer",
        mode="domicile",
        duree_min=45,
        note="Un café",
    )
    entree = next(e for e in histoire(famille) if e.genre == "intervention")
    assert entree.titre == (
        "Maude Roy a informé la famille, en visite à domicile, pendant 45\u00a0min"
    )
    assert (entree.detail, entree.auteur) == ("Un café", "")


def test_action_with_someone_else_keeps_its_title(famille):
    intervention = InterventionFactory(
        famille=famille, type_action="informer", beneficiaire="partenaire", duree_min=90
    )
    entree = next(e for e in histoire(famille) if e.genre == "intervention")
    assert entree.titre == "Informer en fonction des besoins"
    assert entree.detail == "Texto, 1\u00a0h\u00a030"
    assert entree.auteur == intervention.saisie_par.get_full_name()


def test_every_action_and_mode_has_its_words():
    assert set(recits.FAITS) == set(TypeAction.values)
    assert set(recits.FACONS) == set(ModeContact.values)


def test_grid_is_told_once_with_each_correction(famille):
    maude = UtilisateurFactory(prenom="Maude", nom="Roy")
    premiere = EvaluationIsolementFactory(famille=famille)
    corrigee = EvaluationIsolementFactory(
        famille=famille, corrige=premiere, motif_correction="Mal lue", saisie_par=maude
    )
    [entree] = [e for e in histoire(famille) if e.genre == "evaluation"]
    quand = date_moyenne(corrigee.note_le)
    assert f"Corrigée le {quand} par Maude Roy\u00a0: Mal lue" in entree.detail
    assert entree.auteur == premiere.saisie_par.get_full_name()


def test_besoin_and_what_was_decided_of_it_are_part_of_the_story(famille):
    besoin = BesoinFactory(famille=famille)
    besoin.changer_etat(etat="repondu", le=date(2024, 5, 1), par=famille.saisie_par)
    titres = [e.titre for e in histoire(famille) if e.genre == "besoin"]
    assert titres == ["Besoin\u00a0: répondu", "Besoin mis en relief"]


@pytest.mark.parametrize(("etat", "suite"), [("en_cours", "Constater un manque"), ("repondu", "")])
def test_action_on_an_open_besoin_leads_to_what_is_missing(famille, etat, suite):
    InterventionFactory(famille=famille).besoins.add(BesoinFactory(famille=famille, etat=etat))
    entree = next(e for e in histoire(famille) if e.genre == "intervention")
    assert entree.suite == suite


# --- How the page reads it ----------------------------------------------------------------------


@pytest.fixture
def racontee(famille):
    JalonLienConfianceFactory(famille=famille, date=date(2024, 6, 3))
    PromesseFactory(famille=famille).tenir(le=date(2024, 7, 1))
    PromesseFactory(famille=famille).tenir(le=date(2024, 7, 9))
    return histoire(famille)


def test_story_is_read_month_by_month(racontee):
    mois = page(racontee, genre="", tout=False)["mois"]
    assert [(jour.month, len(lignes)) for jour, lignes in mois] == [(7, 2), (6, 1)]


@pytest.mark.parametrize(
    ("genre", "dates"), [("plan", 2), ("parcours", 1), ("accords", 0), ("inconnu", 3), ("", 3)]
)
def test_filter_keeps_one_kind_and_an_unknown_one_keeps_all(racontee, genre, dates):
    mois = page(racontee, genre=genre, tout=False)["mois"]
    assert sum(len(lignes) for _, lignes in mois) == dates


def test_kind_of_another_app_is_part_of_the_parcours():
    assert groupe(Entree(date(2024, 1, 1), "Ailleurs", "", "info", "", "", "demo")) == "parcours"


def test_promise_still_to_keep_is_not_yet_part_of_the_story(famille):
    PromesseFactory(famille=famille)
    assert histoire(famille) == []


def test_higher_app_tells_its_part_without_being_imported(monkeypatch, famille):
    monkeypatch.setattr(registre, "SOURCES", [])

    @registre.source
    def demo(famille):
        return [Entree(date(2024, 1, 1), "Ailleurs", "", "info", "", None, "demo")]

    assert [entree.titre for entree in histoire(famille)] == ["Ailleurs"]


def test_long_note_is_folded_on_the_screen_and_whole_in_the_page(client_de, ptp, territoire):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    accompagnement = AccompagnementFactory(famille=famille)
    InterventionFactory(famille=famille, accompagnement=accompagnement, note="Un café")
    adresse = f"/familles/{famille.code}/"
    assert "Lire la suite" not in client_de(ptp).get(adresse).text
    longue = "Elle raconte son arrivée. " * 30
    InterventionFactory(famille=famille, accompagnement=accompagnement, note=longue)
    page = client_de(ptp).get(adresse).text
    assert page.count("Lire la suite") == 1
    assert longue.strip() in page
