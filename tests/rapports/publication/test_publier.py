"""Publishing, from rows to what a comité reads."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from activites.models import DemandeHorsMandat
from familles.models import Famille
from rapports.models import Periode, Publication, RapportParticipation
from rapports.publication.lecture import Publie
from rapports.publication.publier import publier
from tests.conftest import de_son_module
from tests.territoires.factories import TerritoireFactory

from .conftest import EN_HIVER, accompagner, continuer

pytestmark = pytest.mark.django_db
territoire, ville, ptp, reseau = map(de_son_module, ("territoire", "ville", "ptp", "reseau"))


def cellule(publication, par, groupe, identifiant):
    rapports = {r.groupe.code: r for r in Publie(publication).groupes(par)}
    return rapports[groupe][identifiant].affichage


def test_network_totals_are_exact_by_both_methods(
    reseau, hiver, territoire, ville, accepter, comite
):
    accepter(hiver, territoire, ville)
    publie = Publie(publier([hiver], par=comite))
    assert publie.reseau["I-01"].numerateur == publie.somme["I-01"].numerateur == 9
    assert publie.reseau["I-03"].affichage == "100\u00a0%"
    assert publie.contenu["couverture"] == {
        "attendus": 2,
        "recus": 2,
        "regions": publie.contenu["couverture"]["regions"],
    }


def test_days_without_a_ptp_are_published_as_reports_froze_them(
    reseau, hiver, territoire, ville, accepter, comite, ptp
):
    ptp.affectations.update(du=date(2024, 1, 1), au=date(2024, 3, 28))
    accepter(hiver, territoire, ville)
    publication = publier([hiver], par=comite)
    ptp.affectations.update(au=None)
    assert Publie(publication).vacances == [
        {
            "territoire": "Territoire d’ici",
            "periode": hiver.libelle,
            "jours": ["Sans PTP du 29\u00a0mars 2024 au 31\u00a0mars 2024 (3\u00a0jours)"],
        }
    ]


def test_below_the_network_numbers_are_protected(
    reseau, hiver, territoire, ville, accepter, comite
):
    accepter(hiver, territoire, ville)
    publication = publier([hiver], par=comite)
    assert cellule(publication, "territoire", "ici", "I-01") in ("5", "n.\u00a0p.")
    assert cellule(publication, "territoire", "ville", "I-01") in ("<\u00a05", "n.\u00a0p.")
    assert [r.groupe.libelle for r in Publie(publication).groupes("territoire")] == [
        "Territoire de la ville",
        "Territoire d’ici",
    ]


def test_rows_that_change_later_change_nothing(
    reseau, hiver, territoire, ville, accepter, comite, ptp
):
    accepter(hiver, territoire, ville)
    publication = publier([hiver], par=comite)
    contenu = publication.contenu
    accompagner(ville, ptp)
    Famille.objects.update(frequentation_initiale="reguliere")
    publication = Publication.objects.get(pk=publication.pk)
    assert publication.contenu == contenu
    assert Publie(publication).reseau["I-01"].numerateur == 9


def test_only_accepted_reports_count(reseau, hiver, territoire, ville, accepter, comite):
    accepter(hiver, territoire)
    publie = Publie(publier([hiver], par=comite))
    assert publie.reseau["I-01"].numerateur == 7
    assert (publie.contenu["couverture"]["recus"], publie.contenu["couverture"]["attendus"]) == (
        1,
        2,
    )


def test_nothing_accepted_nothing_published(hiver, territoire, comite):
    with pytest.raises(ValidationError, match="Il faut au moins 1 rapports acceptés"):
        publier([hiver], par=comite)
    assert not Publication.objects.exists()


def test_a_failure_on_the_way_publishes_nothing(reseau, hiver, territoire, ville, accepter, comite):
    accepter(hiver, territoire, ville)

    class CoupureError(Exception):
        pass

    def couper(fait, total, etape):
        if fait == 3:
            raise CoupureError

    with pytest.raises(CoupureError):
        publier([hiver], par=comite, avancer=couper)
    assert not Publication.objects.exists()


def test_the_same_reports_are_published_once(reseau, hiver, territoire, ville, accepter, comite):
    accepter(hiver, territoire, ville)
    publier([hiver], par=comite)
    with pytest.raises(ValidationError, match="Rien n’a changé"):
        publier([hiver], par=comite)
    assert Publication.objects.count() == 1


def test_a_revision_that_would_show_who_was_added_waits(
    reseau, hiver, territoire, ville, accepter, comite
):
    """The late report holds two familles: every count would move by 1 to 4."""
    accepter(hiver, territoire)
    publier([hiver], par=comite)
    accepter(hiver, ville)
    with pytest.raises(ValidationError, match="Cette révision attendra"):
        publier([hiver], par=comite)
    assert Publication.objects.count() == 1


def test_a_revision_of_many_is_published_beside_the_first(
    reseau, hiver, territoire, ville, accepter, comite, ptp
):
    accepter(hiver, territoire, ville)
    premiere = publier([hiver], par=comite)
    tard = TerritoireFactory(code="tard", nom="Territoire tardif", milieu="urbain")
    for _ in range(8):
        accompagner(tard, ptp)
    accepter(hiver, tard)
    revision = publier([hiver], par=comite)
    assert (revision.numero, premiere.numero) == (2, 1)
    assert Publie(revision).reseau["I-01"].numerateur == 17
    assert Publie(premiere).reseau["I-01"].numerateur == 9
    assert list(Publication.objects.courantes()) == [revision]


def test_a_synthesis_counts_each_famille_once(
    reseau, hiver, printemps, territoire, ville, accepter, comite
):
    continuer(reseau[territoire])
    for periode in (hiver, printemps):
        accepter(periode, territoire, ville)
    with pytest.raises(ValidationError, match="Publiez d’abord"):
        publier([printemps, hiver], par=comite)
    for periode in (hiver, printemps):
        publier([periode], par=comite)
    synthese = publier([printemps, hiver], par=comite)
    publie = Publie(synthese)
    assert synthese.genre == "synthese"
    assert (publie.reseau["I-01"].numerateur, publie.somme["I-01"].numerateur) == (9, 16)
    assert [p["libelle"] for p in publie.contenu["periodes"]] == ["Hiver 2024", "Printemps 2024"]
    assert "territoire" not in publie.decoupages
    assert publie.groupes("milieu")[0].methode == "familles distinctes"


def test_a_synthesis_holds_the_reports_that_were_published(
    reseau, hiver, printemps, territoire, ville, accepter, comite
):
    """The late one, refused as a revision, would be told by the difference of the sums."""
    continuer(reseau[territoire])
    for periode in (hiver, printemps):
        accepter(periode, territoire)
        publier([periode], par=comite)
    accepter(hiver, ville)
    assert Publie(publier([hiver, printemps], par=comite)).somme["I-01"].numerateur == 14


def test_two_that_were_audited_without_each_other_are_one(
    reseau, hiver, printemps, territoire, ville, accepter, comite
):
    accepter(hiver, territoire, ville)
    continuer(reseau[territoire])
    accepter(printemps, territoire)

    def pendant(fait, total, etape):
        if fait == 1 and not Publication.objects.exists():
            publier([printemps], par=comite)

    with pytest.raises(ValidationError, match="vient de tout changer"):
        publier([hiver], par=comite, avancer=pendant)
    assert Publication.objects.count() == 1


def test_a_revision_that_moves_an_exact_total_a_little_waits(
    reseau, hiver, territoire, ville, accepter, comite, ptp
):
    """Eight familles more, and one request hors mandat: that one would be told."""
    accepter(hiver, territoire, ville)
    publier([hiver], par=comite)
    tard = TerritoireFactory(code="tard", nom="Territoire tardif", milieu="urbain")
    for _ in range(8):
        accompagner(tard, ptp)
    DemandeHorsMandat.objects.create(
        territoire=tard, nature="transport", date=EN_HIVER, duree_min=30, saisie_par=ptp
    )
    accepter(hiver, tard)
    with pytest.raises(ValidationError, match="Cette révision attendra"):
        publier([hiver], par=comite)


def test_a_synthesis_leaves_no_day_out(reseau, hiver, territoire, ville, accepter, comite):
    automne = Periode.objects.create(
        libelle="Automne 2024", debut=date(2024, 9, 1), fin=date(2024, 11, 30)
    )
    for periode in (hiver, automne):
        accepter(periode, territoire, ville)
    with pytest.raises(ValidationError, match="il manque des jours"):
        publier([hiver, automne], par=comite)


def test_a_publication_is_never_changed_nor_deleted(
    reseau, hiver, territoire, ville, accepter, comite
):
    accepter(hiver, territoire, ville)
    publication = publier([hiver], par=comite)
    for geste in (
        lambda: Publication.objects.filter(pk=publication.pk).update(contenu="{}"),
        lambda: Publication.objects.filter(pk=publication.pk).delete(),
        lambda: RapportParticipation.objects.first().versions.update(contenu="{}"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            geste()


def test_publications_are_for_comites(
    reseau, hiver, territoire, ville, accepter, comite, gestionnaire, ptp, administration
):
    accepter(hiver, territoire, ville)
    publication = publier([hiver], par=comite)
    assert list(Publication.objects.visibles_par(comite)) == [publication]
    for personne in (gestionnaire, ptp, administration):
        assert not Publication.objects.visibles_par(personne)


def test_the_reports_of_a_few_territoires_are_not_published(
    reseau, hiver, territoire, ville, accepter, comite, settings
):
    """Their totals, which are exact, would be those of each."""
    settings.RAPPORTS_MINIMAUX = 5
    accepter(hiver, territoire, ville)
    with pytest.raises(ValidationError, match="Il faut au moins 5 rapports"):
        publier([hiver], par=comite)


def test_what_was_logged_since_the_reports_is_in_no_total(
    reseau, hiver, territoire, ville, accepter, comite, ptp
):
    accepter(hiver, territoire, ville)
    accompagner(ville, ptp)
    publie = Publie(publier([hiver], par=comite))
    assert publie.reseau["I-01"].numerateur == publie.somme["I-01"].numerateur == 9
    assert publie.reseau["I-03"].denominateur == 9


def test_a_famille_of_two_territoires_counts_once_for_the_network(
    reseau, hiver, territoire, ville, accepter, comite
):
    partagee = reseau[territoire][0]
    passer = partagee.accompagnements.get()
    passer.pk, passer.territoire = None, ville
    passer.save()
    intervention = partagee.interventions.first()
    intervention.pk, intervention.cle = None, uuid4()
    intervention.accompagnement, intervention.territoire = passer, ville
    intervention.save()
    accepter(hiver, territoire, ville)
    publie = Publie(publier([hiver], par=comite))
    assert (publie.reseau["I-01"].numerateur, publie.somme["I-01"].numerateur) == (9, 10)


def test_a_report_returned_meanwhile_is_not_published(
    reseau, hiver, territoire, ville, accepter, comite
):
    accepter(hiver, territoire, ville)

    def pendant(fait, total, etape):
        rapport = RapportParticipation.objects.get(territoire=ville)
        if fait == 3 and rapport.etat == RapportParticipation.Etat.ACCEPTE:
            rapport.retourner(par=comite, commentaire="À revoir")

    with pytest.raises(ValidationError, match="Recommencez"):
        publier([hiver], par=comite, avancer=pendant)
    assert not Publication.objects.exists()


def test_thresholds_that_go_up_leave_what_is_published_as_it_was(
    reseau, hiver, printemps, territoire, ville, accepter, comite, settings
):
    continuer(reseau[territoire])
    for periode in (hiver, printemps):
        accepter(periode, territoire, ville)
        publier([periode], par=comite)
    settings.SEUIL_PUBLICATION, settings.SEUIL_PUBLICATION_SENSIBLE = 10, 15
    assert publier([hiver, printemps], par=comite).genre == "synthese"


def test_a_territoire_that_changes_milieu_stays_in_a_synthesis(
    reseau, hiver, printemps, territoire, ville, accepter, comite
):
    continuer(reseau[territoire])
    for periode in (hiver, printemps):
        accepter(periode, territoire, ville)
        publier([periode], par=comite)
    territoire.milieu = "mixte"
    territoire.save()
    synthese = Publie(publier([hiver, printemps], par=comite))
    assert "mixte" in {r.groupe.code for r in synthese.groupes("milieu")}
