"""What a template writes for the machine is not written as for a person."""

import re

import pytest
from django.conf import settings
from django.template import engines

GABARITS = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
CLE = re.compile(r"{{ *[\w.]*(?:\bpk|(?<!auto)_id) *}}")


@pytest.mark.parametrize("gabarit", GABARITS, ids=lambda chemin: chemin.name)
def test_a_key_is_never_grouped_by_thousands(gabarit):
    """« 14 078 » in an address or a value names nothing."""
    assert not CLE.findall(gabarit.read_text())


def test_unlocalize_is_at_hand_in_every_template():
    gabarit = engines["django"].from_string("{{ n }} {{ n|unlocalize }}")
    assert gabarit.render({"n": 14078}) == "14\u00a0078 14078"
