"""The lead funnel's page: the metrics' figures, each role's part of them, and what it says when there is nothing."""

from datetime import timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from metrics.definition import metrics
from metrics.lead_weeks import steps_by_week, waiting_leads
from metrics.speed import untouched_leads
from model.calendar import Window
from model.database import open_database
from model.people import Role
from model.warehouse import Copy
from pages.parts import formats, lead_splits, navigation, windows
from pages.parts.view import View
from tests.pages.conftest import TODAY, Open, book, label_of, said

YEAR = Window(TODAY - timedelta(days=364), TODAY)
TABS = ("Cohorts by month", "Sources", "SDRs", "Speed to lead", "Leaks", "BANT", "Stalled deals", "Untouched leads")


def address_of(copy: Copy, role: str | None, **more: str) -> dict[str, str]:
    return more if role is None else {"view_as": label_of(copy, role), **more}


def steps_shown(test: AppTest) -> pd.DataFrame:
    return next(table.value for table in test.dataframe if "of_previous" in table.value)


def open_tab(test: AppTest, key: str, name: str) -> AppTest:
    test.session_state[key] = name
    return test.run()


@pytest.mark.parametrize("role", [None, Role.MANAGER, Role.REP, Role.SDR])
def test_the_steps_are_the_metrics(open_page: Open, copy: Copy, role: str | None) -> None:
    test = open_page("lead_funnel", **address_of(copy, role))

    expected = metrics()["funnel"].function(book(copy, role), YEAR)
    shown = steps_shown(test)
    assert not test.exception
    assert not test.error
    assert shown["step"].tolist() == expected["step"].tolist()
    assert shown["count"].tolist() == expected["count"].tolist()
    cards = {card.label: card.value for card in test.metric}
    counts = expected[expected["origin"] == "lead"].set_index("step")["count"]
    assert cards["MQL"] == formats.count(counts["mql"])
    assert cards[f"SRL of {counts['mql']} MQL"] == formats.rate(counts["srl"] / counts["mql"])


@pytest.mark.parametrize("mode", ["Cohort", "Activity"])
def test_the_mode_in_the_address_is_what_is_counted(open_page: Open, copy: Copy, mode: str) -> None:
    test = open_page("lead_funnel", mode=mode, window="Last 90 days")

    quarter = Window(TODAY - timedelta(days=89), TODAY)
    expected = metrics()["funnel"].function(book(copy), quarter, mode=mode.lower())
    assert steps_shown(test)["count"].tolist() == expected["count"].tolist()
    assert f"{mode}: " in said(test)


@pytest.mark.parametrize("role", [None, Role.REP])
def test_every_tab_opens(open_page: Open, copy: Copy, role: str | None) -> None:
    test = open_page("lead_funnel", **address_of(copy, role))

    for name in TABS:
        open_tab(test, "funnel tabs", name)
        assert not test.exception, name
        assert not test.error, name


def test_an_sdr_uses_the_funnel_without_any_amount_or_deal(open_page: Open, copy: Copy) -> None:
    test = open_page("lead_funnel", **address_of(copy, Role.SDR))

    shown = steps_shown(test)
    assert shown["value"].isna().all()
    assert [tab.label for tab in test.tabs] == [name for name in TABS if name != "Stalled deals"]
    assert {"qualified_pipeline", "hunters_farmers"}.isdisjoint(navigation.names(Role.SDR))
    assert {card.label for card in test.metric} >= {"Untouched leads"}
    for name in TABS[:6]:
        open_tab(test, "funnel tabs", name)
        assert not test.exception, name
        assert not test.error, name
        for table in test.dataframe:
            amounts = [column for column in table.value if column == "value"]
            assert all(table.value[column].isna().all() for column in amounts), name


def test_the_queue_of_untouched_leads_says_how_many_wait(open_page: Open, copy: Copy) -> None:
    waiting = untouched_leads(book(copy), limit=100_000)
    test = open_tab(open_page("lead_funnel"), "funnel tabs", "Untouched leads")

    assert waiting_leads(book(copy)) == len(waiting)
    assert f"{formats.many(len(waiting), 'lead')} wait" in said(test)


def test_the_weeks_of_steps_add_up_to_the_funnel_in_activity_mode(copy: Copy) -> None:
    weeks = steps_by_week(book(copy))

    span = Window(TODAY - timedelta(days=7 * 13 - 1), TODAY)
    funnel = metrics()["funnel"].function(book(copy), span, mode="activity")
    expected = funnel[funnel["origin"] == "lead"].set_index("step")["count"]
    assert weeks["week"].tolist() == list(range(12, -1, -1))
    assert {step: weeks[step].sum() for step in ("mql", "srl", "sql", "won")} == expected.to_dict()


def test_a_day_before_everything_says_so(open_page: Open) -> None:
    test = open_page("lead_funnel", as_of="1995-05-05")

    assert not test.exception
    assert not test.error
    assert "No lead became MQL and no direct deal began" in said(test)


def test_an_empty_database_says_what_to_do(open_page: Open, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    open_database(sqlite_url).dispose()
    monkeypatch.setenv("DATABASE_URL", sqlite_url)

    test = open_page("lead_funnel")

    assert not test.exception
    assert "There is no data yet" in said(test)
    assert not test.metric


def test_a_rate_on_fewer_than_20_is_not_ranked() -> None:
    rows = pd.DataFrame({"part": ["few", "good", "bad"], "mql": [19, 20, 400], "srl_rate": [0.9, 0.3, 0.2]})

    ranked = lead_splits.ranked(rows, "mql", "srl_rate")

    assert ranked["part"].tolist() == ["good", "bad", "few"]
    assert ranked["rank"].tolist()[:2] == [1, 2]
    assert ranked["rank"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize("name", [*windows.LABELS, "nonsense"])
def test_windows_end_on_the_day_or_before(copy: Copy, name: str) -> None:
    whole = book(copy)
    view = View(whole, whole.calendar.period_at(TODAY), TODAY, "")

    window = windows.window_of(view, name)

    assert window.last <= TODAY
    days = {"90d": 90, "year": 365, "nonsense": 365}.get(name)
    assert days is None or window.days == days
    last_year = whole.calendar.shift(whole.calendar.period_at(TODAY, "year"), -1)
    assert name != "last-fiscal" or (window.first, window.last) == (last_year.first, last_year.last)
