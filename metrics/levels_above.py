"""The totals of those above a viewer, where the company shows them."""

from typing import Any

import pandas as pd

from metrics.calls import calls_on
from metrics.definition import Unit, framed
from metrics.totals import totals
from model import book as books
from model.book import Book
from model.calendar import Period

LEVELS = {
    "person": Unit.PERSON, "closed": Unit.MONEY, "commit": Unit.MONEY, "upside": Unit.MONEY, "quota": Unit.MONEY,
    "gap": Unit.MONEY, "call_commit": Unit.MONEY, "late": Unit.FLAG,
}  # fmt: skip


def levels_above(book: Book, period: Period) -> pd.DataFrame:
    """What each level above the viewer has closed and expects in a period, from their manager up, then the whole company.

    person = who leads the level (unknown: the whole company); closed, commit, upside, quota, gap as in `totals`, of all their
    people, whatever the scope; call_commit = their own call of the week (late = made after its deadline). No row where the
    setting totals_above hides these levels, and for those who see the whole company anyway.

    Source: DOMAIN.md §6.
    """
    rows = []
    for leader, (sums, calls) in books.levels_above(book, lambda team: (totals(team, period).iloc[0], calls_on(team, period))):
        call: Any = calls.get(leader) if leader is not None else None
        row = {name: None if pd.isna(sums[name]) else int(sums[name]) for name in ("closed", "commit", "upside", "quota", "gap")}
        rows.append({"person": leader, **row, "call_commit": call and call.commit, "late": call and call.late})
    return framed(rows, LEVELS)
