"""How each deal's part in a measure of a period differs between two days, and why."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    values,
)
from sqlalchemy import ColumnElement as Column
from sqlalchemy import column as named

from metrics.judging import judged_on
from metrics.sums import due_in
from model.access import Grain
from model.book import Book
from model.calendar import Period
from model.columns import OPEN_DAY
from model.snapshots import half_up, stages_at

MEASURES = ("open", "commit", "best", "weighted")
CATEGORIES = {"commit": ("closed", "commit"), "best": ("closed", "commit", "upside")}
RANKS = {"closed": 5, "commit": 4, "upside": 3, "pipeline": 2, "omitted": 1}
INTO = ("new", "reopened", "owner in", "pulled in", "carried in", "won", "category up", "qualified")
OUT_OF = ("won", "lost", "owner out", "pushed out", "pulled out", "category down", "disqualified", "removed")
WITHIN = ("amount up", "amount down", "stage", "probability table")
SHOWN = ("owner_id", "stage_id", "amount", "due_on", "category")


def bars_of(measure: str) -> tuple[str, ...]:
    """The bars between start and end that a measure can have, in their order; ValueError for an unknown measure."""
    if measure not in MEASURES:
        raise ValueError(f"No such measure: {measure!r}. Choose {', '.join(MEASURES)}")
    never = set() if measure in CATEGORIES else {"category up", "category down"}
    into = [bar for bar in INTO if bar not in never and (bar != "won" or measure != "open")]
    out_of = [bar for bar in OUT_OF if bar not in never and (bar != "won" or measure == "open")]
    return (*into, *out_of, *(WITHIN if measure == "weighted" else WITHIN[:2]))


class _Side:
    """A deal's values on one of the two days, with what is `judged` laid over the owner's."""

    def __init__(self, pair: FromClause, side: str, period: Period, measure: str, judged: FromClause | None) -> None:
        own = {name.removeprefix(f"{side}_"): c for name, c in pair.c.items() if name.startswith(f"{side}_")}
        laid = {} if judged is None else {name: judged.c[name] for name in ("category", "amount", "weighted")}
        self.of: dict[str, Column[Any]] = own | {name: func.coalesce(value, own[name]) for name, value in laid.items()}
        self.kind: Column[str] = self.of["stage_kind"]
        self.exists = self.kind.is_not(None)
        self.in_book: Column[bool] = self.of["in"]
        self.due = func.coalesce(self.of["due_on"], OPEN_DAY)
        self.later, self.earlier = self.due > period.last, self.due < period.first
        self.amount = func.coalesce(self.of["amount"], 0)
        kinds = ("qualified",) if measure == "open" else ("won", "qualified")
        counts = [self.in_book, self.kind.in_(kinds), self.due.between(period.first, period.last)]
        if measure in CATEGORIES:
            counts.append(self.of["category"].in_(CATEGORIES[measure]))
        self.counts = func.coalesce(and_(*counts), False)
        self.missing = and_(self.counts, self.of["amount"].is_(None))

    def rank(self, default: Column[str]) -> Column[int]:
        """How sure the category is; an unqualified deal has its owner's choice, else its stage's default, too."""
        own = func.coalesce(case((self.of["chosen"] == "closed", "commit"), else_=self.of["chosen"]), default)
        return case(RANKS, value=case((self.kind == "unqualified", own), else_=self.of["category"]), else_=0)


def _into(was: _Side, now: _Side, higher: Column[bool], since: date) -> Column[str]:
    """The first reason that holds for a deal in the measure on the later day only."""
    still_won = and_(was.kind == "won", now.kind == "won")
    reasons: list[tuple[Column[bool], str]] = [
        (or_(not_(was.exists), now.of["created_on"] > since), "new"),
        (and_(was.kind.in_(("won", "lost")), not_(still_won)), "reopened"),
        (not_(was.in_book), "owner in"),
        (was.later, "pulled in"),
        (was.earlier, "carried in"),
        (now.kind == "won", "won"),
        (higher, "category up"),
    ]
    return case(*reasons, else_="qualified")


def _out_of(now: _Side, lower: Column[bool], measure: str) -> Column[str]:
    """The first reason that holds for a deal in the measure on the earlier day only."""
    reasons: list[tuple[Column[bool], str]] = [
        (and_(now.kind == "won", literal(measure == "open")), "won"),
        (now.kind == "lost", "lost"),
        (and_(now.exists, not_(now.in_book)), "owner out"),
        (and_(now.exists, now.later), "pushed out"),
        (and_(now.exists, now.earlier), "pulled out"),
        (and_(now.exists, lower), "category down"),
        (now.exists, "disqualified"),
    ]
    return case(*reasons, else_="removed")


def _judged(book: Book, day: date, period: Period, judge: int, side: str) -> FromClause | None:
    """deal_id, category, amount, weighted of the deals that count otherwise at `judge` at a day's end; None without any."""
    found = judged_on(book, day, period, judge)
    if not found:
        return None
    columns = named("deal_id", Integer), named("category", String), named("amount", BigInteger), named("weighted", BigInteger)
    return values(*columns, name=f"{side}_judged").data([(deal, *judged.stands) for deal, judged in found.items()])


