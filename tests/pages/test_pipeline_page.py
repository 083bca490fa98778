"""The qualified pipeline's page: the four Vs are the metrics', and every tab opens for whoever has the page."""

from datetime import timedelta

import pytest

from metrics.closings import closing_trend
from metrics.definition import metrics
from model.calendar import Window
from model.database import open_database
from model.people import Role
from model.warehouse import Copy
from pages.parts import formats
from tests.pages.conftest import TODAY, Open, book, label_of, said
from tests.pages.test_funnel_page import open_tab

YEAR = Window(TODAY - timedelta(days=364), TODAY)
TABS = ("Win rate", "Stages", "Sales velocity", "Ageing", "Outcome by age", "Coverage", "Trend")


@pytest.mark.parametrize("role", [None, Role.MANAGER, Role.REP])
def test_the_four_vs_are_the_metrics(open_page: Open, copy: Copy, role: str | None) -> None:
    test = open_page("qualified_pipeline", **({} if role is None else {"view_as": label_of(copy, role)}))

    mine = book(copy, role)
    pipeline, rate = metrics()["pipeline"].function(mine), metrics()["win-rate"].function(mine, YEAR).iloc[0]
    velocity = metrics()["sales-velocity"].function(mine, YEAR).iloc[0]
    values = [card.value for card in test.metric]
    assert not test.exception
    assert not test.error
    assert values[:4] == [
        formats.count(pipeline["volume"].sum()),
        formats.money(pipeline["value"].sum(), mine.settings.exponent),
        formats.days(velocity["mean_cycle_days"]),
        formats.rate(rate["rate"]),
    ]
    stages = next(table.value for table in test.dataframe if "weighted" in table.value)
    assert stages["volume"].sum() == pipeline["volume"].sum()
    assert round(stages["value"].sum() * 10**mine.settings.exponent) == pipeline["value"].sum()


@pytest.mark.parametrize("role", [None, Role.REP])
def test_every_tab_opens(open_page: Open, copy: Copy, role: str | None) -> None:
    test = open_page("qualified_pipeline", **({} if role is None else {"view_as": label_of(copy, role)}))

    for name in TABS:
        open_tab(test, "pipeline tabs", name)
        assert not test.exception, name
        assert not test.error, name


def test_win_rates_of_new_and_existing_stand_apart(open_page: Open, copy: Copy) -> None:
    test = open_page("qualified_pipeline", window="This fiscal year")

    first = book(copy).calendar.fiscal_year_first(TODAY)
    expected = metrics()["win-rate"].function(book(copy), Window(first, TODAY), by="kind").set_index("kind")
    table = next(table.value for table in test.dataframe if "cohort_rate" in table.value).set_index("kind")
    for kind in ("new", "existing"):
        assert table.loc[kind.capitalize(), "won"] == expected.loc[kind, "won"]
        assert table.loc[kind.capitalize(), "rate"] == pytest.approx(expected.loc[kind, "rate"] * 100)


def test_the_trend_of_closings_ends_with_the_metrics_figures(copy: Copy) -> None:
    trend = closing_trend(book(copy), days=365)
    last_month = closing_trend(book(copy), days=30, weeks=2)

    for kind in (None, "new", "existing"):
        rate = metrics()["win-rate"].function(book(copy), YEAR, by="kind" if kind else None)
        rate = rate[rate["kind"] == kind] if kind else rate
        last = trend[trend["kind"] == kind if kind else trend["kind"].isna()].iloc[-1]
        for column in ("won", "lost", "won_value", "rate"):
            assert last[column] == rate.iloc[0][column]
    velocity = metrics()["sales-velocity"].function(book(copy), YEAR).iloc[0]
    assert trend[trend["kind"].isna()].iloc[-1]["mean_cycle_days"] == velocity["mean_cycle_days"]
    week_ago = Window(TODAY - timedelta(days=36), TODAY - timedelta(days=7))
    assert last_month.iloc[0]["won"] == metrics()["win-rate"].function(book(copy), week_ago).iloc[0]["won"]


def test_a_day_before_everything_says_so_on_every_tab(open_page: Open) -> None:
    test = open_page("qualified_pipeline", as_of="1995-05-05")

    assert "No deal is in a qualified stage" in said(test)
    for name in TABS:
        open_tab(test, "pipeline tabs", name)
        assert not test.exception, name
        assert not test.error, name


def test_an_empty_database_says_what_to_do(open_page: Open, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    open_database(sqlite_url).dispose()
    monkeypatch.setenv("DATABASE_URL", sqlite_url)

    test = open_page("qualified_pipeline")

    assert not test.exception
    assert "There is no data yet" in said(test)
