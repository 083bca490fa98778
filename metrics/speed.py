"""How fast leads are answered, and who still waits."""

from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Select, and_, case, cast, extract, func, literal, select
from sqlalchemy import ColumnElement as Column

from metrics.definition import Unit, framed, metric
from metrics.splits import LEAD_SPLITS, SPLITS, split_of
from metrics.survival import kaplan_meier, quantile
from model.access import Grain
from model.base import Moment
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
LIMITS = {"within_5m": 5 * 60, "within_1h": 60 * 60, "within_24h": 24 * 60 * 60}  # seconds
DAY = 86_400


@metric("speed-to-lead", columns=SPEED, splits=LEAD_SPLITS)
def speed_to_lead(book: Book, window: Window, by: str | None = None) -> pd.DataFrame:
    """How long the leads created in the window waited for the first outgoing activity on them.

    Wait = from the lead's creation to the first completed outgoing activity on it, by the clock. n = leads; untouched =
    those without one by the end of the day. median_minutes, p90_minutes = the smallest wait by which 50 % (90 %) were
    answered, by Kaplan–Meier with untouched leads still waiting at the end of the day (censored); null where too many
    still wait. Waits of more than a day are counted in whole minutes, of more than 30 days in whole hours, rounded up.

    within_5m, within_1h, within_24h = share answered within that time, of the leads that were at least that old at the
    end of the day; null where none was. A disqualified lead that nobody touched counts as waiting.

    Left out: leads of unknown creation. Split by owner: of the deal that the lead became. Empty input gives one row with
    n 0; in a split no row.

    Source: DOMAIN.md §3.
    """
    found = book.frame(_waits(book, window, by))
    if by is None:
        return framed([_speed(found)], SPEED)
    columns = {by: SPLITS[by].unit} | SPEED
    groups = found.groupby(by, dropna=False, sort=True)
    return framed([{by: None if pd.isna(part) else part} | _speed(rows) for part, rows in groups], columns)


def _waits(book: Book, window: Window, by: str | None) -> Select[*tuple[Any, ...]]:
    """A life table: how many leads were answered, or last seen waiting, after `time` seconds; and the shares' counts."""
    lead = book.leads
    waited = cast(func.ceil(_seconds(lead.c.first_touch_at, lead.c.created_at)), BigInteger)
    age = cast(func.floor(_seconds(_end(book), lead.c.created_at)), BigInteger)
    of = [column.label("part") for column in split_of(lead, by, leads=True)]
    created = lead.c.created_on >= window.first, lead.c.created_on <= window.last
    spans = select(*of, waited.label("waited"), age.label("age")).where(*created).subquery("span")
    seen = func.coalesce(spans.c.waited, spans.c.age)
    grid = case((seen <= DAY, seen), (seen <= 30 * DAY, (seen + 59) // 60 * 60), else_=(seen + 3599) // 3600 * 3600)
    w = select(spans, grid.label("time")).subquery("wait").c
    keys = [w.part.label(by), w.time] if by else [w.time]
    counts: list[Column[Any]] = [func.count(w.waited).label("events"), (func.count() - func.count(w.waited)).label("censored")]
    for name, limit in LIMITS.items():
        old = w.age >= limit
        counts.append(func.count(case((old, 1))).label(f"of_{name}"))
        counts.append(func.count(case((and_(old, w.waited <= limit), 1))).label(name))
    return select(*keys, *counts).group_by(*keys)


def _end(book: Book) -> Column[Any]:
    """The moment at which the Book's day ends."""
    return literal(book.calendar.start_of(book.as_of + timedelta(days=1)), Moment)


def _seconds(later: Column[Any], earlier: Column[Any]) -> Column[Any]:
    return extract("epoch", later - earlier)


def _speed(rows: pd.DataFrame) -> dict[str, Any]:
    """One row of the metric from a life table in seconds."""
    estimate = kaplan_meier(rows[["time", "events", "censored"]])
    middle, most = quantile(estimate, 0.5), quantile(estimate, 0.9)
    counts = {name: int(rows[name].sum()) for name in rows.columns if name not in ("time", *SPLITS)}
    return {
        "n": counts["events"] + counts["censored"],
        "untouched": counts["censored"],
        "median_minutes": None if middle is None else middle / 60,
        "p90_minutes": None if most is None else most / 60,
        **{name: counts[name] / counts[f"of_{name}"] if counts[f"of_{name}"] else None for name in LIMITS},
    }


def untouched_leads(book: Book, limit: int = 200) -> pd.DataFrame:
    """The leads that wait for a first outgoing activity, the oldest first, at most `limit`.

    Not those that are disqualified or have become a deal: nobody needs to answer them. Columns: lead_id, external_id, name,
    company, source, channel, sdr (a person's id), created_at (a moment), mql_on, waiting_minutes up to the end of the
    day. Leads of unknown creation come last. Raises AccessDenied for viewers who see totals only.
    """
    book.allow(Grain.LEAD)
    lead, named = book.leads, table(Lead).alias("named")
    waits = lead.c.first_touch_at.is_(None), lead.c.disqualified_on.is_(None), lead.c.deal_id.is_(None)
    statement = (
        select(
            lead.c.lead_id, named.c.external_id, named.c.name, named.c.company, lead.c.source, lead.c.channel,
            lead.c.owner_id.label("sdr"), lead.c.created_at, lead.c.mql_on,
            cast(func.floor(_seconds(_end(book), lead.c.created_at)), BigInteger).label("waiting_minutes"),
        )
        .join(named, named.c.id == lead.c.lead_id)
        .where(*waits)
        .order_by(lead.c.created_at.nulls_last(), lead.c.lead_id)
        .limit(limit)
    )  # fmt: skip
    found = book.frame(statement)
    return found.assign(waiting_minutes=found["waiting_minutes"].astype("Float64") / 60)
