"""How old the open deals are in their stages, against what is usual for deals that were won."""

from datetime import timedelta

import pandas as pd
from sqlalchemy import BigInteger, FromClause, Integer, String, case, cast, func, literal, select
from sqlalchemy import ColumnElement as Column

from metrics.definition import Unit
from metrics.splits import split_of
from model.book import LEAST_PEOPLE, Book

AGEING = {
    "stage": Unit.STAGE,
    "position": Unit.COUNT,
    "band": Unit.TEXT,
    "volume": Unit.COUNT,
    "value": Unit.MONEY,
    "missing_amount": Unit.COUNT,
    "median_days": Unit.DAYS,
    "p80_days": Unit.DAYS,
}
BANDS = ("usual", "slow", "stuck", "unknown")


def days_in_stage(deal: FromClause, book: Book) -> Column[int]:
    """Days since a deal entered its present stage; NULL where that day is unknown."""
    return case((deal.c.visit_known, cast(literal(book.as_of) - deal.c.visit_on, Integer)))


def usual_days(book: Book) -> pd.DataFrame:
    """How long won deals stayed in each stage: a norm of the whole company.

    Of the completed visits, begun on a known day, of the deals won in the 365 days up to the Book's day: stage, visits,
    median_days, p80_days (the smallest number of days that at least 50 %, 80 % of them did not exceed; Int64). No row for a
    stage in which fewer than 5 people's deals were.

    Source: DOMAIN.md §6, flags.
    """
    norm = book.norm(_usual_days, "days in stage of won deals")
    columns = ("stage", "visits", "median_days", "p80_days")
    return pd.DataFrame({name: pd.Series(dtype="Int64") for name in columns}) if norm is None else norm.copy()


def _usual_days(whole: Book) -> pd.DataFrame:
    visit, deal = whole.visits, whole.deals
    year_ago = whole.as_of - timedelta(days=364)
    days = cast(visit.c.left_on - visit.c.entered_on, Integer)
    return whole.frame(
        select(
            visit.c.stage_id.label("stage"),
            func.count().label("visits"),
            cast(func.percentile_disc(0.5).within_group(days), Integer).label("median_days"),
            cast(func.percentile_disc(0.8).within_group(days), Integer).label("p80_days"),
        )
        .join(deal, deal.c.deal_id == visit.c.deal_id)
        .where(
            deal.c.stage_kind == "won",
            deal.c.closed_on >= year_ago,
            visit.c.stage_kind.in_(("unqualified", "qualified")),
            visit.c.entered_on.is_not(None),
            visit.c.left_on.is_not(None),
        )
        .group_by(visit.c.stage_id)
        .having(func.count(deal.c.owner_id.distinct()) >= LEAST_PEOPLE)
        .order_by(visit.c.stage_id)
    )


def ageing(book: Book, by: str | None = None) -> pd.DataFrame:
    """The open qualified deals per stage by how long they have been in it, against the usual time of won deals.

    band: usual = at most the median of won deals' visits to the stage; slow = longer, up to their 80th percentile; stuck = longer
    than that; unknown = the day of entering is unknown, or there is no norm for the stage (see `usual_days`). volume = number of
    deals; value = Σ amount; missing_amount = deals without one, in no sum. median_days, p80_days = the norm itself.

    Left out: deals in the first stage and closed ones. Bands without a deal have no row.

    Source: DOMAIN.md §4 and §6.
    """
    norm, deal = usual_days(book), book.deals
    days, split = days_in_stage(deal, book), split_of(deal, by)
    limits = {row["stage"]: (row["median_days"], row["p80_days"]) for row in norm.to_dict("records")}
    rows = (
        select(*split, deal.c.stage_id, deal.c.position, deal.c.amount, _band(deal, days, limits).label("band"))
        .where(deal.c.stage_kind == "qualified")
        .subquery("aged")
    )
    keys = [*([rows.c[by]] if by else []), rows.c.stage_id.label("stage"), rows.c.position, rows.c.band]
    order = case({band: nth for nth, band in enumerate(BANDS)}, value=rows.c.band)
    frame = book.frame(
        select(
            *keys,
            func.count().label("volume"),
            cast(func.coalesce(func.sum(rows.c.amount), 0), BigInteger).label("value"),
            func.count(case((rows.c.amount.is_(None), 1))).label("missing_amount"),
        )
        .group_by(*keys)
        .order_by(*([rows.c[by]] if by else []), rows.c.position, order)
    )
    return frame.merge(norm.drop(columns="visits"), on="stage", how="left").astype(
        {"median_days": "Float64", "p80_days": "Float64"}
    )


def _band(deal: FromClause, days: Column[int], limits: dict[int, tuple[int, int]]) -> Column[str]:
    """The band of a deal from its stage's median and 80th percentile."""
    choices: list[tuple[Column[bool], Column[str]]] = [(days.is_(None), literal("unknown", String))]
    for stage, (median, p80) in limits.items():
        band = case((days <= median, "usual"), (days <= p80, "slow"), else_="stuck")
        choices.append((deal.c.stage_id == stage, band))
    return case(*choices, else_=literal("unknown", String))
