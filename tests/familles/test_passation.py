"""A PTP leaves: what is passed on, to whom, and what each famille answers."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from comptes.models import Affectation, Role
from courriels.models import Courriel
from familles.a_faire import a_faire
from familles.chronologie import chronologie
from familles.models import Accompagnement, Famille, Passation, PassationFamille, PointSensible
from familles.models.passation import en_attente_de_releve
from familles.rappels import detruire_ce_qui_ne_se_transmet_pas, rappeler_les_departs
from tests.comptes.factories import AffectationFactory, UtilisateurFactory
from tests.familles.factories import AccompagnementFactory, FamilleFactory

Reponse, Suite = PassationFamille.Reponse, PassationFamille.Suite


@pytest.fixture
def aujourdhui():
    return timezone.localdate()


@pytest.fixture
def lea(db):
    """Who will take over: she works elsewhere, or nowhere yet."""
    return UtilisateurFactory(prenom="Léa", email="lea@exemple.test")


@pytest.fixture
def familles(ptp, territoire):
    siennes = FamilleFactory.create_batch(2, saisie_par=ptp, territoire=territoire)
    for famille in siennes:
        AccompagnementFactory(famille=famille, ptp=ptp)
    Famille.objects.all().actualiser_compteurs()
    return siennes


@pytest.fixture
def passation(ptp, territoire, familles, aujourdhui):
    passation = Passation(de=ptp, territoire=territoire, dernier_jour=aujourdhui, saisie_par=ptp)
    passation.commencer()
    return passation


@pytest.fixture
def ligne(passation):
    return passation.familles.first()


def nommer(passation, lea, le):
    passation.a, passation.debut_releve = lea, le
    passation.organiser()


def point(ligne, ptp, texte, *, transmettre):
    return PointSensible.objects.create(
        passation_famille=ligne, texte=texte, transmettre=transmettre, saisie_par=ptp
    )


def partir(ptp, le):
    ptp.affectations.update(du=date(2024, 1, 1), au=le)


def page(nom, pk):
    return reverse(f"familles:{nom}", args=[pk])


def test_each_famille_she_accompanies_there_gets_its_line(passation, familles):
    assert {ligne.famille for ligne in passation.familles.all()} == set(familles)


def test_one_passation_at_a_time(passation, ptp, territoire, aujourdhui):
    autre = Passation(de=ptp, territoire=territoire, dernier_jour=aujourdhui, saisie_par=ptp)
    with pytest.raises(ValidationError, match="déjà en cours"):
        autre.commencer()


def test_who_accompanies_nobody_passes_nothing(ptp, territoire, aujourdhui):
    vide = Passation(de=ptp, territoire=territoire, dernier_jour=aujourdhui, saisie_par=ptp)
    with pytest.raises(ValidationError, match="aucune famille"):
        vide.commencer()


def test_she_begins_from_her_page_and_sends_twice_for_one(client_de, ptp, familles, aujourdhui):
    envoi = {
        "affectation": ptp.affectations.get().pk,
        "dernier_jour": aujourdhui.isoformat(),
        "cle": "6f1c7a52-4f0e-4f57-8f3c-0d6a3a0c9d11",
    }
    client = client_de(ptp)
    for _ in range(2):
        reponse = client.post(reverse("familles:passation_commencer"), envoi)
        assert reponse.status_code == 302
    assert Passation.objects.count() == 1


def test_a_gestionnaire_begins_it_for_a_ptp_already_gone(
    client_de, gestionnaire, ptp, familles, aujourdhui
):
    partir(ptp, aujourdhui - timedelta(days=1))
    envoi = {
        "affectation": ptp.affectations.get().pk,
        "dernier_jour": aujourdhui.isoformat(),
        "cle": "6f1c7a52-4f0e-4f57-8f3c-0d6a3a0c9d12",
    }
    client_de(gestionnaire).post(reverse("familles:passation_commencer"), envoi)
    assert Passation.objects.get().de == ptp


def test_the_rights_of_the_successor_start_on_her_day(client_de, passation, ligne, lea, aujourdhui):
    nommer(passation, lea, aujourdhui + timedelta(days=7))
    assert client_de(lea).get(page("passation_famille", ligne.pk)).status_code == 404
    lea.affectations.update(du=aujourdhui)
    assert client_de(lea).get(page("passation_famille", ligne.pk)).status_code == 200


def test_the_gestionnaire_names_who_takes_over(
    client_de, gestionnaire, passation, lea, territoire, aujourdhui
):
    AffectationFactory(utilisateur=lea, territoire=territoire, du=aujourdhui + timedelta(days=2))
    envoi = {
        "dernier_jour": aujourdhui.isoformat(),
        "a": lea.pk,
        "debut_releve": (aujourdhui + timedelta(days=2)).isoformat(),
        "second_contact": gestionnaire.pk,
        "version": passation.version,
    }
    adresse = page("passation_organiser", passation.pk)
    assert client_de(gestionnaire).post(adresse, envoi).status_code == 302
    passation.refresh_from_db()
    assert (passation.a, passation.second_contact) == (lea, gestionnaire)
    assert Affectation.objects.filter(utilisateur=lea, role=Role.PTP).count() == 1
    assert client_de(gestionnaire).post(adresse, envoi).status_code == 409


def test_a_stranger_is_never_offered_as_successor(
    client_de, gestionnaire, passation, inconnue, aujourdhui
):
    envoi = {
        "dernier_jour": aujourdhui.isoformat(),
        "a": inconnue.pk,
        "debut_releve": aujourdhui.isoformat(),
        "version": passation.version,
    }
    adresse = page("passation_organiser", passation.pk)
    assert client_de(gestionnaire).post(adresse, envoi).status_code == 422


def test_what_is_passed_on_waits_for_the_yes_of_the_famille(
    client_de, passation, ligne, ptp, lea, aujourdhui
):
    point(ligne, ptp, "séparation récente", transmettre=True)
    point(ligne, ptp, "dit en confidence", transmettre=False)
    nommer(passation, lea, aujourdhui)
    adresse = page("passation_famille", ligne.pk)
    assert "dit en confidence" in client_de(ptp).get(adresse).content.decode()
    avant = client_de(lea).get(adresse).content.decode()
    assert "séparation récente" not in avant
    PassationFamille.objects.filter(pk=ligne.pk).update(reponse=Reponse.OUI)
    apres = client_de(lea).get(adresse).content.decode()
    assert "séparation récente" in apres
    assert "dit en confidence" not in apres


def test_a_gestionnaire_reads_progress_and_no_sensitive_point(
    client_de, passation, ligne, ptp, gestionnaire
):
    point(ligne, ptp, "dit en confidence", transmettre=False)
    reponse = client_de(gestionnaire).get(page("passation", passation.pk))
    assert "sur 2 prête" in reponse.content.decode()
    assert "dit en confidence" not in reponse.content.decode()
    assert client_de(gestionnaire).get(page("passation_famille", ligne.pk)).status_code == 404


def test_a_stranger_finds_nothing(client_de, passation, ligne, inconnue):
    assert client_de(inconnue).get(page("passation", passation.pk)).status_code == 404
    assert client_de(inconnue).get(page("passation_famille", ligne.pk)).status_code == 404


def test_her_yes_gives_her_the_successor(passation, ligne, lea, ptp, aujourdhui):
    nommer(passation, lea, aujourdhui)
    PassationFamille.objects.filter(pk=ligne.pk).update(reponse=Reponse.OUI)
    ligne.conclure(par=lea, le=aujourdhui)
    assert ligne.famille.accompagnements.get().ptp == lea
    titres = [entree.titre for entree in chronologie(ligne.famille)]
    assert "Passation de Maude à Léa, avec l’accord de la famille" in titres


def test_a_yes_waits_until_the_successor_is_there(passation, ligne, lea, aujourdhui):
    nommer(passation, lea, aujourdhui + timedelta(days=3))
    PassationFamille.objects.filter(pk=ligne.pk).update(reponse=Reponse.OUI)
    with pytest.raises(ValidationError, match="pas encore en poste"):
        ligne.conclure(par=lea, le=aujourdhui)


@pytest.mark.parametrize(
    ("suite", "motif"),
    [
        (Suite.SECOND_CONTACT, ""),
        (Suite.CHOIX_FAMILLE, "choix_famille"),
        (Suite.DEPART_PTP, "depart_ptp"),
    ],
)
def test_her_no_is_respected(ligne, ptp, suite, motif, aujourdhui):
    PassationFamille.objects.filter(pk=ligne.pk).update(reponse=Reponse.NON, suite=suite)
    ligne.conclure(par=ptp, le=aujourdhui)
    accompagnement = ligne.famille.accompagnements.get()
    assert (accompagnement.motif_fin, accompagnement.ptp) == (motif, ptp)


def test_without_an_answer_nothing_is_concluded(ligne, ptp, aujourdhui):
    with pytest.raises(ValidationError, match="ce que la famille répond"):
        ligne.conclure(par=ptp, le=aujourdhui)


def test_the_last_famille_concludes_it_and_what_stays_secret_is_destroyed(
    passation, ptp, aujourdhui
):
    for ligne in passation.familles.all():
        point(ligne, ptp, "dit en confidence", transmettre=False)
        PassationFamille.objects.filter(pk=ligne.pk).update(
            reponse=Reponse.NON, suite=Suite.SECOND_CONTACT
        )
        ligne.conclure(par=ptp, le=aujourdhui)
    passation.refresh_from_db()
    assert passation.conclue_le == aujourdhui
    assert not PointSensible.objects.exists()
    with pytest.raises(ValidationError, match="déjà conclue"):
        ligne.conclure(par=ptp, le=aujourdhui)


def test_after_her_last_day_what_stays_secret_is_destroyed(passation, ligne, ptp):
    point(ligne, ptp, "dit en confidence", transmettre=False)
    point(ligne, ptp, "séparation récente", transmettre=True)
    Passation.objects.update(dernier_jour=date(2024, 1, 1))
    detruire_ce_qui_ne_se_transmet_pas(timezone.now())
    assert PointSensible.objects.get().texte == "séparation récente"


def test_a_stale_preparation_is_refused(client_de, ligne, ptp):
    envoi = {"essentiel": "elle aime marcher", "prete": "on", "version": ligne.version}
    adresse = page("passation_preparer", ligne.pk)
    assert client_de(ptp).post(adresse, envoi).status_code == 302
    assert client_de(ptp).post(adresse, envoi | {"essentiel": "autre"}).status_code == 409
    ligne.refresh_from_db()
    assert ligne.essentiel == "elle aime marcher"


def test_familles_wait_for_a_relay_between_the_two(
    client_de, gestionnaire, passation, ptp, familles, aujourdhui
):
    assert not en_attente_de_releve().exists()
    partir(ptp, aujourdhui - timedelta(days=1))
    Passation.objects.update(second_contact=gestionnaire)
    assert Accompagnement.objects.count() == en_attente_de_releve().count() == 2
    liste = client_de(gestionnaire).get(reverse("familles:liste"), {"filtre": "en_attente"})
    assert familles[0].alias in liste.content.decode()
    fiche = client_de(gestionnaire).get(reverse("familles:fiche", args=[familles[0].code]))
    assert gestionnaire.get_full_name() in fiche.content.decode()
    assert "En attente de relève" in fiche.content.decode()


def test_what_is_left_to_do_is_said_to_each(passation, ptp, lea, aujourdhui):
    assert any("familles restent" in ligne.detail for ligne in a_faire(ptp, aujourdhui))
    nommer(passation, lea, aujourdhui)
    assert sum(ligne.titre.startswith("Rencontrer") for ligne in a_faire(lea, aujourdhui)) == 2


def test_messages_name_no_famille(
    passation, familles, lea, gestionnaire, aujourdhui, mailoutbox, settings
):
    nommer(passation, lea, aujourdhui)
    for _ in range(2):
        rappeler_les_departs(timezone.now())
    courriels = {c.genre: c.destinataire for c in Courriel.objects.all()}
    assert courriels == {"passation_releve": lea.email, "passation_depart": gestionnaire.email}
    assert Courriel.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_conclusions_at_once_make_one(ligne, ptp, aujourdhui, en_parallele):
    PassationFamille.objects.filter(pk=ligne.pk).update(
        reponse=Reponse.NON, suite=Suite.CHOIX_FAMILLE
    )

    def conclure():
        try:
            PassationFamille.objects.get(pk=ligne.pk).conclure(par=ptp, le=aujourdhui)
        except ValidationError:
            return "refusée"
        return "conclue"

    assert en_parallele(conclure, fois=8).count("conclue") == 1
