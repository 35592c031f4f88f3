"""The role that holds the application's rights, and the accounts for which they mean nothing."""

from django.db import connections

ROLE = "proximite_app"
TROP_FORT = (
    "le compte de DATABASE_URL est superutilisateur, passe outre les politiques ou est "
    "propriétaire des tables : le second mur ne tient pas pour lui. Donnez-lui un compte membre "
    f"de {ROLE} et rien d’autre, et l’adresse du propriétaire dans DATABASE_URL_PROPRIETAIRE "
    "(docs/exploitation.md)."
)


def role_trop_fort(using: str) -> str:
    """Why the wall would not hold for the account that this connection has; "" when it does."""
    connexion = connections[using]
    if connexion.vendor != "postgresql":
        return ""
    with connexion.cursor() as curseur:
        curseur.execute(
            "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_class c"
            " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
            " AND pg_has_role(current_user, c.relowner, 'MEMBER'))"
            " FROM pg_roles WHERE rolname = current_user"
        )
        return TROP_FORT if curseur.fetchone()[0] else ""
