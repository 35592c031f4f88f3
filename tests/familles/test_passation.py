"""A PTP leaves: what is passed on, to whom, and what each famille answers."""

from datetime import date, timedelta
from threading import Lock
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activites.models import ActiviteReseautage
from comptes.models import Affectation, Role
from courriels.models import Courriel
from familles.a_faire import a_faire
from familles.models import (
    Accompagnement,
    EtapePlan,
    Famille,
    Passation,
    PassationFamille,
    PlanDeMatch,
    PointSensible,
    RencontreConjointe,
)
from familles.models.passation import en_attente_de_releve
from familles.rappels import detruire_ce_qui_ne_se_transmet_pas, rappeler_les_departs
from referencements.models.etats import Etat
from tests.comptes.factories import AffectationFactory, UtilisateurFactory
from tests.familles.factories import AccompagnementFactory, FamilleFactory
from tests.partenaires.factories import PartenaireFactory
from tests.rapports.test_pages_territoire import texte
from tests.referencements.factories import referencement_sortant
from tests.territoires.factories import TerritoireFactory

from .situations import histoire

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


def repondre(ligne, reponse, suite=""):
    PassationFamille.objects.filter(pk=ligne.pk).update(reponse=reponse, suite=suite)


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


@pytest.mark.parametrize(("qui", "statut"), [("ptp", 422), ("gestionnaire", 302)])
def test_her_own_last_day_is_to_come(
    qui, statut, request, client_de, ptp, gestionnaire, familles, aujourdhui
):
    client, adresse = (
        client_de(request.getfixturevalue(qui)),
        reverse("familles:passation_commencer"),
    )
    vide = client.get(adresse).context["form"]
    assert vide["dernier_jour"].value() is None  # today would destroy what she writes, tomorrow
    hier = aujourdhui - timedelta(days=1)
    partir(ptp, None)
    envoi = {"affectation": ptp.affectations.get().pk, "dernier_jour": hier.isoformat()}
    assert client.post(adresse, envoi | {"cle": str(uuid4())}).status_code == statut


def test_a_famille_accompanied_since_joins_it(client_de, passation, ptp, territoire, aujourdhui):
    nouvelle = FamilleFactory(saisie_par=ptp, territoire=territoire)
    AccompagnementFactory(famille=nouvelle, ptp=ptp)
    client = client_de(ptp)
    assert "1 famille accompagnée depuis" in texte(client.get(page("passation", passation.pk)))
    client.post(page("passation_completer", passation.pk))
    assert passation.familles.filter(famille=nouvelle).count() == 1
    assert "accompagnée depuis" not in texte(client.get(page("passation", passation.pk)))


def test_it_does_not_end_before_the_famille_accompanied_since(passation, ptp, aujourdhui):
    nouvelle = AccompagnementFactory(
        famille=FamilleFactory(saisie_par=ptp, territoire=passation.territoire), ptp=ptp
    ).famille
    for ligne in passation.familles.all():
        repondre(ligne, Reponse.NON, Suite.DEPART_PTP)
        ligne.conclure(par=ptp, le=aujourdhui)
    passation.refresh_from_db()
    assert passation.est_ouverte
    assert passation.familles.a_conclure().get().famille == nouvelle


def test_called_off_while_no_famille_is_passed(
    client_de, passation, ligne, ptp, lea, gestionnaire, aujourdhui
):
    nommer(passation, lea, aujourdhui + timedelta(days=1))
    point(ligne, ptp, "dit en confidence", transmettre=False)
    adresse = page("passation_annuler", passation.pk)
    for personne in (ptp, gestionnaire):
        assert client_de(personne).get(adresse).status_code == 200
    assert client_de(ptp).post(adresse).status_code == 422
    ancienne, version = {"version": 0}, {"version": Passation.objects.get().version}
    assert "relisez-la" in texte(client_de(ptp).post(adresse, ancienne))
    assert client_de(ptp).post(adresse, version).status_code == 302
    assert not Passation.objects.exists()
    assert not PointSensible.objects.exists()
    assert postes(lea) == []
    assert Accompagnement.objects.ouverts().filter(ptp=ptp).count() == 2


