"""How long what an organisme says of itself is taken as still true."""

from datetime import date, timedelta

from django.utils import timezone

JOURS_DE_FRAICHEUR = 183


def limite(le: date | None = None) -> date:
    """What was confirmed before that day, six months ago, is to be confirmed again."""
    return (le or timezone.localdate()) - timedelta(days=JOURS_DE_FRAICHEUR)
