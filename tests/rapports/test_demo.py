"""The demonstration gives the published figures, to the unit (DOMAINE §3.1)."""

import os
import random
import re
import subprocess
import sys
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, F

from comptes.models import Affectation, Role, Utilisateur
from familles import compteurs
from familles.doublons import candidates
from familles.models import Consentement, Famille
from partenaires.doublons import paires_semblables
from partenaires.models import OffreService, Partenaire, PropositionFiche
from rapports.calculs import calculer
from rapports.demo import chiffres
from rapports.demo.cadre import COMPTES, MOT_DE_PASSE, TERRITOIRES_VIVANTS
from rapports.demo.remises import EVALUATION, a_publier
from rapports.exports import construction
from rapports.gel import canonique
from rapports.models import Periode, VersionRapport
from rapports.publication.lecture import Publie
from rapports.publication.publier import publier
from referencements.models import LienPartenaire, Referencement, TrouDeServices
from referencements.models.etats import Etat
from territoires.models import OrganismePorteur, Region, Territoire
from tests.rapports import naif
from tests.rapports.empreinte import empreinte, modeles
from tests.rapports.exports import pilote
from tests.rapports.publications import AUDIT, publication
from tests.territoires.factories import TerritoireFactory

pytestmark = pytest.mark.django_db

AUJOURDHUI = date(2025, 11, 20)
EMPREINTE_AILLEURS = """
import sys, django
django.setup()
from tests.rapports.empreinte import main
main(sys.argv[1])
"""
PUBLIES = {
    "I-01": (5305, None),
    "I-02": (3242, None),
    "I-03": (3242, 5305),
    "I-04": (10_036, None),
    "I-05": (703, 10_036),
    "I-06": (5219, 10_036),
    "I-10": (2653, 5305),
    "I-12a": (9720, 12_000),
    "I-12b": (9360, 12_000),
    "I-13.famille_enfance": (4560, 12_000),
    "I-13.aide_materielle_alimentation": (2760, 12_000),
    "I-19": (12_000, None),
}
POURCENTAGES = {
    "I-03": 61,
    "I-05": 7,
    "I-06": 52,
    "I-10": 50,
    "I-12a": 81,
    "I-12b": 78,
    "I-13.famille_enfance": 38,
    "I-13.aide_materielle_alimentation": 23,
}


def lancer() -> str:
    sortie = StringIO()
    call_command("demo", aujourdhui=AUJOURDHUI.isoformat(), sans_publications=True, stdout=sortie)
    return sortie.getvalue()


