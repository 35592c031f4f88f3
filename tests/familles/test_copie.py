"""« Ce que nous avons noté avec vous »: for one adult, and nothing of another one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from familles.models import (
    Adulte,
    Consentement,
    EtapePlan,
    IdentiteAdulte,
    IdentiteEnfant,
    RessentiParent,
)
from tests.partenaires.factories import PartenaireFactory

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

AUJOURDHUI = timezone.localdate


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp, alias="ALIAS-A-NE-PAS-LIRE")


@pytest.fixture
def client_ptp(client_de, ptp):
    return client_de(ptp)


def adulte(famille, prenom, **champs):
    personne = AdulteFactory(famille=famille, **champs)
    IdentiteAdulte.objects.create(
        adulte=personne,
        prenom=prenom,
        nom=f"NOM-{prenom}",
        telephone="+14185550142" if prenom == "Anna" else "+14185550199",
        courriel=f"{prenom.lower()}@exemple.test",
    )
    return personne


@pytest.fixture
def anna(famille):
    return adulte(famille, "Anna")


@pytest.fixture
def autre(famille):
    return adulte(famille, "AUTRE", lien=Adulte.Lien.GRAND_PARENT)


def accord(famille, personne, nom):
    return Consentement.objects.create(
        famille=famille,
        adulte=personne,
        qualite=Consentement.Qualite.POUR_SOI,
        partenaire=PartenaireFactory(nom=nom),
        champs=["prenom"],
        texte=f"Texte de {nom}",
        valable_jusqu_au=AUJOURDHUI() + timedelta(days=90),
        saisie_par=famille.saisie_par,
    )


def adresse(famille):
    return reverse("familles:copie", args=[famille.code])


def feuille(client, famille, personne, **choisis):
    reponse = client.post(adresse(famille), {"adulte": personne.pk, **choisis})
    assert reponse.status_code == 200
    return reponse.content.decode()


def test_sheet_holds_what_is_common_and_what_is_hers(client_ptp, famille, anna, ptp):
    famille.langue = "espagnol"
    famille.save()
    enfant = EnfantFactory(famille=famille)
    IdentiteEnfant.objects.create(enfant=enfant, prenom="Zoé", nom="NOM-DE-ZOE")
    episode = AccompagnementFactory(famille=famille, date_debut=date(2024, 3, 1))
    besoin = BesoinFactory(famille=famille)
    promesse = PromesseFactory(famille=famille, texte="Apporter la liste")
    etape = EtapePlan(texte="Appeler la garderie", qui="famille", saisie_par=ptp)
    etape.ajouter(famille=famille, par=ptp)
    note = InterventionFactory(
        famille=famille, accompagnement=episode, mode="domicile", note="Elle aime le parc"
    )
    accord(famille, anna, "Organisme d’Anna")
    choisis = {"besoins": besoin.pk, "promesses": promesse.pk, "etapes": etape.pk}
    page = feuille(client_ptp, famille, anna, notes=note.pk, **choisis)
    for attendu in (
        "Anna NOM-Anna",
        "555-0142",
        "anna@exemple.test",
        "espagnol",
        "Zoé, ",
        "Logement adéquat\u00a0: nommé avec vous",
        "Apporter la liste",
        "Appeler la garderie",
        "visite à domicile",
        "Elle aime le parc",
        "Organisme d’Anna",
        "Nous vous accompagnons depuis le 1er\u00a0mars 2024",
        f"par {ptp.get_full_name()}",
        "Quelque chose n’est pas exact",
    ):
        assert attendu in page, attendu
    assert "NOM-DE-ZOE" not in page


def test_nothing_of_another_adult_is_on_the_sheet(client_ptp, famille, anna, autre):
    IdentiteFamilleFactory(
        famille=famille,
        nom="NOM-DU-FOYER",
        adresse="ADRESSE-CACHEE",
        adresse_confidentielle=True,
        telephone="+14185550177",
    )
    VulnerabiliteFactory(famille=famille, adulte=autre)
    RessentiParent.objects.create(
        famille=famille, adulte=autre, reponse=3, saisie_par=famille.saisie_par
    )
    accord(famille, autre, "ORGANISME-DE-L-AUTRE")
    InterventionFactory(famille=famille, note="NOTE sur AUTRE")
    PromesseFactory(famille=famille, texte="PROMESSE A AUTRE")
    BesoinFactory(famille=famille, precisions="MOTS DE AUTRE")
    EvaluationIsolementFactory(
        famille=famille,
        services=3,
        transport=3,
        economique=3,
        langue_culture=3,
        intensite_retenue="soutenue",
        motif_intensite="MOTIF-INTENSITE",
    )
    page = feuille(client_ptp, famille, anna, besoins=famille.besoins.get().pk)
    for marque in (
        "AUTRE",
        "autre@exemple.test",
        "555-0199",
        "555-0177",
        "Grand-parent",
        "NOM-DU-FOYER",
        "ADRESSE-CACHEE",
        "Monoparentalité",
        "Presque jamais",
        "NOTE sur",
        "Majeur",
        "outenue",
        "MOTIF-INTENSITE",
        "ALIAS-A-NE-PAS-LIRE",
    ):
        assert marque not in page, marque


def test_address_is_only_for_who_lives_there(client_ptp, famille, anna):
    IdentiteFamilleFactory(famille=famille, adresse="12, rue Fictive")
    ailleurs = AdulteFactory(famille=famille, vit_avec=False)
    assert "12, rue Fictive" in feuille(client_ptp, famille, anna)
    assert "12, rue Fictive" not in feuille(client_ptp, famille, ailleurs)


def test_confidential_address_is_on_no_sheet(client_ptp, famille, anna):
    IdentiteFamilleFactory(famille=famille, adresse="12, rue Fictive", adresse_confidentielle=True)
    assert "12, rue Fictive" not in feuille(client_ptp, famille, anna)


def test_notes_and_delicate_needs_start_unticked(client_ptp, famille, anna):
    note = InterventionFactory(famille=famille, note="Un café")
    ordinaire, delicat = (
        BesoinFactory(famille=famille),
        BesoinFactory(famille=famille, type_id="securite"),
    )
    form = client_ptp.get(adresse(famille)).context["form"]
    assert form["besoins"].initial == [ordinaire]
    assert delicat in form.fields["besoins"].queryset
    assert form["notes"].initial == []
    assert note in form.fields["notes"].queryset


def test_person_to_give_it_to_is_asked(client_ptp, famille, anna):
    reponse = client_ptp.post(adresse(famille), {})
    assert reponse.status_code == 422
    assert "Choisissez la personne à qui vous remettez la feuille" in reponse.content.decode()


def test_rows_of_another_famille_are_refused(client_ptp, famille, territoire, anna):
    voisine = FamilleFactory(territoire=territoire)
    InterventionFactory(famille=famille, note="La sienne")
    PromesseFactory(famille=famille)
    note = InterventionFactory(famille=voisine, note="NOTE-VOISINE")
    envoi = {"adulte": anna.pk, "notes": note.pk, "promesses": PromesseFactory(famille=voisine).pk}
    reponse = client_ptp.post(adresse(famille), envoi)
    assert reponse.status_code == 422
    assert "NOTE-VOISINE" not in reponse.content.decode()
    etrangere = client_ptp.post(adresse(famille), {"adulte": AdulteFactory(famille=voisine).pk})
    assert etrangere.status_code == 422


def test_gestionnaire_prepares_it_too(client_de, gestionnaire, famille, anna):
    assert "Anna NOM-Anna" in feuille(client_de(gestionnaire), famille, anna)


def test_as_many_queries_for_one_row_as_for_many(
    client_ptp, famille, anna, django_assert_num_queries
):
    episode = AccompagnementFactory(famille=famille)

    def ajouter():
        InterventionFactory(famille=famille, accompagnement=episode, note="Un café")
        EnfantFactory(famille=famille)
        accord(famille, anna, "Organisme")

    ajouter()
    with CaptureQueriesContext(connection) as une:
        feuille(client_ptp, famille, anna)
    for _ in range(9):
        ajouter()
    with django_assert_num_queries(len(une)):
        feuille(client_ptp, famille, anna)
