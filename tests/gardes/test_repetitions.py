"""SECURITE checks 5 and 7: one entry sent many times, one row edited by two people at once."""

from threading import Barrier

import pytest
from django.urls import reverse

from activites.models import ActiviteDemarchage
from familles.models import Intervention, Promesse
from tests.familles.factories import FamilleFactory
from tests.familles.test_hors_ligne import corps
from tests.proximite.test_forms import CorrectionForm, envoi, saisir
from tests.securite import ESSAIS

pytestmark = pytest.mark.django_db(transaction=True)

REPETITIONS = 2 * ESSAIS or 60
ENVOI = reverse("familles:envoyer_hors_ligne")


@pytest.mark.securite(5)
@pytest.mark.parametrize(
    ("genre", "modele"),
    [
        ("intervention", Intervention),
        ("promesse", Promesse),
        ("demarchage", ActiviteDemarchage),
    ],
)
def test_one_entry_sent_a_thousand_times_then_fifty_at_once_is_one_row(
    genre, modele, client_de, ptp, territoire, en_parallele, releve
):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    envoi = corps(genre) if genre == "demarchage" else corps(genre, famille=famille.code)
    client = client_de(ptp)
    recus = {client.post(ENVOI, envoi).status_code for _ in range(REPETITIONS)}
    simultanes = en_parallele(
        lambda: client_de(ptp).post(ENVOI, envoi).status_code, fois=50, fils=50
    )
    assert recus | set(simultanes) == {200}
    (lignes,) = en_parallele(modele.objects.count, fois=1)
    releve("envois", REPETITIONS + 50)
    releve("lignes en trop", lignes - 1)
    assert lignes == 1


@pytest.mark.securite(5)
def test_fifty_first_sends_at_once_are_one_row(client_de, ptp, en_parallele, releve):
    envoi = corps("demarchage")
    recus = en_parallele(lambda: client_de(ptp).post(ENVOI, envoi).status_code, fois=50, fils=50)
    assert set(recus) == {200}
    assert en_parallele(ActiviteDemarchage.objects.count, fois=1) == [1]
    releve("envois", 50)


@pytest.mark.securite(7)
def test_of_two_edits_from_the_same_page_one_is_kept_and_the_other_is_told(
    ptp, territoire, en_parallele, releve
):
    """The same row, round after round, by two people who start together from what it is now."""
    ligne = saisir(envoi(territoire), ptp)[1]
    depart = Barrier(2, timeout=120)

    def editer() -> list[int]:
        statuts = []
        for rang in range(REPETITIONS):
            actuelle = ActiviteDemarchage.objects.get(pk=ligne.pk)
            ouvert = CorrectionForm(instance=actuelle, utilisateur=ptp)
            donnees = {champ.name: champ.value() for champ in ouvert}
            depart.wait()
            form = CorrectionForm(
                donnees | {"note": f"{rang} {id(statuts)}"}, instance=actuelle, utilisateur=ptp
            )
            form.enregistrer(par=ptp)
            statuts.append(form.statut if form.errors else 200)
            depart.wait()
        return statuts

    premiers, seconds = en_parallele(editer, fois=2)
    paires = list(zip(premiers, seconds, strict=True))
    (version,) = en_parallele(lambda: ActiviteDemarchage.objects.get().version, fois=1)
    releve("paires", REPETITIONS)
    releve("écrasées en silence", paires.count((200, 200)))
    assert {tuple(sorted(paire)) for paire in paires} == {(200, 409)}
    assert version == REPETITIONS + 1
