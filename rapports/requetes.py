"""The rows of a period, counted by the database: a fixed number of set-based queries.

Each query gives, for every groupe, a histogram: how many familles of this kind, how many
accompagnements with that many référencements… ``calculs`` makes the indicators of them. Where a
count of a count is needed, which the ORM cannot write, the ORM says which rows and a short SQL
statement only joins and counts them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from string import Formatter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    DurationField,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Greatest

from activites.models import ActiviteDemarchage
from familles.models import Enfant, Famille, Intervention
from familles.models.famille import FREQUENTATIONS_ISOLEES
from proximite.fonctions import AgeRevolu
from referencements.models import Referencement, SuiviReferencement

from .resultats import Rattachement

JOURS_DE_SUIVI = 30
AXES = {
    "milieu": "territoire__milieu",
    "type_porteur": "territoire__organisme__type",
    "region": "territoire__region_id",
    "territoire": "territoire__code",
}


@dataclass(frozen=True)
class Demande:
    """Which rows: dates are closed; ``territoires`` None is the whole network, ``par`` None one
    groupe of code ""."""

    debut: date
    fin: date
    observe_au: date
    rattachement: Rattachement
    territoires: frozenset[int] | None
    par: str | None

    def portee(self, lignes: QuerySet, prefixe: str = "") -> QuerySet:
        """These rows, in the territoires asked, with their groupe."""
        if self.territoires is not None:
            lignes = lignes.filter(**{f"{prefixe}territoire__in": self.territoires})
        groupe = F(prefixe + AXES[self.par]) if self.par else Value("", output_field=CharField())
        return lignes.annotate(groupe=groupe).order_by()


@dataclass
class Denombrement:
    """What was counted for one groupe."""

    familles: Counter[tuple[str, bool, str | None]] = field(default_factory=Counter)
    accompagnements: int = 0
    enfants: Counter[str] = field(default_factory=Counter)
    referencements: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    observes: int = 0
    suivis: int = 0
    par_accompagnement: Counter[int] = field(default_factory=Counter)
    delais_reponse: Counter[int] = field(default_factory=Counter)
    delais_service: Counter[int] = field(default_factory=Counter)
    reponses: int = 0
    entrants: int = 0
    partenaires: int = 0
    partenaires_reciproques: int = 0
    rencontres: Counter[str] = field(default_factory=Counter)


Denombrements = defaultdict[str, Denombrement]


def denombrer(demande: Demande) -> Denombrements:
    resultat: Denombrements = defaultdict(Denombrement)
    for compter in COMPTAGES:
        compter(demande, resultat)
    return resultat


# --- Familles, enfants, accompagnements -----------------------------------------------------------


def activite(demande: Demande) -> QuerySet:
    """Distinct (groupe, accompagnement, famille) with an action in the period (I-01)."""
    periode = (demande.debut, demande.fin)
    interventions = Intervention.objects.pendant(*periode).filter(accompagnement__isnull=False)
    referencements = (
        Referencement.objects.faits().pendant(*periode).filter(accompagnement__isnull=False)
    )
    suivis = SuiviReferencement.objects.apres_mediation().filter(
        date__range=periode, referencement__accompagnement__isnull=False
    )
    colonnes = ("accompagnement_id", "famille_id")
    return (
        demande.portee(interventions)
        .values("groupe", *colonnes)
        .union(
            demande.portee(referencements).values("groupe", *colonnes),
            demande.portee(suivis, "referencement__").values(
                "groupe", *(f"referencement__{colonne}" for colonne in colonnes)
            ),
        )
    )


def liens_enfants(demande: Demande, lien: str) -> QuerySet:
    """(lien_id, principale_id, age) of the children who count, by ``famille`` or by
    ``autre_famille``; age -1 is à naître, -2 is unknown."""
    reference: Expression = Value(demande.fin, output_field=DateField())
    if demande.rattachement is Rattachement.ENTREE:
        reference = Greatest(
            Value(demande.debut, output_field=DateField()), F(f"{lien}__date_jointe")
        )
    age = Case(
        When(naissance__isnull=True, then=Value(-2)),
        When(naissance__gt=reference, then=Value(-1)),
        default=AgeRevolu(reference, F("naissance")),
        output_field=IntegerField(),
    )
    return (
        Enfant.objects.filter(**{f"{lien}__isnull": False})
        .exclude(ne_compte_plus_des__lt=demande.debut)
        .order_by()
        .values(lien_id=F(f"{lien}_id"), principale_id=F("famille_id"), age=age)
    )


# Age -1 is à naître, -2 unknown. A child in garde partagée counts with the famille that declared
# it when she is of the groupe too.
SQL_PORTEE = """
WITH actives AS (
    SELECT groupe, famille_id, COUNT(*) AS accompagnements
    FROM ({activite}) AS activite
    GROUP BY groupe, famille_id
),
liens AS (
    {enfants}
    UNION ALL
    {enfants_partages}
),
enfants AS (
    SELECT
        actives.groupe,
        actives.famille_id,
        SUM(CASE WHEN age = -1 AND ailleurs.famille_id IS NULL THEN 1 ELSE 0 END) AS e1,
        SUM(CASE WHEN age BETWEEN 0 AND 4 AND ailleurs.famille_id IS NULL THEN 1 ELSE 0 END) AS e2,
        SUM(CASE WHEN age = 5 AND ailleurs.famille_id IS NULL THEN 1 ELSE 0 END) AS e3,
        SUM(CASE WHEN age >= 6 AND ailleurs.famille_id IS NULL THEN 1 ELSE 0 END) AS e4,
        SUM(CASE WHEN age = -2 AND ailleurs.famille_id IS NULL THEN 1 ELSE 0 END) AS e5,
        MAX(CASE WHEN age BETWEEN -1 AND 5 THEN 1 ELSE 0 END) AS cible_5_ans_ou_moins,
        MAX(CASE WHEN age BETWEEN -1 AND 4 THEN 1 ELSE 0 END) AS cible_moins_de_5_ans
    FROM actives
    JOIN liens ON liens.lien_id = actives.famille_id
    LEFT JOIN actives AS ailleurs
        ON ailleurs.groupe = actives.groupe
        AND ailleurs.famille_id = liens.principale_id
        AND liens.principale_id <> liens.lien_id
    WHERE liens.age < 18
    GROUP BY actives.groupe, actives.famille_id
)
SELECT
    actives.groupe, frequentation_initiale, voie_reperage_id, nouvelle,
    COUNT(*), SUM(accompagnements),
    SUM(e1), SUM(e2), SUM(e3), SUM(e4), SUM(e5),
    SUM(cible_5_ans_ou_moins), SUM(cible_moins_de_5_ans)
