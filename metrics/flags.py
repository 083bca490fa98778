"""What is worth asking about each open deal."""

from datetime import date

import pandas as pd
from sqlalchemy import BigInteger, cast, func, select

from metrics.definition import Unit, metric
from metrics.flag_rules import FLAGS, flagged
from model.access import Grain
from model.book import Book

COLUMNS = {
    "deal": Unit.DEAL,
    "name": Unit.TEXT,
    "owner": Unit.PERSON,
    "stage": Unit.STAGE,
    "category": Unit.TEXT,
    "amount": Unit.MONEY,
    "close_date": Unit.DAY,
    "flag": Unit.TEXT,
    "detail": Unit.TEXT,
}


@metric("flags", columns=COLUMNS, grain=Grain.DEAL)
def flags(book: Book, since: date) -> pd.DataFrame:
    """What is worth asking about each open qualified deal: one row per deal and flag, with the reason in words.

    close-date-past: the close date lies before the day. pushed: the close date moved later twice or more (setting flag.pushes).
    no-activity: no completed activity on the deal in the last 14 days (setting flag.idle_days; a deal younger than that
    needs none). long-in-stage: in its stage for longer than 80 % (setting flag.stage_percentile) of the completed visits to it
    of deals won in the last 365 days, company-wide (of the Book's own where fewer than 5 people's deals were in the stage).
    amount-cut: lower than at the end of `since`, the last review, in the deal's own currency. no-next-step, no-amount: empty.
    bant-incomplete: a letter that nobody answered with yes or no, on the deal or its lead. category-conflict: the owner's
    choice is two or more steps (setting flag.category_steps) from the stage's default, in the order omitted, pipeline,
    upside, commit. large-part: a commit deal of more than 20 % (setting flag.large_part) of the sum of the commit deals in
    the Book that are due in the same period.

    Left out: deals in the first stage and closed ones; time in a stage whose beginning is unknown; moves of a close date
    from or to none. Largest deals first, unknown amounts last. Empty input gives no row.

    Source: DOMAIN.md §6.
    """
    return _rows(book, since)


def deal_flags(book: Book, deal_id: int, since: date) -> pd.DataFrame:
    """The flags of one deal, as `flags` gives them; no row for a deal that is closed, unqualified or not in the Book."""
    book.allow(Grain.DEAL)
    return _rows(book, since, deal_id)


def _rows(book: Book, since: date, deal_id: int | None = None) -> pd.DataFrame:
    fact, up = flagged(book, since, deal_id)
    named = book.deal_names
    return book.frame(
        select(
            fact.c.deal_id.label("deal"),
            named.c.name,
            fact.c.owner_id.label("owner"),
            fact.c.stage_id.label("stage"),
            fact.c.category,
            fact.c.amount,
            fact.c.close_on.label("close_date"),
            up.c.flag,
            up.c.detail,
        )
        .select_from(up.join(fact, fact.c.deal_id == up.c.deal_id).join(named, named.c.deal_id == up.c.deal_id))
        .order_by(fact.c.amount.desc().nulls_last(), fact.c.deal_id, up.c.nth)
    )


def flag_counts(book: Book, since: date) -> pd.DataFrame:
    """How many open qualified deals have each flag: flag, label, deals, amount (Σ, minor units); a row for each of the ten."""
    fact, up = flagged(book, since)
    found = book.frame(
        select(
            up.c.flag,
            func.count().label("deals"),
            cast(func.coalesce(func.sum(fact.c.amount), 0), BigInteger).label("amount"),
        )
        .select_from(up.join(fact, fact.c.deal_id == up.c.deal_id))
        .group_by(up.c.flag)
    )
    frame = pd.DataFrame({"flag": list(FLAGS), "label": list(FLAGS.values())}, dtype="string")
    counts = frame.merge(found, how="left", on="flag")
    return counts.fillna({"deals": 0, "amount": 0})
