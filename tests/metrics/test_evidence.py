"""The rows behind a figure add up to it, and are nobody else's."""

from typing import Any

import pandas as pd
import pytest

from metrics import evidence, explaining
from metrics.definition import Unit, metrics
from metrics.totals import totals
from model.access import AccessDenied, Sight
from model.book import Book, Scope
from model.company import members_of, viewer_now
from model.warehouse import Copy
from tests.metrics.test_explaining import TODAY, books, copy, ways_to_ask

__all__ = ["copy"]
TOTALS = explaining.name_of(totals)
COUNTS = [
    ("win-rate", "won"), ("win-rate", "lost"), ("win-rate", "cohort_n"), ("win-rate", "cohort_won"), ("pipeline", "volume"),
    ("sales-velocity", "volume"), ("motions", "won"), ("motions", "volume"), ("stage-conversion", "entered"),
    ("stage-conversion", "advanced"), ("stage-conversion", "back"), ("stage-conversion", "lost"), ("time-in-stage", "visits"),
    ("time-in-stage", "running"), ("speed-to-lead", "n"), ("speed-to-lead", "untouched"), ("slippage", "due"),
    ("slippage", "slipped"), ("funnel", "count"), ("account-coverage", "named"), ("account-coverage", "touched"),
    ("new-customers", "new_customers"), ("trend", "volume"), ("pushes", "pushes"), ("pushes", "pulls"),
]  # fmt: skip
SUMS = [
    (TOTALS, "closed"), (TOTALS, "commit"), (TOTALS, "upside"), (TOTALS, "pipeline"), (TOTALS, "open_value"), (TOTALS, "best"),
    ("forecast", "closed"), ("forecast", "commit"), ("coverage", "open_value"), ("coverage", "won_value"), ("pipeline", "value"),
    ("win-rate", "won_value"), ("win-rate", "lost_value"), ("motions", "value"), ("motions", "won_value"), ("trend", "value"),
    ("role-practice", "won_value"), ("role-practice", "open_value"), ("growth", "this_year"), ("growth", "last_year"),
]  # fmt: skip


def keys(name: str, row: pd.Series) -> explaining.Row:
    """What names a row of an answer."""
    return tuple((key, None if pd.isna(row[key]) else row[key]) for key in explaining.keys_of(name, row.to_frame().T))


def some_rows(book: Book, name: str) -> tuple[explaining.Options, pd.DataFrame]:
    options = ways_to_ask(book, name)[0]
    frame = metrics()[name].function(book, **dict(options)) if name in metrics() else totals(book, **dict(options))
    return options, frame


@pytest.mark.parametrize(("name", "column"), COUNTS)
def test_as_many_rows_stand_behind_a_count_as_it_says(copy: Copy, name: str, column: str) -> None:
    for book in (books(copy)[0], books(copy)[1]):
        options, frame = some_rows(book, name)
        for _, row in frame[frame[column] > 0].head(12).iterrows():
            behind = evidence.evidence(book, name, options, column, keys(name, row))
            assert len(behind) == behind["of"].iloc[0] == row[column], row.to_dict()


@pytest.mark.parametrize(("name", "column"), SUMS)
def test_the_rows_behind_an_amount_add_up_to_it(copy: Copy, name: str, column: str) -> None:
    for book in (books(copy)[0], books(copy)[1]):
        options, frame = some_rows(book, name)
        for _, row in frame[frame[column] > 0].head(12).iterrows():
            behind = evidence.evidence(book, name, options, column, keys(name, row))
            if name == "forecast" and row["person"] is pd.NA:
                continue
            assert behind["amount"].sum() == row[column], row.to_dict()


def test_the_deals_behind_a_bridges_bar_add_up_to_it(copy: Copy) -> None:
    book = books(copy)[0]
    options, frame = some_rows(book, "bridge")

    for _, bar in frame.iloc[1:-1].iterrows():
        behind = evidence.evidence(book, "bridge", options, "amount", (("bar", bar["bar"]),))
        assert (len(behind), behind["difference"].sum()) == (bar["count"], bar["amount"])


@pytest.mark.parametrize("name", [*metrics(), TOTALS])
def test_every_figure_has_rows_and_says_what_they_hold(copy: Copy, name: str) -> None:
    book = books(copy)[0]

    behind = evidence.evidence(book, name, ways_to_ask(book, name)[0])

    units = evidence.columns_of(name, behind)
    assert units
    assert all(isinstance(unit, Unit) for unit in units.values())


def viewers_book(copy: Copy, role: str) -> Book:
    members = members_of(copy)
    member = next(m for m in members if m.role == role and m.active_on(TODAY))
    return Book(copy, viewer_now(copy, member, TODAY), TODAY)


@pytest.mark.parametrize("name", [*metrics(), TOTALS])
def test_who_sees_totals_only_is_shown_no_rows(copy: Copy, name: str) -> None:
    book = viewers_book(copy, "observer")

    with pytest.raises(AccessDenied):
        evidence.evidence(book, name, ways_to_ask(books(copy)[0], name)[0])


@pytest.mark.parametrize("name", [*metrics(), TOTALS])
@pytest.mark.parametrize("role", ["rep", "sdr", "marketing"])
def test_nobody_is_shown_a_deal_that_is_not_theirs(copy: Copy, role: str, name: str) -> None:
    book = viewers_book(copy, role)
    own: set[Any] = set(book.frame(explaining_ids(book))["deal_id"]) if book.viewer.sight is Sight.DEALS else set()

    behind = evidence.evidence(book, name, ways_to_ask(book, name)[0])

    if name == "funnel" and role != "rep":
        assert behind["value"].isna().all()  # they see that a lead became a deal, and no amount
    elif "deal" in behind and name not in ("bridge", "speed-to-lead"):
        assert set(behind["deal"].dropna()) <= own
    for amount in {"amount", "value"} & set(behind) if book.viewer.sight is Sight.LEADS else set():
        assert behind[amount].isna().all()


def explaining_ids(book: Book) -> Any:
    from sqlalchemy import select

    return select(book.deals.c.deal_id)


def test_a_person_out_of_sight_has_no_rows(copy: Copy) -> None:
    book = viewers_book(copy, "rep")
    other = next(m for m in members_of(copy) if m.role == "rep" and m.id != book.viewer.person_id)
    options = ways_to_ask(book, "forecast")[0]

    assert evidence.evidence(book, "forecast", options, "commit", (("person", other.id),)).empty
    assert book.within(Scope(under=other.id)).people == frozenset()
