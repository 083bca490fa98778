"""The usual cases give what the full rules give."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from model.histories import KEEP, Span, order
from model.importing.history.composing import Arrival, Occasion, Today, composed
from model.importing.history.usual_cases import usual
from tests.model.test_composing import LOST, OFFER, OPEN, WON, at, day, state, whole
from tests.model.test_composing_properties import after_all, arrivals, imports

STAGES = st.sampled_from([OPEN, OFFER, WON, LOST])
CLOSINGS = st.sampled_from([None, date(2026, 1, 6), date(2026, 1, 21), date(2026, 3, 1)])
WHOLE = st.builds(whole, STAGES, st.sampled_from([None, 100, 200]), CLOSINGS)
PARTS = st.builds(state, STAGES | st.just(KEEP), st.sampled_from([KEEP, None, 100]), CLOSINGS | st.just(KEEP))
SINCE = st.none() | st.integers(0, 31).map(day)
TODAY = st.builds(Today, WHOLE | PARTS, SINCE)
DATED = st.lists(st.tuples(st.none() | st.integers(0, 31).map(day), WHOLE), min_size=1, max_size=4)
ALIKE = st.sampled_from([(1,), (1, 2), (2,), (1, 2, 4)]).flatmap(
    lambda places: st.lists(
        st.tuples(
            st.none() | st.integers(0, 31).map(day),
            WHOLE.map(lambda s: tuple(KEEP if i in places else v for i, v in enumerate(s))),
        ),
        min_size=1,
        max_size=4,
    )
)
LEADING = st.builds(Arrival, states=ALIKE | DATED, today=TODAY)
ARRIVALS = LEADING | st.builds(Arrival, states=ALIKE) | st.builds(Arrival, today=TODAY) | arrivals


def same(believed: list[Span], arrival: Arrival, occasion: Occasion) -> bool:
    """Whether it was a usual case; fails if it then gave something else."""
    found = usual(believed, arrival, occasion)
    if found is None:
        return False
    expected = composed(believed, arrival, occasion)
    assert (found.added, found.ended) == (expected.added, expected.ended)
    assert (found.new, found.corrected) == (expected.new, expected.corrected)
    return True


@settings(max_examples=100)
@given(imports, ARRIVALS, st.integers(0, 31))
def test_they_are_what_the_full_rules_give(batches: list[tuple[Arrival, Occasion]], arrival: Arrival, number: int) -> None:
    believed = after_all(batches)

    same(believed, arrival, at(number))
    same([], arrival, at(number))
    same(believed, arrival, at(number, 3, 17))


@settings(max_examples=50)
@given(WHOLE, SINCE, DATED, ALIKE)
def test_new_deals_and_those_that_are_as_they_were_are_usual(
    now: tuple[object, ...], since: object, dated: list[object], alike: list[object]
) -> None:
    arrival = Arrival(today=Today(now, since))  # type: ignore[arg-type]
    assert same([], arrival, at(20))

    found = composed([], arrival, at(20))
    assert same([Span(1, each.valid_from, each.valid_to, each.state) for each in found.added], arrival, at(27))
    assert same([], Arrival(states=alike), at(20))  # type: ignore[arg-type]
    assert same([], Arrival(states=dated), at(20))  # type: ignore[arg-type]
    same(after_all([(Arrival(states=alike), at(20))]), Arrival(states=alike), at(27))  # type: ignore[arg-type]


@settings(max_examples=200)
@given(LEADING, st.integers(0, 31))
def test_dated_states_with_how_the_deal_is_are_what_the_full_rules_give(arrival: Arrival, number: int) -> None:
    same([], arrival, at(number))


@given(ALIKE, PARTS, SINCE)
def test_dated_stages_that_lead_up_to_how_a_new_deal_is_are_usual(dated: list[Any], now: tuple[Any, ...], since: Any) -> None:
    dated = [*dict(dated).items()]
    entered, last = max(dated, key=lambda said: order(said[0]))
    today = tuple(said if last[place] is KEEP else last[place] for place, said in enumerate(now))

    arrival = Arrival(states=dated, today=Today(today, entered))
    assert same([], arrival, at(31))
    same(after_all([(arrival, at(31))]), arrival, at(38))
    same([], Arrival(states=dated, today=Today(today, since)), at(31))
