"""Raises the second wall in a PostgreSQL database: functions, policies, then the role's rights.

Everything is made anew from the models after each ``migrate``, in one transaction, and what is
right already is left alone, for a policy that changes locks its table. The role's rights on a
table come with its policy: a table without one is a table that the application can't read.
"""

from hashlib import sha256
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from familles.codes import LONGUEUR
from familles.models.champs_scelles import ENTETE
from proximite import portee
from proximite.postgresql.roles import ROLE

from .mur import CHIFFRES, Politique, politiques, textes_d_attente

NOM = "mur_des_territoires"
# Read or added to, never changed: the journal, and what Django notes of migrations.
SANS_MODIFIER = ("confidentialite_consultation",)
EN_LECTURE = ("django_migrations",)
SANS_ROLE = (
    "Le rôle {role} n’existe pas et ce compte ne peut pas le créer. Faites créer par un compte qui "
    "le peut : CREATE ROLE {role} NOLOGIN; puis relancez manage.py droits_postgresql."
)
# Dates are the organisme's, whatever the session's time zone. The search path is fixed: a
# temporary table does not stand in for one of these.
FONCTIONS = """
CREATE OR REPLACE FUNCTION proximite_utilisateur() RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = {schema}, pg_temp AS $$
BEGIN RETURN nullif(current_setting('proximite.utilisateur', true), '')::bigint; END $$;

CREATE OR REPLACE FUNCTION proximite_tout() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = {schema}, pg_temp AS $$
BEGIN RETURN coalesce(current_setting('proximite.etendue', true), '') = 'reseau'; END $$;

CREATE OR REPLACE FUNCTION proximite_releves() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = {schema}, pg_temp AS $$
BEGIN RETURN coalesce(current_setting('proximite.etendue', true), '') = 'releves'; END $$;

CREATE OR REPLACE FUNCTION proximite_affectations(roles text[]) RETURNS SETOF comptes_affectation
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = {schema}, pg_temp AS $$
DECLARE aujourd_hui date := (now() AT TIME ZONE '{fuseau}')::date;
BEGIN
    RETURN QUERY SELECT a.* FROM comptes_affectation a
        JOIN comptes_utilisateur u ON u.id = a.utilisateur_id AND u.is_active
        WHERE a.utilisateur_id = proximite_utilisateur() AND a.role = ANY (roles)
        AND a.du <= aujourd_hui AND (a.au IS NULL OR a.au >= aujourd_hui);
END $$;

CREATE OR REPLACE FUNCTION proximite_territoires() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = {schema}, pg_temp AS $$
BEGIN
    RETURN coalesce(
        string_to_array(nullif(current_setting('proximite.territoires', true), ''), ',')::bigint[],
        ARRAY(SELECT a.territoire_id FROM proximite_affectations('{{ptp,gestionnaire}}') a
            WHERE a.territoire_id IS NOT NULL)
    );
END $$;

CREATE OR REPLACE FUNCTION proximite_est_d_un_comite() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = {schema}, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM proximite_affectations('{{comite_pilotage,comite_suivi}}'));
END $$;

CREATE OR REPLACE FUNCTION proximite_familles_parties() RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = {schema}, pg_temp AS $$
BEGIN
    IF NOT proximite_releves() THEN RETURN '{{}}'; END IF;
    RETURN ARRAY(SELECT t.famille_id FROM familles_transfert t
        WHERE t.etat = 'accepte' AND t.de_id = ANY (proximite_territoires()));
END $$;

CREATE OR REPLACE FUNCTION proximite_sorties_veillees() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = {schema}, pg_temp AS $$
DECLARE aujourd_hui date := (now() AT TIME ZONE '{fuseau}')::date;
BEGIN
    RETURN ARRAY(SELECT l.sortie_id FROM activites_alertesortie l
            WHERE l.destinataire_id = proximite_utilisateur()
        UNION SELECT s.id FROM activites_sortie s JOIN comptes_affectation a
            ON a.utilisateur_id = s.saisie_par_id AND a.territoire_id = s.territoire_id
            WHERE a.second_contact_id = proximite_utilisateur()
            AND a.du <= aujourd_hui AND (a.au IS NULL OR a.au >= aujourd_hui));
END $$;

CREATE OR REPLACE FUNCTION proximite_cles_d_attente() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = {schema}, pg_temp AS $$
DECLARE lus bigint[] := proximite_territoires();
BEGIN
    RETURN ARRAY(SELECT DISTINCT substr(texte, {debut}, {longueur})
        FROM ({textes_d_attente}) AS textes(texte) WHERE texte <> '');
END $$;
"""


