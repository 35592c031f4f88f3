"""An agreement asked on the phone in front of the famille, read later, withdrawn in two taps."""

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from familles.models import Adulte, Consentement, IdentiteAdulte
from partenaires.choix import NOMBRE
from referencements.models import LienPartenaire
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.accords import accorder, divulguer
from tests.referencements.factories import LE, referencement_sortant

from .factories import AdulteFactory, EnfantFactory, FamilleFactory, IdentiteFamilleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(datetime(2026, 3, 2, 15, tzinfo=UTC))]


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, alias="la famille du parc")


@pytest.fixture
def mere(famille):
    return AdulteFactory(famille=famille)


@pytest.fixture
def partenaire(territoire):
    return PartenaireFactory(nom="Banque alimentaire fictive", territoires=[territoire])


@pytest.fixture
def client_ptp(client_de, ptp):
    return client_de(ptp)


def adresse(famille, **parametres):
    page = reverse("familles:consentement_donner", args=[famille.code])
    return page + ("?" + "&".join(f"{n}={v}" for n, v in parametres.items()) if parametres else "")


def envoi_de(mere, vers, **champs):
    depart = {
        "cle": str(uuid4()),
        "qui": f"adulte-{mere.pk}" if mere else "nouvelle",
        "qualite": "pour_soi",
        "partenaire": vers.pk,
        "champs": ["prenom", "telephone"],
        "duree": "182",
        "mode": "verbal",
        "langue": "fr",
    }
    return depart | champs


def montrer(client, page, envoi):
    """The text is shown for these choices; what is sent next says which one was read."""
    reponse = client.post(page, envoi | {"montrer": "1"}, headers={"HX-Request": "true"})
    assert reponse.status_code == 200
    lu = re.search(r'name="lu" value="(\w+)"', reponse.content.decode())
    return envoi | {"lu": lu[1] if lu else ""}


def donner(client, famille, envoi, **parametres):
    page = adresse(famille, **parametres)
    return client.post(page, montrer(client, page, envoi))


# --- Giving -------------------------------------------------------------------------------------


def test_she_agrees_and_the_text_read_is_frozen(client_ptp, famille, mere, partenaire, ptp):
    envoi = montrer(client_ptp, adresse(famille), envoi_de(mere, partenaire))
    assert not Consentement.objects.exists()
    reponse = client_ptp.post(adresse(famille), envoi)
    assert reponse.url == reverse("familles:fiche", args=[famille.code])
    accord = Consentement.objects.get()
    assert (accord.adulte, accord.partenaire, accord.saisie_par) == (mere, partenaire, ptp)
    assert (accord.champs, accord.mode) == (["prenom", "telephone"], "verbal")
    assert (accord.donne_le, accord.valable_jusqu_au) == (LE, date(2026, 8, 31))
    assert accord.version_texte == "2026-1"
    assert "Votre numéro de téléphone" in accord.texte
    assert "Votre nom." not in accord.texte
    assert "Jusqu’au 31\u00a0août 2026" in accord.texte


def test_text_says_what_the_family_must_hear_and_names_none_of_them(
    client_ptp, famille, mere, partenaire
):
    IdentiteAdulte.objects.create(adulte=mere, prenom="Soraya")
    donner(client_ptp, famille, envoi_de(mere, partenaire))
    texte = Consentement.objects.get().texte
    for dit in (
        "Pourquoi",
        "Jusqu’à quand",
        "dire non",
        "changer d’idée",
        "ne dis pas",
        "question",
    ):
        assert dit in texte
    assert partenaire.nom in texte
    assert "Soraya" not in texte


def test_text_is_kept_in_the_language_in_which_it_was_read(client_ptp, famille, mere, partenaire):
    envoi = montrer(client_ptp, adresse(famille), envoi_de(mere, partenaire, langue="en"))
    client_ptp.post(adresse(famille), envoi)
    accord = Consentement.objects.get()
    assert accord.langue == "en"
    assert "You can say no" in accord.texte
    assert "Until August 31, 2026" in accord.texte
    page = client_ptp.get(reverse("familles:consentement", args=[famille.code, accord.pk]))
    assert '<div lang="en">' in page.content.decode()


