"""The indicators of the dashboards, beside those of the rapport de participation.

Declared like the others (see ``indicateurs``); ``tableau`` computes them.
"""

from collections.abc import Iterable
from functools import partial

from partenaires.models import Secteur
from referencements.models import Referencement, TypeTrou

from .definitions import Calcul, Indicateur, Rubrique
from .indicateurs import INDICATEURS, PAR_ID
from .indicateurs_complement import INDICATEURS_COMPLEMENT, PAR_ID_COMPLEMENT

_parcours = partial(Indicateur, rubrique=Rubrique.PARCOURS, calcul=Calcul.NOMBRE)
_referencements = partial(Indicateur, rubrique=Rubrique.REFERENCEMENTS)
_trous = partial(Indicateur, rubrique=Rubrique.TROUS, calcul=Calcul.NOMBRE)
_temps = partial(
    Indicateur,
    rubrique=Rubrique.EQUIPE,
    calcul=Calcul.NOMBRE,
    unite="minutes",
    source="DOMAINE §4.3, I-41",
)
_couverture = partial(
    Indicateur,
    rubrique=Rubrique.COUVERTURE,
    calcul=Calcul.NOMBRE,
    additif=False,
    source="DOMAINE §4.3, I-40",
)

INDICATEURS_TABLEAU: tuple[Indicateur, ...] = (
    _parcours(
        id="I-01j",
        libelle="Familles jointes dans la période",
        definition="Familles dont la date « jointe le » est dans la période, accompagnées ou non. "
        "I-01 compte plutôt celles qu’une action a accompagnées dans la période.",
        numerateur="Familles jointes dans la période",
        unite="familles",
        source="DOMAINE §4.4",
    ),
    _parcours(
        id="I-19f",
        libelle="Familles référées",
        definition="Familles distinctes ayant au moins un référencement fait dans la période.",
        numerateur="Familles distinctes des référencements faits (I-19)",
        unite="familles",
        source="DOMAINE §4.2",
    ),
    _parcours(
        id="I-17f",
        libelle="Familles dont un service est amorcé",
        definition="Familles référées dans la période dont au moins un de ces référencements a "
        "mené à un service, amorcé à la date d’observation.",
        numerateur="Familles référées (I-19f) ayant un service amorcé",
        unite="familles",
        source="DOMAINE §4.2",
    ),
    _referencements(
        id="I-18",
        libelle="Réponse des partenaires",
        definition="Où en sont, aujourd’hui, les référencements faits dans la période.",
        numerateur="Référencements faits qui en sont à cet état",
        denominateur="I-19, référencements faits",
        source="DOMAINE §2.15",
    ),
    _referencements(
        id="I-18e",
        libelle="Accueil des référencements reçus",
        definition="Où en sont, aujourd’hui, les référencements reçus dans la période.",
        numerateur="Référencements reçus qui en sont à cet état",
        denominateur="I-11, référencements reçus",
        source="DOMAINE §2.15",
    ),
    _referencements(
        id="I-11s",
        libelle="Part du secteur, référencements reçus",
        definition="Selon le secteur du partenaire à la date du contact personnalisé.",
        numerateur="Référencements reçus d’un organisme de ce secteur",
        denominateur="I-11, référencements reçus",
        source="DOMAINE §4.2",
    ),
    _trous(
        id="I-22",
        libelle="Trous de services constatés",
        definition="Trous de services distincts dont au moins un constat est daté de la période, "
        "résolus ou non. Un même manque constaté pour plusieurs familles ne compte qu’une fois.",
        numerateur="Trous de services constatés dans la période",
        unite="trous de services",
        source="DOMAINE §4.3",
    ),
    _trous(
        id="I-22o",
        libelle="Trous de services sans solution à ce jour",
        definition="Trous distincts constatés dans la période dont le statut n’est pas « résolu » "
        "aujourd’hui.",
        numerateur="Trous de services de la période non résolus",
        unite="trous de services",
        source="DOMAINE §4.3",
    ),
    _trous(
        id="I-22e",
        libelle="Enfants touchés par un trou de services",
        definition="Somme des enfants notés sur les trous constatés dans la période, une fois pour "
        "chaque famille d’un même trou, selon son dernier constat. Un même enfant peut être "
        "touché par plus d’un trou.",
        numerateur="Somme des enfants touchés",
        unite="enfants, non distincts",
        source="DOMAINE §4.3",
    ),
    _temps(
        id="I-41",
        libelle="Heures consignées",
        definition="Durée des interventions, du démarchage, du réseautage et des demandes hors "
        "mandat de la période, déplacements en plus.",
        numerateur="Somme des durées et des déplacements",
    ),
    _temps(
        id="I-41f",
        libelle="Avec les familles",
        definition="Durée des interventions de la période, sans les déplacements.",
        numerateur="Somme des durées des interventions",
    ),
    _temps(
        id="I-41m",
        libelle="En démarchage",
        definition="Durée des activités de démarchage de la période, sans les déplacements.",
        numerateur="Somme des durées du démarchage",
    ),
    _temps(
        id="I-41r",
        libelle="En réseautage et concertation",
        definition="Durée des activités de réseautage de la période, sans les déplacements.",
        numerateur="Somme des durées du réseautage",
    ),
    _temps(
        id="I-43h",
        libelle="Hors mandat",
        definition="Durée des demandes hors mandat de la période, sans les déplacements.",
        numerateur="Somme des durées des demandes hors mandat",
        source="DOMAINE §4.3, I-43",
    ),
    _temps(
        id="I-41d",
        libelle="En déplacement",
        definition="Temps de déplacement de toutes les activités de la période.",
        numerateur="Somme des déplacements",
    ),
    _temps(
        id="I-41w",
        libelle="Dont retards de météo ou de route",
        definition="Part du temps de déplacement que la météo ou l’état de la route a ajoutée, "
        "telle que la PTP l’a notée. Facultative\u00a0: un minimum, jamais une mesure complète.",
        numerateur="Somme des retards notés",
        source="DOMAINE §1.2, temps de déplacement",
    ),
    _temps(
        id="I-43",
        libelle="Demandes hors mandat",
        definition="Ce qui a été demandé à la PTP et qui n’est pas son rôle.",
        numerateur="Demandes hors mandat de la période",
        unite="demandes",
        source="DOMAINE §4.3, I-43",
    ),
    _temps(
        id="I-41c",
        libelle="Familles accompagnées par PTP",
        definition="Accompagnements en cours le dernier jour de la période, pour chaque PTP "
        "affectée ce jour-là.",
        numerateur="Accompagnements en cours le dernier jour",
        denominateur="PTP affectées le dernier jour",
        calcul=Calcul.RATIO,
        additif=False,
        unite="familles par PTP",
    ),
    _couverture(
        id="I-40",
        libelle="Territoires actifs",
        definition="Territoires où au moins une intervention est datée de la période.",
        numerateur="Territoires avec une intervention dans la période",
        unite="territoires",
    ),
    _couverture(
        id="I-40t",
        libelle="Territoires du réseau",
        definition="Territoires inscrits dans Proximité, actifs ou non dans la période.",
        numerateur="Territoires",
        unite="territoires",
    ),
    _couverture(
        id="I-40r",
        libelle="Régions actives",
        definition="Régions où au moins une intervention est datée de la période.",
        numerateur="Régions avec une intervention dans la période",
        unite="régions",
    ),
)

