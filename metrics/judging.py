"""What managers' judgements change in a roll-up."""

from collections.abc import Container, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select

from model.book import Book
from model.calendar import Period
from model.columns import OPEN_DAY

Sums = dict[str, int]
CATEGORIES = ("commit", "upside", "pipeline")


def who_judges(owner: int | None, judge: int, judged: Container[int], managers: Mapping[int, int | None]) -> int | None:
    """Whose judgement of a deal counts when it is rolled up at `judge`; None = the owner's own values.

    `judge`, if they made one; else the highest below them in the owner's line who did (the owner comes last, by a judgement
    of their own). For a deal outside the judge's team nobody but the judge counts.
    """
    if judge in judged:
        return judge
    line: list[int] = []
    person = owner
    while person is not None and person != judge and person not in line:
        line.append(person)
        person = managers.get(person)
    if person != judge:
        return None
    return next((one for one in reversed(line) if one in judged), None)


class Judged(NamedTuple):
    """A standing judgement of an open deal that is due in the period, with the owner's values beside it."""

    deal: int
    owner: int | None
    category: str
    amount: int | None
    weighted: int | None
    probability_bp: int
    judge: int
    judged_category: str | None
    judged_amount: int | None
    judgement: int

    def owners(self) -> Sums:
        """What the deal adds to the sums by its owner's values."""
        return _sums(self.category, self.amount or 0, self.weighted or 0)

    def judged(self) -> Sums:
        """What it adds by the judgement."""
        if self.judged_amount is None:
            amount, weighted = self.amount or 0, self.weighted or 0
        else:
            amount, weighted = self.judged_amount, (self.judged_amount * self.probability_bp + 5000) // 10000
        category = "commit" if self.judged_category == "closed" else self.judged_category or self.category
        return _sums(category, amount, weighted)


def _sums(category: str, amount: int, weighted: int) -> Sums:
    return {name: amount if category == name else 0 for name in CATEGORIES} | {"weighted": weighted, "open_value": amount}


def judged_differences(book: Book, period: Period, judge: int) -> dict[int | None, Sums]:
    """Owner → what the judgements that count at `judge` add to the sums of the owner's open deals in the period.

    A judgement stands until it is withdrawn or the deal was closed or moved out of the period after it was made (coming
    back does not revive it). An empty category or amount leaves the owner's; an amount is in the company's currency; the
    weighted value is the judged amount at the stage's probability, rounded half up.
    """
    by_deal: dict[int, dict[int, Judged]] = {}
    for row in book.warehouse.rows(standing(book, period)):
        judged = Judged(*row)
        by_deal.setdefault(judged.deal, {})[judged.judge] = judged
    differences: dict[int | None, Sums] = {}
    for views in by_deal.values():
        owner = next(iter(views.values())).owner
        counts = who_judges(owner, judge, views, book.managers)
        if counts is not None:
            sums = differences.setdefault(owner, dict.fromkeys((*CATEGORIES, "weighted", "open_value"), 0))
            for name, value in views[counts].judged().items():
                sums[name] += value - views[counts].owners()[name]
    return differences


def standing(book: Book, period: Period) -> Select[*tuple[Any, ...]]:
    """The judgements that stand, one per deal and judge, with the columns of Judged."""
    j, deal, later = book.judgements, book.deals, book.history
    due = func.coalesce(later.c.close_on, OPEN_DAY)
    moved = and_(later.c.close_on.is_distinct_from(later.c.previous_close_on), or_(due < period.first, due > period.last))
    ended = or_(later.c.stage_kind.in_(("won", "lost")), moved)
    since = and_(later.c.deal_id == j.c.deal_id, later.c.valid_from > j.c.judged_at)
    return (
        select(
            deal.c.deal_id,
            deal.c.owner_id,
            deal.c.category,
            deal.c.amount,
            deal.c.weighted,
            deal.c.probability_bp,
            j.c.person_id.label("judge"),
            j.c.category.label("judged_category"),
            j.c.amount.label("judged_amount"),
            j.c.id.label("judgement_id"),
        )
        .join(j, j.c.deal_id == deal.c.deal_id)
        .where(
            j.c.period == period.name,
            deal.c.stage_kind == "qualified",
            deal.c.close_on.between(period.first, period.last),
            ~select(later.c.deal_id).where(since, ended).exists(),
        )
    )
