"""Why each category of a period's forecast differs between two days: for a card's few words."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Select, and_, case, cast, func, literal, not_, null, or_, select
from sqlalchemy import ColumnElement as Column

from metrics.definition import Unit, framed
from metrics.sums import due_in
from model.book import Book
from model.calendar import Period
from model.columns import OPEN_DAY

CATEGORIES = ("closed", "commit", "upside", "pipeline")
MOVES = {"category": Unit.TEXT, "why": Unit.TEXT, "count": Unit.COUNT, "amount": Unit.MONEY}


def moves(book: Book, since: date, period: Period) -> pd.DataFrame:
    """What came into and went out of each category of a period since a day: the changes of a category add up to the cent.

    A row per category (closed, commit, upside, pipeline) and reason: count = deals, amount = Σ of what they add, in minor
    units (an unknown amount counts as 0). For a deal in the forecast on one day only, why is the first that holds of: new,
    reopened, owner in, pulled in, carried in, qualified; lost, owner out, pushed out, pulled out, disqualified, removed. For
    one that changed its category: won (into closed), reopened (out of it), else from or to the other category. For one that
    stayed: amount up or amount down. The largest amounts of a category come first; without a change there are no rows.

    Source: DOMAIN.md §6.
    """
    found = book.warehouse.rows(_grouped(book, since, period))
    rows = [row for was, now, why, *sums in found for row in _sides(was, now, why, *map(int, sums))]
    frame = framed(rows, MOVES)
    order = {name: place for place, name in enumerate(CATEGORIES)}
    keys = pd.DataFrame({"place": frame["category"].map(order), "size": -frame["amount"].abs(), "why": frame["why"]})
    return frame.loc[keys.sort_values(["place", "size", "why"], kind="stable").index].reset_index(drop=True)


def _sides(was: str | None, now: str | None, why: str, count: int, before: int, after: int) -> list[dict[str, Any]]:
    """A row for each category that these deals left, entered or changed."""
    if was == now:
        return [{"category": now, "why": why, "count": count, "amount": after - before}] if now in CATEGORIES else []
    into, out_of = why or _into(was, now), why or _out_of(was, now)
    rows = [
        {"category": now, "why": into, "count": count, "amount": after},
        {"category": was, "why": out_of, "count": count, "amount": -before},
    ]
    return [row for row in rows if row["category"] in CATEGORIES]


def _into(was: str | None, now: str | None) -> str:
    return "won" if now == "closed" else "reopened" if was == "closed" else f"from {was}"


def _out_of(was: str | None, now: str | None) -> str:
    return "reopened" if was == "closed" else "won" if now == "closed" else f"to {now}"


def _grouped(book: Book, since: date, period: Period) -> Select[*tuple[Any, ...]]:
    """was and now (the category, NULL: not in the forecast that day), why, number of deals, and both sums of amounts."""
    pair = book.pairs(since, lambda deal: and_(*due_in(deal, period)))
    c = pair.c

    def group(side: str) -> Column[str]:
        counts = [c[f"{side}_in"], c[f"{side}_stage_kind"].in_(("won", "qualified"))]
        return case((and_(*counts, c[f"{side}_due_on"].between(period.first, period.last)), c[f"{side}_category"]))

    was, now = group("was"), group("now")
    amounts = [func.coalesce(c[f"{side}_amount"], 0) for side in ("was", "now")]
    change = amounts[1] - amounts[0]
    why = case(
        (and_(was.is_(None), now.is_not(None)), _entered(c, since, period)),
        (and_(was.is_not(None), now.is_(None)), _left(c, period)),
        (was != now, null()),
        (change > 0, "amount up"),
        else_="amount down",
    )
    rows = select(was.label("was"), now.label("now"), why.label("why"), *(a.label(n) for a, n in zip(amounts, "ab", strict=True)))
    rows = rows.where(or_(was.is_distinct_from(now), and_(was.is_not(None), change != 0)))
    each = rows.subquery("move")
    sums = (cast(func.sum(each.c[name]), BigInteger) for name in "ab")
    keys = (each.c.was, each.c.now, each.c.why)
    return select(*keys, func.count().label("n"), *sums).group_by(*keys)


def _entered(c: Any, since: date, period: Period) -> Column[str]:
    due = func.coalesce(c.was_due_on, OPEN_DAY)
    closed = c.was_stage_kind.in_(("won", "lost"))
    return case(
        (or_(c.was_stage_kind.is_(None), c.now_created_on > since), "new"),
        (and_(closed, not_(and_(c.was_stage_kind == "won", c.now_stage_kind == "won"))), "reopened"),
        (not_(c.was_in), "owner in"),
        (due > period.last, literal("pulled in")),
        (due < period.first, "carried in"),
        (c.now_stage_kind == "won", "won"),
        else_="qualified",
    )


def _left(c: Any, period: Period) -> Column[str]:
    due = func.coalesce(c.now_due_on, OPEN_DAY)
    return case(
        (c.now_stage_kind.is_(None), "removed"),
        (c.now_stage_kind == "lost", "lost"),
        (not_(c.now_in), "owner out"),
        (due > period.last, literal("pushed out")),
        (due < period.first, "pulled out"),
        else_="disqualified",
    )
