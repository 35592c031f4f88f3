"""A famille goes on in another territoire: with her agreement, whole, counted once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from familles.a_faire import a_faire
from familles.models import Famille, Intervention, Transfert
from rapports.requetes import Demande, denombrer
from referencements.models import Referencement, SuiviReferencement
from tests.familles.factories import (
    AdulteFactory,
    BesoinFactory,
    EnfantFactory,
    FamilleFactory,
    IdentiteFamilleFactory,
)
from tests.partenaires.factories import PartenaireFactory

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
