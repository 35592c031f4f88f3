"""DOMAINE §4.2 and §4.4: which référencements count, where, and what became of them."""

from datetime import date, timedelta

import pytest

from partenaires.models import Partenaire
from rapports.calculs import calculer
from referencements.models.etats import Etat
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.accords import envoye
from tests.referencements.factories import referencement_entrant

from .situations import (
    DEBUT,
    FIN,
    PENDANT,
    famille_accompagnee,
    nombre,
    rapport,
    referer,
    repondre,
)

NATURES = Partenaire.Nature


@pytest.fixture
def famille(territoire, ptp):
    return famille_accompagnee(territoire, ptp, le=date(2023, 10, 15))


def vers(nature="oca", secteur="logement", **champs):
    return PartenaireFactory(nature=nature, secteur_id=secteur, **champs)


# --- I-19, I-10 -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("etat", "compte"),
    [
        (Etat.DISCUTEE, 0),
        (Etat.CONSENTIE, 0),
        (Etat.DECLINEE_FAMILLE, 0),
        (Etat.ABANDONNEE_FAMILLE, 0),
        (Etat.ANNULEE, 0),
        (Etat.MEDIATION_FAITE, 1),
        (Etat.SANS_REPONSE, 1),
        (Etat.REFUSEE_PARTENAIRE, 1),
        (Etat.LISTE_ATTENTE, 1),
        (Etat.TERMINEE, 1),
    ],
)
def test_referencement_counts_from_the_personal_contact(famille, etat, compte):
    referer(famille, etat=etat)
    assert nombre("I-19") == compte


def test_referencement_given_up_after_the_contact_counts(famille, ptp):
    referer(famille).abandonner(par=ptp, le=PENDANT)
    assert nombre("I-19") == 1


def test_referencement_annulled_after_the_contact_does_not_count(famille, ptp):
    referer(famille).annuler(par=ptp, le=PENDANT)
    assert nombre("I-19") == 0


@pytest.mark.parametrize(
    ("le", "compte"),
    [(DEBUT, 1), (FIN, 1), (DEBUT - timedelta(1), 0), (FIN + timedelta(1), 0)],
)
def test_referencement_belongs_to_the_period_of_its_contact(famille, le, compte):
    referer(famille, le)
    assert nombre("I-19") == compte


def test_one_demarche_to_two_organismes_counts_as_two(famille):
    un, deux = referer(famille), referer(famille)
    type(deux).objects.filter(pk=deux.pk).update(demarche=un.demarche)
    assert nombre("I-19") == 2
    assert rapport()["I-10.2"].numerateur == 1


def test_accompagnements_by_number_of_referencements(territoire, ptp):
    for combien in (0, 1, 2, 3, 5):
        famille = famille_accompagnee(territoire, ptp)
        for _ in range(combien):
            referer(famille)
    resultats = rapport()
    parts = [resultats[cle].numerateur for cle in ("I-10.0", "I-10.1", "I-10.2", "I-10")]
    assert parts == [1, 1, 1, 2]
    assert resultats["I-10"].affichage == "40\u00a0%"
    assert resultats["I-10v"].affichage == "50\u00a0%"
    assert resultats["I-10m"].affichage == "2,0\u00a0référencements"
    assert resultats["I-10vm"].affichage == "2,5\u00a0référencements"


def test_referencements_before_the_period_do_not_add_up(famille):
    referer(famille, date(2023, 12, 1))
    referer(famille, date(2023, 12, 2))
    referer(famille)
    assert rapport()["I-10.1"].numerateur == 1


def test_referencements_of_two_accompagnements_do_not_add_up(famille):
    referer(famille, date(2024, 1, 5))
    referer(famille, date(2024, 1, 5))
    famille.accompagnements.get().terminer(motif="choix_famille", le=date(2024, 1, 6))
    referer(famille, date(2024, 2, 1))
    resultats = rapport()
    assert resultats["I-10"].numerateur == 0
    assert resultats["I-10a"].numerateur == 2


# --- I-11 -----------------------------------------------------------------------------------------


def test_both_directions_are_compared(famille, territoire, ptp):
    ami, autre = vers(), vers()
    referer(famille, partenaire=ami)
    referer(famille, partenaire=ami)
    referer(famille, partenaire=autre)
    referencement_entrant(territoire, par=ptp, le=PENDANT, partenaire=ami)
    resultats = rapport()
    assert resultats["I-11"].numerateur == 1
    assert resultats["I-11b"].affichage == "25\u00a0%"
    assert (resultats["I-11r"].numerateur, resultats["I-11r"].denominateur) == (1, 2)


def test_entrant_referencement_is_not_a_sortant_one(territoire, ptp):
    referencement_entrant(territoire, par=ptp, le=PENDANT)
    assert nombre("I-19") == 0
    assert nombre("I-01") == 0


# --- I-12, I-13 -----------------------------------------------------------------------------------


def test_community_organisations_autonomous_or_not(famille):
    for nature in (NATURES.OCA, NATURES.OCA, NATURES.OC_AUTRE, NATURES.PUBLIC):
        referer(famille, partenaire=vers(nature))
    resultats = rapport()
    assert resultats["I-12a"].affichage == "75\u00a0%"
    assert resultats["I-12b"].affichage == "50\u00a0%"


def test_host_organisation_is_apart_from_the_other_ones(famille, territoire):
    referer(famille, partenaire=vers(organisme_porteur=territoire.organisme))
    referer(famille, partenaire=vers(NATURES.PUBLIC))
    resultats = rapport()
    assert (resultats["I-12a"].numerateur, resultats["I-12a"].denominateur) == (0, 1)
    assert resultats["I-12p"].affichage == "50\u00a0%"
    assert resultats["I-19"].numerateur == 2


