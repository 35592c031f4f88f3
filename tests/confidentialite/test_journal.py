"""SECURITE check 9: nobody changes a line, every altered byte is found, what is served is there."""

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from confidentialite.chaine import ruptures, tete
from confidentialite.models import Consultation
from confidentialite.models.consultation import ConsultationQuerySet
from familles.models import Famille
from referencements.models import LienPartenaire
from tests.comptes.factories import AffectationFactory
from tests.familles.factories import FamilleFactory
from tests.referencements.accords import envoye

pytestmark = [pytest.mark.django_db, pytest.mark.securite(9)]
Geste = Consultation.Geste
COLONNES = ["numero", "le", "titre", "geste", "page", "statut", "adresse", "famille", "autres"]


@pytest.fixture
def famille(territoire, ptp):
    return FamilleFactory(territoire=territoire, saisie_par=ptp)


@pytest.fixture
def fiche(famille):
    return reverse("familles:fiche", args=[famille.code])


def test_a_fiche_served_has_its_line(client_de, ptp, famille, fiche):
    client_de(ptp).get(fiche, REMOTE_ADDR="203.0.113.9")
    ligne = Consultation.objects.get()
    assert (ligne.utilisateur, ligne.famille, ligne.geste) == (ptp, famille.pk, Geste.LECTURE)
    assert (ligne.page, ligne.statut, ligne.adresse) == ("familles:fiche", 200, "203.0.113.9")
    assert ligne.titre == "Personne travailleuse de proximité"


def test_lines_shown_among_others_are_there_too(client_de, ptp, territoire):
    familles = FamilleFactory.create_batch(12, territoire=territoire, saisie_par=ptp)
    client_de(ptp).get(reverse("familles:liste") + "?filtre=toutes")
    ligne = Consultation.objects.get()
    assert ligne.famille is None
    assert ligne.autres_ids == sorted(f.pk for f in familles)
    for famille in familles:
        assert Consultation.objects.de_la_famille(famille).get() == ligne
    ailleurs = Famille(pk=int(str(familles[0].pk)[0] + "0" * 6))
    assert not Consultation.objects.de_la_famille(ailleurs).exists()


def test_what_was_done_is_said(client_de, ptp, famille, fiche):
    client = client_de(ptp)
    client.post(reverse("familles:liste"), {"recherche": famille.alias})
    client.get(reverse("familles:copie", args=[famille.code]))
    ajouter = reverse("familles:promesse_ajouter", args=[famille.code])
    client.post(ajouter, {})
    client.post(ajouter, {"cle": uuid4(), "texte": "Rappeler", "echeance": timezone.localdate()})
    gestes = list(Consultation.objects.order_by("numero").values_list("geste", flat=True))
    assert gestes == [Geste.RECHERCHE, Geste.IMPRESSION, Geste.LECTURE, Geste.ECRITURE]


def test_a_role_held_twice_is_said_once(client_de, ptp, famille, fiche, autre_territoire):
    AffectationFactory(utilisateur=ptp, territoire=autre_territoire, role="ptp")
    client_de(ptp).get(fiche)
    assert Consultation.objects.first().titre == "Personne travailleuse de proximité"


def test_a_refusal_is_there_and_names_nobody(client_de, inconnue, famille, fiche):
    assert client_de(inconnue).get(fiche).status_code == 404
    ligne = Consultation.objects.get()
    assert (ligne.geste, ligne.statut, ligne.utilisateur) == (Geste.REFUS, 404, inconnue)
    assert ligne.autres == ""
    assert ligne.famille is None


def test_a_row_of_elsewhere_named_in_a_form_is_a_refusal(client_de, inconnue, famille):
    adresse = reverse("familles:intervention_consigner")
    sienne = FamilleFactory(saisie_par=inconnue, territoire=inconnue.affectations.get().territoire)
    for code in (famille.code, sienne.code):
        reponse = client_de(inconnue).post(adresse, {"cle": uuid4(), "famille": code})
        assert reponse.status_code == 422
    lignes = Consultation.objects.order_by("numero").values_list("geste", "statut", "autres")
    assert [ligne for ligne in lignes if ligne[0] == Geste.REFUS] == [(Geste.REFUS, 422, "")]
    assert not Consultation.objects.de_la_famille(famille).exists()


def test_a_page_refused_by_role_is_a_refusal(client_de, ptp, client):
    registre = reverse("confidentialite:demandes_export")
    assert client_de(ptp).get(registre).status_code == 404
    client.get(registre)
    ligne = Consultation.objects.get()
    assert (ligne.geste, ligne.page, ligne.utilisateur) == (
        Geste.REFUS,
        "confidentialite:demandes_export",
        ptp,
    )


def test_a_closed_link_is_a_refusal_that_its_famille_may_know(client, famille, ptp):
    _, divulgation = envoye(famille, par=ptp, le=timezone.localdate())
    lien, jeton = LienPartenaire.pour_repondre(divulgation)
    lien.fermer()
    assert client.get(reverse("portail:lien", args=[jeton])).status_code == 410
    ligne = Consultation.objects.de_la_famille(famille).get()
    assert (ligne.geste, ligne.statut) == (Geste.REFUS, 410)
    assert ligne.titre.startswith(f"Par le lien nº\u00a0{lien.pk} de ")
    assert client.get(reverse("portail:lien", args=["jamais"])).status_code == 404
    assert Consultation.objects.count() == 1


