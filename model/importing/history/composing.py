"""What an import says of one deal → the difference to its believed versions.

Three kinds of statement: dated states, perhaps of few fields; old values («until then it was so»); and today's values,
which are so at the import's moment. Pure: no database, no clock.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from model.calendar import Calendar
from model.histories import KEEP, STATE, Difference, Point, Span, Stand, finished, laid, points_of
from model.importing.history.filling_back import Backdrop, States, filled

STAGE, CLOSE_DATE = STATE.index("stage_id"), STATE.index("close_date")
UNSAID: Stand = (KEEP,) * len(STATE)


class NoStage(ValueError):
    """Nobody ever says in which stage the deal is."""


@dataclass(frozen=True, slots=True)
class Today:
    """A deal as a file has it, KEEP where it does not say: `since` it entered the stage or was closed; or it is deleted."""

    state: Stand
    since: datetime | None = None
    deleted: bool = False


@dataclass(slots=True)
class Arrival:
    """All that an import says of one deal. Of two statements for one moment the later given counts, field by field."""

    states: list[tuple[datetime | None, Stand]] = field(default_factory=list)
    earlier: list[tuple[datetime, Stand]] = field(default_factory=list)
    today: Today | None = None
    created_at: datetime | None = None

    def __len__(self) -> int:
        return len(self.states) + len(self.earlier) + (self.today is not None)


@dataclass(frozen=True)
class Occasion:
    """When an import speaks: `moment` is when today's values are so; `closed` are the ids of won and lost stages.

    `confirmed`: the moments of other whole exports of the source, in order. Each said of every deal how it was, and what
    was so already left no version. `absent`: deal → those of them that did not hold it.
    """

    moment: datetime
    calendar: Calendar
    closed: frozenset[int]
    confirmed: tuple[datetime, ...] = ()
    absent: Mapping[int, Collection[datetime]] = field(default_factory=dict)

    def of(self, deal: int) -> "Occasion":
        """The same for one deal: only exports that held it confirmed anything of it."""
        missing = self.absent.get(deal)
        return replace(self, confirmed=tuple(each for each in self.confirmed if each not in missing)) if missing else self


def composed(believed: Sequence[Span], arrival: Arrival, occasion: Occasion) -> Difference:
    """The difference that the statements make to one deal's believed versions; NoStage where no stage is ever said.

    Dated states and old values first (see `filled` for what they leave open), merged as in model/histories.merged. Then
    today's values are compared with what is believed at their moment: equal, they write nothing; else one version
    begins there, or when the stage was entered (a closed one: on the day it closed), if that lies between what is
    believed and the moment and no export since has said otherwise. It holds until the next known change, or until a
    later whole export that found the deal as it was. A deal of which nothing older is known begins at the moment,
    closed ones on their closing day. A deleted deal ends.
    """
    before = points = points_of(believed)
    own = _own_states(arrival, occasion)
    for _ in range(len(arrival.earlier) + 3):  # what one statement adds may bear out another: until nothing more does
        after = _laid_once(points, own, arrival, occasion)
        if after == points or not (own or arrival.earlier):
            points = after
            break
        points = after
    if not points and not (arrival.today and arrival.today.deleted):
        raise NoStage
    difference = finished(believed, points, Difference())
    was, now = dict(before), dict(points)
    difference.new = len(now.keys() - was.keys())
    difference.corrected = sum(moment not in now or now[moment] != state for moment, state in was.items())
    return difference


def _laid_once(points: list[Point], own: States, arrival: Arrival, occasion: Occasion) -> list[Point]:
    if own or arrival.earlier:
        points = laid(points, filled(points, own, arrival.earlier, _backdrop(arrival, occasion)))
    if arrival.today:
        spoken = [*own, *(moment for moment, _ in arrival.earlier)]
        latest = max((moment for moment in spoken if moment is not None), default=None)
        points = laid(points, dict(todays_points(points, arrival.today, latest, occasion)))
    return points


def _backdrop(arrival: Arrival, occasion: Occasion) -> Backdrop:
    today = arrival.today
    if today is None:
        return Backdrop(UNSAID, None, arrival.created_at, occasion.closed)
    entered = entered_at(today.state, today.since, occasion) if _says_stage(today.state) else None
    return Backdrop(today.state, entered, arrival.created_at, occasion.closed)


def _own_states(arrival: Arrival, occasion: Occasion) -> States:
    """The dated states by moment. Where one begins when today's stage does, today's row says what it became."""
    own: dict[datetime | None, Stand] = {}
    for moment, state in arrival.states:
        own[moment] = laid_over(state, own[moment]) if moment in own else state
    today = arrival.today
    if today and not today.deleted and _says_stage(today.state):
        since = entered_at(today.state, today.since, occasion)
        if since is None or since not in own:
            return own
        if not _says_stage(own[since]):
            own[since] = (today.state[STAGE], *own[since][1:])
        elif own[since][STAGE] != today.state[STAGE]:
            own[since] = (today.state[STAGE], *UNSAID[1:])
    return own


def todays_points(points: list[Point], today: Today, latest: datetime | None, occasion: Occasion) -> Iterator[Point]:
    """The points that today's values make: none where they are as believed. `latest`: when the statements beside them end."""
    moment = max(latest or occasion.moment, occasion.moment)
    place = max((i for i, (since, _) in enumerate(points) if since is None or since <= moment), default=None)
    covering = None if place is None else points[place]
    if today.deleted:
        if covering and covering[1] is not None:
            yield moment, None
        return
    known = next((state for _, state in reversed(points[: (place or 0) + 1]) if state is not None), None)
    state = laid_over(today.state, known or (None,) * len(STATE))
    if state[STAGE] is None or (covering and covering[1] == state):
        return
    if covering is None:
        if _says_stage(today.state) or state[STAGE] not in occasion.closed:  # nobody was won or lost before it was
            closed_at = entered_at(state, today.since, occasion) if state[STAGE] in occasion.closed else None
            yield closed_at or moment, state
        return
    entered = _begins(covering, state, today, latest, occasion)
    yield entered or moment, state
    following = next((since for since, _ in points[(place or 0) + 1 :]), None)
    again = next((each for each in occasion.confirmed if each > moment), None)
    if again and (following is None or again < following):
        yield again, covering[1]


def _begins(covering: Point, state: Stand, today: Today, latest: datetime | None, occasion: Occasion) -> datetime | None:
    """When the deal entered the stage that today's row says; None where that is not known, or others have spoken since."""
    since, was = covering
    entered = entered_at(state, today.since, occasion)
    if was is None or was[STAGE] == state[STAGE] or entered is None:
        return None
    spoken = [since, latest, *(each for each in occasion.confirmed if each < occasion.moment)]
    return entered if all(each is None or each < entered for each in spoken) else None


def entered_at(state: Stand, since: datetime | None, occasion: Occasion) -> datetime | None:
    """When the deal entered its stage, if the row says so: `since`, or the beginning of the day on which it closed."""
    start = since
    closing = state[CLOSE_DATE]
    if since is None and state[STAGE] in occasion.closed and closing is not None and closing is not KEEP:
        start = occasion.calendar.start_of(closing)
    return start if start is not None and start <= occasion.moment else None


def laid_over(state: Stand, base: Stand) -> Stand:
    """The state, with what it does not say as in `base`."""
    return tuple(old if value is KEEP else value for value, old in zip(state, base, strict=True))


def _says_stage(state: Stand) -> bool:
    return state[STAGE] is not KEEP and state[STAGE] is not None
