"""What is in an extract, and what of the familles nobody finds there."""

import re
from datetime import date

import pytest
from django.db import Error, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from familles.models import Famille, Intervention
from familles.models.champs_scelles import ChampScelle
from partenaires.models import TypeBesoin
from rapports.calculs import calculer
from rapports.extraits.codes import Carnet
from rapports.extraits.colonnes import Lien
from rapports.extraits.tables import TABLES
from referencements.models import Referencement
from referencements.models.etats import Etat
from tests.familles.factories import (
    AdulteFactory,
    BesoinFactory,
    EnfantFactory,
    InterventionFactory,
)
from tests.gardes.conftest import Registre as RegistreDeGarde
from tests.gardes.conftest import remplir
from tests.rapports.conftest import accompagner
from tests.rapports.registres import DEBUT, FIN, Registre
from tests.referencements.factories import referencement_entrant

from .test_champs import MODELES_DU_PROJET, _permis

pytestmark = pytest.mark.django_db
CANARI = "CANARI"
JOUR = re.compile(r"\d{4}-\d{2}-\d{2}")
TEXTES = (models.CharField, models.TextField, models.JSONField)
EXEMPLES = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def registre(db):
    return Registre()


def test_a_registry_full_of_canaries_lets_none_out(territoire, ptp, extraire):
    remplir(RegistreDeGarde(CANARI, territoire, ptp))
    plantes = _planter_partout()
    assert {"alias", "note", "precisions", "lieu", "adresse", "nom", "constat", "description"} <= {
        champ for _, champ in plantes
    }
    archive = extraire()
    assert len(archive["interventions"]) == Intervention.objects.count()
    for nom, texte in archive.fichiers.items():
        assert CANARI.lower() not in texte.lower(), nom
    _verifier_sans_trace(archive)


def _planter_partout() -> set[tuple[str, str]]:
    """A canary in every text of every row that constraints and triggers let be written."""
    plantes = set()
    permis = {(modele, nom) for modele, nom in _permis() if nom in ("code", "libelle", "nom")}
    for modele in MODELES_DU_PROJET:
        for champ in modele._meta.concrete_fields:
            if isinstance(champ, TEXTES) and (modele, champ.name) not in permis:
                plantes |= _planter(modele, champ)
    return plantes


def _planter(modele, champ) -> set[tuple[str, str]]:
    if champ.primary_key or champ.is_relation:
        return set()
    longueur = getattr(champ, "max_length", None) or 40
    try:
        with transaction.atomic():
            for ligne in modele._base_manager.all():
                texte = f"{CANARI}-{ligne.pk}-@exemple.test"[:longueur]
                if isinstance(champ, ChampScelle):
                    setattr(ligne, champ.name, texte)
                    models.Model.save(ligne, update_fields=[champ.name])
                else:
                    modele._base_manager.filter(pk=ligne.pk).update(**{champ.name: texte})
    except Error:
        return set()
    return {(modele._meta.label, champ.name)} if modele._base_manager.exists() else set()


def _verifier_sans_trace(archive) -> None:
    """No day, no key, no code of the application."""
    for nom, texte in archive.tables.items():
        assert not JOUR.search(texte), nom
    cles = {str(cle) for cle in Famille.objects.values_list("cle", flat=True)}
    cles |= set(Famille.objects.values_list("code", flat=True))
    cles |= {str(cle) for cle in Referencement.objects.values_list("demarche", flat=True)}
    for cle in cles:
        assert not [nom for nom, texte in archive.tables.items() if cle in texte]


@EXEMPLES
@given(data=st.data())
def test_any_registry_holds_together_and_shows_no_day(registre, extraire, data):
    with transaction.atomic():
        registre.remplir(data)
        archive = extraire(DEBUT, FIN)
        jointes = calculer(DEBUT, FIN)[None]["I-01"].numerateur
        assert len(archive["familles"]) == jointes
        _verifier_les_liens(archive)
        _verifier_sans_trace(archive)
        transaction.set_rollback(True)


def _codes(archive, table: str) -> set[str]:
    return {ligne["code"] for ligne in archive[table]}


def _verifier_les_liens(archive) -> None:
    codes = {t.nom: _codes(archive, t.nom) for t in TABLES if not t.sans_code}
    tous = [code for table in codes.values() for code in table]
    assert len(tous) == len(set(tous))
    for table in TABLES:
        for colonne in table.colonnes:
            if isinstance(colonne, Lien):
                liens = {ligne[colonne.nom] for ligne in archive[table.nom]}
                vides = set() if colonne.obligatoire else {""}
                assert liens <= codes[colonne.vers] | vides, (table.nom, colonne.nom)


def test_a_famille_reads_across_the_tables(territoire, ptp, extraire):
    famille = accompagner(territoire, ptp)
    AdulteFactory(famille=famille)
    archive = extraire()
    (ligne,) = archive["familles"]
    assert ligne["mois_jointe"] == "2024-03"
    assert ligne["frequentation_initiale"] == "peu"
    assert [enfant["famille"] for enfant in archive["enfants"]] == [ligne["code"]]
    assert [adulte["lien"] for adulte in archive["adultes"]] == ["mere"]
    (intervention,) = archive["interventions"]
    assert (intervention["mois"], intervention["duree_min"]) == ("2024-03", "45")
    (referencement,) = archive["referencements"]
    assert referencement["etat"] == Etat.SERVICE_AMORCE
    assert referencement["mois_mediation"] == "2024-03"
    assert referencement["famille"] == ligne["code"]
    (partenaire,) = archive["partenaires"]
    assert set(partenaire) == {"code", "nature", "secteur"}
    (lieu,) = archive["territoires"]
    assert set(lieu) == {"code", "milieu", "type_porteur", "region"}


