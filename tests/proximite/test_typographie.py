import re
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import formats

from proximite import typographie
from proximite.templatetags import proximite as tags

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        (0, "0"),
        (703, "703"),
        (5305, f"5{NBSP}305"),
        (10036, f"10{NBSP}036"),
        (Decimal("1234567.5"), f"1{NBSP}234{NBSP}567,5"),
        (Decimal("32.0"), "32"),
        (-1200, f"-1{NBSP}200"),
    ],
)
def test_numbers_group_by_three_with_a_non_breaking_space(valeur, texte):
    assert typographie.nombre(valeur) == texte


@pytest.mark.parametrize(
    ("part", "decimales", "texte"),
    [
        (3242 / 5305, 0, f"61{NBSP}%"),
        (Decimal("0.125"), 0, f"13{NBSP}%"),
        (0.611, 1, f"61,1{NBSP}%"),
        (1, 0, f"100{NBSP}%"),
        (0, 0, f"0{NBSP}%"),
        (None, 0, f"s.{NBSP}o."),
    ],
)
def test_shares_are_percentages_rounded_half_up(part, decimales, texte):
    assert typographie.pourcentage(part, decimales) == texte


def test_first_of_the_month_is_ordinal():
    assert typographie.date_longue(date(2024, 3, 1)) == f"vendredi 1er{NBSP}mars 2024"
    assert typographie.date_longue(date(2024, 8, 15)) == f"jeudi 15{NBSP}août 2024"
    assert typographie.date_moyenne(date(2025, 2, 1)) == f"1er{NBSP}février 2025"


def test_short_date_is_iso():
    assert tags.date_courte(date(2024, 3, 1)) == "2024-03-01"


def test_a_moment_is_dated_and_timed_where_people_are():
    tard_le_soir = datetime(2024, 3, 2, 3, 5, tzinfo=UTC)
    assert tags.date_courte(tard_le_soir) == "2024-03-01"
    assert tags.heure(tard_le_soir) == f"22{NBSP}h{NBSP}5"


@pytest.mark.parametrize(
    ("moment", "texte"),
    [
        (time(14, 30), f"14{NBSP}h{NBSP}30"),
        (time(9, 0), f"9{NBSP}h"),
        (time(8, 5), f"8{NBSP}h{NBSP}5"),
        (time(0, 0), f"0{NBSP}h"),
    ],
)
def test_hours_have_no_leading_zero(moment, texte):
    assert typographie.heure(moment) == texte


@pytest.mark.parametrize(
    ("minutes", "texte"),
    [
        (0, f"0{NBSP}min"),
        (45, f"45{NBSP}min"),
        (60, f"1{NBSP}h"),
        (90, f"1{NBSP}h{NBSP}30"),
        (65, f"1{NBSP}h{NBSP}5"),
    ],
)
def test_durations(minutes, texte):
    assert typographie.duree(minutes) == texte


@pytest.mark.parametrize(
    ("quantite", "texte"),
    [
        (0, f"0{NBSP}famille"),
        (1, f"1{NBSP}famille"),
        (2, f"2{NBSP}familles"),
        (10036, f"10{NBSP}036{NBSP}familles"),
    ],
)
def test_nouns_agree_as_in_french(quantite, texte):
    assert tags.compte(quantite, "famille,familles") == texte


def test_nothing_known_prints_nothing():
    for filtre in (tags.nombre, tags.date_longue, tags.date_courte, tags.heure, tags.duree):
        assert filtre(None) == ""


def test_icons_are_hidden_from_screen_readers():
    svg = tags.icone("plus")
    assert svg.startswith("<svg")
    assert 'aria-hidden="true"' in svg
    assert "style=" not in svg


@pytest.mark.parametrize("etat", tags.ICONES_ETAT)
def test_every_state_has_its_icon(etat):
    assert tags.icone_etat(etat).startswith("<svg")


def test_django_formats_are_those_of_quebec():
    moment = datetime(2024, 3, 1, 14, 5)
    assert formats.time_format(time(14, 5)) == f"14{NBSP}h{NBSP}05"
    assert formats.date_format(moment, "SHORT_DATETIME_FORMAT").startswith("2024-03-01")
    assert formats.get_format("FIRST_DAY_OF_WEEK") == 1


GABARITS = settings.BASE_DIR / "templates"


@pytest.mark.parametrize(
    "gabarit", sorted(GABARITS.rglob("*.html")), ids=lambda g: str(g.relative_to(GABARITS))
)
def test_punctuation_never_begins_a_line(gabarit):
    """A colon, guillemets and per cents keep to their word by a non-breaking space."""
    texte = re.sub(r"\{#.*?#\}", "", gabarit.read_text(encoding="utf-8"))
    secable = r"\S :(?=[\s<{]|$)|« | »|[\d}] %(?!\})|s\. o\.|n\. p\."
    assert not re.search(secable, texte)
