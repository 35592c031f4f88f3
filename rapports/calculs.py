"""The report of a period: what ``requetes`` counted, made into the indicators."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TypeVar

from django.utils import timezone

from activites.models import StrategieDemarchage
from familles.models.famille import FREQUENTATIONS_ISOLEES, Frequentation
from partenaires.models import Partenaire, Secteur
from proximite import portee
from territoires.models import OrganismePorteur, Region, Territoire

from . import indicateurs
from .requetes import A_NAITRE, AGE_INCONNU, AXES, Demande, Denombrement, denombrer
from .resultats import Groupe, Methode, Rapport, Rattachement, Resultat

ENSEMBLE = Groupe("", "Ensemble")
Figures = dict[str, tuple[int, int | None, Fraction | None]]
Valeur = TypeVar("Valeur", int, Fraction)
Listes = tuple[list[Secteur], list[StrategieDemarchage]]


@portee.denombrement("Un rapport du réseau compte chaque ligne.")
@portee.releves("Ce qui s’est fait dans un territoire y compte, familles parties comprises.")
def calculer(
    debut: date,
    fin: date,
    *,
    territoires: frozenset[int] | None = None,
    par: str | None = None,
    observe_au: date | None = None,
    rattachement: Rattachement = Rattachement.ENTREE,
) -> dict[str | None, Rapport]:
    """The reports of a period, closed dates: the whole under None and, with ``par`` (milieu,
    type_porteur, region, territoire), one for each groupe that has a territoire, by its code.

    ``territoires`` None is the whole network. ``observe_au`` is the date until which answers
    and follow-ups are looked at; today unless told otherwise.
    """
    demande = Demande(
        debut=debut,
        fin=fin,
        observe_au=observe_au or timezone.localdate(),
        rattachement=rattachement,
        territoires=territoires,
        par=par,
    )
    return _rapports(demande)


def _rapports(demande: Demande) -> dict[str | None, Rapport]:
    par, entiere = demande.par, replace(demande, par=None)
    if par is not None and par not in AXES:
        raise ValueError(f"par: {par!r}")
    listes = (list(Secteur.objects.all()), list(StrategieDemarchage.objects.all()))
    rapports: dict[str | None, Rapport] = {}
    if par:
        comptes = denombrer(demande)
        for groupe in _groupes(par, demande.territoires):
            rapports[groupe.code] = _rapport(groupe, demande, comptes[groupe.code], listes)
    rapports[None] = _rapport(ENSEMBLE, entiere, denombrer(entiere)[ENSEMBLE.code], listes)
    return rapports


def somme(rapports: Iterable[Rapport]) -> Rapport:
    """The « somme des rapports »: a famille of two reports counts twice. What cannot be added, a
    median, a number of territoires, is « s. o. »; reports of unlike indicators are added on those
    that they all have."""
    premier, *autres = tous = list(rapports)
    return replace(
        premier,
        groupe=ENSEMBLE,
        debut=min(r.debut for r in tous),
        fin=max(r.fin for r in tous),
        observe_au=max(r.observe_au for r in tous),
        methode=Methode.SOMME_DES_RAPPORTS,
        resultats={
            cle: _additionner([resultat, *(r[cle] for r in autres)])
            for cle, resultat in premier.items()
            if all(cle in r for r in autres)
        },
    )


def _additionner(resultats: Sequence[Resultat]) -> Resultat:
    indicateur = resultats[0].indicateur
    if not indicateur.additif:
        return Resultat(indicateur, 0, 0)
    denominateurs = [r.denominateur for r in resultats if r.denominateur is not None]
    return Resultat(
        indicateur,
        sum(r.numerateur for r in resultats),
        sum(denominateurs) if denominateurs else None,
    )


def _groupes(par: str, territoires: frozenset[int] | None) -> list[Groupe]:
    """Those that have a territoire, in the order they are shown, silent ones included."""
    tous = Territoire.objects.order_by()
    if territoires is not None:
        tous = tous.filter(pk__in=territoires)
    if par == "territoire":
        return [Groupe(*ligne) for ligne in tous.order_by("nom").values_list("code", "nom")]
    if par == "region":
        regions = Region.objects.filter(pk__in=tous.values("region"))
        return [Groupe(region.code, region.nom) for region in regions]
    choix, champ = {
        "milieu": (Territoire.Milieu, "milieu"),
        "type_porteur": (OrganismePorteur.Type, "organisme__type"),
    }[par]
    presents = set(tous.values_list(champ, flat=True).distinct())
    return [Groupe(valeur, str(libelle)) for valeur, libelle in choix.choices if valeur in presents]


def _rapport(groupe: Groupe, demande: Demande, compte: Denombrement, listes: Listes) -> Rapport:
    figures = _portee(compte) | _accompagnements(compte) | _referencements(compte, listes[0])
    figures |= _conversions(compte, listes[1])
    return Rapport(
        groupe=groupe,
        debut=demande.debut,
        fin=demande.fin,
        observe_au=demande.observe_au,
        rattachement=demande.rattachement,
        methode=Methode.FAMILLES_DISTINCTES,
        resultats={
            cle: Resultat(indicateur, *figures[cle])
            for cle, indicateur in indicateurs.tous(*listes).items()
        },
    )


def _nombre(valeur: int) -> tuple[int, None, None]:
    return valeur, None, None


def _part(numerateur: int, denominateur: int) -> tuple[int, int, None]:
    return numerateur, denominateur, None


def _portee(compte: Denombrement) -> Figures:
    jointes = compte.familles.total()
    nouvelles = sum(n for (_, nouvelle, _), n in compte.familles.items() if nouvelle)
    frequentations: Counter[str] = Counter()
    for (frequentation, _, _), nombre in compte.familles.items():
        frequentations[frequentation] += nombre
    isolees = sum(frequentations[f] for f in FREQUENTATIONS_ISOLEES)
    indeterminees = frequentations[Frequentation.INCONNUE]
    cible, cible_de_5 = compte.cibles.total(), compte.cibles[5]
    return {
        "I-00": _nombre(compte.rencontres.total()),
        "I-01": _nombre(jointes),
        "I-01n": _nombre(nouvelles),
        "I-01r": _nombre(jointes - nouvelles),
        "I-02": _nombre(isolees),
        "I-02x": _nombre(indeterminees),
        "I-03": _part(isolees, jointes),
        "I-03x": _part(indeterminees, jointes),
        "I-08": _part(cible, jointes),
        "I-08b": _part(cible - cible_de_5, jointes),
        **_enfants(compte, jointes, isolees),
    }


def _enfants(compte: Denombrement, jointes: int, isolees: int) -> Figures:
    enfants = compte.enfants.total()
    a_naitre, inconnu = compte.enfants[A_NAITRE], compte.enfants[AGE_INCONNU]
    moins_de_5 = sum(compte.enfants[age] for age in range(5))
    de_5 = compte.enfants[5]
    return {
        "I-04": _nombre(enfants),
        "I-04r": _part(enfants, jointes),
        "I-04ri": _part(enfants, isolees),
        "I-05": _part(a_naitre, enfants),
        "I-06": _part(moins_de_5 + de_5, enfants),
        "I-06b": _part(moins_de_5, enfants),
        "I-06c": _part(a_naitre + moins_de_5 + de_5, enfants),
        "I-07a": _part(enfants - a_naitre - inconnu - moins_de_5 - de_5, enfants),
        "I-07b": _part(inconnu, enfants),
    }


def _conversions(compte: Denombrement, strategies: list[StrategieDemarchage]) -> Figures:
    nouvelles: Counter[str | None] = Counter()
    for (_, nouvelle, voie), nombre in compte.familles.items():
        if nouvelle:
            nouvelles[voie] += nombre
    codes = [strategie.code for strategie in strategies]
    return {f"I-09.{code}": _part(nouvelles[code], compte.rencontres[code]) for code in codes}


def _accompagnements(compte: Denombrement) -> Figures:
    tous = compte.par_accompagnement
    avec = Counter({nombre: combien for nombre, combien in tous.items() if nombre})
    actifs, ayant = tous.total(), avec.total()
    faits = sum(nombre * combien for nombre, combien in avec.items())
    trois_et_plus = ayant - avec[1] - avec[2]
    return {
        "I-10a": _nombre(actifs),
        "I-10": _part(trois_et_plus, actifs),
        "I-10v": _part(trois_et_plus, ayant),
        "I-10.0": _part(actifs - ayant, actifs),
        "I-10.1": _part(avec[1], actifs),
        "I-10.2": _part(avec[2], actifs),
        "I-10m": (faits, actifs, mediane(tous)),
        "I-10vm": (faits, ayant, mediane(avec)),
    }


def _referencements(compte: Denombrement, secteurs: list[Secteur]) -> Figures:
    sortants = compte.referencements.total()
    autres: Counter[str] = Counter()
    for (nature, _, vers_porteur), nombre in compte.referencements.items():
        if not vers_porteur:
            autres[nature] += nombre
    communautaires = sum(autres[nature] for nature in Partenaire.NATURES_COMMUNAUTAIRES)
    repondus, amorces = compte.delais_reponse.total(), compte.delais_service.total()
    return {
        "I-19": _nombre(sortants),
        "I-11": _nombre(compte.entrants),
        "I-11b": _part(compte.entrants, compte.entrants + sortants),
        "I-11r": _part(compte.partenaires_reciproques, compte.partenaires),
        "I-12a": _part(communautaires, autres.total()),
        "I-12b": _part(autres[Partenaire.Nature.OCA], autres.total()),
        "I-12p": _part(sortants - autres.total(), sortants),
        "I-14": _part(compte.suivis, compte.observes),
        "I-15": _part(repondus, sortants),
        "I-16": _nombre(compte.reponses),
        "I-17a": (repondus, sortants, mediane(compte.delais_reponse)),
        "I-17b": (amorces, sortants, mediane(compte.delais_service)),
        **_secteurs(compte, secteurs),
    }


def _secteurs(compte: Denombrement, secteurs: list[Secteur]) -> Figures:
    """By secteur, a sous-secteur counted in its own row and in its parent’s."""
    parents = {secteur.code: secteur.parent_id for secteur in secteurs}
    tous: Counter[str] = Counter()
    communautaires: Counter[str] = Counter()
    for (nature, secteur, _), nombre in compte.referencements.items():
        for code in filter(None, (secteur, parents[secteur])):
            tous[code] += nombre
            if nature in Partenaire.NATURES_COMMUNAUTAIRES:
                communautaires[code] += nombre
    sortants = compte.referencements.total()
    vers_oc = sum(
        nombre
        for (nature, _, _), nombre in compte.referencements.items()
        if nature in Partenaire.NATURES_COMMUNAUTAIRES
    )
    figures: Figures = {}
    for code in parents:
        figures[f"I-13.{code}"] = _part(tous[code], sortants)
        figures[f"I-13oc.{code}"] = _part(communautaires[code], vers_oc)
    return figures


def mediane(effectifs: Counter[Valeur]) -> Fraction | None:
    """Of values given with how many times each; the mean of the two in the middle if even."""
    total = effectifs.total()
    if not total:
        return None
    rangs = ((total - 1) // 2, total // 2)
    return Fraction(sum(_au_rang(effectifs, rang) for rang in rangs), 2)


def _au_rang(effectifs: Counter[Valeur], rang: int) -> Valeur:
    for valeur in sorted(effectifs):
        rang -= effectifs[valeur]
        if rang < 0:
            return valeur
    raise IndexError(rang)