def test_text_kept_does_not_follow_the_template(
    client_ptp, famille, mere, partenaire, monkeypatch, ptp
):
    donner(client_ptp, famille, envoi_de(mere, partenaire))
    monkeypatch.setattr("familles.consentement_texte.composer", lambda **_: "Une autre version")
    page = reverse("familles:consentement", args=[famille.code, Consentement.objects.get().pk])
    assert "Votre numéro de téléphone" in client_ptp.get(page).content.decode()


def test_a_text_that_changed_after_it_was_shown_is_read_again(
    client_ptp, famille, mere, partenaire
):
    envoi = montrer(client_ptp, adresse(famille), envoi_de(mere, partenaire))
    reponse = client_ptp.post(adresse(famille), envoi | {"champs": ["prenom", "nom"]})
    assert reponse.status_code == 422
    assert "Le texte vient de changer" in reponse.content.decode()
    assert not Consentement.objects.exists()


def test_without_javascript_the_text_is_shown_on_the_whole_page(
    client_ptp, famille, mere, partenaire
):
    envoi = envoi_de(mere, partenaire, champs=["nom"]) | {"montrer": "1"}
    page = client_ptp.post(adresse(famille), envoi).content.decode()
    assert "Votre nom." in page
    assert "Demander un accord" in page
    assert "à corriger" not in page


def test_same_send_twice_is_one_agreement_and_one_person(client_ptp, famille, partenaire):
    envoi = envoi_de(None, partenaire, lien="mere", prenom="Soraya")
    envoi = montrer(client_ptp, adresse(famille), envoi)
    for _ in range(3):
        assert client_ptp.post(adresse(famille), envoi).status_code == 302
    assert (Consentement.objects.count(), Adulte.objects.count()) == (1, 1)
    assert Adulte.objects.get().identite.prenom == "Soraya"


@pytest.mark.django_db(transaction=True)
def test_twenty_sends_at_once_are_one_agreement_and_one_person(
    client_de, ptp, famille, partenaire, en_parallele
):
    envoi = envoi_de(None, partenaire, lien="mere")
    envoi = montrer(client_de(ptp), adresse(famille), envoi)
    statuts = en_parallele(lambda: client_de(ptp).post(adresse(famille), envoi).status_code, 20)
    assert set(statuts) == {302}
    comptes = en_parallele(lambda: (Consentement.objects.count(), Adulte.objects.count()), 1)
    assert comptes == [(1, 1)]


def test_same_key_with_other_content_is_refused(client_ptp, famille, mere, partenaire):
    envoi = montrer(client_ptp, adresse(famille), envoi_de(mere, partenaire))
    client_ptp.post(adresse(famille), envoi)
    autre = montrer(client_ptp, adresse(famille), envoi | {"champs": ["nom"]})
    reponse = client_ptp.post(adresse(famille), autre)
    assert reponse.status_code == 422
    assert "déjà été enregistrée" in reponse.content.decode()
    assert Consentement.objects.get().champs == ["prenom", "telephone"]


def test_a_famille_known_by_its_alias_alone_may_agree(client_ptp, famille, partenaire):
    reponse = donner(client_ptp, famille, envoi_de(None, partenaire, lien="pere"))
    assert reponse.status_code == 302
    accord = Consentement.objects.get()
    assert accord.adulte.lien == "pere"
    assert not accord.adulte.est_nomme


def test_a_new_person_says_at_least_her_link(client_ptp, famille, partenaire):
    assert donner(client_ptp, famille, envoi_de(None, partenaire)).status_code == 422
    assert not Adulte.objects.exists()


def test_page_opens_with_few_fields_and_six_months(client_ptp, famille, mere, partenaire):
    form = client_ptp.get(adresse(famille, partenaire=partenaire.pk)).context["form"]
    assert form["champs"].value() == ["prenom", "telephone", "langue"]
    assert (form["duree"].value(), form["mode"].value()) == ("182", "verbal")
    assert partenaire.nom in form.texte


