"""Hunters and farmers: both motions are the metrics', each rep's row is theirs, and every tab opens."""

from datetime import timedelta

import pytest

from metrics.definition import metrics
from metrics.rep_motions import rep_motions
from model.calendar import Window
from model.database import open_database
from model.people import Role
from model.warehouse import Copy
from pages.parts import formats
from tests.pages.conftest import TODAY, Open, book, label_of, said, viewer
from tests.pages.test_funnel_page import open_tab

YEAR = Window(TODAY - timedelta(days=364), TODAY)
TABS = (
    "Per rep", "Role against practice", "Speed and new customers", "Account coverage", "Quiet accounts", "Growth",
)  # fmt: skip


@pytest.mark.parametrize("role", [None, Role.MANAGER, Role.REP])
def test_both_sides_are_the_metrics(open_page: Open, copy: Copy, role: str | None) -> None:
    test = open_page("hunters_farmers", **({} if role is None else {"view_as": label_of(copy, role)}))

    mine = book(copy, role)
    period = mine.calendar.period_at(TODAY)
    expected = metrics()["motions"].function(mine, YEAR, period).set_index("kind")
    cards = {card.label: card.value for card in test.metric}
    assert not test.exception
    assert not test.error
    for kind in ("new", "existing"):
        row, label = expected.loc[kind], kind.capitalize()
        assert cards[f"{label}: won"] == formats.money(row["won_value"], mine.settings.exponent)
        assert cards[f"{label}: win rate"] == formats.rate(row["win_rate"])
        assert cards[f"{label}: of quota"] == formats.rate(row["attainment"])


@pytest.mark.parametrize("role", [None, Role.REP])
def test_every_tab_opens(open_page: Open, copy: Copy, role: str | None) -> None:
    test = open_page("hunters_farmers", **({} if role is None else {"view_as": label_of(copy, role)}))

    for name in TABS:
        open_tab(test, "motion tabs", name)
        assert not test.exception, name
        assert not test.error, name


def test_a_rep_sees_nobody_elses_row(open_page: Open, copy: Copy) -> None:
    test = open_page("hunters_farmers", view_as=label_of(copy, Role.REP))

    table = next(table.value for table in test.dataframe if "owner_name" in table.value)
    assert table["owner_name"].tolist() == [viewer(copy, Role.REP).name]


def test_the_rows_of_reps_add_up_to_the_motions(copy: Copy) -> None:
    whole = book(copy)
    rows = rep_motions(whole, YEAR)

    motions = metrics()["motions"].function(whole, YEAR, whole.calendar.period_at(TODAY)).set_index("kind")
    win_rate = metrics()["win-rate"].function(whole, YEAR, by="kind").set_index("kind")
    for kind in ("new", "existing"):
        part = rows[rows["kind"] == kind]
        assert part["won_value"].sum() == motions.loc[kind, "won_value"]
        assert part["value"].sum() == motions.loc[kind, "value"]
        assert part["closed"].sum() == win_rate.loc[kind, ["won", "lost"]].sum()


def test_a_day_before_everything_says_so_on_every_tab(open_page: Open) -> None:
    test = open_page("hunters_farmers", as_of="1995-05-05")

    assert "No deal is open, and none was won" in said(test)
    for name in TABS:
        open_tab(test, "motion tabs", name)
        assert not test.exception, name
        assert not test.error, name


def test_an_empty_database_says_what_to_do(open_page: Open, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    open_database(sqlite_url).dispose()
    monkeypatch.setenv("DATABASE_URL", sqlite_url)

    test = open_page("hunters_farmers")

    assert not test.exception
    assert "There is no data yet" in said(test)
