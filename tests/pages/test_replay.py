"""The replay: each week as the metric has it, from the address, by its buttons, for whom it is."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from metrics.replay import replay
from model.people import Role
from model.warehouse import Copy
from pages.parts import formats, navigation, playing
from tests.pages.conftest import TODAY, Open, book, label_of, said


def last_period(copy: Copy) -> Any:
    """The period before the present one: all its weeks have been."""
    calendar = book(copy).calendar
    return calendar.shift(calendar.period_at(TODAY), -1)


def cards(test: AppTest) -> dict[str, str]:
    return {card.label: card.value for card in test.metric}


def expected(copy: Copy, week: int | None, role: str | None = None, present: bool = False) -> dict[str, str]:
    """The cards of a week (the last one without it) of the last period, or of the present one."""
    whole = book(copy, role)
    rows = replay(whole, whole.calendar.period_at(TODAY) if present else last_period(copy))
    row = rows[(rows["week"] == (week or rows["week"].max())) & rows["person"].isna()].iloc[0]
    names = ("closed", "commit", "upside", "pipeline", "gap")
    return {name.capitalize(): formats.money(row[name], whole.settings.exponent) for name in names}


@pytest.mark.parametrize("week", [1, 7, 14])
def test_a_week_of_the_address_is_shown(open_page: Open, copy: Copy, week: int) -> None:
    test = open_page("replay", period=last_period(copy).name, week=str(week))

    assert not test.exception
    assert cards(test) == expected(copy, week)
    assert f"Week {week} of 14" in said(test).replace("\\", "")


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.MANAGER, Role.REP, Role.OBSERVER])
def test_it_begins_at_the_last_week_for_everybody_who_has_it(open_page: Open, copy: Copy, role: str) -> None:
    test = open_page("replay", view_as=label_of(copy, role))

    assert not test.exception
    assert cards(test) == expected(copy, None, role, present=True)


def test_who_sees_leads_only_has_no_replay() -> None:
    assert [role for role in Role if "replay" not in navigation.names(role)] == [Role.SDR, Role.MARKETING]


def test_an_observer_sees_no_team(open_page: Open, copy: Copy) -> None:
    test = open_page("replay", view_as=label_of(copy, Role.OBSERVER), period=last_period(copy).name)

    people = {member.name for member in book(copy).members}
    assert not [name for name in people if name in said(test).replace("\\", "")]


def test_the_buttons_step_and_play_from_the_beginning(open_page: Open, copy: Copy) -> None:
    test = open_page("replay", period=last_period(copy).name)
    assert test.button(key="replay :material/skip_next:").disabled

    test.button(key="replay :material/skip_previous:").click().run()
    assert cards(test) == expected(copy, 13)
    assert test.query_params["week"] == "13"

    test.button(key="replay :material/skip_next:").click().run()
    test.button(key="replay play").click().run()
    assert test.button(key="replay play").label == "Pause"
    assert cards(test) == expected(copy, 1)

    test.button(key="replay play").click().run()
    assert test.button(key="replay play").label == "Play"


def test_the_week_that_a_slow_browser_still_shows_does_not_stop_it(open_page: Open, copy: Copy) -> None:
    test = open_page("replay", period=last_period(copy).name, week="3")
    test.button(key="replay play").click().run()
    test.session_state[playing.PLAYING] = playing.Playing(float("inf"), 5, (4, 3))

    test.select_slider(key="week").set_value(4).run()
    assert cards(test) == expected(copy, 5)
    assert test.button(key="replay play").label == "Pause"

    test.select_slider(key="week").set_value(9).run()
    assert cards(test) == expected(copy, 9)
    assert test.button(key="replay play").label == "Play"


def chart(test: AppTest) -> dict[str, Any]:
    """The Vega-Lite of the main chart."""
    found: dict[str, Any] = json.loads(test.get("vega_lite_chart")[0].proto.spec)
    return found


def test_the_axes_stay_while_the_weeks_come_in(open_page: Open, copy: Copy) -> None:
    early, late = (chart(open_page("replay", period=last_period(copy).name, week=week)) for week in ("2", "12"))

    bars = [spec["layer"][0]["encoding"] for spec in (early, late)]
    assert bars[0]["x"]["scale"]["domain"] == bars[1]["x"]["scale"]["domain"]
    assert len(bars[0]["x"]["scale"]["domain"]) == 14
    assert bars[0]["y"]["scale"]["domain"] == bars[1]["y"]["scale"]["domain"]


def test_a_period_that_has_not_begun_says_so(open_page: Open, copy: Copy) -> None:
    calendar = book(copy).calendar
    coming = calendar.shift(calendar.period_at(TODAY), 1)

    test = open_page("replay", period=coming.name)

    assert not test.exception
    assert not test.metric
    assert f"{coming.name} has not begun" in said(test).replace("\\", "")


def test_a_week_that_the_period_has_not_is_its_last(open_page: Open, copy: Copy) -> None:
    test = open_page("replay", period=last_period(copy).name, week="99")

    assert not test.exception
    assert cards(test) == expected(copy, 14)


def test_on_the_first_day_of_a_period_there_is_one_week(open_page: Open, copy: Copy) -> None:
    first = last_period(copy).first
    test = open_page("replay", as_of=first.isoformat())

    assert not test.exception
    assert not test.select_slider
    assert "Week 1 of 14" in said(test).replace("\\", "")
