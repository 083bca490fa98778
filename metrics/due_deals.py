"""The open deals that a period's forecast hangs on, and what managers think of them."""

from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement as Column
from sqlalchemy import FromClause, and_, func, or_, select

from metrics.ageing import days_in_stage
from metrics.bridge_deals import change, with_pushes
from metrics.judging import standing
from model.access import Grain
from model.book import Book
from model.calendar import Period
from model.tables import Account, DealVersion, Judgement, Stage, table

COMPARED = ("owner_id", "amount", "due_on", "category")


def due_deals(book: Book, period: Period, since: date) -> pd.DataFrame:
    """The Book's open qualified deals due in the period, and overdue ones from before it while it runs: largest first.

    Columns: deal, owner, account_name, stage, category, chosen (whether the owner chose it), amount (minor units; unknown
    last), close_on, days_in_stage (Int64; unknown where the day of entering is), next_step, change (what changed since the
    end of `since`, in words; «new» for a deal that was not in the Book then; unknown: nothing). Overdue deals from before the
    period are in no sum of it; they are here because somebody has to move or lose them. AccessDenied for who sees totals
    only.

    Source: DOMAIN.md §6.
    """
    book.allow(Grain.DEAL)
    deal, account, version = book.deals, table(Account), table(DealVersion)
    rows = book.frame(
        select(
            deal.c.deal_id.label("deal"),
            deal.c.owner_id.label("owner"),
            account.c.name.label("account_name"),
            deal.c.stage_id.label("stage"),
            deal.c.category,
            deal.c.chosen.is_not(None).label("chosen"),
            deal.c.amount,
            deal.c.close_on,
            days_in_stage(deal, book).label("days_in_stage"),
            func.coalesce(deal.c.judged_next_step, version.c.next_step).label("next_step"),
        )
        .join(version, version.c.id == deal.c.version_id)
        .join(account, account.c.id == deal.c.account_id, isouter=True)
        .where(_due(book, deal, period))
        .order_by(deal.c.amount.desc().nulls_last(), deal.c.deal_id)
    )
    changes = _changes(book, since, period)
    return rows.assign(change=pd.Series([changes.get(deal_id) for deal_id in rows["deal"].tolist()], dtype="string"))


def _due(book: Book, deal: FromClause, period: Period) -> Column[bool]:
    running = period.first <= book.as_of <= period.last
    due = deal.c.close_on <= period.last if running else deal.c.close_on.between(period.first, period.last)
    return and_(deal.c.stage_kind == "qualified", due)


def _changes(book: Book, since: date, period: Period) -> dict[int, str | None]:
    """Deal → what changed in it since the end of `since`, in words; of the open deals that are due, those that differ."""
    pair = book.pairs(since, lambda deal: _due(book, deal, period))
    before, after = table(Stage).alias("stage_before"), table(Stage).alias("stage_after")
    compared = [(pair.c[f"was_{name}"], pair.c[f"now_{name}"]) for name in (*COMPARED, "stage_id")]
    differs = or_(~pair.c.was_in, *(was.is_distinct_from(now) for was, now in compared))
    sides = [side for both in compared[:-1] for side in both]
    statement = (
        select(pair.c.deal_id, pair.c.was_in, *sides, before.c.name.label("was_stage"), after.c.name.label("now_stage"))
        .join(before, before.c.id == pair.c.was_stage_id, isouter=True)
        .join(after, after.c.id == pair.c.now_stage_id, isouter=True)
        .where(pair.c.now_in, differs)
    )
    names = [str(column.key) for column in statement.selected_columns]
    found = with_pushes(book, [dict(zip(names, row, strict=True)) for row in book.warehouse.rows(statement)])
    return {row["deal_id"]: change(row) if row["was_in"] else "new" for row in found}


def standing_judgements(book: Book, period: Period) -> pd.DataFrame:
    """The managers' standing judgements on the Book's open deals due in the period, beside the owners' values: latest first.

    Columns: deal, owner, category, amount, person (who judged), judged_at, judged_category, judged_amount (unknown: as the
    owner's), reason. AccessDenied for who sees totals only.

    Source: DOMAIN.md §6.
    """
    book.allow(Grain.DEAL)
    rows, made = standing(book, period).subquery("standing"), table(Judgement)
    return book.frame(
        select(
            rows.c.deal_id.label("deal"),
            rows.c.owner_id.label("owner"),
            rows.c.category,
            rows.c.amount,
            rows.c.judge.label("person"),
            made.c.judged_at,
            rows.c.judged_category,
            rows.c.judged_amount,
            made.c.reason,
        )
        .join(made, made.c.id == rows.c.judgement_id)
        .order_by(made.c.judged_at.desc(), func.coalesce(rows.c.deal_id, 0))
    )
