"""How often what each level of the reporting lines changes in a number brings it nearer to what is won in the end."""

from datetime import date, timedelta
from math import ceil

import pandas as pd

from metrics.accuracy import won_below
from metrics.calls import covers_calls, deadline
from metrics.definition import Unit, framed
from metrics.intervals import wilson
from metrics.judged_levels import Level, levels
from model.access import Grain
from model.book import Book
from model.calendar import Period, Window

JUDGEMENT_RECORD = {
    "step": Unit.TEXT,
    "level": Unit.COUNT,
    "n": Unit.COUNT,
    "toward": Unit.COUNT,
    "rate": Unit.RATE,
    "low": Unit.RATE,
    "high": Unit.RATE,
    "periods": Unit.COUNT,
}
PERIODS = 8
AHEAD = timedelta(days=28)


def judgement_record(book: Book, period: Period, periods: int = PERIODS) -> pd.DataFrame:
    """How often each level's changes moved the number toward what was won, in the last finished periods before this one.

    Of each period one week is taken: the last whose deadline is at least 28 days before the period's end (half the period,
    where that is shorter), as all stood at the end of the deadline's day. There a row of `judgement-bridge` with a difference
    is a change: a person's judgements against what came from below, or their call against their deals' sum or what they
    judged. It moved the number toward the truth where |after − actual| < |before − actual|; actual = what the person and
    everybody below won in the period (as in `accuracy`), on the reporting lines of its last day.

    A row per step (judgements, call) and level (0: nobody below) with a change. n = changes, one per person and period at most;
    toward = those toward the truth; rate = toward ÷ n, with its 95 % interval after Wilson (low, high); periods = how
    many of them had a change. Not to be ranked with n < 20. Left out: late calls, weeks without a call, people who were in
    the team no more at the period's end, or had somebody below them then who is not the viewer's to see; and peers, where
    they see each other's books. Within a kind or segment, where a call does not fit, and of empty input: no row.

    Source: DOMAIN.md §6 and §7.
    """
    book.allow(Grain.PERSON)
    found: dict[tuple[int, str], list[tuple[str, bool]]] = {}
    for past in [book.calendar.shift(period, -by) for by in range(1, periods + 1)] if covers_calls(book) else []:
        day = day_taken(book, past)
        if past.last > book.as_of or day is None:
            continue
        actual = won_below(book, past)
        theirs = [person for person in actual if book.viewer.is_over(person)]
        for one in levels(book.on(day), past):
            for step, before, after in _changes(one) if one.person in theirs else []:
                nearer = abs(after - actual[one.person]) < abs(before - actual[one.person])
                found.setdefault((one.level, step), []).append((past.name, nearer))
    return framed([_row(level, step, changes) for (level, step), changes in sorted(found.items(), key=_order)], JUDGEMENT_RECORD)


def day_taken(book: Book, period: Period) -> date | None:
    """The day of a period on which its numbers are compared; None where no week of it has a deadline early enough."""
    half = timedelta(days=ceil(period.days / 2))
    latest = period.last - min(AHEAD, half)
    week = book.on(min(latest, book.as_of)).calendar.week_of(latest)
    day = deadline(book, week).date()
    if day > latest:
        before = week.first - timedelta(days=7)
        day = deadline(book, Window(before, before + timedelta(days=6))).date()
    return day if day >= period.first else None


def _changes(one: Level) -> list[tuple[str, int, int]]:
    """(step, before, after) of a person's judgements and call, where they changed something."""
    steps = [("judgements", one.below, one.judged), ("call", one.judged, one.judged if one.called is None else one.called)]
    return [step for step in steps if step[1] != step[2]]


def _order(item: tuple[tuple[int, str], object]) -> tuple[int, bool]:
    (level, step), _ = item
    return level, step == "call"


def _row(level: int, step: str, changes: list[tuple[str, bool]]) -> dict[str, object]:
    n, toward = len(changes), sum(nearer for _, nearer in changes)
    low, high = wilson(toward, n)
    rate = {"rate": toward / n, "low": low, "high": high}
    return {"step": step, "level": level, "n": n, "toward": toward, **rate, "periods": len({name for name, _ in changes})}
