"""What happened to leads week by week, how many wait for an answer, and how many deals lay still."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement as Column
from sqlalchemy import Date, FromClause, Integer, Select, String, and_, case, cast, func, literal, select, union_all

from metrics.definition import Unit, framed
from metrics.journeys import STEPS, journeys
from metrics.week_ends import nth_end
from model.access import Grain
from model.book import Book
from model.columns import OPEN_DAY, UNKNOWN_DAY

WEEKS = {"week": Unit.COUNT, **dict.fromkeys(STEPS["lead"], Unit.COUNT)}


def steps_by_week(book: Book, weeks: int = 13, origin: str = "lead") -> pd.DataFrame:
    """How many leads (origin direct: deals) came to each step of the funnel in each of the last `weeks` weeks, oldest first.

    Columns: week (weeks back from the Book's day, 0 = the seven days that end on it), mql (leads only), srl, sql, won: steps
    dated in that week, whoever they belong to (the activity mode of `funnel`). Weeks without any have zeros.

    Source: DOMAIN.md §3.
    """
    journey, steps = journeys(book, origin), STEPS[origin]

    def dated(step: str) -> Select[*tuple[Any, ...]]:
        day = journey.c[f"{step}_on"]
        back = cast((cast(literal(book.as_of) - day, Integer)).op("/")(7), Integer)
        name = cast(literal(step), String).label("step")
        rows = select(name, back.label("week")).where(journey.c[f"is_{step}"], day <= book.as_of).subquery(f"{step}_week")
        return select(rows.c.step, rows.c.week, func.count().label("n")).where(rows.c.week < weeks).group_by(*rows.c)

    found = book.warehouse.rows(select(union_all(*(dated(step) for step in steps)).subquery("weeks")))
    counts = {(int(week), step): int(n) for step, week, n in found}
    rows = [{"week": back} | {step: counts.get((back, step), 0) for step in steps} for back in range(weeks - 1, -1, -1)]
    return framed(rows, {name: unit for name, unit in WEEKS.items() if name in ("week", *steps)})


def waiting_leads(book: Book, sdr: int | None = None) -> int:
    """How many leads wait for a first outgoing activity: neither disqualified nor a deal yet (see speed.untouched_leads).

    `sdr`: only that person's.
    """
    book.allow(Grain.LEAD)
    lead = book.leads
    waits: list[Column[bool]] = [lead.c.first_touch_at.is_(None), lead.c.disqualified_on.is_(None), lead.c.deal_id.is_(None)]
    waits += [] if sdr is None else [lead.c.owner_id == sdr]
    return int(book.warehouse.rows(select(func.count()).select_from(lead).where(*waits))[0][0])


def waiting_by_week(book: Book, sdr: int | None = None, weeks: int = 13) -> pd.DataFrame:
    """How many leads waited for a first answer at the end of each of the last `weeks` weeks, oldest first.

    Columns: week (the last day of seven; the last row's is the Book's day), waiting: created by then, and by then neither
    answered nor disqualified nor a deal. `sdr`: only that person's, as leads are theirs today.
    """
    book.allow(Grain.LEAD)
    lead = book.leads
    became = case((lead.c.deal_id.is_not(None), func.coalesce(lead.c.srl_on, UNKNOWN_DAY)), else_=OPEN_DAY)
    ends_on = func.least(
        func.coalesce(lead.c.first_touch_on, OPEN_DAY), func.coalesce(lead.c.disqualified_on, OPEN_DAY), became, type_=Date
    )
    own = [] if sdr is None else [lead.c.owner_id == sdr]
    began_on = func.coalesce(lead.c.created_on, UNKNOWN_DAY, type_=Date)
    rows = select(began_on.label("began_on"), ends_on.label("ended_on")).where(*own).subquery("wait")
    ends = week_ends(book.as_of, weeks)
    return framed(
        [{"week": end, "waiting": n} for end, n in zip(ends, lasting(book, rows, ends), strict=True)],
        {"week": Unit.DAY, "waiting": Unit.COUNT},
    )


def stalled_by_week(book: Book, weeks: int = 13) -> pd.DataFrame:
    """How many deals lay still in the first stage at the end of each of the last `weeks` weeks, oldest first.

    Columns: week (the last day of seven; the last row's is the Book's day), stalled: as in `leaks`, by the stall days that hold
    on the Book's day, of the deals that are in the Book on its day.
    """
    stay, touch, days = book.history, book.deal_touches, book.settings.stall_days
    key = stay.c.deal_id, stay.c.from_on, stay.c.to_on
    first = stay.c.stage_kind == "unqualified"
    changes = select(*key, stay.c.from_on.label("day")).where(first)
    within_stay = and_(
        touch.c.deal_id == stay.c.deal_id, touch.c.happened_on > stay.c.from_on, touch.c.happened_on < stay.c.to_on
    )
    touches = select(*key, touch.c.happened_on.label("day")).select_from(stay.join(touch, within_stay)).where(first)
    event = union_all(changes, touches).subquery("event")
    following = func.lead(event.c.day).over(partition_by=(event.c.deal_id, event.c.from_on), order_by=event.c.day)
    quiet = select((event.c.day + days).label("began_on"), func.coalesce(following, event.c.to_on, type_=Date).label("ended_on"))
    ends = week_ends(book.as_of, weeks)
    counts = lasting(book, quiet.subquery("quiet"), ends)
    return framed(
        [{"week": end, "stalled": n} for end, n in zip(ends, counts, strict=True)], {"week": Unit.DAY, "stalled": Unit.COUNT}
    )


def week_ends(day: date, weeks: int) -> list[date]:
    """The last days of so many weeks of seven days, the last of which ends on `day`; oldest first."""
    return [day - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]


def lasting(book: Book, rows: FromClause, ends: Sequence[date]) -> list[int]:
    """How many of `rows` (began_on, ended_on) last at each of the week ends: begun by then, and not ended by then."""
    places = nth_end(rows.c.began_on, ends).label("came"), nth_end(rows.c.ended_on, ends).label("went")
    spell = select(*places).where(rows.c.ended_on > rows.c.began_on).subquery("spell")
    found = book.warehouse.rows(select(spell.c.came, spell.c.went, func.count()).group_by(spell.c.came, spell.c.went))
    return [sum(int(n) for came, went, n in found if came <= nth < went) for nth in range(len(ends))]
