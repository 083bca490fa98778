"""What a review has to look at: the commit deals that are worth a question, by what they put at risk; and what could make up."""

from datetime import date

import pandas as pd
from sqlalchemy import select

from metrics.conflicts import conflicts
from metrics.due_deals import due_deals, standing_judgements
from metrics.flags import flags
from model.book import Book
from model.calendar import Period
from model.snapshots import stages_at

LATE_STAGE = 5000  # basis points: a deal of the next period at least so likely could be pulled in


def exceptions(book: Book, period: Period, since: date) -> pd.DataFrame:
    """The open commit deals of a period that are flagged, judged or in conflict with the CRM: what puts most at risk first.

    Columns as in due_deals, and flags (their number), detail (the flags in words, a line each), judged (how many
    judgements of people other than the owner stand), conflict (whether the CRM has changed a judged value since). At risk
    is the deal's amount in commit: it would be missing; unknown amounts come last. Deals that are judged into commit or out of
    it count as their owner has them. Overdue commit deals from before the period are in it.
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
    )
    return rows[(rows["flags"] > 0) | (rows["judged"] > 0) | rows["conflict"]].reset_index(drop=True)


def makes_up(book: Book, period: Period, following: Period, since: date) -> pd.DataFrame:
    """The deals that could still bring a period more: its open upside and pipeline, and late ones of the period after it.

    Columns as in due_deals, and from_next (due in the following period, in a stage with a chance to win of at least half),
    likely (amount × the stage's probability, rounded half up). The most likely money first; deals without an amount last.
    """
    own = due_deals(book, period, since)
    own = own[own["category"].isin(("upside", "pipeline"))].assign(from_next=False)
    then = due_deals(book, following, since).assign(from_next=True)
    chances = dict(_chances(book))
    later = then[[chances.get(stage, 0) >= LATE_STAGE for stage in then["stage"]]]
    later = later[~later["deal"].isin(own["deal"]) & (later["close_on"] >= following.first)]
    rows = pd.concat([own, later], ignore_index=True) if len(later) else own
    likely = [
        None if pd.isna(amount) else (int(amount) * chances.get(stage, 0) + 5000) // 10000
        for amount, stage in zip(rows["amount"], rows["stage"], strict=True)
    ]
    rows = rows.assign(likely=pd.Series(likely, dtype="Int64", index=rows.index))
    return rows.sort_values("likely", ascending=False, na_position="last", kind="stable").reset_index(drop=True)


def _chances(book: Book) -> list[tuple[int, int]]:
    terms = stages_at(book.as_of)
    return [(int(stage), int(bp)) for stage, bp in book.warehouse.rows(select(terms.c.stage_id, terms.c.probability_bp))]
