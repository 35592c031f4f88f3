"""The six questions of the evaluation name only indicators that exist."""

import pytest

from familles.models import EvaluationIsolement
from partenaires.models import TypeBesoin
from rapports.ensemble import registre
from rapports.indicateurs_tableau import par_id
from rapports.questions import DIMENSIONS, NIVEAUX, QUESTIONS


def test_there_are_six_in_order():
    assert [question.code for question in QUESTIONS] == ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6"]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.code)
def test_each_is_answered_by_indicators_that_exist(db, question):
    connus = registre()
    modeles = {indicateur.modele for indicateur in connus.values()}
    for identifiant in question.indicateurs:
        assert identifiant in connus or identifiant in modeles
        assert par_id(identifiant)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.code)
def test_each_says_how_to_read_the_answer(question):
    assert question.texte.endswith("?")
    assert question.methode.endswith(".")


def test_parts_that_are_named_are_all_the_parts():
    assert DIMENSIONS == EvaluationIsolement.DIMENSIONS
    assert tuple(TypeBesoin.Niveau.values) == NIVEAUX
