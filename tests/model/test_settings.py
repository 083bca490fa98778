"""Dated settings and what is refused."""

from datetime import date, time

import pytest

from model.setting_checks import check_setting
from model.settings import DEFAULTS, Settings


def test_a_past_day_keeps_the_setting_of_that_day() -> None:
    rows = [("stall_days", "10", None), ("stall_days", "21", date(2026, 6, 1))]

    assert Settings.on(rows, date(2026, 5, 31)).stall_days == 10
    assert Settings.on(rows, date(2026, 6, 1)).stall_days == 21


def test_every_default_is_a_setting_that_can_be_set() -> None:
    for key, value in DEFAULTS.items():
        check_setting(key, value)


def test_the_defaults_read_as_types() -> None:
    settings = Settings({})

    assert settings.call_deadline == (4, time(18))
    assert settings.dormancy_months is None
    assert settings.reference("mql_srl") == (0.2, 0.4)
    assert settings.reference("win_rate.existing") == (0.75, 0.75)


@pytest.mark.parametrize(
    ("key", "value"),
    [("time_zone", "Mars/Base"), ("locale", "xx"), ("locale", "de-DE"), ("fiscal_year_start", "13"),
    ("week_start", "someday"), ("period_length", "week"),
     ("call_deadline", "friday"), ("stall_days", "many"), ("rate.EUR", "-1"), ("rate.eur", "1"), ("colour", "blue"),
     ("reference.mql_srl", "a lot")],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_refused_by_name(key: str, value: str) -> None:
    with pytest.raises(ValueError, match=key):
        check_setting(key, value)
