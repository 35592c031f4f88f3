"""The end of a dossier: nothing names anyone, every figure stays, a restore forgets again."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import call_command
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from confidentialite import tombes
from confidentialite.destruction import Motif, rendre_anonyme
from confidentialite.effacement import DETRUITES, PAR_ENFANT, RESTENT
from confidentialite.enfants import naissance_floue
from confidentialite.models import Consultation, Destruction, Suspension
from courriels.models import Courriel
from familles.models import Enfant, Famille, Intervention
from familles.models.personnes import age_revolu
from proximite.depart import refuser_de_servir
from rapports.ensemble import chiffrer
from rapports.gel import canonique, figer
from rapports.models import VersionRapport
from referencements.models import Referencement
from tests.familles.factories import (
    AdulteFactory,
    EnfantFactory,
    FamilleFactory,
)
from tests.gardes.conftest import Registre as RegistreDesGardes
from tests.gardes.conftest import remplir
from tests.rapports.registres import DEBUT, FIN, OBSERVE_AU, Registre

pytestmark = pytest.mark.django_db
MARQUE = "MARQUE-SECRETE"
# « moyen » and « motif_refus »: the register says how the organisme answered, and why it refused.
GARDES = {"empreinte", "code", "moyen", "motif_refus"}


@pytest.fixture
def ici(territoire, ptp):
    registre = remplir(RegistreDesGardes(MARQUE, territoire, ptp))
    registre.famille.refresh_from_db()
    registre.suspension.lever(par=ptp)
    return registre


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp)


def _terminer(famille):
    famille.accompagnements.update(date_fin=timezone.localdate(), motif_fin="autre")
    famille.actualiser_compteurs()


def _finir(famille, **options):
    _terminer(famille)
    return rendre_anonyme(famille, **{"motif": Motif.ECHEANCE} | options)


def _tout(famille) -> str:
    """Every cell of every table of a famille; what is sealed is read where it still opens."""
    cellules = []
    chemins = [(modele, chemin) for modele, chemin in DETRUITES]
    chemins += [(reste.modele, reste.chemin) for reste in RESTENT]
    for modele, chemin in chemins:
        for ligne in modele._base_manager.filter(**{chemin: famille.pk}):
            cellules += [str(getattr(ligne, c.attname)) for c in modele._meta.concrete_fields]
    return "\n".join(cellules)


def _dit_de_la_famille(modele: type[models.Model]) -> bool:
    """Whether a row belongs to a famille, by a foreign key of its own or of what it belongs to."""
    vus, autour = set(), [modele]
    while autour:
        courant = autour.pop()
        if courant is Famille:
            return True
        vus.add(courant)
        liens = [c for c in courant._meta.concrete_fields if isinstance(c, models.ForeignKey)]
        siens = [lien.related_model for lien in liens if not lien.null or courant is modele]
        autour += [suivant for suivant in siens if suivant not in vus]
    return False


def test_every_table_of_a_famille_says_how_it_ends():
    dits = {modele for modele, _ in DETRUITES} | {reste.modele for reste in RESTENT}
    dits |= set(PAR_ENFANT)
    de_la_famille = {
        modele
        for modele in apps.get_models()
        if _dit_de_la_famille(modele) and modele._meta.app_label != "admin"
    }
    assert {m._meta.label for m in de_la_famille - dits} == set()


def test_every_text_of_what_stays_is_emptied():
    oublies = []
    for reste in RESTENT:
        for champ in reste.modele._meta.concrete_fields:
            libre = isinstance(champ, models.CharField | models.TextField | models.JSONField)
            if libre and not champ.choices and champ.name not in {*reste.vides, *GARDES}:
                oublies.append(f"{reste.modele._meta.label}.{champ.name}")
    assert oublies == []


def test_nothing_that_was_written_of_her_is_left(ici):
    assert MARQUE in _tout(ici.famille)
    assert _finir(ici.famille)
    reste = _tout(ici.famille)
    assert MARQUE not in reste
    ici.famille.refresh_from_db()
    assert ici.famille.anonyme_le == timezone.localdate()
    absorbee = Famille.toutes.get(fusionnee_dans=ici.famille)
    assert MARQUE not in str(absorbee.__dict__)
    enfant = Enfant.objects.get(pk=ici.enfant.pk)
    assert enfant.naissance.year == 2021
    assert enfant.precision != "jour"


def test_she_is_nowhere_any_more_for_anyone(ici, client_de, ptp, gestionnaire):
    _finir(ici.famille)
    for personne in (ptp, gestionnaire):
        client = client_de(personne)
        for nom in ("fiche", "copie", "plan", "evaluations"):
            assert (
                client.get(reverse(f"familles:{nom}", args=[ici.famille.code])).status_code == 404
            )
        assert (
            ici.famille.code_affiche not in client.get("/familles/?filtre=toutes").content.decode()
        )
        assert not Intervention.objects.visibles_par(personne).filter(famille=ici.famille).exists()
        assert not Referencement.objects.visibles_par(personne).filter(famille=ici.famille).exists()
    adresse = reverse("referencements:fiche", args=[ici.referencement.pk])
    assert client_de(ptp).get(adresse).status_code == 404


def test_the_journal_and_what_is_frozen_stay(ici, client_de, ptp, gestionnaire):
    client_de(ptp).get(reverse("familles:fiche", args=[ici.famille.code]))
    lignes, versions = Consultation.objects.count(), list(VersionRapport.objects.values())
    _finir(ici.famille)
    assert Consultation.objects.count() == lignes
    assert list(VersionRapport.objects.values()) == versions
    page = client_de(gestionnaire).get(reverse("confidentialite:acces")).content.decode()
    assert "Dossier détruit" in page


def test_twice_is_once(ici):
    assert _finir(ici.famille)
    assert not rendre_anonyme(ici.famille, motif=Motif.ECHEANCE)
    assert Destruction.objects.filter(famille=ici.famille.pk).count() == 1


def test_who_is_accompanied_is_not_forgotten(famille, ptp):
    famille.commencer_accompagnement(par=ptp, le=timezone.localdate())
    with pytest.raises(ValidationError, match="encore accompagnée"):
        rendre_anonyme(famille, motif=Motif.ECHEANCE)


def test_a_suspension_holds_until_it_is_lifted(famille, gestionnaire):
    suspension = Suspension(famille=famille, motif="Une plainte", saisie_par=gestionnaire)
    suspension.poser()
    with pytest.raises(ValidationError, match="suspendue"):
        rendre_anonyme(famille, motif=Motif.DEMANDE)
    suspension.lever(par=gestionnaire)
    assert rendre_anonyme(famille, motif=Motif.DEMANDE)


def test_a_child_with_another_home_goes_on_there(territoire, ptp, famille):
    autre = FamilleFactory(territoire=territoire, saisie_par=ptp)
    enfant = EnfantFactory(famille=famille, autre_famille=autre, saisie_par=ptp)
    enfant.identite = apps.get_model("familles", "IdentiteEnfant").objects.create(
        enfant=enfant, prenom="Léo-Fictif"
    )
    _finir(famille)
    enfant = Enfant.objects.select_related("identite").get(pk=enfant.pk)
    assert (enfant.famille, enfant.autre_famille) == (autre, famille)
    assert enfant.identite.prenom == "Léo-Fictif"
    assert enfant.naissance == date(2022, 5, 10)
    _finir(autre)
    enfant = Enfant.objects.get(pk=enfant.pk)
    assert not hasattr(enfant, "identite")
    assert enfant.naissance == date(2022, 5, 15)


def test_messages_to_an_adult_go_with_her_address(famille):
    adulte = AdulteFactory(famille=famille)
    apps.get_model("familles", "IdentiteAdulte").objects.create(
        adulte=adulte, courriel="parent@exemple.test"
    )
    for rang, adresse in enumerate(["parent@exemple.test", "equipe@exemple.test"]):
        Courriel.deposer(genre="x", destinataire=adresse, cle=f"{rang}", concerne="x", donnees={})
    _finir(famille)
    assert [c.destinataire for c in Courriel.objects.all()] == ["equipe@exemple.test"]


@given(
    st.dates(date(2004, 1, 1), date(2025, 12, 31)), st.dates(date(2020, 1, 1), date(2025, 12, 31))
)
@settings(max_examples=60, deadline=None)
def test_a_blurred_birth_gives_the_same_ages_wherever_a_report_reads_them(naissance, jointe):
    floue = naissance_floue(naissance, [jointe])
    assert (floue.year, floue.month) == (naissance.year, naissance.month)
    assert age_revolu(floue, jointe) == age_revolu(naissance, jointe)
    for annee in range(naissance.year, naissance.year + 18):
        for mois in range(1, 13):
            premier = date(annee, mois, 1)
            for jour in (premier, premier - timedelta(days=1)):
                assert age_revolu(floue, jour) == age_revolu(naissance, jour)


EXEMPLES = settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


def _chiffres():
    rapports = chiffrer(DEBUT, FIN, observe_au=OBSERVE_AU, par="territoire")
    return {groupe: canonique(figer(rapport)) for groupe, rapport in rapports.items()}


@EXEMPLES
@given(data=st.data())
def test_every_figure_of_a_past_period_stays(db, data):
    with transaction.atomic():
        Registre().remplir(data)
        avant = _chiffres()
        familles = list(Famille.toutes.order_by("pk"))
        finies = [f for f in familles if data.draw(st.booleans())]
        for famille in finies:
            rendre_anonyme(famille, motif=Motif.REPRISE)
        assert _chiffres() == avant
        assert Famille.toutes.filter(anonyme_le__isnull=False).count() >= len(finies)
        transaction.set_rollback(True)


# --- Tombes ----------------------------------------------------------------------------------


def test_a_tombe_holds_a_code_and_a_day(famille, settings):
    _finir(famille)
    aujourdhui = timezone.localdate().isoformat()
    texte = Path(settings.TOMBES).read_text()
    assert texte.split() == [f"{famille.code};{aujourdhui};dossier_famille"]


def test_without_its_tombe_a_dossier_does_not_end(famille, settings):
    settings.TOMBES = "/nulle/part/tombes"
    with pytest.raises(FileNotFoundError), transaction.atomic():
        _finir(famille)
    famille.refresh_from_db()
    assert famille.anonyme_le is None


def test_half_a_line_is_no_tombe_and_spoils_none(famille, settings):
    Path(settings.TOMBES).write_text("ABCD")
    _finir(famille)
    assert [tombe.code for tombe in tombes.lire()] == [famille.code]


@pytest.mark.securite(11)
def test_a_base_restored_from_before_is_not_served_until_it_forgets_again(famille, capsys):
    refuser_de_servir()
    tombes.inscrire(tombes.Tombe(famille.code, timezone.localdate(), "dossier_famille"))
    with pytest.raises(ImproperlyConfigured, match="reappliquer_destructions"):
        refuser_de_servir()
    call_command("reappliquer_destructions")
    assert "anonymes\u00a0: 1." in capsys.readouterr().out
    famille.refresh_from_db()
    assert famille.anonyme_le
    assert Destruction.objects.get().motif == Motif.REPRISE
    refuser_de_servir()
    call_command("reappliquer_destructions")
    assert "anonymes\u00a0: 0." in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_two_who_end_the_same_dossier_end_it_once(en_parallele, ptp, territoire):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    faits = en_parallele(lambda: rendre_anonyme(famille, motif=Motif.ECHEANCE), fois=4)
    assert sorted(faits) == [False, False, False, True]
