"""What a review has to look at: the commit deals that are worth a question, by what they put at risk; and what could make up."""

from datetime import date, timedelta

import pandas as pd
from sqlalchemy import select

from metrics.ageing import usual_days
from metrics.conflicts import conflicts
from metrics.due_deals import due_deals, standing_judgements
from metrics.flags import flags
from model.book import Book
from model.calendar import Period
from model.snapshots import stages_at

LATE_STAGE = 5000  # basis points: a deal of the next period at least so likely could be pulled in
EARLY = 45  # days from the next period's first: due later than that it is the next period's business


def exceptions(book: Book, period: Period, since: date) -> pd.DataFrame:
    """The open commit deals of a period that are flagged, judged or in conflict with the CRM: what puts most at risk first.

    Columns as in due_deals, and flags (their number), detail (the flags in words, a line each), judged (how many
    judgements of people other than the owner stand), conflict (whether the CRM has changed a judged value since) and
    at_risk: the deal's amount in the period's commit, which would be missing; 0 for an overdue deal from before the
    period, which is in no sum of it; unknown where the amount is. Deals that are judged into commit or out of it count as their
    owner has them. Largest at risk first, unknown last.
    """
    deals = due_deals(book, period, since)
    deals = deals[deals["category"] == "commit"]
    raised = flags(book, since)
    found = raised.groupby("deal")["detail"].agg(["size", "\n".join])
    views = standing_judgements(book, period)
    others = views[views["person"] != views["owner"]].groupby("deal").size()
    torn = set(conflicts(book, period)["deal"])
    rows = deals.assign(
        flags=deals["deal"].map(found["size"]).fillna(0).astype("Int64"),
        detail=deals["deal"].map(found["join"]).astype("string"),
        judged=deals["deal"].map(others).fillna(0).astype("Int64"),
        conflict=[deal in torn for deal in deals["deal"]],
        at_risk=deals["amount"].where(_in(deals["close_on"], period.first, period.last), 0),
    )
    rows = rows[(rows["flags"] > 0) | (rows["judged"] > 0) | rows["conflict"]]
    return rows.sort_values("at_risk", ascending=False, na_position="last", kind="stable").reset_index(drop=True)


def makes_up(book: Book, period: Period, following: Period, since: date) -> pd.DataFrame:
    """The deals that could still bring a period more: its open upside and pipeline, and near, late ones of the period after it.

    Columns as in due_deals, and from_next (due in the first 45 days of the following period, in a stage with a chance to win
    of at least half), likely (amount × the stage's probability, rounded half up) and usual_days (the median of days that won
    deals stayed in its stage, as in ageing.usual_days; unknown without that norm). The most likely money first; deals without an
    amount last.
    """
    own = due_deals(book, period, since)
    own = own[own["category"].isin(("upside", "pipeline"))].assign(from_next=False)
    then = due_deals(book, following, since).assign(from_next=True)
    chances = dict(_chances(book))
    late = then["stage"].map(chances).fillna(0) >= LATE_STAGE
    later = then[late & _in(then["close_on"], following.first, following.first + timedelta(days=EARLY - 1))]
    later = later[~later["deal"].isin(own["deal"]) & (later["category"] != "omitted")]
    rows = pd.concat([own, later], ignore_index=True) if len(later) else own
    likely = [
        None if pd.isna(amount) else (int(amount) * chances.get(stage, 0) + 5000) // 10000
        for amount, stage in zip(rows["amount"], rows["stage"], strict=True)
    ]
    norm = usual_days(book).set_index("stage")["median_days"]
    rows = rows.assign(
        likely=pd.Series(likely, dtype="Int64", index=rows.index), usual_days=rows["stage"].map(norm).astype("Int64")
    )
    return rows.sort_values("likely", ascending=False, na_position="last", kind="stable").reset_index(drop=True)


def adds_up(amounts: pd.Series, gap: int) -> pd.Series:
    """What the largest of some amounts add up to, one after the other, until they close a gap; the others' is unknown.

    Amounts and gap in minor units; Int64, in the order given. Where all of them do not close it, each but the unknown has
    its sum. Of equal amounts the first given comes first.
    """
    largest = amounts.dropna().astype("int64").sort_values(ascending=False, kind="stable")
    sums = largest.cumsum()
    return sums[sums - largest < gap].astype("Int64").reindex(amounts.index)


def _in(days: pd.Series, first: date, last: date) -> pd.Series:
    return pd.Series([first <= day <= last for day in days], dtype=bool, index=days.index)


def _chances(book: Book) -> list[tuple[int, int]]:
    terms = stages_at(book.as_of)
    return [(int(stage), int(bp)) for stage, bp in book.warehouse.rows(select(terms.c.stage_id, terms.c.probability_bp))]