def test_it_goes_to_its_end_once_a_famille_is_passed(client_de, passation, ligne, ptp, aujourdhui):
    repondre(ligne, Reponse.NON, Suite.DEPART_PTP)
    ligne.conclure(par=ptp, le=aujourdhui)
    lu = client_de(ptp).get(page("passation", passation.pk)).content.decode()
    assert page("passation_annuler", passation.pk) not in lu
    passation.refresh_from_db()
    envoi = {"version": passation.version}
    refus = client_de(ptp).post(page("passation_annuler", passation.pk), envoi)
    assert refus.status_code == 422
    assert Passation.objects.exists()


def test_her_rights_end_with_her_last_day(client_de, gestionnaire, passation, ptp, lea, aujourdhui):
    assert postes(ptp)[0][1] is None
    for jours in (3, 9, 5):
        passation.refresh_from_db()
        passation.dernier_jour = aujourdhui + timedelta(days=jours)
        nommer(passation, lea, aujourdhui + timedelta(days=1))
        assert postes(ptp)[0][1] == passation.dernier_jour
    ptp.affectations.update(au=aujourdhui + timedelta(days=1))  # decided from « Équipe » since
    passation.organiser()
    assert postes(ptp)[0][1] == aujourdhui + timedelta(days=1)
    passation.dernier_jour = date(2001, 1, 1)
    with pytest.raises(ValidationError, match="Son affectation commence le"):
        passation.organiser()


def test_gone_without_the_end_of_her_rights_it_is_said(
    client_de, gestionnaire, passation, ptp, aujourdhui
):
    partir(ptp, None)
    Passation.objects.update(dernier_jour=aujourdhui - timedelta(days=1))
    client = client_de(gestionnaire)
    assert "son affectation continue" in texte(client.get(page("passation", passation.pk)))
    partir(ptp, aujourdhui - timedelta(days=1))
    assert "son affectation continue" not in texte(client.get(page("passation", passation.pk)))


def test_after_a_no_no_sensitive_point_is_left(ligne, ptp, aujourdhui):
    point(ligne, ptp, "séparation récente", transmettre=True)
    repondre(ligne, Reponse.NON, Suite.DEPART_PTP)
    ligne.conclure(par=ptp, le=aujourdhui)
    assert not PointSensible.objects.exists()


def test_a_joint_meeting_is_held_on_its_day_or_taken_back(client_de, ligne, ptp, aujourdhui):
    tenue, remise = (
        RencontreConjointe.objects.create(
            passation_famille=ligne, prevue_le=aujourdhui, mode="domicile", saisie_par=ptp
        )
        for _ in range(2)
    )
    client, hier = client_de(ptp), aujourdhui - timedelta(days=1)
    tenir = page("passation_rencontre_tenir", tenue.pk)
    demain = (aujourdhui + timedelta(days=1)).isoformat()
    assert client.post(tenir, {"le": demain}).status_code == 422
    assert client.post(tenir, {"le": hier.isoformat()}).status_code == 302
    tenue.refresh_from_db()
    assert tenue.tenue_le == hier
    client.post(page("passation_rencontre_retirer", remise.pk))
    assert client.post(page("passation_rencontre_retirer", tenue.pk)).status_code == 404
    assert list(ligne.rencontres.all()) == [tenue]


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


def organiser(client, passation, a, du, **autres):
    envoi = {
        "dernier_jour": passation.dernier_jour.isoformat(),
        "a": a.pk,
        "debut_releve": du.isoformat(),
        "version": Passation.objects.get(pk=passation.pk).version,
    }
    return client.post(page("passation_organiser", passation.pk), envoi | autres, follow=True)


def postes(personne):
    siennes = personne.affectations.filter(role=Role.PTP).order_by("du")
    return list(siennes.values_list("du", "au"))


@pytest.fixture
def zoe(territoire):
    """Another who may take over: she works for the same organisme."""
    zoe = UtilisateurFactory(prenom="Zoé", email="zoe@exemple.test")
    ailleurs = TerritoireFactory(organisme=territoire.organisme)
    AffectationFactory(utilisateur=zoe, territoire=ailleurs, du=date(2024, 1, 1))
    return zoe


