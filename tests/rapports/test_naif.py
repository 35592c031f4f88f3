"""The report of the queries equals the report of the naive path, whatever the registry."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rapports.calculs import calculer
from rapports.resultats import Rattachement

from . import naif
from .registres import DEBUT, FIN, OBSERVE_AU, Registre

# No shrinking: each example writes some fifty rows, and the differing figures say enough.
EXEMPLES = settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


def figures(rapport):
    return {
        cle: (
            resultat.numerateur,
            resultat.denominateur,
            None if resultat.mediane is None else float(resultat.mediane),
        )
        for cle, resultat in rapport.items()
    }


@pytest.fixture
def registre(db):
    return Registre()


@EXEMPLES
@given(data=st.data())
def test_network_equals_naive_path(registre, data):
    with transaction.atomic():
        registre.remplir(data)
        rapport = calculer(DEBUT, FIN, observe_au=OBSERVE_AU)[None]
        assert figures(rapport) == naif.calculer(DEBUT, FIN, observe_au=OBSERVE_AU)
        transaction.set_rollback(True)


@EXEMPLES
@given(data=st.data())
def test_each_group_equals_naive_path_on_its_territoires(registre, data):
    un, deux, trois = registre.territoires
    with transaction.atomic():
        registre.remplir(data)
        par_milieu = calculer(DEBUT, FIN, par="milieu", observe_au=OBSERVE_AU)
        par_territoire = calculer(DEBUT, FIN, par="territoire", observe_au=OBSERVE_AU)
        attendus = [
            (par_milieu["rural"], {un.pk, deux.pk}),
            (par_milieu["urbain"], {trois.pk}),
            (par_territoire[un.code], {un.pk}),
            (par_territoire[trois.code], {trois.pk}),
        ]
        for rapport, territoires in attendus:
            attendu = naif.calculer(DEBUT, FIN, territoires=territoires, observe_au=OBSERVE_AU)
            assert figures(rapport) == attendu
        assert par_milieu[None] == par_territoire[None]
        transaction.set_rollback(True)


@EXEMPLES
@given(data=st.data())
def test_territoire_and_end_of_period_ages_equal_naive_path(registre, data):
    territoires = frozenset(territoire.pk for territoire in registre.territoires[1:])
    with transaction.atomic():
        registre.remplir(data)
        rapport = calculer(
            DEBUT,
            FIN,
            territoires=territoires,
            observe_au=OBSERVE_AU,
            rattachement=Rattachement.FIN_PERIODE,
        )[None]
        attendu = naif.calculer(
            DEBUT, FIN, territoires=territoires, observe_au=OBSERVE_AU, fin_periode=True
        )
        assert figures(rapport) == attendu
        transaction.set_rollback(True)
