import pytest
from django.urls import reverse

from partenaires.models import Partenaire
from tests.comptes.factories import AffectationFactory
from tests.partenaires.factories import OffreServiceFactory
from tests.territoires.factories import TerritoireFactory

pytestmark = pytest.mark.django_db
LISTE, CREER = reverse("partenaires:liste"), reverse("partenaires:creer")


def fiche(partenaire):
    return reverse("partenaires:fiche", args=[partenaire.pk])


def modifier(partenaire):
    return reverse("partenaires:modifier", args=[partenaire.pk])


def envoi(**champs):
    """A filled form, with one service and no contact."""
    return {
        "nom": "Banque alimentaire fictive",
        "nature": "oca",
        "secteur": "aide_materielle_alimentation",
        "actif": "on",
        "version": "1",
        "contacts-TOTAL_FORMS": "0",
        "contacts-INITIAL_FORMS": "0",
        "offres-TOTAL_FORMS": "1",
        "offres-INITIAL_FORMS": "0",
        "offres-0-type_besoin": "alimentation",
        "offres-0-capacite": "disponible",
    } | champs


def noms(reponse):
    return [partenaire.nom for partenaire in reponse.context["page"]]


# --- Reading ----------------------------------------------------------------------------------


def test_list_shows_only_what_serves_her_territoire(
    partenaire, partenaire_d_ailleurs, ptp, client_de
):
    assert noms(client_de(ptp).get(LISTE)) == [partenaire.nom]


@pytest.mark.parametrize("page", [fiche, modifier])
def test_outsider_cannot_open_a_partenaire(page, partenaire, inconnue, comite, client_de):
    for personne in (inconnue, comite):
        assert client_de(personne).get(page(partenaire)).status_code == 404


def test_comite_has_no_directory(comite, client_de):
    assert client_de(comite).get(LISTE).status_code == 404
    assert client_de(comite).get(CREER).status_code == 404


def test_fiche_shows_services_and_how_to_call(partenaire, ptp, client_de):
    OffreServiceFactory(partenaire=partenaire, capacite="liste_attente", attente_semaines=6)
    partenaire.contacts.create(nom="Dominique Fictive", telephone="+14185550123")
    html = client_de(ptp).get(fiche(partenaire)).content.decode()
    assert "Liste d’attente, 6\u00a0semaines" in html
    assert "Dominique Fictive" in html
    assert 'href="tel:+1-418-555-0123"' in html


# --- Writing ----------------------------------------------------------------------------------


def test_new_partenaire_serves_her_territoire(territoire, ptp, client_de):
    reponse = client_de(ptp).post(CREER, envoi())
    partenaire = Partenaire.objects.get()
    assert reponse.url == fiche(partenaire)
    assert list(partenaire.territoires.all()) == [territoire]
    assert [offre.type_besoin_id for offre in partenaire.offres.all()] == ["alimentation"]


def test_refused_form_keeps_what_was_typed(ptp, client_de):
    reponse = client_de(ptp).post(CREER, envoi(nom="", description="Ouvert le mardi"))
    assert reponse.status_code == 422
    assert "Ouvert le mardi" in reponse.content.decode()
    assert not Partenaire.objects.exists()


def test_refused_service_keeps_what_was_typed(ptp, client_de):
    erreur = {"offres-0-attente_semaines": "4", "offres-0-precisions": "Le mardi"}
    reponse = client_de(ptp).post(CREER, envoi(**erreur))
    assert reponse.status_code == 422
    assert "Une attente estimée ne va qu’avec une liste d’attente." in reponse.content.decode()
    assert "Le mardi" in reponse.content.decode()
    assert not Partenaire.objects.exists()


def test_similar_name_is_shown_before_saving_and_does_not_block(partenaire, ptp, client_de):
    client = client_de(ptp)
    donnees = envoi(nom="Maison fictive des erables")
    reponse = client.post(CREER, donnees)
    assert reponse.status_code == 422
    assert reponse.context["form"].semblables == [partenaire]
    client.post(CREER, donnees | {"malgre_semblables": "on"})
    assert Partenaire.objects.count() == 2


