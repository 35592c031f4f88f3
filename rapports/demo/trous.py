"""The trous de services of a territoire: several familles meet the same gap, and it moves on."""

from datetime import date

from familles.models import Besoin, Enfant, Famille
from referencements.models import ConstatTrou, Referencement, SuiviTrou, TrouDeServices

from . import offres
from .cadre import Scene

Statut = TrouDeServices.Statut
PART_JOINTE = 0.9
CAUSES = {
    "logement": {"cout": 60, "places": 40},
    "alimentation": {"horaire": 60, "inexistant": 40},
    "garde_places": {"places": 90, "horaire": 10},
    "listes_attente": {"places": 100},
    "sante_mentale_acces": {"places": 85, "inexistant": 15},
    "langue_interpretation": {"langue": 100},
    "horaires_inadaptes": {"horaire": 100},
    "admissibilite": {"autre": 60, "cout": 40},
}
CAUSES_DU_MILIEU = {
    "rural": {"distance": 100},
    "urbain": {"deplacement_avec_jeunes_enfants_tc": 100},
    "mixte": {"distance": 60, "deplacement_avec_jeunes_enfants_tc": 40},
}
CHEMINS = {
    (): 45,
    (Statut.PORTE_CONCERTATION,): 33,
    (Statut.PORTE_CONCERTATION, Statut.EN_VOIE): 14,
    (Statut.PORTE_CONCERTATION, Statut.EN_VOIE, Statut.RESOLU): 8,
}
MOTS = {
    Statut.PORTE_CONCERTATION: (
        "Présenté à la table de concertation.",
        "Mis à l’ordre du jour de la table petite enfance.",
        "Discuté avec la municipalité.",
    ),
    Statut.EN_VOIE: (
        "Un organisme cherche un local.",
        "Un transport bénévole commence à l’essai.",
        "La demande de financement est déposée.",
    ),
    Statut.RESOLU: ("Le service est ouvert aux familles.", "Des places se sont ajoutées."),
}
DESCRIPTIONS = (
    "Rien après 16 h ni la fin de semaine.",
    "Le service le plus proche est à 40 minutes de route.",
    "L’inscription se fait en ligne seulement.",
    "Les places vont d’abord aux familles déjà inscrites.",
)


def constater(
    scene: Scene,
    famille: Famille,
    enfants: list[Enfant],
    besoin: Besoin,
    le: date,
    referencement: Referencement | None = None,
) -> None:
    if besoin.etat in (Besoin.Etat.MIS_EN_RELIEF, Besoin.Etat.EN_COURS):
        besoin.etat, besoin.etat_depuis = Besoin.Etat.TROU_DE_SERVICES, le
    constat = ConstatTrou(
        trou=_trou(scene, besoin, le),
        constate_le=le,
        famille=famille,
        besoin=besoin,
        referencement=referencement,
        nb_enfants=len(enfants) or None,
        **scene.hasard.saisie(scene.ptp, le),
    )
    scene.lot.ajouter(constat)


def _trou(scene: Scene, besoin: Besoin, le: date) -> TrouDeServices:
    """Most often one that other familles met."""
    hasard = scene.hasard
    type_ = offres.TROUS.get(besoin.type_id) or hasard.pondere(offres.AUTRES_TROUS)
    cause = hasard.pondere(CAUSES.get(type_) or CAUSES_DU_MILIEU[scene.territoire.milieu])
    semblables = scene.trous.setdefault((type_, cause), [])
    if not semblables or not hasard.arrive(PART_JOINTE):
        description = hasard.choice(DESCRIPTIONS) if hasard.arrive(0.3) else ""
        trou = TrouDeServices(
            territoire_id=scene.territoire.pk,
            type_id=type_,
            cause=cause,
            constate_le=le,
            statut_depuis=le,
            description=description,
        )
        semblables.append(scene.lot.ajouter(trou))
    trou = semblables[-1]
    trou.constate_le = min(trou.constate_le, le)
    trou.statut_depuis = max(trou.statut_depuis, le)
    return trou


def suivre(scene: Scene) -> None:
    """What becomes of each, once its constats are known; none is solved before the last one."""
    for trou in (trou for trous in scene.trous.values() for trou in trous):
        dernier, avant = trou.statut_depuis, ""
        chemin = scene.hasard.pondere(CHEMINS)
        _noter(scene, trou, avant, Statut.CONSTATE, trou.constate_le)
        trou.statut_depuis = trou.constate_le
        for statut in chemin:
            base = dernier if statut == Statut.RESOLU else trou.statut_depuis
            le = scene.hasard.apres(max(base, trou.statut_depuis), 20, 120)
            if le > scene.aujourdhui:
                break
            _noter(scene, trou, trou.statut, statut, le)
            trou.statut, trou.statut_depuis = statut, le


def _noter(scene: Scene, trou: TrouDeServices, de: str, vers: str, le: date) -> None:
    hasard = scene.hasard
    scene.lot.ajouter(
        SuiviTrou(
            trou=trou,
            date=le,
            de_statut=de,
            vers_statut=vers,
            mot=hasard.choice(MOTS[Statut(vers)]) if de else "",
            **hasard.saisie(scene.ptp, le),
        )
    )