@pytest.fixture(scope="module", autouse=True)
def demonstration(ailleurs, django_db_setup, django_db_blocker):
    """Filled once for the module, in a transaction of its own that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        sortie = lancer()
        connection.check_constraints()  # once: otherwise after each test, on every row
        yield sortie
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def ailleurs(tmp_path_factory):
    """The same on SQLite in another process, which works meanwhile."""
    base = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    environnement = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{base}",
        "DJANGO_SETTINGS_MODULE": "proximite.settings",
        "PYTHONHASHSEED": "7",
    }
    processus = subprocess.Popen(
        [sys.executable, "-c", EMPREINTE_AILLEURS, AUJOURDHUI.isoformat()],
        cwd=Path(__file__).parents[2],
        env=environnement,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield processus
    processus.kill()
    processus.communicate()


@pytest.fixture(scope="module")
def rapport(demonstration):
    return calculer(chiffres.DEBUT, chiffres.FIN, observe_au=AUJOURDHUI)[None]


def test_pilot_report_gives_the_published_figures(rapport):
    obtenus = {cle: (rapport[cle].numerateur, rapport[cle].denominateur) for cle in PUBLIES}
    assert obtenus == PUBLIES


def test_pilot_report_gives_the_published_percentages(rapport):
    assert {cle: rapport[cle].valeur for cle in POURCENTAGES} == POURCENTAGES


def test_every_file_of_the_synthesis_gives_the_published_figures():
    periodes = Periode.objects.filter(fin__lte=chiffres.FIN).order_by("debut")
    bornes = [(periode.libelle, periode.debut, periode.fin) for periode in periodes]
    synthese = publication(periodes=bornes, decoupages=("milieu",))
    pilote.verifier(construction.de_publication(Publie(synthese)))


def test_naive_path_gives_the_published_figures_too(rapport):
    """Loops over the rows in plain Python, sharing no code with the report."""
    attendus = naif.calculer(chiffres.DEBUT, chiffres.FIN, observe_au=AUJOURDHUI)
    assert {cle: attendus[cle][:2] for cle in PUBLIES} == PUBLIES
    assert set(rapport) == set(attendus)
    for cle, (numerateur, denominateur, mediane) in attendus.items():
        assert (rapport[cle].numerateur, rapport[cle].denominateur) == (numerateur, denominateur)
        assert (rapport[cle].mediane is None) == (mediane is None)
        assert mediane is None or float(rapport[cle].mediane) == mediane


def test_every_other_secteur_is_under_ten_percent(rapport):
    autres = [
        rapport[cle]
        for cle in rapport
        if cle.startswith("I-13.") and cle not in POURCENTAGES and rapport[cle].numerateur
    ]
    assert len(autres) > 10
    assert all(resultat.est_moins_de_10_pour_cent for resultat in autres)


def test_a_plausible_share_remains_to_be_determined(rapport):
    assert 9 <= rapport["I-03x"].valeur <= 12


def test_living_activity_counts_after_the_pilot_only():
    ensuite = calculer(date(2025, 4, 1), AUJOURDHUI)[None]
    avant = calculer(date(2023, 1, 1), date(2023, 12, 31))[None]
    assert ensuite["I-01"].numerateur > 300
    assert avant["I-01"].numerateur == avant["I-19"].numerateur == 0


def test_fifty_territoires_in_thirteen_regions():
    types = Counter(Territoire.objects.values_list("organisme__type", flat=True))
    assert types == {"OCF": 41, "CPSC": 7, "OCF_CPSC": 2}
    assert Region.objects.filter(territoires__isnull=False).distinct().count() == 13
    assert set(Territoire.objects.values_list("milieu", flat=True)) == {"urbain", "rural", "mixte"}
    assert OrganismePorteur.objects.count() == 50


def test_fifty_ptp_of_thirty_hours_or_more_since_before_the_pilot():
    ptps = Affectation.objects.filter(role=Role.PTP)
    assert ptps.count() == ptps.values("utilisateur").distinct().count() == 50
    assert not ptps.filter(heures_semaine__lt=30).exists()
    assert not ptps.filter(du__gte=chiffres.DEBUT).exists()


def test_each_territoire_has_eight_to_fifteen_partenaires():
    for territoire in Territoire.objects.all():
        assert 8 <= territoire.partenaires.count() <= 15


def test_three_periodes_cover_the_pilot_and_quarters_go_on_to_today():
    periodes = list(Periode.objects.order_by("debut"))
    assert periodes[0].debut == chiffres.DEBUT
    assert periodes[2].fin == chiffres.FIN
    assert periodes[-1].debut <= AUJOURDHUI <= periodes[-1].fin


def test_every_kind_of_row_passes_full_clean():
    hasard = random.Random(1)
    for modele in modeles():
        pks = list(modele._default_manager.order_by("pk").values_list("pk", flat=True))
        for ligne in modele._default_manager.filter(pk__in=hasard.sample(pks, min(len(pks), 40))):
            ligne.full_clean()


def test_kept_counters_are_those_of_the_rows():
    recomptes = {f"recompte_{champ}": valeur for champ, valeur in compteurs.valeurs().items()}
    familles = Famille.objects.annotate(**recomptes)
    for champ in compteurs.COMPTEURS:
        assert (
            not familles.exclude(**{champ: F(f"recompte_{champ}")})
            .filter(**{f"recompte_{champ}__isnull": False})
            .exists()
        )


def test_demo_ptp_has_something_to_do_today():
    ptp = Utilisateur.objects.get(email=COMPTES[Role.PTP])
    attendus = Referencement.objects.modifiables_par(ptp)
    assert attendus.a_accueillir().exists()
    assert attendus.a_relancer(AUJOURDHUI).exists()
    assert Famille.objects.modifiables_par(ptp).a_revoir(AUJOURDHUI).exists()


def test_demo_ptp_finds_the_closed_loop_at_every_stage():
    ptp = Utilisateur.objects.get(email=COMPTES[Role.PTP])
    siens = Referencement.objects.modifiables_par(ptp)
    demandes = siens.filter(demande__isnull=False)
    recue = demandes.a_accueillir().get(accuse_le__isnull=True)
    assert recue.nouvelles_non_lues
    assert candidates(recue.territoire, ptp, telephone=recue.demande.telephone, le=AUJOURDHUI)
    assert demandes.a_accueillir().filter(accuse_le__isnull=False).exists()
    assert demandes.filter(etat=Etat.ACCEPTEE, famille__isnull=False).exists()
    envoyes = siens.sortants().filter(divulgations__isnull=False)
    assert envoyes.filter(etat=Etat.ACCEPTEE, nouvelles_non_lues=True).count() == 1
    assert envoyes.a_relancer(AUJOURDHUI).exists()
    retires = envoyes.filter(divulgations__consentement__retrait__isnull=False)
    assert retires.count() == 1
    assert not envoyes.filter(date_mediation__lte=chiffres.FIN).exists()


def test_demo_ptp_finds_a_directory_to_keep_and_an_agreement_to_renew():
    ptp = Utilisateur.objects.get(email=COMPTES[Role.PTP])
    siens = Partenaire.objects.modifiables_par(ptp)
    (paire,) = paires_semblables(siens)
    assert paire.raisons == ["même téléphone", "noms semblables"]
    assert PropositionFiche.objects.modifiables_par(ptp).ouvertes().count() == 1
    capacites = OffreService.objects.filter(partenaire__in=siens).values_list("capacite", flat=True)
    assert set(capacites) == set(OffreService.Capacite.values)
    assert Consentement.objects.modifiables_par(ptp).expirant(AUJOURDHUI).count() == 1
    trous = TrouDeServices.objects.visibles_par(ptp)
    assert trous.annotate(n=Count("constats")).filter(n__gt=1).exists()
    assert (
        trous.exclude(statut=TrouDeServices.Statut.CONSTATE).filter(suivis__isnull=False).exists()
    )


def test_links_printed_open_the_side_of_the_partenaire(demonstration, client):
    chemins = re.findall(r"/p/\S+/", demonstration)
    assert len(chemins) == 2
    with time_machine.travel(AUJOURDHUI):
        pages = [client.get(chemin).content.decode() for chemin in chemins]
    assert all("Proximité" in page for page in pages)
    assert [LienPartenaire.objects.par_jeton(c.split("/")[2]).get().genre for c in chemins] == [
        "reponse",
        "permanent",
    ]


def test_living_territoires_are_seven():
    vivants = Territoire.objects.filter(interventions__date__gt=chiffres.FIN).distinct()
    assert vivants.count() == TERRITOIRES_VIVANTS


def test_demo_accounts_open_with_the_password_printed(demonstration, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    ouverts = [*COMPTES.values(), EVALUATION]
    for email in ouverts:
        assert email in demonstration
        utilisateur = Utilisateur.objects.get(email=email)
        assert check_password(MOT_DE_PASSE, utilisateur.password)
        validate_password(MOT_DE_PASSE, utilisateur)
    assert MOT_DE_PASSE in demonstration
    autres = Utilisateur.objects.exclude(email__in=ouverts)
    assert not any(utilisateur.has_usable_password() for utilisateur in autres)


def test_addresses_are_all_of_the_reserved_domain():
    assert not Utilisateur.objects.exclude(email__endswith="@exemple.test").exists()


def test_running_it_again_changes_nothing():
    TerritoireFactory()  # added since: it is still the demonstration
    avant = Famille.objects.count()
    assert "déjà en place" in lancer()
    assert Famille.objects.count() == avant


def test_another_run_in_another_process_makes_the_same_rows(ailleurs):
    sortie, erreurs = ailleurs.communicate()
    assert ailleurs.returncode == 0, erreurs
    assert sortie.strip() == empreinte()


def test_the_pilot_is_published_in_a_synthesis_that_gives_its_figures():
    """Through the publishing path itself, audit included."""
    pilote = a_publier()[-1]
    for periode in pilote:
        versions = VersionRapport.objects.acceptees().filter(rapport__periode=periode)
        publication(
            periodes=((periode.libelle, periode.debut, periode.fin),),
            decoupages=(),
            audit=canonique({**AUDIT, "versions": list(versions.values_list("pk", flat=True))}),
        )
    publie = Publie(
        publier(pilote, par=Utilisateur.objects.get(email=COMPTES[Role.COMITE_PILOTAGE]))
    )
    for identifiant, (numerateur, denominateur) in PUBLIES.items():
        resultat = publie.reseau[identifiant]
        assert (resultat.numerateur, resultat.denominateur) == (numerateur, denominateur)
    assert publie.somme["I-01"].numerateur > 5305
    assert publie.contenu["couverture"]["recus"] == 50