def test_reclassified_partner_keeps_what_it_was_at_the_contact(famille):
    partenaire = vers(NATURES.OCA, "logement")
    referer(famille, partenaire=partenaire)
    partenaire.nature, partenaire.secteur_id = NATURES.PUBLIC, "transport"
    partenaire.save()
    resultats = rapport()
    assert resultats["I-12b"].numerateur == 1
    assert resultats["I-13.logement"].numerateur == 1
    assert resultats["I-13.transport"].numerateur == 0


def test_sous_secteur_has_its_row_and_is_in_its_parent(famille):
    referer(famille, partenaire=vers(NATURES.PUBLIC, "protection_jeunesse"))
    referer(famille, partenaire=vers(NATURES.PUBLIC, "sante_services_sociaux"))
    resultats = rapport()
    assert resultats["I-13.sante_services_sociaux"].numerateur == 2
    enfant = resultats["I-13.protection_jeunesse"]
    assert enfant.numerateur == 1
    assert enfant.indicateur.parent == "I-13.sante_services_sociaux"


def test_secteurs_among_community_organisations(famille):
    referer(famille, partenaire=vers(NATURES.OCA, "logement"))
    referer(famille, partenaire=vers(NATURES.OC_AUTRE, "transport"))
    referer(famille, partenaire=vers(NATURES.PUBLIC, "logement"))
    resultats = rapport()
    assert resultats["I-13.logement"].affichage == "67\u00a0%"
    assert resultats["I-13oc.logement"].affichage == "50\u00a0%"


# --- I-14 to I-17 ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("jours", "suivi"), [(0, 1), (30, 1), (31, 0)])
def test_follow_up_within_thirty_days(famille, ptp, jours, suivi):
    referer(famille).suivre(par=ptp, le=PENDANT + timedelta(jours))
    assert nombre("I-14") == suivi


def test_the_contact_itself_is_not_its_follow_up(famille):
    referer(famille)
    assert nombre("I-14") == 0


def test_followed_twice_counts_once(famille, ptp):
    referencement = referer(famille)
    referencement.suivre(par=ptp, le=PENDANT)
    referencement.suivre(par=ptp, le=PENDANT + timedelta(3))
    assert nombre("I-14") == 1


@pytest.mark.parametrize(("jours", "observe"), [(29, 0), (30, 1)])
def test_follow_up_is_judged_after_thirty_days_only(famille, ptp, jours, observe):
    referer(famille).suivre(par=ptp, le=PENDANT)
    taux = rapport(observe_au=PENDANT + timedelta(jours))["I-14"]
    assert (taux.numerateur, taux.denominateur) == (observe, observe)


def test_answer_of_the_next_quarter_joins_the_cohort_and_its_own_flow(famille):
    repondre(referer(famille, FIN), date(2024, 4, 20))
    suivant = rapport(date(2024, 4, 1), date(2024, 6, 30))
    assert rapport()["I-15"].numerateur == 1
    assert rapport()["I-16"].numerateur == 0
    assert (suivant["I-15"].denominateur, suivant["I-16"].numerateur) == (0, 1)


def test_answer_after_the_observation_date_is_not_known_yet(famille):
    repondre(referer(famille, FIN), date(2024, 4, 20))
    taux = rapport(observe_au=date(2024, 4, 19))["I-15"]
    assert (taux.numerateur, taux.denominateur) == (0, 1)
    assert rapport(observe_au=date(2024, 4, 20))["I-15"].affichage == "100\u00a0%"


def test_median_delays_are_in_whole_days_of_those_known(famille, ptp):
    for jours in (2, 5):
        referencement = referer(famille, PENDANT)
        repondre(referencement, PENDANT + timedelta(jours))
    referencement.amorcer_service(par=ptp, le=PENDANT + timedelta(20))
    referer(famille, PENDANT)
    resultats = rapport()
    assert resultats["I-17a"].affichage == "4\u00a0jours"
    assert (resultats["I-17a"].numerateur, resultats["I-17a"].denominateur) == (2, 3)
    assert resultats["I-17b"].affichage == "20\u00a0jours"


@pytest.mark.parametrize("auteur", ["ptp", "partenaire"])
def test_an_answer_counts_the_same_whether_the_ptp_or_the_partenaire_writes_it(
    auteur, famille, ptp
):
    referencement, _ = envoye(famille, par=ptp, le=PENDANT)
    qui = ptp if auteur == "ptp" else referencement.partenaire
    assert nombre("I-14") == 0  # sending it is not following it
    referencement.accepter(par=qui, le=PENDANT + timedelta(4))
    referencement.amorcer_service(par=qui, le=PENDANT + timedelta(10))
    resultats = rapport()
    comptes = {cle: resultats[cle].numerateur for cle in ("I-10.1", "I-14", "I-15", "I-16", "I-19")}
    assert comptes == dict.fromkeys(comptes, 1)
    assert resultats["I-17a"].affichage == "4\u00a0jours"
    assert resultats["I-17b"].affichage == "10\u00a0jours"


def test_a_word_of_the_partenaire_is_a_follow_up(famille, ptp):
    referencement, _ = envoye(famille, par=ptp, le=PENDANT)
    referencement.suivre(par=referencement.partenaire, le=PENDANT + timedelta(3))
    assert (nombre("I-14"), nombre("I-15")) == (1, 0)


def test_silent_groups_are_shown_too(famille, territoire, autre_territoire):
    territoire.milieu = "urbain"
    territoire.save()
    repondre(referer(famille), PENDANT + timedelta(2))
    rapports = calculer(DEBUT, FIN, par="milieu")
    assert list(rapports) == ["urbain", "rural", None]
    assert rapports["urbain"]["I-17a"].affichage == "2\u00a0jours"
    assert rapports["rural"]["I-19"].numerateur == 0
