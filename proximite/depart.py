"""What is verified before a process serves its first page.

A higher app adds its own by decorating a function with ``verification`` in a module that its
``AppConfig.ready`` imports.
"""

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured

Verification = Callable[[], str]
VERIFICATIONS: list[Verification] = []


def verification(fonction: Verification) -> Verification:
    """Decorator: ``fonction()`` says in French what forbids to serve, or ""."""
    VERIFICATIONS.append(fonction)
    return fonction


def refuser_de_servir() -> None:
    """Raises ImproperlyConfigured with what is wrong."""
    raisons = [raison for verifier in VERIFICATIONS if (raison := verifier())]
    if raisons:
        raise ImproperlyConfigured("Proximité ne démarre pas\u00a0: " + "; ".join(raisons))
