import factory
from factory.django import DjangoModelFactory

from partenaires.models import OffreService, Partenaire


class PartenaireFactory(DjangoModelFactory):
    class Meta:
        model = Partenaire
        skip_postgeneration_save = True

    nom = factory.Sequence(lambda n: f"Organisme fictif {n}")
    nature = Partenaire.Nature.OCA
    secteur_id = "famille_enfance"

    @factory.post_generation
    def territoires(self, create, valeurs, **kwargs):
        if create and valeurs:
            self.territoires.set(valeurs)


class OffreServiceFactory(DjangoModelFactory):
    class Meta:
        model = OffreService

    partenaire = factory.SubFactory(PartenaireFactory)
    type_besoin_id = "alimentation"