def elever(using: str) -> str:
    """Returns what is left for someone to do, or ""."""
    connexion = connections[using]
    if connexion.vendor != "postgresql":
        return ""
    with transaction.atomic(using=using), connexion.cursor() as curseur:
        curseur.execute("SELECT quote_ident(current_schema())")
        schema = curseur.fetchone()[0]
        curseur.execute(_fonctions(schema))
        _poser_les_politiques(curseur)
        if not _role_existe(curseur, connexion):
            return SANS_ROLE.format(role=ROLE)
        _accorder(curseur, schema)
        if _role_des_chiffres_existe(curseur):
            _accorder_les_chiffres(curseur, schema)
    return ""


def _fonctions(schema: str) -> str:
    return FONCTIONS.format(
        schema=schema,
        fuseau=settings.TIME_ZONE,
        textes_d_attente=textes_d_attente(),
        debut=len(ENTETE) + 1,
        longueur=LONGUEUR,
    )


def _poser_les_politiques(curseur: Any) -> None:
    curseur.execute(
        "SELECT c.relname, obj_description(p.oid, 'pg_policy') FROM pg_policy p"
        " JOIN pg_class c ON c.oid = p.polrelid"
        " WHERE c.relnamespace = current_schema()::regnamespace AND c.relrowsecurity"
        " AND p.polname = %s",
        [NOM],
    )
    en_place = dict(curseur.fetchall())
    voulues = list(politiques())
    for politique in voulues:
        if en_place.get(politique.table) != (condense := _condense(politique)):
            _poser(curseur, politique, condense)
    for table in en_place.keys() - {politique.table for politique in voulues}:
        curseur.execute(f"DROP POLICY {NOM} ON {table}")
        curseur.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def _poser(curseur: Any, politique: Politique, condense: str) -> None:
    table = politique.table
    curseur.execute(f"DROP POLICY IF EXISTS {NOM} ON {table}")
    curseur.execute(f"CREATE POLICY {NOM} ON {table} {politique.sql}")
    curseur.execute(f"COMMENT ON POLICY {NOM} ON {table} IS '{condense}'")
    curseur.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def _condense(politique: Politique) -> str:
    return sha256((politique.condition + politique.a_l_ajout).encode()).hexdigest()[:16]


def _role_existe(curseur: Any, connexion: BaseDatabaseWrapper) -> bool:
    """It is made when this account may; two at once find it made."""
    curseur.execute("SELECT pg_advisory_xact_lock(7205760)")
    curseur.execute(
        "SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s),"
        " (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user)",
        [ROLE],
    )
    existe, peut_creer = curseur.fetchone()
    if not existe and peut_creer:
        _faire(curseur, f"CREATE ROLE {ROLE} NOLOGIN")
    return existe or peut_creer


def _faire(curseur: Any, geste: str) -> None:
    """It may be done already."""
    curseur.execute(
        f"DO $$ BEGIN {geste};"
        " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )


def _accorder(curseur: Any, schema: str) -> None:
    tables = f"ALL TABLES IN SCHEMA {schema}"
    curseur.execute(f"GRANT USAGE ON SCHEMA {schema} TO {ROLE}")
    curseur.execute(f"REVOKE ALL ON {tables} FROM {ROLE}")
    curseur.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {ROLE}")
    curseur.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {ROLE}")
    for table in SANS_MODIFIER:
        curseur.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {ROLE}")
    for table in EN_LECTURE:
        curseur.execute(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {ROLE}")


def _role_des_chiffres_existe(curseur: Any) -> bool:
    """It is made when this account is a superuser; figures are right without it. What a role
    inherits never goes around policies: it is taken, and left."""
    curseur.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if curseur.fetchone()[0]:
        _faire(curseur, f"CREATE ROLE {portee.CHIFFRES} NOLOGIN BYPASSRLS")
        _faire(curseur, f"GRANT {portee.CHIFFRES} TO {ROLE}")
    curseur.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [portee.CHIFFRES])
    return curseur.fetchone() is not None


def _accorder_les_chiffres(curseur: Any, schema: str) -> None:
    tables = ", ".join(apps.get_model(label)._meta.db_table for label in CHIFFRES)
    curseur.execute(f"GRANT USAGE ON SCHEMA {schema} TO {portee.CHIFFRES}")
    curseur.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {portee.CHIFFRES}")
    curseur.execute(f"GRANT SELECT ON {tables} TO {portee.CHIFFRES}")