FROM actives
JOIN ({familles}) AS familles ON familles.id = actives.famille_id
LEFT JOIN enfants
    ON enfants.groupe = actives.groupe AND enfants.famille_id = actives.famille_id
GROUP BY actives.groupe, frequentation_initiale, voie_reperage_id, nouvelle
"""
CLASSES = ("a_naitre", "moins_de_5_ans", "5_ans", "6_ans_et_plus", "inconnu")
CIBLES = ("cible_5_ans_ou_moins", "cible_moins_de_5_ans")


def compter_portee(demande: Demande, resultat: Denombrements) -> None:
    familles = Famille.objects.order_by().values(
        "id",
        "frequentation_initiale",
        "voie_reperage_id",
        nouvelle=Case(
            When(premier_accompagnement_le__lt=demande.debut, then=Value(0)), default=Value(1)
        ),
    )
    lignes = _executer(
        SQL_PORTEE,
        activite=activite(demande),
        enfants=liens_enfants(demande, "famille"),
        enfants_partages=liens_enfants(demande, "autre_famille"),
        familles=familles,
    )
    for groupe, frequentation, voie, nouvelle, nombre, accompagnements, *enfants in lignes:
        compte = resultat[groupe]
        compte.familles[frequentation, bool(nouvelle), voie] += nombre
        compte.accompagnements += int(accompagnements)
        classes, cibles = enfants[: len(CLASSES)], enfants[len(CLASSES) :]
        compte.enfants.update(_par_nom(CLASSES, classes))
        if frequentation in FREQUENTATIONS_ISOLEES:
            compte.enfants.update(_par_nom(CIBLES, cibles))


def _par_nom(noms: tuple[str, ...], valeurs: list[Any]) -> dict[str, int]:
    return {nom: int(valeur or 0) for nom, valeur in zip(noms, valeurs, strict=True)}


# --- Référencements -------------------------------------------------------------------------------


def cohorte(demande: Demande) -> QuerySet:
    """The référencements sortants made in the period (I-19)."""
    sortants = Referencement.objects.sortants().faits().pendant(demande.debut, demande.fin)
    return demande.portee(sortants)


def compter_referencements(demande: Demande, resultat: Denombrements) -> None:
    limite = demande.observe_au - timedelta(days=JOURS_DE_SUIVI)
    suivi = SuiviReferencement.objects.apres_mediation().filter(
        referencement=OuterRef("pk"),
        date__gte=OuterRef("date_mediation"),
        date__lte=OuterRef("date_mediation") + timedelta(days=JOURS_DE_SUIVI),
    )
    lignes = (
        cohorte(demande)
        .values_list("groupe", "nature", "secteur_id", "vers_porteur")
        .annotate(
            nombre=Count("pk"),
            observes=Count("pk", filter=Q(date_mediation__lte=limite)),
            suivis=Count("pk", filter=Q(Exists(suivi), date_mediation__lte=limite)),
        )
    )
    for groupe, nature, secteur, vers_porteur, nombre, observes, suivis in lignes:
        compte = resultat[groupe]
        compte.referencements[nature, secteur, vers_porteur] += nombre
        compte.observes += observes
        compte.suivis += suivis


def compter_par_accompagnement(demande: Demande, resultat: Denombrements) -> None:
    par_accompagnement = (
        cohorte(demande)
        .filter(accompagnement__isnull=False)
        .values("groupe", "accompagnement")
        .annotate(nombre=Count("pk"))
    )
    sql = "SELECT groupe, nombre, COUNT(*) FROM ({lignes}) AS lignes GROUP BY groupe, nombre"
    for groupe, nombre, accompagnements in _executer(sql, lignes=par_accompagnement):
        resultat[groupe].par_accompagnement[nombre] += accompagnements


def compter_delais_reponse(demande: Demande, resultat: Denombrements) -> None:
    for groupe, jours, nombre in _delais(demande, "reponse_le"):
        resultat[groupe].delais_reponse[jours] += nombre


def compter_delais_service(demande: Demande, resultat: Denombrements) -> None:
    for groupe, jours, nombre in _delais(demande, "service_amorce_le"):
        resultat[groupe].delais_service[jours] += nombre


def _delais(demande: Demande, jusqua: str) -> Iterator[tuple[str, int, int]]:
    """(groupe, days since the médiation, number) of those known at the date of observation."""
    delai = ExpressionWrapper(F(jusqua) - F("date_mediation"), output_field=DurationField())
    lignes = (
        cohorte(demande)
        .filter(**{f"{jusqua}__lte": demande.observe_au})
        .annotate(delai=delai)
        .values_list("groupe", "delai")
        .annotate(nombre=Count("pk"))
    )
    for groupe, duree, nombre in lignes:
        yield groupe, duree.days, nombre


def compter_reponses(demande: Demande, resultat: Denombrements) -> None:
    recues = (
        Referencement.objects.sortants()
        .faits()
        .filter(reponse_le__range=(demande.debut, demande.fin))
    )
    for groupe, nombre in demande.portee(recues).values_list("groupe").annotate(Count("pk")):
        resultat[groupe].reponses = nombre


def compter_partenaires(demande: Demande, resultat: Denombrements) -> None:
    sens = Referencement.Sens
    par_partenaire = (
        demande.portee(Referencement.objects.faits().pendant(demande.debut, demande.fin))
        .values("groupe", "partenaire")
        .annotate(
            sortants=Count("pk", filter=Q(sens=sens.SORTANT)),
            entrants=Count("pk", filter=Q(sens=sens.ENTRANT)),
        )
    )
    sql = """
        SELECT groupe, COUNT(*), SUM(entrants),
            SUM(CASE WHEN sortants > 0 AND entrants > 0 THEN 1 ELSE 0 END)
        FROM ({lignes}) AS lignes
        GROUP BY groupe
    """
    for groupe, partenaires, entrants, reciproques in _executer(sql, lignes=par_partenaire):
        compte = resultat[groupe]
        compte.partenaires, compte.entrants = partenaires, int(entrants)
        compte.partenaires_reciproques = int(reciproques)


# --- Démarchage -----------------------------------------------------------------------------------


def compter_rencontres(demande: Demande, resultat: Denombrements) -> None:
    demarchages = ActiviteDemarchage.objects.pendant(demande.debut, demande.fin)
    lignes = (
        demande.portee(demarchages)
        .values_list("groupe", "strategie_id")
        .annotate(Sum("nb_familles_rencontrees"))
    )
    for groupe, strategie, nombre in lignes:
        resultat[groupe].rencontres[strategie] += nombre


COMPTAGES: tuple[Callable[[Demande, Denombrements], None], ...] = (
    compter_rencontres,
    compter_portee,
    compter_referencements,
    compter_par_accompagnement,
    compter_delais_reponse,
    compter_delais_service,
    compter_reponses,
    compter_partenaires,
)


def _executer(modele: str, **ensembles: QuerySet) -> list[tuple[Any, ...]]:
    """Run a statement where ``{nom}`` stands for the rows of the QuerySet ``nom``."""
    morceaux: list[str] = []
    parametres: list[Any] = []
    for texte, nom, _, _ in Formatter().parse(modele):
        morceaux.append(texte)
        if nom:
            try:
                sql, valeurs = ensembles[nom].query.get_compiler(connection=connection).as_sql()
            except EmptyResultSet:
                return []
            morceaux.append(sql)
            parametres += valeurs
    with connection.cursor() as curseur:
        curseur.execute("".join(morceaux), parametres)
        return curseur.fetchall()
