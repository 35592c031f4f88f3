"""Each kind of thing ends when its time comes, and not before; the command shows first."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comptes.models import MemoireCommune, Session
from confidentialite.conservation import echeances
from confidentialite.dossiers import annees_avant
from confidentialite.models import (
    AvisRectification,
    Demande,
    Destruction,
    Incident,
    Suspension,
    VersionIncident,
)
from courriels.models import Courriel
from familles.models import CleFamille, Famille
from proximite.conservation import CLASSES
from referencements.models import DemandeEntrante
from tests.confidentialite.factories import DemandeFactory, IncidentFactory
from tests.familles.factories import AdulteFactory, FamilleFactory
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.factories import referencement_entrant
from tests.territoires.factories import TerritoireFactory

pytestmark = pytest.mark.django_db
FERMEE = date(2024, 3, 1)


@pytest.fixture
def famille(territoire, ptp):
    """Accompanied, then closed on the day she was jointe."""
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, date_jointe=FERMEE)
    accompagnement = famille.commencer_accompagnement(par=ptp, le=FERMEE)
    accompagnement.terminer(motif="besoins_repondus", le=FERMEE)
    famille.refresh_from_db()
    return famille


def _appliquer(*options, le: date) -> str:
    sortie = StringIO()
    with time_machine.travel(timezone.make_aware(timezone.datetime(le.year, le.month, le.day, 12))):
        call_command("appliquer_conservation", *options, stdout=sortie)
    return sortie.getvalue()


def _est_anonyme(famille) -> bool:
    return bool(Famille.toutes.get(pk=famille.pk).anonyme_le)


def test_a_closed_dossier_ends_after_five_years_and_not_a_day_before(famille):
    _appliquer("--executer", le=date(2029, 2, 28))
    assert not _est_anonyme(famille)
    _appliquer("--executer", le=date(2029, 3, 1))
    assert _est_anonyme(famille)
    assert Destruction.objects.get().motif == "echeance"


def test_without_executer_it_only_counts(famille):
    texte = _appliquer(le=date(2030, 1, 1))
    assert "       1  5 ans" in texte
    assert "relancez avec --executer" in texte
    assert not _est_anonyme(famille)


def test_a_second_run_finds_nothing_left(famille):
    assert "Fait\u00a0: 1." in _appliquer("--executer", le=date(2030, 1, 1))
    assert "Fait\u00a0: 0." in _appliquer("--executer", le=date(2030, 1, 1))


def test_what_a_run_interrupted_did_stays_done(territoire, ptp, monkeypatch):
    familles = FamilleFactory.create_batch(3, territoire=territoire, saisie_par=ptp)
    from confidentialite import conservation

    faite = conservation.rendre_anonyme
    reste = [1]

    def une_seule(famille, **options):
        if not reste:
            raise KeyboardInterrupt
        reste.pop()
        return faite(famille, **options)

    monkeypatch.setattr(conservation, "rendre_anonyme", une_seule)
    with pytest.raises(KeyboardInterrupt):
        _appliquer("--executer", le=date(2030, 1, 1))
    assert sum(map(_est_anonyme, familles)) == 1
    monkeypatch.undo()
    assert "Fait\u00a0: 2." in _appliquer("--executer", le=date(2030, 1, 1))


def test_what_came_to_nothing_ends_after_a_year(territoire, ptp):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp, date_jointe=FERMEE)
    _appliquer("--executer", le=date(2025, 2, 28))
    assert not _est_anonyme(famille)
    _appliquer("--executer", le=date(2025, 3, 1))
    assert Destruction.objects.get().classe == "dossier_sans_suite"


def test_who_is_accompanied_and_what_is_held_stay(famille, ptp, gestionnaire, territoire):
    autre = FamilleFactory(territoire=territoire, saisie_par=ptp, date_jointe=FERMEE)
    autre.commencer_accompagnement(par=ptp, le=FERMEE)
    Suspension(famille=famille, motif="Une plainte", saisie_par=gestionnaire).poser()
    _appliquer("--executer", le=date(2035, 1, 1))
    assert not _est_anonyme(famille)
    assert not _est_anonyme(autre)


RECUE = date(2024, 3, 4)
DELAI = date(2024, 4, 4)


@pytest.fixture
def entrante(territoire, ptp):
    """Written by a partenaire, of a famille whom nobody opened here."""
    recu = referencement_entrant(territoire, par=ptp, le=RECUE)
    recu.note = "NOTE-SUR-ELLE"
    recu.save()
    return DemandeEntrante.objects.create(
        referencement=recu,
        prenom="Fictive",
        telephone="+14505550101",
        mot="MOT-DU-PARTENAIRE",
        referent="Une intervenante",
        famille_d_accord=True,
    )


def _cles_de_personne() -> int:
    return CleFamille.objects.filter(famille=None).count()


def test_what_a_partenaire_wrote_of_a_famille_refused_ends_with_its_keys(entrante, ptp):
    entrante.referencement.refuser(
        par=ptp, le=RECUE, motif="complet", mot_au_partenaire="MOT-DE-REFUS"
    )
    assert _cles_de_personne() == 3
    assert "Fait\u00a0: 0." in _appliquer("--executer", le=date(2024, 4, 3))
    assert "relancez" in _appliquer(le=DELAI)
    assert DemandeEntrante.objects.exists()
    _appliquer("--executer", le=DELAI)
    assert _cles_de_personne() == 0
    assert not DemandeEntrante.objects.exists()
    entrante.referencement.refresh_from_db()
    assert (entrante.referencement.note, entrante.referencement.etat) == ("", "refusee_partenaire")
    lots = dict(Destruction.objects.values_list("classe", "nombre"))
    assert lots == {"demande_entrante": 1, "cle": 3}
    assert "Fait\u00a0: 0." in _appliquer("--executer", le=DELAI)


def test_a_demande_that_nobody_answered_ends_after_a_year(entrante):
    _appliquer("--executer", le=date(2025, 3, 4))
    assert DemandeEntrante.objects.exists()
    _appliquer("--executer", le=date(2025, 3, 5))
    assert not DemandeEntrante.objects.exists()
    assert _cles_de_personne() == 0


def test_one_that_a_ptp_took_up_stays_readable(entrante, ptp, territoire):
    famille = Famille(territoire=territoire, alias="Fictive", saisie_par=ptp, date_jointe=RECUE)
    entrante.referencement.prendre_en_charge(famille, par=ptp, le=RECUE)
    _appliquer("--executer", le=date(2025, 3, 3))
    assert DemandeEntrante.objects.get().mot == "MOT-DU-PARTENAIRE"
    assert CleFamille.objects.filter(famille=famille.pk).exists()


def test_a_key_left_behind_ends_and_one_that_still_opens_something_stays(entrante):
    with transaction.atomic():
        CleFamille.d_attente()
    _appliquer("--executer", le=RECUE)
    assert dict(Destruction.objects.values_list("classe", "nombre")) == {"cle": 1}
    assert DemandeEntrante.objects.get().mot == "MOT-DU-PARTENAIRE"


def test_a_demande_ends_five_years_after_its_answer_with_what_was_told(famille, ptp, gestionnaire):
    adulte = AdulteFactory(famille=famille)
    repondue = {"repondue_le": FERMEE, "issue": "acceptee", "moyen": "En main propre"}
    finie = DemandeFactory(adulte=adulte, recue_le=FERMEE, genre="rectification", **repondue)
    AvisRectification.objects.create(demande=finie, partenaire=PartenaireFactory(), par=ptp)
    sans_reponse = DemandeFactory(adulte=adulte, recue_le=FERMEE)
    _appliquer("--executer", le=date(2029, 2, 28))
    assert Demande.objects.count() == 2
    suspension = Suspension(famille=famille, motif="Une plainte", saisie_par=gestionnaire)
    suspension.poser()
    _appliquer("--executer", le=date(2029, 3, 2))
    assert Demande.objects.count() == 2
    suspension.lever(par=gestionnaire)
    _appliquer(le=date(2029, 3, 2))
    assert Demande.objects.count() == 2
    _appliquer("--executer", le=date(2029, 3, 2))
    assert Demande.objects.get() == sans_reponse
    assert not AvisRectification.objects.exists()
    assert Destruction.objects.get(classe="demande").nombre == 1


CINQ_ANS = annees_avant(timezone.localdate(), 5)


def _incident(territoire, ptp, connu_le=CINQ_ANS, **champs):
    incident = IncidentFactory.build(
        organisme=territoire.organisme,
        saisie_par=ptp,
        survenu_le=connu_le,
        connu_le=connu_le,
        **champs,
    )
    incident.inscrire(par=ptp)
    return incident


def test_an_incident_ends_five_years_after_it_was_known_with_what_it_said(territoire, ptp):
    fini = _incident(territoire, ptp)
    fini.version, fini.mesures = 2, "Sac retrouvé"
    fini.inscrire(par=ptp)
    garde = _incident(territoire, ptp, connu_le=CINQ_ANS + timedelta(days=1))
    texte = _appliquer(le=timezone.localdate())
    assert "       1  5 ans                                 incidents" in texte
    assert Incident.objects.count() == 2
    assert "Fait\u00a0: 1." in _appliquer("--executer", le=timezone.localdate())
    assert Incident.objects.get() == garde
    assert VersionIncident.objects.get().incident == garde
    ligne = Destruction.objects.get()
    assert (ligne.classe, ligne.nombre, ligne.motif) == ("incident", 1, "echeance")
    assert "Fait\u00a0: 0." in _appliquer("--executer", le=timezone.localdate())


def test_an_incident_whose_notices_are_still_to_give_is_late_not_over(territoire, ptp):
    tard = _incident(territoire, ptp, gravite="oui", avis_cai_le=CINQ_ANS)
    _appliquer("--executer", le=timezone.localdate())
    assert Incident.objects.get() == tard
    tard.avis_personnes_le, tard.version = timezone.localdate(), 2
    tard.full_clean()
    tard.inscrire(par=ptp)
    _appliquer("--executer", le=timezone.localdate())
    assert not Incident.objects.exists()


def test_the_gestionnaire_reads_what_ended_in_her_registers(
    client_de, gestionnaire, famille, territoire, ptp
):
    repondue = {"repondue_le": FERMEE, "issue": "acceptee", "moyen": "En main propre"}
    DemandeFactory(adulte=AdulteFactory(famille=famille), recue_le=FERMEE, **repondue)
    for _ in range(2):
        _incident(territoire, ptp)
    _incident(TerritoireFactory(), ptp)
    _appliquer("--executer", le=date(2029, 3, 1))
    page = client_de(gestionnaire).get(reverse("confidentialite:destructions")).content.decode()
    assert "incidents de confidentialité (2)" in page
    assert "demandes de personnes, avec leurs réponses (1)" in page
    assert Destruction.objects.filter(classe="incident").count() == 2


def test_what_is_kept_without_limit_says_so():
    sans_limite = {c.code for c in CLASSES.values() if "sans limite" in c.duree}
    assert sans_limite == {"registre", "journal"}
    assert not any(CLASSES[code].finir for code in sans_limite)


def test_messages_and_sessions_end_in_their_time():
    maintenant = timezone.now()
    Courriel.deposer(genre="x", destinataire="a@exemple.test", cle="a", concerne="a", donnees={})
    Courriel.deposer(genre="x", destinataire="b@exemple.test", cle="b", concerne="b", donnees={})
    Courriel.objects.filter(cle="a").update(envoye_le=maintenant - timedelta(days=731))
    MemoireCommune.objects.create(
        cache_key="essai", value="", expires=maintenant - timedelta(days=1)
    )
    Session.objects.create(session_key="s", expire_date=maintenant - timedelta(days=1))
    call_command("appliquer_conservation", executer=True, stdout=StringIO())
    assert list(Courriel.objects.values_list("cle", flat=True)) == ["b"]
    assert not Session.objects.exists()
    assert not MemoireCommune.objects.exists()
    lots = dict(Destruction.objects.values_list("classe", "nombre"))
    assert lots == {"courriel": 1, "session": 1, "essai": 1}


def test_each_class_is_declared_once_with_its_words():
    assert {code: classe.code for code, classe in CLASSES.items()} == {c: c for c in CLASSES}
    assert all(c.duree and c.depuis and c.source and c.libelle for c in CLASSES.values())
    assert len(echeances(timezone.now())) == len(CLASSES)


# --- Pages -----------------------------------------------------------------------------------


def test_the_page_says_what_ends_within_three_months(client_de, gestionnaire, famille):
    client = client_de(gestionnaire)
    adresse = reverse("confidentialite:echeances")
    with time_machine.travel(date(2028, 11, 1)):
        assert famille.code_affiche not in client_de(gestionnaire).get(adresse).content.decode()
    with time_machine.travel(date(2029, 1, 1)):
        page = client_de(gestionnaire).get(adresse).content.decode()
    assert famille.code_affiche in page
    assert "Suspendre" in page
    assert client.get(adresse).status_code == 200


def test_what_is_late_comes_first_and_says_since_when(client_de, gestionnaire, famille):
    due = FamilleFactory(territoire=famille.territoire, date_jointe=date(2028, 3, 1))
    with time_machine.travel(datetime(2029, 3, 1, 12, tzinfo=UTC)):
        contexte = client_de(gestionnaire).get(reverse("confidentialite:echeances")).context
        assert not contexte["en_retard"]  # the nightly run is still to come
    with time_machine.travel(datetime(2029, 3, 2, 12, tzinfo=UTC)):
        reponse = client_de(gestionnaire).get(reverse("confidentialite:echeances"))
    assert {dossier.famille for dossier in reponse.context["en_retard"]} == {famille, due}
    assert "depuis le 1er\u00a0mars 2029" in reponse.content.decode()
    assert not reponse.context["dossiers"]


def test_what_is_held_is_not_late(client_de, gestionnaire, famille):
    Suspension.objects.create(famille=famille, motif="Une plainte", saisie_par=gestionnaire)
    with time_machine.travel(datetime(2029, 3, 2, 12, tzinfo=UTC)):
        contexte = client_de(gestionnaire).get(reverse("confidentialite:echeances")).context
    assert not contexte["en_retard"]
    assert [dossier.famille for dossier in contexte["dossiers"]] == [famille]


def test_a_dossier_is_held_then_let_go(client_de, gestionnaire, famille):
    client = client_de(gestionnaire)
    adresse = reverse("confidentialite:suspendre", args=[famille.code])
    cle = client.get(adresse).context["form"]["cle"].value()
    client.post(adresse, {"cle": cle, "motif": "Une plainte"})
    suspension = Suspension.objects.get()
    assert "Une plainte" in client.get(reverse("confidentialite:echeances")).content.decode()
    client.post(reverse("confidentialite:suspension_lever", args=[suspension.pk]))
    suspension.refresh_from_db()
    assert suspension.levee_par == gestionnaire


def test_a_person_has_her_dossier_forgotten(client_de, gestionnaire, famille):
    demande = DemandeFactory(adulte=AdulteFactory(famille=famille), genre="effacement")
    client = client_de(gestionnaire)
    adresse = reverse("confidentialite:demande_effacer", args=[demande.pk])
    assert "Personne ne peut revenir" in client.get(adresse).content.decode()
    client.post(adresse)
    assert _est_anonyme(famille)
    assert Destruction.objects.get().par == gestionnaire
    page = client.get(reverse("confidentialite:demande", args=[demande.pk]))
    assert "rendu anonyme le" in page.content.decode()
    assert client.get(adresse).status_code == 404


def test_she_is_not_forgotten_while_accompanied(client_de, gestionnaire, territoire, ptp):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    famille.commencer_accompagnement(par=ptp, le=timezone.localdate())
    demande = DemandeFactory(adulte=AdulteFactory(famille=famille), genre="effacement")
    adresse = reverse("confidentialite:demande_effacer", args=[demande.pk])
    reponse = client_de(gestionnaire).post(adresse)
    assert reponse.status_code == 422
    assert "encore accompagnée" in reponse.content.decode()
    assert Demande.objects.get().famille.anonyme_le is None


def test_echeances_cost_the_same_for_one_and_twenty(client_de, gestionnaire, territoire, ptp):
    client, couts = client_de(gestionnaire), []
    for nombre in (1, 19):
        for famille in FamilleFactory.create_batch(nombre, territoire=territoire, saisie_par=ptp):
            Suspension(famille=famille, motif="x", saisie_par=gestionnaire).poser()
        with CaptureQueriesContext(connection) as requetes:
            client.get(reverse("confidentialite:echeances"))
        couts.append(len(requetes))
    assert couts[0] == couts[1]
