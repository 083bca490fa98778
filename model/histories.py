"""How a deal's believed versions change when dated states arrive, in whatever order they come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from model.deals import DealVersion
from model.tables import believed_among, table

STATE: Final = ("stage_id", "amount", "close_date", "category", "owner_id", "next_step")
"""What a version says of a deal, in the order of every `Stand`."""

Stand = tuple[Any, ...]
CHUNK: Final = 500


class _Keep:
    """«Not said»: what was so before stays so."""

    def __repr__(self) -> str:
        return "KEEP"


KEEP: Final = _Keep()


@dataclass(frozen=True, slots=True)
class Span:
    """A believed version: `state` held while `valid_from` ≤ t < `valid_to` (None: unknown beginning, still so)."""

    id: int | None
    valid_from: datetime | None
    valid_to: datetime | None
    state: Stand


@dataclass(slots=True)
class Difference:
    """What to write: versions to end and versions to add; and how many incoming states were new or corrected one."""

    ended: list[Span] = field(default_factory=list)
    added: list[Span] = field(default_factory=list)
    new: int = 0
    corrected: int = 0


Point = tuple[datetime | None, Stand | None]
"""From that moment on (None: since an unknown beginning) the deal was so (None: it was not there)."""


def order(moment: datetime | None) -> tuple[bool, datetime]:
    """A key that sorts moments, the unknown beginning first."""
    return (moment is not None, moment or datetime.min.replace(tzinfo=UTC))


def said_over(state: Stand, base: Stand | None) -> Stand:
    """`state` with what it leaves out taken from `base`; without one, unknown. ValueError where no stage is known then."""
    if KEEP not in state:
        return state
    filled = tuple((base[i] if base else None) if value is KEEP else value for i, value in enumerate(state))
    if filled[0] is None:
        raise ValueError("A deal's first state must name its stage")
    return filled


def points_of(believed: Sequence[Span]) -> list[Point]:
    """The moments at which a deal changed, in order; a deal that ceased to be, for good or for a while, says so."""
    points: list[Point] = []
    for place, span in enumerate(believed):
        points.append((span.valid_from, span.state))
        following = believed[place + 1].valid_from if place + 1 < len(believed) else None
        if span.valid_to is not None and span.valid_to != following:
            points.append((span.valid_to, None))
    return points


def merged(believed: Sequence[Span], incoming: Iterable[tuple[datetime | None, Stand]]) -> Difference:
    """The difference that dated states make to one deal's believed versions.

    A state holds from its moment (None: since an unknown beginning) to the next known one. For a moment already known
    the incoming state wins, and of two for one moment the later given. A state equal to what is believed at that
    moment writes nothing: a daily export of today's values does not grow. So a confirmation («still so») is not
    remembered, and a change that arrives later but dates before it holds on beyond it. The outcome is contiguous;
    apart from confirmations it does not depend on the order of arrival.
    """
    difference = Difference()
    return finished(believed, laid(points_of(believed), dict(incoming), difference), difference)


def laid(
    points: Sequence[Point], incoming: Mapping[datetime | None, Stand | None], difference: Difference | None = None
) -> list[Point]:
    """The points with incoming ones laid over them, as in `merged`; counts into `difference`. None: gone from then on."""
    difference = difference or Difference()
    known = dict(points)
    found: list[Point] = []
    before: Stand | None = None
    touched = False
    for moment in sorted(known.keys() | incoming.keys(), key=order):
        was = known.get(moment)
        told = incoming.get(moment, was)
        state = None if told is None else said_over(told, was or before)
        changed = moment not in known or state != was
        if (state == before if found else state is None) and (changed or touched):
            difference.corrected += changed and moment in known
            touched = True
            continue
        difference.new += moment not in known
        difference.corrected += changed and moment in known
        touched, before = changed, state
        found.append((moment, state))
    return found


def finished(believed: Sequence[Span], points: Sequence[Point], difference: Difference) -> Difference:
    """The difference with the versions to end and to add, so that the deal changes at these points."""
    ends = [moment for moment, _ in points[1:]]
    spans = [(since, end, state) for (since, state), end in zip(points, [*ends, None], strict=False) if state is not None]
    was = {(span.valid_from, span.valid_to, span.state): span for span in believed}
    difference.added = [Span(None, *span) for span in spans if span not in was]
    kept = set(spans)
    difference.ended = [span for key, span in was.items() if key not in kept]
    return difference


def believed_versions(session: Session, deals: Iterable[int] | None) -> dict[int, list[Span]]:
    """deal id → its believed versions in order of time; `deals` None = of every deal."""
    versions = table(DealVersion)
    columns = versions.c
    question = select(columns.deal_id, columns.id, columns.valid_from, columns.valid_to, *(columns[name] for name in STATE))
    found: dict[int, list[Span]] = {}
    wanted = None if deals is None else list(deals)
    question = question.where(columns.revision_out.is_(None) if wanted is None else believed_among(versions))
    for start in range(0, 1 if wanted is None else len(wanted), CHUNK):
        part = question if wanted is None else question.where(columns.deal_id.in_(wanted[start : start + CHUNK]))
        for deal, key, since, until, *state in session.execute(part):
            found.setdefault(deal, []).append(Span(key, since, until, tuple(state)))
    for spans in found.values():
        spans.sort(key=lambda span: order(span.valid_from))
    return found


def write_differences(session: Session, revision: int, differences: Mapping[int, Difference]) -> None:
    """Write deal id → difference: first the ends, then the new versions, as the unique indexes want it."""
    versions = table(DealVersion)
    ends = [{"key": span.id} for each in differences.values() for span in each.ended]
    if ends:
        ending = update(versions).where(versions.c.id == bindparam("key")).values(revision_out=revision)
        session.connection().execute(ending, ends)
    rows = [
        {"deal_id": deal, "revision_in": revision, "valid_from": span.valid_from, "valid_to": span.valid_to}
        | dict(zip(STATE, span.state, strict=True))
        for deal, each in differences.items()
        for span in each.added
    ]
    if rows:
        session.connection().execute(versions.insert(), rows)


def change_deal(session: Session, revision: int, deal_id: int, moment: datetime | None, **changes: Any) -> bool:
    """From `moment` on (None: since an unknown beginning) the deal is as `changes` say; the rest stays as it was.

    Keys: stage_id, amount (minor units of the deal's currency), close_date, category, owner_id, next_step. It holds
    until the next known change. Gives whether anything was written. ValueError for an unknown key, a moment without
    an offset, or a deal's first state without a stage.
    """
    unknown = changes.keys() - set(STATE)
    if unknown:
        raise ValueError(f"A deal has no {', '.join(sorted(unknown))}; it has {', '.join(STATE)}")
    if moment is not None and moment.tzinfo is None:
        raise ValueError(f"A moment needs an offset, got {moment!r}")
    session.flush()
    believed = believed_versions(session, [deal_id]).get(deal_id, [])
    difference = merged(believed, [(moment, tuple(changes.get(name, KEEP) for name in STATE))])
    write_differences(session, revision, {deal_id: difference})
    session.expire_all()
    return bool(difference.ended or difference.added)
