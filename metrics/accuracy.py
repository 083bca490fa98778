"""How near the calls of a finished period came to what was won in it."""

from dataclasses import replace

import pandas as pd
from sqlalchemy import BigInteger, and_, case, cast, func, select

from metrics.calls import SIX_DAYS, calls_of, covers_calls
from metrics.definition import Unit, framed, metric
from metrics.judging import Sums
from metrics.sums import due_in, roll_up
from model.access import Grain
from model.book import Book
from model.calendar import Period, Window

ACCURACY = {
    "person": Unit.PERSON,
    "period": Unit.TEXT,
    "week": Unit.DAY,
    "call": Unit.MONEY,
    "actual": Unit.MONEY,
    "accuracy": Unit.RATE,
    "bias": Unit.RATE,
}


@metric("accuracy", columns=ACCURACY, grain=Grain.PERSON)
def accuracy(book: Book, period: Period) -> pd.DataFrame:
    """How near each person's weekly call for a finished period came to what they and everybody below them won in it.

    A row per person and week of the period (any week that shares a day with it) for which a call counts: the latest
    made by the week's deadline. call = its commit, which includes what is closed; actual = Σ amounts won with the closing
    day in the period, by what stands on the day, by the owners and the reporting lines of the period's last day; accuracy =
    max(0, 1 − |call − actual| ÷ actual); bias = (call − actual) ÷ actual, signed: above 0 called too much.

    Left out: late calls and weeks without a call, and people who had somebody below them then who is not the viewer's to see
    today: what they called cannot be compared. Where nothing was won there is nothing to divide by: accuracy and bias are
    unknown; so they are within a kind or segment, as a call is about all deals, and within a region for whoever leads people
    outside it. A period that is not over on the day gives no row. A deal that has left the viewer's sight since is not in the
    actual; one that came into it counts for its owner on the day. Empty input gives no row.

    Source: DOMAIN.md §6.
    """
    if period.last > book.as_of:
        return framed([], ACCURACY)
    actual, weeks = won_below(book, period), Window(period.first - SIX_DAYS, period.last)
    over = book.viewer.is_over  # how calls landed is no peer's to see, where peers see each other's books
    place = {person: nth for nth, person in enumerate(actual) if book.people is None or person in book.people}
    calls = [
        call for call in calls_of(book, period, weeks).values() if call.person in place and over(call.person) and not call.late
    ]
    rows = []
    for call in sorted(calls, key=lambda call: (place[call.person], call.week)):
        won = actual[call.person]
        bias = (call.commit - won) / won if won > 0 and covers_calls(book, call.person) else None
        near = None if bias is None else max(0.0, 1 - abs(bias))
        row = {"person": call.person, "period": period.name, "week": call.week, "call": call.commit, "actual": won}
        rows.append(row | {"accuracy": near, "bias": bias})
    return framed(rows, ACCURACY)


def won_below(book: Book, period: Period) -> dict[int, int]:
    """Person → what they and everybody below them won in a finished period, in minor units, in the order of the tree.

    By the owners and the reporting lines of the period's last day, of all whom the viewer may see: who was below somebody then
    may be below somebody else today. Without those who had somebody below them whom the viewer may not see.
    """
    book = book.within(replace(book.scope, under=None))
    deal = book.pairs(period.last, lambda rows: and_(*due_in(rows, period)))
    owner = case((deal.c.was_in, deal.c.was_owner_id), else_=deal.c.now_owner_id).label("owner_id")
    statement = (
        select(owner, cast(func.coalesce(func.sum(deal.c.now_amount), 0), BigInteger).label("closed"))
        .where(
            deal.c.now_in,
            deal.c.now_stage_kind == "won",
            deal.c.now_closed_on.between(period.first, period.last),
        )
        .group_by(owner)
    )
    own: dict[int | None, Sums] = {person: {"closed": int(won)} for person, won in book.warehouse.rows(statement)}
    then, seen = book.on(period.last), book.viewer.people
    won = roll_up(then.tree, own)
    return {one: sums["closed"] for one, sums in won.items() if seen is None or then.company_tree.below(one) <= seen}
