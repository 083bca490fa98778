"""From what the deals add up to over what everybody judges and calls to the number at the top, level by level."""

from typing import Any

import pandas as pd
from sqlalchemy import select

from metrics.calls import covers_calls
from metrics.definition import Unit, framed
from metrics.judged_levels import Change, Level, changes_of, levels, likely
from metrics.sums import own_sums
from model.access import Grain, Sight
from model.book import Book
from model.calendar import Period
from model.tables import Judgement, table

JUDGEMENT_BRIDGE = {
    "step": Unit.TEXT,
    "level": Unit.COUNT,
    "person": Unit.PERSON,
    "before": Unit.MONEY,
    "after": Unit.MONEY,
    "difference": Unit.MONEY,
    "amount": Unit.MONEY,
    "n": Unit.COUNT,
    "state": Unit.TEXT,
    "author": Unit.PERSON,
    "note": Unit.TEXT,
}
JUDGEMENT_STEPS = {
    "deal": Unit.DEAL,
    "owner": Unit.PERSON,
    "person": Unit.PERSON,
    "level": Unit.COUNT,
    "judged_at": Unit.MOMENT,
    "reason": Unit.TEXT,
    "category": Unit.TEXT,
    "amount": Unit.MONEY,
    "before_category": Unit.TEXT,
    "before_amount": Unit.MONEY,
    "judged_category": Unit.TEXT,
    "judged_amount": Unit.MONEY,
    "difference": Unit.MONEY,
}


def judgement_bridge(book: Book, period: Period) -> pd.DataFrame:
    """How closed + commit of a period goes up: from the deals over the reps' calls, and each manager's judgements and call.

    The first row is `deals`: Σ closed + commit of all deals by their owners' values. Then, from those with nobody below
    (level 0) to the top, up to two rows per person: `judgements`, where they judge deals of people below them: each against
    what counts there without it (the highest judgement below, else the owner's value); and `call`: their call that counts
    for the week of the day, in place of what is below. Who has no call passes on what is below: their own deals, their
    reports' numbers and what they judge. before = what is below; after = what goes up instead; difference = after − before;
    amount = the number at the top so far: the first amount and all differences down to this row, to the cent. n = people
    with deals (in `deals`), judgements, or calls that count: 1 or 0. state of a call = counts, late or none; author = who
    made it.

    Left out: judgements that do not stand any more, of people above those in the Book, and of owners, which are in their
    values. Without a call that counts after and difference are unknown. Within a kind or segment calls do not fit and are
    left out, within a region those of whoever leads people outside it. A viewer who sees leads only gets no row. Empty input
    gives the row `deals` with 0.

    Source: DOMAIN.md §6.
    """
    book.allow(Grain.PERSON)
    if book.viewer.sight is Sight.LEADS:
        return framed([], JUDGEMENT_BRIDGE)
    own = own_sums(book, period)
    amount = sum(likely(sums) for sums in own.values())
    rows: list[dict[str, object]] = [{"step": "deals", "after": amount, "amount": amount, "n": len(own.keys() - {None})}]
    for one in levels(book, period):
        steps = [_judgements(one)] if one.judgements else []
        for step in [*steps, *([_call(one)] if covers_calls(book, one.person) else [])]:
            amount += step["difference"] or 0
            rows.append({"level": one.level, "person": one.person, **step, "amount": amount})
    return framed(rows, JUDGEMENT_BRIDGE)


def _judgements(one: Level) -> dict[str, Any]:
    moved = {"before": one.below, "after": one.judged, "difference": one.judged - one.below}
    return {"step": "judgements", **moved, "n": len(one.judgements)}


def _call(one: Level) -> dict[str, Any]:
    row: dict[str, Any] = {"step": "call", "before": one.judged, "difference": None, "n": 0, "state": "none"}
    if one.call is not None:
        row |= {"state": "late" if one.call.late else "counts", "author": one.call.author, "note": one.call.note}
    if one.called is not None:
        row |= {"after": one.called, "difference": one.called - one.judged, "n": 1}
    return row


def judgement_steps(book: Book, period: Period) -> pd.DataFrame:
    """The judgements behind a judgement bridge, one row each, from the lowest level up, what moves most first.

    deal, owner, person (who judged), level, judged_at, reason; category and amount: the owner's; before_category and
    before_amount: what counted below the judge; judged_category and judged_amount: what counts at them; difference = what it
    adds to closed + commit. Amounts in minor units, unknown where there is none. Last come judgements on the Book's deals of
    people above those in it, where the viewer may see them: in no step of the bridge, their level unknown. No row without
    judgements.

    Source: DOMAIN.md §6.
    """
    book.allow(Grain.DEAL)
    found: list[tuple[int, int | None, Change]] = [
        (one.person, one.level, change) for one in levels(book, period) for change in one.judgements
    ]
    here = {node.person_id for node in book.tree}
    above = sorted((who, changes) for who, changes in changes_of(book, period).items() if who not in here)
    found += [(who, None, change) for who, changes in above for change in changes]
    made = table(Judgement).c
    ids = [change.judged.judgement for _, _, change in found]
    query = select(made.id, made.judged_at, made.reason).where(made.id.in_(ids))
    said = {row[0]: row[1:] for row in book.warehouse.rows(query)} if ids else {}
    rows = []
    for who, level, change in found:
        judged, before = change.judged, change.replaced
        at, reason = said.get(judged.judgement, (None, None))
        owners = (judged.category, judged.amount)
        below = before.stands[:2] if before else owners
        about = (judged.deal, judged.owner, who, level, at, reason)
        values: tuple[Any, ...] = (*about, *owners, *below, *judged.stands[:2], change.now - change.was)
        rows.append(dict(zip(JUDGEMENT_STEPS, values, strict=True)))
    return framed(rows, JUDGEMENT_STEPS)
