"""Two entries that are one organisme: found, brought together, taken apart."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activites.models import ActiviteReseautage
from familles.models import Consentement
from partenaires.doublons import paires_semblables
from partenaires.models import FusionPartenaires, Partenaire
from partenaires.models.fusion import relations
from referencements.models import LienPartenaire, Referencement
from tests.familles.factories import FamilleFactory
from tests.partenaires.factories import OffreServiceFactory, PartenaireFactory
from tests.referencements.accords import envoye
from tests.referencements.factories import referencement_entrant, referencement_sortant

pytestmark = pytest.mark.django_db
LE = date(2026, 3, 2)


@pytest.fixture
def garde(territoire):
    return PartenaireFactory(
        nom="Maison fictive des Érables", telephone="+14185550100", territoires=[territoire]
    )


@pytest.fixture
def absorbe(territoire, autre_territoire):
    return PartenaireFactory(
        nom="Maison des Érables (fictive)",
        telephone="+14185550199",
        adresse="2, rue Fictive",
        territoires=[territoire, autre_territoire],
    )


@pytest.fixture
def reunir(garde, absorbe, ptp):
    def fusionner(*de_absorbe, vers=garde, de=absorbe):
        vers.refresh_from_db()
        de.refresh_from_db()
        return FusionPartenaires.fusionner(
            garde=vers,
            absorbe=de,
            par=ptp,
            de_absorbe=de_absorbe,
            versions=(vers.version, de.version),
        )

    return fusionner


@pytest.fixture
def lignes(absorbe, territoire, ptp):
    """One row of each kind that points to the entry to absorb."""
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    sortant = referencement_sortant(famille, par=ptp, partenaire=absorbe)
    entrant = referencement_entrant(territoire, par=ptp, partenaire=absorbe)
    offre = OffreServiceFactory(partenaire=absorbe, type_besoin_id="repit")
    contact = absorbe.contacts.create(nom="Dominique Fictive")
    reseautage = ActiviteReseautage.objects.create(
        objet="Table", type_action="espaces_dialogue", duree_min=60, date=LE,
        saisie_par=ptp, territoire=territoire,
    )  # fmt: skip
    reseautage.partenaires.add(absorbe)
    return [sortant, entrant, offre, contact], reseautage


def partenaires_de(lignes):
    for ligne in lignes:
        ligne.refresh_from_db()
    return {ligne.partenaire for ligne in lignes}


# --- Bringing together ------------------------------------------------------------------------


def test_everything_that_points_to_it_follows(garde, absorbe, lignes, reunir):
    directes, reseautage = lignes
    reunir()
    assert partenaires_de(directes) == {garde}
    assert list(reseautage.partenaires.all()) == [garde]


def test_values_are_chosen_field_by_field(garde, reunir):
    reunir("adresse")
    garde.refresh_from_db()
    assert (garde.adresse, str(garde.telephone), garde.version) == (
        "2, rue Fictive",
        "(418) 555-0100",
        2,
    )


def test_territoires_add_up(garde, territoire, autre_territoire, reunir):
    reunir()
    assert set(garde.territoires.all()) == {territoire, autre_territoire}


def test_absorbed_entry_stays_leads_to_the_other_and_is_no_longer_offered(
    garde, absorbe, reunir, ptp, client_de
):
    reunir()
    assert list(Partenaire.objects.visibles_par(ptp).actifs()) == [garde]
    client = client_de(ptp)
    adresse = reverse("partenaires:fiche", args=[absorbe.pk])
    html = client.get(adresse).content.decode()
    assert "Cette fiche est réunie à" in html
    assert reverse("partenaires:fiche", args=[garde.pk]) in html
    for nom in ("modifier", "confirmer"):
        assert client.post(reverse(f"partenaires:{nom}", args=[absorbe.pk])).status_code == 404


def test_what_both_have_stays_on_each_side(garde, absorbe, lignes, reunir):
    _, reseautage = lignes
    reseautage.partenaires.add(garde)
    sienne = OffreServiceFactory(partenaire=garde, type_besoin_id="repit", capacite="complet")
    autre = absorbe.offres.get()
    fusion = reunir()
    assert list(garde.offres.all()) == [sienne]
    assert list(absorbe.offres.all()) == [autre]
    assert set(reseautage.partenaires.all()) == {garde, absorbe}
    assert "partenaires.offreservice.partenaire" not in fusion.deplaces
    assert len(fusion.deplaces["referencements.referencement.partenaire"]) == 2


def test_two_porteurs_are_two_organismes(garde, absorbe, territoire, autre_territoire, reunir):
    garde.organisme_porteur = territoire.organisme
    garde.save()
    absorbe.organisme_porteur = autre_territoire.organisme
    absorbe.save()
    with pytest.raises(ValidationError, match="deux organismes porteurs"):
        reunir()


def test_the_porteur_goes_with_what_is_kept_and_comes_back(garde, absorbe, territoire, reunir, ptp):
    absorbe.organisme_porteur = territoire.organisme
    absorbe.save()
    fusion = reunir()
    garde.refresh_from_db()
    assert garde.organisme_porteur == territoire.organisme
    fusion.annuler(par=ptp)
    absorbe.refresh_from_db()
    assert absorbe.organisme_porteur == territoire.organisme


def test_absorbed_once(garde, absorbe, reunir):
    reunir()
    for vers, de in [(garde, absorbe), (absorbe, garde)]:
        with pytest.raises(ValidationError, match="déjà réunie"):
            reunir(vers=vers, de=de)


def test_an_entry_changed_since_it_was_compared_is_compared_again(garde, absorbe, ptp):
    with pytest.raises(ValidationError, match="a changé pendant"):
        FusionPartenaires.fusionner(
            garde=garde, absorbe=absorbe, par=ptp, de_absorbe=[], versions=(1, 2)
        )


@pytest.mark.django_db(transaction=True)
def test_two_merge_at_once_and_one_does(garde, absorbe, ptp, en_parallele):
    def fusionner():
        try:
            FusionPartenaires.fusionner(
                garde=garde, absorbe=absorbe, par=ptp, de_absorbe=[], versions=(1, 1)
            )
        except ValidationError:
            return False
        return True

    assert sum(en_parallele(fusionner, 8)) == 1


# --- Taking apart -----------------------------------------------------------------------------


def test_undone_everything_is_as_it_was(garde, absorbe, lignes, territoire, reunir, ptp):
    directes, reseautage = lignes
    reunir("adresse", "nom", "telephone").annuler(par=ptp)
    garde.refresh_from_db()
    absorbe.refresh_from_db()
    assert partenaires_de(directes) == {absorbe}
    assert list(reseautage.partenaires.all()) == [absorbe]
    assert (garde.nom, garde.adresse, str(garde.telephone)) == (
        "Maison fictive des Érables",
        "",
        "(418) 555-0100",
    )
    assert list(garde.territoires.all()) == [territoire]
    assert (absorbe.actif, absorbe.fusionne_dans) == (True, None)


def test_what_was_made_or_corrected_since_stays(garde, absorbe, territoire, reunir, ptp):
    fusion = reunir("nom", "adresse")
    garde.refresh_from_db()
    garde.adresse = "3, rue Fictive"
    garde.save()
    depuis = referencement_entrant(territoire, par=ptp, partenaire=garde)
    fusion.annuler(par=ptp)
    garde.refresh_from_db()
    depuis.refresh_from_db()
    assert (garde.adresse, garde.nom) == ("3, rue Fictive", "Maison fictive des Érables")
    assert depuis.partenaire == garde


def test_undone_once(reunir, ptp):
    fusion = reunir()
    fusion.annuler(par=ptp)
    with pytest.raises(ValidationError, match="déjà annulée"):
        fusion.annuler(par=ptp)


def test_a_chain_is_undone_from_its_end(garde, absorbe, lignes, territoire, reunir, ptp):
    directes, _ = lignes
    troisieme = PartenaireFactory(territoires=[territoire])
    premiere = reunir()
    seconde = reunir(vers=troisieme, de=garde)
    absorbe.refresh_from_db()
    assert absorbe.fusionne_dans == troisieme
    with pytest.raises(ValidationError, match="elle-même été réunie"):
        premiere.annuler(par=ptp)
    seconde.annuler(par=ptp)
    absorbe.refresh_from_db()
    assert absorbe.fusionne_dans == garde
    premiere.annuler(par=ptp)
    assert partenaires_de(directes) == {absorbe}


def test_the_latest_merge_is_undone_first(territoire, reunir, ptp):
    premiere = reunir()
    reunir(de=PartenaireFactory(territoires=[territoire]))
    with pytest.raises(ValidationError, match="Une autre fiche"):
        premiere.annuler(par=ptp)


def test_a_service_now_on_both_sides_prevents_it_and_nothing_moves(garde, absorbe, reunir, ptp):
    OffreServiceFactory(partenaire=garde, type_besoin_id="repit")
    OffreServiceFactory(partenaire=absorbe, type_besoin_id="repit")
    deplacee = OffreServiceFactory(partenaire=absorbe, type_besoin_id="logement")
    garde.offres.filter(type_besoin_id="repit").update(type_besoin_id="alimentation")
    absorbe.offres.filter(type_besoin_id="repit").update(type_besoin_id="alimentation")
    fusion = reunir()
    garde.offres.filter(type_besoin_id="alimentation").delete()
    deplacee.refresh_from_db()
    deplacee.type_besoin_id = "alimentation"
    deplacee.save()
    with pytest.raises(ValidationError, match="des deux côtés"):
        fusion.annuler(par=ptp)
    absorbe.refresh_from_db()
    assert absorbe.fusionne_dans == garde


# --- The pages --------------------------------------------------------------------------------


def test_pairs_look_the_same_by_name_phone_or_courriel(territoire, ptp):
    un = PartenaireFactory(nom="Comptoir Fraternité", courriel="a@exemple.test")
    deux = PartenaireFactory(nom="Fraternité, comptoir", telephone="+14185550123")
    trois = PartenaireFactory(nom="Autre nom", telephone="418 555-0123", courriel="A@exemple.test")
    PartenaireFactory(nom="Sans rapport aucun")
    trouvees = {
        (paire.un, paire.autre): paire.raisons
        for paire in paires_semblables(Partenaire.objects.all())
    }
    assert trouvees == {
        (un, deux): ["noms semblables"],
        (deux, trois): ["même téléphone"],
        (un, trois): ["même courriel"],
    }


def test_page_offers_pairs_of_hers_only(garde, absorbe, autre_territoire, ptp, inconnue, client_de):
    adresse = reverse("partenaires:doublons")
    (paire,) = client_de(ptp).get(adresse).context["page"]
    assert {paire.un, paire.autre} == {garde, absorbe}
    assert list(client_de(inconnue).get(adresse).context["page"]) == []


def test_two_organismes_that_look_the_same_are_said_so_once_and_for_all(
    garde, absorbe, ptp, gestionnaire, client_de
):
    client, page = client_de(ptp), reverse("partenaires:doublons")
    for un, autre in [(garde, absorbe), (absorbe, garde)]:
        adresse = reverse("partenaires:distinguer", args=[un.pk, autre.pk])
        assert client.get(adresse).status_code == 405
        assert client.post(adresse).url == page
    assert list(client_de(gestionnaire).get(page).context["page"]) == []
    FusionPartenaires.fusionner(
        garde=garde, absorbe=absorbe, par=ptp, de_absorbe=[], versions=(1, 1)
    ).annuler(par=ptp)


def test_pairs_cost_the_same_for_two_and_for_forty(territoire, ptp, client_de):
    def mesurer():
        client = client_de(ptp)
        with CaptureQueriesContext(connection) as requetes:
            client.get(reverse("partenaires:doublons"))
        return len(requetes)

    PartenaireFactory.create_batch(2, nom="Maison fictive", territoires=[territoire])
    deux = mesurer()
    PartenaireFactory.create_batch(10, nom="Maison fictive", territoires=[territoire])
    assert mesurer() == deux


def test_merged_from_the_page_then_undone_from_the_entry(garde, absorbe, lignes, ptp, client_de):
    client = client_de(ptp)
    adresse = reverse("partenaires:fusionner", args=[garde.pk, absorbe.pk])
    html = client.get(adresse).content.decode()
    assert "2\u00a0référencements<" in html
    assert "1\u00a0personne-ressource<" in html
    assert "2, rue Fictive" in html
    envoi = {"versions": "1-1", "nom": "garde", "telephone": "garde", "adresse": "absorbe"}
    assert client.post(adresse, envoi).url == reverse("partenaires:fiche", args=[garde.pk])
    garde.refresh_from_db()
    assert garde.adresse == "2, rue Fictive"
    fiche = client.get(reverse("partenaires:fiche", args=[garde.pk])).content.decode()
    annuler = reverse("partenaires:fusion_annuler", args=[garde.fusions.get().pk])
    assert annuler in fiche
    assert client.post(annuler).status_code == 302
    assert (
        "Annulée le" in client.get(reverse("partenaires:fiche", args=[garde.pk])).content.decode()
    )
    assert client.post(annuler).status_code == 409


def test_what_is_of_other_territoires_is_said_and_not_counted(
    garde, absorbe, lignes, autre_territoire, inconnue, ptp, client_de
):
    page = reverse("partenaires:fusionner", args=[garde.pk, absorbe.pk])
    client = client_de(ptp)
    referencement_entrant(autre_territoire, par=inconnue, partenaire=absorbe)
    reseautage = ActiviteReseautage.objects.create(
        objet="Table", type_action="espaces_dialogue", duree_min=60, date=LE,
        saisie_par=inconnue, territoire=autre_territoire,
    )  # fmt: skip
    reseautage.partenaires.add(absorbe)
    html = client.get(page).content.decode()
    assert "2\u00a0référencements, et d’autres ailleurs" in html
    assert "1\u00a0réseautage, et d’autres ailleurs" in html
    assert "1\u00a0territoire où vous n’êtes pas" in html
    absorbe.territoires.remove(autre_territoire)
    assert "où vous n’êtes pas" not in client.get(page).content.decode()


def test_a_choice_left_open_and_a_stale_comparison_are_said(garde, absorbe, ptp, client_de):
    client = client_de(ptp)
    adresse = reverse("partenaires:fusionner", args=[garde.pk, absorbe.pk])
    envoi = {"versions": "1-1", "nom": "garde", "telephone": "garde"}
    assert client.post(adresse, envoi).status_code == 422
    perimee = client.post(adresse, envoi | {"adresse": "garde", "versions": "0-1"})
    assert perimee.status_code == 409
    assert 'name="versions" value="1-1"' in perimee.content.decode()


def test_outsider_merges_and_undoes_nothing(
    garde, absorbe, partenaire_d_ailleurs, reunir, ptp, inconnue, client_de
):
    fusionner = reverse("partenaires:fusionner", args=[garde.pk, partenaire_d_ailleurs.pk])
    assert client_de(ptp).get(fusionner).status_code == 404
    assert client_de(inconnue).get(fusionner).status_code == 404
    meme = reverse("partenaires:fusionner", args=[garde.pk, garde.pk])
    assert client_de(ptp).get(meme).status_code == 404
    distinguer = reverse("partenaires:distinguer", args=[garde.pk, partenaire_d_ailleurs.pk])
    assert client_de(ptp).post(distinguer).status_code == 404
    fusion = reunir()
    garde.territoires.clear()
    annuler = reverse("partenaires:fusion_annuler", args=[fusion.pk])
    assert client_de(inconnue).post(annuler).status_code == 404


def test_a_link_made_between_a_merge_and_its_undoing_opens_nothing(
    absorbe, reunir, territoire, ptp
):
    famille = FamilleFactory(territoire=territoire, saisie_par=ptp)
    _, divulgation = envoye(famille, par=ptp, le=timezone.localdate(), partenaire=absorbe)
    avant, _ = LienPartenaire.pour_repondre(divulgation)
    fusion = reunir()
    divulgation.referencement.refresh_from_db()
    entretemps, _ = LienPartenaire.pour_repondre(divulgation)
    assert LienPartenaire.objects.get(pk=entretemps.pk).est_ouvert
    fusion.annuler(par=ptp)
    etats = {lien.pk: lien.etat for lien in LienPartenaire.objects.all()}
    assert etats == {avant.pk: "valide", entretemps.pk: "ferme"}


def test_rows_are_moved_in_the_order_in_which_an_answer_locks_them():
    modeles = [relation.related_model for relation in relations()]
    assert modeles.index(Referencement) < modeles.index(Consentement)
