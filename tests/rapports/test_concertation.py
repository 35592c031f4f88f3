"""Links between partenaires and not only with the PTP (DOMAINE §5.3-C), and the toile drawn."""

from datetime import date, timedelta

import pytest

from activites.models import ActiviteReseautage
from partenaires.models import Partenaire
from rapports.cles.toile import PORTEUR, PTP, Toile, toile_du_reseau, toile_du_territoire
from rapports.complement import completer
from referencements.models.etats import Etat
from tests.partenaires.factories import PartenaireFactory
from tests.referencements.factories import referencement_entrant, referencement_sortant

from .situations import DEBUT, FIN, PENDANT, famille_accompagnee

AVANT = DEBUT - timedelta(days=10)
SECTEURS = ("logement", "immigration", "sante_services_sociaux", "protection_jeunesse")


def resultat(identifiant, **options):
    return completer(DEBUT, FIN, **options)[None][identifiant]


def paire(identifiant, **options):
    chiffre = resultat(identifiant, **options)
    return chiffre.numerateur, chiffre.denominateur


@pytest.fixture
def partenaires(territoire):
    """Four: logement, immigration, and two of santé, one by its sous-secteur."""
    return [PartenaireFactory(territoires=[territoire], secteur_id=code) for code in SECTEURS]


@pytest.fixture
def famille(territoire, ptp):
    return famille_accompagnee(territoire, ptp, le=AVANT)


def referer(famille, partenaire, le=PENDANT):
    return referencement_sortant(
        famille, par=famille.saisie_par, etat=Etat.MEDIATION_FAITE, le=le, partenaire=partenaire
    )


def reunir(territoire, ptp, *presents, le=PENDANT):
    activite = ActiviteReseautage.objects.create(
        territoire=territoire,
        saisie_par=ptp,
        type_action="espaces_dialogue",
        objet="Table petite enfance",
        date=le,
        duree_min=90,
    )
    activite.partenaires.set(presents)


def test_star_around_the_ptp_has_no_density(famille, partenaires):
    for partenaire in partenaires:
        referer(famille, partenaire)
    assert paire("C0") == (1, 1)
    assert resultat("C1").numerateur == 4
    assert paire("C4") == (0, 6)
    assert paire("C6") == (6, 6)
    assert resultat("C5").affichage == "s.\u00a0o."


def test_toile_of_four_organismes_is_too_small_to_measure(famille, partenaires):
    for partenaire in partenaires[:3]:
        referer(famille, partenaire)
    assert paire("C0") == (0, 1)
    assert resultat("C1").numerateur == 3
    for identifiant in ("C3", "C4", "C6", "C7"):
        assert resultat(identifiant).affichage == "s.\u00a0o."


def test_partenaires_at_the_same_table_are_linked(famille, territoire, ptp, partenaires):
    for partenaire in partenaires:
        referer(famille, partenaire)
    reunir(territoire, ptp, *partenaires[:2])
    reunir(territoire, ptp, *partenaires[:2])
    assert paire("C4") == (1, 6)


def test_partenaire_in_common_brings_two_closer(famille, territoire, ptp, partenaires):
    un, deux, trois, quatre = partenaires
    for partenaire in (un, quatre):
        referer(famille, partenaire)
    reunir(territoire, ptp, un, deux)
    reunir(territoire, ptp, deux, trois)
    assert paire("C4") == (2, 6)
    assert paire("C6") == (3, 6)


def test_links_between_secteurs_and_within_one(territoire, ptp, partenaires):
    """Santé and its sous-secteur are one secteur: five links of six are between secteurs."""
    reunir(territoire, ptp, *partenaires)
    assert paire("C5") == (5, 6)
    assert resultat("C5").affichage == "0,67"


def test_all_within_one_secteur_is_minus_one(territoire, ptp):
    voisins = [PartenaireFactory(secteur_id="logement", territoires=[territoire]) for _ in range(4)]
    reunir(territoire, ptp, *voisins)
    assert resultat("C5").valeur == -1


def test_reciprocity_is_having_both_directions(famille, territoire, ptp, partenaires):
    for partenaire in partenaires:
        referer(famille, partenaire)
    referencement_entrant(territoire, par=ptp, le=PENDANT, partenaire=partenaires[0])
    assert paire("C3") == (1, 4)


def test_persistence_compares_with_as_many_days_before(famille, partenaires):
    """One link kept, one lost, three new."""
    perdu = PartenaireFactory(territoires=[famille.territoire])
    for partenaire in (partenaires[0], perdu):
        referer(famille, partenaire, le=AVANT)
    for partenaire in partenaires:
        referer(famille, partenaire)
    assert paire("C7") == (1, 5)


