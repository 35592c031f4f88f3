"""The figures of a publication that answer a question of the evaluation."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..questions import Question
from ..resultats import Rapport, Resultat


@dataclass(frozen=True)
class Reponse:
    question: Question
    resultats: Sequence[Resultat]

    @property
    def code(self) -> str:
        return f"question-{self.question.numero}"


def repondre(question: Question, rapport: Rapport) -> Reponse:
    """In the question’s order; a spread indicator gives its values, one that was not computed is
    left out."""
    return Reponse(question, [r for cle in question.indicateurs for r in _lire(rapport, cle)])


def _lire(rapport: Rapport, cle: str) -> list[Resultat]:
    if cle in rapport:
        return [rapport[cle]]
    return [r for r in rapport.etale(cle) if r.numerateur]
