"""What is said of a famille: its grilles d’isolement, the trust bond, its vulnérabilités."""

from datetime import date, timedelta

from familles.models import EvaluationIsolement, Famille, JalonLienConfiance, Vulnerabilite
from familles.models.isolement import DIMENSIONS, Intensite

from .cadre import Scene

Moment = EvaluationIsolement.Moment
Etape = JalonLienConfiance.Etape

COTES = {
    "aucune": (1, 2, 2, 3, 3, None),
    "peu": (0, 1, 1, 2, 2, 3, None),
    "reguliere": (0, 0, 0, 1, 1, 2, None),
    "inconnue": (None, None, None, 1, 2),
}
COTE_SERVICES = {"aucune": 3, "peu": 2, "reguliere": 0, "inconnue": None}
APRES_LE_SOUTIEN = {"aucune": "peu", "peu": "reguliere", "reguliere": "reguliere"}
MOTIFS_INTENSITE = (
    "La famille préfère avancer à petits pas.",
    "Un rendez-vous important s’en vient.",
    "Sa sœur vient d’emménager tout près.",
)
VULNERABILITES = {
    "precarite_financiere": 34,
    "faible_soutien_entourage": 30,
    "monoparentalite": 22,
    "immigration_precarite": 14,
    "sante_mentale": 12,
    "mefiance_dpj": 8,
    "jeune_parent": 8,
    "violence_conjugale": 5,
    "handicap": 5,
    "traumas_multiples": 3,
    "toxicomanie": 2,
}
JOURS_AVANT_SUIVI = 90


def evaluer(scene: Scene, famille: Famille, frequentation: str, *, jusque: date) -> str:
    """The first contact, as known then or learned since; and where they are later. Returns the
    intensity retained."""
    hasard, jointe = scene.hasard, famille.date_jointe
    if frequentation == "inconnue":
        if hasard.arrive(0.4):
            grille(scene, famille, "inconnue", Moment.PREMIER_CONTACT, jointe, jointe)
        return ""
    apprise = hasard.arrive(0.45)
    if apprise and hasard.arrive(0.12):
        grille(scene, famille, "inconnue", Moment.PREMIER_CONTACT, jointe, jointe)
    dite_le = min(hasard.apres(jointe, 15, 80), jusque) if apprise else jointe
    moment = Moment.LIEN_ETABLI if apprise else Moment.PREMIER_CONTACT
    premiere = grille(scene, famille, frequentation, moment, jointe, dite_le)
    if hasard.arrive(0.01):
        _corriger(scene, premiere, dite_le)
    suivi_le = jointe + timedelta(days=JOURS_AVANT_SUIVI)
    if suivi_le < jusque and hasard.arrive(0.3):
        ensuite = APRES_LE_SOUTIEN[frequentation] if hasard.arrive(0.7) else frequentation
        le = hasard.jour(suivi_le, jusque)
        grille(scene, famille, ensuite, Moment.SUIVI, le, le)
    return premiere.intensite_retenue


def grille(
    scene: Scene, famille: Famille, frequentation: str, moment: str, vaut_le: date, dite_le: date
) -> EvaluationIsolement:
    hasard = scene.hasard
    cotes = {dimension: hasard.choice(COTES[frequentation]) for dimension in DIMENSIONS}
    cotes["services"] = COTE_SERVICES[frequentation]
    evaluation = EvaluationIsolement(
        famille=famille,
        moment=moment,
        vaut_le=vaut_le,
        frequentation_services=frequentation,
        **cotes,
        **hasard.saisie(scene.ptp, dite_le),
    )
    evaluation.intensite_proposee = evaluation.proposer_intensite()
    if evaluation.intensite_proposee and hasard.arrive(0.85):
        evaluation.intensite_retenue = evaluation.intensite_proposee
        if hasard.arrive(0.12):
            evaluation.intensite_retenue = hasard.choice(Intensite.values)
            evaluation.motif_intensite = hasard.choice(MOTIFS_INTENSITE)
    return scene.lot.ajouter(evaluation)


def _corriger(scene: Scene, juste: EvaluationIsolement, le: date) -> None:
    """What was written first was wrong: the same day, another row said so."""
    erronee = grille(scene, juste.famille, "reguliere", juste.moment, juste.vaut_le, le)
    erronee.saisie_le = juste.saisie_le - timedelta(minutes=10)
    juste.corrige = erronee
    juste.motif_correction = "Mauvaise case cochée."


def lier(scene: Scene, famille: Famille, *, jusque: date) -> None:
    """The milestones of the trust bond."""
    hasard = scene.hasard
    etapes = [(Etape.EN_CONSTRUCTION, famille.date_jointe)]
    etabli_le = hasard.apres(famille.date_jointe, 14, 120)
    if etabli_le <= jusque and hasard.arrive(0.8):
        etapes.append((Etape.ETABLI, etabli_le))
    for etape, le in etapes:
        saisie = hasard.saisie(scene.ptp, le)
        scene.lot.ajouter(JalonLienConfiance(famille=famille, etape=etape, date=le, **saisie))


def fragiliser(scene: Scene, famille: Famille, *, jusque: date) -> None:
    """Sparse: only what was said or seen, and useful."""
    hasard = scene.hasard
    if not hasard.arrive(0.25):
        return
    types = [hasard.pondere(VULNERABILITES) for _ in range(hasard.choice((1, 1, 2)))]
    for type_ in dict.fromkeys(types):
        le = hasard.jour(famille.date_jointe, jusque)
        scene.lot.ajouter(
            Vulnerabilite(
                famille=famille,
                type_id=type_,
                source=hasard.choice(("famille", "famille", "ptp")),
                constatee_le=le,
                **hasard.saisie(scene.ptp, le),
            )
        )
