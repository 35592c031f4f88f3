"""What the référencements made for a besoin say of its état, and what a person decides."""

from datetime import timedelta

import pytest
from django.urls import reverse

from familles.models import Besoin
from partenaires.models import TypeBesoin
from referencements.models.etats import Etat
from tests.referencements.factories import LE, geste, referencement_sortant

pytestmark = pytest.mark.django_db

PLUS_TARD = LE + timedelta(days=4)
EtatBesoin = Besoin.Etat


def besoin_de(famille):
    return famille.besoins.get()


def en_service(famille, ptp):
    return referencement_sortant(famille, par=ptp, etat=Etat.SERVICE_AMORCE)


def test_each_passage_says_when_from_what_and_after_whose_answer(famille, ptp):
    referencement = en_service(famille, ptp)
    referencement.terminer(par=ptp, le=PLUS_TARD, issue="repondu")
    contact, reponse = besoin_de(famille).suivis.all()
    assert (contact.de_etat, contact.vers_etat) == (EtatBesoin.MIS_EN_RELIEF, EtatBesoin.EN_COURS)
    assert (reponse.vers_etat, reponse.date) == (EtatBesoin.REPONDU, PLUS_TARD)
    assert (reponse.organisme, reponse.saisie_par) == (referencement.partenaire, ptp)
    assert not reponse.est_decide


def test_best_issue_speaks_once_every_organisme_has_answered(famille, ptp):
    un, deux = en_service(famille, ptp), en_service(famille, ptp)
    un.terminer(par=ptp, le=LE, issue="partiellement")
    assert besoin_de(famille).etat == EtatBesoin.EN_COURS
    deux.abandonner(par=ptp, le=PLUS_TARD)
    besoin = besoin_de(famille)
    assert (besoin.etat, besoin.etat_depuis) == (EtatBesoin.PARTIELLEMENT_REPONDU, PLUS_TARD)


@pytest.mark.parametrize("etat", [Etat.REFUSEE_PARTENAIRE, Etat.LISTE_ATTENTE])
def test_refusal_or_waiting_list_leaves_it_in_progress(etat, famille, ptp):
    referencement_sortant(famille, par=ptp, etat=etat)
    assert besoin_de(famille).etat == EtatBesoin.EN_COURS


def test_mistake_after_a_refusal_leaves_the_besoin_in_progress(famille, ptp):
    referencement_sortant(famille, par=ptp, etat=Etat.REFUSEE_PARTENAIRE)
    erreur = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    erreur.annuler(par=ptp, le=PLUS_TARD)
    assert besoin_de(famille).etat == EtatBesoin.EN_COURS


def test_mistake_puts_back_what_a_person_had_decided(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp)
    besoin_de(famille).changer_etat(etat=EtatBesoin.TROU_DE_SERVICES, le=LE, par=ptp)
    for nom in ("consentir", "faire_mediation"):
        geste(referencement, nom, par=ptp)
    assert besoin_de(famille).etat == EtatBesoin.EN_COURS
    referencement.annuler(par=ptp, le=PLUS_TARD)
    assert besoin_de(famille).etat == EtatBesoin.TROU_DE_SERVICES


def test_mistake_before_any_contact_changes_nothing(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp)
    besoin_de(famille).changer_etat(etat=EtatBesoin.TROU_DE_SERVICES, le=LE, par=ptp)
    referencement.annuler(par=ptp, le=PLUS_TARD)
    assert besoin_de(famille).suivis.count() == 1


@pytest.mark.parametrize("decide", [EtatBesoin.NON_REPONDU, EtatBesoin.RETIRE_PAR_FAMILLE])
def test_what_a_person_has_closed_stays_as_she_said(decide, famille, ptp):
    referencement = en_service(famille, ptp)
    besoin_de(famille).changer_etat(etat=decide, le=LE, par=ptp)
    referencement.terminer(par=ptp, le=PLUS_TARD, issue="repondu")
    assert besoin_de(famille).etat == decide


def test_answer_dated_before_a_decision_does_not_undo_it(famille, ptp):
    referencement = en_service(famille, ptp)
    besoin_de(famille).changer_etat(etat=EtatBesoin.TROU_DE_SERVICES, le=PLUS_TARD, par=ptp)
    referencement.terminer(par=ptp, le=LE, issue="repondu")
    assert besoin_de(famille).etat == EtatBesoin.TROU_DE_SERVICES


def test_answer_met_closes_what_another_organisme_had_left_in_part(famille, ptp):
    un = en_service(famille, ptp)
    un.terminer(par=ptp, le=LE, issue="repondu")
    deux = referencement_sortant(famille, par=ptp, etat=Etat.SERVICE_AMORCE)
    assert deux.besoin_id != un.besoin_id, "a besoin that comes back is another one"
    deux.terminer(par=ptp, le=PLUS_TARD, issue="partiellement")
    assert {b.etat for b in famille.besoins.all()} == {
        EtatBesoin.REPONDU,
        EtatBesoin.PARTIELLEMENT_REPONDU,
    }


def test_partenaire_that_ends_by_its_link_moves_the_besoin_without_an_author(famille, ptp):
    referencement = en_service(famille, ptp)
    besoin = besoin_de(famille)
    besoin.changer_etat(etat=EtatBesoin.REPONDU, le=PLUS_TARD, organisme=referencement.partenaire)
    suivi = besoin.dernier_suivi
    assert (suivi.saisie_par, suivi.est_decide) == (None, False)


def test_open_besoins_de_base_are_offered_first(client, famille, ptp):
    for type_besoin in ("repit", "logement"):
        famille.besoin_ouvert(TypeBesoin.objects.get(pk=type_besoin), le=LE)
    client.force_login(ptp)
    page = client.get(reverse("referencements:creer"), {"famille": famille.code})
    vide, base, autres, reste = page.context["form"].fields["type_besoin"].choices
    assert vide[0] == ""
    assert (base[0], [pk for pk, _ in base[1]]) == ("Besoins de base d’abord", ["logement"])
    assert [pk for pk, _ in autres[1]] == ["repit"]
    assert "alimentation" in [pk for pk, _ in reste[1]]
