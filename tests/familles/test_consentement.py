"""Who may agree to what, for whom, until when."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from familles.models import Adulte, Consentement, Enfant
from tests.familles.factories import FamilleFactory
from tests.partenaires.factories import PartenaireFactory

pytestmark = pytest.mark.django_db
LE = date(2026, 3, 2)


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp)


@pytest.fixture
def mere(famille, ptp):
    return Adulte.objects.create(famille=famille, lien="mere", saisie_par=ptp)


def enfant_ne_le(naissance, famille, ptp):
    enfant = Enfant(famille=famille, naissance=naissance, precision="jour", saisie_par=ptp)
    enfant.consigner()
    return enfant


def accord(famille, ptp, enfants=(), **champs):
    depart = {
        "famille": famille,
        "partenaire": PartenaireFactory(territoires=[famille.territoire]),
        "qualite": "pour_soi",
        "champs": ["telephone", "prenom"],
        "texte": "Texte lu",
        "donne_le": LE,
        "valable_jusqu_au": LE + timedelta(days=30),
        "saisie_par": ptp,
    }
    consentement = Consentement(**depart | champs)
    consentement.donner(enfants=enfants)
    return consentement


def test_holds_from_its_first_day_to_its_last(famille, mere, ptp):
    consentement = accord(famille, ptp, adulte=mere)
    jours = [LE - timedelta(days=1), LE, LE + timedelta(days=30), LE + timedelta(days=31)]
    assert [consentement.est_en_vigueur(jour) for jour in jours] == [False, True, True, False]
    assert [Consentement.objects.en_vigueur(jour).count() for jour in jours] == [0, 1, 1, 0]


def test_withdrawal_is_one_row_and_effective_at_once(famille, mere, ptp):
    consentement = accord(famille, ptp, adulte=mere)
    retraits = [consentement.retirer(par=ptp, motif=motif) for motif in ("Elle préfère", "Encore")]
    assert retraits[0] == retraits[1]
    consentement = Consentement.objects.get()
    assert (consentement.est_en_vigueur(LE), consentement.retrait.motif) == (False, "Elle préfère")
    assert not Consentement.objects.en_vigueur(LE).exists()


def test_never_changes_once_given(famille, mere, ptp):
    consentement = accord(famille, ptp, adulte=mere)
    consentement.champs = ["adresse"]
    with pytest.raises(TypeError):
        consentement.save()


def test_under_fourteen_only_who_holds_the_parental_authority_agrees(famille, mere, ptp):
    petit = enfant_ne_le(date(2022, 5, 1), famille, ptp)
    with pytest.raises(ValidationError, match="autorité parentale"):
        accord(famille, ptp, [petit], adulte=mere)
    permis = accord(famille, ptp, [petit], adulte=mere, qualite="autorite_parentale")
    assert list(permis.enfants.all()) == [petit]


@pytest.mark.parametrize(
    ("naissance", "permis"), [(date(2012, 3, 2), True), (date(2012, 3, 3), False)]
)
def test_a_young_person_agrees_for_herself_from_her_fourteenth_birthday(
    naissance, permis, famille, ptp
):
    jeune = enfant_ne_le(naissance, famille, ptp)
    if permis:
        assert accord(famille, ptp, jeune=jeune, qualite="jeune").jeune == jeune
    else:
        with pytest.raises(ValidationError, match="Avant 14"):
            accord(famille, ptp, jeune=jeune, qualite="jeune")


def test_nobody_agrees_for_another_famille(famille, ptp, territoire):
    autre = FamilleFactory(territoire=territoire, saisie_par=ptp)
    voisine = Adulte.objects.create(famille=autre, lien="mere", saisie_par=ptp)
    with pytest.raises(ValidationError, match="autre famille"):
        accord(famille, ptp, adulte=voisine)


def test_somebody_must_agree(famille, ptp):
    with pytest.raises(ValidationError, match="Dites qui consent"):
        accord(famille, ptp)


def test_lasts_a_year_at_most(famille, mere, ptp):
    with pytest.raises(ValidationError, match="un an au plus"):
        accord(famille, ptp, adulte=mere, valable_jusqu_au=LE + timedelta(days=400))


def test_fields_are_kept_in_the_order_of_the_list_and_no_other_is_taken(famille, mere, ptp):
    assert accord(famille, ptp, adulte=mere).champs == ["prenom", "telephone"]
    with pytest.raises(ValidationError, match="Dites qui consent"):
        accord(famille, ptp, champs=["dossier"])
