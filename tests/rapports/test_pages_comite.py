"""The pages of a comité: publications, and nothing else."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptes.models import Role
from familles.models import Besoin, Famille, Intervention
from proximite.models import ListeReference
from rapports.models import Publication
from rapports.publication.affichage import RETENU
from tests.comptes.factories import AffectationFactory, UtilisateurFactory
from tests.conftest import de_son_module, territoire_d_ici, une_personne
from tests.rapports.conftest import accompagner
from tests.rapports.publications import HIVER, UNE_PERIODE, contenu_de, publication
from tests.rapports.test_pages_territoire import texte
from tests.territoires.factories import TerritoireFactory

PRINTEMPS = (date(2024, 4, 1), date(2024, 6, 30))
DEUX_PERIODES = (("Hiver 2024", *HIVER), ("Printemps 2024", *PRINTEMPS))
RESEAU, RAPPORT, TROUS = "/reseau/", "/reseau/rapport/", "/reseau/trous-de-services/"
CHIFFRE, CLES = "/reseau/chiffres/I-01/", "/reseau/indicateurs-cles/"
QUESTIONS, SYNTHESE = "/reseau/questions/", "/reseau/synthese/"
PAGES = [RESEAU, RAPPORT, TROUS, CHIFFRE, CLES, QUESTIONS, SYNTHESE]
DECOUPAGES = ["milieu", "type_porteur", "region", "territoire"]
ADRESSES = [
    *PAGES,
    *(f"{page}?par={par}" for page in (RESEAU, RAPPORT, CHIFFRE) for par in DECOUPAGES),
    f"{RESEAU}?par=milieu&groupe=rural",
    f"{RAPPORT}?par=milieu&groupe=rural",
]


@pytest.fixture(scope="module")
def lignes(base_du_module):
    """Two milieux: seven familles in the rural one, one in the urban one."""
    territoire = territoire_d_ici()
    ptp = une_personne("Maude", Role.PTP, territoire)
    famille = accompagner(territoire, ptp)
    for rang in range(6):
        accompagner(territoire, ptp, alias=f"famille {rang}")
    accompagner(TerritoireFactory(milieu="urbain"), ptp, alias="famille de la ville")
    return {"territoire": territoire, "ptp": ptp, "reseau": famille}


territoire, ptp, reseau = map(de_son_module, ("territoire", "ptp", "reseau"))


@pytest.fixture(scope="module")
def contenus(lignes):
    """What is published of them, by the number of periodes."""
    return {len(periodes): contenu_de(periodes) for periodes in (UNE_PERIODE, DEUX_PERIODES)}


@pytest.fixture
def publiee(reseau, contenus):
    return publication(contenus[1])


@pytest.fixture
def synthese(publiee, contenus):
    return publication(contenus[2], periodes=DEUX_PERIODES)


@pytest.fixture
def lire(client_de, comite):
    """``lire(chemin)``: what a member of the comité is shown."""
    client = client_de(comite)

    def lire(chemin):
        reponse = client.get(chemin)
        assert reponse.status_code == 200
        return reponse

    return lire


# --- Who, and what ------------------------------------------------------------------------------


def test_pages_of_the_network_do_not_exist_for_others(
    client_de, publiee, ptp, gestionnaire, inconnue, administration
):
    for personne in (ptp, gestionnaire, inconnue, administration):
        client = client_de(personne)
        for chemin in [*ADRESSES, "/reseau/rapport/csv/"]:
            assert client.get(chemin).status_code == 404, chemin


def test_both_comites_read_them(client_de, synthese, lire):
    suivi = UtilisateurFactory()
    AffectationFactory(utilisateur=suivi, role=Role.COMITE_SUIVI, territoire=None)
    for chemin in ADRESSES:
        lire(chemin)
        assert client_de(suivi).get(chemin).status_code == 200, chemin


def test_nothing_published_yet_says_what_is_awaited(lire, reseau):
    for chemin in PAGES:
        page = lire(chemin)
        assert re.search("Rien de publié pour le moment|Aucune synthèse publiée", texte(page))
        assert 'href="/reseau/remises/"' in page.content.decode()


def test_nothing_of_a_famille_reaches_a_comite(lire, synthese, reseau):
    secrets = (reseau.code, reseau.code_affiche, reseau.alias, "/familles/", "/referencements/")
    for chemin in ADRESSES:
        contenu = lire(chemin).content.decode()
        assert not [secret for secret in secrets if secret in contenu], chemin


def test_no_query_of_a_comite_touches_the_rows(lire, synthese):
    for chemin in ADRESSES:
        with CaptureQueriesContext(connection) as requetes:
            lire(chemin)
        lues = {t for r in requetes for t in re.findall(r'(?:FROM|JOIN) "(\w+)"', r["sql"])}
        assert "rapports_publication" in lues
        assert not lues & _tables_de_lignes(), chemin


def _tables_de_lignes():
    modeles = [
        modele
        for app in ("familles", "referencements", "activites")
        for modele in apps.get_app_config(app).get_models(include_auto_created=True)
        if not issubclass(modele, ListeReference)
    ]
    figes = {"rapports_rapportparticipation", "rapports_versionrapport"}
    return {modele._meta.db_table for modele in modeles} | figes


def test_rows_that_change_after_the_publication_move_nothing(lire, synthese, territoire, ptp):
    avant = [_sans_jeton(lire(chemin)) for chemin in ADRESSES]
    accompagner(territoire, ptp, alias="famille tardive")
    Famille.objects.update(frequentation_initiale="reguliere")
    Intervention.objects.update(duree_min=5)
    Besoin.objects.all().delete()
    assert [_sans_jeton(lire(chemin)) for chemin in ADRESSES] == avant


def _sans_jeton(page):
    jeton = r'(csrfmiddlewaretoken" value|csrf-token" content|cle-brouillons" content)="[^"]+"'
    return re.sub(jeton, "", page.content.decode())


def test_pages_cost_the_same_for_one_and_ten_territoires(lire, reseau, ptp):
    def couts():
        publication(numero=Publication.objects.count() + 1)
        publication(numero=Publication.objects.count() + 1, periodes=DEUX_PERIODES)
        cout = {}
        for chemin in ADRESSES:
            with CaptureQueriesContext(connection) as requetes:
                lire(chemin)
            cout[chemin] = len(requetes)
        return cout

    avant = couts()
    for rang in range(8):
        accompagner(TerritoireFactory(region_id=f"{rang + 5:02}"), ptp)
    assert couts() == avant
    assert max(avant.values()) < 40


# --- Which publication ----------------------------------------------------------------------------


def test_the_latest_periode_is_shown_by_default(lire, synthese):
    printemps = publication(periodes=(("Printemps 2024", *PRINTEMPS),))
    page = lire(RESEAU)
    assert page.context["choix"].publication == printemps
    assert f'href="?publication={synthese.pk}"' in page.content.decode()


def test_a_publication_has_an_address_to_keep(lire, publiee):
    publication(periodes=(("Printemps 2024", *PRINTEMPS),))
    page = lire(f"{RESEAU}?publication={publiee.pk}")
    assert page.context["choix"].publication == publiee
    assert "Du 1er janvier 2024 au 31 mars 2024" in texte(page)


@pytest.mark.parametrize("chemin", PAGES)
def test_a_publication_that_does_not_exist_is_not_found(chemin, client_de, comite):
    client = client_de(comite)
    for valeur in ["0", "99999999999999999999", "²", "-1", "a\x00b", "x" * 5000]:
        assert client.get(chemin, {"publication": valeur}).status_code == 404


def test_a_revision_is_shown_and_the_one_it_replaced_says_so(lire, publiee, territoire, ptp):
    accompagner(territoire, ptp, alias="entrée tardive")
    publication(numero=2)
    assert "révision 2" in texte(lire(RESEAU))
    ancienne = lire(f"{RESEAU}?publication={publiee.pk}")
    assert "Ces chiffres ont été révisés depuis" in texte(ancienne)
    assert tuile(ancienne, "I-01").chiffre == "8"
    assert tuile(lire(RESEAU), "I-01").chiffre == "9"


def test_figures_are_compared_with_the_periode_published_before(lire, publiee):
    publication(periodes=(("Printemps 2024", *PRINTEMPS),))
    page = lire(RESEAU)
    assert "Comparé à : Hiver 2024" in texte(page)
    assert tuile(page, "I-01").changement == "8 de moins qu’à la période précédente"


def tuile(page, identifiant):
    tuiles = {t.indicateur.id: t for s in page.context["sections"] for t in s.tuiles}
    return tuiles[identifiant]


# --- What is said ---------------------------------------------------------------------------------


def test_network_totals_are_exact_with_their_coverage_beside(lire, publiee):
    page = lire(RESEAU)
    assert tuile(page, "I-01").chiffre == "8"
    assert "1 rapport reçu sur 2 territoires" in texte(page)
    assert "définitions version" in texte(page)


def test_days_without_a_ptp_are_said_beside_the_coverage(lire, reseau, contenus):
    assert "Jours sans PTP" not in texte(lire(RESEAU))
    vacance = {"territoire": "Ici", "periode": "Hiver 2024", "jours": ["Sans PTP le 3 mars 2024"]}
    publication(contenus[1] | {"vacances": [vacance]})
    assert "Ici. Sans PTP le 3 mars 2024." in texte(lire(RESEAU))


def test_below_the_network_small_numbers_are_hidden_and_it_is_said_why(lire, publiee):
    page = lire(f"{RESEAU}?par=milieu")
    lignes = {g.libelle: [c.texte for c in g.cases] for g in page.context["decoupage"].groupes}
    colonnes = [indicateur.id for indicateur in page.context["decoupage"].indicateurs]
    assert lignes["Rural"][colonnes.index("I-01")] == "5"
    assert lignes["Urbain"][colonnes.index("I-01")] == "<\u00a05"
    assert lignes["Urbain"][colonnes.index("I-03")] == "n.\u00a0p."
    assert lignes["Réseau"][colonnes.index("I-01")] == "8"
    assert "Un nombre inférieur à 5" in texte(page)
    assert "Un nombre retenu" in texte(page)


def test_one_groupe_has_a_dashboard_of_published_cells(lire, publiee):
    page = lire(f"{RESEAU}?par=milieu&groupe=urbain")
    assert "Réseau : Urbain" in texte(page)
    assert tuile(page, "I-01").chiffre == "<\u00a05"
    assert tuile(page, "I-03").chiffre == "n.\u00a0p."
    assert tuile(page, "I-03").detail == "<\u00a05 sur <\u00a05"
    assert "I-17a" not in {t.indicateur.id for s in page.context["sections"] for t in s.tuiles}


def test_a_withheld_cell_is_never_drawn(lire, reseau):
    contenu = contenu_de((("Hiver 2024", *HIVER),))
    contenu["groupes"]["milieu"]["rural"]["chiffres"]["I-01"]["n"] = RETENU
    publication(contenu)
    page = lire(f"{CHIFFRE}?par=milieu")
    valeurs = {
        ligne.libelle: ligne.valeurs[0]
        for graphique in page.context["chiffre"].graphiques
        if graphique.identifiant == "groupes"
        for ligne in graphique.lignes
    }
    assert not valeurs or (valeurs["Rural"].nombre, valeurs["Rural"].texte) == (None, "n.\u00a0p.")
    assert dict(page.context["chiffre"].lignes)["Rural"].affichage == "n.\u00a0p."


def test_unknown_split_is_not_found(client_de, comite, publiee):
    client = client_de(comite)
    for chemin in (RESEAU, RAPPORT, CHIFFRE):
        for parametres in ("par=inconnu", "par=milieu&groupe=lunaire"):
            assert client.get(f"{chemin}?{parametres}").status_code == 404


def test_a_split_that_the_audit_left_out_is_not_offered(client_de, comite, reseau):
    publication(decoupages=("milieu",))
    client = client_de(comite)
    assert "Par région" not in texte(client.get(RESEAU))
    assert client.get(f"{RESEAU}?par=region").status_code == 404
    assert client.get(TROUS).context["par_region"] is None


def test_groupes_keep_their_own_order(lire, publiee):
    """No ranking: the order says nothing of the figures."""
    milieux = lire(f"{RESEAU}?par=milieu").context["decoupage"].groupes
    assert [groupe.libelle for groupe in milieux] == ["Urbain", "Rural", "Réseau"]
    territoires = lire(f"{RESEAU}?par=territoire").context["decoupage"].groupes[:-1]
    noms = [groupe.libelle for groupe in territoires]
    assert noms == sorted(noms)


# --- One figure, all of them ----------------------------------------------------------------------


def test_a_figure_leads_to_its_definition_and_its_breakdown(lire, publiee):
    assert f"{CHIFFRE}?publication={publiee.pk}" in lire(RESEAU).content.decode()
    page = lire(f"{CHIFFRE}?par=milieu")
    assert 'href="/indicateurs/I-01/"' in page.content.decode()
    assert [(nom, r.affichage) for nom, r in page.context["chiffre"].lignes] == [
        ("Urbain", "<\u00a05"),
        ("Rural", "5"),
    ]
    assert "Somme des rapports" in texte(page)


def test_a_figure_that_does_not_exist_is_not_found(client_de, comite, publiee):
    assert client_de(comite).get("/reseau/chiffres/I-999/").status_code == 404


def test_a_figure_of_the_network_alone_says_so(lire, publiee):
    assert "ne se publie que pour l’ensemble du réseau" in texte(lire("/reseau/chiffres/I-17a/"))


def test_all_the_figures_are_read_by_both_methods(lire, publiee):
    page = lire(RAPPORT)
    rubriques = page.context["rubriques"]
    lus = [ligne.indicateur.id for rubrique in rubriques for ligne in rubrique.lignes]
    assert sorted(lus) == sorted(page.context["publie"].reseau)
    assert all(len(ligne.textes) == 2 for rubrique in rubriques for ligne in rubrique.lignes)
    assert "une famille présente dans deux rapports compte deux fois" in texte(page)


def test_groupes_stand_beside_the_network(lire, publiee):
    page = lire(f"{RAPPORT}?par=milieu")
    lignes = {li.indicateur.id: li.textes for r in page.context["rubriques"] for li in r.lignes}
    assert lignes["I-01"] == ["8", "<\u00a05", "5"]
    assert "I-17a" not in lignes


def test_one_groupe_is_read_alone_beside_the_network(lire, publiee):
    page = lire(f"{RAPPORT}?par=milieu&groupe=rural")
    assert [part.groupe.libelle for part in page.context["montres"]] == ["Rural"]


def test_many_territoires_are_chosen_from_a_list(lire, reseau, ptp):
    for _ in range(20):
        TerritoireFactory()
    publication()
    page = lire(f"{RAPPORT}?par=territoire")
    assert page.context["rubriques"] == []
    assert "groupe=ici" in page.content.decode()


# --- Trous, key indicators, questions, synthesis --------------------------------------------------


def test_map_says_the_coverage_of_each_region_and_leads_to_it(lire, publiee, territoire):
    carte = lire(RESEAU).context["carte"]
    ligne = next(li for li in carte.lignes if li.libelle == territoire.region.nom)
    assert [valeur.texte for valeur in ligne.valeurs] == ["1", "2"]
    assert lire(f"{RESEAU}{ligne.adresse}").context["portee"].code == territoire.region_id


def test_key_indicators_show_their_coverage_and_only_an_observed_change(lire, publiee):
    page = lire(CLES)
    premiers = [cle.section.tuiles[0].indicateur.id for cle in page.context["cles"]]
    assert premiers[0] == "A0"
    assert "évolution observée" in texte(page)
    assert "La toile" in texte(page)


def test_every_question_has_its_figures(lire, publiee):
    page = lire(QUESTIONS)
    reponses = page.context["reponses"]
    assert [reponse.question.numero for reponse in reponses] == [1, 2, 3, 4, 5, 6]
    assert all(reponse.resultats for reponse in reponses)


def test_synthesis_shows_both_methods_and_its_cut_offs(lire, synthese):
    page = lire(SYNTHESE)
    assert [coupe.libelle for coupe in page.context["synthese"].coupes] == [
        "Hiver 2024",
        "Printemps 2024",
    ]
    rubriques = page.context["synthese"].rubriques
    lignes = {li.indicateur.id: li for rubrique in rubriques for li in rubrique.lignes}
    assert lignes["I-01"].coupes == ["8", "–"]
    assert lignes["I-01"].distinctes == "8"
    assert "31 mars 2024" in texte(page)


def test_a_periode_is_not_a_synthesis(client_de, comite, publiee):
    assert client_de(comite).get(f"{SYNTHESE}?publication={publiee.pk}").status_code == 404


def test_a_publication_is_the_only_thing_a_comite_downloads(client_de, comite, reseau):
    adresse, client = "/reseau/rapport/csv/", client_de(comite)
    assert client.get(adresse).status_code == 404
    publication()
    assert client.get(adresse).status_code == 200
    assert Publication.objects.count() == 1
