"""Where leads and deals are lost before they are qualified, and where they lie still."""

from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Date, FromClause, Integer, Select, String, case, cast, func, literal, null, select, union_all
from sqlalchemy import ColumnElement as Column

from metrics.bant import LETTERS, last_answers, missing_bits, spelled
from metrics.definition import Unit, framed, metric
from metrics.journeys import within
from metrics.splits import LEAD_SPLITS, split_of
from model.access import Grain
from model.book import Book
from model.calendar import Window
from model.columns import UNKNOWN_DAY

LEAKS = {
    "what": Unit.TEXT,
    "reason": Unit.TEXT,
    "missing": Unit.TEXT,
    "count": Unit.COUNT,
    "value": Unit.MONEY,
}
ORDER = ("disqualified", "lost_before_sql", "stalled")


@metric("leaks", columns=LEAKS, splits=LEAD_SPLITS)
def leaks(book: Book, window: Window, by: str | None = None) -> pd.DataFrame:
    """Leads disqualified and deals lost before SQL in the window, and deals stalled in stage 1 on the day.

    disqualified = leads whose disqualification lies in the window; lost_before_sql = deals lost, on a day in the window,
    that never reached a qualified stage; stalled = deals open in stage 1 at the end of the day, whatever the window, with no
    completed activity on them and no change for the configured number of days (14) or more.

    reason: why a lead was disqualified, or a deal was lost, in the CRM's own word; unknown for stalled deals. missing: the
    BANT letters not answered yes in the last answers on that lead or that deal by the day («budget, timing»); all four where
    nobody asked; «none» where all were. Each lead or deal is in exactly one row, so counts add up; by_letter() counts letter
    by letter.

    count = leads or deals; value = Σ amount as of the day, of the deals whose amount is known; unknown where none is, and for
    leads, which have none. Left out: lost deals of unknown closing day. A stage 1 deal whose last change is older than
    history counts as unchanged. Split by owner: a lead's is the owner of the deal that it became. Empty input gives no row.

    Source: DOMAIN.md §3.
    """
    rows = union_all(_disqualified(book, window, by), _lost(book, window, by), _stalled(book, by)).subquery("leak")
    split = [rows.c.part.label(by)] if by else []
    keys = [*split, rows.c.what, rows.c.reason, rows.c.missing]
    count, value = func.count().label("count"), cast(func.sum(rows.c.value), BigInteger).label("value")
    found = book.frame(select(*keys, count, value).group_by(*keys))
    found = found.assign(missing=found["missing"].map(spelled).astype("string"))
    order = [*([by] if by else []), "place", "count", "reason", "missing"]
    ascending = [name != "count" for name in order]
    placed = found.assign(place=found["what"].map(ORDER.index)).sort_values(order, ascending=ascending, na_position="last")
    return placed.drop(columns="place").reset_index(drop=True)


