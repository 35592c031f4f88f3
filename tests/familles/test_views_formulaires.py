"""Every page that writes about a famille: what it does, for whom, once, never over another edit."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from familles.models import (
    Accompagnement,
    Adulte,
    Besoin,
    Enfant,
    EvaluationIsolement,
    JalonLienConfiance,
    Promesse,
    Vulnerabilite,
)

from .factories import (
    AccompagnementFactory,
    AdulteFactory,
    BesoinFactory,
    EnfantFactory,
    EvaluationIsolementFactory,
    FamilleFactory,
    IdentiteFamilleFactory,
    InterventionFactory,
    PromesseFactory,
    VulnerabiliteFactory,
)

CLE = "0b0e9e0e-3a0a-4a53-9d6b-4d6e2f7a1c01"


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la famille du parc")


@pytest.fixture
def client_ptp(client_de, ptp):
    return client_de(ptp)


def adresse(nom, famille, objet=None):
    return reverse(f"familles:{nom}", args=[famille.code, *([objet.pk] if objet else [])])


# --- Rows that are added ------------------------------------------------------------------------

AJOUTS = {
    "adulte_ajouter": (Adulte, {"lien": "mere", "prenom": "Élise", "vit_avec": "on"}),
    "enfant_ajouter": (Enfant, {"precision": "jour", "jour": "2023-05-01", "prenom": "Zoé"}),
    "besoin_ajouter": (Besoin, {"type": "logement", "mis_en_relief_le": "2024-04-01"}),
    "vulnerabilite_ajouter": (
        Vulnerabilite,
        {"type": "handicap", "source": "ptp", "constatee_le": "2024-04-01"},
    ),
    "evaluation_ajouter": (
        EvaluationIsolement,
        {
            "moment": "lien_etabli",
            "vaut_le": "2024-03-01",
            "frequentation_services": "peu",
            "transport": "3",
        },
    ),
    "jalon_ajouter": (JalonLienConfiance, {"etape": "etabli", "date": "2024-04-01"}),
    "promesse_ajouter": (Promesse, {"texte": "Apporter la liste", "echeance": "2030-01-01"}),
    "accompagnement_commencer": (Accompagnement, {"le": "2024-04-01", "raison": "isolement"}),
}


@pytest.mark.parametrize("nom", AJOUTS)
def test_row_is_added_once_whatever_the_clicks(client_ptp, famille, nom):
    modele, champs = AJOUTS[nom]
    envoi = {"cle": CLE, **champs}
    assert client_ptp.get(adresse(nom, famille)).status_code == 200
    reponse = client_ptp.post(adresse(nom, famille), envoi)
    assert reponse.status_code == 302
    assert reponse.url == adresse("fiche", famille)
    assert client_ptp.post(adresse(nom, famille), envoi).status_code in (302, 422)
    assert modele.objects.filter(famille=famille).count() == 1


@pytest.mark.parametrize(
    ("nom", "faux"),
    [
        ("adulte_ajouter", {"lien": "", "prenom": "Élise"}),
        ("enfant_ajouter", {"precision": "mois", "mois": "5", "prenom": "Zoé"}),
        ("besoin_ajouter", {"type": "", "precisions": "Élise dit que"}),
        ("vulnerabilite_ajouter", {"type": "handicap", "constatee_le": "2999-01-01"}),
        ("evaluation_ajouter", {"moment": "", "motif_intensite": "Élise dit que"}),
        ("jalon_ajouter", {"etape": "etabli", "date": "2999-01-01"}),
        ("promesse_ajouter", {"texte": "", "echeance": "2030-01-01"}),
        ("accompagnement_commencer", {"le": "2999-01-01"}),
    ],
)
def test_refused_row_keeps_what_was_typed(client_ptp, famille, nom, faux):
    reponse = client_ptp.post(adresse(nom, famille), {"cle": CLE, **faux})
    assert reponse.status_code == 422
    assert "Rien n’est encore enregistré" in reponse.content.decode()
    for valeur in faux.values():
        assert valeur in reponse.content.decode()
    assert not AJOUTS[nom][0].objects.exists()


@pytest.mark.parametrize("nom", AJOUTS)
def test_only_her_ptp_adds(client_de, inconnue, gestionnaire, famille, nom):
    for personne in (inconnue, gestionnaire):
        client = client_de(personne)
        assert client.get(adresse(nom, famille)).status_code == 404
        assert client.post(adresse(nom, famille), AJOUTS[nom][1]).status_code == 404
    assert not AJOUTS[nom][0].objects.exists()


# --- Rows that change ---------------------------------------------------------------------------


@pytest.fixture
def objets(famille):
    accompagnement = AccompagnementFactory(famille=famille)
    return {
        "modifier": None,
        "adulte_modifier": AdulteFactory(famille=famille),
        "enfant_modifier": EnfantFactory(famille=famille),
        "besoin_modifier": BesoinFactory(famille=famille),
        "accompagnement_modifier": accompagnement,
        "intervention_modifier": InterventionFactory(
            famille=famille, accompagnement=accompagnement
        ),
    }


EDITIONS = {
    "modifier": {"alias": "nouveau nom", "date_jointe": "2024-03-01", "nom": "Fictive"},
    "adulte_modifier": {"lien": "pere", "prenom": "Luc"},
    "enfant_modifier": {"precision": "annee", "annee": "2021"},
    "besoin_modifier": {"etat": "en_cours", "etat_depuis": "2024-05-01"},
    "accompagnement_modifier": {"raison": "isolement", "intensite": "reguliere"},
    "intervention_modifier": {
        "type_action": "informer",
        "mode": "domicile",
        "duree_min": "60",
        "date": "2024-05-01",
        "note": "autre note",
    },
}


@pytest.mark.parametrize("nom", EDITIONS)
def test_edit_is_written(client_ptp, famille, objets, nom):
    url = adresse(nom, famille, objets[nom])
    assert client_ptp.get(url).status_code == 200
    reponse = client_ptp.post(url, {"version": "1", **EDITIONS[nom]})
    assert reponse.status_code == 302
    ligne = objets[nom] or famille
    ligne.refresh_from_db()
    assert ligne.version == 2


@pytest.mark.parametrize("nom", EDITIONS)
def test_edit_of_a_stale_page_is_refused_with_both_texts(client_ptp, famille, objets, nom):
    ligne = objets[nom] or famille
    type(ligne).objects.filter(pk=ligne.pk).update(version=5)
    reponse = client_ptp.post(adresse(nom, famille, objets[nom]), {"version": "1", **EDITIONS[nom]})
    assert reponse.status_code == 409
    assert "Deux versions à comparer" in reponse.content.decode()
    ligne.refresh_from_db()
    assert ligne.version == 5


@pytest.mark.parametrize("nom", EDITIONS)
def test_only_her_ptp_edits(client_de, inconnue, gestionnaire, famille, objets, nom):
    for personne in (inconnue, gestionnaire):
        client = client_de(personne)
        url = adresse(nom, famille, objets[nom])
        assert client.get(url).status_code == 404
        assert client.post(url, {"version": "1", **EDITIONS[nom]}).status_code == 404


def test_object_of_another_famille_is_not_reached_through_hers(client_ptp, famille, territoire):
    autre = EnfantFactory(famille=FamilleFactory(territoire=territoire))
    assert client_ptp.get(adresse("enfant_modifier", famille, autre)).status_code == 404


def test_names_go_to_their_own_table(client_ptp, famille):
    IdentiteFamilleFactory(famille=famille, nom="Ancien")
    client_ptp.post(
        adresse("modifier", famille),
        {"version": "1", **EDITIONS["modifier"], "telephone": "514 555-0199"},
    )
    famille.refresh_from_db()
    assert famille.alias == "nouveau nom"
    assert famille.identite.nom == "Fictive"
    assert famille.identite.telephone.as_e164 == "+15145550199"


# --- Ages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champs", "naissance"),
    [
        ({"precision": "jour", "jour": "2023-05-03"}, date(2023, 5, 3)),
        ({"precision": "mois", "mois": "5", "annee_du_mois": "2023"}, date(2023, 5, 15)),
        ({"precision": "annee", "annee": "2023"}, date(2023, 7, 1)),
        ({"precision": "tranche", "tranche": "2_3"}, date(2021, 6, 10)),
        ({"precision": "prevue", "prevue": "2024-09-01"}, date(2024, 9, 1)),
        ({"precision": "inconnue"}, None),
    ],
)
def test_child_is_known_as_well_as_one_knows(
    client_ptp, ptp, famille, time_machine, champs, naissance
):
    ptp.affectations.update(du=date(2024, 1, 1))
    time_machine.move_to(datetime(2024, 6, 10, 16, tzinfo=UTC))
    client_ptp.post(adresse("enfant_ajouter", famille), {"cle": CLE, **champs})
    enfant = famille.enfants.get()
    assert (enfant.precision, enfant.naissance) == (champs["precision"], naissance)
    famille.refresh_from_db()
    assert famille.nb_enfants == 1


def test_birth_to_come_is_an_expected_one(client_ptp, famille):
    envoi = {"cle": CLE, "precision": "jour", "jour": "2099-01-01"}
    reponse = client_ptp.post(adresse("enfant_ajouter", famille), envoi)
    assert reponse.status_code == 422
    assert "choisissez «\u00a0Naissance prévue\u00a0»" in reponse.content.decode()


def test_untouched_form_adds_no_child(client_ptp, famille):
    page = adresse("enfant_ajouter", famille)
    assert not client_ptp.get(page).context["form"]["precision"].value()
    assert client_ptp.post(page, {"cle": CLE}).status_code == 422
    assert not Enfant.objects.exists()


def test_words_of_the_famille_stay_short(client_ptp, famille):
    envoi = {"type": "logement", "mis_en_relief_le": "2024-04-01", "precisions": "a" * 1001}
    assert client_ptp.post(adresse("besoin_ajouter", famille), envoi).status_code == 422
    envoi["precisions"] = "a" * 1000
    assert client_ptp.post(adresse("besoin_ajouter", famille), envoi).status_code == 302


def test_saving_a_tranche_again_does_not_make_the_child_younger(client_ptp, famille):
    naissance = Enfant.naissance_de_tranche("2_3", date(2024, 1, 1))
    enfant = EnfantFactory(famille=famille, precision="tranche", naissance=naissance)
    tranche = enfant.tranche(date.today())
    envoi = {"version": "1", "precision": "tranche", "tranche": tranche or "", "prenom": "Zoé"}
    client_ptp.post(adresse("enfant_modifier", famille, enfant), envoi)
    enfant.refresh_from_db()
    assert enfant.naissance == naissance


def test_shared_custody_is_said_by_the_code_of_the_other_famille(client_ptp, famille, territoire):
    autre = FamilleFactory(territoire=territoire)
    envoi = {"cle": CLE, "precision": "inconnue", "code_autre_famille": autre.code_affiche.lower()}
    client_ptp.post(adresse("enfant_ajouter", famille), envoi)
    assert famille.enfants.get().autre_famille == autre
    autre.refresh_from_db()
    assert autre.nb_enfants == 1


def test_shared_custody_with_a_famille_out_of_scope_is_refused(
    client_ptp, famille, autre_territoire
):
    autre = FamilleFactory(territoire=autre_territoire)
    envoi = {"cle": CLE, "precision": "inconnue", "code_autre_famille": autre.code}
    reponse = client_ptp.post(adresse("enfant_ajouter", famille), envoi)
    assert reponse.status_code == 422
    assert "Aucune de vos familles n’a ce code." in reponse.content.decode()


def test_code_badly_copied_is_said_so(client_ptp, famille):
    envoi = {"cle": CLE, "precision": "inconnue", "code_autre_famille": "7K3MQ-9XT4"}
    reponse = client_ptp.post(adresse("enfant_ajouter", famille), envoi)
    assert "Ce code est mal recopié" in reponse.content.decode()


def test_child_entered_by_mistake_is_taken_away(client_ptp, famille):
    enfant = EnfantFactory(famille=famille)
    assert client_ptp.get(adresse("enfant_retirer", famille, enfant)).status_code == 405
    client_ptp.post(adresse("enfant_retirer", famille, enfant))
    assert not famille.enfants.exists()


# --- Grid ---------------------------------------------------------------------------------------


def test_intensity_is_proposed_before_anything_is_written(client_ptp, famille):
    cotes = dict.fromkeys(EvaluationIsolement.DIMENSIONS, "2")
    envoi = {"cle": CLE, "moment": "suivi", "vaut_le": "2024-04-01", "proposer": "1", **cotes}
    page = client_ptp.post(adresse("evaluation_ajouter", famille), envoi)
    assert page.status_code == 200
    assert "Intensité proposée" in page.content.decode()
    assert "soutenue" in page.content.decode()
    assert not EvaluationIsolement.objects.exists()


def test_another_intensity_than_proposed_says_why(client_ptp, famille):
    cotes = dict.fromkeys(EvaluationIsolement.DIMENSIONS, "2")
    envoi = {
        "cle": CLE,
        "moment": "suivi",
        "vaut_le": "2024-04-01",
        "frequentation_services": "peu",
        "intensite_retenue": "ponctuelle",
        **cotes,
    }
    refus = client_ptp.post(adresse("evaluation_ajouter", famille), envoi)
    assert refus.status_code == 422
    assert "dites pourquoi" in refus.content.decode()
    client_ptp.post(adresse("evaluation_ajouter", famille), {**envoi, "motif_intensite": "Absente"})
    assert famille.evaluations.get().intensite_proposee == "soutenue"


def test_initial_state_learned_late_is_corrected_with_its_reason(client_ptp, famille):
    premiere = EvaluationIsolementFactory(famille=famille, frequentation_services="aucune")
    url = adresse("evaluation_corriger", famille, premiere)
    envoi = {
        "cle": CLE,
        "moment": "premier_contact",
        "vaut_le": "2024-03-01",
        "frequentation_services": "reguliere",
    }
    assert client_ptp.post(url, envoi).status_code == 422
    assert client_ptp.post(url, {**envoi, "motif_correction": "Appris"}).status_code == 302
    famille.refresh_from_db()
    assert famille.frequentation_initiale == "reguliere"
    assert client_ptp.get(url).status_code == 404


# --- Gestures -----------------------------------------------------------------------------------


def test_promise_is_kept_or_dropped_in_one_tap(client_ptp, famille):
    tenue, abandonnee = PromesseFactory(famille=famille), PromesseFactory(famille=famille)
    client_ptp.post(adresse("promesse_tenir", famille, tenue))
    client_ptp.post(adresse("promesse_abandonner", famille, abandonnee))
    tenue.refresh_from_db()
    abandonnee.refresh_from_db()
    assert tenue.tenue_le
    assert abandonnee.abandonnee_le


def test_vulnerability_is_lifted(client_ptp, famille):
    vulnerabilite = VulnerabiliteFactory(famille=famille)
    url = adresse("vulnerabilite_lever", famille, vulnerabilite)
    assert client_ptp.post(url, {"le": "2023-01-01"}).status_code == 422
    assert client_ptp.post(url, {"le": "2024-05-01"}).status_code == 302
    vulnerabilite.refresh_from_db()
    assert vulnerabilite.levee_le == date(2024, 5, 1)


def test_accompagnement_ends_resumes_and_starts_earlier(client_ptp, famille):
    accompagnement = AccompagnementFactory(famille=famille)
    fin = adresse("accompagnement_terminer", famille, accompagnement)
    assert client_ptp.post(fin, {"le": "2024-05-01"}).status_code == 422
    assert client_ptp.post(fin, {"le": "2024-05-01", "motif": "autre"}).status_code == 302
    client_ptp.post(adresse("accompagnement_annuler_fin", famille, accompagnement), {"ok": "1"})
    accompagnement.refresh_from_db()
    assert accompagnement.est_ouvert
    debut = adresse("accompagnement_avancer_debut", famille, accompagnement)
    assert client_ptp.post(debut, {"au": "2024-04-01", "motif": "x"}).status_code == 422
    assert client_ptp.post(debut, {"au": "2024-01-01", "motif": "Retrouvé"}).status_code == 302
