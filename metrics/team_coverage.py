"""Coverage along the reporting lines."""

import pandas as pd

from metrics.definition import Unit, framed
from metrics.quotas import quota_of
from metrics.sums import own_sums, roll_up
from model.access import Grain
from model.book import Book
from model.calendar import Period

TEAM_COVERAGE = {"person": Unit.PERSON, "open_value": Unit.MONEY, "coverage": Unit.NUMBER}


def team_coverage(book: Book, period: Period) -> pd.DataFrame:
    """For each person of the tree with everybody below: open_value ÷ (quota − closed), as in `coverage`.

    Unknown where there is no quota, or nothing of it is left. AccessDenied for who sees totals only.

    Source: DOMAIN.md §4.
    """
    book.allow(Grain.PERSON)
    quotas, rows = quota_of(book, period), []
    for person, sums in roll_up(book.tree, own_sums(book, period)).items():
        quota = quotas[person]
        left = 0 if quota is None else quota - sums["closed"]
        coverage = sums["open_value"] / left if left > 0 else None
        rows.append({"person": person, "open_value": sums["open_value"], "coverage": coverage})
    return framed(rows, TEAM_COVERAGE)
