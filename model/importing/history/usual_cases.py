"""The usual cases of composing.py, without the effort that the others take: most rows of large files are such.

Each gives what `composed` gives (tests/model/test_composing_usual.py): a deal as it was, a deal that nobody knew, and dated
states that leave nothing open.
"""

from collections.abc import Sequence
from datetime import datetime

from model.histories import KEEP, STATE, Difference, Span, Stand, finished, laid, points_of
from model.importing.history.composing import Arrival, Occasion, Today

STAGE, CLOSE_DATE = STATE.index("stage_id"), STATE.index("close_date")


def usual(believed: Sequence[Span], arrival: Arrival, occasion: Occasion) -> Difference | None:
    """The difference that the statements make to one deal's believed versions; None where the case is another."""
    if arrival.earlier:
        return None
    if arrival.today is None:
        return _dated(believed, arrival)
    if arrival.states or arrival.today.deleted:
        return None
    return _as_it_was(believed[-1], arrival.today, occasion) if believed else _unknown(arrival.today, occasion)


def _as_it_was(last: Span, today: Today, occasion: Occasion) -> Difference | None:
    """A deal that is as its last version says, which began before the import speaks and still holds."""
    begun = last.valid_from is None or last.valid_from <= occasion.moment
    said = all(new is KEEP or new == old for new, old in zip(today.state, last.state, strict=True))
    return Difference() if begun and said and last.valid_to is None else None


def _unknown(today: Today, occasion: Occasion) -> Difference | None:
    """A deal of which nothing is known: it begins when the import speaks, a closed one when it closed."""
    state: Stand = tuple(None if value is KEEP else value for value in today.state)
    if state[STAGE] is None:
        return None
    begins = occasion.moment
    if state[STAGE] in occasion.closed:
        begins = _closed_at(state, today.since, occasion) or begins
    return Difference(added=[Span(None, begins, None, state)], new=1)


def _closed_at(state: Stand, since: datetime | None, occasion: Occasion) -> datetime | None:
    closing = state[CLOSE_DATE]
    start = since if since is not None or closing is None else occasion.calendar.start_of(closing)
    return start if start is not None and start <= occasion.moment else None


def _dated(believed: Sequence[Span], arrival: Arrival) -> Difference | None:
    """Dated states that are believed, or say everything, or of a new deal all the same fields."""
    if not arrival.states or any(state[STAGE] is KEEP or state[STAGE] is None for _, state in arrival.states):
        return None
    if len({tuple(value is KEEP for value in state) for _, state in arrival.states}) > 1:
        return None
    if believed and _all_believed(believed, arrival):
        return Difference()
    if believed and KEEP in arrival.states[0][1]:
        return None
    before = points_of(believed)
    points = laid(before, dict(arrival.states))
    difference = finished(believed, points, Difference())
    was, now = dict(before), dict(points)
    difference.new = len(now.keys() - was.keys())
    difference.corrected = sum(moment not in now or now[moment] != state for moment, state in was.items())
    return difference


def _all_believed(believed: Sequence[Span], arrival: Arrival) -> bool:
    """Whether at each of the moments a version begins that says the same."""
    held = {span.valid_from: span.state for span in believed}
    return all(
        moment in held and all(new is KEEP or new == old for new, old in zip(state, held[moment], strict=True))
        for moment, state in arrival.states
    )
