"""Opening or completing a fiche shows the famille that it may be, in her scope only."""

from datetime import date
from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from familles.forms.doublons import trouver
from familles.models import Famille, FamillesDistinctes, IdentiteAdulte, IdentiteEnfant
from tests.familles.factories import (
    AdulteFactory,
    EnfantFactory,
    FamilleFactory,
    IdentiteFamilleFactory,
)
from tests.requetes import sans_journal

pytestmark = pytest.mark.django_db
GARDER = {"alias": "garde", "nom": "garde", "telephone": "garde"}
CLE = "0b0e9e0e-3a0a-4a53-9d6b-4d6e2f7a1c0"


@pytest.fixture
def tremblay(territoire, ptp):
    """« Tremblay, enfant né mars 2024 »."""
    famille = FamilleFactory(alias="la famille du parc", territoire=territoire, saisie_par=ptp)
    IdentiteFamilleFactory(famille=famille, nom="Tremblay", telephone="+14185550142")
    IdentiteAdulte.objects.create(adulte=AdulteFactory(famille=famille), prenom="Soraya")
    EnfantFactory(famille=famille, naissance=date(2024, 3, 15), precision="mois")
    return famille


@pytest.fixture
def nouvelle(territoire, ptp):
    return FamilleFactory(alias="les gens du quai", territoire=territoire, saisie_par=ptp)


def taper(client, famille=None, **saisie):
    nom = "familles:doublons_de" if famille else "familles:doublons"
    adresse = reverse(nom, args=[famille.code] if famille else [])
    return client.post(adresse, saisie).content.decode()


@pytest.mark.parametrize(
    "saisie",
    [
        {"alias": "Tremblay, enfant né mars 2024"},
        {"alias": "Trembley bébé mars 2024"},
        {"nom": "Tramblay", "telephone": "418 555-0142"},
        {"alias": "Soraia"},
        {"alias": "famille au parc"},
    ],
)
def test_the_one_that_exists_is_found_as_she_types(saisie, tremblay, ptp, client_de):
    page = taper(client_de(ptp), **saisie)
    assert tremblay.code_affiche in page
    assert "C’est une autre famille" in page


def test_what_answers_as_she_types_leads_to_its_page_when_opened(nouvelle, ptp, client_de):
    client = client_de(ptp)
    assert client.get(reverse("familles:doublons")).url == reverse("familles:ouvrir")
    fiche = reverse("familles:fiche", args=[nouvelle.code])
    assert client.get(reverse("familles:doublons_de", args=[nouvelle.code])).url == fiche


@pytest.mark.parametrize(
    "saisie", [{}, {"alias": "la maman du quai"}, {"alias": "mars 2024"}, {"telephone": "418"}]
)
def test_nothing_is_shown_for_nothing(saisie, tremblay, ptp, client_de):
    assert taper(client_de(ptp), **saisie).strip() == ""


def test_another_territoire_does_not_exist(tremblay, inconnue, client_de):
    saisie = {"alias": "Tremblay, enfant né mars 2024", "telephone": "418 555-0142"}
    assert taper(client_de(inconnue), **saisie).strip() == ""


def test_a_child_of_the_same_month_confirms_a_name(tremblay, nouvelle, ptp, client_de):
    IdentiteFamilleFactory(famille=nouvelle, nom="Tremblay")
    saisie = {"precision": "mois", "mois": "3", "annee_du_mois": "2024", "quoi": "enfant"}
    page = taper(client_de(ptp), nouvelle, **saisie)
    assert "Enfant né le même mois, nom proche" in page
    assert taper(client_de(ptp), nouvelle, **saisie | {"mois": "4"}).strip() == ""
    junk = saisie | {"mois": "mars", "annee_du_mois": "²"}
    assert taper(client_de(ptp), nouvelle, **junk).strip() == ""


def test_what_looks_the_same_is_asked_once_then_remembered(tremblay, nouvelle, ptp, client_de):
    client, page = client_de(ptp), reverse("familles:adulte_ajouter", args=[nouvelle.code])
    envoi = {"cle": CLE + "1", "lien": "mere", "prenom": "Zoé", "telephone": "418 555-0142"}
    refus = client.post(page, envoi)
    assert refus.status_code == 422
    # The summary of errors leads to where she says that it is another one.
    assert '<a href="#id_quand_meme">C’est une autre famille</a>' in refus.text
    assert 'id="id_quand_meme"' in refus.text
    assert tremblay.code_affiche in refus.content.decode()
    assert not nouvelle.adultes.exists()
    dit = envoi | {"quand_meme": "on", "vues": tremblay.code}
    assert client.post(page, dit).status_code == 302
    assert FamillesDistinctes.objects.count() == 1
    assert taper(client, nouvelle, telephone="418 555-0142").strip() == ""
    assert client.post(page, envoi | {"cle": CLE + "2"}).status_code == 302


def test_another_look_alike_is_shown_before_it_is_said_to_be_another(
    tremblay, nouvelle, ptp, client_de
):
    client, page = client_de(ptp), reverse("familles:adulte_ajouter", args=[nouvelle.code])
    envoi = {"cle": CLE + "1", "lien": "mere", "telephone": "418 555-0142", "quand_meme": "on"}
    assert client.post(page, envoi | {"vues": "AUTRE"}).status_code == 422


