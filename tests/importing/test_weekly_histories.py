"""Random histories of one deal, exported on Mondays, against what was so: on each Monday the deal stands as it did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from model.calendar import Calendar
from model.histories import Span, Stand
from model.importing.history.composing import Arrival, Occasion, Today, composed
from tests.model.test_deal_histories import after, stand_at

START = datetime(2026, 1, 5, tzinfo=UTC)
OPEN, OFFER, WON, LOST = 1, 2, 3, 4
CLOSED = frozenset({WON, LOST})
WEEKS = 6
MONDAYS = [START + timedelta(weeks=week, days=1, seconds=-1) for week in range(WEEKS)]
NOBODY: Stand = (None,) * 6
Truth = list[tuple[datetime, Stand]]


@dataclass
class Case:
    """What was so, on which Mondays an export held the deal, whether it says since when, and in which order they came."""

    truth: Truth
    held: list[bool]
    dated: bool
    order: list[int]

    def said(self, week: int) -> Today:
        """The row of that Monday's export."""
        past = [each for each in self.truth if each[0] <= MONDAYS[week]]
        state = past[-1][1]
        entered = max(i for i in range(len(past)) if i == 0 or past[i - 1][1][0] != past[i][1][0])
        return Today(state, past[entered][0] if self.dated else None)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    hours = draw(st.lists(st.integers(1, WEEKS * 168 - 24), min_size=1, max_size=9, unique=True))
    truth: Truth = []
    for hour in sorted(hours):
        moment = START - timedelta(days=6) + timedelta(hours=hour)
        stage = draw(st.sampled_from([OPEN, OFFER, WON, LOST]))
        same = truth and truth[-1][1][0] == stage
        closed_on = (truth[-1][1][2] if same else moment.date()) if stage in CLOSED else None
        due = closed_on or draw(st.sampled_from([None, date(2026, 3, 1), date(2026, 6, 1)]))
        truth.append((moment, (stage, draw(st.sampled_from([None, 100, 200])), due, None, draw(st.sampled_from([7, 8])), None)))
    begun = [truth[0][0] <= monday for monday in MONDAYS]
    held = [there and draw(st.integers(0, 4)) > 0 for there in begun]
    return Case(truth, held, draw(st.booleans()), draw(st.permutations(range(WEEKS))))


def imported(case: Case, spans: list[Span], week: int, spoken: Sequence[int]) -> list[Span]:
    """One Monday's whole export comes; those of the weeks in `spoken` came before."""
    if not case.held[week]:
        return spans
    absent = {1: [MONDAYS[each] for each in spoken if not case.held[each]]}
    occasion = Occasion(MONDAYS[week], Calendar(), CLOSED, tuple(MONDAYS[each] for each in sorted(spoken)), absent).of(1)
    return after(spans, composed(spans, Arrival(today=case.said(week)), occasion))


@settings(max_examples=200)
@given(cases())
def test_every_monday_is_as_it_was_and_nothing_between_is_invented(case: Case) -> None:
    spans: list[Span] = []
    for place, week in enumerate(case.order):
        spans = imported(case, spans, week, case.order[:place])

    rows = {week: case.said(week) for week in range(WEEKS) if case.held[week]}
    for week in range(WEEKS):
        stand: Any = stand_at(spans, MONDAYS[week])
        if week in rows:
            assert stand == rows[week].state
        elif before := [rows[each].state for each in rows if each < week]:  # as before, or as one said that it was since then
            assert stand in (before[-1], *(rows[each].state for each in rows if each > week))
    told = {MONDAYS[week] for week in rows} | {row.since for row in rows.values()}
    told |= {datetime(*row.state[2].timetuple()[:3], tzinfo=UTC) for row in rows.values() if row.state[0] in CLOSED}
    assert {span.valid_from for span in spans} <= told
    assert all(imported(case, spans, week, range(WEEKS)) == spans for week in range(WEEKS))
