"""The attack on what ``publier`` wrote in the database, from frozen reports."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError

from activites.models import DemandeHorsMandat
from rapports.publication.publier import publier
from tests.rapports.publication import remises_reelles
from tests.rapports.publication.a_la_main import deux_periodes
from tests.rapports.publication.attaque import Savoir, attaquer, petits_ecarts
from tests.rapports.publication.conftest import EN_HIVER, accompagner, continuer
from tests.rapports.publication.registres_publies import BLOCS, tirer
from tests.rapports.publication.remises_reelles import lire
from tests.territoires.factories import TerritoireFactory

pytestmark = pytest.mark.django_db
SAVOIR = Savoir(regle_des_ecarts=True)


@pytest.mark.securite(10)
@pytest.mark.parametrize("graine", [0, 6, 12])
def test_published_reports_of_every_table_hide_what_they_hide(graine, comite):
    """Four periods of every table, late reports published as a revision where they may be."""
    reseau, publiees = tirer(graine, BLOCS), []
    periodes, territoires = remises_reelles.installer(reseau)
    for rang, periode in enumerate(periodes):
        for codes in (reseau.a_temps(rang), reseau.tous(rang)):
            remises_reelles.accepter(reseau, periodes, territoires, rang, codes, par=comite)
            with suppress(ValidationError):
                publiees.append(publier([periode], par=comite))
    assert len(publiees) >= len(periodes)
    bilan = attaquer([lire(publication) for publication in publiees], SAVOIR)
    assert bilan.cachees
    assert bilan.trouvailles == []


def test_a_synthesis_of_real_familles_gives_nobody_away(
    reseau, hiver, printemps, territoire, ville, accepter, comite
):
    continuer(reseau[territoire])
    for periode in (hiver, printemps):
        accepter(periode, territoire, ville)
    fenetres = [[hiver], [printemps], [hiver, printemps]]
    lectures = [lire(publier(fenetre, par=comite)) for fenetre in fenetres]
    assert attaquer(lectures, SAVOIR).trouvailles == []


def test_weakness_a_revision_moves_an_exact_total_by_one(
    reseau, hiver, territoire, ville, accepter, comite, ptp
):
    """Every table below the network moves by 5 or more; a figure of the network alone by 1."""
    accepter(hiver, territoire, ville)
    premiere = publier([hiver], par=comite)
    tard = TerritoireFactory(code="tard", nom="Territoire tardif", milieu="urbain")
    for _ in range(8):
        accompagner(tard, ptp)
    DemandeHorsMandat.objects.create(
        territoire=tard, saisie_par=ptp, date=EN_HIVER, nature="traduction", duree_min=60
    )
    accepter(hiver, tard)
    publiees = [premiere]
    with suppress(ValidationError):
        publiees.append(publier([hiver], par=comite))
    assert petits_ecarts([lire(publication) for publication in publiees]) == []


def test_weakness_a_synthesis_gives_away_the_report_that_a_revision_could_not_add(comite):
    """Its « somme des rapports », less what the periods published, is that report."""
    familles = {"t0": (30, 35, 40), "t1": (40, 35, 45), "t2": (2, 30, 31)}
    reseau, publiees = deux_periodes(familles, en_retard=("t2",)), []
    periodes, territoires = remises_reelles.installer(reseau)
    for rang in (0, 1):
        a_temps = reseau.a_temps(rang)
        remises_reelles.accepter(reseau, periodes, territoires, rang, a_temps, par=comite)
        publiees.append(publier([periodes[rang]], par=comite))
    remises_reelles.accepter(reseau, periodes, territoires, 0, ["t2"], par=comite)
    with pytest.raises(ValidationError, match="Cette révision attendra"):
        publier([periodes[0]], par=comite)
    with suppress(ValidationError):
        publiees.append(publier(periodes[:2], par=comite))
    assert petits_ecarts([lire(publication) for publication in publiees]) == []
