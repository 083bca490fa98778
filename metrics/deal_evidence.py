"""The deals behind figures: those that a sum, a count or a rate is made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement as Column
from sqlalchemy import FromClause, Integer, and_, case, cast, func, literal, or_, select

from metrics.splits import SPLITS
from metrics.sums import due_in
from metrics.velocity import cycle_days
from metrics.win_rate import closed_in
from model.access import Grain
from model.book import Book
from model.calendar import Period, Window
from model.tables import Account, Deal, table

MOST = 2000
OPEN = ("unqualified", "qualified")
Asked = Mapping[str, Any]


def deal_rows(
    book: Book, deal: FromClause, where: Sequence[Column[bool]], more: Mapping[str, Column[Any]] | None = None
) -> pd.DataFrame:
    """At most MOST of the deals that meet the conditions, the largest first: who and what they are, and `more` columns.

    deal, name, account_name, owner, stage, amount, `more`, and `of`: how many meet the conditions in all.
    """
    book.allow(Grain.DEAL)
    named, account = table(Deal).alias("named_deal"), table(Account)
    return book.frame(
        select(
            deal.c.deal_id.label("deal"),
            named.c.name,
            account.c.name.label("account_name"),
            deal.c.owner_id.label("owner"),
            deal.c.stage_id.label("stage"),
            deal.c.amount,
            *(column.label(name) for name, column in (more or {}).items()),
            func.count().over().label("of"),
        )
        .select_from(
            deal.join(named, named.c.id == deal.c.deal_id).join(account, account.c.id == deal.c.account_id, isouter=True)
        )
        .where(*where)
        .order_by(deal.c.amount.desc().nulls_last(), deal.c.deal_id)
        .limit(MOST)
    )


def of_row(deal: FromClause, row: Asked) -> list[Column[bool]]:
    """The conditions that a figure's row sets: its part of a split, its stage, its kind."""
    columns = {name: split.of_deals for name, split in SPLITS.items()} | {"stage": "stage_id", "account": "account_id"}
    return [deal.c[columns[key]].is_not_distinct_from(value) for key, value in row.items() if key in columns]


def below(book: Book, row: Asked) -> Book:
    """The Book of the person in the row and everybody below them."""
    person = row.get("person")
    return book if person is None else book.within(replace(book.scope, under=int(person)))


def period_deals(book: Book, column: str | None, row: Asked, period: Period, **_: Any) -> pd.DataFrame:
    """The deals of a period's sums: closed in it, or open, qualified and due in it; of one category where one is asked for."""
    of = below(book, row)
    deal = of.deals
    kinds = {
        "closed": deal.c.category == "closed",
        "won_value": deal.c.category == "closed",
        "open_value": deal.c.stage_kind == "qualified",
        "best": deal.c.category.in_(("closed", "commit", "upside")),
        "expected": deal.c.category.in_(("closed", "commit")),
        "gap": deal.c.category.in_(("closed", "commit")),
        "difference": deal.c.category.in_(("closed", "commit")),
    } | {name: deal.c.category == name for name in ("commit", "upside", "pipeline")}
    chosen = [kinds[column]] if column in kinds else []
    more = {"category": deal.c.category, "weighted": deal.c.weighted, "due_on": deal.c.due_on}
    return deal_rows(of, deal, [*due_in(deal, period), *chosen], more)


def open_deals(book: Book, column: str | None, row: Asked, **_: Any) -> pd.DataFrame:
    """The open qualified deals of the Book's day."""
    deal = book.deals
    where = [deal.c.stage_kind == "qualified", *of_row(deal, row)]
    if column == "missing_amount":
        where.append(deal.c.amount.is_(None))
    return deal_rows(book, deal, where, {"weighted": deal.c.weighted, "close_on": deal.c.close_on})


def week_deals(book: Book, column: str | None, row: Asked, **_: Any) -> pd.DataFrame:
    """The deals that were in a qualified stage at the end of the row's week; of the last without a row."""
    day: date = row.get("week") or book.as_of
    deal = book.deals_then(day)
    where = [deal.c.stage_kind == "qualified", *of_row(deal, {key: row[key] for key in ("stage",) if key in row})]
    return deal_rows(book, deal, where, {"close_on": deal.c.close_on})


def closed_deals(book: Book, column: str | None, row: Asked, window: Window, **_: Any) -> pd.DataFrame:
    """The deals closed in the window after they had reached SQL: all, or those won, or lost; or the cohort's."""
    deal = book.deals
    won, lost = closed_in(deal, window)
    reached = deal.c.sql_on.between(window.first, window.last)
    sides = {
        "won": won, "won_value": won, "mean_won_value": won, "mean_cycle_days": won, "median_cycle_days": won, "share": won,
        "new_share": won, "lost": lost, "lost_value": lost, "cohort_n": reached, "cohort_rate": reached,
        "cohort_won": and_(reached, deal.c.stage_kind == "won"),
    }  # fmt: skip
    more = {
        "outcome": deal.c.stage_kind,
        "closed_on": deal.c.closed_on,
        "cycle_days": case((deal.c.stage_kind == "won", cycle_days(deal))),
        "kind": deal.c.motion,
    }
    return deal_rows(book, deal, [sides.get(column or "", or_(won, lost)), *of_row(deal, row)], more)