def test_first_period_has_nothing_to_persist_from(famille, partenaires):
    for partenaire in partenaires:
        referer(famille, partenaire)
    assert resultat("C7").affichage == "s.\u00a0o."


def test_coverage_is_of_the_active_directory_of_the_territoire(famille, partenaires):
    PartenaireFactory(territoires=[famille.territoire], actif=False)
    PartenaireFactory(dans_tout_le_reseau=True)
    referer(famille, partenaires[0])
    assert paire("C2") == (1, 4)


def test_porteur_itself_is_not_one_of_its_partenaires(famille, territoire, ptp, partenaires):
    soi = PartenaireFactory(territoires=[territoire], organisme_porteur=territoire.organisme)
    referer(famille, soi)
    reunir(territoire, ptp, soi, partenaires[0])
    assert resultat("C1").numerateur == 1
    assert paire("C2") == (0, 4)
    assert [noeud.nom for noeud in toile_du_territoire(DEBUT, FIN, territoire.pk).noeuds] == [
        territoire.organisme.nom,
        partenaires[0].nom,
    ]


def test_meeting_of_three_secteurs(territoire, ptp, partenaires):
    reunir(territoire, ptp, *partenaires[:3])
    reunir(territoire, ptp, *partenaires[2:])
    reunir(territoire, ptp, partenaires[0])
    assert paire("C8") == (1, 2)


def test_toiles_of_two_territoires_are_pooled_never_joined(
    territoire, autre_territoire, ptp, partenaires
):
    for lieu in (territoire, autre_territoire):
        reunir(lieu, ptp, *partenaires)
    assert resultat("C1").numerateur == 8
    assert paire("C4") == (12, 12)
    assert paire("C4", territoires=frozenset({territoire.pk})) == (6, 6)


def test_toile_of_a_territoire_names_who_exchanges_and_who_meets(
    famille, territoire, ptp, partenaires
):
    un, deux = partenaires[:2]
    for _ in range(2):
        referer(famille, un)
    referencement_entrant(territoire, par=ptp, le=PENDANT, partenaire=un)
    reunir(territoire, ptp, un, deux)
    toile = toile_du_territoire(DEBUT, FIN, territoire.pk)
    assert toile.centre.cle == PORTEUR
    table = {ligne["noeud"].nom: ligne for ligne in toile.lignes}
    assert (table[un.nom]["faits"], table[un.nom]["recus"]) == (2, 1)
    assert (table[deux.nom]["faits"], table[deux.nom]["rencontres"]) == (0, 1)
    assert table[un.nom]["noeud"].secteur == "Accès au logement"
    assert [lien.poids for lien in toile.rencontres] == [1]


def test_toile_of_the_network_holds_secteurs_only(famille, territoire, ptp, partenaires):
    for partenaire in partenaires:
        referer(famille, partenaire)
    referencement_entrant(territoire, par=ptp, le=PENDANT, partenaire=partenaires[0])
    toile = toile_du_reseau(DEBUT, FIN)
    assert toile.centre.cle == PTP
    table = {ligne["noeud"].cle: (ligne["faits"], ligne["recus"]) for ligne in toile.lignes}
    assert table == {
        "logement": (1, 1),
        "immigration": (1, 0),
        "sante_services_sociaux": (2, 0),
    }
    noms = Partenaire.objects.values_list("nom", flat=True)
    assert not any(nom in str(toile.en_json()) for nom in noms)


def test_toile_is_read_again_as_it_was_written(famille, territoire, ptp, partenaires):
    referer(famille, partenaires[0])
    reunir(territoire, ptp, *partenaires)
    toile = toile_du_territoire(DEBUT, FIN, territoire.pk)
    assert Toile.de_json(toile.en_json()) == toile


def test_toile_costs_the_same_whatever_the_partenaires(
    famille, territoire, ptp, partenaires, django_assert_num_queries
):
    for combien in (1, 4):
        for partenaire in partenaires[:combien]:
            referer(famille, partenaire)
        reunir(territoire, ptp, *partenaires[:combien])
        with django_assert_num_queries(4):
            toile_du_territoire(DEBUT, FIN, territoire.pk)
        with django_assert_num_queries(2):
            toile_du_reseau(DEBUT, FIN)


def test_meeting_of_another_period_is_not_of_this_toile(territoire, ptp, partenaires):
    reunir(territoire, ptp, *partenaires, le=date(2024, 4, 1))
    assert resultat("C1").numerateur == 0
    assert toile_du_territoire(DEBUT, FIN, territoire.pk).noeuds[1:] == []
