"""The rows of a period, counted by the database: a fixed number of set-based queries.

Each query gives, for every groupe, a histogram: how many familles of this kind, how many
accompagnements with that many référencements… ``calculs`` makes the indicators of them. Where a
count of a count is needed, which the ORM cannot write, the ORM says which rows and a short SQL
statement only joins and counts them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from string import Formatter
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections, router
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    Expression,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Greatest
from django.utils import timezone

from activites.models import ActiviteDemarchage
from familles.models import Enfant, Famille, Intervention
from familles.models.famille import FREQUENTATIONS_ISOLEES
from proximite.fonctions import AgeRevolu, JoursEntre
from referencements.models import Referencement, SuiviReferencement

from .resultats import Rattachement

JOURS_DE_SUIVI = 30
A_NAITRE, AGE_INCONNU = -1, -2
GROSSESSE = timedelta(weeks=42)
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

    @classmethod
    def de_la_periode(
        cls,
        debut: date,
        fin: date,
        *,
        territoires: frozenset[int] | None = None,
        par: str | None = None,
        observe_au: date | None = None,
    ) -> Self:
        """Observed today and with ages at the entry into the period, unless told otherwise."""
        observe_au = observe_au or timezone.localdate()
        return cls(debut, fin, observe_au, Rattachement.ENTREE, territoires, par)

    @property
    def observe_jusqua(self) -> date:
        """The last médiation that has been observed for long enough to judge its follow-up."""
        return self.observe_au - timedelta(days=JOURS_DE_SUIVI)

    def portee(self, lignes: QuerySet, prefixe: str = "") -> QuerySet:
        """These rows, in the territoires asked, with their groupe."""
        if self.territoires is not None:
            lignes = lignes.filter(**{f"{prefixe}territoire__in": self.territoires})
        groupe = F(prefixe + AXES[self.par]) if self.par else Value("", output_field=CharField())
        return lignes.annotate(groupe=groupe).order_by()


@dataclass
class Denombrement:
    """What was counted for one groupe: how many familles by (fréquentation, nouvelle, voie),
    enfants by age, familles isolées by the age of the youngest child aimed at, accompagnements by
    référencements…"""

    familles: Counter[tuple[str, bool, str | None]] = field(default_factory=Counter)
    enfants: Counter[int] = field(default_factory=Counter)
    cibles: Counter[int] = field(default_factory=Counter)
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
    """One row for each action in the period (I-01): (groupe, accompagnement_id, famille_id,
    sortant), where ``sortant`` is 1 for a référencement that counts in I-19."""
    periode = (demande.debut, demande.fin)
    interventions = Intervention.objects.pendant(*periode)
    referencements = Referencement.objects.faits().pendant(*periode)
    suivis = SuiviReferencement.objects.apres_mediation().filter(date__range=periode)
    sortant = Case(When(sens=Referencement.Sens.SORTANT, then=Value(1)), default=Value(0))
    return _actions(demande, interventions, Value(0)).union(
        _actions(demande, referencements, sortant),
        _actions(demande, suivis, Value(0), "referencement__"),
        all=True,
    )


def _actions(
    demande: Demande, lignes: QuerySet, sortant: Expression, prefixe: str = ""
) -> QuerySet:
    accompagnees = lignes.filter(**{f"{prefixe}accompagnement__isnull": False})
    return demande.portee(accompagnees, prefixe).values(
        "groupe", f"{prefixe}accompagnement_id", f"{prefixe}famille_id", sortant=sortant
    )


def familles(demande: Demande) -> QuerySet:
    nouvelle = Case(
        When(premier_accompagnement_le__lt=demande.debut, then=Value(0)), default=Value(1)
    )
    isolee = Case(
        When(frequentation_initiale__in=FREQUENTATIONS_ISOLEES, then=Value(1)), default=Value(0)
    )
    return Famille.objects.order_by().values(
        "id", "frequentation_initiale", "voie_reperage_id", nouvelle=nouvelle, isolee=isolee
    )


PARTAGE = Case(When(autre_famille__isnull=True, then=Value(0)), default=Value(1))


def liens_enfants(demande: Demande, lien: str) -> QuerySet:
    """(lien_id, enfant_id, partage, age) of the children who count, by ``famille`` or by
    ``autre_famille``; age -1 is à naître, -2 is unknown."""
    reference: Expression = Value(demande.fin, output_field=DateField())
    if demande.rattachement is Rattachement.ENTREE:
        reference = Greatest(
            Value(demande.debut, output_field=DateField()), F(f"{lien}__date_jointe")
        )
    age = Case(
        When(naissance__isnull=True, then=Value(AGE_INCONNU)),
        When(naissance__gt=reference, then=Value(A_NAITRE)),
        default=AgeRevolu(reference, F("naissance")),
        output_field=IntegerField(),
    )
    return (
        Enfant.objects.filter(**{f"{lien}__isnull": False})
        .exclude(ne_compte_plus_des__lt=demande.debut)
        .exclude(naissance__gt=demande.fin + GROSSESSE)
        .order_by()
        .values(lien_id=F(f"{lien}_id"), enfant_id=F("pk"), partage=PARTAGE, age=age)
    )


# A child in garde partagée counts once in a groupe, at the age of the first entry of her familles:
# who wrote her down changes nothing. Each part of the answer is (what, groupe, three keys, number).
# Ages under 18; -1 is à naître.
SQL_PORTEE = """
WITH accompagnements AS (
    SELECT groupe, famille_id, accompagnement_id, SUM(sortant) AS sortants
    FROM ({activite}) AS activite
    GROUP BY groupe, famille_id, accompagnement_id
),
actives AS (
    SELECT groupe, famille_id FROM accompagnements GROUP BY groupe, famille_id
),
jointes AS (
    SELECT actives.groupe, familles.*
    FROM actives JOIN ({familles}) AS familles ON familles.id = actives.famille_id
),
liens AS (
    SELECT jointes.groupe, jointes.id, jointes.isolee,
        enfants.enfant_id, enfants.partage, enfants.age
    FROM jointes JOIN ({enfants}) AS enfants ON enfants.lien_id = jointes.id
    WHERE enfants.age < 18
    UNION ALL
    SELECT jointes.groupe, jointes.id, jointes.isolee,
        partages.enfant_id, partages.partage, partages.age
    FROM jointes JOIN ({enfants_partages}) AS partages ON partages.lien_id = jointes.id
    WHERE partages.age < 18
),
distincts AS (
    SELECT groupe, age FROM liens WHERE partage = 0
    UNION ALL
    SELECT groupe, MIN(age) FROM liens WHERE partage = 1 GROUP BY groupe, enfant_id
),
cibles AS (
    SELECT groupe, id, MIN(age) AS age
    FROM liens WHERE isolee = 1 AND age BETWEEN -1 AND 5
    GROUP BY groupe, id
)
SELECT 'familles', groupe, frequentation_initiale, voie_reperage_id, nouvelle, COUNT(*)
FROM jointes GROUP BY groupe, frequentation_initiale, voie_reperage_id, nouvelle
UNION ALL
SELECT 'accompagnements', groupe, NULL, NULL, sortants, COUNT(*)
FROM accompagnements GROUP BY groupe, sortants
UNION ALL
SELECT 'enfants', groupe, NULL, NULL, age, COUNT(*) FROM distincts GROUP BY groupe, age
UNION ALL
SELECT 'cibles', groupe, NULL, NULL, age, COUNT(*) FROM cibles GROUP BY groupe, age
"""


def compter_portee(demande: Demande, resultat: Denombrements) -> None:
    lignes = executer(
        SQL_PORTEE,
        activite=activite(demande),
        familles=familles(demande),
        enfants=liens_enfants(demande, "famille"),
        enfants_partages=liens_enfants(demande, "autre_famille"),
    )
    for quoi, groupe, frequentation, voie, cle, nombre in lignes:
        compte = resultat[groupe]
        if quoi == "familles":
            compte.familles[frequentation, bool(cle), voie] += nombre
        elif quoi == "accompagnements":
            compte.par_accompagnement[int(cle)] += nombre
        elif quoi == "enfants":
            compte.enfants[cle] += nombre
        else:
            compte.cibles[cle] += nombre


# --- Référencements -------------------------------------------------------------------------------


def faits(demande: Demande) -> QuerySet:
    """One row for each référencement made in the period, in either direction."""
    lignes = Referencement.objects.faits().pendant(demande.debut, demande.fin)
    observe = Case(
        When(date_mediation__lte=demande.observe_jusqua, then=Value(1)), default=Value(0)
    )
    return demande.portee(lignes).values(
        "groupe",
        "sens",
        "nature",
        "secteur_id",
        "vers_porteur",
        "partenaire_id",
        observe=observe,
        delai_reponse=_delai("reponse_le", demande),
        delai_service=_delai("service_amorce_le", demande),
    )


def _delai(jusqua: str, demande: Demande) -> Case:
    """Days since the médiation, if known at the date of observation."""
    return Case(
        When(
            **{f"{jusqua}__lte": demande.observe_au},
            then=JoursEntre(F("date_mediation"), F(jusqua)),
        ),
        output_field=IntegerField(),
    )


# Each part of the answer is (what, groupe, three keys, two numbers).
SQL_REFERENCEMENTS = """
WITH faits AS ({faits}),
sortants AS (
    SELECT * FROM faits WHERE sens = 'sortant'
),
partenaires AS (
    SELECT groupe, partenaire_id,
        SUM(CASE WHEN sens = 'entrant' THEN 1 ELSE 0 END) AS entrants, COUNT(*) AS tous
    FROM faits GROUP BY groupe, partenaire_id
)
SELECT 'destinations', groupe, nature, secteur_id, CASE WHEN vers_porteur THEN 1 ELSE 0 END,
    COUNT(*), SUM(observe)