def test_naming_another_successor_takes_back_the_rights_to_come_of_the_first(
    client_de, gestionnaire, passation, lea, zoe, territoire, aujourdhui
):
    demain = aujourdhui + timedelta(days=1)
    nommer(passation, lea, demain)
    assert postes(lea) == [(demain, None)]
    organiser(client_de(gestionnaire), passation, zoe, demain)
    assert postes(lea) == []
    assert (demain, None) in postes(zoe)
    passation.refresh_from_db()
    assert passation.affectation_releve.utilisateur == zoe


def test_rights_begun_end_at_once_and_their_days_stay_counted(
    client_de, gestionnaire, passation, ligne, lea, zoe, aujourdhui
):
    nommer(passation, lea, aujourdhui - timedelta(days=3))
    assert client_de(lea).get(page("passation_famille", ligne.pk)).status_code == 200
    organiser(client_de(gestionnaire), passation, zoe, aujourdhui)
    assert postes(lea) == [(aujourdhui - timedelta(days=3), aujourdhui - timedelta(days=1))]
    assert client_de(lea).get(page("passation_famille", ligne.pk)).status_code == 404


def test_who_has_begun_to_act_keeps_her_affectation_and_the_gestionnaire_is_told(
    client_de, gestionnaire, passation, ligne, lea, zoe, aujourdhui
):
    nommer(passation, lea, aujourdhui)
    repondre(ligne, Reponse.OUI)
    ligne.conclure(par=lea, le=aujourdhui)
    reponse = organiser(client_de(gestionnaire), passation, zoe, aujourdhui)
    assert postes(lea) == [(aujourdhui, None)]
    assert f"{lea.get_full_name()} a déjà commencé" in reponse.content.decode()
    assert ligne.famille.accompagnements.get() not in en_attente_de_releve()


def test_a_day_moved_moves_the_rights(client_de, gestionnaire, passation, lea, zoe, aujourdhui):
    plus_tard = aujourdhui + timedelta(days=9)
    for jour in (plus_tard, aujourdhui + timedelta(days=2), plus_tard):
        organiser(client_de(gestionnaire), passation, zoe, jour)
        assert postes(zoe)[1:] == [(jour, None)]


def test_an_affectation_that_begins_later_says_from_which_day(passation, lea, aujourdhui):
    plus_tard = aujourdhui + timedelta(days=9)
    AffectationFactory(utilisateur=lea, territoire=passation.territoire, du=plus_tard)
    with pytest.raises(ValidationError, match="choisissez ce jour"):
        nommer(passation, lea, aujourdhui)


@pytest.mark.django_db(transaction=True)
def test_two_successors_named_at_once_leave_one_with_rights(
    client_de, gestionnaire, passation, zoe, territoire, aujourdhui, en_parallele
):
    lia = UtilisateurFactory(prenom="Lia", email="lia@exemple.test")
    ailleurs = TerritoireFactory(organisme=territoire.organisme)
    AffectationFactory(utilisateur=lia, territoire=ailleurs, du=date(2024, 1, 1))
    demain = aujourdhui + timedelta(days=1)
    choix = iter([zoe, lia] * 4)
    clients = iter([client_de(gestionnaire) for _ in range(8)])
    verrou = Lock()

    def nommer_une():
        with verrou:
            personne, client = next(choix), next(clients)
        return organiser(client, passation, personne, demain, version=1).status_code

    codes = en_parallele(nommer_une, fois=8)
    assert sorted(codes) == [200] + [409] * 7

    def lire():
        la = Affectation.objects.filter(territoire=territoire, du=demain, role=Role.PTP)
        return la.get(), Passation.objects.select_related("affectation_releve").get()

    ((affectation, relue),) = en_parallele(lire, fois=1)
    assert affectation == relue.affectation_releve
    assert affectation.utilisateur_id == relue.a_id


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
    repondre(ligne, Reponse.OUI)
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


