"""The lead funnel: how many leads, and deals without one, got how far; and when a cohort's figures are final."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, FromClause, Integer, Select, String, case, cast, func, literal, null, select, true, union_all

from metrics.definition import Unit, framed, metric
from metrics.intervals import wilson
from metrics.journeys import STEPS, check_mode, counted, dated_by, journeys, month_of, steps_of, within
from metrics.splits import LEAD_SPLITS, SPLITS
from metrics.survival import kaplan_meier, quantile
from model.access import Sight
from model.book import Book
from model.calendar import Window

FUNNEL = {
    "origin": Unit.TEXT,
    "step": Unit.TEXT,
    "count": Unit.COUNT,
    "value": Unit.MONEY,
    "of_first": Unit.RATE,
    "of_previous": Unit.RATE,
    "low": Unit.RATE,
    "high": Unit.RATE,
    "mature": Unit.FLAG,
    "mature_on": Unit.DAY,
}
FUNNEL_SPLITS = (*LEAD_SPLITS, "month")
UNITS = {name: split.unit for name, split in SPLITS.items()} | {"month": Unit.TEXT}
Found = dict[tuple[Any, str, str], tuple[int, int | None]]  # part, origin, step: count, value
MATURE_SHARE = 0.9
LEARNING_DAYS = 365


@metric("funnel", columns=FUNNEL, splits=FUNNEL_SPLITS)
def funnel(book: Book, window: Window, by: str | None = None, mode: str = "cohort") -> pd.DataFrame:
    """How many of the window's leads became a deal (SRL), reached a qualified stage (SQL) and were won by the day.

    Origin `lead`: leads; origin `direct`: deals without a lead, which start at SRL. Mode `cohort`: those whose first
    step (MQL; direct: the deal's creation) lies in the window, and how far they had come by the day; steps are cumulative,
    so a lead whose deal skipped stages counts in each step before. Mode `activity`: the steps dated in the window,
    whoever they belong to.

    count = leads (direct: deals); two leads of one deal are two. value = Σ amount as of the day, each deal once per
    row; unknown for MQL, where no deal's amount is known, and for viewers who see no amounts. of_first = count ÷ count
    of the first step; of_previous = count ÷ count of the step before (null for 0 below the line); low, high = Wilson
    95 % interval of of_previous. In activity mode the two counts are of different leads: a share may exceed 1 and has
    no interval.

    mature: the day is not before mature_on = the cohort's last day (of the window, or of the month within it) + the 90th
    percentile of days from the first step to this one, among those of this origin in the Book that came to it in the
    365 days up to the day. Unknown where none did, and in activity mode, which has no cohort.

    Split by month (2026-03): the cohort's, in activity mode each step's own. Split by owner both funnels start at SRL,
    as a lead that is no deal has no owner. Left out: in cohort mode leads without MQL date and deals of unknown
    creation, in activity mode steps of unknown date. Empty input gives 0 in every step; in a split no row.

    Source: DOMAIN.md §3.
    """
    check_mode(mode)
    found = _counts(book, window, by, mode)
    waits = _days_to_mature(book) if mode == "cohort" else {}
    records: list[dict[str, Any]] = []
    for part, origin in _parts(found, by):
        last = _end_of_month(part, window) if by == "month" else window.last
        for row in _rows(found, part, origin, steps_of(origin, by), mode):
            row |= _maturity(last, waits.get((origin, row["step"])), book.as_of) if mode == "cohort" else {}
            row["value"] = None if book.viewer.sight is Sight.LEADS else row["value"]
            label = f"{part // 100:04}-{part % 100:02}" if by == "month" else part
            records.append(row if by is None else {by: label} | row)
    return framed(records, FUNNEL if by is None else {by: UNITS[by]} | FUNNEL)


def _counts(book: Book, window: Window, by: str | None, mode: str) -> Found:
    """Leads or deals and value of each part, origin and step."""
    if mode == "cohort":
        return {key: found for origin in STEPS for key, found in _of_cohort(book, window, by, origin)}
    steps = [_reached(book, window, by, mode, origin, step) for origin in STEPS for step in steps_of(origin, by)]
    rows = book.warehouse.rows(select(union_all(*steps).subquery("steps")))
    return {(part, origin, step): (count, value) for part, origin, step, count, value in rows}


def _of_cohort(
    book: Book, window: Window, by: str | None, origin: str
) -> Iterator[tuple[tuple[Any, str, str], tuple[int, int | None]]]:
    """The same of the cohort of one origin in one pass: how far each deal came is the same for all leads that it came from."""
    journey = journeys(book, origin, None if by == "month" else by)
    part = month_of(journey.c.first_on) if by == "month" else cast(null(), Integer) if by is None else journey.c.part
    reached = [journey.c[f"is_{step}"] for step in ("srl", "sql", "won")]
    rows = select(part.label("part"), journey.c.deal_id, *reached, journey.c.value).where(within(journey.c.first_on, window))
    found: FromClause = rows.add_columns(literal(1).label("n")).subquery("found")
    if origin == "lead":
        keys = [column for column in found.c if column.name not in ("value", "n")]
        found = (
            select(*keys, func.max(found.c.value).label("value"), func.count().label("n")).group_by(*keys).subquery("found_deal")
        )
    steps = steps_of(origin, by)
    sums = []
    for step in steps:
        holds = true() if step == "mql" else func.coalesce(found.c[f"is_{step}"], False)
        value = literal(0) if step == "mql" else found.c.value
        sums += [func.sum(case((holds, found.c.n))), func.sum(case((holds, value)))]
    columns = [cast(total, BigInteger).label(f"sum {nth}") for nth, total in enumerate(sums)]
    for of, *totals in book.warehouse.rows(select(found.c.part, *columns).group_by(found.c.part)):
        for nth, step in enumerate(steps):
            count, value = totals[2 * nth : 2 * nth + 2]
            if count:
                yield (of, origin, step), (count, None if step == "mql" else value)


def _reached(book: Book, window: Window, by: str | None, mode: str, origin: str, step: str) -> Select[*tuple[Any, ...]]:
    """part, origin, step, count and value of one step; the amount of a deal that came from several leads once."""
    journey = journeys(book, origin, None if by == "month" else by)
    day = dated_by(journey, step, mode)
    part = month_of(day) if by == "month" else cast(null(), Integer) if by is None else journey.c.part
    value = cast(null(), BigInteger) if step == "mql" else journey.c.value
    rows = select(part.label("part"), journey.c.deal_id, value.label("value"), literal(1).label("n"))
    found = rows.where(counted(journey, step, mode, window)).subquery("found")
    if origin == "lead" and step != "mql":
        keys = found.c.part, found.c.deal_id
        each = func.max(found.c.value).label("value"), func.count().label("n")
        found = select(*keys, *each).group_by(*keys).subquery("found_deal")
    names = cast(literal(origin), String).label("origin"), cast(literal(step), String).label("step")
    sums = (cast(func.sum(found.c[name]), BigInteger).label(name) for name in ("n", "value"))
    counts = select(found.c.part, *names, *sums).group_by(found.c.part)
    return counts.having(func.count() > 0)


def _parts(found: Found, by: str | None) -> list[tuple[Any, str]]:
    """The parts of a split with their origins: sorted, unknown last, leads before direct."""
    if by is None:
        return [(None, origin) for origin in STEPS]
    return sorted({key[:2] for key in found}, key=lambda key: (key[0] is None, key[0] or 0, key[1] == "direct"))


def _rows(found: Found, part: Any, origin: str, steps: Sequence[str], mode: str) -> Iterator[dict[str, Any]]:
    """The steps of one funnel with their shares."""
    first = previous = None
    for step in steps:
        count, value = found.get((part, origin, step), (0, 0))
        low, high = wilson(count, previous) if previous and mode == "cohort" else (None, None)
        first = count if first is None else first
        yield {
            "origin": origin,
            "step": step,
            "count": count,
            "value": value if step != "mql" else None,
            "of_first": count / first if first else None,
            "of_previous": count / previous if previous else None,
            "low": low,
            "high": high,
        }
        previous = count


def _days_to_mature(book: Book) -> dict[tuple[str, str], int]:
    """The 90th percentile of days from the first step, by origin and step, among those that came there in the last year."""
    year = Window(book.as_of - timedelta(days=LEARNING_DAYS - 1), book.as_of)

    def waits(origin: str, step: str) -> Select[*tuple[Any, ...]]:
        journey = journeys(book, origin)
        day = journey.c[f"{step}_on"]
        days = func.greatest(cast(day - journey.c.first_on, Integer), 0, type_=Integer)
        names = cast(literal(origin), String).label("origin"), cast(literal(step), String).label("step")
        known = journey.c[f"is_{step}"], within(day, year), journey.c.first_on.is_not(None)
        return select(*names, days.label("time")).where(*known)

    rows = union_all(*(waits(origin, step) for origin, steps in STEPS.items() for step in steps[1:])).subquery("wait")
    keys = rows.c.origin, rows.c.step, rows.c.time
    table = book.frame(select(*keys, func.count().label("events")).group_by(*keys)).assign(censored=0)
    found = {key: quantile(kaplan_meier(part), MATURE_SHARE) for key, part in table.groupby(["origin", "step"])}
    first = {(origin, steps[0]): 0 for origin, steps in STEPS.items()}
    return first | {(str(key[0]), str(key[1])): int(days) for key, days in found.items() if days is not None}


def _maturity(last: date, days: int | None, today: date) -> dict[str, Any]:
    """Whether the figures of a cohort that ended on `last` are final, and from when on; unknown without experience."""
    if days is None:
        return {"mature": None, "mature_on": None}
    mature_on = last + timedelta(days=days)
    return {"mature": today >= mature_on, "mature_on": mature_on}


def _end_of_month(month: int, window: Window) -> date:
    """The last day of a month like 202603, within the window."""
    year, number = divmod(month, 100)
    return min(date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1), window.last)