def test_a_page_without_anyone_leaves_no_line(client_de, ptp):
    client_de(ptp).get(reverse("aide", args=["ptp"]))
    client_de(ptp).get(reverse("activites:demarchage_consigner"))
    assert not Consultation.objects.exists()


def test_nothing_is_served_where_the_line_cannot_be_written(
    client_de, ptp, famille, fiche, monkeypatch
):
    def en_panne(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(Consultation, "save", en_panne)
    reponse = client_de(ptp).get(fiche)
    assert reponse.status_code == 503
    assert famille.alias not in reponse.content.decode()
    assert "Rien n’est affiché" in reponse.content.decode()


@pytest.mark.parametrize("colonne", COLONNES)
def test_nobody_changes_a_line(client_de, ptp, fiche, colonne):
    client_de(ptp).get(fiche)
    valeur = getattr(Consultation.objects.get(), colonne)
    with pytest.raises(DatabaseError), transaction.atomic():
        Consultation.objects.update(**{colonne: valeur})
    with pytest.raises(DatabaseError), transaction.atomic():
        Consultation.objects.get().save()
    with pytest.raises(DatabaseError), transaction.atomic():
        Consultation.objects.bulk_update([Consultation.objects.get()], [colonne])


def test_nobody_deletes_a_line(client_de, ptp, fiche):
    client_de(ptp).get(fiche)
    for efface in (Consultation.objects.all().delete, Consultation.objects.get().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            efface()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("DELETE FROM confidentialite_consultation")
    assert Consultation.objects.count() == 1


def _sans_declencheur():
    """What someone who owns the database can do, and what the seals are for."""
    if connection.vendor == "sqlite":
        return [
            "DROP TRIGGER confidentialite_consultation_modification",
            "DROP TRIGGER confidentialite_consultation_destruction",
        ]
    return [
        "SET CONSTRAINTS ALL IMMEDIATE",
        "ALTER TABLE confidentialite_consultation DISABLE TRIGGER USER",
    ]


@pytest.fixture
def dix_lignes(client_de, ptp, fiche):
    client = client_de(ptp)
    for _ in range(10):
        client.get(fiche)
    assert list(ruptures(tete())) == []
    with connection.cursor() as curseur:
        for ordre in _sans_declencheur():
            curseur.execute(ordre)
    return ConsultationQuerySet(Consultation)


@pytest.mark.parametrize(
    "change",
    [
        {"titre": "Comité de suivi"},
        {"geste": "export"},
        {"page": "familles:fichf"},
        {"statut": 201},
        {"adresse": "203.0.113.77"},
        {"famille": None},
        {"autres": " 1 "},
        {"utilisateur": None},
        {"empreinte": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_altered_value_is_found(dix_lignes, change):
    dix_lignes.filter(numero=4).update(**change)
    assert any("ligne 4" in rupture for rupture in ruptures())


def test_a_moved_hour_is_found(dix_lignes):
    ligne = dix_lignes.get(numero=4)
    dix_lignes.filter(numero=4).update(le=ligne.le.replace(microsecond=ligne.le.microsecond ^ 1))
    assert any("ligne 4" in rupture for rupture in ruptures())


def test_a_line_taken_away_is_found(dix_lignes):
    dix_lignes.filter(numero=4)._raw_delete("default")
    assert any("entre 3 et 5" in rupture for rupture in ruptures())


def test_an_end_cut_off_is_found_with_the_head_noted_before(dix_lignes):
    notee = tete()
    dix_lignes.filter(numero__gt=8)._raw_delete("default")
    assert list(ruptures()) == []
    with pytest.raises(CommandError, match="10, n’y est plus"):
        call_command("verifier_journal", tete=notee)


def test_lines_sealed_by_a_former_key_still_hold(dix_lignes, settings):
    settings.CLES_MAITRESSES = [
        "bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXcgbmV3IG5ldyE=",
        *settings.CLES_MAITRESSES,
    ]
    Consultation.inscrire(geste=Geste.LECTURE, page="familles:fiche", statut=200)
    assert list(ruptures()) == []
    settings.CLES_MAITRESSES = settings.CLES_MAITRESSES[:1]
    assert any("ligne 1 " in rupture for rupture in ruptures())


@pytest.mark.django_db(transaction=True)
def test_lines_written_at_once_make_one_chain(en_parallele, famille):
    def ecrire():
        Consultation.inscrire(
            geste=Geste.LECTURE, page="familles:fiche", statut=200, famille=famille.pk
        )
        return list(Consultation.objects.values_list("numero", flat=True))

    assert max(map(len, en_parallele(ecrire, fois=24))) == 24


def test_the_command_says_that_the_journal_is_whole(client_de, ptp, fiche, capsys):
    client_de(ptp).get(fiche)
    call_command("verifier_journal")
    assert f"Journal intact. Tête\u00a0: {tete()}" in capsys.readouterr().out