FROM sortants GROUP BY groupe, nature, secteur_id, vers_porteur
UNION ALL
SELECT 'delais_reponse', groupe, NULL, NULL, delai_reponse, COUNT(*), NULL
FROM sortants WHERE delai_reponse IS NOT NULL GROUP BY groupe, delai_reponse
UNION ALL
SELECT 'delais_service', groupe, NULL, NULL, delai_service, COUNT(*), NULL
FROM sortants WHERE delai_service IS NOT NULL GROUP BY groupe, delai_service
UNION ALL
SELECT 'partenaires', groupe, NULL, NULL,
    CASE WHEN entrants > 0 AND entrants < tous THEN 1 ELSE 0 END, COUNT(*), SUM(entrants)
FROM partenaires
GROUP BY groupe, CASE WHEN entrants > 0 AND entrants < tous THEN 1 ELSE 0 END
"""


def compter_referencements(demande: Demande, resultat: Denombrements) -> None:
    lignes = executer(SQL_REFERENCEMENTS, faits=faits(demande))
    for quoi, groupe, nature, secteur, cle, nombre, autre in lignes:
        compte = resultat[groupe]
        if quoi == "destinations":
            compte.referencements[nature, secteur, bool(cle)] += nombre
            compte.observes += int(autre)
        elif quoi == "delais_reponse":
            compte.delais_reponse[cle] += nombre
        elif quoi == "delais_service":
            compte.delais_service[cle] += nombre
        else:
            compte.partenaires += nombre
            compte.partenaires_reciproques += nombre * cle
            compte.entrants += int(autre)


def compter_suivis(demande: Demande, resultat: Denombrements) -> None:
    suivi = SuiviReferencement.objects.posterieurs().filter(
        referencement=OuterRef("pk"),
        date__gte=OuterRef("date_mediation"),
        date__lte=OuterRef("date_mediation") + timedelta(days=JOURS_DE_SUIVI),
    )
    observes = (
        Referencement.objects.sortants()
        .faits()
        .pendant(demande.debut, min(demande.fin, demande.observe_jusqua))
    )
    suivis = demande.portee(observes).filter(Exists(suivi))
    for groupe, nombre in suivis.values_list("groupe").annotate(Count("pk")):
        resultat[groupe].suivis = nombre


def compter_reponses(demande: Demande, resultat: Denombrements) -> None:
    recues = (
        Referencement.objects.sortants()
        .faits()
        .filter(reponse_le__range=(demande.debut, demande.fin))
    )
    for groupe, nombre in demande.portee(recues).values_list("groupe").annotate(Count("pk")):
        resultat[groupe].reponses = nombre


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
    compter_suivis,
    compter_reponses,
)


def executer(modele: str, **ensembles: QuerySet) -> list[tuple[Any, ...]]:
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
    with connections[router.db_for_read(Famille)].cursor() as curseur:
        curseur.execute("".join(morceaux), parametres)
        return curseur.fetchall()
