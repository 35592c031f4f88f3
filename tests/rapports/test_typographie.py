"""Non-breaking spaces in what the area says (DOMAINE §6.5)."""

import re

import pytest

from rapports.indicateurs import PAR_ID
from rapports.indicateurs_complement import PAR_ID_COMPLEMENT
from rapports.indicateurs_tableau import PAR_ID_TABLEAU
from rapports.questions import QUESTIONS

SECABLE = re.compile(r"« | »|\w :(?= |$)|» :|\d %(?!\})|s\. o\.|n\. p\.")


@pytest.mark.parametrize(
    "indicateur",
    [*PAR_ID.values(), *PAR_ID_TABLEAU.values(), *PAR_ID_COMPLEMENT.values()],
    ids=lambda i: i.id,
)
def test_definitions_never_break_before_a_sign(indicateur):
    textes = (indicateur.libelle, indicateur.definition, indicateur.numerateur)
    for texte in (*textes, indicateur.denominateur, indicateur.unite):
        assert not SECABLE.search(texte)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.code)
def test_questions_never_break_before_a_sign(question):
    assert not SECABLE.search(question.texte + question.methode)
