"""Several people on one famille at the same moment."""

from datetime import date

import pytest

from activites.models import ModeContact, TypeAction
from familles.models import Enfant, Famille, Intervention
from partenaires.models import TypeBesoin

from .factories import FamilleFactory

pytestmark = pytest.mark.django_db(transaction=True)

JOUR = date(2024, 5, 10)


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, date_jointe=JOUR)


def test_children_entered_at_once_are_all_counted(famille, en_parallele):
    def ajouter():
        champs = {"saisie_par": famille.saisie_par, "precision": Enfant.Precision.INCONNUE}
        Enfant(famille=famille, **champs).consigner()
        return Famille.objects.get(pk=famille.pk).nb_enfants

    assert max(en_parallele(ajouter, fois=16)) == 16


def test_actions_logged_at_once_share_one_accompagnement_and_one_besoin(famille, en_parallele):
    def consigner():
        intervention = Intervention(
            famille=Famille.objects.get(pk=famille.pk),
            date=JOUR,
            type_action=TypeAction.INFORMER,
            mode=ModeContact.TEXTO,
            duree_min=15,
            saisie_par=famille.saisie_par,
        )
        intervention.consigner(types_besoins=TypeBesoin.objects.filter(code="logement"))
        return intervention.accompagnement_id, intervention.besoins.get().pk

    assert len(set(en_parallele(consigner, fois=16))) == 1
