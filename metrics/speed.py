"""How fast leads are answered, and who still waits."""

from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Date, FromClause, Integer, Select, and_, case, cast, func, literal, null, select
from sqlalchemy import ColumnElement as Column

from metrics.definition import Unit, framed, metric
from metrics.journeys import within
from metrics.splits import LEAD_SPLITS, SPLITS, split_of
from metrics.survival import quantiles
from model.access import Grain
from model.book import Book
from model.calendar import Window
from model.tables import Lead, table

SPEED = {
    "n": Unit.COUNT,
    "untouched": Unit.COUNT,
    "median_minutes": Unit.MINUTES,
    "p90_minutes": Unit.MINUTES,
    "within_5m": Unit.RATE,
    "within_1h": Unit.RATE,
    "within_24h": Unit.RATE,
}
ANSWERS = {"week": Unit.COUNT, "median_minutes": Unit.MINUTES}
LIMITS = {"within_5m": 5 * 60, "within_1h": 60 * 60, "within_24h": 24 * 60 * 60}  # seconds


@metric("speed-to-lead", columns=SPEED, splits=LEAD_SPLITS)
def speed_to_lead(book: Book, window: Window, by: str | None = None) -> pd.DataFrame:
    """How long the leads created in the window waited for the first outgoing activity on them.

    Wait = from the lead's creation to the first completed outgoing activity on it since then, by the clock; one from before
    does not count. n = leads; untouched = those without one by the end of the day. median_minutes, p90_minutes = the
    smallest wait by which 50 % (90 %) were answered, by Kaplan–Meier with untouched leads still waiting at the end of the
    day (censored), to the second; null where too many still wait.

    within_5m = answered_5m ÷ waited_5m, within_1h = answered_1h ÷ waited_1h, within_24h = answered_24h ÷ waited_24h; null
    where there is nothing to divide by. waited_5m, waited_1h, waited_24h = leads that were at least that old at the end of
    the day; answered_5m, answered_1h, answered_24h = those of them that were answered within that time. A disqualified lead
    that nobody touched counts as waiting.

    Left out: leads of unknown creation. Split by owner: of the deal that the lead became. Empty input gives one row with
    n 0; in a split no row.

    Source: DOMAIN.md §3.
    """
    waits = _waits(book, window, by)
    shares = book.frame(_shares(waits, by is not None))
    answered = quantiles(book.frame(_lives(waits)), ["part"], {"median": 0.5, "p90": 0.9})
    rows = shares.sort_values("part").merge(answered, how="left", on="part").to_dict("records")
    if by is None:
        return framed([_speed(row) for row in rows], SPEED)
    return framed(
        [{by: None if pd.isna(row["part"]) else row["part"]} | _speed(row) for row in rows], {by: SPLITS[by].unit} | SPEED
    )


def answered(book: Book, window: Window, by: str | None = None) -> pd.DataFrame:
    """What the shares of `speed-to-lead` are made of: the split's column, answered_5m and waited_5m, and so for 1h and 24h."""
    counts = book.frame(_shares(_waits(book, window, by), by is not None)).rename(columns={"part": by or "part"})
    names = {name: name.removeprefix("within_") for name in LIMITS}
    renamed = {name: f"answered_{limit}" for name, limit in names.items()} | {f"of_{n}": f"waited_{m}" for n, m in names.items()}
    return counts.rename(columns=renamed)[[*([by] if by else []), *renamed.values()]]


def _waits(book: Book, window: Window, by: str | None) -> FromClause:
    """part, and in seconds: waited (NULL: untouched by the end of the day) and age; of each lead created in the window."""
    lead = book.leads
    age = _end(book) - lead.c.created_second
    part = next((column for column in split_of(lead, by, leads=True)), cast(null(), Integer))
    rows = select(part.label("part"), lead.c.waited_seconds.label("waited"), age.label("age"))
    return rows.where(within(lead.c.created_on, window)).subquery("wait")


def _shares(waits: FromClause, split: bool) -> Select[*tuple[Any, ...]]:
    """part, n, and of each limit how many were old enough and how many of these were answered in time."""
    wait = waits.c
    counts: list[Column[Any]] = [func.count().label("n"), func.count(wait.waited).label("touched")]
    for name, limit in LIMITS.items():
        counts.append(func.count(case((wait.age >= limit, 1))).label(f"of_{name}"))
        counts.append(func.count(case((and_(wait.age >= limit, wait.waited <= limit), 1))).label(name))
    return select(wait.part, *counts).group_by(wait.part) if split else select(cast(null(), Integer).label("part"), *counts)


