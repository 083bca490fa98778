"""What managers' judgements change in a roll-up."""

from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select

from metrics.moved_out import moved_out
from model.book import Book, Scope
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

    @property
    def stands(self) -> tuple[str, int | None, int | None]:
        """Category, amount and weighted value by the judgement; what it leaves empty is the owner's."""
        category = "commit" if self.judged_category == "closed" else self.judged_category or self.category
        if self.judged_amount is None:
            return category, self.amount, self.weighted
        return category, self.judged_amount, (self.judged_amount * self.probability_bp + 5000) // 10000

    def judged(self) -> Sums:
        """What it adds by the judgement."""
        category, amount, weighted = self.stands
        return _sums(category, amount or 0, weighted or 0)


def _sums(category: str, amount: int, weighted: int) -> Sums:
    return {name: amount if category == name else 0 for name in CATEGORIES} | {"weighted": weighted, "open_value": amount}


def views(book: Book, period: Period) -> dict[int, dict[int, Judged]]:
    """Deal → who judged it → their judgement that stands, of the Book's open deals due in the period."""
    found: dict[int, dict[int, Judged]] = {}
    for row in book.warehouse.rows(standing(book, period)):
        judged = Judged(*row)
        found.setdefault(judged.deal, {})[judged.judge] = judged
    return found


def counting(found: Mapping[int, Mapping[int, Judged]], judge: int, managers: Mapping[int, int | None]) -> dict[int, Judged]:
    """Deal → the judgement that counts when it is rolled up at `judge`; only deals with one that is not the owner's own.

    What the owner judges is in the deal's values already (model/owners_views.py).
    """
    counted: dict[int, Judged] = {}
    for deal, of_deal in found.items():
        owner = next(iter(of_deal.values())).owner
        who = who_judges(owner, judge, of_deal, managers)
        if who is not None and who != owner:
            counted[deal] = of_deal[who]
    return counted


def judged_differences(book: Book, period: Period, judge: int) -> dict[int | None, Sums]:
    """Owner → what the judgements that count at `judge` add to the sums of the owner's open deals in the period.

    A judgement stands until it is withdrawn or the deal was closed or moved out of the period after it was made (coming
    back does not revive it). An empty category or amount leaves the owner's; an amount is in the company's currency; the
    weighted value is the judged amount at the stage's probability, rounded half up.
    """
    differences: dict[int | None, Sums] = {}
    for judged in counting(views(book, period), judge, book.managers).values():
        sums = differences.setdefault(judged.owner, dict.fromkeys((*CATEGORIES, "weighted", "open_value"), 0))
        own = judged.owners()
        for name, value in judged.judged().items():
            sums[name] += value - own[name]
    return differences


def judged_on(book: Book, day: date, period: Period, judge: int) -> dict[int, Judged]:
    """Deal → the judgement that counted at `judge` at the end of `day`, by that day's lines; of all deals, in the Book or not.

    Only judgements of people whom the viewer may see: nothing else of them is to be given out.
    """
    whole = Book(book.warehouse, replace(book.viewer, people=None), day, Scope())
    found = views(whole, period)
    seen = {deal: {who: view for who, view in of_deal.items() if book.viewer.may_open(who)} for deal, of_deal in found.items()}
    return counting({deal: of_deal for deal, of_deal in seen.items() if of_deal}, judge, whole.managers)


def standing(book: Book, period: Period) -> Select[*tuple[Any, ...]]:
    """The judgements that stand, one per deal and judge, with the columns of Judged.

    Moved out of the period = by the CRM, or by what its owner judged (metrics/moved_out.py).
    """
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
            j.c.id.not_in(sorted(moved_out(book, period))),
        )
    )
