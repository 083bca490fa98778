"""Dated states, old values and today's rows make one history per deal, whatever arrives in whatever order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from model.calendar import Calendar
from model.histories import KEEP, Span, Stand
from model.importing.history.composing import Arrival, NoStage, Occasion, Today, composed
from tests.model.test_deal_histories import after, timeline

JAN = datetime(2026, 1, 1, tzinfo=UTC)
OPEN, OFFER, WON, LOST = 1, 2, 3, 4


def day(number: int) -> datetime:
    return JAN + timedelta(days=number)


def state(stage: Any = KEEP, amount: Any = KEEP, close: Any = KEEP, owner: Any = KEEP) -> Stand:
    return (stage, amount, close, KEEP, owner, KEEP)


def whole(stage: int, amount: int | None = None, close: date | None = None, owner: int | None = None) -> Stand:
    return (stage, amount, close, None, owner, None)


def at(number: int, *confirmed: int) -> Occasion:
    return Occasion(day(number), Calendar(), frozenset({WON, LOST}), tuple(map(day, confirmed)))


def imported(believed: list[Span], arrival: Arrival, occasion: Occasion) -> list[Span]:
    return after(believed, composed(believed, arrival, occasion))


def today(*values: Any, since: int | None = None, deleted: bool = False, **named: Any) -> Arrival:
    return Arrival(today=Today(state(*values, **named), None if since is None else day(since), deleted))


def test_an_open_deal_begins_with_the_first_import_and_a_closed_one_on_its_closing_day() -> None:
    open_deal = imported([], today(OFFER, 100, date(2026, 3, 1), since=5), at(20))
    closed = imported([], today(WON, 100, date(2026, 1, 11)), at(20))
    closed_since = imported([], today(WON, 100, date(2026, 1, 11), since=12), at(20))
    closed_later = imported([], today(LOST, 100, date(2026, 5, 1)), at(20))

    assert [span.valid_from for span in (*open_deal, *closed, *closed_since, *closed_later)] == [
        day(20),
        day(10),
        day(12),
        day(20),
    ]


def test_a_field_that_changed_begins_one_version_at_the_exports_moment() -> None:
    first = imported([], today(OFFER, 100, owner=7), at(20))

    assert timeline(imported(first, today(OFFER, 120), at(30))) == [
        (day(20), day(30), whole(OFFER, 100, owner=7)),
        (day(30), None, whole(OFFER, 120, owner=7)),
    ]


def test_a_stage_is_entered_when_the_row_says_unless_that_was_before_what_is_believed_or_said_since() -> None:
    first = imported([], today(OFFER, 100), at(20))
    news = today(WON, 100, date(2026, 1, 26))

    assert imported(first, news, at(30))[-1].valid_from == day(25)
    assert imported(first, replace(news, today=Today(state(WON, 100), day(20))), at(30))[-1].valid_from == day(30)
    assert imported(first, news, at(30, 26))[-1].valid_from == day(30)


def test_last_months_export_after_this_months_slots_in() -> None:
    now = imported([], today(OFFER, 100), at(30))

    before = imported(now, today(OPEN, 50), at(10))

    assert timeline(before) == [(day(10), day(30), whole(OPEN, 50)), (day(30), None, whole(OFFER, 100))]


def test_what_a_later_whole_export_found_unchanged_still_holds_then() -> None:
    first = imported([], today(OFFER, 100), at(10))
    assert composed(first, today(OFFER, 100), at(30, 10)).added == []

    between = imported(first, today(OFFER, 90), at(20, 10, 30))

    assert timeline(between) == [
        (day(10), day(20), whole(OFFER, 100)), (day(20), day(30), whole(OFFER, 90)), (day(30), None, whole(OFFER, 100)),
    ]  # fmt: skip


def test_history_takes_from_today_what_it_does_not_say() -> None:
    arrival = today(WON, 300, date(2026, 1, 21), owner=7)
    arrival.states = [(day(5), state(OPEN)), (day(10), state(OFFER, 200)), (day(20), state(WON, 300))]

    assert timeline(imported([], arrival, at(40))) == [
        (day(5), day(10), whole(OPEN, 200, date(2026, 1, 21), 7)),
        (day(10), day(20), whole(OFFER, 200, date(2026, 1, 21), 7)),
        (day(20), None, whole(WON, 300, date(2026, 1, 21), 7)),
    ]


def test_old_values_hold_from_the_creation_until_their_moment() -> None:
    arrival = today(OFFER, 300, owner=7)
    arrival.created_at = day(1)
    arrival.states = [(day(10), state(OFFER)), (day(12), state(amount=300))]
    arrival.earlier = [(day(10), state(OPEN)), (day(12), state(amount=100))]

    assert timeline(imported([], arrival, at(40))) == [
        (day(1), day(10), whole(OPEN, 100, owner=7)),
        (day(10), day(12), whole(OFFER, 100, owner=7)),
        (day(12), None, whole(OFFER, 300, owner=7)),
    ]


def test_old_values_that_come_later_correct_what_was_carried_back() -> None:
    stages = today(OFFER, 300)
    stages.states = [(day(5), state(OPEN)), (day(10), state(OFFER))]
    known = imported([], stages, at(40))

    amounts = Arrival(states=[(day(12), state(amount=300))], earlier=[(day(12), state(amount=100))])

    assert [(span.valid_from, span.state[1]) for span in imported(known, amounts, at(41))] == [
        (day(5), 100), (day(10), 100), (day(12), 300),
    ]  # fmt: skip


def test_nobody_was_won_before_winning() -> None:
    arrival = today(WON, 300, date(2026, 1, 21))
    arrival.states = [(day(5), state(amount=100)), (day(10), state(amount=200)), (day(25), state(amount=300))]

    assert timeline(imported([], arrival, at(40))) == [
        (day(20), day(25), whole(WON, 200, date(2026, 1, 21))),
        (day(25), None, whole(WON, 300, date(2026, 1, 21))),
    ]


def test_a_stage_of_unknown_beginning_is_not_taken_for_todays() -> None:
    arrival = today(OFFER, 300)
    arrival.states = [(None, state(OPEN))]

    assert timeline(imported([], arrival, at(40))) == [(None, day(40), whole(OPEN, 300)), (day(40), None, whole(OFFER, 300))]


def test_a_deleted_deal_ends_and_may_come_back() -> None:
    first = imported([], today(OFFER, 100), at(10))

    gone = imported(first, today(deleted=True), at(20))
    still_gone = imported(gone, today(deleted=True), at(25))
    back = imported(gone, today(OFFER, 100), at(30))

    assert timeline(gone) == timeline(still_gone) == [(day(10), day(20), whole(OFFER, 100))]
    assert timeline(back) == [(day(10), day(20), whole(OFFER, 100)), (day(30), None, whole(OFFER, 100))]
    assert composed(back, today(OFFER, 100), at(40)).added == []
    assert composed([], today(deleted=True), at(10)).added == []


def test_a_deal_without_any_stage_is_refused() -> None:
    with pytest.raises(NoStage):
        composed([], today(amount=100), at(10))
    with pytest.raises(NoStage):
        composed([], Arrival(states=[(day(3), state(amount=100))]), at(10))
