"""An accompagnement: when it begins and ends, and what is done in it."""

from dataclasses import dataclass
from datetime import date, timedelta

from activites.models import ModeContact, TypeAction
from familles.models import Accompagnement, Besoin, Famille, Intervention, Promesse

from . import noms
from .cadre import Scene
from .hasard import Hasard
from .lot import InterventionBesoin

ACTIONS: dict[TypeAction, float] = {
    TypeAction.DEMARCHAGE: 2,
    TypeAction.REPERAGE: 3,
    TypeAction.LIEN_CONFIANCE: 24,
    TypeAction.INFORMER: 20,
    TypeAction.ACCOMPAGNER_RESSOURCES: 18,
    TypeAction.POUVOIR_AGIR: 14,
    TypeAction.SUIVI_PARTENAIRES: 13,
    TypeAction.ADAPTATION_PRATIQUES: 3,
    TypeAction.ESPACES_DIALOGUE: 3,
}
ACTIONS_AUPRES_DE_PARTENAIRES = (
    TypeAction.SUIVI_PARTENAIRES,
    TypeAction.ADAPTATION_PRATIQUES,
    TypeAction.ESPACES_DIALOGUE,
)
MODES: dict[ModeContact, float] = {
    ModeContact.TEXTO: 24,
    ModeContact.TELEPHONE: 20,
    ModeContact.EN_PERSONNE_MILIEU: 20,
    ModeContact.DOMICILE: 13,
    ModeContact.EN_PERSONNE_ORGANISME: 9,
    ModeContact.ACCOMPAGNEMENT_PHYSIQUE: 8,
    ModeContact.RESEAUX_SOCIAUX: 6,
}
A_DISTANCE = (
    ModeContact.TEXTO,
    ModeContact.TELEPHONE,
    ModeContact.RESEAUX_SOCIAUX,
    ModeContact.COURRIEL,
)
DUREES_A_DISTANCE = (5, 10, 10, 15, 15, 30)
DUREES = (30, 45, 60, 60, 90, 120)
ROUTES = {"urbain": (0, 10, 15, 20), "mixte": (10, 20, 30, 40), "rural": (20, 30, 45, 60, 75)}
MOIS_DE_NEIGE, JOURS_DE_TEMPETE = (11, 12, 1, 2, 3), 4
MOTIFS_FIN: dict[Accompagnement.MotifFin, float] = {
    Accompagnement.MotifFin.BESOINS_REPONDUS: 30,
    Accompagnement.MotifFin.LIENS_ETABLIS: 28,
    Accompagnement.MotifFin.CHOIX_FAMILLE: 12,
    Accompagnement.MotifFin.PERTE_CONTACT: 12,
    Accompagnement.MotifFin.DEMENAGEMENT: 10,
    Accompagnement.MotifFin.PRISE_EN_CHARGE_AUTRE: 6,
    Accompagnement.MotifFin.AUTRE: 2,
}
PART_NOTEE = 0.3


@dataclass
class Episode:
    """Its dates: actions go from ``debut`` to ``jusque``; ``fin`` is None while it goes on."""

    debut: date
    jusque: date
    fin: date | None = None


def accompagner(
    scene: Scene, famille: Famille, episode: Episode, frequentation: str, intensite: str
) -> Accompagnement:
    hasard = scene.hasard
    isolee = frequentation in ("aucune", "peu")
    raisons = {"isolement": 80 if isolee else 4, "vulnerabilites": 18, "demande_famille": 14}
    raisons |= {"reference_partenaire": 14, "": 10}
    return scene.lot.ajouter(
        Accompagnement(
            famille=famille,
            territoire_id=scene.territoire.pk,
            ptp_id=scene.ptp.pk,
            date_debut=episode.debut,
            date_fin=episode.fin,
            motif_fin=hasard.pondere(MOTIFS_FIN) if episode.fin else "",
            raison=hasard.pondere(raisons),
            intensite=intensite,
        )
    )


def agir(
    scene: Scene, accompagnement: Accompagnement, dates: list[date], besoins: list[Besoin]
) -> None:
    """One intervention a date; the first of them all builds trust."""
    for le in dates:
        commence = le == accompagnement.date_debut
        action = TypeAction.LIEN_CONFIANCE if commence else scene.hasard.pondere(ACTIONS)
        intervention = intervenir(scene, accompagnement.famille, action, le)
        intervention.accompagnement = accompagnement
        connus = [besoin for besoin in besoins if besoin.mis_en_relief_le <= le]
        if connus and scene.hasard.arrive(0.45):
            besoin = scene.hasard.choice(connus)
            scene.lot.ajouter(InterventionBesoin(intervention=intervention, besoin=besoin))


def intervenir(scene: Scene, famille: Famille, action: TypeAction, le: date) -> Intervention:
    hasard = scene.hasard
    partenaire = action in ACTIONS_AUPRES_DE_PARTENAIRES
    mode = hasard.choice((ModeContact.TELEPHONE, ModeContact.COURRIEL)) if partenaire else None
    mode = mode or hasard.pondere(MODES)
    loin = mode not in A_DISTANCE and mode is not ModeContact.EN_PERSONNE_ORGANISME
    notee = scene.vivante and not partenaire and hasard.arrive(PART_NOTEE)
    intervention = scene.lot.ajouter(
        Intervention(
            famille=famille,
            territoire_id=scene.territoire.pk,
            type_action=action,
            mode=mode,
            date=le,
            duree_min=hasard.choice(DUREES_A_DISTANCE if mode in A_DISTANCE else DUREES),
            deplacement_min=hasard.choice(ROUTES[scene.territoire.milieu]) if loin else 0,
            beneficiaire="partenaire" if partenaire else "famille",
            note=hasard.choice(_notes(mode)) if notee else "",
            **hasard.saisie(scene.ptp, le),
        )
    )
    if le.month in MOIS_DE_NEIGE and le.day % JOURS_DE_TEMPETE == 0:
        intervention.meteo_min = min(intervention.deplacement_min, 15)
    return intervention


def _notes(mode: ModeContact) -> tuple[str, ...]:
    return noms.NOTES_A_DISTANCE if mode in A_DISTANCE else noms.NOTES_EN_PERSONNE


def au_hasard(hasard: Hasard, debut: date, jusque: date, nombre: int) -> list[date]:
    """The first day, and as many others as it takes."""
    return [debut, *sorted(hasard.jour(debut, jusque) for _ in range(nombre - 1))]


def au_rythme(hasard: Hasard, debut: date, jusque: date, jours: int) -> list[date]:
    """From one to the next, never longer than the rhythm chosen with the famille."""
    dates, le = [], debut
    while le <= jusque:
        dates.append(le)
        le += timedelta(days=max(2, round(jours * hasard.uniform(0.4, 0.7))))
        le -= timedelta(days=max(0, le.weekday() - 4))
    return dates


def promettre(scene: Scene, famille: Famille, *, jusque: date) -> None:
    """Something promised and done, some time ago."""
    hasard = scene.hasard
    if not hasard.arrive(0.15):
        return
    le = hasard.jour(famille.date_jointe, jusque)
    echeance = hasard.apres(le, 2, 14)
    abandonnee = hasard.arrive(0.08)
    fermee_le = min(hasard.apres(le, 1, 16), scene.aujourdhui)
    scene.lot.ajouter(
        Promesse(
            famille=famille,
            texte=hasard.choice(noms.PROMESSES),
            echeance=echeance,
            tenue_le=None if abandonnee else fermee_le,
            abandonnee_le=fermee_le if abandonnee else None,
            **hasard.saisie(scene.ptp, le),
        )
    )
