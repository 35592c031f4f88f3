"""The key of what is written of a famille who is not in the registry yet goes with its text."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from familles.models import CleFamille, Famille
from familles.models.cle import oublier
from familles.renouvellement import cles_qui_s_ouvrent
from referencements.models import DemandeEntrante, LienPartenaire, SuiviReferencement
from tests.familles.factories import FamilleFactory
from tests.mur import sous_le_role
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.entrants import LE, entrant_par_lien
from tests.referencements.factories import constater
from tests.referencements.portail.test_referer import envoi

pytestmark = pytest.mark.django_db

D_ATTENTE = "FROM familles_clefamille WHERE famille IS NULL"
POSER = "INSERT INTO familles_clefamille (code, famille, scelle, marque) VALUES ('0', {}, '', '')"


@pytest.fixture
def entrant(territoire, ptp):
    """A request, a follow-up of it and a gap that nobody was said to meet: three keys of nobody."""
    entrant = entrant_par_lien(territoire)
    entrant.mettre_en_attente(par=ptp, le=LE, semaines=3, constat="Rappeler en avril")
    constater(territoire, par=ptp, note="Personne le soir")
    oublier()
    return entrant


def _executer(sql: str) -> int:
    """How many rows it met."""
    with connection.cursor() as curseur:
        curseur.execute(sql)
        return curseur.rowcount


def _sous(personne):
    return sous_le_role(utilisateur=str(personne.pk))


def _combien() -> int:
    return _executer(f"SELECT code {D_ATTENTE}")


@pytest.mark.securite(1)
def test_a_foreign_territoire_a_comite_and_nobody_read_change_and_delete_none(
    entrant, ptp, gestionnaire, inconnue, comite
):
    assert _combien() == 3
    for qui in (_sous(inconnue), _sous(comite), sous_le_role()):
        with qui:
            assert _combien() == 0
            assert _executer("UPDATE familles_clefamille SET marque = 'autre'") == 0
            assert _executer("UPDATE familles_clefamille SET famille = NULL") == 0
            assert _executer(f"DELETE {D_ATTENTE}") == 0
            assert _executer("DELETE FROM familles_clefamille") == 0
    for personne in (gestionnaire, ptp):
        with _sous(personne):
            assert _combien() == 3
    with _sous(ptp):
        assert _executer(f"DELETE {D_ATTENTE}") == 3


@pytest.mark.securite(1)
def test_a_key_is_read_by_the_territoire_of_its_text_alone(
    entrant, ptp, inconnue, autre_territoire
):
    entrant_par_lien(autre_territoire)
    oublier()
    codes = set()
    for personne, attendues in ((ptp, 3), (inconnue, 1)):
        with _sous(personne):
            siens = set(CleFamille.objects.filter(famille=None).values_list("code", flat=True))
        assert len(siens) == attendues
        assert not siens & codes
        codes |= siens


def test_the_texts_open_for_who_reads_them(entrant, ptp, client_de):
    with _sous(ptp):
        assert DemandeEntrante.objects.get().prenom == "Soraya"
        suivi = SuiviReferencement.objects.exclude(constat="").get()
        assert suivi.constat == "Rappeler en avril"
    oublier()
    page = client_de(ptp).get(reverse("referencements:fiche", args=[entrant.pk]))
    assert "Soraya" in page.content.decode()


def test_a_key_that_names_no_text_is_added_by_who_reads_a_territoire_and_read_by_nobody(
    entrant, ptp, inconnue, comite
):
    for qui in (_sous(comite), sous_le_role()):
        with qui, pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            _executer(POSER.format("NULL"))
    with _sous(inconnue):
        assert _executer(POSER.format("NULL")) == 1
        assert _combien() == 0
    with _sous(ptp):
        assert _combien() == 3


@pytest.mark.securite(1)
def test_a_key_of_a_famille_of_elsewhere_is_not_added(territoire, inconnue):
    famille = FamilleFactory(territoire=territoire)
    CleFamille.detruire(famille)
    with (
        _sous(inconnue),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        _executer(POSER.format(famille.pk))


def test_a_partenaire_sends_its_request_by_its_link(territoire, ptp, client):
    partenaire = PartenaireFactory(territoires=[territoire])
    _, jeton = LienPartenaire.pour_referer(partenaire, territoire, par=ptp)
    client.post(reverse("portail:geste", args=[jeton, "referer"]), envoi())
    oublier()
    with _sous(ptp):
        assert DemandeEntrante.objects.get().prenom == "Amina"


def test_taken_up_its_keys_are_destroyed_behind_the_wall(entrant, territoire, ptp):
    with _sous(ptp):
        famille = Famille(alias="la poussette", territoire=territoire, saisie_par=ptp)
        famille.voie_reperage_id = "reference_entrante"
        entrant.prendre_en_charge(famille, par=ptp, le=LE)
        oublier()
        assert SuiviReferencement.objects.exclude(constat="").first().constat
        assert DemandeEntrante.objects.get().prenom == "Soraya"
    # That of the gap, which is of nobody still.
    assert _combien() == 1


def test_a_server_whose_master_key_opens_no_famille_does_not_start(territoire):
    FamilleFactory(territoire=territoire)
    _executer("UPDATE familles_clefamille SET marque = 'inconnue'")
    with sous_le_role():
        assert "CLES_MAITRESSES" in cles_qui_s_ouvrent()
