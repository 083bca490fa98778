"""Who needs a conversation about the forecast, and about which deals."""

from collections.abc import Hashable
from datetime import date
from typing import Any

import pandas as pd

from metrics.definition import Unit, framed
from metrics.flag_rules import FLAGS
from metrics.flags import flags
from metrics.forecast import forecast
from metrics.teams import team_of
from model.access import Grain
from model.book import Book
from model.calendar import Period

ASKED_ABOUT = ("commit", "upside")
REASONS = ("reason", "also")
FLAGGED = {
    "deal": Unit.DEAL,
    "person": Unit.PERSON,
    "owner": Unit.PERSON,
    "category": Unit.TEXT,
    "amount": Unit.MONEY,
    "in_period": Unit.FLAG,
    "reason": Unit.TEXT,
    "also": Unit.TEXT,
}
CONVERSATIONS = {
    "person": Unit.PERSON,
    "closed": Unit.MONEY,
    "commit": Unit.MONEY,
    "expected": Unit.MONEY,
    "change": Unit.MONEY,
    "upside": Unit.MONEY,
    "quota": Unit.MONEY,
    "gap": Unit.MONEY,
    "call_commit": Unit.MONEY,
    "late": Unit.FLAG,
    "difference": Unit.MONEY,
    "flagged": Unit.COUNT,
    "flagged_commit": Unit.MONEY,
    "flagged_part": Unit.RATE,
    "at_risk": Unit.MONEY,
}


def flagged_deals(book: Book, period: Period, since: date, people: tuple[int, ...]) -> pd.DataFrame:
    """The flagged commit and upside deals of these people and their teams: those to ask about first come first.

    A row per deal: deal, person (the nearest of `people` at or above its owner), owner, category, amount (minor units),
    in_period (due in the period, not only overdue from before it), reason and also: its first two flags in words, in the
    order of FLAGS. Deals are those due in the period and, while it runs, the overdue ones from before it. Commit comes before
    upside, then the largest amounts; unknown amounts last. AccessDenied for who sees totals only.

    Source: DOMAIN.md §6 (flags).
    """
    book.allow(Grain.DEAL)
    raised = flags(book, since)
    running = period.first <= book.as_of <= period.last
    order = {flag: place for place, flag in enumerate(FLAGS)}
    deals: dict[int, dict[str, Any]] = {}
    details: dict[int, list[tuple[int, str]]] = {}
    for row in raised[raised["category"].isin(ASKED_ABOUT) & raised["close_date"].notna()].to_dict("records"):
        team = team_of(_known(row["owner"]), people, book.managers)
        if team is not None and row["close_date"] <= period.last and (running or row["close_date"] >= period.first):
            amount, in_period = _known(row["amount"]), row["close_date"] >= period.first
            deals[row["deal"]] = {name: row[name] for name in ("deal", "owner", "category")}
            deals[row["deal"]] |= {"person": team, "amount": amount, "in_period": in_period}
            details.setdefault(row["deal"], []).append((order[row["flag"]], row["detail"]))
    found = [deal | dict(zip(REASONS, (said for _, said in sorted(details[key])), strict=False)) for key, deal in deals.items()]
    found.sort(key=lambda deal: (deal["category"] != "commit", -(deal["amount"] or 0), deal["amount"] is None, deal["deal"]))
    return framed(found, FLAGGED)


def conversations(book: Book, period: Period, since: date, people: tuple[int, ...]) -> pd.DataFrame:
    """Who of these people needs a conversation about their forecast most: one row per person, with everybody below them.

    Who needs it most comes first: at_risk = max(0, gap + flagged_commit), which is what would be missing to the quota if no
    flagged commit deal is won; without a quota it is flagged_commit. Where two are alike, the one with more flagged deals.

    closed, commit, upside, quota, gap, call_commit, late and difference as in `forecast`; expected = closed + commit; change =
    expected less expected at the end of `since`; flagged = number of
    flagged commit and upside deals due in the period or overdue; flagged_commit = Σ amounts of the flagged commit deals due
    in the period; flagged_part = flagged_commit ÷ commit.

    People who are not in the forecast have no row. AccessDenied for who sees totals only.

    Source: DOMAIN.md §6.
    """
    deals = flagged_deals(book, period, since, people)
    now, before = forecast(book, period), forecast(book.on(since), period)
    was = dict(zip(before["person"], before["closed"] + before["commit"], strict=True))
    rows = [_row(row, was.get(row["person"]), deals) for row in now[now["person"].isin(people)].to_dict("records")]
    rows.sort(key=lambda one: (-one["at_risk"], -one["flagged"]))
    return framed(rows, CONVERSATIONS)


def _row(row: dict[Hashable, Any], was: Any, deals: pd.DataFrame) -> dict[str, Any]:
    theirs = deals[deals["person"] == row["person"]]
    flagged = int(theirs.loc[(theirs["category"] == "commit") & theirs["in_period"], "amount"].sum())
    expected, commit, gap = int(row["closed"] + row["commit"]), int(row["commit"]), _known(row["gap"])
    return {name: row[name] for name in CONVERSATIONS if name in row} | {
        "expected": expected,
        "change": None if _known(was) is None else expected - int(was),
        "flagged": len(theirs),
        "flagged_commit": flagged,
        "flagged_part": flagged / commit if commit > 0 else None,
        "at_risk": flagged if gap is None else max(0, gap + flagged),
    }


def _known(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)
