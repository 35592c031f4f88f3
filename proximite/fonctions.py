"""SQL functions that mean the same on SQLite and PostgreSQL."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


class AgeRevolu(models.Func):
    """Completed years at a date: ``AgeRevolu(le, naissance)``; both are dates, le ≥ naissance.

    Someone born on 29 February turns a year older on 1 March of a common year.
    """

    output_field = models.IntegerField()
    template = "EXTRACT(YEAR FROM AGE(%(expressions)s))::integer"

    def __init__(self, le: Any, naissance: Any, **extra: Any) -> None:
        super().__init__(le, naissance, **extra)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> Any:
        sans_tirets = "CAST(STRFTIME('%%%%Y%%%%m%%%%d', %(expressions)s) AS INTEGER)"
        en_nombres = self.copy()
        en_nombres.set_source_expressions(
            [
                models.Func(expression, template=sans_tirets)
                for expression in self.get_source_expressions()
            ]
        )
        return super(AgeRevolu, en_nombres).as_sql(
            compiler,
            connection,
            template="((%(expressions)s) / 10000)",
            arg_joiner=" - ",
            **context,
        )


class JoursEntre(models.Func):
    """Days from a date to another: ``JoursEntre(debut, fin)``; None if one is."""

    output_field = models.IntegerField()
    template = "(%(expressions)s)"
    arg_joiner = " - "

    def __init__(self, debut: Any, fin: Any, **extra: Any) -> None:
        super().__init__(fin, debut, **extra)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> Any:
        en_jours = self.copy()
        en_jours.set_source_expressions(
            [
                models.Func(expression, function="JULIANDAY")
                for expression in self.get_source_expressions()
            ]
        )
        return super(JoursEntre, en_jours).as_sql(
            compiler, connection, template="CAST(%(expressions)s AS INTEGER)", **context
        )
