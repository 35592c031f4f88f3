"""How the isolation of familles moves, and how trust grows (DOMAINE §4.3 I-23, §5.3-A).

Grilles of the same famille are paired by one statement (see ``requetes``): the first is the last
recorded of those that describe the first contact, as I-02 has it; the second is the latest one, at
least 90 days after it and within the period.
"""

from collections import Counter
from fractions import Fraction
from functools import reduce
from operator import add

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from familles.models import EvaluationIsolement, JalonLienConfiance
from familles.models.famille import Frequentation
from proximite.fonctions import JoursEntre
from referencements.models import Referencement

from ..comptes import Compte, Comptes
from ..requetes import Demande, activite, executer, familles

DIMENSIONS = EvaluationIsolement.DIMENSIONS
# A score is a sum of cotes over 3 × 4, 5 or 6: always a whole number of 180ths.
SCORE_MAXIMAL = 180


def grilles(demande: Demande) -> QuerySet:
    """One row for each grille not corrected: ``jour`` counts from the start of the period,
    ``score`` is in 180ths and None under four dimensions rated."""
    cotees = reduce(add, (Case(When(**{d: None}, then=0), default=1) for d in DIMENSIONS))
    total = reduce(add, (Coalesce(F(d), 0) for d in DIMENSIONS))
    initiale = Q(moment__in=EvaluationIsolement.MOMENTS_INITIAUX)
    return (
        EvaluationIsolement.objects.courantes()
        .filter(initiale | Q(vaut_le__lte=demande.fin))
        .annotate(cotees=cotees)
        .order_by()
        .values(
            "id",
            "famille_id",
            "saisie_le",
            "frequentation_services",
            *DIMENSIONS,
            initiale=Case(When(initiale, then=1), default=0),
            jour=JoursEntre(Value(demande.debut), F("vaut_le")),
            score=Case(
                When(
                    cotees__gte=EvaluationIsolement.COTES_MINIMALES,
                    then=total * (SCORE_MAXIMAL // 3) / F("cotees"),
                ),
                output_field=IntegerField(),
            ),
        )
    )


def ressources_nouvelles(demande: Demande) -> QuerySet:
    """One row for each (famille, partenaire) whose service is first amorcé in the period."""
    amorces = Referencement.objects.sortants().faits()
    avant = amorces.filter(
        Q(service_amorce_le__lt=OuterRef("service_amorce_le"))
        | Q(service_amorce_le=OuterRef("service_amorce_le"), pk__lt=OuterRef("pk")),
        famille=OuterRef("famille"),
        partenaire=OuterRef("partenaire"),
    )
    lignes = amorces.filter(service_amorce_le__range=(demande.debut, demande.fin))
    return demande.portee(lignes.exclude(Exists(avant))).values("groupe", "famille_id")


def liens_etablis(demande: Demande) -> QuerySet:
    """(famille_id, days since joining) of each « établi » said by the last day."""
    etablis = JalonLienConfiance.objects.filter(
        etape=JalonLienConfiance.Etape.ETABLI, date__lte=demande.fin
    )
    depuis = JoursEntre(F("famille__date_jointe"), F("date"))
    return etablis.order_by().values("famille_id", jours=depuis)


# Each part of the answer is (what, groupe, two keys, number). 90: days between two grilles.
SQL = """
WITH actives AS (
    SELECT DISTINCT groupe, famille_id FROM ({activite}) AS activite
),
jointes AS (
    SELECT actives.groupe, familles.id, familles.isolee
    FROM actives JOIN ({familles}) AS familles ON familles.id = actives.famille_id
),
isolees AS (
    SELECT groupe, id FROM jointes WHERE isolee = 1
),
suivies AS (
    SELECT DISTINCT id FROM isolees
),
grilles AS (
    SELECT grilles.* FROM suivies JOIN ({grilles}) AS grilles ON grilles.famille_id = suivies.id
),
premieres AS (
    SELECT grilles.*, ROW_NUMBER() OVER (
        PARTITION BY famille_id ORDER BY saisie_le DESC, id DESC
    ) AS rang
    FROM grilles WHERE initiale = 1 AND score IS NOT NULL
),
secondes AS (
    SELECT grilles.*, ROW_NUMBER() OVER (
        PARTITION BY grilles.famille_id ORDER BY grilles.jour DESC, grilles.id DESC
    ) AS rang
    FROM grilles JOIN premieres ON premieres.famille_id = grilles.famille_id AND premieres.rang = 1
    WHERE grilles.initiale = 0 AND grilles.score IS NOT NULL
        AND grilles.jour >= premieres.jour + 90
),
paires AS (
    SELECT isolees.groupe, premieres.score AS avant, secondes.score AS apres,
        secondes.services - premieres.services AS services,
        secondes.transport - premieres.transport AS transport,
        secondes.economique - premieres.economique AS economique,
        secondes.reseau_soutien - premieres.reseau_soutien AS reseau_soutien,
        secondes.langue_culture - premieres.langue_culture AS langue_culture,
        secondes.rapport_institutions - premieres.rapport_institutions AS rapport_institutions
    FROM isolees
    JOIN premieres ON premieres.famille_id = isolees.id AND premieres.rang = 1
    LEFT JOIN secondes ON secondes.famille_id = isolees.id AND secondes.rang = 1
),
dites AS (
    SELECT grilles.famille_id, grilles.jour, ROW_NUMBER() OVER (
        PARTITION BY famille_id ORDER BY saisie_le DESC, id DESC
    ) AS rang
    FROM grilles WHERE initiale = 1 AND frequentation_services <> 'inconnue'
),
liens AS (
    SELECT jointes.groupe, jointes.id, MIN(etablis.jours) AS jours
    FROM jointes JOIN ({liens}) AS etablis ON etablis.famille_id = jointes.id
    GROUP BY jointes.groupe, jointes.id
),
redites AS (
    SELECT grilles.famille_id, grilles.frequentation_services, ROW_NUMBER() OVER (
        PARTITION BY grilles.famille_id ORDER BY grilles.jour DESC, grilles.id DESC
    ) AS rang
    FROM grilles JOIN dites ON dites.famille_id = grilles.famille_id AND dites.rang = 1
    WHERE grilles.initiale = 0 AND grilles.frequentation_services <> 'inconnue'
        AND grilles.jour >= dites.jour + 90
)
SELECT 'jointes', groupe, '', isolee, COUNT(*) FROM jointes GROUP BY groupe, isolee
UNION ALL
SELECT 'scores', groupe, CASE WHEN apres IS NULL THEN 'seule' WHEN apres < avant THEN 'baisse'
    ELSE 'paire' END, avant, COUNT(*)
FROM paires
GROUP BY groupe, CASE WHEN apres IS NULL THEN 'seule' WHEN apres < avant THEN 'baisse'
    ELSE 'paire' END, avant
UNION ALL
SELECT 'dimension', groupe, 'services', services, COUNT(*)
FROM paires WHERE services IS NOT NULL GROUP BY groupe, services
UNION ALL
SELECT 'dimension', groupe, 'transport', transport, COUNT(*)
FROM paires WHERE transport IS NOT NULL GROUP BY groupe, transport
UNION ALL
SELECT 'dimension', groupe, 'economique', economique, COUNT(*)
FROM paires WHERE economique IS NOT NULL GROUP BY groupe, economique
UNION ALL
SELECT 'dimension', groupe, 'reseau_soutien', reseau_soutien, COUNT(*)
FROM paires WHERE reseau_soutien IS NOT NULL GROUP BY groupe, reseau_soutien
UNION ALL
SELECT 'dimension', groupe, 'langue_culture', langue_culture, COUNT(*)
FROM paires WHERE langue_culture IS NOT NULL GROUP BY groupe, langue_culture
UNION ALL
SELECT 'dimension', groupe, 'rapport_institutions', rapport_institutions, COUNT(*)
FROM paires WHERE rapport_institutions IS NOT NULL GROUP BY groupe, rapport_institutions
UNION ALL
SELECT 'frequentations', groupe, frequentation_services, 0, COUNT(*)
FROM isolees JOIN redites ON redites.famille_id = isolees.id AND redites.rang = 1
GROUP BY groupe, frequentation_services
UNION ALL
SELECT 'ressources', isolees.groupe, '', 0, COUNT(*)
FROM isolees JOIN ({ressources}) AS ressources
    ON ressources.groupe = isolees.groupe AND ressources.famille_id = isolees.id
GROUP BY isolees.groupe
UNION ALL
SELECT 'liens', groupe, '', jours, COUNT(*) FROM liens GROUP BY groupe, jours
"""


def compter(demande: Demande, comptes: Comptes) -> None:
    lignes = executer(
        SQL,
        activite=activite(demande),
        familles=familles(demande),
        grilles=grilles(demande),
        ressources=ressources_nouvelles(demande),
        liens=liens_etablis(demande),
    )
    for quoi, groupe, cle, valeur, n in lignes:
        LECTURES[quoi](comptes[groupe], cle, int(valeur), int(n))


def _jointes(compte: Compte, _: str, isolee: int, n: int) -> None:
    for cle in ("I-23", "I-23d"):
        compte.denominateurs[cle] += n
    if isolee:
        for cle in ("A0", "A0p", "A0s", "A3c", "A4"):
            compte.denominateurs[cle] += n


def _scores(compte: Compte, sorte: str, avant: int, n: int) -> None:
    depart = Counter({Fraction(100 * avant, SCORE_MAXIMAL): n})
    if sorte == "seule":
        compte.effectifs["A0s"] += depart
        return
    compte.effectifs["A0p"] += depart
    compte.numerateurs["A0"] += n
    for cle in ("A1", "A2"):
        compte.denominateurs[cle] += n
    compte.numerateurs["A1"] += n if sorte == "baisse" else 0


def _dimension(compte: Compte, dimension: str, ecart: int, n: int) -> None:
    compte.effectifs[f"A2.{dimension}"][Fraction(ecart)] += n


def _frequentations(compte: Compte, frequentation: str, _: int, n: int) -> None:
    compte.numerateurs["A3c"] += n
    compte.denominateurs["A3"] += n
    compte.numerateurs["A3"] += n if frequentation == Frequentation.REGULIERE else 0


def _ressources(compte: Compte, _: str, __: int, n: int) -> None:
    compte.numerateurs["A4"] += n


def _liens(compte: Compte, _: str, jours: int, n: int) -> None:
    compte.numerateurs["I-23"] += n
    compte.effectifs["I-23d"][Fraction(max(0, jours))] += n


LECTURES = {
    "jointes": _jointes,
    "scores": _scores,
    "dimension": _dimension,
    "frequentations": _frequentations,
    "ressources": _ressources,
    "liens": _liens,
}
