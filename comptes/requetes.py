from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from comptes.models import Utilisateur


class RequeteConnectee(HttpRequest):
    """The request of a view behind login: its user is an account (for annotations)."""

    user: Utilisateur
    htmx: HtmxDetails
