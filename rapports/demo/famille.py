"""A famille of the demonstration: everything that is known of her."""

from datetime import date, timedelta

from activites.models import TypeAction
from familles.models import Accompagnement, Famille
from referencements.models.etats import Etat

from . import chiffres, noms
from .cadre import Scene
from .episode import (
    Episode,
    accompagner,
    agir,
    au_hasard,
    au_rythme,
    intervenir,
    promettre,
)
from .isolement import evaluer, fragiliser, lier
from .orientation import Orientation, cloturer, orienter, recevoir
from .personnes import peupler
from .plan import PlanFamille

VOIES = {
    "presence_organismes": 24,
    "bouche_a_oreille": 14,
    "reference_entrante": 14,
    "activites_collectives": 12,
    "personnel_reseau_sss": 9,
    "distribution_alimentaire": 9,
    "parcs": 8,
    "demande_spontanee": 6,
    "reseaux_sociaux": 5,
    "services_garde_ecole": 5,
    "commerces_lieux_publics": 3,
    "tables_concertation": 2,
    "porte_a_porte": 2,
    "affichage_depliant": 2,
    None: 4,
}
RYTHMES = {7: 8, 14: 34, 30: 44, 60: 10, 90: 4}
SECTEURS_QUI_REFERENT = ("sante_services_sociaux", "famille_enfance", "protection_jeunesse")
PART_POURSUIVIE = 0.2


def ouvrir(scene: Scene, date_jointe: date) -> Famille:
    """The famille’s own row, opened by an alias."""
    hasard = scene.hasard
    langue = hasard.pondere(noms.LANGUES)
    return scene.lot.ajouter(
        Famille(
            code=hasard.code(),
            alias=next(scene.alias),
            territoire_id=scene.territoire.pk,
            date_jointe=date_jointe,
            date_reperage=hasard.jour(_depuis_le_debut(date_jointe, 20), date_jointe),
            voie_reperage_id=hasard.pondere(VOIES),
            langue=langue,
            interprete=langue not in ("", "français", "anglais") and hasard.arrive(0.5),
            canal_prefere=hasard.choice(("", "", "texto", "texto", "telephone", "domicile")),
            heures_preferees=hasard.choice(noms.HEURES),
            rythme_jours=hasard.pondere(RYTHMES),
            **hasard.saisie(scene.ptp, date_jointe),
        )
    )


def _depuis_le_debut(le: date, jours: int) -> date:
    """So many days before, and never before the pilot."""
    return max(chiffres.DEBUT, le - timedelta(days=jours))


def raconter(scene: Scene, plan: PlanFamille, episode: Episode) -> Orientation:
    """Everything about one famille over one episode of accompagnement."""
    famille = ouvrir(scene, plan.date_jointe)
    enfants = peupler(scene, famille, plan.enfants)
    intensite = evaluer(scene, famille, plan.frequentation, jusque=episode.jusque)
    accompagnement = accompagner(scene, famille, episode, plan.frequentation, intensite)
    lier(scene, famille, jusque=episode.jusque)
    fragiliser(scene, famille, jusque=episode.jusque)
    promettre(scene, famille, jusque=episode.jusque)
    _reperer(scene, famille, accompagnement)
    orientation = Orientation(scene, famille, accompagnement, enfants, clos=bool(episode.fin))
    orienter(orientation, plan.orientations, jusque=episode.jusque)
    if episode.fin:
        cloturer(orientation, episode.fin)
    return orientation


def _reperer(scene: Scene, famille: Famille, accompagnement: Accompagnement) -> None:
    """How they came: through a partenaire, or met before any accompagnement."""
    hasard = scene.hasard
    if famille.voie_reperage_id == "reference_entrante":
        mediation = hasard.jour(_depuis_le_debut(famille.date_jointe, 12), famille.date_jointe)
        etapes = [(Etat.MEDIATION_FAITE, mediation), (Etat.ACCEPTEE, famille.date_jointe)]
        if accompagnement.date_fin or hasard.arrive(0.6):
            etapes.append((Etat.SERVICE_AMORCE, accompagnement.date_debut))
        if accompagnement.date_fin:
            etapes.append((Etat.TERMINEE, accompagnement.date_fin))
        partenaire = hasard.choice(qui_referent(scene))
        recevoir(scene, partenaire, etapes, famille)
    elif famille.date_reperage and hasard.arrive(0.15):
        le = hasard.jour(famille.date_reperage, famille.date_jointe)
        intervenir(scene, famille, TypeAction.REPERAGE, le)


def qui_referent(scene: Scene) -> list:
    return [
        partenaire
        for categorie, partenaires in scene.partenaires.items()
        if categorie.secteur in SECTEURS_QUI_REFERENT
        for partenaire in partenaires
    ]


def raconter_le_pilote(scene: Scene, plan: PlanFamille) -> None:
    """One of the 5 305: what counts happens within the pilot, what follows may not."""
    hasard = scene.hasard
    nombre = len(plan.orientations)
    debut = min(hasard.apres(plan.date_jointe, 0, 10), chiffres.FIN)
    episode = _episode_du_pilote(scene, debut, 20 + 8 * nombre)
    orientation = raconter(scene, plan, episode)
    actions = hasard.choice((2, 3, 3, 4, 5, 6)) + (nombre > 0) + (nombre > 2)
    dates = au_hasard(hasard, debut, episode.jusque, actions)
    if scene.vivante and (episode.fin is None or episode.fin > chiffres.FIN):
        rythme = orientation.famille.rythme_jours or 30
        reprise = hasard.apres(chiffres.FIN, 2, rythme)
        dates += au_rythme(hasard, reprise, episode.fin or scene.hier, rythme)
    agir(scene, orientation.accompagnement, dates, list(orientation.besoins.values()))


def _episode_du_pilote(scene: Scene, debut: date, au_moins: int) -> Episode:
    hasard = scene.hasard
    jusque = min(debut + timedelta(days=hasard.randint(au_moins, 330)), chiffres.FIN)
    if scene.vivante:
        if jusque < chiffres.FIN:
            return Episode(debut, jusque, fin=jusque)
        fin = min(hasard.apres(chiffres.FIN, 10, 300), scene.aujourdhui)
        return Episode(debut, jusque, fin=None if hasard.arrive(0.08) else fin)
    terminee = hasard.arrive(0.9 if jusque < chiffres.FIN else PART_POURSUIVIE)
    return Episode(debut, jusque, fin=jusque if terminee else None)


def rencontrer(scene: Scene, date_jointe: date) -> Famille:
    """Jointe, and not accompagnée yet."""
    famille = ouvrir(scene, date_jointe)
    intervenir(scene, famille, TypeAction.REPERAGE, date_jointe)
    return famille
