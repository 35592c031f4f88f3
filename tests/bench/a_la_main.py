"""The whole network's report as one hand-written statement: what the ORM is compared to.

It computes the same counts as ``rapports.calculs``, in PostgreSQL's or SQLite's own words.
"""

from datetime import date
from typing import Any

from django.db import connection

_ACTIVES = """
actives AS (
    SELECT accompagnement_id, famille_id FROM familles_intervention
    WHERE accompagnement_id IS NOT NULL AND date BETWEEN %(debut)s AND %(fin)s
    UNION
    SELECT accompagnement_id, famille_id FROM referencements_referencement
    WHERE accompagnement_id IS NOT NULL AND etat <> 'annulee'
      AND date_mediation BETWEEN %(debut)s AND %(fin)s
    UNION
    SELECT r.accompagnement_id, r.famille_id
    FROM referencements_suivireferencement s
    JOIN referencements_referencement r ON r.id = s.referencement_id
    WHERE r.accompagnement_id IS NOT NULL AND r.etat <> 'annulee'
      AND s.date BETWEEN %(debut)s AND %(fin)s
)
"""
_FAMILLES = """
familles AS (
    SELECT f.id, f.frequentation_initiale, f.premier_accompagnement_le,
           {plus_grand}(f.date_jointe, {debut}) AS entree
    FROM familles_famille f WHERE f.id IN (SELECT famille_id FROM actives)
)
"""
_ENFANTS = """
enfants AS (
    SELECT e.famille_id, e.naissance IS NOT NULL AND e.naissance > f.entree AS a_naitre,
           CASE WHEN e.naissance <= f.entree THEN {age} END AS age
    FROM familles_enfant e JOIN familles f ON f.id = e.famille_id
    WHERE e.ne_compte_plus_des IS NULL OR e.ne_compte_plus_des >= {debut}
)
"""
_RESTE = """
faits AS (
    SELECT id, sens, nature, secteur_id, accompagnement_id, partenaire_id,
           date_mediation, reponse_le, service_amorce_le
    FROM referencements_referencement
    WHERE etat <> 'annulee' AND date_mediation BETWEEN %(debut)s AND %(fin)s
),
par_accompagnement AS (
    SELECT a.accompagnement_id, COUNT(f.sens) AS n
    FROM actives a
    LEFT JOIN faits f ON f.accompagnement_id = a.accompagnement_id AND f.sens = 'sortant'
    GROUP BY a.accompagnement_id
),
secteurs AS (
    SELECT secteur_id, COUNT(*) AS n,
           COUNT(*) FILTER (WHERE nature IN ('oca', 'oc_autre')) AS oc
    FROM faits WHERE sens = 'sortant' GROUP BY secteur_id
),
delais AS (
    SELECT {jours_de_reponse} AS jours, COUNT(*) AS n
    FROM faits WHERE sens = 'sortant' AND reponse_le IS NOT NULL GROUP BY 1
),
suivis AS (
    SELECT DISTINCT f.id
    FROM faits f JOIN referencements_suivireferencement s ON s.referencement_id = f.id
    WHERE f.sens = 'sortant' AND s.date BETWEEN f.date_mediation AND {un_mois_apres}
),
par_partenaire AS (
    SELECT COUNT(*) FILTER (WHERE sens = 'sortant') AS sortants,
           COUNT(*) FILTER (WHERE sens = 'entrant') AS entrants
    FROM faits GROUP BY partenaire_id
)
SELECT
    (SELECT SUM(nb_familles_rencontrees) FROM activites_activitedemarchage
     WHERE date BETWEEN %(debut)s AND %(fin)s),
    (SELECT COUNT(*) FROM delais), (SELECT SUM(n * jours) FROM delais),
    (SELECT COUNT(*) FROM suivis),
    (SELECT COUNT(*) FROM par_partenaire),
    (SELECT COUNT(*) FROM par_partenaire WHERE sortants > 0 AND entrants > 0),
    (SELECT COUNT(*) FROM referencements_referencement
     WHERE sens = 'sortant' AND etat <> 'annulee' AND date_mediation IS NOT NULL
       AND reponse_le BETWEEN %(debut)s AND %(fin)s),
    (SELECT COUNT(*) FROM familles),
    (SELECT COUNT(*) FROM familles WHERE frequentation_initiale IN ('aucune', 'peu')),
    (SELECT COUNT(*) FROM familles WHERE frequentation_initiale = 'inconnue'),
    (SELECT COUNT(*) FROM familles WHERE premier_accompagnement_le >= {debut}),
    (SELECT COUNT(*) FROM enfants WHERE age IS NULL OR age < 18),
    (SELECT COUNT(*) FROM enfants WHERE a_naitre),
    (SELECT COUNT(*) FROM enfants WHERE age <= 5),
    (SELECT COUNT(*) FROM enfants WHERE age <= 4),
    (SELECT COUNT(DISTINCT e.famille_id) FROM enfants e JOIN familles f ON f.id = e.famille_id
     WHERE (e.a_naitre OR e.age <= 5) AND f.frequentation_initiale IN ('aucune', 'peu')),
    (SELECT COUNT(*) FROM par_accompagnement),
    (SELECT COUNT(*) FROM par_accompagnement WHERE n = 0),
    (SELECT COUNT(*) FROM par_accompagnement WHERE n = 1),
    (SELECT COUNT(*) FROM par_accompagnement WHERE n = 2),
    (SELECT COUNT(*) FROM par_accompagnement WHERE n >= 3),
    (SELECT COUNT(*) FROM faits WHERE sens = 'entrant'),
    (SELECT COUNT(*) FROM faits WHERE sens = 'sortant' AND nature IN ('oca', 'oc_autre')),
    (SELECT COUNT(*) FROM faits WHERE sens = 'sortant' AND nature = 'oca'),
    (SELECT COUNT(*) FROM faits WHERE sens = 'sortant' AND reponse_le IS NOT NULL),
    (SELECT SUM(n) FROM secteurs),
    (SELECT SUM(oc) FROM secteurs)
"""
_DIALECTES = {
    "postgresql": {
        "plus_grand": "GREATEST",
        "debut": "%(debut)s::date",
        "age": "EXTRACT(YEAR FROM AGE(f.entree, e.naissance))",
        "jours_de_reponse": "reponse_le - date_mediation",
        "un_mois_apres": "f.date_mediation + 30",
    },
    "sqlite": {
        "plus_grand": "MAX",
        "debut": "%(debut)s",
        "age": (
            "(CAST(STRFTIME('%%Y%%m%%d', f.entree) AS INTEGER)"
            " - CAST(STRFTIME('%%Y%%m%%d', e.naissance) AS INTEGER)) / 10000"
        ),
        "jours_de_reponse": "JULIANDAY(reponse_le) - JULIANDAY(date_mediation)",
        "un_mois_apres": "DATE(f.date_mediation, '30 days')",
    },
}


def rapport_du_reseau(debut: date, fin: date) -> tuple[Any, ...]:
    morceaux = ", ".join([_ACTIVES, _FAMILLES, _ENFANTS, _RESTE])
    requete = "WITH " + morceaux.format(**_DIALECTES[connection.vendor])
    with connection.cursor() as curseur:
        curseur.execute(requete, {"debut": debut, "fin": fin})
        return curseur.fetchone()