def test_a_gestionnaire_concludes_alone_once_the_last_day_has_passed(
    client_de, passation, ligne, ptp, gestionnaire, aujourdhui
):
    ligne.essentiel = "elle aime marcher"
    ligne.save()
    point(ligne, ptp, "séparation récente", transmettre=True)
    client = client_de(gestionnaire)
    adresses = {nom: page(f"passation_{nom}", ligne.pk) for nom in ("repondre", "conclure")}
    adresses["lire"] = page("passation_famille", ligne.pk)
    assert {client.get(adresse).status_code for adresse in adresses.values()} == {404}
    Passation.objects.update(dernier_jour=aujourdhui - timedelta(days=1))
    lue = client.get(adresses["lire"]).content.decode()
    for prepare in ("elle aime marcher", "séparation récente"):
        assert prepare not in lue
    envoi = {"reponse": "non", "suite": "choix_famille", "version": ligne.version}
    assert client.post(adresses["repondre"], envoi).status_code == 302
    assert client.post(adresses["conclure"], {"le": aujourdhui.isoformat()}).status_code == 302
    ligne.refresh_from_db()
    assert (ligne.conclue_le, ligne.conclue_par) == (aujourdhui, gestionnaire)
    for nom in ("preparer", "point", "rencontre"):
        assert client.get(page(f"passation_{nom}", ligne.pk)).status_code == 404


def rencontrer(ptp, territoire, partenaire):
    rencontre = ActiviteReseautage.objects.create(
        territoire=territoire,
        type_action="espaces_dialogue",
        objet="Table locale",
        date=timezone.localdate(),
        duree_min=60,
        saisie_par=ptp,
    )
    rencontre.partenaires.add(partenaire)


def test_partenaires_come_from_meetings_and_from_referencements(
    ptp, territoire, familles, aujourdhui
):
    souvent, parfois, ailleurs = PartenaireFactory.create_batch(3)
    for partenaire in (souvent, souvent, parfois):
        referencement_sortant(
            familles[0],
            par=ptp,
            le=aujourdhui,
            partenaire=partenaire,
            etat=Etat.MEDIATION_FAITE,
        )
    for _ in range(2):
        rencontrer(ptp, territoire, parfois)
    rencontrer(UtilisateurFactory(), territoire, ailleurs)
    passation = Passation(de=ptp, territoire=territoire, dernier_jour=aujourdhui, saisie_par=ptp)
    passation.commencer()
    assert [ligne.partenaire for ligne in passation.partenaires.all()] == [parfois, souvent]


def test_the_plan_de_match_is_read_where_her_passation_is(client_de, ligne, ptp):
    plan = PlanDeMatch.objects.create(famille=ligne.famille, saisie_par=ptp)
    EtapePlan.objects.create(plan=plan, texte="visiter la halte-garderie", saisie_par=ptp)
    lue = client_de(ptp).get(page("passation_famille", ligne.pk)).content.decode()
    assert "visiter la halte-garderie (la famille)" in lue


def test_pages_cost_the_same_for_one_and_ten(client_de, ptp, territoire, aujourdhui):
    def cout(adresse):
        with CaptureQueriesContext(connection) as requetes:
            assert client_de(ptp).get(adresse).status_code == 200
        return len(requetes)

    def remplir(nombre):
        for famille in FamilleFactory.create_batch(nombre, saisie_par=ptp, territoire=territoire):
            AccompagnementFactory(famille=famille, ptp=ptp)
            ligne = PassationFamille.objects.create(passation=passation, famille=famille)
            prevoir(ligne, ptp)

    famille = FamilleFactory(saisie_par=ptp, territoire=territoire)
    AccompagnementFactory(famille=famille, ptp=ptp)
    passation = Passation(de=ptp, territoire=territoire, dernier_jour=aujourdhui, saisie_par=ptp)
    passation.commencer()
    ligne = passation.familles.get()
    prevoir(ligne, ptp)
    adresses = [
        reverse("familles:passations"),
        page("passation", passation.pk),
        page("passation_famille", ligne.pk),
        reverse("familles:liste") + "?filtre=en_attente",
    ]
    avant = [cout(adresse) for adresse in adresses]
    remplir(9)
    assert [cout(adresse) for adresse in adresses] == avant


def prevoir(ligne, ptp):
    RencontreConjointe.objects.create(
        passation_famille=ligne,
        prevue_le=timezone.localdate(),
        mode="domicile",
        saisie_par=ptp,
    )


def test_a_stranger_finds_nothing(client_de, passation, ligne, inconnue):
    assert client_de(inconnue).get(page("passation", passation.pk)).status_code == 404
    assert client_de(inconnue).get(page("passation_famille", ligne.pk)).status_code == 404


