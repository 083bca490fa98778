"""Systems where a deal that is won or lost keeps its stage, and where an amount cannot be empty.

Such a deal was in that stage until it was closed, and is Won or Lost since.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from model.importing.cells.values import Context
from model.importing.dialect import Record


def closed_deal(
    today: dict[str, Any],
    outcome: str,
    stage: str | None,
    since: datetime | None,
    closed_at: datetime | None,
    context: Context,
) -> Iterator[Record]:
    """The records of a deal with `outcome` (the stage word of won or lost), which came into `stage` at `since`.

    Its close date is the day on which it was closed, not the one that was expected, which these systems leave as it was.
    """
    deal = today["deal"]
    if closed_at is None:
        yield "today", today | {"stage": outcome}
        return
    if stage and since and since < closed_at:
        yield "deal_versions", {"deal": deal, "valid_from": since, "stage": stage}
    elif stage:
        yield "earlier", {"deal": deal, "before": closed_at, "stage": stage}
    yield "today", today | {"stage": outcome, "since": closed_at, "close_date": context.calendar.day_of(closed_at)}


def amount_or_none(row: dict[str, Any]) -> dict[str, Any]:
    """The amount, if the file has a column for it. In systems where it cannot be empty, 0 means that nobody said one."""
    if "amount" not in row:
        return {}
    said = row["amount"] is not None and any(digit in str(row["amount"]) for digit in "123456789")
    return {"amount": row["amount"] if said else None}
