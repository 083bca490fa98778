"""The totals of the levels above a viewer: hidden, unless the company shows them; worked by hand."""

import pandas as pd
import pytest
from sqlalchemy import Engine

from metrics.levels_above import levels_above
from tests.company import Company

ON = "2026-02-25"


@pytest.fixture
def company(engine: Engine) -> Company:
    made = Company(engine)
    made.person("Eve", role="executive")
    made.person("Max", "Eve", role="manager")
    made.person("Ann", "Max")
    made.person("Bob", "Max")
    made.person("Cyd", "Eve")
    made.person("Sid", "Max", role="sdr")
    for owner, amount in (("Ann", 100), ("Bob", 20), ("Cyd", 3)):
        made.deal(f"deal of {owner}", owner, [("2026-01-05", "negotiation", {"amount": amount, "close": "2026-03-20"})])
    made.quota("Max", "2026Q1", 500)
    made.call("Max", "2026Q1", "2026-02-23", "2026-02-24", 110)
    made.call("Eve", "2026Q1", "2026-02-23", "2026-02-24", 120)
    return made


def rows(company: Company, who: str) -> list[tuple[object, ...]]:
    book = company.book(ON, who)
    frame = levels_above(book, book.calendar.period("2026Q1"))
    names = {company.ids[name]: name for name in ("Eve", "Max", "Ann", "Bob", "Cyd", "Sid")}
    return [
        (None if pd.isna(row["person"]) else names[int(row["person"])], int(row["commit"]),
         *(None if pd.isna(row[name]) else int(row[name]) for name in ("quota", "call_commit")))
        for _, row in frame.iterrows()
    ]  # fmt: skip


def test_they_are_hidden_as_long_as_nothing_is_set(company: Company) -> None:
    for who in ("Eve", "Max", "Ann", "Cyd", "Sid"):
        assert rows(company, who) == []


def test_each_sees_those_above_from_their_manager_up(company: Company) -> None:
    company.setting("totals_above", "shown")

    eve, whole = ("Eve", 123, 500, 120), (None, 123, 500, None)
    assert rows(company, "Ann") == [("Max", 120, 500, 110), eve, whole]
    assert rows(company, "Max") == [eve, whole]
    assert rows(company, "Cyd") == [eve, whole]
    assert rows(company, "Eve") == []  # sees the whole company anyway
    assert rows(company, "Sid") == []  # sees no amounts


def test_a_past_day_shows_no_leader_whose_team_one_was_not_in_then(company: Company) -> None:
    company.setting("totals_above", "shown", ON)
    company.person("Nia", "Cyd", **{"from": "2026-02-20"})  # Cyd led nobody before

    assert [name for name, *_ in rows(company, "Nia")] == ["Cyd", "Eve", None]
    before = company.book("2026-02-10", "Nia")
    assert levels_above(before, before.calendar.period("2026Q1"))["person"].isna().all()
