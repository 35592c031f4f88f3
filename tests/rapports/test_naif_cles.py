"""Needs, teams and key indicators equal those of the naive path, whatever the registry."""

import pytest

from rapports.complement import completer

from . import naif_cles
from .registres import DEBUT, FIN, OBSERVE_AU
from .registres_cles import Registre

PLUS_TARD = FIN.replace(month=9, day=30)


def figures(resultats):
    return {cle: (r.numerateur, r.denominateur, r.mediane) for cle, r in resultats.items()}


@pytest.mark.parametrize("graine", range(25))
def test_network_equals_naive_path(db, graine):
    Registre(graine)
    for observe_au in (OBSERVE_AU, PLUS_TARD):
        resultats = completer(DEBUT, FIN, observe_au=observe_au)[None]
        assert figures(resultats) == naif_cles.calculer(DEBUT, FIN, observe_au=observe_au)


@pytest.mark.parametrize("graine", range(100, 108))
def test_each_group_equals_naive_path_on_its_territoires(db, graine):
    un, deux, trois = Registre(graine).territoires
    par_milieu = completer(DEBUT, FIN, par="milieu", observe_au=PLUS_TARD)
    par_territoire = completer(DEBUT, FIN, par="territoire", observe_au=PLUS_TARD)
    for resultats, territoires in [
        (par_milieu["rural"], {un.pk, deux.pk}),
        (par_milieu["urbain"], {trois.pk}),
        (par_territoire[un.code], {un.pk}),
        (par_territoire[trois.code], {trois.pk}),
    ]:
        attendu = naif_cles.calculer(DEBUT, FIN, territoires=territoires, observe_au=PLUS_TARD)
        assert figures(resultats) == attendu
    seul = completer(DEBUT, FIN, territoires=frozenset({deux.pk}), observe_au=PLUS_TARD)
    assert seul[None] == par_territoire[deux.code]
    assert par_milieu[None] == par_territoire[None]