def closed_or_open(book: Book, column: str | None, row: Asked, window: Window, **options: Any) -> pd.DataFrame:
    """The open deals for what is counted on the day, those won in the period for the quota, else those closed in the window."""
    row = {("owner" if key == "person" else key): value for key, value in row.items() if key not in ("way",)}
    if column in ("volume", "value", "open_value", "open_new_share"):
        return open_deals(book, column, row)
    if column in ("attainment", "quota") and "period" in options:
        return closed_deals(book, "won", row, options["period"])
    return closed_deals(book, column, row, window)


def slipped(book: Book, column: str | None, row: Asked, period: Period, **_: Any) -> pd.DataFrame:
    """The deals that were open and due in the period when it began, and whether they were still open at its end."""
    begun = period.first <= book.as_of
    start = book.deals_then(period.first - timedelta(days=1)) if begun else book.deals
    due = [start.c.stage_kind.in_(OPEN), start.c.close_on.between(period.first, period.last)]
    if not begun:
        return deal_rows(book, start, due, {"close_on": start.c.close_on})
    end = book.deals_then(min(period.last, book.as_of)).alias("deal_later")
    still = select(end.c.deal_id).where(end.c.deal_id == start.c.deal_id, end.c.stage_kind.not_in(OPEN)).exists()
    where = [*due, ~still] if column == "slipped" else due
    return deal_rows(book, start, where, {"close_on": start.c.close_on, "slipped": ~still})


def visits(first_only: bool) -> Callable[..., pd.DataFrame]:
    """The stays in stages that were begun in the window; `first_only`: each deal's first in a stage, as conversion counts."""

    def rows(book: Book, column: str | None, row: Asked, window: Window, **_: Any) -> pd.DataFrame:
        visit, deal = book.visits, book.deals
        v = visit.c
        where: list[Column[bool]] = [v.stage_kind.in_(OPEN), v.entered_on.between(window.first, window.last)]
        if first_only:
            where.append(or_(v.before_on.is_(None), v.before_on < window.first))
        if "stage" in row:
            where.append(v.stage_id == row["stage"])
        exits = _exit(v)
        if column in ("advanced", "back", "lost", "still"):
            where.append(exits == column)
        if column == "running":
            where.append(v.left_on.is_(None))
        where += of_row(deal, {key: value for key, value in row.items() if key != "stage"})
        joined = visit.join(deal, deal.c.deal_id == v.deal_id)
        columns = [deal.c.deal_id, deal.c.account_id, deal.c.owner_id, v.stage_id, deal.c.amount, v.entered_on, v.left_on]
        days = cast(func.coalesce(v.left_on, literal(book.as_of)) - v.entered_on, Integer)
        stay = select(*columns, days.label("days"), exits.label("then")).select_from(joined).where(*where).subquery("stay")
        more = {"entered_on": stay.c.entered_on, "left_on": stay.c.left_on, "days": stay.c.days, "went": stay.c.then}
        return deal_rows(book, stay, [], more)

    return rows


def _exit(v: Any) -> Column[str]:
    """Where a deal went from a stay, as `stage-conversion` says it."""
    on = or_(v.next_kind == "won", v.next_position > v.position)
    return case((v.left_on.is_(None), "still"), (v.next_kind == "lost", "lost"), (on, "advanced"), else_="back")


def moves(book: Book, column: str | None, row: Asked, **_: Any) -> pd.DataFrame:
    """Each move of a close date of the open deals: from, to, and by how many days."""
    h, deal = book.history, book.deals
    where = [h.c.close_on != h.c.previous_close_on, deal.c.stage_kind.in_(OPEN)]
    if row.get("deal") is not None:
        where.append(h.c.deal_id == row["deal"])
    days = cast(h.c.close_on - h.c.previous_close_on, Integer)
    signs = {"pushes": days > 0, "pushed_days": days > 0, "pulls": days < 0, "pulled_days": days < 0}
    where += [signs[column]] if column in signs else []
    columns = [deal.c.deal_id, deal.c.account_id, deal.c.owner_id, deal.c.stage_id, deal.c.amount]
    more = {"moved_on": h.c.from_on, "was": h.c.previous_close_on, "became": h.c.close_on, "days": days}
    joined = h.join(deal, deal.c.deal_id == h.c.deal_id)
    move = select(*columns, *(c.label(name) for name, c in more.items())).select_from(joined).where(*where).subquery("move")
    return deal_rows(book, move, [], {name: move.c[name] for name in more})