PAR_ID_TABLEAU = {indicateur.id: indicateur for indicateur in INDICATEURS_TABLEAU}


# Only their parts say something: together they are all of their denominator.
SANS_TOTAL = frozenset({"I-18", "I-18e", "I-11s"})


def etaler(secteurs: Iterable[Secteur], types_trou: Iterable[TypeTrou]) -> dict[str, Indicateur]:
    """These indicators, those that have parts followed by them: « I-18.acceptee »…"""
    etats = [(etat.value, etat.label) for etat in Referencement.Etat]
    parts = {
        "I-18": etats,
        "I-18e": etats,
        "I-11s": [(s.code, s.libelle) for s in secteurs],
        "I-22": [(t.code, t.libelle) for t in types_trou],
    }
    etales: dict[str, Indicateur] = {}
    for indicateur in INDICATEURS_TABLEAU:
        if indicateur.id not in SANS_TOTAL:
            etales[indicateur.id] = indicateur
        for code, libelle in parts.get(indicateur.id, []):
            part = indicateur.partie(code, libelle)
            etales[part.id] = part
    return etales


def par_id(identifiant: str) -> Indicateur | None:
    """Any indicator of Proximité; the whole of it for a part (« I-13.logement »)."""
    tous = {**PAR_ID, **PAR_ID_TABLEAU, **PAR_ID_COMPLEMENT}
    return tous.get(identifiant) or tous.get(identifiant.rpartition(".")[0])


def par_rubrique() -> dict[str, list[Indicateur]]:
    rubriques: dict[str, list[Indicateur]] = {rubrique: [] for rubrique in Rubrique}
    for indicateur in (*INDICATEURS, *INDICATEURS_TABLEAU, *INDICATEURS_COMPLEMENT):
        rubriques[indicateur.rubrique].append(indicateur)
    return rubriques
