"""The partenaire’s own page: its demandes, its exchanges, its services, its entry."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partenaires.models import OffreService, PropositionFiche
from referencements.models import LienPartenaire, Referencement
from referencements.models.etats import Etat
from referencements.portail.acces import SESSION
from referencements.portail.tableau import PAR_PAGE, echanges
from tests.familles.factories import FamilleFactory
from tests.partenaires.factories import OffreServiceFactory, PartenaireFactory
from tests.referencements.factories import geste, referencement_entrant, referencement_sortant

from .conftest import DE_LA_FAMILLE, expirer, recevoir
from .test_reponse import CHEMINS, POSSIBLES, VERS, amener, envoi

pytestmark = pytest.mark.django_db


@pytest.fixture
def maison(partenaire):
    partenaire.courriel = "maison@exemple.test"
    partenaire.save()
    return partenaire


@pytest.fixture
def ouvrir(territoire):
    """``ouvrir(maison)``: a browser with its session."""

    def faire(partenaire):
        lien, _ = LienPartenaire.pour_referer(partenaire, territoire, par=None)
        client = Client()
        session = client.session
        jusqu_a = timezone.now() + timedelta(minutes=30)
        session[SESSION] = {"lien": lien.pk, "jusqu_a": jusqu_a.timestamp()}
        session.save()
        return client

    return faire


@pytest.fixture
def sa_page(ouvrir, maison):
    return ouvrir(maison)


def lire(client, nom="espace", *args, **filtres):
    return client.get(reverse(f"portail:{nom}", args=args), filtres)


def repondre(client, referencement, nom, **autres):
    adresse = reverse("portail:geste_espace", args=[referencement.pk, nom])
    return client.post(adresse, envoi(nom, **autres))


@pytest.fixture
def recue(famille, maison, ptp):
    return recevoir(famille, par=ptp, partenaire=maison)


def test_it_lists_what_it_received_and_what_it_sent(sa_page, recue, maison, territoire, ptp):
    envoyee = referencement_entrant(territoire, par=ptp, partenaire=maison)
    contenu = lire(sa_page).content.decode()
    assert recue.referencement.numero in contenu
    assert envoyee.numero not in contenu
    contenu = lire(sa_page, vue="envoyees").content.decode()
    assert envoyee.numero in contenu
    assert not [mot for mot in DE_LA_FAMILLE if mot in contenu]


def test_it_lists_nothing_of_another(ouvrir, recue):
    autre = ouvrir(PartenaireFactory())
    assert recue.referencement.numero not in lire(autre).content.decode()
    assert lire(autre, "demande", recue.referencement.pk).status_code == 404
    assert repondre(autre, recue.referencement, "accepter").status_code == 404
    assert recue.etat == "mediation_faite"


@pytest.mark.parametrize("etat", CHEMINS)
@pytest.mark.parametrize("nom", POSSIBLES)
def test_every_answer_from_every_etat_as_by_the_link(sa_page, recue, ptp, nom, etat):
    amener(recue, etat, par=ptp)
    reponse = repondre(sa_page, recue.referencement, nom, constat="Un mot gardé")
    possible = etat in POSSIBLES[nom]
    assert reponse.status_code == (302 if possible else 409)
    assert recue.etat == (VERS.get(nom, etat) if possible else etat)
    page = lire(sa_page, "demande", recue.referencement.pk)
    assert page.status_code == 200
    noms_visibles = recue.referencement.etat in {Etat.ACCEPTEE, Etat.SERVICE_AMORCE}
    assert ("Soraya" in page.content.decode()) is noms_visibles


@pytest.mark.parametrize("fin", ["retrait", "lien_ferme", "accord_echu"])
def test_what_may_no_longer_be_read_is_not_there(sa_page, recue, ptp, fin, horloge, ouvrir, maison):
    if fin == "retrait":
        recue.lien.divulgation.consentement.retirer(par=ptp)
    elif fin == "lien_ferme":
        recue.lien.fermer()
    else:
        horloge.shift(86400 * 200)
        sa_page = ouvrir(maison)
    assert recue.referencement.numero not in lire(sa_page).content.decode()
    assert lire(sa_page, "demande", recue.referencement.pk).status_code == 404
    assert repondre(sa_page, recue.referencement, "accepter").status_code == 404
    assert recue.etat == "mediation_faite"


def test_once_its_latest_link_is_closed_an_older_one_shows_nothing(sa_page, recue):
    expirer(recue.lien)
    recent, _ = recue.lien.renouveler()
    assert lire(sa_page, "demande", recue.referencement.pk).status_code == 200
    recent.fermer()
    assert lire(sa_page, "demande", recue.referencement.pk).status_code == 404


def test_a_demande_only_talked_about_is_not_there(sa_page, famille, maison, ptp):
    discutee = referencement_sortant(famille, par=ptp, partenaire=maison)
    assert discutee.numero not in lire(sa_page).content.decode()
    assert lire(sa_page, "demande", discutee.pk).status_code == 404


def test_what_it_sent_is_answered_by_the_ptp_alone(sa_page, territoire, maison, ptp):
    envoyee = referencement_entrant(territoire, par=ptp, partenaire=maison)
    for nom in VERS:
        assert repondre(sa_page, envoyee, nom).status_code == 404
    assert repondre(sa_page, envoyee, "ecrire").status_code == 302
    envoyee.refresh_from_db()
    assert envoyee.etat == "mediation_faite"


# --- Give and take --------------------------------------------------------------------------------


def test_give_and_take_counts_the_last_twelve_months(maison, territoire, ptp):
    le, jour = date(2026, 3, 4), timedelta(days=1)
    autre = PartenaireFactory()

    def sortants(etat, fois, quand=le, vers=maison):
        for _ in range(fois):
            famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
            referencement_sortant(famille, par=ptp, partenaire=vers, etat=etat, le=quand)

    sortants(Etat.MEDIATION_FAITE, 2)
    sortants(Etat.LISTE_ATTENTE, 1)
    sortants(Etat.ACCEPTEE, 1)
    sortants(Etat.TERMINEE, 2, le - 364 * jour)
    sortants(Etat.REFUSEE_PARTENAIRE, 1)
    sortants(Etat.ACCEPTEE, 3, le - 366 * jour)
    sortants(Etat.ACCEPTEE, 1, vers=autre)
    sortants(Etat.CONSENTIE, 1)
    for n in range(3):
        entrant = referencement_entrant(territoire, par=ptp, partenaire=maison, le=le)
        if n == 0:
            famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
            entrant.prendre_en_charge(famille, par=ptp, le=le)
    assert echanges(maison, le) == {
        "recues": 7,
        "acceptees": 3,
        "en_attente": 3,
        "envoyees": 3,
        "accueillies": 1,
    }


# --- Services -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dit", "capacite", "semaines"),
    [
        ({"capacite": "disponible"}, "disponible", None),
        ({"capacite": "complet", "semaines": "8"}, "complet", None),
        ({"capacite": "liste_attente", "semaines": "8"}, "liste_attente", 8),
        ({"capacite": "liste_attente"}, "liste_attente", None),
    ],
)
def test_one_tap_says_whether_there_is_room(sa_page, maison, dit, capacite, semaines):
    offre = OffreServiceFactory(partenaire=maison, confirmee_le=date(2020, 1, 1))
    assert sa_page.post(reverse("portail:capacite", args=[offre.pk]), dit).status_code == 302
    offre.refresh_from_db()
    assert (offre.capacite, offre.attente_semaines) == (capacite, semaines)
    assert offre.confirmee_le == timezone.localdate()


def test_a_capacity_that_makes_no_sense_is_asked_again(sa_page, maison):
    offre = OffreServiceFactory(partenaire=maison)
    for dit in ({}, {"capacite": "inconnue"}, {"capacite": "liste_attente", "semaines": "9999"}):
        page = sa_page.post(reverse("portail:capacite", args=[offre.pk]), dit)
        assert page.status_code == 422
    assert OffreService.objects.get().capacite == "inconnue"


def test_the_services_of_another_are_not_there(sa_page):
    offre = OffreServiceFactory()
    adresse = reverse("portail:capacite", args=[offre.pk])
    assert sa_page.post(adresse, {"capacite": "complet"}).status_code == 404


# --- Entry ----------------------------------------------------------------------------------------


def fiche(maison, **autres):
    champs = {nom: str(getattr(maison, nom)) for nom in PropositionFiche.CHAMPS}
    return champs | {"mot": ""} | autres


def test_it_confirms_its_entry(sa_page, maison):
    type(maison).objects.update(confirme_le=date(2020, 1, 1))
    sa_page.post(reverse("portail:fiche"), {"exacte": "1"})
    maison.refresh_from_db()
    assert maison.confirme_le == timezone.localdate()


def test_it_proposes_a_correction_and_changes_nothing_itself(sa_page, maison):
    adresse = reverse("portail:fiche")
    envoi = fiche(maison, nom="Maison fictive", courriel="nouvelle@exemple.test")
    assert sa_page.post(adresse, envoi).status_code == 302
    maison.refresh_from_db()
    assert (maison.nom, maison.courriel) == ("Maison fictive des Érables", "maison@exemple.test")
    proposition = PropositionFiche.objects.get()
    assert proposition.champs == {"nom": "Maison fictive", "courriel": "nouvelle@exemple.test"}
    assert "attendent qu’une PTP les lise" in lire(sa_page, "fiche").content.decode()


@pytest.mark.parametrize("defaut", [{}, {"courriel": "pas une adresse"}, {"nom": ""}])
def test_a_correction_that_says_nothing_or_makes_no_sense_is_refused(sa_page, maison, defaut):
    page = sa_page.post(reverse("portail:fiche"), fiche(maison, **defaut))
    assert page.status_code == 422
    assert not PropositionFiche.objects.exists()
    assert "Maison fictive des Érables" in page.content.decode()


def test_leaving_closes_the_page(sa_page):
    page = sa_page.post(reverse("portail:sortir"))
    assert "À bientôt" in page.content.decode()
    assert lire(sa_page).status_code == 404


def test_someone_signed_in_stays_so_when_the_page_closes(client_de, ptp, territoire, maison):
    client = client_de(ptp)
    lien, _ = LienPartenaire.pour_referer(maison, territoire, par=ptp)
    session = client.session
    session[SESSION] = {"lien": lien.pk, "jusqu_a": timezone.now().timestamp() + 60}
    session.save()
    client.post(reverse("portail:sortir"))
    assert client.get(reverse("familles:ma_journee")).status_code == 200


# --- However much there is ------------------------------------------------------------------------


def beaucoup(maison, territoire, ptp, fois):
    modele = referencement_entrant(territoire, par=ptp, partenaire=maison)
    champs = {f.attname: getattr(modele, f.attname) for f in Referencement._meta.concrete_fields}
    champs = {nom: v for nom, v in champs.items() if nom not in {"id", "cle", "demarche"}}
    Referencement.objects.bulk_create(Referencement(**champs) for _ in range(fois))


@pytest.mark.parametrize("vue", ["recues", "envoyees"])
def test_the_page_costs_the_same_for_one_and_for_many(
    sa_page, maison, territoire, ptp, vue, django_assert_max_num_queries
):
    for _ in range(3):
        famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
        recevoir(famille, par=ptp, partenaire=maison)
    beaucoup(maison, territoire, ptp, 60)
    lire(sa_page)
    with django_assert_max_num_queries(8):
        lire(sa_page, vue=vue)


def test_the_list_is_read_page_by_page(sa_page, maison, territoire, ptp):
    beaucoup(maison, territoire, ptp, PAR_PAGE)
    premiere, seconde = (
        lire(sa_page, vue="envoyees", page=n).context["demandes"] for n in ("1", "2")
    )
    assert (len(premiere), len(seconde)) == (PAR_PAGE, 1)


def test_those_to_answer_come_first_and_no_page_repeats_or_forgets_one(
    sa_page, maison, territoire, ptp, monkeypatch
):
    monkeypatch.setattr("referencements.portail.tableau.PAR_PAGE", 2)
    recues = []
    for etat in ("acceptee", "mediation_faite", "service_amorce", "reponse_recue", "acceptee"):
        famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
        recues.append(recevoir(famille, par=ptp, partenaire=maison))
        amener(recues[-1], etat, par=ptp)
    premiere, *autres = [lire(sa_page, page=n).context["demandes"] for n in (1, 2, 3, 4)]
    assert {r.pk for r in premiere} == {recues[1].referencement.pk, recues[3].referencement.pk}
    assert [len(page) for page in autres] == [2, 1, 0]
    assert {r.pk for r in (*premiere, *autres[0], *autres[1])} == {
        recue.referencement.pk for recue in recues
    }


@pytest.mark.parametrize("page", ["0", "-1", "999", "²", "x" * 500, "9" * 30, "a\x00b"])
def test_a_page_that_makes_no_sense(sa_page, page):
    assert lire(sa_page, page=page).status_code == 200
    assert lire(sa_page, vue=page).status_code == 200


def test_a_waiting_list_becomes_accepted_from_the_page(sa_page, recue, ptp):
    geste(recue.referencement, "mettre_en_attente", par=ptp, le=timezone.localdate())
    assert repondre(sa_page, recue.referencement, "accepter").status_code == 302
    assert recue.etat == "acceptee"
