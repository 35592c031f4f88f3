"""What dashboards count beside the rapport de participation, by groupe, in set-based queries."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count, Model, Q, QuerySet, Sum

from activites.models import ActiviteDemarchage, ActiviteReseautage, DemandeHorsMandat
from comptes.models import Affectation, Role
from familles.models import Accompagnement, Famille, Intervention
from partenaires.models import Secteur
from referencements.models import ConstatTrou, Referencement, TrouDeServices, TypeTrou
from referencements.models.etats import Sens

from .definitions import Indicateur
from .groupes import territoires_par_groupe
from .indicateurs_tableau import etaler
from .requetes import Demande
from .resultats import Resultat

Comptes = defaultdict[str, Counter[str]]
Chiffres = Mapping[str, Resultat]


def mesurer(
    debut: date,
    fin: date,
    *,
    territoires: frozenset[int] | None = None,
    par: str | None = None,
    observe_au: date | None = None,
) -> dict[str | None, Chiffres]:
    """The indicators of ``indicateurs_tableau``, by identifier: the whole under None and, with
    ``par``, each groupe by its code (see ``calculs.calculer``)."""
    demande = Demande.de_la_periode(debut, fin, territoires=territoires, observe_au=observe_au)
    indicateurs = etaler(Secteur.objects.all(), TypeTrou.objects.all())
    chiffres: dict[str | None, Chiffres] = {}
    if par:
        comptes = _compter(replace(demande, par=par))
        chiffres |= {code: _resultats(indicateurs, compte) for code, compte in comptes.items()}
    chiffres[None] = _resultats(indicateurs, _compter(demande)[""])
    return chiffres


def _compter(demande: Demande) -> Comptes:
    comptes: Comptes = defaultdict(Counter)
    for compter in COMPTAGES:
        compter(demande, comptes)
    return comptes


def _resultats(indicateurs: Mapping[str, Indicateur], compte: Counter[str]) -> Chiffres:
    return {
        identifiant: Resultat(
            indicateur,
            compte[identifiant],
            compte[DENOMINATEURS[indicateur.modele]] if indicateur.denominateur else None,
        )
        for identifiant, indicateur in indicateurs.items()
    }


# What each part is a part of; « # » marks what is counted without being an indicator here.
DENOMINATEURS = {
    "I-18": "#sortants",
    "I-18e": "#entrants",
    "I-11s": "#entrants",
    "I-41c": "#ptp",
}


def _compter_familles(demande: Demande, comptes: Comptes) -> None:
    jointes = Famille.objects.filter(date_jointe__range=(demande.debut, demande.fin))
    for ligne in _grouper(demande, jointes, n=Count("pk")):
        comptes[ligne["groupe"]]["I-01j"] += ligne["n"]
    faits = Referencement.objects.sortants().faits().pendant(demande.debut, demande.fin)
    amorces = Q(service_amorce_le__lte=demande.observe_au)
    referees = Count("famille", distinct=True)
    servies = Count("famille", distinct=True, filter=amorces)
    for ligne in _grouper(demande, faits, referees=referees, servies=servies):
        comptes[ligne["groupe"]]["I-19f"] += ligne["referees"]
        comptes[ligne["groupe"]]["I-17f"] += ligne["servies"]


def _compter_referencements(demande: Demande, comptes: Comptes) -> None:
    faits = Referencement.objects.faits().pendant(demande.debut, demande.fin)
    for ligne in _grouper(
        demande, faits, "sens", "etat", "secteur", "secteur__parent", n=Count("pk")
    ):
        compte, n = comptes[ligne["groupe"]], ligne["n"]
        if ligne["sens"] == Sens.SORTANT:
            compte["#sortants"] += n
            compte[f"I-18.{ligne['etat']}"] += n
        else:
            compte["#entrants"] += n
            compte[f"I-18e.{ligne['etat']}"] += n
            for secteur in filter(None, (ligne["secteur"], ligne["secteur__parent"])):
                compte[f"I-11s.{secteur}"] += n


def _compter_trous(demande: Demande, comptes: Comptes) -> None:
    """Gaps, whatever the number of their constats; enfants once for each famille of each gap."""
    constats = ConstatTrou.objects.pendant(demande.debut, demande.fin)
    resolu = Q(trou__statut=TrouDeServices.Statut.RESOLU)
    distincts = {
        "n": Count("trou", distinct=True),
        "ouverts": Count("trou", distinct=True, filter=~resolu),
    }
    for ligne in _grouper(demande, constats, "trou__type", **distincts):
        compte = comptes[ligne["groupe"]]
        compte["I-22"] += ligne["n"]
        compte[f"I-22.{ligne['trou__type']}"] += ligne["n"]
        compte["I-22o"] += ligne["ouverts"]
    derniers = constats.derniers(demande.fin)
    for ligne in _grouper(demande, derniers, enfants=Sum("nb_enfants", default=0)):
        comptes[ligne["groupe"]]["I-22e"] += ligne["enfants"]


TEMPS: list[tuple[str, type[Model]]] = [
    ("I-41f", Intervention),
    ("I-41m", ActiviteDemarchage),
    ("I-41r", ActiviteReseautage),
    ("I-43h", DemandeHorsMandat),
]


def _compter_temps(demande: Demande, comptes: Comptes) -> None:
    mesures = {
        "n": Count("pk"),
        "duree": Sum("duree_min", default=0),
        "deplacement": Sum("deplacement_min", default=0),
        "retard": Sum("meteo_min", default=0),
    }
    for identifiant, modele in TEMPS:
        faites = modele._default_manager.filter(date__range=(demande.debut, demande.fin))
        for ligne in _grouper(demande, faites, **mesures):
            compte = comptes[ligne["groupe"]]
            compte[identifiant] += ligne["duree"]
            compte["I-41d"] += ligne["deplacement"]
            compte["I-41w"] += ligne["retard"]
            compte["I-41"] += ligne["duree"] + ligne["deplacement"]
            compte["I-43"] += ligne["n"] if modele is DemandeHorsMandat else 0


def _compter_charge(demande: Demande, comptes: Comptes) -> None:
    en_cours = Accompagnement.objects.couvrant(demande.fin)
    for ligne in _grouper(demande, en_cours, n=Count("famille", distinct=True)):
        comptes[ligne["groupe"]]["I-41c"] += ligne["n"]
    ptp = Affectation.objects.actuelles(demande.fin).filter(role=Role.PTP)
    for ligne in _grouper(demande, ptp, n=Count("utilisateur", distinct=True)):
        comptes[ligne["groupe"]]["#ptp"] += ligne["n"]


def _compter_couverture(demande: Demande, comptes: Comptes) -> None:
    actives = Intervention.objects.pendant(demande.debut, demande.fin)
    actifs = Count("territoire", distinct=True)
    regions = Count("territoire__region", distinct=True)
    for ligne in _grouper(demande, actives, actifs=actifs, regions=regions):
        comptes[ligne["groupe"]]["I-40"] += ligne["actifs"]
        comptes[ligne["groupe"]]["I-40r"] += ligne["regions"]
    for groupe, n in territoires_par_groupe(demande).items():
        comptes[groupe]["I-40t"] += n


def _grouper(
    demande: Demande, lignes: QuerySet[Any], *champs: str, **mesures: Any
) -> QuerySet[Any]:
    """By groupe and these champs; a constat is of its trou’s territoire."""
    prefixe = "trou__" if lignes.model is ConstatTrou else ""
    return demande.portee(lignes, prefixe).values("groupe", *champs).annotate(**mesures)


COMPTAGES = (
    _compter_familles,
    _compter_referencements,
    _compter_trous,
    _compter_temps,
    _compter_charge,
    _compter_couverture,
)