@pytest.mark.parametrize(("duree", "fin"), [("30", date(2026, 4, 1)), ("91", date(2026, 6, 1))])
def test_for_how_long(client_ptp, famille, mere, partenaire, duree, fin):
    donner(client_ptp, famille, envoi_de(mere, partenaire, duree=duree))
    assert Consentement.objects.get().valable_jusqu_au == fin


@pytest.mark.parametrize(
    ("jusqu_au", "statut"),
    [("2026-12-24", 302), ("", 422), ("2026-03-01", 422), ("2027-03-04", 422), ("demain", 422)],
)
def test_until_a_date_within_a_year(client_ptp, famille, mere, partenaire, jusqu_au, statut):
    envoi = envoi_de(mere, partenaire, duree="0", valable_jusqu_au=jusqu_au)
    assert donner(client_ptp, famille, envoi).status_code == statut


# --- For whom -----------------------------------------------------------------------------------


def test_only_who_holds_the_authority_speaks_for_the_children(
    client_ptp, famille, mere, partenaire
):
    petit = EnfantFactory(famille=famille)
    envoi = envoi_de(mere, partenaire, enfants=[petit.pk], champs=["prenom", "enfants"])
    refus = donner(client_ptp, famille, envoi)
    assert refus.status_code == 422
    assert "autorité parentale ou la tutelle" in refus.content.decode()
    envoi |= {"qualite": "autorite_parentale"}
    assert donner(client_ptp, famille, envoi).status_code == 302
    accord = Consentement.objects.get()
    assert list(accord.enfants.all()) == [petit]
    assert "Le prénom et l’âge d’un enfant" in accord.texte


def test_the_field_of_the_children_says_which(client_ptp, famille, mere, partenaire):
    EnfantFactory(famille=famille)
    envoi = envoi_de(mere, partenaire, qualite="autorite_parentale", champs=["enfants"])
    assert donner(client_ptp, famille, envoi).status_code == 422


def test_parental_authority_preselects_those_under_fourteen(client_ptp, famille, mere, partenaire):
    petit = EnfantFactory(famille=famille)
    EnfantFactory(famille=famille, naissance=date(2011, 1, 1))
    for qualite, attendus in (
        ("autorite_parentale", [str(petit.pk)]),
        ("tutelle", []),
        ("pour_soi", []),
    ):
        envoi = envoi_de(mere, partenaire, qualite=qualite, montrer="1", personne="qualite")
        reponse = client_ptp.post(adresse(famille), envoi, headers={"HX-Request": "true"})
        assert reponse.context["form"]["enfants"].value() == attendus, qualite
        assert 'id="bloc-enfants"' in reponse.content.decode()


def test_a_young_person_of_fourteen_agrees_for_herself_and_nobody_else(
    client_ptp, famille, partenaire
):
    jeune = EnfantFactory(famille=famille, naissance=date(2012, 3, 2))
    petit = EnfantFactory(famille=famille)
    envoi = envoi_de(None, partenaire, qui=f"jeune-{jeune.pk}", enfants=[petit.pk])
    assert donner(client_ptp, famille, envoi).status_code == 302
    accord = Consentement.objects.get()
    assert (accord.jeune, accord.adulte, accord.qualite) == (jeune, None, "jeune")
    assert not accord.enfants.exists()


def test_a_child_of_thirteen_is_not_among_those_who_may_agree(client_ptp, famille, partenaire):
    petit = EnfantFactory(famille=famille, naissance=date(2012, 3, 3))
    envoi = envoi_de(None, partenaire, qui=f"jeune-{petit.pk}")
    assert donner(client_ptp, famille, envoi).status_code == 422
    assert not Consentement.objects.exists()


