"""What a period would look like if deals went otherwise: the sums with some of them changed, without touching any."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import select

from metrics.definition import Unit, framed
from metrics.totals import totals
from model.access import Grain
from model.book import Book
from model.calendar import Period
from model.tables import Deal, table

WHAT_IF = {"measure": Unit.TEXT, "now": Unit.MONEY, "then": Unit.MONEY, "difference": Unit.MONEY}
MEASURES = ("closed", "commit", "expected", "upside", "pipeline", "weighted", "open_value")
Changes = tuple[tuple[str, int | None, int | None, date | None, str | None], ...]
"""(external id, 1 in / 0 out, amount in minor units, close date, category) of each changed deal; None: as it is."""


@dataclass(frozen=True)
class _Deal:
    """What counts of an open qualified deal."""

    amount: int | None
    probability_bp: int
    close_on: date | None
    category: str

    def adds(self, period: Period) -> dict[str, int]:
        """What it adds to the open sums of a period; nothing where it is not due in it."""
        if self.close_on is None or not period.first <= self.close_on <= period.last:
            return {}
        amount = self.amount or 0
        weighted = (amount * self.probability_bp + 5000) // 10000
        own = {self.category: amount} if self.category in ("commit", "upside", "pipeline") else {}
        return own | {"weighted": weighted, "open_value": amount}


def what_if(book: Book, period: Period, changes: Changes) -> pd.DataFrame:
    """The sums of a period as they are and as they would be with some open deals changed: a row per measure.

    measure (closed, commit, expected = closed + commit, upside, pipeline, weighted, open_value, gap, coverage), now, then,
    difference (then − now); money in minor units, coverage (open_value ÷ (quota − closed)) × 100 in whole per cent. A deal
    that is `in` counts as commit of the period, one that is out in no sum; another close date takes it into the period or
    out of it; amount and category stand for its own. Without a change now = then, to the cent: now is what `totals` gives.

    Left out: changes of deals that are closed, unqualified or not in the Book. No quota: gap and coverage are unknown.

    Source: DOMAIN.md §6.
    """
    book.allow(Grain.DEAL)
    now = totals(book, period).iloc[0]
    difference = dict.fromkeys(("commit", "upside", "pipeline", "weighted", "open_value"), 0)
    deals = _deals(book, [change[0] for change in changes])
    for key, inside, amount, close_on, category in changes:
        if key not in deals:
            continue
        was = deals[key]
        chosen = "commit" if inside == 1 else category or was.category
        due = period.last if inside == 1 else close_on or was.close_on
        then = _Deal(was.amount if amount is None else amount, was.probability_bp, due, chosen)
        for name, value in was.adds(period).items():
            difference[name] -= value
        for name, value in ({} if inside == 0 else then.adds(period)).items():
            difference[name] += value
    difference |= {"closed": 0, "expected": difference["commit"]}
    rows = [_row(name, int(now[name]), int(now[name]) + difference[name]) for name in MEASURES]
    quota = None if pd.isna(now["quota"]) else int(now["quota"])
    gap = None if quota is None else int(now["gap"])
    rows.append(_row("gap", gap, None if gap is None else gap - difference["expected"]))
    left = 0 if quota is None else quota - int(now["closed"])
    opens = int(now["open_value"])
    cover = [round(value * 100 / left) if left > 0 else None for value in (opens, opens + difference["open_value"])]
    return framed([*rows, _row("coverage", *cover)], WHAT_IF)


def _row(name: str, now: int | None, then: int | None) -> dict[str, Any]:
    return {"measure": name, "now": now, "then": then, "difference": None if now is None or then is None else then - now}


def _deals(book: Book, keys: list[str]) -> dict[str, _Deal]:
    """External id → an open qualified deal of the Book."""
    deal, own = book.deals, table(Deal).alias("own")  # DuckDB cannot tell the table from the alias of Book.deals
    query = (
        select(own.c.external_id, deal.c.amount, deal.c.probability_bp, deal.c.close_on, deal.c.category)
        .join(own, own.c.id == deal.c.deal_id)
        .where(deal.c.stage_kind == "qualified", own.c.external_id.in_(sorted(set(keys))))
    )
    return {row[0]: _Deal(*row[1:]) for row in book.warehouse.rows(query)} if keys else {}


def fate(book: Book, keys: tuple[str, ...]) -> pd.DataFrame:
    """What has become of deals by the Book's day, of those in the Book: deal, key (external id), stage_kind, amount, close_on."""
    book.allow(Grain.DEAL)
    deal, own = book.deals, table(Deal).alias("own")  # DuckDB cannot tell the table from the alias of Book.deals
    query = (
        select(deal.c.deal_id.label("deal"), own.c.external_id.label("key"), deal.c.stage_kind, deal.c.amount, deal.c.close_on)
        .join(own, own.c.id == deal.c.deal_id)
        .where(own.c.external_id.in_(sorted(keys)))
        .order_by(deal.c.amount.desc().nulls_last(), deal.c.deal_id)
    )
    return book.frame(query)
