from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from comptes.models import Affectation, Invitation, Role, Utilisateur
from tests.territoires.factories import TerritoireFactory

MOT_DE_PASSE = "une phrase de passe fictive"


def jeton_de(invitation: Invitation) -> str:
    """A fresh token of the invitation, such as its message gives."""
    jeton = invitation.sceller()
    invitation.save()
    return jeton


class UtilisateurFactory(DjangoModelFactory):
    class Meta:
        model = Utilisateur
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@exemple.test")
    prenom = "Dominique"
    nom = factory.Sequence(lambda n: f"Fictive {n}")
    date_joined = factory.LazyFunction(lambda: timezone.now() - timedelta(days=30))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(
            kwargs.pop("email"), kwargs.pop("password", MOT_DE_PASSE), **kwargs
        )


class AffectationFactory(DjangoModelFactory):
    class Meta:
        model = Affectation

    utilisateur = factory.SubFactory(UtilisateurFactory)
    role = Role.PTP
    territoire = factory.SubFactory(TerritoireFactory)