def test_a_child_of_whom_an_agreement_speaks_stays_in_the_fiche(client_ptp, famille, partenaire):
    jeune = EnfantFactory(famille=famille, naissance=date(2011, 1, 1))
    petit = EnfantFactory(famille=famille)
    donner(client_ptp, famille, envoi_de(None, partenaire, qui=f"jeune-{jeune.pk}"))
    mere = AdulteFactory(famille=famille)
    envoi = envoi_de(mere, partenaire, qualite="autorite_parentale", enfants=[petit.pk])
    donner(client_ptp, famille, envoi)
    for enfant in (jeune, petit):
        retirer = reverse("familles:enfant_retirer", args=[famille.code, enfant.pk])
        reponse = client_ptp.post(retirer, follow=True)
        assert "Un accord parle de cet enfant" in reponse.content.decode()
    assert famille.enfants.count() == 2


# --- What is not hers ---------------------------------------------------------------------------


@pytest.mark.parametrize("champ", ["qui", "nombre", "jeune", "enfants", "partenaire"])
def test_nothing_of_another_famille_or_territoire_is_taken(
    client_ptp, famille, mere, partenaire, autre_territoire, champ
):
    voisine = FamilleFactory(territoire=famille.territoire)
    valeurs = {
        "qui": {"qui": f"adulte-{AdulteFactory(famille=voisine).pk}"},
        "nombre": {"qui": f"adulte-{'9' * 5000}"},
        "jeune": {"qui": f"jeune-{EnfantFactory(famille=voisine, naissance=date(2010, 1, 1)).pk}"},
        "enfants": {
            "enfants": [EnfantFactory(famille=voisine).pk],
            "qualite": "autorite_parentale",
        },
        "partenaire": {"partenaire": PartenaireFactory(territoires=[autre_territoire]).pk},
    }
    envoi = envoi_de(mere, partenaire, **valeurs[champ])
    assert donner(client_ptp, famille, envoi).status_code == 422
    assert not Consentement.objects.exists()


def test_address_names_only_what_is_hers(client_ptp, famille, ptp, autre_territoire):
    ailleurs = PartenaireFactory(territoires=[autre_territoire])
    voisine = FamilleFactory(territoire=famille.territoire)
    autre = referencement_sortant(voisine, par=ptp)
    assert client_ptp.get(adresse(famille, partenaire=ailleurs.pk)).status_code == 404
    assert client_ptp.get(adresse(famille, referencement=autre.pk)).status_code == 404


def test_a_confidential_address_is_not_offered_nor_taken(client_ptp, famille, mere, partenaire):
    IdentiteFamilleFactory(famille=famille, adresse="1, rue Fictive", adresse_confidentielle=True)
    page = client_ptp.get(adresse(famille)).content.decode()
    assert "L’adresse de cette famille est confidentielle" in page
    assert 'value="adresse"' not in page
    assert (
        donner(client_ptp, famille, envoi_de(mere, partenaire, champs=["adresse"])).status_code
        == 422
    )


def test_what_is_not_known_yet_says_so_of_the_person_who_agrees(
    client_ptp, famille, mere, partenaire
):
    pere = AdulteFactory(famille=famille, lien="pere")
    IdentiteAdulte.objects.create(adulte=mere, telephone="+14185550142")
    page = client_ptp.get(adresse(famille)).content.decode()
    assert "Le téléphone (pas encore connu)" not in page
    assert "Le courriel (pas encore connu)" in page
    for adulte, inconnu in ((mere, False), (pere, True)):
        envoi = envoi_de(adulte, partenaire, montrer="1", personne="qui")
        reponse = client_ptp.post(adresse(famille), envoi, headers={"HX-Request": "true"})
        assert ("Le téléphone (pas encore connu)" in reponse.content.decode()) is inconnu


