"""Last week's forecast reviews, held as people hold them: deals asked about, decisions logged, the minute kept.

Written by the model's own commands, so that the demo company's meeting of this week begins from frozen minutes, open decisions
and an audit that has something to tell.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from metrics.exceptions import exceptions
from metrics.minutes import minute
from model.access import Viewer, viewer_of
from model.book import Book, Scope
from model.calendar import Calendar, Period
from model.commands.answers import answer
from model.commands.decisions import decide, step
from model.commands.reviews import end_review, open_review
from model.company import lines_of, members_of
from model.people import Role
from model.tree import managers_on
from model.warehouse import Copy

BEGINS, LASTS = time(14, 0), timedelta(minutes=45)
WEEK = timedelta(days=7)
TEAMS = 3  # that hold a review
ASKED = 3  # deals that a meeting asks about
ANSWERS = (
    ("why-now", "Their budget ends with the year"),
    ("blockers", "Legal has the contract since last week"),
    ("who-else", "The head of production, met once"),
)
DECISIONS = ("Meet the budget owner", "Get the date of signature in writing", "Send the revised offer")


@dataclass(frozen=True)
class _Held:
    """A review under way."""

    review: int
    book: Book
    period: Period
    begun: datetime


def hold(engine: Engine, today: date) -> int:
    """Hold the reviews of the largest teams of reps on the Friday before the week of `today`; gives how many were held.

    A team without commit deals that are worth a question holds none.
    """
    warehouse = Copy(engine)
    warehouse.refresh()
    day = _friday(warehouse, today)
    under_way = [held for leader in _leaders(warehouse, day) if (held := _begin(engine, warehouse, leader, day, today))]
    warehouse.refresh()
    for held in under_way:
        leader = held.book.viewer
        content = minute(held.book, held.period, day - WEEK, leader.person_id)
        values = {"content": content, "as_of": day, "known": warehouse.revision}
        end_review(engine, leader, review=held.review, **values, now=held.begun + LASTS)
    return len(under_way)


def _friday(warehouse: Copy, today: date) -> date:
    week = Calendar.of(warehouse.settings(today)).week_of(today)
    return max(week.first - timedelta(days=back) for back in range(1, 8) if (week.first - timedelta(days=back)).weekday() == 4)


def _leaders(warehouse: Copy, day: date) -> list[Viewer]:
    """The managers whom most reps report to on a day."""
    everybody, lines = members_of(warehouse), lines_of(warehouse)
    managers = managers_on(lines, day)
    reps = Counter(managers.get(each.id) for each in everybody if each.role == Role.REP and each.active_on(day))
    leaders = [each for each in everybody if reps[each.id] and each.active_on(day)]
    leaders.sort(key=lambda each: (-reps[each.id], each.id))
    return [viewer_of(leader, everybody, lines, day) for leader in leaders[:TEAMS]]


def _begin(engine: Engine, warehouse: Copy, leader: Viewer, day: date, today: date) -> _Held | None:
    """Open a leader's review, ask about deals and decide; None where no commit deal is worth a question."""
    book = Book(warehouse, leader, day, Scope(under=leader.person_id))
    begun = datetime.combine(day, BEGINS, ZoneInfo(book.calendar.time_zone))
    period = book.calendar.period_at(day)
    deals, now = exceptions(book, period, day - WEEK).dropna(subset=["owner"]), book.on(today)
    theirs = now.frame(select(now.deals.c.deal_id))["deal_id"]  # what has left the team since is not theirs to write about
    deals = deals[deals["deal"].isin(theirs)].head(ASKED)
    if deals.empty:
        return None
    review, logged = open_review(engine, leader, team=leader.person_id, period=period.name, now=begun), 0
    for nth, (deal, owner) in enumerate(zip(deals["deal"].tolist(), deals["owner"].tolist(), strict=True)):
        at, (question, text) = begun + timedelta(minutes=10 * nth + 5), ANSWERS[(deal + nth) % len(ANSWERS)]
        answer(engine, leader, deal=deal, period=period.name, question=question, text=text, now=at)
        decision = {"what": DECISIONS[nth], "person": owner, "until": day + WEEK, "deal": deal}
        logged = decide(engine, leader, review=review, **decision, now=at)
    if len(deals) == ASKED:  # the last is done at once
        step(engine, leader, decision=logged, state="done", now=begun + LASTS)
    return _Held(review, book, period, begun)
