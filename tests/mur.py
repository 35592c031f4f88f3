"""PostgreSQL's second wall, under which the tests' requests are made."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.core.handlers.base import BaseHandler
from django.db import connection

from proximite import portee
from proximite.postgresql.roles import ROLE


@contextmanager
def requetes_sous_le_role() -> Iterator[None]:
    """Client's and the live server's, from the first middleware to the last."""
    if connection.vendor != "postgresql":
        yield
        return
    repondre = BaseHandler.get_response

    def repondre_sous_le_role(handler: BaseHandler, request: Any) -> Any:
        with sous_le_role():
            return repondre(handler, request)

    BaseHandler.get_response = repondre_sous_le_role
    try:
        yield
    finally:
        BaseHandler.get_response = repondre


@contextmanager
def sous_le_role(**champs: str) -> Iterator[None]:
    """As the application connects in production: nothing is read unless the portee says so."""
    with portee._poser(replace(portee.Portee(), role=ROLE, **champs)):
        yield
