"""The six questions of the evaluation, and the indicators that answer each (DOMAINE §5.1)."""

from dataclasses import dataclass

DIMENSIONS = (
    "services",
    "transport",
    "economique",
    "reseau_soutien",
    "langue_culture",
    "rapport_institutions",
)
NIVEAUX = ("1", "2", "3", "T")


@dataclass(frozen=True)
class Question:
    """``indicateurs``: identifiers of the registry; a spread one, « I-13 », stands for each value
    of its list. ``methode`` says in one sentence how to read them."""

    numero: int
    texte: str
    indicateurs: tuple[str, ...]
    methode: str

    @property
    def code(self) -> str:
        return f"Q{self.numero}"


QUESTIONS = (
    Question(
        1,
        "La stratégie intégrée de travail de proximité permet-elle de joindre les familles isolées "
        "des ressources de leur communauté et ayant au moins un enfant de moins de 5\u00a0ans?",
        ("I-08b", "I-08", "I-01", "I-02", "I-03", "I-03x", "I-05", "I-06", "I-06b", "I-00", "I-09"),
        "L’isolement est celui du premier contact, appris parfois plus tard; la part à déterminer "
        "se lit à côté, et la réponse vaut pour les deux âges, 5\u00a0ans ou moins et moins de "
        "5\u00a0ans.",
    ),
    Question(
        2,
        "En quoi se distingue-t-elle des approches d’intervention plus traditionnelles?",
        ("I-24", "I-24m", "I-26", "I-27", "I-27m", "I-11b", "I-11r"),
        "Les chiffres disent où, comment et avec qui se font les contacts; l’expérience des "
        "parents se dit autrement, dans leurs mots.",
    ),
    Question(
        3,
        "Permet-elle de réduire l’isolement des familles ayant au moins un enfant de moins de "
        "5\u00a0ans?",
        (
            "A0",
            "A1",
            *(f"A2.{dimension}" for dimension in DIMENSIONS),
            "A3c",
            "A3",
            "A4",
            "A0p",
            "A0s",
            "I-23",
            "I-23d",
        ),
        "C’est l’évolution observée entre deux grilles de la même famille, jamais un effet "
        "démontré; la couverture et le point de départ des familles évaluées une seule fois se "
        "lisent à côté.",
    ),
    Question(
        4,
        "Quelles pratiques s’avèrent prometteuses selon les contextes et les conditions de mise en "
        "œuvre?",
        (
            "I-01",
            "I-03",
            "I-08",
            "I-09",
            "I-15",
            "I-19",
            "I-41h",
            "I-41e",
            "I-41t",
            "I-41v",
            "I-41p",
        ),
        "Les mêmes indicateurs se lisent par milieu et par type d’organisme porteur, avec leurs "
        "nombres, pour comprendre des contextes et jamais pour classer des organismes.",
    ),
    Question(
        5,
        "Vers quels services ces familles sont-elles référées?",
        ("I-19", "I-10", "I-10m", "I-12a", "I-12b", "I-13", "I-13oc", "I-14", "I-15", "I-17a"),
        "Un référencement est un contact personnalisé suivi d’une réponse; la nature et le secteur "
        "de l’organisme sont ceux de ce jour-là.",
    ),
    Question(
        6,
        "Le travail de proximité permet-il d’établir une meilleure correspondance entre les "
        "besoins de ces familles et les services offerts dans la communauté?",
        (
            "B0",
            "B1",
            "B1s",
            *(f"B1n.{niveau}" for niveau in NIVEAUX),
            "B2",
            "B3",
            "B3w",
            "B4",
            "I-20",
            "I-22",
            "I-33",
        ),
        "La cohorte est fermée\u00a0: les besoins mis en relief dans la période et observés depuis "
        "90\u00a0jours ou plus; les besoins de base se lisent d’abord.",
    ),
)
