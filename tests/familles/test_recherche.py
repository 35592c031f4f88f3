import pytest

from familles.codes import avec_controle
from familles.models import Famille, IdentiteAdulte, IdentiteEnfant
from familles.recherche import chercher, normaliser

from .factories import AdulteFactory, EnfantFactory, FamilleFactory, IdentiteFamilleFactory


@pytest.fixture
def parc(territoire):
    return FamilleFactory(territoire=territoire, alias="la famille du parc de l’Île")


@pytest.fixture
def erables(territoire):
    famille = FamilleFactory(territoire=territoire, alias="rue des Érables")
    IdentiteFamilleFactory(famille=famille, nom="Lévesque-Fictive")
    IdentiteAdulte.objects.create(
        adulte=AdulteFactory(famille=famille), prenom="Thérèse", nom="Ouellet"
    )
    IdentiteEnfant.objects.create(enfant=EnfantFactory(famille=famille), prenom="Zoé")
    return famille


def trouvees(saisie):
    return chercher(saisie, Famille.objects.all()).familles


def test_words_lose_accents_case_and_apostrophes():
    assert normaliser("  L’Été  d'Œuvre ") == "l ete d oeuvre"


@pytest.mark.parametrize("saisie", ["parc", "PARC", "famille du parc", "ile", "l'ile", "par"])
def test_famille_is_found_by_alias(parc, erables, saisie):
    assert trouvees(saisie) == [parc]


@pytest.mark.parametrize(
    "saisie", ["erables", "érabels", "levesque", "levesk", "Lévèque", "terese", "ouelet", "zoe"]
)
def test_accents_and_typing_errors_are_forgiven(parc, erables, saisie):
    assert trouvees(saisie) == [erables]


@pytest.mark.parametrize("saisie", ["", "   ", "zzzz", "parc érables", "!?"])
def test_nothing_is_found_for_what_looks_like_nobody(parc, erables, saisie):
    assert trouvees(saisie) == []


def test_code_is_read_however_it_is_copied(parc, erables):
    assert trouvees(f" {erables.code_affiche.lower()} ") == [erables]
    assert trouvees(erables.code[:5]) == [erables]


def test_code_badly_copied_is_said_so(db):
    code = avec_controle("7K3MQ9XT4")
    faux = code[:-1] + ("2" if code[-1] != "2" else "3")
    assert chercher(faux, Famille.objects.none()).code_mal_recopie
    assert not chercher(code, Famille.objects.none()).code_mal_recopie
    assert not chercher("bibliothèque", Famille.objects.none()).code_mal_recopie


def test_only_familles_in_scope_are_read(parc, erables, autre_territoire, inconnue):
    FamilleFactory(territoire=autre_territoire, alias="la famille du parc")
    siennes = Famille.objects.visibles_par(inconnue)
    assert [f.territoire for f in chercher("parc", siennes).familles] == [autre_territoire]


def test_search_costs_the_same_for_one_and_ten(territoire, erables, django_assert_num_queries):
    for nombre in (1, 9):
        for _ in range(nombre):
            IdentiteAdulte.objects.create(
                adulte=AdulteFactory(famille__territoire=territoire), prenom="Nom", nom="Fictif"
            )
        with django_assert_num_queries(3):
            chercher("levesk", Famille.objects.all())
