"""The role that holds the application's rights, and the accounts for which they mean nothing."""

from django.db import connections

ROLE = "proximite_app"
TROP_FORT = (
    "le compte de {reglage} est superutilisateur, passe outre les politiques ou est "
    "propriétaire des tables : le second mur ne tient pas pour lui. Donnez-lui un compte membre "
    f"de {ROLE} et rien d’autre, et l’adresse du propriétaire dans DATABASE_URL_PROPRIETAIRE "
    "(docs/exploitation.md)."
)


def role_trop_fort(using: str, *, compte: str = "", reglage: str = "DATABASE_URL") -> str:
    """Why the wall would not hold for the account that this connection has, or for ``compte``; ""
    when it does. One that does not exist there is not known to be weak."""
    connexion = connections[using]
    if connexion.vendor != "postgresql":
        return ""
    with connexion.cursor() as curseur:
        curseur.execute(
            "SELECT r.rolsuper OR r.rolbypassrls OR EXISTS (SELECT 1 FROM pg_class c"
            " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
            " AND pg_has_role(r.oid, c.relowner, 'MEMBER'))"
            " FROM pg_roles r WHERE r.rolname = coalesce(nullif(%s, ''), current_user)",
            [compte],
        )
        trouve = curseur.fetchone()
    return TROP_FORT.format(reglage=reglage) if trouve is None or trouve[0] else ""