def by_letter(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of `leaks` counted letter by letter: what, letter, count, value.

    A lead that misses two letters counts at both, so these counts do not add up; letters that nobody misses have 0.
    """
    records = []
    for what, rows in frame.groupby("what", sort=False):
        for letter in LETTERS:
            missing = rows[rows["missing"].str.split(", ").map(lambda letters, letter=letter: letter in letters)]
            value = missing["value"].sum(min_count=1)
            records.append({"what": what, "letter": letter, "count": missing["count"].sum(), "value": value})
    return framed(records, {"what": Unit.TEXT, "letter": Unit.TEXT, "count": Unit.COUNT, "value": Unit.MONEY})


def _part(rows: FromClause, by: str | None, *, leads: bool = False) -> Column[Any]:
    return next((column.label("part") for column in split_of(rows, by, leads=leads)), cast(null(), Integer).label("part"))


def _disqualified(book: Book, window: Window, by: str | None) -> Select[*tuple[Any, ...]]:
    lead = book.leads
    columns = lead.c.lead_id, _part(lead, by, leads=True), lead.c.disqualify_reason.label("reason")
    rows = select(*columns, cast(null(), BigInteger).label("value")).where(within(lead.c.disqualified_on, window))
    return _with_missing(book, "disqualified", "lead_id", rows)


def _lost(book: Book, window: Window, by: str | None) -> Select[*tuple[Any, ...]]:
    deal = book.deals
    lost = deal.c.stage_kind == "lost", deal.c.sql_on.is_(None), within(deal.c.closed_on, window)
    return _with_missing(book, "lost_before_sql", "deal_id", _deals(deal, by).where(*lost))


def _stalled(book: Book, by: str | None) -> Select[*tuple[Any, ...]]:
    return _with_missing(book, "stalled", "deal_id", _deals(book.deals, by).where(*_is_stalled(book)))


def _deals(deal: FromClause, by: str | None) -> Select[*tuple[Any, ...]]:
    return select(deal.c.deal_id, _part(deal, by), deal.c.lost_reason.label("reason"), deal.c.amount.label("value"))


def _is_stalled(book: Book) -> list[Column[bool]]:
    """The conditions on the Book's deals: in stage 1, and no change and no touch after the last day that is long enough ago."""
    deal, touch = book.deals, book.deal_touches
    since = book.as_of - timedelta(days=book.settings.stall_days)
    touched = select(touch.c.deal_id).where(touch.c.happened_on > since)
    return [deal.c.stage_kind == "unqualified", deal.c.changed_on <= since, deal.c.deal_id.not_in(touched)]


def stalled_count(book: Book) -> int:
    """How many deals are stalled on the day (see `leaks`)."""
    deal = book.deals
    return int(book.warehouse.rows(select(func.count()).select_from(deal).where(*_is_stalled(book)))[0][0])


def _with_missing(book: Book, what: str, subject: str, rows: Select[Any]) -> Select[*tuple[Any, ...]]:
    """part, what, reason, missing, value of rows that carry their subject, part, reason and value."""
    of = rows.cte(what)
    answers = last_answers(book, subject, select(of.c[subject]))
    joined = of.join(answers, answers.c[subject] == of.c[subject], isouter=True)
    name = cast(literal(what), String).label("what")
    columns = of.c.part, name, of.c.reason, missing_bits(answers).label("missing"), of.c.value
    return select(*columns).select_from(joined)


def stalled_deals(book: Book, limit: int = 200) -> pd.DataFrame:
    """The stalled deals of the day (see `leaks`), the longest quiet first, at most `limit`.

    Columns: deal_id, external_id, name, owner and sdr (people's ids), account (an id), source, amount (minor units),
    created_on, changed_on (NULL: before history), touched_on (last completed activity on it), quiet_days (since the later
    of these two; NULL where neither is known, first in the list), missing (BANT letters). Raises AccessDenied for
    viewers who see totals only.
    """
    book.allow(Grain.DEAL)
    deal, named, touch = book.deals, book.deal_names, book.deal_touches
    stalled = select(deal).where(*_is_stalled(book)).cte("stalled_deal")
    ids = select(stalled.c.deal_id)
    last = select(touch.c.deal_id, func.max(touch.c.happened_on).label("touched_on")).where(touch.c.deal_id.in_(ids))
    touched, answers = last.group_by(touch.c.deal_id).subquery("last_touch"), last_answers(book, "deal_id", ids)
    changed_on = case((stalled.c.changed_on > UNKNOWN_DAY, stalled.c.changed_on))
    moved = func.greatest(changed_on, touched.c.touched_on, type_=Date)
    quiet = cast(literal(book.as_of, Date) - moved, Integer)
    statement = (
        select(
            stalled.c.deal_id, named.c.external_id, named.c.name, stalled.c.owner_id.label("owner"),
            stalled.c.sdr_id.label("sdr"), stalled.c.account_id.label("account"), stalled.c.source, stalled.c.amount,
            stalled.c.created_on, changed_on.label("changed_on"), touched.c.touched_on, quiet.label("quiet_days"),
            missing_bits(answers).label("missing"),
        )
        .join(named, named.c.deal_id == stalled.c.deal_id)
        .join(touched, touched.c.deal_id == stalled.c.deal_id, isouter=True)
        .join(answers, answers.c.deal_id == stalled.c.deal_id, isouter=True)
        .order_by(quiet.desc().nulls_first(), stalled.c.amount.desc().nulls_last(), stalled.c.deal_id)
        .limit(limit)
    )  # fmt: skip
    found = book.frame(statement)
    return found.assign(missing=found["missing"].map(spelled).astype("string"))