def test_similar_name_elsewhere_is_not_told(partenaire_d_ailleurs, ptp, client_de):
    reponse = client_de(ptp).post(CREER, envoi(nom=partenaire_d_ailleurs.nom))
    assert reponse.status_code == 302


def test_double_submit_adds_one_partenaire(ptp, client_de):
    client = client_de(ptp)
    client.post(CREER, envoi())
    assert client.post(CREER, envoi()).status_code == 422
    assert Partenaire.objects.count() == 1


def test_contacts_and_services_change_with_the_fiche(partenaire, ptp, client_de):
    offre = OffreServiceFactory(partenaire=partenaire, capacite="complet")
    client_de(ptp).post(
        modifier(partenaire),
        envoi(
            **{
                "nom": "Maison renommée",
                "offres-INITIAL_FORMS": "1",
                "offres-0-id": offre.pk,
                "contacts-TOTAL_FORMS": "1",
                "contacts-0-nom": "Dominique Fictive",
            }
        ),
    )
    partenaire.refresh_from_db()
    offre.refresh_from_db()
    assert (partenaire.nom, partenaire.version, offre.capacite) == (
        "Maison renommée",
        2,
        "disponible",
    )
    assert partenaire.contacts.get().nom == "Dominique Fictive"


def test_same_besoin_twice_is_named(partenaire, ptp, client_de):
    deux = {
        "offres-TOTAL_FORMS": "2",
        "offres-1-type_besoin": "alimentation",
        "offres-1-capacite": "complet",
    }
    reponse = client_de(ptp).post(modifier(partenaire), envoi(**deux))
    assert reponse.status_code == 422
    erreur = reponse.context["form"].offres.forms[1].errors["type_besoin"][0]
    assert erreur.startswith("Déjà sur une autre ligne")
    assert not partenaire.offres.exists()


def test_stale_edit_is_refused_with_both_texts(partenaire, ptp, gestionnaire, client_de):
    client_de(gestionnaire).post(modifier(partenaire), envoi(nom="Nom de Lise"))
    reponse = client_de(ptp).post(modifier(partenaire), envoi(nom="Nom de Maude"))
    assert reponse.status_code == 409
    html = reponse.content.decode()
    assert "Nom de Lise" in html
    assert "Nom de Maude" in html
    partenaire.refresh_from_db()
    assert partenaire.nom == "Nom de Lise"


def test_service_of_another_partenaire_cannot_be_edited_from_here(
    partenaire, partenaire_d_ailleurs, ptp, client_de
):
    offre = OffreServiceFactory(partenaire=partenaire_d_ailleurs, capacite="complet")
    champs = {"offres-INITIAL_FORMS": "1", "offres-0-id": offre.pk}
    client_de(ptp).post(modifier(partenaire), envoi(**champs))
    offre.refresh_from_db()
    assert (offre.partenaire, offre.capacite) == (partenaire_d_ailleurs, "complet")


def test_territoire_of_others_cannot_be_given_nor_taken(
    partenaire, territoire, autre_territoire, ptp, client_de
):
    AffectationFactory(utilisateur=ptp, territoire=TerritoireFactory(code="la"))
    partenaire.territoires.add(autre_territoire)
    client = client_de(ptp)
    refus = client.post(modifier(partenaire), envoi(territoires=[autre_territoire.pk]))
    assert refus.status_code == 422
    client.post(modifier(partenaire), envoi(territoires=[territoire.pk]))
    assert set(partenaire.territoires.all()) == {territoire, autre_territoire}


def test_outsider_writes_nothing(partenaire, inconnue, client_de):
    assert client_de(inconnue).post(modifier(partenaire), envoi()).status_code == 404
