"""How a deal's believed versions change when dated states arrive, in whatever order they come."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from model.deals import DealVersion
from model.tables import table

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


def _order(moment: datetime | None) -> tuple[bool, datetime]:
    return (moment is not None, moment or datetime.min.replace(tzinfo=UTC))


def _said(state: Stand, base: Stand | None) -> Stand:
    """`state` with what it leaves out taken from `base`; without one, unknown."""
    if KEEP not in state:
        return state
    filled = tuple((base[i] if base else None) if value is KEEP else value for i, value in enumerate(state))
    if filled[0] is None:
        raise ValueError("A deal's first state must name its stage")
    return filled


def merged(believed: Sequence[Span], incoming: Iterable[tuple[datetime | None, Stand]]) -> Difference:
    """The difference that dated states make to one deal's believed versions.

    A state holds from its moment (None: since an unknown beginning) to the next known one. For a moment already known
    the incoming state wins, and of two for one moment the later given. A state equal to what is believed at that
    moment writes nothing: a daily export of today's values does not grow. So a confirmation («still so») is not
    remembered, and a change that arrives later but dates before it holds on beyond it. The outcome is contiguous;
    apart from confirmations it does not depend on the order of arrival.
    """
    known: dict[datetime | None, Stand | None] = {span.valid_from: span.state for span in believed}
    if believed and believed[-1].valid_to is not None:
        known[believed[-1].valid_to] = None  # the deal ceased to be
    difference = Difference()
    points = list(_points(known, dict(incoming), difference))
    spans = [(a, b, state) for (a, state), (b, _) in zip(points, [*points[1:], (None, None)]) if state is not None]  # noqa: B905
    was = {(span.valid_from, span.valid_to, span.state): span for span in believed}
    difference.added = [Span(None, *span) for span in spans if span not in was]
    kept = set(spans)
    difference.ended = [span for key, span in was.items() if key not in kept]
    return difference


def _points(
    known: Mapping[datetime | None, Stand | None], incoming: Mapping[datetime | None, Stand], difference: Difference
) -> Iterator[tuple[datetime | None, Stand | None]]:
    """The moments at which the deal changes, in order, with the state from then on; counts into `difference`."""
    before: Stand | None = None
    begun = touched = False
    for moment in sorted(known.keys() | incoming.keys(), key=_order):
        was = known.get(moment)
        state = _said(incoming[moment], was or before) if moment in incoming else was
        changed = moment not in known or state != was
        if begun and state == before and (changed or touched):
            difference.corrected += changed and moment in known
            touched = True
            continue
        difference.new += moment not in known
        difference.corrected += changed and moment in known
        begun, touched, before = True, changed, state
        yield moment, state


def believed_versions(session: Session, deals: Iterable[int] | None) -> dict[int, list[Span]]:
    """deal id → its believed versions in order of time; `deals` None = of every deal."""
    versions = table(DealVersion)
    columns = versions.c
    question = select(
        columns.deal_id, columns.id, columns.valid_from, columns.valid_to, *(columns[name] for name in STATE)
    ).where(columns.revision_out.is_(None))
    found: dict[int, list[Span]] = {}
    wanted = None if deals is None else list(deals)
    for start in range(0, 1 if wanted is None else len(wanted), CHUNK):
        part = question if wanted is None else question.where(columns.deal_id.in_(wanted[start : start + CHUNK]))
        for deal, key, since, until, *state in session.execute(part):
            found.setdefault(deal, []).append(Span(key, since, until, tuple(state)))
    for spans in found.values():
        spans.sort(key=lambda span: _order(span.valid_from))
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
