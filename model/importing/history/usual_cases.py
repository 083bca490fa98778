"""The usual cases of composing.py, without the effort that the others take: most rows of large files are such.

Each gives what `composed` gives (tests/model/test_composing_usual.py): a deal as it was, a deal that nobody knew, alone or
with the dates on which it entered its stages, and dated states that leave nothing open.
"""

from collections.abc import Sequence
from datetime import datetime

from model.histories import KEEP, STATE, Difference, Span, Stand, finished, laid, points_of
from model.importing.history.composing import Arrival, Occasion, Today, entered_at, laid_over, todays_points

STAGE = STATE.index("stage_id")
Dated = tuple[datetime | None, Stand]


def usual(believed: Sequence[Span], arrival: Arrival, occasion: Occasion) -> Difference | None:
    """The difference that the statements make to one deal's believed versions; None where the case is another."""
    if arrival.earlier:
        return None
    if arrival.today is None:
        return _dated(believed, arrival)
    if arrival.today.deleted or (arrival.states and not _leads_up(arrival, arrival.today, occasion)):
        return None
    if arrival.states and not believed:
        return _with_today(arrival.states, arrival.today, occasion)
    if arrival.states and not _all_believed(believed, arrival):
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
        begins = entered_at(state, today.since, occasion) or begins
    return Difference(added=[Span(None, begins, None, state)], new=1)


def _leads_up(arrival: Arrival, today: Today, occasion: Occasion) -> bool:
    """Whether dated states, all of the same fields, say nothing else of the stage than today's values do."""
    if not _all_alike(arrival) or today.state[STAGE] is KEEP:
        return False
    since = entered_at(today.state, today.since, occasion)
    return since is None or all(state[STAGE] == today.state[STAGE] for moment, state in arrival.states if moment == since)


def _with_today(states: Sequence[Dated], today: Today, occasion: Occasion) -> Difference:
    """A deal of which nothing is known, with states that lead up to how it is: what they leave open was always so."""
    now: Stand = tuple(None if value is KEEP else value for value in today.state)
    points = laid([], {moment: laid_over(state, now) for moment, state in states})
    latest = max((moment for moment, _ in states if moment is not None), default=None)
    points = laid(points, dict(todays_points(points, today, latest, occasion)))
    return finished([], points, Difference(new=len(points)))


def _dated(believed: Sequence[Span], arrival: Arrival) -> Difference | None:
    """Dated states that are believed, or say everything, or of a new deal all the same fields."""
    if not arrival.states or not _all_alike(arrival):
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


def _all_alike(arrival: Arrival) -> bool:
    """Whether all dated states name their stage, and say the same fields."""
    if any(state[STAGE] is KEEP or state[STAGE] is None for _, state in arrival.states):
        return False
    return len({tuple(value is KEEP for value in state) for _, state in arrival.states}) == 1


def _all_believed(believed: Sequence[Span], arrival: Arrival) -> bool:
    """Whether at each of the moments a version begins that says the same."""
    held = {span.valid_from: span.state for span in believed}
    return all(
        moment in held and all(new is KEEP or new == old for new, old in zip(state, held[moment], strict=True))
        for moment, state in arrival.states
    )
