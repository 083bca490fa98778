"""Systems where a deal that is won or lost keeps its stage: it was in that until then, and is Won or Lost since."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from model.importing.dialect import Record
from model.importing.values import Context


def closed_deal(
    today: dict[str, Any],
    outcome: str,
    stage: str | None,
    since: datetime | None,
    closed_at: datetime | None,
    context: Context,
) -> Iterator[Record]:
    """The records of a deal with `outcome` (the stage word of won or lost), which came into `stage` at `since`.

    Its close date is the day on which it was closed: what was expected before stands in the file no more than beside it.
    """
    deal = today["deal"]
    if closed_at is None:
        yield "today", today | {"stage": outcome}
        return
    if stage and since and since < closed_at:
        yield "deal_versions", {"deal": deal, "valid_from": since, "stage": stage}
    if stage:
        yield "earlier", {"deal": deal, "before": closed_at, "stage": stage}
    yield "today", today | {"stage": outcome, "since": closed_at, "close_date": context.calendar.day_of(closed_at)}