def test_gestionnaire_reads_and_neither_gives_nor_withdraws(
    client_de, gestionnaire, famille, ptp, mere
):
    accord = accorder(referencement_sortant(famille, par=ptp), par=ptp)
    client = client_de(gestionnaire)
    page = client.get(reverse("familles:consentement", args=[famille.code, accord.pk]))
    assert page.status_code == 200
    retirer = reverse("familles:consentement_retirer", args=[famille.code, accord.pk])
    assert "Retirer" not in page.content.decode()
    assert client.get(adresse(famille)).status_code == 404
    assert client.post(retirer).status_code == 404
    fiche = client.get(reverse("familles:fiche", args=[famille.code])).content.decode()
    assert retirer not in fiche


# --- For a référencement ------------------------------------------------------------------------


def test_after_a_yes_comes_the_next_step_of_the_referencement(client_ptp, famille, mere, ptp):
    referencement = referencement_sortant(famille, par=ptp)
    envoi = envoi_de(mere, referencement.partenaire)
    del envoi["partenaire"]
    reponse = donner(client_ptp, famille, envoi, referencement=referencement.pk)
    assert reponse.url == reverse("referencements:envoyer", args=[referencement.pk])
    assert Consentement.objects.get().partenaire == referencement.partenaire


def test_a_referencement_that_is_over_is_only_read_after_a_yes(client_ptp, famille, mere, ptp):
    referencement = referencement_sortant(famille, par=ptp, etat="refusee_partenaire")
    envoi = envoi_de(mere, referencement.partenaire)
    reponse = donner(client_ptp, famille, envoi, referencement=referencement.pk)
    assert reponse.url == reverse("referencements:fiche", args=[referencement.pk])


def test_a_no_has_no_consequence(client_ptp, famille, ptp):
    referencement = referencement_sortant(famille, par=ptp)
    page = client_ptp.get(adresse(famille, referencement=referencement.pk))
    decliner = reverse("referencements:geste", args=[referencement.pk, "decliner"])
    assert page.context["refus"] == decliner
    assert client_ptp.get(decliner).status_code == 200
    assert client_ptp.get(adresse(famille)).context["refus"] == f"/familles/{famille.code}/"


# --- Reading and withdrawing --------------------------------------------------------------------


def test_page_tells_what_left_by_its_labels_never_its_values(client_ptp, famille, ptp):
    referencement = referencement_sortant(famille, par=ptp)
    divulgation = divulguer(referencement, par=ptp)
    accord = divulgation.consentement
    page = client_ptp.get(reverse("familles:consentement", args=[famille.code, accord.pk]))
    texte = page.content.decode()
    assert "Une fois la demande acceptée\u00a0: prénom, nom, téléphone, enfants" in texte
    assert "418" not in texte


def test_an_agreement_is_read_under_its_own_famille(client_ptp, famille, ptp):
    accord = accorder(referencement_sortant(famille, par=ptp), par=ptp)
    voisine = FamilleFactory(territoire=famille.territoire)
    for page in ("consentement", "consentement_retirer"):
        url = reverse(f"familles:{page}", args=[voisine.code, accord.pk])
        assert client_ptp.get(url).status_code == 404


@pytest.mark.securite(3)
def test_withdrawal_closes_the_link_at_once_and_is_made_once(client_ptp, famille, ptp):
    divulgation = divulguer(referencement_sortant(famille, par=ptp), par=ptp)
    lien, _ = LienPartenaire.pour_repondre(divulgation)
    assert lien.etat == LienPartenaire.Etat.VALIDE
    accord = divulgation.consentement
    retirer = reverse("familles:consentement_retirer", args=[famille.code, accord.pk])
    reponse = client_ptp.post(retirer, {"motif": "Elle préfère attendre"}, follow=True)
    assert "Le lien du partenaire est fermé" in reponse.content.decode()
    lien = LienPartenaire.objects.get()
    assert lien.etat == LienPartenaire.Etat.RETIRE
    assert client_ptp.post(retirer, {"motif": "Encore"}).status_code == 302
    accord = Consentement.objects.get()
    assert (accord.retrait.motif, accord.retrait.retire_par) == ("Elle préfère attendre", ptp)
    page = reverse("familles:consentement", args=[famille.code, accord.pk])
    assert client_ptp.get(retirer).url == page
    assert "Elle préfère attendre" in client_ptp.get(page).content.decode()


