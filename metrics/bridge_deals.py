"""The deals behind a bridge's bars."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import select

from metrics.definition import Unit, framed
from metrics.differences import bars_of, differences
from metrics.pushes import times_pushed
from model.access import Grain
from model.book import Book
from model.calendar import Period
from model.columns import OPEN_DAY
from model.tables import Deal, Stage, table

BRIDGE_DEALS = {
    "deal": Unit.DEAL,
    "name": Unit.TEXT,
    "owner": Unit.PERSON,
    "bar": Unit.TEXT,
    "amount_before": Unit.MONEY,
    "amount_now": Unit.MONEY,
    "difference": Unit.MONEY,
    "change": Unit.TEXT,
}


def bridge_deals(
    book: Book, since: date, period: Period, measure: str = "open", bar: str | None = None, judged_by: int | None = None
) -> pd.DataFrame:
    """The deals behind a bridge's bars, or behind one of them: the largest differences of each bar first.

    deal, name, owner (on the day, else on `since`), bar, amount_before and amount_now (the deal's amounts in minor units),
    difference (what it adds to the bar) and change, in words. A deal may stand in up to three bars of `weighted`. What is
    known only of a day on which the deal is not in the Book is left unknown, but for the bar. `judged_by` as in `bridge`.

    Source: DOMAIN.md §6.
    """
    book.allow(Grain.DEAL)
    order = {name: place for place, name in enumerate(bars_of(measure))}
    rows = [row for found in _found(book, since, period, measure, judged_by) for row in _bars(found) if bar in (None, row["bar"])]
    rows.sort(key=lambda row: (order[row["bar"]], -abs(row["difference"]), row["deal"]))
    return framed(rows, BRIDGE_DEALS)


def _found(book: Book, since: date, period: Period, measure: str, judged_by: int | None) -> list[dict[str, Any]]:
    """The differing deals with the names of the deal and of its stages, as dictionaries."""
    d, deal = differences(book, since, period, measure, judged_by).subquery("difference"), table(Deal)
    before, after = table(Stage).alias("stage_before"), table(Stage).alias("stage_after")
    statement = (
        select(*d.c, deal.c.name, before.c.name.label("was_stage"), after.c.name.label("now_stage"))
        .join(deal, deal.c.id == d.c.deal_id)
        .join(before, before.c.id == d.c.was_stage_id, isouter=True)
        .join(after, after.c.id == d.c.now_stage_id, isouter=True)
        .where(d.c.bar.is_not(None) | (d.c.by_amount != 0) | (d.c.by_stage != 0) | (d.c.by_table != 0))
    )
    names = [str(column.key) for column in statement.selected_columns]
    return with_pushes(book, [dict(zip(names, row, strict=True)) for row in book.warehouse.rows(statement)])


def with_pushes(book: Book, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of deals as `change` is given them, those due later than before with `pushes`: how often so far."""
    later = {row["deal_id"] for row in found if (row["was_due_on"] or OPEN_DAY) < (row["now_due_on"] or OPEN_DAY)}
    times = times_pushed(book, later)
    return [row | {"pushes": times.get(row["deal_id"], 0) if row["deal_id"] in later else 0} for row in found]


def _bars(found: dict[str, Any]) -> list[dict[str, Any]]:
    """A row for each bar that the deal stands in."""
    amount = found["by_amount"]
    parts = {
        found["bar"]: found["now_value"] - found["was_value"],
        "amount up" if amount > 0 else "amount down": amount,
        "stage": found["by_stage"],
        "probability table": found["by_table"],
    }
    row = {
        "deal": found["deal_id"],
        "name": found["name"],
        "owner": found["now_owner_id"] if found["now_in"] else found["was_owner_id"],
        "amount_before": found["was_amount"] if found["was_in"] else None,
        "amount_now": found["now_amount"] if found["now_in"] else None,
        "change": change(found) if found["was_in"] and found["now_in"] else None,
    }
    if found["bar"] is not None:
        return [row | {"bar": found["bar"], "difference": parts[found["bar"]]}]
    return [row | {"bar": bar, "difference": part} for bar, part in parts.items() if bar is not None and part]


def change(found: dict[str, Any]) -> str | None:
    """What changed in a deal between two days in words: «pushed 21 days for the 3rd time; amount cut by 12 %»; None: nothing.

    `found` has owner_id, stage (its name), amount, due_on and category of both days, with the prefixes was_ and now_; and
    pushes, how often it was pushed by the later day (said from the second time on), where that is known.
    """
    due = _due(found["was_due_on"], found["now_due_on"], found.get("pushes") or 0)
    words = [*_moved(found), *due, *_amount(found["was_amount"], found["now_amount"])]
    return "; ".join(words) or None


def _moved(found: dict[str, Any]) -> list[str]:
    words = []
    if found["was_owner_id"] != found["now_owner_id"]:
        words.append("changed hands")
    if found["was_stage"] != found["now_stage"]:
        words.append(f"moved from {found['was_stage']} to {found['now_stage']}")
    if found["was_category"] != found["now_category"]:
        words.append(f"category {found['was_category']} → {found['now_category']}")
    return words


def _due(was: date | None, now: date | None, pushes: int) -> list[str]:
    if (was or OPEN_DAY) == (now or OPEN_DAY):
        return []
    if was is None or now is None:
        return ["close date set" if was is None else "close date removed"]
    days = (now - was).days
    moved = f"{'pushed' if days > 0 else 'pulled in'} {abs(days)} day{'s' if abs(days) != 1 else ''}"
    return [f"{moved} for the {ordinal(pushes)} time" if days > 0 and pushes > 1 else moved]


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{n}{'th' if n % 100 in (11, 12, 13) else ends.get(n % 10, 'th')}"


def _amount(was: int | None, now: int | None) -> list[str]:
    if was == now:
        return []
    if was is None or now is None:
        return ["amount set" if was is None else "amount removed"]
    if was <= 0 or now < 0:
        return ["amount raised" if now > was else "amount cut"]
    percent = abs(now - was) * 100 / was
    return [
        f"amount {'raised' if now > was else 'cut'} by {percent:.0f} %" if percent >= 1 else "amount changed by less than 1 %"
    ]
