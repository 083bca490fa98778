"""When a test run is set back."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.clock import LASTS, ZONES, behind


@pytest.mark.parametrize(
    ("starts", "hours"),
    [("2026-11-29 12:00", 0), ("2026-11-29 21:59", 0), ("2026-11-29 22:00", 1), ("2026-11-29 23:59", 2),
     ("2026-11-30 00:00", 0), ("2026-11-30 02:59", 0), ("2026-11-30 04:30", 2), ("2026-11-30 05:00", 0),
     ("2026-07-01 02:30", 1), ("2026-07-01 04:00", 0)],
)  # fmt: skip
def test_a_run_that_would_see_midnight_in_utc_or_in_new_york_is_set_back(starts: str, hours: int) -> None:
    assert behind(datetime.fromisoformat(starts).replace(tzinfo=UTC)) == timedelta(hours=hours)


def test_whenever_a_run_starts_it_sees_one_day() -> None:
    for minutes in range(0, 366 * 24 * 60, 17):
        now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
        begins = now - behind(now)
        assert all(begins.astimezone(zone).date() == (begins + LASTS).astimezone(zone).date() for zone in ZONES)
