"""Addresses of pages for messages, which are written without a request."""

from django.conf import settings


def absolu(chemin: str) -> str:
    """The whole address of a page from its path (``reverse(…)``)."""
    return f"{settings.ADRESSE_DU_SITE}{chemin}"
