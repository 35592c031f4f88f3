"""Publishing a network so small that who was added could be told."""

import pytest

from rapports.models import RapportParticipation
from rapports.publication.lecture import Publie
from rapports.publication.publier import publier

from .conftest import accompagner

pytestmark = pytest.mark.django_db


def test_a_comite_finds_no_territoire_that_two_reports_would_tell_apart(
    hiver, territoire, ville, ptp, accepter, comite
):
    """Nine in all, of which five here at least: each part of what is left would be known."""
    for lieu, combien in ((territoire, 5), (ville, 1)):
        for _ in range(combien):
            accompagner(lieu, ptp)
    accepter(hiver, territoire, ville)
    publication = publier([hiver], par=comite)
    # 6 exact, « 5 » here, would leave 0 or 1 there: one of them is withheld, or both.
    montrees = {
        r.groupe.code: r["I-01"].affichage
        for r in Publie(publication).groupes("territoire")
        if "I-01" in r
    }
    assert montrees != {"ici": "5", "ville": "<\u00a05"}


def test_reports_all_submitted_again_are_audited_with_what_they_replace(
    hiver, territoire, ville, ptp, accepter, comite
):
    for lieu, combien in ((territoire, 14), (ville, 1)):
        for _ in range(combien):
            accompagner(lieu, ptp)
    accepter(hiver, territoire, ville)
    publier([hiver], par=comite)
    for lieu, combien in ((territoire, 10), (ville, 5)):
        for _ in range(combien):
            accompagner(lieu, ptp)
    for rapport in RapportParticipation.objects.all():
        rapport.retourner(par=comite, commentaire="À revoir")
    accepter(hiver, territoire, ville)
    revision = publier([hiver], par=comite)
    assert revision.numero == 2
    assert revision.bilan["bilan"]["programmes"] > 0
