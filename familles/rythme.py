"""When the next contact would be, at the pace chosen with a famille."""

from datetime import date, timedelta

from familles.models import Famille


def prochain_contact(famille: Famille, le: date) -> date | None:
    """Never in the past; None when no pace was chosen."""
    if famille.rythme_jours is None:
        return None
    derniere = famille.derniere_intervention_le or famille.date_jointe
    return max(le, derniere + timedelta(days=famille.rythme_jours))