def test_withdrawal_says_when_nothing_had_left(client_ptp, famille, ptp):
    accord = accorder(referencement_sortant(famille, par=ptp), par=ptp)
    retirer = reverse("familles:consentement_retirer", args=[famille.code, accord.pk])
    page = client_ptp.post(retirer, follow=True).content.decode()
    assert "Rien n’était encore parti" in page


def test_page_of_the_famille_shows_those_in_force_first_and_the_story(client_ptp, famille, ptp):
    bientot = referencement_sortant(famille, par=ptp)
    accorder(bientot, par=ptp, le=date(2025, 9, 8))
    retire = accorder(referencement_sortant(famille, par=ptp), par=ptp)
    retire.retirer(par=ptp, motif="Mots de la famille")
    page = client_ptp.get(reverse("familles:fiche", args=[famille.code]))
    accords = page.context["accords"]
    assert [a.partenaire for a in accords["en_vigueur"]] == [bientot.partenaire]
    assert accords["passes"] == [retire]
    texte = page.content.decode()
    assert "Expire bientôt" in texte
    entrees = [entree for _, du_mois in page.context["mois"] for entree in du_mois]
    recits = {(e.titre, e.detail) for e in entrees if e.genre == "accord"}
    assert recits == {
        ("Accord donné", bientot.partenaire.nom),
        ("Accord donné", retire.partenaire.nom),
        ("Accord retiré", retire.partenaire.nom),
    }


@pytest.mark.parametrize("nom", ["fiche", "consentement_donner"])
def test_pages_cost_the_same_for_one_agreement_and_for_twenty(client_ptp, famille, ptp, nom):
    def ajouter(nombre):
        for _ in range(nombre):
            accorder(referencement_sortant(famille, par=ptp), par=ptp).retirer(par=ptp)
            accorder(referencement_sortant(famille, par=ptp), par=ptp)
            AdulteFactory(famille=famille)
            EnfantFactory(famille=famille, naissance=date(2010, 1, 1))

    def requetes():
        with CaptureQueriesContext(connection) as capture:
            client_ptp.get(reverse(f"familles:{nom}", args=[famille.code]), {"tout": "1"})
        return len(capture)

    ajouter(1)
    une = requetes()
    ajouter(20)
    assert requetes() == une


# --- Choosing the partenaire --------------------------------------------------------------------


def test_partenaire_is_found_by_a_search_and_the_text_follows(
    client_ptp, famille, mere, partenaire
):
    envoi = envoi_de(mere, partenaire, chercher="partenaire", q="banqe", champs=["nom"])
    page = client_ptp.post(adresse(famille), envoi)
    [proposition] = page.context["form"].propositions
    assert (proposition.partenaire, proposition.choisie) == (partenaire, True)
    assert "Votre nom." in page.context["form"].texte
    assert page.context["form"]["qualite"].value() == "pour_soi"
    seule = client_ptp.post(adresse(famille), envoi, headers={"HX-Request": "true"})
    assert partenaire.nom in seule.content.decode()
    assert "<form" not in seule.content.decode()
    assert not Consentement.objects.exists()


@pytest.mark.parametrize("duree", ["0", "demain"])
def test_search_says_nothing_of_what_makes_no_sense_yet(client_ptp, famille, partenaire, duree):
    envoi = envoi_de(None, partenaire, chercher="partenaire", enfants=["x"], duree=duree)
    page = client_ptp.post(adresse(famille), envoi | {"valable_jusqu_au": "bientôt"})
    assert page.status_code == 200
    assert page.context["form"].texte == ""


def test_only_a_few_partenaires_are_read_however_many_there_are(client_ptp, famille, territoire):
    PartenaireFactory.create_batch(20, territoires=[territoire])
    page = client_ptp.get(adresse(famille))
    assert len(page.context["form"].propositions) == NOMBRE
    assert page.content.decode().count('name="partenaire"') == NOMBRE
