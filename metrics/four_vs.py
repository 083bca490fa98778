"""Volume and value of the qualified pipeline."""

import pandas as pd
from model.book import Book
from sqlalchemy import BigInteger, case, cast, func, select

from metrics.definition import Unit, metric
from metrics.splits import DEAL_SPLITS, split_of

PIPELINE = {
    "stage": Unit.STAGE,
    "position": Unit.COUNT,
    "volume": Unit.COUNT,
    "value": Unit.MONEY,
    "weighted": Unit.MONEY,
    "missing_amount": Unit.COUNT,
}


@metric("pipeline", columns=PIPELINE, splits=DEAL_SPLITS)
def pipeline(book: Book, by: str | None = None) -> pd.DataFrame:
    """Volume and value of the deals that are in a qualified stage, per stage.

    volume = number of deals; value = Σ amount; weighted = Σ (amount × the stage's probability on the day, rounded half up
    to the minor unit per deal).

    Left out: deals in the first stage and closed ones. Deals without an amount count in volume and `missing_amount`, and in
    no sum. Empty input gives no row.

    Source: DOMAIN.md §4.
    """
    deal = book.deals
    split = split_of(deal, by)
    statement = (
        select(
            *split,
            deal.c.stage_id.label("stage"),
            func.min(deal.c.position).label("position"),
            func.count().label("volume"),
            cast(func.coalesce(func.sum(deal.c.amount), 0), BigInteger).label("value"),
            cast(func.coalesce(func.sum(deal.c.weighted), 0), BigInteger).label("weighted"),
            func.count(case((deal.c.amount.is_(None), 1))).label("missing_amount"),
        )
        .where(deal.c.stage_kind == "qualified")
        .group_by(*split, deal.c.stage_id)
        .order_by(*split, func.min(deal.c.position))
    )
    return book.frame(statement)
