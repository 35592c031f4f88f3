"""Django's PostgreSQL, where each statement is run for someone: see ``proximite.portee``.

The session's settings are compared before every statement, so that nothing is left of the
request before: neither by a kept connection, nor by an exception, nor by a rolled back
transaction, which gives a setting its former value.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from proximite import portee

REGLAGES = {
    "utilisateur": "proximite.utilisateur",
    "territoires": "proximite.territoires",
    "etendue": "proximite.etendue",
    "role": "role",
}
VIDE = {"role": "none"}
# Made, given to this account, and given its tables.
A_LES_CHIFFRES = (
    "SELECT EXISTS (SELECT 1 FROM pg_roles r, pg_class c WHERE r.rolname = %s AND r.rolbypassrls"
    " AND pg_has_role(session_user, r.oid, 'MEMBER') AND c.relkind = 'r'"
    " AND c.relnamespace = current_schema()::regnamespace"
    " AND has_table_privilege(r.oid, c.oid, 'SELECT'))"
)


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posee: portee.Portee | None = None
        self.a_les_chiffres: bool | None = None
        self.execute_wrappers.append(self._poser)

    def connect(self) -> None:
        self.posee = self.a_les_chiffres = None
        super().connect()

    def _rollback(self) -> None:
        self.posee = None
        super()._rollback()  # type: ignore[misc]  # the stubs do not know it

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # nor this one
        self.posee = None

    def _poser(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        voulue = portee.actuelle()
        if voulue != self.posee and self._peut_poser():
            self._dire(self._permise(voulue))
            self.posee = voulue
        return execute(sql, params, many, context)

    def _peut_poser(self) -> bool:
        """In a failed transaction nothing is read: only its rollback goes through."""
        return self.connection.info.transaction_status != TransactionStatus.INERROR

    def _permise(self, voulue: portee.Portee) -> portee.Portee:
        """The role of figures is spared where it was not made: the policies are asked then."""
        if voulue.role != portee.CHIFFRES:
            return voulue
        if self.a_les_chiffres is None:
            lu = self.connection.execute(A_LES_CHIFFRES, [portee.CHIFFRES]).fetchone()
            self.a_les_chiffres = bool(lu and lu[0])
        return voulue if self.a_les_chiffres else replace(voulue, role="")

    def _dire(self, voulue: portee.Portee) -> None:
        """The role last: set first, it might not be allowed to leave itself."""
        dits = [
            (REGLAGES[champ.name], getattr(voulue, champ.name) or VIDE.get(champ.name, ""))
            for champ in fields(voulue)
            if self.posee is None or getattr(voulue, champ.name) != getattr(self.posee, champ.name)
        ]
        appels = ", ".join(["set_config(%s, %s, false)"] * len(dits))
        self.connection.execute(f"SELECT {appels}", [mot for dit in dits for mot in dit])
