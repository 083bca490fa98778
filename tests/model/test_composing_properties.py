"""What holds of composed histories whatever arrives, and a second way to work them out."""

from datetime import date, datetime
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from model.histories import KEEP, Span
from model.importing.history.composing import Arrival, NoStage, Occasion, Today, composed
from tests.model.test_composing import JAN, LOST, OFFER, OPEN, at, day, imported, state, today, whole
from tests.model.test_deal_histories import stand_at

moments = st.integers(0, 30).map(day)
stages = st.integers(OPEN, LOST)
amounts = st.sampled_from([None, 100, 200])
said = {"stage": stages | st.just(KEEP), "amount": amounts | st.just(KEEP), "owner": st.sampled_from([KEEP, 7, 8])}
closing = st.sampled_from([KEEP, None, date(2026, 1, 9), date(2026, 1, 20)])
partial = st.builds(state, **said, close=st.just(KEEP))
todays = st.builds(
    Today,
    st.builds(state, **{**said, "stage": stages}, close=closing),
    st.none() | moments,
    st.sampled_from([False] * 5 + [True]),
)
arrivals = st.builds(
    Arrival,
    st.lists(st.tuples(st.none() | moments, partial), max_size=4),
    st.lists(st.tuples(moments, partial), max_size=3),
    st.none() | todays,
    st.none() | moments,
)
occasions = st.builds(at, st.integers(0, 31))
imports = st.lists(st.tuples(arrivals, occasions), max_size=4)


def after_all(batches: list[tuple[Arrival, Occasion]]) -> list[Span]:
    believed: list[Span] = []
    for arrival, occasion in batches:
        try:
            believed = imported(believed, arrival, occasion)
        except NoStage:
            assert believed == []
    return believed


@settings(max_examples=50)
@given(imports)
def test_versions_follow_each_other_whatever_arrives(batches: list[tuple[Arrival, Occasion]]) -> None:
    spans = after_all(batches)

    assert all(a.valid_to is not None and b.valid_from is not None and a.valid_to <= b.valid_from for a, b in pairwise(spans))
    assert all(span.valid_from is None or span.valid_to is None or span.valid_from < span.valid_to for span in spans)
    assert all(a.state != b.state or a.valid_to != b.valid_from for a, b in pairwise(spans))
    assert all(span.state[0] is not None and KEEP not in span.state for span in spans)


@settings(max_examples=50)
@given(imports, arrivals, st.integers(0, 31))
def test_importing_twice_changes_nothing(batches: list[tuple[Arrival, Occasion]], arrival: Arrival, number: int) -> None:
    believed = after_all([*batches, (arrival, at(number))])

    if believed:
        again = composed(believed, arrival, at(number))
        assert (again.ended, again.added, again.new, again.corrected) == ([], [], 0, 0)


@settings(max_examples=50)
@given(arrivals)
def test_the_same_files_a_week_later_change_nothing(arrival: Arrival) -> None:
    believed = after_all([(arrival, at(31))])

    if believed:
        again = composed(believed, arrival, at(38, 31))
        assert (again.ended, again.added) == ([], [])


@settings(max_examples=50)
@given(st.dictionaries(st.integers(0, 30), st.tuples(st.sampled_from([OPEN, OFFER]), amounts), max_size=5), st.data())
def test_the_order_of_whole_exports_does_not_matter(rows: dict[int, tuple[int, int | None]], data: st.DataObject) -> None:
    believed: list[Span] = []
    done: list[int] = []
    for number in data.draw(st.permutations(list(rows))):
        believed = imported(believed, today(*rows[number]), at(number, *sorted(done)))
        done.append(number)

    assert {n: stand_at(believed, day(n)) for n in rows} == {n: whole(*row) for n, row in rows.items()}
    assert {span.valid_from for span in believed} <= {day(n) for n in rows}


def naive(arrival: Arrival, moment: datetime, now: datetime) -> list[Any]:
    """The fields of an unknown deal at a moment, one by one: the last thing said by then, else the next thing said."""
    found = []
    for place in (0, 1, 4):
        told = {when: s[place] for when, s in sorted(arrival.states, key=lambda each: each[0] or JAN) if s[place] is not KEEP}
        first = min(told, default=None)
        until = {when: s[place] for when, s in arrival.earlier if s[place] is not KEEP and (first is None or when <= first)}
        ahead = [until[when] for when in sorted(until) if moment < when]
        behind = [told[when] for when in sorted(told) if when <= moment]
        assert arrival.today is not None
        says = arrival.today.state[place]
        if moment >= now and says is not KEEP:
            found.append(says)
        else:
            at_last = until[max(until)] if until and says is KEEP else None if says is KEEP else says
            found.append([*ahead, *behind[-1:], *[told[w] for w in sorted(told)], at_last][0])
    return found


dated = st.builds(state, stages, amounts | st.just(KEEP), st.just(KEEP), said["owner"])
full_histories = st.builds(
    Arrival,
    st.lists(st.tuples(moments, dated), min_size=1, max_size=4, unique_by=lambda each: each[0]),
    st.lists(st.tuples(moments, st.builds(state, st.just(KEEP), amounts, st.just(KEEP), said["owner"])), max_size=2),
    st.builds(Today, st.builds(state, stages, amounts, st.none(), said["owner"])),
)


@settings(max_examples=50)
@given(full_histories)
def test_another_way_to_work_it_out_gives_the_same(arrival: Arrival) -> None:
    spans = imported([], arrival, at(40))

    for number in range(45):
        stand = stand_at(spans, day(number))
        if stand is not None:
            assert [stand[0], stand[1], stand[4]] == naive(arrival, day(number), day(40))
    assert spans[0].valid_from is not None
    assert spans[0].valid_from <= min(moment for moment, _ in arrival.states if moment)