def test_codes_are_drawn_anew_for_each_extract(territoire, ptp, extraire):
    accompagner(territoire, ptp)
    un, autre = extraire(), extraire()
    for table in ("familles", "territoires", "partenaires", "referencements"):
        assert _codes(un, table).isdisjoint(_codes(autre, table))
    assert un["referencements"][0]["demarche"] != autre["referencements"][0]["demarche"]


def _intervenir(famille, **champs) -> None:
    InterventionFactory(famille=famille, accompagnement=famille.accompagnements.get(), **champs)


def test_the_order_of_the_lines_tells_nothing(territoire, ptp, extraire):
    """Sixty lines in the order they were logged, once in 60! draws."""
    famille = accompagner(territoire, ptp)
    for minutes in range(60):
        _intervenir(famille, date=date(2024, 3, 12), duree_min=100 + minutes)
    durees = [int(ligne["duree_min"]) for ligne in extraire()["interventions"]]
    durees.remove(45)
    assert sorted(durees) == list(range(100, 160))
    assert durees not in (sorted(durees), sorted(durees, reverse=True))


def test_only_the_period_is_told(territoire, ptp, extraire):
    famille = accompagner(territoire, ptp)
    _intervenir(famille, date=date(2024, 5, 1))
    assert len(extraire(date(2024, 3, 1), date(2024, 3, 31))["interventions"]) == 1
    assert extraire(date(2024, 6, 1), date(2024, 6, 30))["familles"] == []


@pytest.mark.parametrize(
    ("naissance", "precision", "age", "tranche"),
    [
        (date(2022, 5, 10), "jour", "1", "1"),
        (date(2019, 1, 1), "annee", "5", "5"),
        (date(2024, 8, 1), "prevue", "", "a_naitre"),
        (None, "inconnue", "", "inconnu"),
        (date(2005, 1, 1), "jour", "19", "18_ou_plus"),
    ],
)
def test_a_birth_is_an_age_at_the_end_of_the_period(
    territoire, ptp, extraire, naissance, precision, age, tranche
):
    famille = accompagner(territoire, ptp)
    famille.enfants.all().delete()
    EnfantFactory(famille=famille, naissance=naissance, precision=precision)
    (ligne,) = extraire(date(2024, 3, 1), date(2024, 3, 31))["enfants"]
    assert (ligne["age_revolu"], ligne["tranche_age"]) == (age, tranche)


def test_the_besoins_of_an_intervention_are_linked(territoire, ptp, extraire):
    famille = accompagner(territoire, ptp)
    besoin = BesoinFactory(famille=famille, type_id="repit")
    Intervention.objects.get(famille=famille).besoins.add(besoin)
    archive = extraire()
    (lien,) = archive["interventions_besoins"]
    assert lien["intervention"] == archive["interventions"][0]["code"]
    types = {ligne["code"]: ligne["type"] for ligne in archive["besoins"]}
    assert types[lien["besoin"]] == "repit"


def test_an_entrant_that_no_famille_joined_names_none(territoire, ptp, extraire):
    referencement_entrant(territoire, par=ptp, le=date(2024, 3, 12))
    (ligne,) = extraire()["referencements"]
    assert (ligne["sens"], ligne["famille"]) == ("entrant", "")


def test_a_reference_list_has_its_labels_and_no_formula(extraire):
    TypeBesoin.objects.create(code="nouveau", libelle="=1+1")
    libelles = {(ligne["liste"], ligne["code"]): ligne["libelle"] for ligne in extraire()["listes"]}
    assert libelles["types_de_besoin", "nouveau"] == "'=1+1"
    assert libelles["regions", "01"] == "Bas-Saint-Laurent"


def test_the_readme_says_the_period_the_purpose_and_the_duties(extraire):
    texte = extraire(date(2024, 1, 1), date(2024, 3, 31)).fichiers["LISEZMOI.txt"]
    assert "du 1er\u00a0janvier 2024 au 31\u00a0mars 2024" in texte
    assert "Décrire les parcours" in texte
    assert "Ne cherchez à reconnaître aucune famille" in texte


def test_it_takes_as_many_queries_for_one_famille_as_for_many(
    territoire, ptp, extraire, django_assert_num_queries
):
    accompagner(territoire, ptp)
    with CaptureQueriesContext(connection) as une:
        extraire()
    for rang in range(12):
        accompagner(territoire, ptp, alias=f"famille {rang}")
    with django_assert_num_queries(len(une)):
        extraire()


def test_codes_are_kept_nowhere_once_the_extract_is_made():
    with Carnet.ouvrir() as carnet:
        code = carnet.donner("familles", 1)
        assert carnet.trouver("familles", 1) == code
        assert carnet.trouver("familles", 2) is None
        (base,) = carnet.base.execute("PRAGMA database_list").fetchall()
        assert base[2] == ""  # a database without a file name
    assert re.fullmatch("[BCDFGHJKLMNPQRST]{16}", code)
