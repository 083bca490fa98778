"""The qualified pipeline's page: the four Vs are the metrics', and every tab opens for whoever has the page."""

from datetime import timedelta

import pandas as pd
import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from metrics.closings import closing_trend
from metrics.deal_lists import stage_deals
from metrics.definition import metrics
from model.calendar import Window
from model.people import Role
from model.stages import Stage
from model.tables import table
from model.warehouse import Copy
from pages.parts import formats, pipeline_weeks, win_rates
from tests.fresh import fresh
from tests.pages.conftest import TODAY, Open, book, label_of, said
from tests.pages.test_funnel_page import open_tab

YEAR = Window(TODAY - timedelta(days=364), TODAY)
TABS = ("Win rate", "Stages", "Sales velocity", "Ageing", "Outcome by age", "Coverage", "Trend")


def open_table(test: AppTest, key: str) -> AppTest:
    """The page with the table behind a chart open."""
    test.session_state[f"table of {key}"] = True
    return test.run()


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
    test = open_table(test, f"stages {TODAY} None")
    stages = next(table.value for table in test.dataframe if "weighted" in table.value)
    assert stages["volume"].sum() == pipeline["volume"].sum()
    assert round(stages["value"].sum() * 10**mine.settings.exponent) == pipeline["value"].sum()


@pytest.mark.parametrize("role", [None, Role.REP])
def test_every_tab_opens(open_page: Open, copy: Copy, role: str | None) -> None:
    test = open_page("qualified_pipeline", **({} if role is None else {"view_as": label_of(copy, role)}))

    for name in TABS:
        open_tab(test, "look", name)
        assert not test.exception, name
        assert not test.error, name


def test_win_rates_of_new_and_existing_stand_apart(open_page: Open, copy: Copy) -> None:
    test = open_page("qualified_pipeline", window="Last 90 days")

    first = TODAY - timedelta(days=89)
    expected = metrics()["win-rate"].function(book(copy), Window(first, TODAY), by="kind").set_index("kind")
    test = open_table(test, "win rate")
    shown = next(frame.value for frame in test.dataframe if "cohort_rate" in frame.value).set_index("kind")
    for kind in ("new", "existing"):
        assert shown.loc[kind.capitalize(), "won"] == expected.loc[kind, "won"]
        assert shown.loc[kind.capitalize(), "rate"] == pytest.approx(expected.loc[kind, "rate"] * 100)


def test_a_stage_in_the_address_lists_its_deals(open_page: Open, copy: Copy) -> None:
    stages = metrics()["pipeline"].function(book(copy)).groupby("stage")[["volume"]].sum()
    stage = int(stages["volume"].idxmax())
    name = book(copy).warehouse.frame(select(table(Stage).c.name).where(table(Stage).c.id == stage)).iloc[0, 0]

    test = open_page("qualified_pipeline", stage=name)

    listed = next(frame.value for frame in test.dataframe if "days_in_stage" in frame.value)
    assert listed["name"].tolist() == stage_deals(book(copy), stage)["name"].tolist()
    assert f"{stages.loc[stage, 'volume']} deals in {name}" in said(test)


def test_a_few_deals_of_unknown_kind_are_not_drawn_beside_others() -> None:
    rows = pd.DataFrame({"kind": ["new", "unknown"], "won": [30, 1], "lost": [40, 1], "cohort_n": [60, 3]})

    assert win_rates.without_few(rows)["kind"].tolist() == ["new"]
    assert win_rates.without_few(rows.assign(cohort_n=[60, 25]))["kind"].tolist() == ["new", "unknown"]
    assert win_rates.without_few(rows.iloc[1:])["kind"].tolist() == ["unknown"]


def test_names_at_the_end_of_a_chart_do_not_lie_on_one_another() -> None:
    assert pipeline_weeks.apart([1.0, 1.5, 9.0], least=2.0) == [1.0, 3.0, 9.0]


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


def test_a_day_before_everything_says_so(open_page: Open) -> None:
    test = open_page("qualified_pipeline", as_of="1995-05-05")

    assert "Nothing was known yet on Fri 5 May 1995" in said(test).replace("\\", "")


@pytest.mark.parametrize(
    "address", [{"kind": "Unknown"}, {"window": "The period"}, {"window": "Last fiscal year", "kind": "Existing"}]
)
def test_every_tab_opens_on_a_part_of_the_deals(open_page: Open, address: dict[str, str]) -> None:
    test = open_page("qualified_pipeline", **address)

    for name in TABS:
        open_tab(test, "look", name)
        assert not test.exception, name
        assert not test.error, name


def test_an_empty_database_says_what_to_do(open_page: Open, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    fresh(sqlite_url).dispose()
    monkeypatch.setenv("DATABASE_URL", sqlite_url)

    test = open_page("qualified_pipeline")

    assert not test.exception
    assert "There is no data yet" in said(test)
