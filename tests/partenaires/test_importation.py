"""A file becomes part of the directory: understood, compared, decided on, written at once."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from partenaires.models import Importation, LigneImportation, OffreService, Partenaire
from tests.partenaires.factories import OffreServiceFactory, PartenaireFactory

from .importation import LE, analyser, importer, sorts, table

pytestmark = pytest.mark.django_db
Decision, Sort = Importation.Decision, LigneImportation.Sort


@pytest.fixture
def lire(ptp, territoire):
    """``lire(…)``: an analysed importation of these lines, by the PTP."""
    return lambda *lignes, **options: importer(
        table(*lignes, **{k: options.pop(k) for k in ("entetes",) if k in options}),
        ptp,
        [territoire],
        **options,
    )


# --- What a row says --------------------------------------------------------------------------


def test_labels_and_codes_are_both_understood(lire):
    importation = lire(
        {
            "Nom": "Banque alimentaire fictive",
            "Nature": "Organisme communautaire autonome",
            "Secteur": "aide_materielle_alimentation",
            "Besoins offerts": "aide alimentaire SUFFISANTE | repit",
            "Capacité": "Places disponibles | Liste d’attente, 6 semaines",
            "Téléphone": "(418) 555-0123",
        }
    )
    valeurs = importation.lignes.get().valeurs
    assert valeurs["nature"] == "oca"
    assert valeurs["secteur"] == "aide_materielle_alimentation"
    assert valeurs["telephone"] == "+14185550123"
    offres = [(o["besoin"], o["capacite"], o["attente"]) for o in valeurs["offres"]]
    assert offres == [("alimentation", "disponible", None), ("repit", "liste_attente", 6)]


def test_besoins_may_be_separated_by_commas_unless_a_comma_is_part_of_one(lire):
    importation = lire(
        {"Nom": "A", "Besoins offerts": "répit, transport"},
        {"Nom": "B", "Besoins offerts": "Revenu, budget, précarité financière"},
    )
    lus = [[o["besoin"] for o in ligne.valeurs["offres"]] for ligne in importation.lignes.all()]
    assert lus == [["repit", "transport"], ["revenu_budget"]]


@pytest.mark.parametrize(
    ("cellules", "debut"),
    [
        ({"Nom": ""}, "Nom\u00a0: il manque"),
        ({"Nature": "mixte"}, "Nature\u00a0: «\u00a0mixte\u00a0» n’est pas dans la liste"),
        ({"Secteur": "pêche"}, "Secteur\u00a0: «\u00a0pêche\u00a0» n’est pas dans la liste"),
        ({"Téléphone": "555-01"}, "Téléphone\u00a0: «\u00a0555-01\u00a0» n’est pas un numéro"),
        ({"Courriel": "info@"}, "Courriel\u00a0: «\u00a0info@\u00a0» n’est pas une adresse"),
        ({"Nom": "x" * 151}, "Nom\u00a0: «\u00a0xxx"),
        ({"Besoins offerts": "répit", "Capacité": "peut-être"}, "Capacité\u00a0: «"),
        ({"Besoins offerts": "répit", "Capacité": "oui; non"}, "Capacité\u00a0: inscrivez-en une"),
    ],
)
def test_what_cannot_be_is_said_on_its_line(cellules, debut, lire):
    ligne = lire({"Nom": "Maison fictive"} | cellules).lignes.get()
    assert (ligne.numero, ligne.sort) == (2, Sort.EN_ERREUR)
    assert ligne.erreurs[0].startswith(debut)


def test_territoire_of_someone_else_is_refused(lire, autre_territoire):
    ligne = lire(
        {"Nom": "Maison fictive", "Territoires": "ailleurs"},
        entetes=("Nom", "Nature", "Secteur", "Territoires"),
    ).lignes.get()
    assert ligne.erreurs[0].startswith("Territoires\u00a0: «\u00a0ailleurs\u00a0» n’est pas un de")


def test_what_the_file_does_not_say_is_chosen_for_all_of_it(lire, territoire):
    importation = lire(
        {"Nom": "Maison fictive", "Nature": "", "Secteur": ""}, nature="public", secteur_id="autre"
    )
    importation.confirmer(le=LE)
    fiche = Partenaire.objects.get()
    assert (fiche.nature, fiche.secteur_id) == ("public", "autre")
    assert list(fiche.territoires.all()) == [territoire]


def test_new_organisme_needs_a_nature_and_a_secteur(lire):
    ligne = lire({"Nom": "Maison fictive", "Nature": "", "Secteur": ""}).lignes.get()
    assert [erreur.partition("\u00a0:")[0] for erreur in ligne.erreurs] == ["Nature", "Secteur"]


def test_extension_of_a_phone_is_kept_in_the_description(lire):
    ligne = lire({"Nom": "Maison fictive", "Téléphone": "418 555-0123 poste 12"}).lignes.get()
    assert ligne.valeurs["telephone"] == "+14185550123"
    assert ligne.valeurs["description"] == "Poste téléphonique\u00a0: 12."
    assert ligne.avis == ["Le poste 12 est noté dans la description."]


def test_text_that_looks_like_a_formula_stays_text(lire):
    lire("=cmd|'/c calc'!A1").confirmer(le=LE)
    assert Partenaire.objects.get().nom == "=cmd|'/c calc'!A1"


def test_unknown_besoin_is_listed_to_be_mapped_and_its_lines_read_again(lire):
    importation = lire({"Nom": "Maison fictive", "Besoins offerts": "Halte-répit; Transport"})
    assert importation.inconnus == {"Halte-répit": 1}
    repit = OffreService._meta.get_field("type_besoin").related_model.objects.get(pk="repit")
    importation.associer({"Halte-répit": repit})
    assert importation.etat == Importation.Etat.ANALYSE
    analyser(importation)
    assert importation.inconnus == {}
    offres = importation.lignes.get().valeurs["offres"]
    assert {offre["besoin"] for offre in offres} == {"repit", "transport"}


def test_unknown_besoin_may_be_left_out(lire):
    importation = lire({"Nom": "Maison fictive", "Besoins offerts": "Curling"})
    importation.associer({"Curling": None})
    analyser(importation)
    assert importation.inconnus == {}
    assert "offres" not in importation.lignes.get().valeurs


# --- What it resembles ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cellules", "raison"),
    [
        ({"Nom": "La maison fictive des erables inc."}, "même nom"),
        ({"Nom": "Maison fictive des Érable"}, "nom semblable"),
        ({"Nom": "Centre des Érables", "Téléphone": "418 555-0123"}, "même téléphone, nom voisin"),
        (
            {"Nom": "Centre des Érables", "Courriel": "INFO@exemple.test"},
            "même courriel, nom voisin",
        ),
    ],
)
def test_possible_duplicate_is_proposed_with_its_reason(cellules, raison, lire, partenaire):
    partenaire.telephone, partenaire.courriel = "+14185550123", "info@exemple.test"
    partenaire.save()
    ligne = lire(cellules).lignes.get()
    assert (ligne.sort, ligne.raison, ligne.partenaire) == (Sort.DOUBLON, raison, partenaire)


def test_same_phone_with_quite_another_name_is_another_organisme(lire, partenaire):
    partenaire.telephone = "+14185550123"
    partenaire.save()
    ligne = lire({"Nom": "Clinique du Quai", "Téléphone": "418 555-0123"}).lignes.get()
    assert ligne.sort == Sort.A_AJOUTER


def test_names_that_differ_by_a_number_are_two_organismes(lire):
    assert sorts(lire("École fictive numéro 12", "École fictive numéro 14")) == [Sort.A_AJOUTER] * 2


def test_entry_of_another_territoire_is_not_told(lire, partenaire_d_ailleurs):
    assert sorts(lire(partenaire_d_ailleurs.nom)) == [Sort.A_AJOUTER]


def test_lines_of_the_file_that_look_the_same_are_told_across_batches(ptp, territoire, lire):
    importation = lire("Clinique du Quai", "Maison du Lac", "Clinique du quai inc.")
    importation.lignes.update(sort="")
    importation.etat = Importation.Etat.ANALYSE
    importation.save()
    analyser(importation, lot=1)
    assert sorts(importation) == [Sort.A_AJOUTER, Sort.A_AJOUTER, Sort.DOUBLON]
    assert importation.lignes.last().semblable_ligne == 2


def test_identifiant_names_the_entry_to_update(lire, partenaire):
    entetes = ("Nom", "Identifiant", "Langues")
    ligne = {"Nom": partenaire.nom, "Identifiant": str(partenaire.identifiant)}
    importation = lire(ligne | {"Langues": "français"}, entetes=entetes)
    assert importation.lignes.get().changements == [["Langues", "", "français"]]
    assert sorts(importation) == [Sort.A_METTRE_A_JOUR]
    assert sorts(lire(ligne, entetes=entetes)) == [Sort.IDENTIQUE]


def test_entry_no_longer_active_is_not_added_again_unseen(lire, partenaire):
    partenaire.actif = False
    partenaire.save()
    ligne = {"Nom": partenaire.nom, "Identifiant": str(partenaire.identifiant)}
    importation = lire(ligne, entetes=("Nom", "Nature", "Secteur", "Identifiant"))
    assert sorts(importation) == [Sort.DOUBLON]


# --- Written, once, all or nothing --------------------------------------------------------------


def test_nothing_is_written_before_confirmation(lire, partenaire):
    avant = list(Partenaire.objects.values())
    lire("Clinique du Quai", partenaire.nom, {"Nom": ""})
    assert list(Partenaire.objects.values()) == avant


def test_confirmation_adds_updates_and_leaves_aside_as_decided(lire, partenaire, territoire):
    autre = PartenaireFactory(nom="Clinique du Quai", territoires=[territoire])
    importation = lire(
        "Popote du Phare",
        {"Nom": partenaire.nom, "Besoins offerts": "répit", "Courriel": "a@exemple.test"},
        {"Nom": "Clinique du Quai", "Courriel": "b@exemple.test"},
        {"Nom": ""},
    )
    importation.decider({3: Decision.METTRE_A_JOUR})
    importation.confirmer(le=LE)
    assert importation.bilan == {"ajoutees": 1, "mises_a_jour": 1, "identiques": 0, "laissees": 2}
    partenaire.refresh_from_db()
    autre.refresh_from_db()
    assert (partenaire.courriel, partenaire.version) == ("a@exemple.test", 2)
    assert partenaire.confirme_le == LE
    assert partenaire.offres.get().type_besoin_id == "repit"
    assert (autre.courriel, autre.version) == ("", 1)
    assert list(importation.lignes.values_list("numero", flat=True)) == [4, 5]


def test_update_adds_services_and_never_empties_what_the_file_does_not_say(lire, partenaire):
    partenaire.description = "Ouvert le mardi"
    partenaire.save()
    OffreServiceFactory(partenaire=partenaire, type_besoin_id="repit", capacite="complet")
    importation = lire({"Nom": partenaire.nom, "Besoins offerts": "répit; transport"})
    importation.decider_pour_tous(Decision.METTRE_A_JOUR)
    importation.confirmer(le=LE)
    partenaire.refresh_from_db()
    assert partenaire.description == "Ouvert le mardi"
    capacites = dict(partenaire.offres.values_list("type_besoin_id", "capacite"))
    assert capacites == {"repit": "complet", "transport": "inconnue"}


def test_one_decision_for_all_replaces_those_made_before(lire, partenaire):
    importation = lire(partenaire.nom + " inc")
    importation.decider({2: Decision.METTRE_A_JOUR})
    importation.decider_pour_tous(Decision.AJOUTER)
    importation.confirmer(le=LE)
    assert Partenaire.objects.count() == 2


def test_confirming_twice_writes_once(lire):
    importation = lire("Clinique du Quai")
    autre_onglet = Importation.objects.get(pk=importation.pk)
    importation.confirmer(le=LE)
    with pytest.raises(ValidationError, match="déjà été confirmée"):
        autre_onglet.confirmer(le=LE)
    assert Partenaire.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_confirmations_at_once_write_once(lire, en_parallele):
    pk = lire("Clinique du Quai", "Maison du Lac").pk

    def confirmer():
        try:
            Importation.objects.get(pk=pk).confirmer(le=LE)
        except ValidationError:
            return "refusée"
        return "écrite", Partenaire.objects.count()

    resultats = en_parallele(confirmer, fois=8)
    assert sorted(resultats, key=str) == [("écrite", 2), *["refusée"] * 7]


def test_line_whose_entry_was_edited_meanwhile_is_read_again_and_nothing_written(lire, partenaire):
    importation = lire({"Nom": partenaire.nom, "Courriel": "a@exemple.test"}, "Clinique du Quai")
    importation.decider_pour_tous(Decision.METTRE_A_JOUR)
    Partenaire.objects.filter(pk=partenaire.pk).update(courriel="b@exemple.test", version=2)
    with pytest.raises(ValidationError, match="Le répertoire a changé depuis l’analyse"):
        importation.confirmer(le=LE)
    assert Partenaire.objects.count() == 1
    analyser(importation)
    ligne = importation.lignes.first()
    assert ["Courriel", "b@exemple.test", "a@exemple.test"] in ligne.changements
    importation.confirmer(le=LE)
    partenaire.refresh_from_db()
    assert (partenaire.courriel, partenaire.version) == ("a@exemple.test", 3)


def test_capacity_declared_meanwhile_is_not_overwritten(lire, partenaire):
    offre = OffreServiceFactory(partenaire=partenaire, type_besoin_id="repit")
    importation = lire(
        {"Nom": partenaire.nom, "Besoins offerts": "répit", "Capacité": "disponible"}
    )
    importation.decider_pour_tous(Decision.METTRE_A_JOUR)
    offre.declarer(capacite="complet", le=LE)
    with pytest.raises(ValidationError, match="Rien n’a été écrit"):
        importation.confirmer(le=LE)
    offre.refresh_from_db()
    assert offre.capacite == "complet"


def test_organisme_added_by_someone_meanwhile_is_not_added_twice(lire, territoire):
    importation = lire("Clinique du Quai")
    PartenaireFactory(nom="Clinique du Quai", territoires=[territoire])
    with pytest.raises(ValidationError, match="Le répertoire a changé"):
        importation.confirmer(le=LE)
    assert sorts(analyser(importation)) == [Sort.DOUBLON]
    importation.decider_pour_tous(Decision.AJOUTER)
    importation.confirmer(le=LE)
    assert Partenaire.objects.count() == 2


def test_identifiant_already_used_elsewhere_gives_a_new_one(lire, partenaire_d_ailleurs):
    ligne = {"Nom": "Clinique du Quai", "Identifiant": str(partenaire_d_ailleurs.identifiant)}
    lire(ligne, entetes=("Nom", "Nature", "Secteur", "Identifiant")).confirmer(le=LE)
    identifiants = set(Partenaire.objects.values_list("identifiant", flat=True))
    assert len(identifiants) == 2


def test_right_lost_meanwhile_updates_nothing(lire, partenaire, ptp):
    importation = lire({"Nom": partenaire.nom, "Courriel": "a@exemple.test"})
    importation.decider_pour_tous(Decision.METTRE_A_JOUR)
    ptp.affectations.update(du=date(2024, 1, 1), au=date(2024, 1, 2))
    importation.par = type(ptp).objects.get(pk=ptp.pk)
    with pytest.raises(ValidationError):
        importation.confirmer(le=LE)
    partenaire.refresh_from_db()
    assert partenaire.courriel == ""


def test_unfinished_analysis_cannot_be_confirmed(lire):
    importation = lire("Clinique du Quai")
    importation.etat = Importation.Etat.ANALYSE
    importation.save()
    with pytest.raises(ValidationError, match="L’analyse n’est pas terminée"):
        importation.confirmer(le=LE)


def test_importation_is_seen_by_who_made_it_only(lire, ptp, gestionnaire, inconnue):
    lire("Clinique du Quai")
    assert Importation.objects.visibles_par(ptp).exists()
    for personne in (gestionnaire, inconnue):
        assert not Importation.objects.visibles_par(personne).exists()


def test_confirmed_importation_has_its_date(lire):
    importation = lire("Clinique du Quai")
    with pytest.raises(IntegrityError, match="confirmee_datee"), transaction.atomic():
        Importation.objects.filter(pk=importation.pk).update(etat="confirmee")


def test_what_was_imported_is_found_by_search(lire, partenaire, ptp, client_de):
    importation = lire("Clinique du Quai", {"Nom": "Maison fictive des Erable"})
    importation.decider_pour_tous(Decision.METTRE_A_JOUR)
    importation.confirmer(le=LE)
    for mot, nom in (("quai", "Clinique du Quai"), ("erable", "Maison fictive des Erable")):
        page = client_de(ptp).get("/partenaires/", {"q": mot}).context["page"]
        assert [fiche.nom for fiche in page] == [nom]