def differences(book: Book, since: date, period: Period, measure: str, judged_by: int | None = None) -> Select[*tuple[Any, ...]]:
    """A row per deal that is in the measure on one of the two days: the parts of its difference, in minor units.

    deal_id; bar: why it is in on one day only, NULL where it is in on both; was_counts, now_counts; was_missing,
    now_missing: in without an amount; was_value, now_value: what it adds to the measure; by_amount, by_stage, by_table:
    for deals in on both days, how much of the difference is due to each. And the columns SHOWN of both sides, for naming
    the change: not to be given out for a side that is not in the Book (was_in, now_in). With `judged_by` category, amount
    and weighted of each side are those that counted at that person at the end of its day.
    """
    bars_of(measure)
    if judged_by is not None:
        book.allow(Grain.PERSON)
    if since > book.as_of:
        raise ValueError(f"The bridge begins on {since}, after its end on {book.as_of}")
    pair = book.pairs(since, lambda deal: and_(*due_in(deal, period)))
    days = {"was": since, "now": book.as_of}
    judged = {side: None if judged_by is None else _judged(book, day, period, judged_by, side) for side, day in days.items()}
    was, now = (_Side(pair, side, period, measure, judged[side]) for side in ("was", "now"))
    source: FromClause = pair
    for rows in judged.values():
        source = source if rows is None else source.join(rows, rows.c.deal_id == pair.c.deal_id, isouter=True)
    higher: Column[bool] = false()
    lower: Column[bool] = false()
    if measure in CATEGORIES:
        then, today = stages_at(since).alias("stage_then"), stages_at(book.as_of).alias("stage_now")
        source = source.join(then, then.c.stage_id == was.of["stage_id"], isouter=True)
        source = source.join(today, today.c.stage_id == now.of["stage_id"], isouter=True)
        ranks = was.rank(then.c.default_category), now.rank(today.c.default_category)
        higher, lower = ranks[1] > ranks[0], ranks[1] < ranks[0]
    worth = was.amount, now.amount
    at_old_chance: Column[int] = now.amount
    at_old_table: Column[int] = now.amount
    if measure == "weighted":
        old = stages_at(since).alias("old_table")
        source = source.join(old, old.c.stage_id == now.of["stage_id"], isouter=True)
        worth = func.coalesce(was.of["weighted"], 0), func.coalesce(now.of["weighted"], 0)
        at_old_chance = half_up(now.amount * was.of["probability_bp"], 10000)
        at_old_table = half_up(now.amount * old.c.probability_bp, 10000)
    both = and_(was.counts, now.counts)
    bar = case((both, None), (now.counts, _into(was, now, higher, since)), else_=_out_of(now, lower, measure))
    columns = {
        "bar": bar,
        "was_counts": was.counts,
        "now_counts": now.counts,
        "was_missing": was.missing,
        "now_missing": now.missing,
        "was_value": cast(case((was.counts, worth[0]), else_=0), BigInteger),
        "now_value": cast(case((now.counts, worth[1]), else_=0), BigInteger),
        "by_amount": cast(case((both, at_old_chance - worth[0]), else_=0), BigInteger),
        "by_stage": cast(case((both, at_old_table - at_old_chance), else_=0), BigInteger),
        "by_table": cast(case((both, worth[1] - at_old_table), else_=0), BigInteger),
    }
    shown = [side.of[name].label(f"{key}_{name}") for key, side in (("was", was), ("now", now)) for name in SHOWN]
    return (
        select(pair.c.deal_id, pair.c.was_in, pair.c.now_in, *(c.label(name) for name, c in columns.items()), *shown)
        .select_from(source)
        .where(or_(was.counts, now.counts))
    )
