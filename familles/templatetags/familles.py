from datetime import date

from django import template
from django.utils import timezone

from familles.models import Enfant

register = template.Library()


@register.filter
def age_en_mots(enfant: Enfant, le: date | None = None) -> str:
    """As of today unless told otherwise."""
    return enfant.age_en_mots(le or timezone.localdate())
