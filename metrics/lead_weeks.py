"""What happened to leads week by week, and how many wait for an answer."""

from typing import Any

import pandas as pd
from sqlalchemy import Integer, Select, String, cast, func, literal, select, union_all

from metrics.definition import Unit, framed
from metrics.journeys import STEPS, journeys
from model.access import Grain
from model.book import Book

WEEKS = {"week": Unit.COUNT, **dict.fromkeys(STEPS["lead"], Unit.COUNT)}


def steps_by_week(book: Book, weeks: int = 13) -> pd.DataFrame:
    """How many leads came to each step of the funnel in each of the last `weeks` weeks of seven days, oldest first.

    Columns: week (weeks back from the Book's day, 0 = the seven days that end on it), mql, srl, sql, won: steps dated in that
    week, whoever they belong to (the activity mode of `funnel`). Weeks without any have zeros.

    Source: DOMAIN.md §3.
    """
    journey = journeys(book, "lead")

    def dated(step: str) -> Select[*tuple[Any, ...]]:
        day = journey.c[f"{step}_on"]
        back = cast((cast(literal(book.as_of) - day, Integer)).op("/")(7), Integer)
        name = cast(literal(step), String).label("step")
        rows = select(name, back.label("week")).where(journey.c[f"is_{step}"], day <= book.as_of).subquery(f"{step}_week")
        return select(rows.c.step, rows.c.week, func.count().label("n")).where(rows.c.week < weeks).group_by(*rows.c)

    found = book.warehouse.rows(select(union_all(*(dated(step) for step in STEPS["lead"])).subquery("weeks")))
    counts = {(int(week), step): int(n) for step, week, n in found}
    rows = [{"week": back} | {step: counts.get((back, step), 0) for step in STEPS["lead"]} for back in range(weeks - 1, -1, -1)]
    return framed(rows, WEEKS)


def waiting_leads(book: Book) -> int:
    """How many leads wait for a first outgoing activity: neither disqualified nor a deal yet (see speed.untouched_leads)."""
    book.allow(Grain.LEAD)
    lead = book.leads
    waits = lead.c.first_touch_at.is_(None), lead.c.disqualified_on.is_(None), lead.c.deal_id.is_(None)
    return int(book.warehouse.rows(select(func.count()).select_from(lead).where(*waits))[0][0])
