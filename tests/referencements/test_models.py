"""Every move × every état, on the model alone."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from familles.models import Besoin
from partenaires.models import Partenaire
from referencements.models import Referencement, SuiviReferencement
from referencements.models.etats import FINALS, TRANSITIONS, Etat
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.factories import (
    CHEMINS,
    LE,
    geste,
    referencement_entrant,
    referencement_sortant,
)

pytestmark = pytest.mark.django_db

GESTES = {
    "consentir": Etat.CONSENTIE,
    "decliner": Etat.DECLINEE_FAMILLE,
    "faire_mediation": Etat.MEDIATION_FAITE,
    "recevoir_reponse": Etat.REPONSE_RECUE,
    "accepter": Etat.ACCEPTEE,
    "mettre_en_attente": Etat.LISTE_ATTENTE,
    "refuser": Etat.REFUSEE_PARTENAIRE,
    "constater_sans_reponse": Etat.SANS_REPONSE,
    "amorcer_service": Etat.SERVICE_AMORCE,
    "terminer": Etat.TERMINEE,
    "abandonner": Etat.ABANDONNEE_FAMILLE,
    "annuler": Etat.ANNULEE,
}
PERMIS = [
    (depart, nom) for depart in Etat for nom, vers in GESTES.items() if vers in TRANSITIONS[depart]
]
IMPOSSIBLES = {
    depart: {nom: vers for nom, vers in GESTES.items() if vers not in TRANSITIONS[depart]}
    for depart in Etat
}
REPONSES = [Etat.REPONSE_RECUE, Etat.ACCEPTEE, Etat.LISTE_ATTENTE, Etat.REFUSEE_PARTENAIRE]
PLUS_TARD = LE + timedelta(days=4)


def test_every_etat_can_be_reached_and_every_move_is_named():
    assert set(CHEMINS) == set(Etat)
    assert set(GESTES.values()) == set(Etat) - {Etat.DISCUTEE}


@pytest.mark.parametrize(("depart", "nom"), PERMIS)
def test_allowed_move_changes_etat_and_writes_its_suivi(depart, nom, famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=depart)
    suivis = referencement.suivis.count()
    version = referencement.version
    geste(referencement, nom, par=ptp, le=PLUS_TARD, constat="Entendu au téléphone")
    assert referencement.etat == GESTES[nom]
    assert referencement.etat_depuis == PLUS_TARD
    assert referencement.version == version + 1
    assert referencement.suivis.count() == suivis + 1
    suivi = referencement.suivis.last()
    assert (suivi.de_etat, suivi.vers_etat, suivi.date) == (depart, GESTES[nom], PLUS_TARD)
    assert (suivi.saisie_par, suivi.constat) == (ptp, "Entendu au téléphone")


@pytest.mark.parametrize("depart", IMPOSSIBLES)
def test_impossible_move_is_refused_in_words_and_changes_nothing(depart, famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=depart)
    suivis = SuiviReferencement.objects.count()
    for nom, vers in IMPOSSIBLES[depart].items():
        with pytest.raises(ValidationError) as refus:
            geste(referencement, nom, par=ptp, le=PLUS_TARD)
        assert refus.value.messages == [
            f"C’est déjà fait\u00a0: ce référencement est «\u00a0{depart.label}\u00a0»."
            if depart == vers
            else f"Ce référencement est «\u00a0{depart.label}\u00a0»\u00a0: "
            f"il ne peut pas devenir «\u00a0{vers.label}\u00a0»."
        ]
    referencement.refresh_from_db()
    assert referencement.etat == depart
    assert SuiviReferencement.objects.count() == suivis


def test_what_must_always_be_true_is_asked_once(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.TERMINEE)
    with CaptureQueriesContext(connection) as requetes:
        referencement.validate_constraints()
    assert len([r for r in requetes if "WHERE COALESCE" in r["sql"]]) == 1
    referencement.reponse_le = None
    with pytest.raises(ValidationError, match="Une réponse reçue va avec sa date"):
        referencement.validate_constraints()


def test_annulling_undoes_the_accompagnement_and_the_besoin_that_it_had_started(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    assert referencement.besoin.etat == Besoin.Etat.EN_COURS
    referencement.annuler(par=ptp, le=PLUS_TARD)
    famille.refresh_from_db()
    assert not famille.accompagnements.exists()
    assert famille.premier_accompagnement_le is None
    assert famille.besoins.get().etat == Besoin.Etat.MIS_EN_RELIEF
    assert referencement.suivis.count() == 4


def test_annulling_leaves_an_accompagnement_that_goes_on(famille, ptp):
    premier = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    premier.annuler(par=ptp, le=PLUS_TARD)
    assert famille.accompagnements.count() == 1
    assert famille.besoins.get().etat == Besoin.Etat.EN_COURS


def test_only_a_reference_to_the_porteur_of_the_territoire_is_vers_porteur(
    famille, ptp, autre_territoire
):
    for porteur, attendu in (
        (famille.territoire.organisme, True),
        (autre_territoire.organisme, False),
    ):
        partenaire = PartenaireFactory(territoires=[famille.territoire], organisme_porteur=porteur)
        referencement = referencement_sortant(famille, par=ptp, partenaire=partenaire)
        assert referencement.vers_porteur is attendu


def test_final_etats_lead_nowhere():
    assert all(not TRANSITIONS[etat] for etat in FINALS)


@pytest.mark.parametrize("reponse", REPONSES)
def test_answer_is_dated_once_by_the_first_one(reponse, famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=reponse)
    assert referencement.reponse_le == LE
    if Etat.ABANDONNEE_FAMILLE in TRANSITIONS[Etat(referencement.etat)]:
        referencement.abandonner(par=ptp, le=PLUS_TARD)
        assert referencement.reponse_le == LE


def test_service_keeps_the_day_it_began(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.ACCEPTEE)
    referencement.amorcer_service(par=ptp, le=PLUS_TARD)
    referencement.terminer(par=ptp, le=PLUS_TARD + timedelta(days=30), issue="repondu")
    assert referencement.service_amorce_le == PLUS_TARD
    assert referencement.reponse_le == LE


def test_waiting_list_keeps_the_weeks_announced(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    referencement.mettre_en_attente(par=ptp, le=PLUS_TARD, semaines=12)
    assert referencement.attente_semaines == 12


def test_personal_contact_starts_the_accompagnement(famille, ptp):
    assert not famille.accompagnements.exists()
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    accompagnement = famille.accompagnements.get()
    assert referencement.accompagnement == accompagnement
    assert accompagnement.date_debut == LE
    famille.refresh_from_db()
    assert famille.nb_accompagnements_ouverts == 1


def test_second_contact_belongs_to_the_same_accompagnement(famille, ptp):
    un, deux = (
        referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE) for _ in range(2)
    )
    assert un.accompagnement == deux.accompagnement


def test_snapshot_stays_when_the_partenaire_is_reclassified(famille, ptp):
    partenaire = PartenaireFactory(nature="oca", secteur_id="famille_enfance")
    referencement = referencement_sortant(
        famille, par=ptp, etat=Etat.MEDIATION_FAITE, partenaire=partenaire
    )
    Partenaire.objects.update(nature="public", secteur="logement")
    referencement.refresh_from_db()
    referencement.accepter(par=ptp, le=PLUS_TARD)
    assert (referencement.nature, referencement.secteur_id) == ("oca", "famille_enfance")


def test_snapshot_is_taken_on_the_day_of_the_contact(famille, ptp):
    partenaire = PartenaireFactory(nature="oca", secteur_id="famille_enfance")
    referencement = referencement_sortant(
        famille, par=ptp, etat=Etat.CONSENTIE, partenaire=partenaire
    )
    Partenaire.objects.update(nature="public", secteur="logement")
    geste(referencement, "faire_mediation", par=ptp)
    assert (referencement.nature, referencement.secteur_id) == ("public", "logement")


def test_vers_porteur_only_when_the_organisme_is_the_territoire_s_own(famille, ptp):
    porteur = PartenaireFactory(organisme_porteur=famille.territoire.organisme)
    vers = [
        referencement_sortant(famille, par=ptp, partenaire=p).vers_porteur
        for p in (porteur, PartenaireFactory())
    ]
    assert vers == [True, False]


def test_follow_up_without_a_move_sets_the_next_date(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    referencement.suivre(par=ptp, le=PLUS_TARD, prochain_le=date(2026, 4, 1), constat="Rappeler")
    assert referencement.etat == Etat.MEDIATION_FAITE
    assert referencement.suivi_prevu_le == date(2026, 4, 1)
    assert not referencement.suivis.last().change_etat


def test_open_counter_follows_the_moves(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp)
    famille.refresh_from_db()
    assert famille.nb_referencements_ouverts == 1
    referencement.annuler(par=ptp, le=LE)
    famille.refresh_from_db()
    assert famille.nb_referencements_ouverts == 0


def test_cancelled_one_no_longer_counts(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    assert Referencement.objects.faits().count() == 1
    referencement.annuler(par=ptp, le=LE)
    assert Referencement.objects.faits().count() == 0


# --- What it does to the besoin -------------------------------------------------------------


def test_besoin_is_brought_to_light_then_in_progress(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp)
    assert referencement.besoin.etat == Besoin.Etat.MIS_EN_RELIEF
    geste(referencement, "consentir", par=ptp)
    geste(referencement, "faire_mediation", par=ptp)
    besoin = famille.besoins.get()
    assert (besoin.etat, besoin.etat_depuis) == (Besoin.Etat.EN_COURS, LE)


@pytest.mark.parametrize(
    ("issue", "etat"),
    [
        ("repondu", Besoin.Etat.REPONDU),
        ("partiellement", Besoin.Etat.PARTIELLEMENT_REPONDU),
        ("non_repondu", Besoin.Etat.NON_REPONDU),
        ("inconnu", Besoin.Etat.EN_COURS),
    ],
)
def test_issue_moves_the_besoin(issue, etat, famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.SERVICE_AMORCE)
    referencement.terminer(par=ptp, le=PLUS_TARD, issue=issue)
    assert famille.besoins.get().etat == etat


def test_besoin_waits_while_another_organisme_may_answer_it(famille, ptp):
    un, deux = (referencement_sortant(famille, par=ptp, etat=Etat.SERVICE_AMORCE) for _ in range(2))
    un.terminer(par=ptp, le=PLUS_TARD, issue="non_repondu")
    assert famille.besoins.get().etat == Besoin.Etat.EN_COURS
    deux.terminer(par=ptp, le=PLUS_TARD, issue="repondu")
    assert famille.besoins.get().etat == Besoin.Etat.REPONDU


def test_besoin_withdrawn_by_the_famille_stays_withdrawn(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.SERVICE_AMORCE)
    famille.besoins.get().changer_etat(etat=Besoin.Etat.RETIRE_PAR_FAMILLE, le=LE)
    referencement.refresh_from_db()
    referencement.terminer(par=ptp, le=PLUS_TARD, issue="repondu")
    assert famille.besoins.get().etat == Besoin.Etat.RETIRE_PAR_FAMILLE


# --- Entrants ---------------------------------------------------------------------------------


def test_entrant_waits_for_someone_to_welcome_it(territoire, ptp):
    referencement = referencement_entrant(territoire, par=ptp)
    assert list(Referencement.objects.a_accueillir()) == [referencement]
    assert referencement.date_mediation == LE
    assert referencement.etat_en_mots == "À accueillir"
    assert [suivi.titre for suivi in referencement.suivis.all()] == ["À accueillir"]
    assert not Referencement.objects.a_relancer(LE + timedelta(days=60)).exists()


def test_entrant_is_taken_up_for_a_famille(famille, ptp):
    referencement = referencement_entrant(famille.territoire, par=ptp)
    referencement.prendre_en_charge(famille, par=ptp, le=PLUS_TARD)
    assert (referencement.famille, referencement.etat) == (famille, Etat.ACCEPTEE)
    assert not Referencement.objects.a_accueillir().exists()


def test_entrant_is_never_accepted_for_nobody(territoire, ptp):
    referencement = referencement_entrant(territoire, par=ptp)
    with pytest.raises(ValidationError, match="Dites quelle famille"):
        referencement.accepter(par=ptp, le=PLUS_TARD)


def test_entrant_is_not_taken_up_for_a_famille_of_another_territoire(
    territoire, famille_d_ailleurs, ptp
):
    referencement = referencement_entrant(territoire, par=ptp)
    with pytest.raises(ValidationError, match="autre territoire"):
        referencement.prendre_en_charge(famille_d_ailleurs, par=ptp, le=PLUS_TARD)


# --- Reminders --------------------------------------------------------------------------------


def test_reminded_after_ten_silent_days(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    relancer = Referencement.objects.a_relancer
    assert list(relancer(LE + timedelta(days=9))) == []
    assert list(relancer(LE + timedelta(days=10))) == [referencement]
    referencement.suivre(par=ptp, le=LE + timedelta(days=10))
    assert list(relancer(LE + timedelta(days=19))) == []


@pytest.mark.parametrize("nom", ["suivre", "accepter", "annuler"])
def test_the_latest_suivi_is_kept_on_the_row(nom, famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    referencement.suivre(par=ptp, le=PLUS_TARD)
    geste(referencement, nom, par=ptp, le=PLUS_TARD - timedelta(days=1))
    dates = [suivi.date for suivi in referencement.suivis.all()]
    assert referencement.dernier_suivi_le == max(dates) == PLUS_TARD


def test_reminded_on_the_follow_up_date(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.CONSENTIE)
    geste(referencement, "faire_mediation", par=ptp, suivi_prevu_le=LE + timedelta(days=30))
    relancer = Referencement.objects.a_relancer
    assert list(relancer(LE + timedelta(days=29))) == []
    assert list(relancer(LE + timedelta(days=30))) == [referencement]


# --- Constraints ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contrainte", "etat", "champs"),
    [
        ("referencement_mediation_selon_etat", Etat.DISCUTEE, {"etat": "sans_reponse"}),
        ("referencement_reponse_selon_etat", Etat.MEDIATION_FAITE, {"reponse_le": LE}),
        ("referencement_dates_en_ordre", Etat.ACCEPTEE, {"reponse_le": date(2020, 1, 1)}),
        ("referencement_refus_motive", Etat.REFUSEE_PARTENAIRE, {"motif_refus": ""}),
        ("referencement_selon_sens", Etat.DISCUTEE, {"famille": None}),
        ("referencement_selon_sens", Etat.MEDIATION_FAITE, {"sens": "entrant"}),
        ("referencement_dans_un_accompagnement", Etat.ACCEPTEE, {"accompagnement": None}),
    ],
)
def test_constraint_holds_against_a_direct_update(contrainte, etat, champs, famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=etat)
    with pytest.raises(IntegrityError, match=contrainte), transaction.atomic():
        Referencement.objects.filter(pk=referencement.pk).update(**champs)


def test_entrant_without_famille_cannot_be_taken_up_by_a_direct_update(territoire, ptp):
    referencement = referencement_entrant(territoire, par=ptp)
    with (
        pytest.raises(IntegrityError, match="entrant_pris_en_charge_avec_famille"),
        transaction.atomic(),
    ):
        Referencement.objects.filter(pk=referencement.pk).update(etat="acceptee", reponse_le=LE)


def test_refusal_without_a_reason_is_refused_in_words(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    with pytest.raises(ValidationError, match="Un refus va avec son motif"):
        referencement.refuser(par=ptp, le=PLUS_TARD, motif="")


def test_answer_before_the_contact_is_refused_in_words(famille, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE)
    with pytest.raises(ValidationError, match="indiquez ce jour ou un jour plus récent"):
        referencement.accepter(par=ptp, le=LE - timedelta(days=1))


# --- At the same time -------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_people_answering_at_once_give_one_outcome(famille, ptp, en_parallele):
    pk = referencement_sortant(famille, par=ptp, etat=Etat.MEDIATION_FAITE).pk

    def repondre():
        try:
            Referencement.objects.get(pk=pk).accepter(par=ptp, le=PLUS_TARD)
        except ValidationError as refus:
            return refus.code
        return "acceptée"

    def relire():
        referencement = Referencement.objects.get(pk=pk)
        return referencement.etat, referencement.suivis.filter(vers_etat=Etat.ACCEPTEE).count()

    resultats = en_parallele(repondre, 8)
    assert sorted(resultats) == ["acceptée"] + ["transition_impossible"] * 7
    assert en_parallele(relire, 1) == [(Etat.ACCEPTEE, 1)]
