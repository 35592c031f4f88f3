"""Seals under the master keys: what opens them, and what does not."""

import pytest

from proximite.scelles import ScelleIllisible, est_a_jour, ouvrir, sceller

ANCIENNE = "YW5jaWVubmUgY2xlLCBkZSB0cmVudGUtZGV1eCBvY3Q="
NOUVELLE = "bm91dmVsbGUgY2xlLCBkZSB0cmVudGUtZGV1eCBvY3Q="


def test_what_is_sealed_opens_and_is_not_readable():
    scelle = sceller(b"bouleau", usage="essai", lie_a=b"7")
    assert b"bouleau" not in scelle
    assert ouvrir(scelle, usage="essai", lie_a=b"7") == b"bouleau"


@pytest.mark.parametrize(("usage", "lie_a"), [("autre", b"7"), ("essai", b"8")])
def test_a_seal_moved_elsewhere_does_not_open(usage, lie_a):
    scelle = sceller(b"bouleau", usage="essai", lie_a=b"7")
    with pytest.raises(ScelleIllisible):
        ouvrir(scelle, usage=usage, lie_a=lie_a)


def test_every_altered_byte_is_found():
    scelle = sceller(b"bouleau", usage="essai")
    for rang in range(len(scelle)):
        altere = bytearray(scelle)
        altere[rang] ^= 1
        with pytest.raises(ScelleIllisible):
            ouvrir(bytes(altere), usage="essai")


def test_two_seals_of_the_same_differ():
    assert sceller(b"bouleau", usage="essai") != sceller(b"bouleau", usage="essai")


def test_the_old_master_key_still_opens_what_it_sealed(settings):
    settings.CLES_MAITRESSES = [ANCIENNE]
    scelle = sceller(b"bouleau", usage="essai")
    settings.CLES_MAITRESSES = [NOUVELLE, ANCIENNE]
    assert ouvrir(scelle, usage="essai") == b"bouleau"
    assert not est_a_jour(scelle)
    assert est_a_jour(sceller(b"bouleau", usage="essai"))
    settings.CLES_MAITRESSES = [NOUVELLE]
    with pytest.raises(ScelleIllisible):
        ouvrir(scelle, usage="essai")
