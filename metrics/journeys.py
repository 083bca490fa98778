"""The way from a lead, or from a deal without one, to a won deal: one row each, for the funnel and its lists."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import CTE, Date, Integer, String, and_, case, cast, extract, literal, null, select, union_all
from sqlalchemy import ColumnElement as Column

from metrics.splits import split_of
from model.access import Grain
from model.book import Book
from model.calendar import Window
from model.columns import UNKNOWN_DAY
from model.tables import Lead, table

STEPS = {"lead": ("mql", "srl", "sql", "won"), "direct": ("srl", "sql", "won")}
"""The steps of each funnel, in the order of the process."""

MODES = ("cohort", "activity")


def steps_of(origin: str, by: str | None = None) -> Sequence[str]:
    """The steps of a funnel. Split by owner all begin at SRL: a lead that is no deal yet has no owner."""
    return [step for step in STEPS[origin] if not (by == "owner" and step == "mql")]


def check_mode(mode: str) -> None:
    """Raise ValueError for a mode that does not exist."""
    if mode not in MODES:
        raise ValueError(f"No such mode: {mode!r}. There are: {', '.join(MODES)}")


def journeys(book: Book, by: str | None = None) -> CTE:
    """One row per lead (origin lead) and per deal without a lead (origin direct) of the Book.

    Columns: origin, lead_id, deal_id, person_id (the SDR; of a direct deal its owner), source, first_on (the day of the
    first step: MQL, or the deal's creation), mql_on, srl_on, sql_on, won_on, is_mql, is_srl, is_sql, is_won (reached by
    the day, also where that day is unknown), stage_kind and value (the deal's stage and amount) and `part`, the split's
    value where `by` names one.
    """
    lead, deal = book.leads.c, book.deals.c
    from_leads = select(
        cast(literal("lead"), String).label("origin"),
        lead.lead_id,
        lead.deal_id,
        lead.owner_id.label("person_id"),
        lead.source,
        lead.mql_on.label("first_on"),
        lead.mql_on,
        case((lead.deal_id.is_not(None), lead.srl_on)).label("srl_on"),
        _known(lead.sql_on).label("sql_on"),
        lead.won_on,
        lead.mql_on.is_not(None).label("is_mql"),
        lead.deal_id.is_not(None).label("is_srl"),
        lead.sql_on.is_not(None).label("is_sql"),
        _is(lead.stage_kind, "won").label("is_won"),
        lead.stage_kind,
        lead.value,
        *(column.label("part") for column in split_of(book.leads, by, leads=True)),
    )
    from_deals = select(
        cast(literal("direct"), String),
        cast(null(), Integer),
        deal.deal_id,
        deal.owner_id,
        deal.source,
        deal.created_on,
        cast(null(), Date),
        deal.created_on,
        _known(deal.sql_on),
        case((deal.stage_kind == "won", deal.closed_on)),
        literal(False),
        literal(True),
        deal.sql_on.is_not(None),
        _is(deal.stage_kind, "won"),
        deal.stage_kind,
        deal.amount,
        *split_of(book.deals, by),
    ).where(deal.lead_id.is_(None))
    return union_all(from_leads, from_deals).cte("journey")


def _known(day: Column[Any]) -> Column[Any]:
    """A day, or NULL where it lies before anything is known."""
    return case((day > UNKNOWN_DAY, day))


def _is(column: Column[Any], value: str) -> Column[bool]:
    return and_(column.is_not(None), column == value)


def within(day: Column[Any], window: Window) -> Column[bool]:
    """Whether a day lies in the window."""
    return and_(day >= window.first, day <= window.last)


def dated_by(journey: CTE, step: str, mode: str) -> Column[Any]:
    """The day that decides whether a journey counts for a step: that of its first step, or in activity mode the step's own."""
    check_mode(mode)
    return journey.c.first_on if mode == "cohort" else journey.c[f"{step}_on"]


def counted(journey: CTE, origin: str, step: str, mode: str, window: Window) -> Column[bool]:
    """Whether a journey is in the count of a step of that funnel."""
    return and_(journey.c.origin == origin, journey.c[f"is_{step}"], within(dated_by(journey, step, mode), window))


def month_of(day: Column[Any]) -> Column[int]:
    """A day's month as a number, 202603."""
    return cast(extract("year", day) * 100 + extract("month", day), Integer)


def funnel_rows(book: Book, window: Window, origin: str, step: str, mode: str = "cohort", limit: int = 500) -> pd.DataFrame:
    """The leads (origin lead) or deals (direct) behind one count of `funnel`, the largest amount first, at most `limit`.

    Columns: lead_id, lead (external id), lead_name, company, deal_id, deal (external id), deal_name, person (id of the SDR;
    direct: of the owner), source, mql_on, srl_on, sql_on, won_on, stage_kind, value (the deal's amount in minor
    units; NULL for viewers who see no amounts). A journey that reached the step on an unknown day has no day there. Raises
    ValueError for an unknown origin, step or mode, AccessDenied for viewers who see totals only.
    """
    if step not in STEPS.get(origin, ()):
        raise ValueError(f"There is no step {step!r} with origin {origin!r}")
    book.allow(Grain.LEAD)
    journey, lead, deal = journeys(book), table(Lead).alias("named_lead"), book.deal_names
    found = select(journey).where(counted(journey, origin, step, mode, window)).subquery("found")
    statement = (
        select(
            found.c.lead_id, lead.c.external_id.label("lead"), lead.c.name.label("lead_name"), lead.c.company,
            found.c.deal_id, deal.c.external_id.label("deal"), deal.c.name.label("deal_name"),
            found.c.person_id.label("person"), found.c.source,
            found.c.mql_on, found.c.srl_on, found.c.sql_on, found.c.won_on, found.c.stage_kind, found.c.value,
        )
        .join(lead, lead.c.id == found.c.lead_id, isouter=True)
        .join(deal, deal.c.deal_id == found.c.deal_id, isouter=True)
        .order_by(found.c.value.desc().nulls_last(), found.c.lead_id, found.c.deal_id)
        .limit(limit)
    )  # fmt: skip
    return book.frame(statement)
