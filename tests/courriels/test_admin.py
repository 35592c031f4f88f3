"""The administration reads what left and what did not, and tries again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from courriels.models import Courriel

pytestmark = pytest.mark.django_db

LISTE = reverse("admin:courriels_courriel_changelist")


@pytest.fixture
def echec(deposer):
    courriel = deposer("echec")
    courriel.abandonner(timezone.now(), probleme="Vérifiez l’adresse.", reponse="550 no")
    return courriel


@pytest.mark.parametrize("etat", Courriel.Etat.values)
def test_list_keeps_the_messages_of_a_state(client_de, administration, deposer, etat):
    attente = deposer("en_attente")
    for nom in ("retarde", "envoye", "abandonne", "annule"):
        deposer(nom)
    Courriel.objects.filter(cle="essai-retarde").update(probleme="x")
    for nom in ("envoye", "abandonne", "annule"):
        Courriel.objects.filter(cle=f"essai-{nom}").update(**{f"{nom}_le": attente.depose_le})
    (trouve,) = Courriel.objects.dans_etat(etat)
    assert trouve.etat == etat
    page = client_de(administration).get(LISTE, {"etat": etat}).content.decode()
    assert f"{etat}@exemple.test" in page
    assert page.count("@exemple.test</a>") == 1


def test_message_given_up_goes_back_in_the_outbox(client_de, administration, echec, deposer):
    autre = deposer("autre")
    envoi = {"action": "remettre_dans_la_file", "_selected_action": [echec.pk, autre.pk]}
    page = client_de(administration).post(LISTE, envoi, follow=True).content.decode()
    assert "Courriels remis dans la file\u00a0: 1." in page
    assert "utre@exemple.test\u00a0: Seul un courriel abandonné se remet dans la file." in page
    echec.refresh_from_db()
    assert (echec.etat, echec.essais, echec.probleme) == (Courriel.Etat.EN_ATTENTE, 0, "")


def test_message_is_read_and_never_edited(client_de, administration, echec):
    adresse = reverse("admin:courriels_courriel_change", args=[echec.pk])
    navigateur = client_de(administration)
    assert navigateur.get(adresse).status_code == 200
    assert navigateur.post(adresse, {"destinataire": "b@exemple.test"}).status_code == 403
    effacer = reverse("admin:courriels_courriel_delete", args=[echec.pk])
    assert navigateur.post(effacer, {"post": "yes"}).status_code == 403
