import pytest

from proximite.navigation import LIEUX, navigation_de


def test_each_role_has_a_first_place():
    roles = {role for entree in LIEUX for role in entree.roles}
    assert roles == {
        "ptp", "gestionnaire", "comite_pilotage", "comite_suivi", "evaluation", "administration",
    }  # fmt: skip


def test_places_are_those_of_the_role(gestionnaire, administration):
    libelles = {lien.libelle for lien in navigation_de(gestionnaire, "/").lieux}
    assert "Équipe" in libelles
    assert "Administration" not in libelles
    libelles = {lien.libelle for lien in navigation_de(administration, "/").lieux}
    assert libelles == {"Administration", "Invitations"}


def test_one_place_is_current(gestionnaire):
    lieux = navigation_de(gestionnaire, "/equipe/affectations/3/terminer/").lieux
    assert [lien.libelle for lien in lieux if lien.actuel] == ["Équipe"]


def test_quick_entries_are_for_those_who_log(ptp, comite):
    assert navigation_de(comite, "/").rapides == []


@pytest.mark.parametrize("qui", ["ptp", "gestionnaire"])
def test_help_opens_on_the_guide_of_whoever_asks(qui, client_de, request):
    accueil = client_de(request.getfixturevalue(qui)).get("/", follow=True).content.decode()
    assert f'href="/aide/{qui}/"' in accueil
