from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from partenaires.models import OffreService, Partenaire
from tests.partenaires.factories import OffreServiceFactory, PartenaireFactory

pytestmark = pytest.mark.django_db
LE = date(2026, 3, 2)


def test_seen_by_those_whose_territoire_it_serves(partenaire, ptp, gestionnaire, inconnue, comite):
    voient = [
        personne
        for personne in (ptp, gestionnaire, inconnue, comite)
        if Partenaire.objects.visibles_par(personne).exists()
    ]
    assert voient == [ptp, gestionnaire]


def test_network_wide_partenaire_is_seen_on_every_territoire(ptp, inconnue, comite):
    PartenaireFactory(dans_tout_le_reseau=True)
    assert Partenaire.objects.visibles_par(ptp).exists()
    assert Partenaire.objects.visibles_par(inconnue).exists()
    assert not Partenaire.objects.visibles_par(comite).exists()


def test_found_by_the_need_it_answers():
    offre = OffreServiceFactory()
    PartenaireFactory()
    assert list(Partenaire.objects.offrant(offre.type_besoin)) == [offre.partenaire]


@pytest.mark.parametrize(
    ("champs", "mots", "ton"),
    [
        ({"capacite": "disponible"}, "Places disponibles", "reussite"),
        ({"capacite": "complet"}, "Complet", "probleme"),
        ({"capacite": "inconnue"}, "À vérifier", "neutre"),
        ({"capacite": "liste_attente"}, "Liste d’attente", "attention"),
        (
            {"capacite": "liste_attente", "attente_semaines": 1},
            "Liste d’attente, 1\u00a0semaine",
            "attention",
        ),
    ],
)
def test_capacity_is_said_in_words(champs, mots, ton):
    offre = OffreService(**champs)
    assert (offre.capacite_en_mots, offre.ton) == (mots, ton)


def test_one_service_per_need():
    offre = OffreServiceFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        OffreServiceFactory(partenaire=offre.partenaire)


def test_waiting_time_goes_with_a_waiting_list():
    offre = OffreServiceFactory.build(partenaire=PartenaireFactory(), attente_semaines=3)
    with pytest.raises(ValidationError, match="Une attente estimée"):
        offre.full_clean()
    with pytest.raises(IntegrityError, match="attente_si_liste"), transaction.atomic():
        offre.save()


def test_nature_is_in_the_list(partenaire):
    with pytest.raises(IntegrityError, match="nature_connue"), transaction.atomic():
        Partenaire.objects.update(nature="mixte")


def test_registered_addresses_are_its_own_then_those_of_its_contacts_once():
    partenaire = PartenaireFactory(courriel="accueil@exemple.test")
    for nom, courriel in [("Ana", "Accueil@exemple.test"), ("Luc", ""), ("Zoé", "z@exemple.test")]:
        partenaire.contacts.create(nom=nom, courriel=courriel)
    assert partenaire.adresses_courriel == ["accueil@exemple.test", "z@exemple.test"]


def test_no_registered_address_where_none_was_given():
    assert PartenaireFactory().adresses_courriel == []


@pytest.mark.parametrize(
    ("confirme_le", "attendu"), [(date(2025, 8, 30), True), (date(2025, 8, 31), False)]
)
def test_an_entry_is_to_be_confirmed_after_six_months(confirme_le, attendu):
    partenaire = PartenaireFactory(confirme_le=confirme_le)
    assert partenaire.est_a_confirmer(LE) is attendu
    assert Partenaire.objects.a_confirmer(LE).exists() is attendu


def test_confirming_says_when_and_leaves_open_edits_alone():
    partenaire = PartenaireFactory(confirme_le=date(2025, 1, 1))
    partenaire.confirmer(le=LE)
    partenaire.refresh_from_db()
    assert (partenaire.confirme_le, partenaire.version) == (LE, 1)


def test_capacity_is_declared_with_its_wait_and_its_date():
    offre = OffreServiceFactory(confirmee_le=date(2025, 1, 1))
    assert offre.est_a_confirmer(LE)
    offre.declarer(capacite="liste_attente", semaines=6, le=LE)
    offre.refresh_from_db()
    assert (offre.capacite, offre.attente_semaines, offre.confirmee_le) == ("liste_attente", 6, LE)
    offre.declarer(capacite="complet", le=LE)
    assert offre.attente_semaines is None


@pytest.mark.parametrize(
    ("capacite", "semaines"), [("complet", 6), ("liste_attente", 9999), ("autre", None)]
)
def test_capacity_that_cannot_be_is_refused(capacite, semaines):
    with pytest.raises(ValidationError):
        OffreServiceFactory().declarer(capacite=capacite, semaines=semaines, le=LE)