def _lives(waits: FromClause) -> Select[*tuple[Any, ...]]:
    """The life tables: part, time (seconds), events and censored."""
    seen = func.coalesce(waits.c.waited, waits.c.age)
    rows = select(waits.c.part, waits.c.waited, seen.label("time")).subquery("life")
    touched = func.count(rows.c.waited)
    counts = touched.label("events"), (func.count() - touched).label("censored")
    return select(rows.c.part, rows.c.time, *counts).group_by(rows.c.part, rows.c.time)


def _end(book: Book) -> Column[int]:
    """The end of the Book's day in seconds since 1970."""
    return literal(int(book.calendar.start_of(book.as_of + timedelta(days=1)).timestamp()), BigInteger)


def _speed(row: dict[Any, Any]) -> dict[str, Any]:
    """One row of the metric from the counts of its part and the seconds by which half and nine in ten were answered."""
    minutes = {f"{name}_minutes": None if pd.isna(row[name]) else row[name] / 60 for name in ("median", "p90")}
    shares = {name: row[name] / row[f"of_{name}"] if row[f"of_{name}"] else None for name in LIMITS}
    return {"n": row["n"], "untouched": row["n"] - row["touched"], **minutes, **shares}


def answers_by_week(book: Book, weeks: int = 13) -> pd.DataFrame:
    """How long the leads created in each of the last `weeks` weeks of seven days waited for an answer, oldest week first.

    Columns: week (weeks back from the Book's day, 0 = the seven days that end on it), median_minutes as in
    `speed-to-lead`, of that week's leads; unknown where too many of them still wait, or there were none.
    """
    lead = book.leads
    back = cast(cast(literal(book.as_of, Date) - lead.c.created_on, Integer).op("/")(7), Integer)
    span = Window(book.as_of - timedelta(days=7 * weeks - 1), book.as_of)
    rows = select(back.label("part"), lead.c.waited_seconds.label("waited"), (_end(book) - lead.c.created_second).label("age"))
    lives = book.frame(_lives(rows.where(within(lead.c.created_on, span)).subquery("wait")))
    found = quantiles(lives, ["part"], {"median": 0.5})
    medians = {int(part): seconds / 60 for part, seconds in zip(found["part"], found["median"], strict=True) if pd.notna(seconds)}
    return framed([{"week": week, "median_minutes": medians.get(week)} for week in range(weeks - 1, -1, -1)], ANSWERS)


def untouched_leads(book: Book, limit: int = 200, sdr: int | None = None, newest: bool = False) -> pd.DataFrame:
    """The leads that wait for a first outgoing activity, the oldest first, at most `limit`; of one SDR where one is named.

    Not those that are disqualified or have become a deal: nobody needs to answer them. Columns: lead_id, external_id, name,
    company, source, channel, sdr (a person's id), created_at (a moment), mql_on, waiting_minutes up to the end of the
    day. Leads of unknown creation come last; with `newest` those created last come first. Raises AccessDenied for viewers who
    see totals only.
    """
    book.allow(Grain.LEAD)
    lead, named = book.leads, table(Lead).alias("named")
    waits: list[Column[bool]] = [lead.c.first_touch_at.is_(None), lead.c.disqualified_on.is_(None), lead.c.deal_id.is_(None)]
    waits += [] if sdr is None else [lead.c.owner_id == sdr]

    def order(rows: Any) -> tuple[Any, ...]:
        created = rows.created_at.desc() if newest else rows.created_at
        return created.nulls_last(), rows.lead_id

    shown = select(lead).where(*waits).order_by(*order(lead.c)).limit(limit).subquery("first").c
    statement = (
        select(
            shown.lead_id, named.c.external_id, named.c.name, named.c.company, shown.source, shown.channel,
            shown.owner_id.label("sdr"), shown.created_at, shown.mql_on,
            (_end(book) - shown.created_second).label("waiting_minutes"),
        )
        .join(named, named.c.id == shown.lead_id)
        .order_by(*order(shown))
    )  # fmt: skip
    found = book.frame(statement)
    return found.assign(waiting_minutes=found["waiting_minutes"].astype("Float64") / 60)
