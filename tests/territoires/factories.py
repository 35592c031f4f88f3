import factory
from factory.django import DjangoModelFactory

from territoires.models import OrganismePorteur, Region, Territoire


class OrganismePorteurFactory(DjangoModelFactory):
    class Meta:
        model = OrganismePorteur

    nom = factory.Sequence(lambda n: f"Maison des familles fictive {n}")
    type = OrganismePorteur.Type.OCF


class TerritoireFactory(DjangoModelFactory):
    """The 17 regions come with the migrations; 04 unless told otherwise."""

    class Meta:
        model = Territoire

    code = factory.Sequence(lambda n: f"territoire-{n}")
    nom = factory.Sequence(lambda n: f"Territoire fictif {n}")
    region = factory.LazyFunction(lambda: Region.objects.get(code="04"))
    milieu = Territoire.Milieu.RURAL
    organisme = factory.SubFactory(OrganismePorteurFactory)
