"""The sums of a period's forecast: per owner, and up the reporting lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, FromClause, case, cast, func, select
from sqlalchemy import ColumnElement as Column

from metrics.judging import Sums, judged_differences
from model.book import Book
from model.calendar import Period
from model.tree import Node

SUMS = ("closed", "commit", "upside", "pipeline", "weighted", "open_value")
"""closed, commit, upside and pipeline by category; weighted with what is closed; open_value of any category."""


def due_in(deal: FromClause, period: Period) -> tuple[Column[bool], ...]:
    """The conditions for deals that belong to a period's forecast: won in it, or open, qualified and due in it."""
    return deal.c.stage_kind.in_(("won", "qualified")), deal.c.due_on.between(period.first, period.last)


def sums(deal: FromClause) -> list[Column[Any]]:
    """The sums named SUMS, in minor units, over deals that are `due_in` a period; a missing amount adds nothing."""
    values = {
        "closed": case((deal.c.category == "closed", deal.c.amount)),
        "commit": case((deal.c.category == "commit", deal.c.amount)),
        "upside": case((deal.c.category == "upside", deal.c.amount)),
        "pipeline": case((deal.c.category == "pipeline", deal.c.amount)),
        "weighted": deal.c.weighted,  # a won deal's is its amount
        "open_value": case((deal.c.stage_kind == "qualified", deal.c.amount)),
    }
    return [cast(func.coalesce(func.sum(values[name]), 0), BigInteger).label(name) for name in SUMS]


def own_sums(book: Book, period: Period, judged_by: int | None = None) -> dict[int | None, Sums]:
    """Owner → the sums of their own deals in the period; only owners who have some. None = deals that nobody owns."""
    deal = book.deals
    statement = select(deal.c.owner_id, *sums(deal)).where(*due_in(deal, period)).group_by(deal.c.owner_id)
    own: dict[int | None, Sums] = {
        owner: dict(zip(SUMS, map(int, values), strict=True)) for owner, *values in book.warehouse.rows(statement)
    }
    for owner, difference in (judged_differences(book, period, judged_by) if judged_by is not None else {}).items():
        own[owner] = {name: value + difference.get(name, 0) for name, value in own[owner].items()}
    return own


def roll_up(tree: Sequence[Node], own: Mapping[int | None, Sums]) -> dict[int, Sums]:
    """Person → own sums plus those of everybody below, for each person of the tree, zeros where there is nothing."""
    rolled = {node.person_id: {name: own.get(node.person_id, {}).get(name, 0) for name in SUMS} for node in tree}
    for node in reversed(tree):  # reports come after their managers
        if node.manager_id is not None:
            above = rolled[node.manager_id]
            for name, value in rolled[node.person_id].items():
                above[name] += value
    return rolled
