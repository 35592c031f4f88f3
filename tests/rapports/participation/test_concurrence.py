"""Two people on one report at the same moment: one outcome."""

from itertools import cycle

import pytest
from django.core.exceptions import ValidationError

from rapports.models import RapportParticipation, VersionRapport

pytestmark = pytest.mark.django_db(transaction=True)


def essayer(geste):
    """The word of what happened: « fait », or why not."""
    try:
        geste()
    except ValidationError as refus:
        return refus.messages[0]
    return "fait"


def test_submitted_many_times_at_once_there_is_one_version(rapport, gestionnaire, en_parallele):
    def soumettre():
        actuel = RapportParticipation.objects.get(pk=rapport.pk)
        fait = essayer(lambda: actuel.soumettre(par=gestionnaire))
        return fait, VersionRapport.objects.count()

    resultats = en_parallele(soumettre, fois=8)
    assert [fait for fait, _ in resultats].count("fait") == 1
    assert max(nombre for _, nombre in resultats) == 1


def test_accepted_and_taken_back_at_once_one_of_them_holds(
    soumis, gestionnaire, comite, en_parallele
):
    gestes = cycle([lambda r: r.accepter(par=comite), lambda r: r.reprendre(par=gestionnaire)])

    def agir():
        geste, rapport = next(gestes), RapportParticipation.objects.get(pk=soumis.pk)
        fait = essayer(lambda: geste(rapport))
        actuel = RapportParticipation.objects.get(pk=soumis.pk)
        return fait, actuel.etat, actuel.derniere_version.decision

    resultats = en_parallele(agir, fois=8)
    assert [fait for fait, *_ in resultats].count("fait") == 1
    assert {(etat, decision) for _, etat, decision in resultats} in (
        {("accepte", "acceptee")},
        {("brouillon", "reprise")},
    )


def test_two_people_open_one_draft(territoire, hiver, gestionnaire, client_de, en_parallele):
    def ecrire():
        envoi = {"version": 1, "faits_saillants": "Une halte", "ajustements": "", "recit": ""}
        reponse = client_de(gestionnaire).post(f"/rapports/{hiver.pk}/ici/modifier/", envoi)
        return reponse.status_code, RapportParticipation.objects.count()

    resultats = en_parallele(ecrire, fois=8)
    assert sorted(statut for statut, _ in resultats) == [302, *[409] * 7]
    assert {nombre for _, nombre in resultats} == {1}
