"""The way from a lead, or from a deal without one, to a won deal: one row each, for the funnel and its lists."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement as Column
from sqlalchemy import Date, FromClause, Integer, Select, and_, case, cast, extract, literal, null, select

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


def journeys(book: Book, origin: str, by: str | None = None) -> FromClause:
    """One row per lead (origin lead) or per deal without a lead (origin direct) of the Book.

    Columns: lead_id, deal_id, person_id (the SDR; of a direct deal its owner), source, first_on (the day of the first
    step: MQL, or the deal's creation), mql_on, srl_on, sql_on, won_on, is_mql, is_srl, is_sql, is_won (reached by the
    day, also where that day is unknown), stage_kind and value (the deal's stage and amount) and `part`, the split's value
    where `by` names one.
    """
    return (_from_leads if origin == "lead" else _from_deals)(book, by).subquery("journey")


def _from_leads(book: Book, by: str | None) -> Select[*tuple[Any, ...]]:
    lead = book.leads.c
    return select(
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
        (lead.stage_kind == "won").label("is_won"),
        lead.stage_kind,
        lead.value,
        *(column.label("part") for column in split_of(book.leads, by, leads=True)),
    )


def _from_deals(book: Book, by: str | None) -> Select[*tuple[Any, ...]]:
    deal = book.deals.c
    return select(
        cast(null(), Integer).label("lead_id"),
        deal.deal_id,
        deal.owner_id.label("person_id"),
        deal.source,
        deal.created_on.label("first_on"),
        cast(null(), Date).label("mql_on"),
        deal.created_on.label("srl_on"),
        _known(deal.sql_on).label("sql_on"),
        case((deal.stage_kind == "won", deal.closed_on)).label("won_on"),
        literal(False).label("is_mql"),
        literal(True).label("is_srl"),
        deal.sql_on.is_not(None).label("is_sql"),
        (deal.stage_kind == "won").label("is_won"),
        deal.stage_kind,
        deal.amount.label("value"),
        *(column.label("part") for column in split_of(book.deals, by)),
    ).where(deal.lead_id.is_(None))


def _known(day: Column[Any]) -> Column[Any]:
    """A day, or NULL where it lies before anything is known."""
    return case((day > UNKNOWN_DAY, day))


def within(day: Column[Any], window: Window) -> Column[bool]:
    """Whether a day lies in the window."""
    return and_(day >= window.first, day <= window.last)


def dated_by(journey: FromClause, step: str, mode: str) -> Column[Any]:
    """The day that decides whether a journey counts for a step: that of its first step, or in activity mode the step's own."""
    check_mode(mode)
    return journey.c.first_on if mode == "cohort" else journey.c[f"{step}_on"]


def counted(journey: FromClause, step: str, mode: str, window: Window) -> Column[bool]:
    """Whether a journey is in the count of a step."""
    return and_(journey.c[f"is_{step}"], within(dated_by(journey, step, mode), window))


def month_of(day: Column[Any]) -> Column[int]:
    """A day's month as a number, 202603."""
    return cast(extract("year", day) * 100 + extract("month", day), Integer)


def _in_part(journey: FromClause, step: str, mode: str, by: str, part: str | int | None) -> Column[bool]:
    """Whether a journey is in one part of a split."""
    if by == "month":
        return month_of(dated_by(journey, step, mode)) == int(str(part).replace("-", ""))
    return journey.c.part.is_not_distinct_from(part)


def funnel_rows(
    book: Book,
    window: Window,
    origin: str,
    step: str,
    mode: str = "cohort",
    limit: int = 500,
    by: str | None = None,
    part: str | int | None = None,
) -> pd.DataFrame:
    """The leads (origin lead) or deals (direct) behind one count of `funnel`, the largest amount first, at most `limit`.

    With `by` those of one `part` of that split, as `funnel` names it: a source, an SDR's id, 2026-03; None: the unknown one.

    Columns: lead_id, lead (external id), lead_name, company, deal_id, deal (external id), deal_name, person (id of the SDR;
    direct: of the owner), source, mql_on, srl_on, sql_on, won_on, stage_kind, value (the deal's amount in minor
    units; NULL for viewers who see no amounts). A journey that reached the step on an unknown day has no day there. Raises
    ValueError for an unknown origin, step or mode, AccessDenied for viewers who see totals only.
    """
    if step not in STEPS.get(origin, ()):
        raise ValueError(f"There is no step {step!r} with origin {origin!r}")
    book.allow(Grain.LEAD)
    journey = journeys(book, origin, None if by == "month" else by)
    lead, deal = table(Lead).alias("named_lead"), book.deal_names
    of_part = [] if by is None else [_in_part(journey, step, mode, by, part)]
    order = (journey.c.value.desc().nulls_last(), journey.c.lead_id, journey.c.deal_id)
    shown = select(journey).where(counted(journey, step, mode, window), *of_part).order_by(*order).limit(limit)
    found = shown.subquery("found")  # the few that are shown get their names
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
    )  # fmt: skip
    return book.frame(statement)
