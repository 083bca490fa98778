"""The rows behind a figure: for each question the deals, leads or accounts that it is made of."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import and_, case, func, or_, select

from metrics import deal_evidence as deals
from metrics.accounts import DAYS
from metrics.bridge_deals import bridge_deals
from metrics.definition import Unit, metrics
from metrics.explaining import Options, Row, live, units_of
from metrics.health import health_rows
from metrics.journeys import funnel_rows, within
from metrics.leaks import stalled_deals
from model.access import Grain
from model.book import Book
from model.book_accounts import first_wins
from model.calendar import Window
from model.tables import Lead, table

COLUMNS = {
    "deal": Unit.DEAL, "account": Unit.ACCOUNT, "lead": Unit.TEXT, "lead_name": Unit.TEXT, "name": Unit.TEXT,
    "company": Unit.TEXT, "account_name": Unit.TEXT, "owner": Unit.PERSON, "sdr": Unit.PERSON, "person": Unit.PERSON,
    "stage": Unit.STAGE, "amount": Unit.MONEY, "value": Unit.MONEY, "weighted": Unit.MONEY, "amount_before": Unit.MONEY,
    "amount_now": Unit.MONEY, "difference": Unit.MONEY, "kind": Unit.TEXT, "source": Unit.TEXT, "category": Unit.TEXT,
    "outcome": Unit.TEXT, "went": Unit.TEXT, "slipped": Unit.FLAG, "close_on": Unit.DAY, "due_on": Unit.DAY,
    "closed_on": Unit.DAY, "created_on": Unit.DAY, "mql_on": Unit.DAY, "srl_on": Unit.DAY, "sql_on": Unit.DAY,
    "won_on": Unit.DAY, "second_on": Unit.DAY, "entered_on": Unit.DAY, "left_on": Unit.DAY, "moved_on": Unit.DAY,
    "was": Unit.DAY, "became": Unit.DAY, "last_on": Unit.DAY, "disqualified_on": Unit.DAY, "changed_on": Unit.DAY,
    "cycle_days": Unit.DAYS, "days": Unit.COUNT, "quiet_days": Unit.COUNT, "touches": Unit.COUNT,
    "waited_minutes": Unit.MINUTES, "reason": Unit.TEXT, "missing": Unit.TEXT, "bar": Unit.TEXT, "change": Unit.TEXT,
    "deals": Unit.COUNT, "won_value": Unit.MONEY, "open_value": Unit.MONEY, "why": Unit.TEXT,
}  # fmt: skip
"""What the columns of such rows hold."""


def _funnel(book: Book, column: str | None, row: deals.Asked, window: Window, mode: str = "cohort", **_: Any) -> pd.DataFrame:
    """The leads or deals of one step: of the first one without a row."""
    origin, step = row.get("origin", "lead"), row.get("step", "mql")
    rows = funnel_rows(book, window, origin, step, mode, limit=10**6)
    for key in {"source"} & set(row):
        rows = rows[rows[key].isna() if row[key] is None else (rows[key] == row[key]).fillna(False)]
    if "sdr" in row:
        rows = rows[rows["person"].isna() if row["sdr"] is None else (rows["person"] == row["sdr"]).fillna(False)]
    return rows.rename(columns={"deal": "deal_external", "deal_id": "deal"}).drop(columns=["deal_external", "lead_id"])


def _leads(book: Book, column: str | None, row: deals.Asked, window: Window, **_: Any) -> pd.DataFrame:
    """The leads created in the window, those who waited longest for an answer first, untouched ones before all."""
    book.allow(Grain.LEAD)
    lead, named = book.leads, table(Lead).alias("named")
    where = [within(lead.c.created_on, window)]
    if column == "untouched":
        where.append(lead.c.waited_seconds.is_(None))
    keys = {"source": "source", "sdr": "owner_id", "region": "region", "segment": "segment", "kind": "motion"}
    where += [lead.c[keys[key]].is_not_distinct_from(value) for key, value in row.items() if key in keys]
    found = book.frame(
        select(
            named.c.external_id.label("lead"), named.c.name.label("lead_name"), named.c.company,
            lead.c.owner_id.label("sdr"), lead.c.source, lead.c.created_on, lead.c.mql_on, lead.c.deal_id.label("deal"),
            lead.c.waited_seconds, func.count().over().label("of"),
        )
        .select_from(lead.join(named, named.c.id == lead.c.lead_id))
        .where(*where)
        .order_by(lead.c.waited_seconds.desc().nulls_first(), lead.c.lead_id)
        .limit(deals.MOST)
    )  # fmt: skip
    return found.assign(waited_minutes=found["waited_seconds"].astype("Float64") / 60).drop(columns="waited_seconds")


def _leaks(book: Book, column: str | None, row: deals.Asked, window: Window, **_: Any) -> pd.DataFrame:
    """Disqualified leads, deals lost before SQL, or stalled deals: by the row; without one the disqualified leads."""
    what = row.get("what", "disqualified")
    if what == "stalled":
        return stalled_deals(book, limit=deals.MOST).rename(columns={"deal_id": "deal"})
    deal, lead, named = book.deals, book.leads, table(Lead).alias("named")
    if what == "lost_before_sql":
        lost = and_(deal.c.stage_kind == "lost", deal.c.sql_on.is_(None), within(deal.c.closed_on, window))
        own = [deal.c.lost_reason.is_not_distinct_from(row["reason"])] if "reason" in row else []
        columns = {"closed_on": deal.c.closed_on, "source": deal.c.source, "reason": deal.c.lost_reason}
        return deals.deal_rows(book, deal, [lost, *own], columns)
    book.allow(Grain.LEAD)
    where = [within(lead.c.disqualified_on, window)]
    if row.get("reason") is not None:
        where.append(lead.c.disqualify_reason == row["reason"])
    return book.frame(
        select(
            named.c.external_id.label("lead"), named.c.name.label("lead_name"), named.c.company,
            lead.c.owner_id.label("sdr"), lead.c.source, lead.c.disqualified_on, lead.c.disqualify_reason.label("reason"),
            func.count().over().label("of"),
        )
        .select_from(lead.join(named, named.c.id == lead.c.lead_id))
        .where(*where)
        .order_by(lead.c.disqualified_on.desc(), lead.c.lead_id)
        .limit(deals.MOST)
    )  # fmt: skip


def _accounts(book: Book, column: str | None, row: deals.Asked, **_: Any) -> pd.DataFrame:
    """The named accounts of the Book, or of the row's person: their last activity, and how many there were in 30 days."""
    book.allow(Grain.PERSON)
    account, touch = book.accounts, book.account_touches
    lately = func.count(case((touch.c.happened_on > book.as_of - timedelta(days=DAYS), 1))).label("touches")
    own = [account.c.owner_id.is_not_distinct_from(row["person"])] if "person" in row else []
    columns = account.c.id.label("account"), account.c.name.label("account_name"), account.c.owner_id.label("owner")
    frame = book.frame(
        select(*columns, func.max(touch.c.happened_on).label("last_on"), lately)
        .select_from(account.join(touch, touch.c.account_id == account.c.id, isouter=True))
        .where(account.c.named, *own)
        .group_by(account.c.id, account.c.name, account.c.owner_id)
        .order_by(func.max(touch.c.happened_on).nulls_first(), account.c.id)
    )
    return frame[frame["touches"] > 0] if column == "touched" else frame


