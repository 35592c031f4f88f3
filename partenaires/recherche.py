"""Finding a partenaire among those that a person may see."""

from django.db.models import Case, QuerySet, When

from proximite.recherche import classer, ressemblance

from .models import Partenaire

SEMBLABLE = 85


def par_texte(partenaires: QuerySet[Partenaire], texte: str) -> QuerySet[Partenaire]:
    """Those whose name, description or secteur holds every word, best first."""
    champs = partenaires.order_by("nom").values_list("pk", "nom", "secteur__libelle", "description")
    trouves = classer(texte, {pk: textes for pk, *textes in champs})
    rang = Case(*(When(pk=pk, then=i) for i, pk in enumerate(trouves)), default=0)
    return partenaires.filter(pk__in=trouves).order_by(rang, "nom")


def semblables(partenaires: QuerySet[Partenaire], nom: str) -> list[Partenaire]:
    """Those whose name is the same, or close enough to be the same organisme."""
    noms = partenaires.values_list("pk", "nom")
    proches = [pk for pk, autre in noms if ressemblance(nom, autre) >= SEMBLABLE]
    return list(partenaires.filter(pk__in=proches))
