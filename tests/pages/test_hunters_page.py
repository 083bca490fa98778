"""Hunters and farmers: both motions are the metrics', each rep's row is theirs, and every tab opens."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from metrics.closings import attainment_by_week
from metrics.deal_lists import account_deals
from metrics.definition import metrics
from metrics.rep_motions import rep_motions
from model.book import Book
from model.calendar import Window
from model.people import Role
from model.warehouse import Copy
from pages.parts import formats, motions
from pages.parts.view import View
from tests.fresh import fresh
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
        open_tab(test, "motion", name)
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


def test_the_weeks_of_the_quota_end_with_the_motions(copy: Copy) -> None:
    whole = book(copy)
    period = whole.calendar.period_at(TODAY)
    weeks = attainment_by_week(whole, period)

    motions = metrics()["motions"].function(whole, YEAR, period).set_index("kind")["attainment"]
    last = weeks[weeks["week"] == TODAY].set_index("kind")["attainment"]
    known = weeks[weeks["attainment"].notna()]
    assert last.to_dict() == pytest.approx(motions[["new", "existing"]].to_dict())
    assert known["week"].min() >= period.first
    assert all(part["attainment"].is_monotonic_increasing for _, part in known.groupby("kind"))


def test_the_switch_in_the_address_shows_one_kind_of_each_rep(open_page: Open, copy: Copy) -> None:
    test = open_page("hunters_farmers", reps="New")

    rows = rep_motions(book(copy), YEAR)
    table = next(table.value for table in test.dataframe if "owner_name" in table.value)
    assert table["new_won"].sum() == rows.loc[rows["kind"] == "new", "won"].sum()
    assert not [column for column in table if column.startswith("existing")]
    assert len(table.columns) <= 7


def test_a_kind_in_the_address_lists_its_won_deals(open_page: Open, copy: Copy) -> None:
    test = open_page("hunters_farmers", won="New customers")

    motions = metrics()["motions"].function(book(copy), YEAR, book(copy).calendar.period_at(TODAY)).set_index("kind")
    assert not test.exception
    table = next(table.value for table in test.dataframe if "cycle_days" in table.value)
    assert len(table) == motions.loc["new", "won"]
    assert table["amount"].sum() * 10 ** book(copy).settings.exponent == motions.loc["new", "won_value"]


def test_an_account_in_the_address_lists_its_deals(open_page: Open, copy: Copy) -> None:
    whole = book(copy)
    named = figure_names(whole)
    name, account = next((name, account) for name, account in named.items() if list(named).count(name) == 1)
    test = open_page("hunters_farmers", motion="Growth", account=name)

    table = next(table.value for table in test.dataframe if "stage_name" in table.value)
    expected = account_deals(whole, account)
    assert not test.exception
    assert sorted(table["deal_name"]) == sorted(expected["name"])


def figure_names(whole: Book) -> dict[str, int]:
    """The accounts that grew most, by name."""
    rows = metrics()["growth"].function(whole)
    top = rows.assign(moved=rows["this_year"] - rows["last_year"]).sort_values("moved", ascending=False)["account"].head(5)
    named = whole.frame(select(whole.accounts.c.id, whole.accounts.c.name)).set_index("id")["name"]
    return {named[account]: int(account) for account in top if account in named}


def test_the_parts_of_the_share_bar_are_what_was_won(copy: Copy) -> None:
    whole = book(copy)
    view = View(whole, whole.calendar.period_at(TODAY), TODAY, "")
    rows = metrics()["motions"].function(whole, YEAR, view.period)

    parts = motions.parts(view, rows)
    assert parts["value"].sum() == pytest.approx(1)
    assert parts["kind"].tolist() == rows.loc[rows["won_value"] > 0, "kind"].tolist()
    assert motions.parts(view, rows.assign(won_value=0, share=None)).empty


def test_a_window_without_anything_says_so_and_every_tab_opens(open_page: Open, copy: Copy) -> None:
    whole = book(copy)
    begun = whole.frame(select(func.min(whole.deals.c.created_on).label("day")))["day"].iloc[0]
    test = open_page("hunters_farmers", as_of=begun.isoformat(), window="Last fiscal year")

    assert "won in the window" in said(test) or "No deal is open, and none was won" in said(test)
    for name in TABS:
        open_tab(test, "motion", name)
        assert not test.exception, name
        assert not test.error, name


def test_an_empty_database_says_what_to_do(open_page: Open, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> None:
    fresh(sqlite_url).dispose()
    monkeypatch.setenv("DATABASE_URL", sqlite_url)

    test = open_page("hunters_farmers")

    assert not test.exception
    assert "There is no data yet" in said(test)
