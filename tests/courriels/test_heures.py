"""Nothing leaves at night, on a Sunday or on a public holiday of Québec."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from courriels.heures import FUSEAU, prochain_moment

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2060, 12, 31), timezones=st.just(UTC))
PRINTEMPS, AUTOMNE = date(2026, 3, 8), date(2026, 11, 1)
FERIES_2026 = [
    date(2026, 1, 1),
    date(2026, 4, 3),
    date(2026, 5, 18),
    date(2026, 6, 24),
    date(2026, 7, 1),
    date(2026, 9, 7),
    date(2026, 10, 12),
    date(2026, 12, 25),
]


def local(jour, heure, minute=0):
    return datetime.combine(jour, time(heure, minute), FUSEAU)


@given(MOMENTS)
@example(local(PRINTEMPS, 1, 59).astimezone(UTC))
@example(local(PRINTEMPS, 3).astimezone(UTC))
@example(datetime(2026, 11, 1, 5, 30, tzinfo=UTC))
@example(datetime(2026, 11, 1, 6, 30, tzinfo=UTC))
def test_next_moment_is_allowed_and_not_before_now(maintenant):
    moment = prochain_moment(maintenant)
    sur_place = moment.astimezone(FUSEAU)
    assert moment >= maintenant
    assert time(8) <= sur_place.time() < time(20)
    assert sur_place.strftime("%u") != "7"
    assert prochain_moment(moment) == moment


@given(MOMENTS)
def test_nothing_waits_longer_than_the_longest_holiday(maintenant):
    assert prochain_moment(maintenant) - maintenant < timedelta(days=4, hours=13)


@given(MOMENTS, st.integers(0, 5000))
def test_no_allowed_minute_is_skipped(maintenant, minutes):
    """Any allowed moment after now is not before the next one."""
    plus_tard = maintenant + timedelta(minutes=minutes)
    if prochain_moment(plus_tard) == plus_tard:
        assert prochain_moment(maintenant) <= plus_tard


@pytest.mark.parametrize("ferie", FERIES_2026)
def test_public_holiday_waits_for_a_working_day(ferie):
    assert prochain_moment(local(ferie, 10)).astimezone(FUSEAU).date() > ferie


def test_holiday_on_a_weekend_is_kept_on_the_day_off_that_replaces_it():
    assert prochain_moment(local(date(2029, 7, 1), 10)) == local(date(2029, 7, 3), 8)


@pytest.mark.parametrize("dimanche", [PRINTEMPS, AUTOMNE])
def test_night_when_clocks_change_ends_at_eight_on_the_clock_of_monday(dimanche):
    samedi = local(dimanche - timedelta(days=1), 20)
    assert prochain_moment(samedi) == local(dimanche + timedelta(days=1), 8)


@pytest.mark.parametrize(
    ("heure", "minute", "attendu"), [(7, 59, 8), (8, 0, 8), (19, 59, 19), (20, 0, 24 + 8)]
)
def test_day_opens_at_eight_and_closes_at_twenty(heure, minute, attendu):
    lundi = date(2026, 11, 16)
    moment = prochain_moment(local(lundi, heure, minute))
    assert moment.astimezone(FUSEAU).hour == attendu % 24
    assert (moment.astimezone(FUSEAU).date() > lundi) is (attendu >= 24)
