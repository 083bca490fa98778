"""Dated states of few fields → whole states: what a state leaves open is as the statements around it say."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from model.histories import KEEP, STATE, Point, Stand, order

Moment = datetime | None
States = Mapping[Moment, Stand]


@dataclass
class _Field:
    """One field's statements in order: `until` are old values with the moment until which they held, all before `said`."""

    until: list[tuple[datetime, Any]]
    moments: list[tuple[bool, datetime]]
    said: list[Any]
    now: Any

    def at(self, moment: Moment) -> tuple[Any, bool]:
        """The value, and whether it was so by then: not merely carried back from the next statement."""
        for before, value in self.until:
            if moment is None or moment < before:
                return value, True
        place = bisect_right(self.moments, order(moment))
        if place:
            return self.said[place - 1], True
        if self.said:
            return self.said[0], False
        if self.now is KEEP and self.until:
            return self.until[-1][1], True  # what it became is in no file
        return (None if self.now is KEEP else self.now), False


@dataclass(frozen=True)
class Backdrop:
    """What else is known of a deal, and which stages are `closed`: won or lost.

    `now` are today's values, KEEP where not said; `entered` is when it entered today's stage, if that is known.
    """

    now: Stand
    entered: datetime | None
    created_at: datetime | None
    closed: Collection[int]

    def stays_back(self, stage: Any, moment: Moment) -> bool:
        """Whether a stage that is only known later cannot be carried back to a moment."""
        if stage is not None and self.entered is not None and stage == self.now[0]:
            return moment is None or moment < self.entered
        return stage is None or stage in self.closed


def filled(
    points: Sequence[Point], own: States, earlier: Sequence[tuple[datetime, Stand]], beside: Backdrop
) -> dict[Moment, Stand]:
    """The whole states that partial ones (`own`, by moment) and old values (`earlier`) add to a deal's known points.

    A field that a state leaves open is as the last statement before it said; before the first one, as the old value
    says, else as the next statement does, at last as it is today. A stage is not carried back beyond the moment at
    which it is known to have been entered, nor a won or lost one at all: where no stage can be said, the moment falls
    away. An old value speaks of the time before the field's first dated statement in the same import, and of what is
    believed there as far as the field never changed in it: that was carried back too. With the old stage the deal
    is known since its creation.
    """
    held = [(moment, state) for moment, state in points if state is not None]
    fields = [_field(i, held, own, earlier, beside.now[i]) for i in range(len(STATE))]
    ends = {before for each in fields for before, _ in each.until}
    last = max(ends, default=None)
    moments: set[Moment] = set(own) | {moment for moment in ends if _there(points, own, moment)}
    moments |= {moment for moment, _ in held if last is not None and (moment is None or moment < last)}
    moments |= _beginning(fields[0], own, moments, [moment for moment, _ in held], beside)
    states: dict[Moment, Stand] = {}
    for moment in moments:
        values = [each.at(moment) for each in fields]
        stage, was_so = values[0]
        if not was_so and beside.stays_back(stage, moment):
            if not fields[0].until:
                continue
            stage = fields[0].until[-1][1]  # when it left the old one is in no file: then, as far as known, not yet
        states[moment] = (stage, *(value for value, _ in values[1:]))
    return states


def _beginning(stage: _Field, own: States, moments: set[Moment], held: Sequence[Moment], beside: Backdrop) -> set[Moment]:
    """The deal's creation if the old stage reaches back to it; else the moment at which it entered its only known stage."""
    created_at, entered = beside.created_at, beside.entered
    if stage.until:
        begins = created_at is not None and all(each is not None and created_at < each for each in [*moments, *held])
        return {created_at} if begins else set()
    dated = any(state[0] is not KEEP and state[0] is not None for state in own.values())
    begins = not dated and entered is not None and all(each is not None and entered < each for each in held)
    return {entered} if begins else set()


def _field(
    place: int, held: Sequence[tuple[Moment, Stand]], own: States, earlier: Sequence[tuple[datetime, Stand]], now: Any
) -> _Field:
    mine = {moment: state[place] for moment, state in own.items() if state[place] is not KEEP}
    if place == 0:
        mine = {moment: stage for moment, stage in mine.items() if stage is not None}
    said = {moment: state[place] for moment, state in held}
    until = _until(place, said, mine, earlier)
    if until:
        last = until[-1][0]
        so_far = [value for moment, value in said.items() if moment is None or moment <= last]
        said = {moment: value for moment, value in said.items() if moment is not None and moment >= last}
        if so_far:
            said[last] = so_far[-1]
    said |= mine
    moments = sorted(said, key=order)
    return _Field(until, [order(each) for each in moments], [said[each] for each in moments], now)


def _until(
    place: int, said: Mapping[Moment, Any], mine: Mapping[Moment, Any], earlier: Sequence[tuple[datetime, Stand]]
) -> list[tuple[datetime, Any]]:
    """The old values that count, in order: before the field's first own statement, and where what is believed never changed."""
    found = {before: state[place] for before, state in earlier if state[place] is not KEEP}
    if place == 0:
        found = {before: stage for before, stage in found.items() if stage is not None}
    until = sorted(found.items())
    if mine:
        first = min(mine, key=order)
        until = [] if first is None else until[: bisect_right([before for before, _ in until], first)]
    changes = list(said)
    while until and len({said[each] for each in changes[: bisect_left([order(c) for c in changes], order(until[-1][0]))]}) > 1:
        until.pop()
    return until


def _there(points: Sequence[Point], own: States, moment: datetime) -> bool:
    """Whether the deal had not ceased to be by then, or was spoken of again."""
    life = [*points, *own.items()]
    last = max((each for each in life if each[0] is None or each[0] <= moment), key=lambda each: order(each[0]), default=None)
    return last is None or last[1] is not None or last[0] in own
