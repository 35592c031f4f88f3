"""Teams (DOMAINE §4.3, I-33, I-41), and where familles are met (§5.1, Q2)."""

from datetime import date

import pytest

from comptes.models import Role
from familles.models import Passation, PassationFamille
from rapports.complement import completer
from referencements.models import Referencement
from referencements.models.etats import Etat
from tests.comptes.factories import AffectationFactory, UtilisateurFactory
from tests.familles.factories import AccompagnementFactory, FamilleFactory, InterventionFactory
from tests.referencements.factories import constater, geste, referencement_sortant

from .situations import DEBUT, FIN, PENDANT, famille_accompagnee

MARDI, SAMEDI, DIMANCHE = date(2024, 2, 13), date(2024, 2, 17), date(2024, 2, 18)


def resultat(identifiant, observe_au=None, **options):
    return completer(DEBUT, FIN, observe_au=observe_au, **options)[None][identifiant]


def paire(identifiant, **options):
    chiffre = resultat(identifiant, **options)
    return chiffre.numerateur, chiffre.denominateur


def affecter(territoire, *, du, au=None, heures=35, qui=None):
    return AffectationFactory(
        utilisateur=qui or UtilisateurFactory(),
        role=Role.PTP,
        territoire=territoire,
        du=du,
        au=au,
        heures_semaine=heures,
    )


def test_hours_are_those_of_the_days_covered(territoire):
    affecter(territoire, du=date(2024, 3, 18), heures=35)
    assert resultat("I-41h").numerateur == 2 * 35 * 60


def test_affectation_without_hours_adds_none_and_is_not_judged(territoire):
    affecter(territoire, du=DEBUT, heures=None)
    affecter(territoire, du=DEBUT, heures=30)
    affecter(territoire, du=DEBUT, heures="29.5")
    assert paire("I-41e") == (1, 2)


def test_days_to_come_have_no_one_yet(territoire):
    affecter(territoire, du=DEBUT, heures=35)
    observe = date(2024, 1, 7)
    assert resultat("I-41h", observe_au=observe).numerateur == 35 * 60
    assert resultat("I-41v", observe_au=observe).numerateur == 0


def test_departure_leaves_days_without_anyone(territoire):
    affecter(territoire, du=date(2023, 9, 1), au=date(2024, 1, 31))
    affecter(territoire, du=date(2024, 2, 12))
    assert resultat("I-41x").numerateur == 1
    assert resultat("I-41v").numerateur == 11
    assert paire("I-41t") == (91, 31 + 18 + 31)


def test_change_of_hours_is_not_a_departure(territoire):
    maude = UtilisateurFactory()
    affecter(territoire, du=date(2023, 9, 1), au=date(2024, 1, 31), qui=maude)
    affecter(territoire, du=date(2024, 2, 1), heures=21, qui=maude)
    assert resultat("I-41x").numerateur == 0


def test_territoire_that_never_had_anyone_is_not_vacant(territoire):
    assert resultat("I-41v").numerateur == 0
    affecter(territoire, du=date(2024, 3, 1))
    assert resultat("I-41v").numerateur == 0


def test_median_duration_runs_to_the_end_of_the_period(territoire):
    affecter(territoire, du=date(2024, 3, 22))
    affecter(territoire, du=date(2023, 12, 28), au=date(2024, 1, 6))
    affecter(territoire, du=date(2023, 1, 1), au=date(2023, 12, 31))
    assert resultat("I-41l").affichage == "10\u00a0jours"


def test_ptp_of_two_affectations_reveals_once(territoire, autre_territoire):
    maude, jo = UtilisateurFactory(), UtilisateurFactory()
    for lieu in (territoire, autre_territoire):
        affecter(lieu, du=DEBUT, qui=maude)
    affecter(territoire, du=DEBUT, qui=jo)
    for lieu in (territoire, territoire, autre_territoire):
        constater(lieu, par=maude, le=PENDANT)
    constater(autre_territoire, par=jo, le=PENDANT)
    assert paire("I-33") == (1, 2)
    assert paire("I-33", territoires=frozenset({territoire.pk})) == (1, 2)


def test_coverage_by_type_of_porteur(territoire, autre_territoire, ptp):
    autre_territoire.organisme.type = "CPSC"
    autre_territoire.organisme.save()
    famille_accompagnee(territoire, ptp)
    famille_accompagnee(autre_territoire, ptp)
    assert resultat("I-40p").numerateur == 2
    assert resultat("I-40o.CPSC").numerateur == 1


@pytest.fixture
def famille(territoire, ptp):
    return famille_accompagnee(territoire, ptp, le=date(2023, 12, 1))


def rencontrer(famille, mode, le=MARDI, **champs):
    return InterventionFactory(
        famille=famille,
        accompagnement=famille.accompagnements.get(),
        mode=mode,
        date=le,
        **champs,
    )


def test_meetings_away_from_the_office_are_a_share_of_meetings_in_person(famille):
    for mode in ("texto", "domicile", "accompagnement_physique", "en_personne_organisme"):
        rencontrer(famille, mode)
    assert paire("I-24") == (2, 3)
    assert paire("I-24m.accompagnement_physique") == (1, 4)


def test_what_is_done_with_a_partenaire_is_not_a_contact_with_the_famille(famille):
    rencontrer(famille, "telephone", beneficiaire="partenaire")
    assert paire("I-24m.telephone") == (0, 0)


def test_saturdays_and_sundays_are_the_weekend(famille):
    for le in (MARDI, SAMEDI, DIMANCHE):
        rencontrer(famille, "domicile", le)
    assert paire("I-26") == (2, 3)


def test_warm_hand_off_is_made_with_the_famille(famille, ptp):
    for mode in (Referencement.Mode.RENCONTRE_A_TROIS, Referencement.Mode.COURRIEL):
        referencement = referencement_sortant(famille, par=ptp, le=PENDANT, etat=Etat.CONSENTIE)
        geste(referencement, "faire_mediation", par=ptp, le=PENDANT, mode=mode)
    assert paire("I-27") == (1, 2)
    assert paire("I-27m.courriel") == (1, 2)


def test_passation_is_done_once_the_famille_said_yes_and_it_is_concluded(territoire):
    partie, releve = UtilisateurFactory.create_batch(2)
    affecter(territoire, du=date(2023, 9, 1), au=MARDI, qui=partie)
    affecter(territoire, du=MARDI, qui=releve)
    for _ in range(3):
        accompagnee = FamilleFactory(territoire=territoire, saisie_par=partie)
        AccompagnementFactory(famille=accompagnee, ptp=partie, date_debut=DEBUT)
    passation = Passation(
        de=partie,
        a=releve,
        debut_releve=MARDI,
        territoire=territoire,
        dernier_jour=MARDI,
        saisie_par=partie,
    )
    passation.commencer()
    assert paire("I-41p") == (0, 3)
    oui, non, _ = passation.familles.all()
    repondre(oui, PassationFamille.Reponse.OUI)
    oui.conclure(par=partie, le=SAMEDI)
    repondre(non, PassationFamille.Reponse.NON, suite=PassationFamille.Suite.CHOIX_FAMILLE)
    non.conclure(par=partie, le=SAMEDI)
    assert paire("I-41p") == (1, 3)
    assert paire("I-41p", observe_au=MARDI) == (0, 3)
    assert paire("I-41p", observe_au=date(2024, 2, 12)) == (0, 0)


def repondre(ligne, reponse, suite=""):
    ligne.reponse, ligne.suite = reponse, suite
    ligne.save()