def _growth(book: Book, column: str | None, row: deals.Asked, **_: Any) -> pd.DataFrame:
    """The deals won in this fiscal year and the last: of the row's account, or of all."""
    this_year = book.calendar.period_at(book.as_of, "year")
    last_year = book.calendar.shift(this_year, -1)
    first = this_year.first if column not in ("last_year", "growth", None) else last_year.first
    last = last_year.last if column == "last_year" else book.as_of
    deal = book.deals
    won = [deal.c.stage_kind == "won", deal.c.account_id.is_not(None), deal.c.closed_on.between(first, last)]
    return deals.deal_rows(book, deal, [*won, *deals.of_row(deal, row)], {"closed_on": deal.c.closed_on, "kind": deal.c.motion})


def _first_wins(book: Book, column: str | None, row: deals.Asked, window: Window, **_: Any) -> pd.DataFrame:
    """The first deals of the customers that were made in the window."""
    first = first_wins(book, window)
    won = or_(first.c.motion != "existing", first.c.motion.is_(None))
    own = [first.c.owner_id == row["person"]] if row.get("person") is not None else []
    deal = book.deals
    joined = deal.join(first, first.c.deal_id == deal.c.deal_id)
    rows = select(deal, first.c.won_on, first.c.second_on).select_from(joined).where(won, *own).subquery("first_deal")
    return deals.deal_rows(book, rows, [], {"won_on": rows.c.won_on, "second_on": rows.c.second_on})


def _bridge(book: Book, column: str | None, row: deals.Asked, **options: Any) -> pd.DataFrame:
    bar = row.get("bar")
    return bridge_deals(book, **options, bar=None if bar in ("start", "end") else bar)


ROWS: dict[str, Callable[..., pd.DataFrame]] = {
    "funnel": _funnel,
    "speed-to-lead": _leads,
    "leaks": _leaks,
    "pipeline": deals.open_deals,
    "trend": deals.week_deals,
    "time-in-stage": deals.visits(first_only=False),
    "stage-conversion": deals.visits(first_only=True),
    "win-rate": deals.closed_deals,
    "sales-velocity": deals.closed_or_open,
    "coverage": deals.period_deals,
    "motions": deals.closed_or_open,
    "role-practice": deals.closed_or_open,
    "account-coverage": _accounts,
    "growth": _growth,
    "new-customers": _first_wins,
    "forecast": deals.period_deals,
    "bridge": _bridge,
    "pushes": deals.moves,
    "slippage": deals.slipped,
    "health": lambda book, column, row, **_: health_rows(book, row.get("check")),
    "metrics.totals.totals": deals.period_deals,
    "metrics.totals.weekly": deals.period_deals,
    "metrics.ageing.ageing": deals.open_deals,
    "metrics.rep_motions.rep_motions": deals.closed_or_open,
}
"""question → its rows; a question that is not here has nothing finer than its own."""


def evidence(book: Book, name: str, options: Options, column: str | None = None, row: Row = ()) -> pd.DataFrame:
    """At most 2,000 rows behind a question's answer, behind one of its columns or rows where they are named.

    Columns as in COLUMNS, as far as they apply, or the answer's own; `of` says how many rows there are in all.
    AccessDenied for viewers who see totals only.
    """
    grain = metrics()[name].grain if name in metrics() else Grain.TOTAL
    book.allow(Grain.LEAD if grain is Grain.TOTAL else grain)
    if name in ROWS:
        frame = ROWS[name](book, column, dict(row), **dict(options))
    else:
        frame = live(book, name, options)
        for key, value in row:
            if key in frame:
                frame = frame[frame[key].isna() if value is None else (frame[key] == value).fillna(False)]
    if "of" not in frame:
        frame = frame.assign(of=len(frame))
    return frame.head(deals.MOST).reset_index(drop=True)


def columns_of(name: str, frame: pd.DataFrame) -> dict[str, Unit]:
    """column → what it holds, of the rows behind a question."""
    units = COLUMNS if name in ROWS else units_of(name) | COLUMNS
    return {column: units[column] for column in map(str, frame.columns) if column in units}
