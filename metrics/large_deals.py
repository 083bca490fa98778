"""Deals that a team's commit hangs on."""

import pandas as pd
from sqlalchemy import select

from metrics.definition import Unit, framed
from metrics.sums import due_in
from metrics.teams import team_of
from model.access import Grain
from model.book import Book
from model.calendar import Period

LARGE = {"deal": Unit.DEAL, "person": Unit.PERSON, "amount": Unit.MONEY, "commit": Unit.MONEY}


def large_deals(book: Book, period: Period, teams: tuple[int, ...]) -> pd.DataFrame:
    """The commit deals of a period that are more than 20 % of the commit of their owner's team, the largest first.

    A row per deal: deal, person (who leads the team: the nearest of `teams` above the owner, or the owner), amount, and
    commit = Σ amounts of the team's commit deals due in the period, both in minor units. A team whose commit is a single
    deal is in it too. Left out: deals without an amount, and of owners in none of the teams. AccessDenied for who sees
    totals only.

    Source: DOMAIN.md §6 (flags).
    """
    book.allow(Grain.DEAL)
    deal = book.deals
    statement = (
        select(deal.c.deal_id.label("deal"), deal.c.owner_id.label("owner"), deal.c.amount)
        .where(*due_in(deal, period), deal.c.category == "commit", deal.c.amount.is_not(None))
        .order_by(deal.c.amount.desc(), deal.c.deal_id)
    )
    rows = [(deal_id, team_of(owner, teams, book.managers), amount) for deal_id, owner, amount in book.warehouse.rows(statement)]
    sums: dict[int | None, int] = {}
    for _, team, amount in rows:
        sums[team] = sums.get(team, 0) + amount
    found = [
        {"deal": deal_id, "person": team, "amount": amount, "commit": sums[team]}
        for deal_id, team, amount in rows
        if team is not None and amount * 100 > sums[team] * book.settings.flag("large_part")
    ]
    return framed(found, LARGE)
