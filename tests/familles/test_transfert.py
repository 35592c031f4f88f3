"""A famille goes on in another territoire: with her agreement, whole, counted once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from courriels.gabarits import GABARITS
from courriels.models import Courriel
from familles.a_faire import a_faire
from familles.models import (
    Famille,
    Intervention,
    NotesGardees,
    Passation,
    PassationFamille,
    PointSensible,
    Transfert,
)
from familles.models.champs_scelles import champs_scelles
from familles.models.scellement import modeles_scelles
from familles.transferts import GARDEE, NOTES
from rapports.requetes import Demande, denombrer
from referencements.models import Referencement, SuiviReferencement
from tests.familles.factories import (
    AdulteFactory,
    BesoinFactory,
    EnfantFactory,
    FamilleFactory,
    IdentiteFamilleFactory,
    RendezVousFactory,
)
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.factories import referencement_sortant

pytestmark = pytest.mark.django_db
JOUR = date(2024, 4, 2)
NOTE = "Ce qu’elle a dit"


@pytest.fixture
def famille(territoire, ptp):
    famille = FamilleFactory(
        alias="la famille du parc", territoire=territoire, saisie_par=ptp, langue="ukrainien"
    )
    IdentiteFamilleFactory(famille=famille)
    AdulteFactory(famille=famille)
    EnfantFactory(famille=famille)
    BesoinFactory(famille=famille)
    agir(famille, ptp, JOUR, note=NOTE)
    return famille


def agir(famille, ptp, le, **champs):
    intervention = Intervention(
        famille=famille,
        date=le,
        duree_min=30,
        type_action="informer",
        mode="domicile",
        saisie_par=ptp,
        **champs,
    )
    intervention.consigner()
    return intervention


def proposer(famille, ptp, vers, **champs):
    transfert = Transfert(
        famille=famille, vers=vers, saisie_par=ptp, mots="Oui, qu’elle m’appelle", **champs
    )
    transfert.proposer()
    return transfert


@pytest.fixture
def propose(famille, ptp, autre_territoire):
    return proposer(famille, ptp, autre_territoire)


def test_before_the_answer_the_other_side_reads_what_was_agreed_and_nothing_else(
    propose, famille, inconnue, client_de
):
    client = client_de(inconnue)
    page = client.get(reverse("familles:transfert", args=[propose.pk])).content.decode()
    assert "ukrainien" in page
    assert "Logement" in page
    assert "Oui, qu’elle m’appelle" in page
    for secret in (famille.alias, famille.code, famille.code_affiche, "Levesque", NOTE):
        assert secret not in page
    assert client.get(reverse("familles:fiche", args=[famille.code])).status_code == 404
    (ligne,) = a_faire(inconnue, timezone.localdate())
    assert "Territoire d’ici" in ligne.titre
    assert famille.alias not in ligne.titre + ligne.detail


def test_accepted_the_fiche_follows_and_the_former_territoire_no_longer_opens_it(
    propose, famille, ptp, inconnue, client_de
):
    propose.accepter(par=inconnue)
    fiche = reverse("familles:fiche", args=[famille.code])
    assert client_de(ptp).get(fiche).status_code == 404
    assert client_de(inconnue).get(fiche).status_code == 200
    page = client_de(ptp).get(reverse("familles:transfert", args=[propose.pk])).content.decode()
    assert famille.alias not in page
    assert famille.code not in page
    accompagnement = famille.accompagnements.get()
    assert accompagnement.motif_fin == "transfert_territoire"


def test_each_territoire_counts_what_it_did_and_the_network_counts_her_once(
    propose, famille, ptp, inconnue, territoire, autre_territoire
):
    propose.accepter(par=inconnue)
    famille.refresh_from_db()
    agir(famille, inconnue, timezone.localdate())
    assert famille.accompagnements.filter(territoire=autre_territoire).count() == 1
    jadis = Demande.de_la_periode(JOUR, JOUR)
    depuis = Demande.de_la_periode(JOUR, timezone.localdate())
    assert jointes(jadis, territoire) == jointes(depuis, autre_territoire) == 1
    assert jointes(jadis, autre_territoire) == 0
    assert jointes(depuis) == 1


def jointes(demande, *territoires):
    portee = frozenset(t.pk for t in territoires) or None
    resultat = denombrer(Demande.de_la_periode(demande.debut, demande.fin, territoires=portee))
    return resultat[""].familles.total()


@pytest.mark.parametrize("avec_notes", [True, False])
def test_notes_follow_only_if_she_agrees(avec_notes, famille, ptp, inconnue, autre_territoire):
    proposer(famille, ptp, autre_territoire, avec_notes=avec_notes).accepter(par=inconnue)
    assert (famille.interventions.get().note == NOTE) is avec_notes


# Sealed words that go with her: hers, what others wrote to or received, or read on no page of hers.
SUIVENT = (
    "confidentialite.",
    "familles.Adulte",
    "familles.ArchiveFusion",
    "familles.Consentement",
    "familles.EtapePlan",
    "familles.Famille",
    "familles.Identite",
    "familles.NotesGardees",
    "familles.PassationFamille",
    "familles.PointSensible",
    "familles.Promesse",
    "familles.RencontreConjointe",
    "familles.RetraitConsentement",
    "familles.Transfert",
    "referencements.ConstatTrou",  # stays where the gap is, without her name
    "referencements.DemandeEntrante",
    "referencements.Divulgation",
    "referencements.SuiviReferencement.mot_au_partenaire",
)


def test_every_sealed_word_stays_behind_or_has_a_reason_to_follow():
    tous = {
        f"{modele._meta.label}.{champ.name}"
        for modele in modeles_scelles()
        for champ in champs_scelles(modele)
    }
    restent = {f"{label}.{champ}" for label, champ in NOTES}
    assert restent <= tous
    assert {nom for nom in tous - restent if not nom.startswith(SUIVENT)} == set()


def test_what_was_said_of_a_referencement_and_of_a_meeting_stays_behind(
    famille, ptp, inconnue, autre_territoire, client_de
):
    demande = referencement_sortant(famille, par=ptp, le=JOUR)
    suivi = demande.suivis.get()
    suivi.constat, suivi.prochaine_action = "elle hésite", "rappeler sa mère"
    suivi.save()
    RendezVousFactory(famille=famille, saisie_par=ptp, mots="chez sa sœur")
    proposer(famille, ptp, autre_territoire).accepter(par=inconnue)
    fiche = client_de(inconnue).get(reverse("familles:fiche", args=[famille.code]) + "?tout")
    assert "chez sa sœur" not in fiche.content.decode()
    suivi.refresh_from_db()
    assert (suivi.constat, suivi.prochaine_action) == (GARDEE, GARDEE)


def test_notes_are_given_back_where_they_were_written(
    famille, ptp, inconnue, territoire, autre_territoire
):
    proposer(famille, ptp, autre_territoire).accepter(par=inconnue)
    famille.refresh_from_db()
    agir(famille, inconnue, timezone.localdate(), note="Écrite là-bas")
    proposer(famille, inconnue, territoire).accepter(par=ptp)
    notes = {i.territoire_id: i.note for i in famille.interventions.all()}
    assert notes == {territoire.pk: NOTE, autre_territoire.pk: GARDEE}
    assert [g.transfert.de for g in NotesGardees.objects.all()] == [autre_territoire]


@pytest.mark.parametrize("conclue", [False, True])
def test_a_passation_that_goes_on_lets_her_go(
    conclue, famille, ptp, inconnue, autre_territoire, gestionnaire, client_de
):
    passation = Passation(
        de=ptp, territoire=famille.territoire, dernier_jour=timezone.localdate(), saisie_par=ptp
    )
    passation.commencer()
    ligne = passation.familles.get()
    PointSensible.objects.create(passation_famille=ligne, texte="dit tout bas", saisie_par=ptp)
    if conclue:
        PassationFamille.objects.update(conclue_le=timezone.localdate())
    proposer(famille, ptp, autre_territoire).accepter(par=inconnue)
    for qui in (ptp, gestionnaire, inconnue):
        page = reverse("familles:passation_famille", args=[ligne.pk])
        assert client_de(qui).get(page).status_code == 404
    lue = client_de(ptp).get(reverse("familles:passation", args=[passation.pk]))
    assert famille.alias not in lue.content.decode()
    assert lue.context["passation"].nb_familles == 0
    assert not PointSensible.objects.exists()
    passation.refresh_from_db()
    assert passation.est_ouverte is conclue  # its last famille is gone


@pytest.mark.parametrize(("geste", "mot"), [("accepter", "accepté"), ("refuser", "refusé")])
def test_who_proposed_it_is_told_the_answer_and_no_name(
    geste, mot, propose, famille, ptp, inconnue
):
    getattr(propose, geste)(par=inconnue)
    courriel = Courriel.objects.get(genre="transfert_reponse")
    assert courriel.destinataire == ptp.email
    message = GABARITS[courriel.genre](courriel)
    assert mot in message.corps
    assert famille.alias not in message.corps
    assert famille.code not in message.corps


def test_what_the_former_territoire_did_is_read_and_no_longer_changed(
    propose, famille, inconnue, client_de
):
    propose.accepter(par=inconnue)
    ancienne = famille.interventions.get()
    assert ancienne in Intervention.objects.visibles_par(inconnue)
    page = reverse("familles:intervention_modifier", args=[famille.code, ancienne.pk])
    assert client_de(inconnue).get(page).status_code == 404
    with pytest.raises(ValidationError, match="autre territoire"):
        famille.accompagnements.get().annuler_fin()


def test_referencements_are_followed_where_she_goes_and_count_where_they_were_made(
    famille, ptp, inconnue, territoire, autre_territoire
):
    referencement = Referencement(
        famille=famille, partenaire=PartenaireFactory(), type_besoin_id="repit", saisie_par=ptp
    )
    referencement.discuter(par=ptp, le=JOUR)
    proposer(famille, ptp, autre_territoire).accepter(par=inconnue)
    referencement.refresh_from_db()
    assert referencement.territoire == territoire
    for lignes in (Referencement.objects, SuiviReferencement.objects):
        assert not lignes.visibles_par(ptp).exists()
        assert lignes.modifiables_par(inconnue).count() == 1
    proposer(Famille.objects.get(), inconnue, territoire).accepter(par=ptp)
    assert Referencement.objects.visibles_par(ptp).get() == referencement
    assert not Referencement.objects.visibles_par(inconnue).exists()


def test_one_answer_holds_and_a_refusal_changes_nothing(propose, famille, ptp, inconnue):
    propose.refuser(par=inconnue, motif="Pas de place")
    for verbe in (propose.accepter, propose.annuler):
        with pytest.raises(ValidationError, match="déjà sa réponse"):
            verbe(par=inconnue)
    famille.refresh_from_db()
    assert famille.territoire == propose.de
    assert famille.nb_accompagnements_ouverts == 1


def test_a_transfert_waits_for_one_answer_at_a_time(propose, famille, ptp, autre_territoire):
    with pytest.raises(ValidationError, match="attend déjà"):
        proposer(famille, ptp, autre_territoire)


def test_each_side_answers_for_itself(propose, ptp, inconnue, gestionnaire, client_de):
    def ouvre(personne, reponse):
        page = reverse(f"familles:transfert_{reponse}", args=[propose.pk])
        return client_de(personne).get(page).status_code

    assert [ouvre(ptp, r) for r in ("accepter", "refuser", "annuler")] == [404, 404, 200]
    assert [ouvre(inconnue, r) for r in ("accepter", "refuser", "annuler")] == [200, 200, 404]
    assert ouvre(gestionnaire, "accepter") == 404
    page = reverse("familles:transfert", args=[propose.pk])
    assert client_de(gestionnaire).get(page).status_code == 200


def test_proposed_and_accepted_from_the_pages(famille, ptp, inconnue, autre_territoire, client_de):
    envoi = {
        "cle": "0b0e9e0e-3a0a-4a53-9d6b-4d6e2f7a1c07",
        "vers": autre_territoire.pk,
        "consenti_le": "2024-04-02",
        "mots": "D’accord",
    }
    page = reverse("familles:transferer", args=[famille.code])
    client = client_de(ptp)
    assert client.post(page, envoi | {"mots": ""}).status_code == 422
    futur = str(timezone.localdate() + timedelta(days=3))
    assert client.post(page, envoi | {"consenti_le": futur}).status_code == 422
    assert [client.post(page, envoi).status_code for _ in range(2)] == [302, 302]
    transfert = Transfert.objects.get()
    page = reverse("familles:transfert_accepter", args=[transfert.pk])
    assert client_de(inconnue).post(page).status_code == 302
    famille.refresh_from_db()
    assert famille.territoire == autre_territoire
