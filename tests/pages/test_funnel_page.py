"""The lead funnel's page: the metrics' figures, each role's part of them, and what it says when there is nothing."""

from datetime import timedelta
from itertools import pairwise

import pandas as pd
import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from metrics.definition import metrics
from metrics.lead_weeks import steps_by_week, waiting_leads
from metrics.speed import untouched_leads
from model.calendar import Window
from model.people import Role
from model.warehouse import Copy
from pages.parts import formats, funnel_chart, funnels, lead_splits, navigation, windows
from pages.parts.view import View
from tests.fresh import fresh
from tests.pages.conftest import TODAY, Open, book, label_of, said

YEAR = Window(TODAY - timedelta(days=364), TODAY)
TABS = ("Cohorts by month", "Sources", "SDRs", "Speed to lead", "Leaks", "BANT", "Stalled deals", "Untouched leads")


def address_of(copy: Copy, role: str | None, **more: str) -> dict[str, str]:
    return more if role is None else {"view_as": label_of(copy, role), **more}


def steps_shown(test: AppTest) -> pd.DataFrame:
    test.session_state["table of funnel"] = True
    test.run()
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
    leads = expected[expected["origin"] == "lead"].set_index("step")
    cards = {card.label: card.value for card in test.metric}
    assert steps_shown(test)["count"].tolist() == expected["count"].tolist()
    assert cards[f"SRL of {leads.loc['mql', 'count']} MQL"] == formats.rate(leads.loc["srl", "of_previous"])
    assert f"{mode}: " in said(test)


@pytest.mark.parametrize("role", [None, Role.REP])
def test_every_tab_opens(open_page: Open, copy: Copy, role: str | None) -> None:
    test = open_page("lead_funnel", **address_of(copy, role))

    for name in TABS:
        open_tab(test, "funnel", name)
        assert not test.exception, name
        assert not test.error, name


def test_an_sdr_uses_the_funnel_without_any_amount_or_deal(open_page: Open, copy: Copy) -> None:
    test = open_page("lead_funnel", **address_of(copy, Role.SDR))

    shown = steps_shown(test)
    assert shown["value"].isna().all()
    assert [tab.label for tab in test.tabs] == [name for name in TABS if name != "Stalled deals"]
    assert {"qualified_pipeline", "hunters_farmers"}.isdisjoint(navigation.names(Role.SDR))
    assert {card.label for card in test.metric} >= {"Your queue"}
    for name in TABS[:6]:
        open_tab(test, "funnel", name)
        assert not test.exception, name
        assert not test.error, name
        for table in test.dataframe:
            amounts = [column for column in table.value if column == "value"]
            assert all(table.value[column].isna().all() for column in amounts), name


def test_the_queue_of_untouched_leads_says_how_many_wait(open_page: Open, copy: Copy) -> None:
    waiting = untouched_leads(book(copy), limit=100_000)
    test = open_tab(open_page("lead_funnel"), "funnel", "Untouched leads")

    assert waiting_leads(book(copy)) == len(waiting)
    assert f"{formats.many(len(waiting), 'lead')} wait" in said(test)


def test_the_weeks_of_steps_add_up_to_the_funnel_in_activity_mode(copy: Copy) -> None:
    weeks = steps_by_week(book(copy))

    span = Window(TODAY - timedelta(days=7 * 13 - 1), TODAY)
    funnel = metrics()["funnel"].function(book(copy), span, mode="activity")
    expected = funnel[funnel["origin"] == "lead"].set_index("step")["count"]
    assert weeks["week"].tolist() == list(range(12, -1, -1))
    assert {step: weeks[step].sum() for step in ("mql", "srl", "sql", "won")} == expected.to_dict()


def cohort(**mature: bool | None) -> dict[str, dict[str, object]]:
    """100 MQLs, 40 SRL, 30 SQL, 3 won, each step final or not as named."""
    counts = {"mql": 100, "srl": 40, "sql": 30, "won": 3}
    shares = {"mql": None, "srl": 0.4, "sql": 0.75, "won": 0.1}
    day = TODAY + timedelta(days=200)
    return {
        step: {"step": step, "count": n, "of_previous": shares[step], "mature": mature.get(step, True), "mature_on": day}
        for step, n in counts.items()
    }


def test_the_largest_loss_is_named_among_finished_steps_only(copy: Copy) -> None:
    whole = book(copy)
    view = View(whole, whole.calendar.period_at(TODAY), TODAY, "")
    final = formats.day(TODAY + timedelta(days=200), TODAY.year)

    assert funnels.cohort_finding(view, cohort()) == "3 of 100 MQLs won; SQL to won loses most: 10 % get through"
    losing = "MQL to SRL loses most of the finished steps: 40 % get through"
    assert funnels.cohort_finding(view, cohort(won=False)) == (
        f"3 of 100 MQLs won so far; {losing}; won unfinished, final by {final}"
    )
    nothing_final = funnels.cohort_finding(view, cohort(srl=False, sql=False, won=False))
    assert nothing_final == (f"3 of 100 MQLs won so far: 40 % became SRL, 75 % of those SQL, 10 % of those won; final by {final}")
    assert "loses most" not in nothing_final
    unknown = funnels.cohort_finding(view, cohort(srl=None, sql=None, won=None))
    assert "loses most" not in unknown


def test_a_bar_says_both_shares_by_name_and_that_its_step_is_unfinished() -> None:
    rows = [{**row, "of_first": n} for row, n in zip(cohort(won=False).values(), (1.0, 0.4, 0.3, 0.03), strict=True)]

    said = [funnel_chart.shares(row, before, rows[0]) for before, row in pairwise(rows)]

    assert said == ["40 % of MQL", "75 % of SRL · 30 % of MQL", "10 % of SQL so far · 3 % of MQL"]


def test_bars_leave_room_for_the_words_behind_them() -> None:
    rows = pd.DataFrame({"edge": [100, 25], "large": ["100", "25 · 1.20M"], "small": ["", "25 % of MQL · 25 % of MQL"]})

    longest = funnel_chart.scale_of(rows).to_dict()["range"][1]["expr"]

    assert longest.startswith("max(24, min(width, (width - ")
    assert longest.count("(width - ") == 2


def test_a_window_without_anything_says_so_and_every_tab_opens(open_page: Open, copy: Copy) -> None:
    whole = book(copy)
    begun = whole.frame(select(func.min(whole.deals.c.created_on).label("day")))["day"].iloc[0]
    test = open_page("lead_funnel", as_of=(begun + timedelta(days=14)).isoformat(), window="Last fiscal year")

    assert "No lead became MQL and no direct deal began" in said(test)
    for name in TABS:
        open_tab(test, "funnel", name)
        assert not test.exception, name
        assert not test.error, name


def test_an_empty_database_says_what_to_do(open_page: Open, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    fresh(sqlite_url).dispose()
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