def test_her_yes_gives_her_the_successor(passation, ligne, lea, ptp, aujourdhui):
    nommer(passation, lea, aujourdhui)
    repondre(ligne, Reponse.OUI)
    ligne.conclure(par=lea, le=aujourdhui)
    assert ligne.famille.accompagnements.get().ptp == lea
    titres = [entree.titre for entree in histoire(ligne.famille)]
    assert "Passation de Maude à Léa, avec l’accord de la famille" in titres


def test_a_yes_waits_until_the_successor_is_there(passation, ligne, lea, aujourdhui):
    nommer(passation, lea, aujourdhui + timedelta(days=3))
    repondre(ligne, Reponse.OUI)
    with pytest.raises(ValidationError, match="pas encore en poste"):
        ligne.conclure(par=lea, le=aujourdhui)


@pytest.mark.parametrize("suite", [Suite.CHOIX_FAMILLE, Suite.DEPART_PTP])
def test_her_no_may_end_the_accompagnement(ligne, ptp, suite, aujourdhui):
    repondre(ligne, Reponse.NON, suite)
    ligne.conclure(par=ptp, le=aujourdhui)
    accompagnement = ligne.famille.accompagnements.get()
    assert (accompagnement.motif_fin, accompagnement.date_fin) == (suite, aujourdhui)


def test_after_a_no_a_second_contact_who_is_a_ptp_there_accompanies_her(
    passation, ligne, ptp, lea, territoire, aujourdhui
):
    AffectationFactory(utilisateur=lea, territoire=territoire)
    Passation.objects.update(second_contact=lea)
    repondre(ligne, Reponse.NON, Suite.SECOND_CONTACT)
    ligne.conclure(par=ptp, le=aujourdhui)
    assert ligne.famille.accompagnements.get().ptp == lea


def test_after_a_no_any_other_second_contact_is_who_she_reaches_while_she_waits(
    client_de, gestionnaire, ligne, ptp, aujourdhui
):
    Passation.objects.update(second_contact=gestionnaire)
    repondre(ligne, Reponse.NON, Suite.SECOND_CONTACT)
    ligne.conclure(par=ptp, le=aujourdhui)
    fiche = reverse("familles:fiche", args=[ligne.famille.code])
    avant = client_de(gestionnaire).get(fiche).content.decode()
    assert "En attente de relève" not in avant
    partir(ptp, aujourdhui - timedelta(days=1))
    apres = client_de(gestionnaire).get(fiche).content.decode()
    assert f"la famille peut joindre {gestionnaire.get_full_name()}" in apres
    assert f"{ptp.get_full_name()}, qui n’est plus en poste" in apres
    assert ligne.famille.accompagnements.get() in en_attente_de_releve()


def test_she_stays_with_a_second_contact_only_when_there_is_one(ligne, ptp, aujourdhui):
    repondre(ligne, Reponse.NON, Suite.SECOND_CONTACT)
    with pytest.raises(ValidationError, match="pas encore choisi"):
        ligne.conclure(par=ptp, le=aujourdhui)


def test_without_an_answer_nothing_is_concluded(ligne, ptp, aujourdhui):
    with pytest.raises(ValidationError, match="ce que la famille répond"):
        ligne.conclure(par=ptp, le=aujourdhui)


def test_the_last_famille_concludes_it_and_what_stays_secret_is_destroyed(
    passation, ptp, aujourdhui
):
    for ligne in passation.familles.all():
        point(ligne, ptp, "dit en confidence", transmettre=False)
        repondre(ligne, Reponse.NON, Suite.DEPART_PTP)
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
    repondre(ligne, Reponse.NON, Suite.CHOIX_FAMILLE)

    def conclure():
        try:
            PassationFamille.objects.get(pk=ligne.pk).conclure(par=ptp, le=aujourdhui)
        except ValidationError:
            return "refusée"
        return "conclue"

    assert en_parallele(conclure, fois=8).count("conclue") == 1


def test_an_empty_page_offers_to_begin_once_and_the_form_leads_back(client_de, ptp):
    client, commencer = client_de(ptp), reverse("familles:passation_commencer")
    vide = client.get(reverse("familles:passations")).content.decode()
    assert vide.count(f'href="{commencer}"') == 1
    form = client.get(commencer).content.decode()
    assert f'<a class="retour" href="{reverse("familles:passations")}">' in form