def test_changing_something_else_asks_nothing(tremblay, nouvelle, ptp, client_de):
    IdentiteFamilleFactory(famille=nouvelle, nom="Tremblay", telephone="+14185550142")
    page = reverse("familles:modifier", args=[nouvelle.code])
    envoi = {
        "version": nouvelle.version,
        "alias": nouvelle.alias,
        "nom": "Tremblay",
        "telephone": "(418) 555-0142",
        "date_jointe": "2024-03-01",
        "langue": "créole",
        "rythme_jours": "30",
    }
    assert client_de(ptp).post(page, envoi).status_code == 302


def test_the_code_of_a_fiche_brought_into_another_leads_to_it(
    tremblay, nouvelle, ptp, inconnue, client_de
):
    client = client_de(ptp)
    page = reverse("familles:fusionner", args=[tremblay.code, nouvelle.code])
    envoi = {"cle": CLE + "1", "motif": "Elle l’a dit"} | GARDER
    envoi["versions"] = f"{tremblay.version}-{nouvelle.version}"
    assert client.post(page, envoi).status_code == 302
    ancienne = reverse("familles:fiche", args=[nouvelle.code])
    assert client.get(ancienne).url == reverse("familles:fiche", args=[tremblay.code])
    assert client_de(inconnue).get(ancienne).status_code == 404
    promesse = reverse("familles:promesse_ajouter", args=[nouvelle.code])
    client.post(promesse, {"cle": CLE + "2", "texte": "Rappeler"})
    assert tremblay.promesses.get().texte == "Rappeler"
    action = {"cle": CLE + "3", "famille": nouvelle.code, "type_action": "informer"}
    action |= {"mode": "texto", "duree_min": "15", "date": "2024-05-01"}
    assert client.post(reverse("familles:intervention_consigner"), action).status_code == 302
    assert tremblay.interventions.count() == 1


def test_stale_fiches_are_compared_again(tremblay, nouvelle, ptp, client_de):
    page = reverse("familles:fusionner", args=[tremblay.code, nouvelle.code])
    envoi = {"cle": CLE + "1", "motif": "Elle l’a dit", "versions": "7-7"} | GARDER
    assert client_de(ptp).post(page, envoi).status_code == 409
    assert Famille.objects.count() == 2


def test_people_who_sound_the_same_are_proposed_as_one(tremblay, nouvelle, ptp, client_de):
    IdentiteAdulte.objects.create(adulte=AdulteFactory(famille=nouvelle), prenom="Soraïa")
    page = reverse("familles:fusionner", args=[tremblay.code, nouvelle.code])
    contenu = client_de(ptp).get(page).content.decode()
    assert f'<option value="{tremblay.adultes.get().pk}" selected>' in contenu


def test_two_familles_are_no_longer_proposed_once_she_said_so(tremblay, nouvelle, ptp, client_de):
    IdentiteFamilleFactory(famille=nouvelle, telephone="+14185550142")
    client, page = client_de(ptp), reverse("familles:reunir", args=[nouvelle.code])
    assert tremblay.code_affiche in client.get(page).content.decode()
    client.post(reverse("familles:distinguer", args=[nouvelle.code, tremblay.code]))
    assert tremblay.code_affiche not in client.get(page).content.decode()
    assert tremblay.code_affiche in client.post(page, {"recherche": "parc"}).content.decode()


def test_five_hundred_familles_are_compared_while_she_types(territoire, ptp, client_de):
    familles = FamilleFactory.create_batch(500, territoire=territoire, saisie_par=ptp)
    for rang, famille in enumerate(familles):
        adulte = AdulteFactory(famille=famille)
        IdentiteAdulte.objects.create(adulte=adulte, prenom=f"Prénom{rang}", nom=f"Nom{rang % 90}")
        enfant = EnfantFactory(famille=famille)
        IdentiteEnfant.objects.create(enfant=enfant, prenom=f"Enfant{rang}")
    client = client_de(ptp)
    saisie = {"alias": "Nom7, enfant né mai 2022", "telephone": "418 555-0142"}
    with CaptureQueriesContext(connection) as requetes:
        assert "Nom proche" in taper(client, **saisie)
        nombre = len(sans_journal(requetes))
    assert nombre <= 12
    debut = process_time()
    trouver(saisie, "famille", par=ptp)
    print(f"{(process_time() - debut) * 1000:.0f} ms of processor, {nombre} queries")


def test_what_someone_chose_is_proposed_before_what_nobody_touched(
    tremblay, nouvelle, ptp, client_de
):
    tremblay.rythme_jours, tremblay.interprete = 14, True
    tremblay.save()
    page = client_de(ptp).get(reverse("familles:fusionner", args=[nouvelle.code, tremblay.code]))
    proposees = page.context["form"].initial
    assert [proposees[nom] for nom in ("rythme_jours", "interprete", "nom")] == ["absorbee"] * 3
    assert proposees["alias"] == "garde"
