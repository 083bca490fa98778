"""A deal's believed versions are contiguous and never overlap, whatever arrives in whatever order."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlmodel import Session

from model.database import writing
from model.histories import Difference, Span, Stand, change_deal, merged
from model.tables import Deal, DealVersion, Person, Stage

START = datetime(2026, 1, 1, tzinfo=UTC)
Timeline = list[tuple[datetime | None, datetime | None, Stand]]

moments = st.one_of(st.none(), st.integers(0, 30).map(lambda days: START + timedelta(days=days)))
stands = st.tuples(st.integers(1, 3), st.sampled_from([None, 100, 200]), *[st.none()] * 4)
states = st.lists(st.tuples(moments, stands), max_size=12)
unlike = st.lists(moments, max_size=12, unique=True).map(lambda found: [(m, (i, *[None] * 5)) for i, m in enumerate(found, 1)])


def after(believed: list[Span], difference: Difference) -> list[Span]:
    """The believed versions once a difference is written."""
    kept = [span for span in believed if span not in difference.ended]
    found = kept + difference.added
    return sorted(found, key=lambda span: (span.valid_from is not None, span.valid_from or START))


def arrived(batches: list[list[tuple[datetime | None, Stand]]]) -> list[Span]:
    believed: list[Span] = []
    for batch in batches:
        believed = after(believed, merged(believed, batch))
    return believed


def timeline(spans: list[Span]) -> Timeline:
    return [(span.valid_from, span.valid_to, span.state) for span in spans]


def stand_at(spans: list[Span], moment: datetime | None) -> Stand | None:
    for span in spans:
        begun = span.valid_from is None or (moment is not None and span.valid_from <= moment)
        if begun and (span.valid_to is None or moment is None or moment < span.valid_to):
            return span.state
    return None


@given(st.lists(states, max_size=4))
def test_versions_are_contiguous_whatever_arrives(batches: list[list[tuple[datetime | None, Stand]]]) -> None:
    spans = arrived(batches)

    assert all(a.valid_to == b.valid_from and a.valid_to is not None for a, b in pairwise(spans))
    assert all(span.valid_from is not None for span in spans[1:])
    assert not spans or spans[-1].valid_to is None
    assert all(a.valid_from is None or a.valid_to is None or a.valid_from < a.valid_to for a in spans)


@given(unlike, st.data())
def test_the_order_of_arrival_does_not_matter(points: list[tuple[datetime | None, Stand]], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(points))

    one_by_one = arrived([[point] for point in shuffled])

    assert timeline(one_by_one) == timeline(arrived([points]))


@given(states, states)
def test_what_arrived_last_is_believed_at_its_moments(
    first: list[tuple[datetime | None, Stand]], second: list[tuple[datetime | None, Stand]]
) -> None:
    spans = arrived([first, second])

    assert {moment: stand_at(spans, moment) for moment, _ in second} == dict(second)


@given(states, states)
def test_what_an_arrival_does_not_speak_of_stays(
    first: list[tuple[datetime | None, Stand]], second: list[tuple[datetime | None, Stand]]
) -> None:
    before, now = arrived([first]), arrived([first, second])
    said = {moment for moment, _ in second}

    # at each moment that the first history knew, later word or the next earlier one counts, never an unrelated state
    for moment, state in {m: s for m, s in first if stand_at(before, m) == s}.items():
        later = [s for m, s in second if m is None or (moment is not None and m <= moment)]
        assert stand_at(now, moment) in ([dict(second)[moment]] if moment in said else [state, *later])


@given(st.lists(states, max_size=3), states)
def test_the_same_states_again_change_nothing(
    batches: list[list[tuple[datetime | None, Stand]]], batch: list[tuple[datetime | None, Stand]]
) -> None:
    believed = arrived([*batches, batch])

    again = merged(believed, batch)

    assert (again.ended, again.added, again.new, again.corrected) == ([], [], 0, 0)


@given(st.lists(states, max_size=3), states)
def test_only_versions_that_differ_are_written(
    batches: list[list[tuple[datetime | None, Stand]]], batch: list[tuple[datetime | None, Stand]]
) -> None:
    difference = merged(arrived(batches), batch)

    assert not set(timeline(difference.ended)) & set(timeline(difference.added))


def test_older_history_slots_in_before() -> None:
    today, offer, new = START + timedelta(days=20), (2, 500, *[None] * 4), (1, None, *[None] * 4)
    believed = arrived([[(today, offer)]])

    spans = arrived([[(today, offer)], [(START, new)]])

    assert timeline(spans) == [(START, today, new), (today, None, offer)]
    assert merged(believed, [(START, new)]).ended == []


def test_a_confirmation_is_not_a_version() -> None:
    state = (2, 500, *[None] * 4)

    assert timeline(arrived([[(START, state)], [(START + timedelta(days=1), state)]])) == [(START, None, state)]


@pytest.fixture
def deal(engine: Engine) -> int:
    """A deal in an otherwise empty database, with two stages (1, 2) and a person (1)."""
    with writing(engine) as (session, n):
        session.add_all(
            [
                Stage(id=1, key="new", name="New", position=1, kind="unqualified", revision_in=n),
                Stage(id=2, key="offer", name="Offer", position=2, kind="qualified", revision_in=n),
                Person(id=1, external_id="r", name="R", revision_in=n),
            ]
        )
        session.flush()
        session.add(Deal(id=7, external_id="d", name="D", revision_in=n))
        session.flush()
        assert change_deal(session, n, 7, START, stage_id=1, owner_id=1)
    return 7


def versions(engine: Engine) -> list[DealVersion]:
    with Session(engine) as session:
        return list(session.scalars(select(DealVersion).order_by(DealVersion.id)))


def test_a_change_ends_the_version_and_adds_two(engine: Engine, deal: int) -> None:
    with writing(engine) as (session, n):
        assert change_deal(session, n, deal, START + timedelta(days=3), stage_id=2, amount=1250, close_date=date(2026, 6, 30))

    first, before, now = versions(engine)
    assert (first.revision_in, first.revision_out, first.valid_to) == (1, 2, None)
    assert (before.valid_from, before.valid_to, before.stage_id, before.revision_out) == (START, now.valid_from, 1, None)
    assert (now.stage_id, now.amount, now.owner_id, now.valid_to) == (2, 1250, 1, None)


def test_a_change_to_what_is_believed_writes_nothing(engine: Engine, deal: int) -> None:
    with writing(engine) as (session, n):
        assert not change_deal(session, n, deal, START + timedelta(days=3), stage_id=1)

    assert len(versions(engine)) == 1


def test_two_changes_in_one_transaction_both_hold(engine: Engine, deal: int) -> None:
    with writing(engine) as (session, n):
        change_deal(session, n, deal, START + timedelta(days=5), amount=200)
        change_deal(session, n, deal, START + timedelta(days=3), stage_id=2)

    held = [(v.valid_from, v.stage_id, v.amount) for v in versions(engine) if v.revision_out is None]
    assert sorted(held) == [
        (START, 1, None),
        (START + timedelta(days=3), 2, None),
        (START + timedelta(days=5), 1, 200),
    ]


def test_a_change_of_something_unknown_is_refused(engine: Engine, deal: int) -> None:
    with writing(engine) as (session, n):
        with pytest.raises(ValueError, match="no colour"):
            change_deal(session, n, deal, START, colour="red")
        with pytest.raises(ValueError, match="needs an offset"):
            change_deal(session, n, deal, datetime(2026, 1, 1), amount=1)
        with pytest.raises(ValueError, match="name its stage"):
            change_deal(session, n, deal, None, amount=1)
