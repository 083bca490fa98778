"""What files say of deals, row by row → versions: each deal's statements together, some thousand deals at a time."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import select

from model.histories import Difference, believed_versions
from model.importing.applying import Writer
from model.importing.entities import ENTITIES
from model.importing.history.composing import Arrival, NoStage, Occasion, Today, composed
from model.importing.history.deals import note_differences
from model.importing.history.gathering import Statements, gathered
from model.importing.history.usual_cases import usual
from model.importing.references.known import Known
from model.importing.report import Count, Refused
from model.importing.rows.chunk import Chunk
from model.tables import Deal, DealVersion, table

DEALS_AT_ONCE = 5_000
NO_STAGE = Refused("has no stage", "A deal's first import must say its stage: map the column that holds it", "stage")
TWICE = Refused("differs from an earlier row about the same deal", "Keep one row for each", "deal")

Place = tuple[Statements, int]


def apply_states(chunks: Sequence[Chunk], known: Known, occasion: Occasion, writer: Writer) -> None:
    """Plan the versions that deal_versions, earlier and today rows make; sets the plan's `history_from`.

    Rows of a deal for which no stage is known are rejected. All is counted as deal_versions.
    """
    mine = [chunk for chunk in chunks if is_statement(chunk)]
    created = _created(chunks, known) if any(chunk.entity.name == "earlier" for chunk in mine) else {}
    since: list[date] = []
    for part in gathered(mine):
        statements = [Statements(chunk) for chunk in part]
        for batch in _batches(statements):
            _apply(batch, known, created, occasion, writer)
        for each in statements:
            each.chunk.reject(each.refusals, writer.report)
        begun = history_from(part, occasion, writer.as_of)
        since += [begun] if begun else []
    _count_together(writer)
    writer.plan.history_from = min(since, default=None)


def _apply(batch: dict[int, list[Place]], known: Known, created: dict[int, Any], occasion: Occasion, writer: Writer) -> None:
    """Plan the versions of some deals; notes the rows that have to be rejected."""
    count = writer.report.count("deal_versions")
    arrivals = _arrivals(batch)
    old = [deal for deal in arrivals if deal not in known.new["deals"]]
    believed = believed_versions(writer.session, old)
    _fill_created(writer, arrivals, created, old)
    differences: dict[int, Difference] = {}
    for deal, arrival in arrivals.items():
        try:
            spans = believed.get(deal, ())
            difference = usual(spans, arrival, occasion) or composed(spans, arrival, occasion.of(deal))
        except NoStage:
            for statements, place in batch[deal]:
                statements.refusals.setdefault(place, NO_STAGE)
            continue
        count.new, count.changed = count.new + difference.new, count.changed + difference.corrected
        count.unchanged += max(0, len(arrival) - difference.new - difference.corrected)
        if difference.ended or difference.added:
            differences[deal] = difference
    note_differences(differences, writer)


def is_statement(chunk: Chunk) -> bool:
    """Whether its rows say something of deals' states."""
    return chunk.entity.model is DealVersion and len(chunk) > 0


def history_from(chunks: Sequence[Chunk], occasion: Occasion, as_of: date) -> date | None:
    """The first day of which dated states or old values speak, else the import's; None where nothing says a day."""
    names = {"deal_versions": "valid_from", "earlier": "valid_to"}
    firsts: list[datetime] = []
    for chunk in chunks:
        moments = [each for each in chunk.values.get(names.get(chunk.entity.name, ""), []) if each is not None]
        firsts += [min(moments)] if moments else []
    if firsts:
        return min(occasion.calendar.day_of(min(firsts)), as_of)
    return as_of if any(chunk.entity.name == "today" for chunk in chunks) else None


def _count_together(writer: Writer) -> None:
    """Count what was read and rejected of the other statements with the deal_versions."""
    count = writer.report.count("deal_versions")
    for name in (name for name, entity in ENTITIES.items() if entity.partial):
        other = writer.report.counts.pop(name, Count())
        count.read, count.rejected = count.read + other.read, count.rejected + other.rejected


def _batches(statements: Sequence[Statements]) -> Iterator[dict[int, list[Place]]]:
    """deal → where its statements stand, in the order of the files; some thousand deals at a time."""
    deals = [np.asarray(each.chunk.values["deal_id"], dtype=np.int64) for each in statements]
    if not deals:
        return
    every = np.concatenate(deals)
    numbers = np.repeat(np.arange(len(deals), dtype=np.int32), [len(each) for each in deals])
    places = np.concatenate([np.arange(len(each), dtype=np.int32) for each in deals])
    in_order = np.argsort(every, kind="stable")
    own, numbers, places = every[in_order].tolist(), numbers[in_order].tolist(), places[in_order].tolist()
    batch: dict[int, list[Place]] = {}
    for deal, number, place in zip(own, numbers, places, strict=True):
        if deal not in batch:
            if len(batch) == DEALS_AT_ONCE:
                yield batch
                batch = {}
            batch[deal] = []
        batch[deal].append((statements[number], place))
    yield batch


def _arrivals(batch: dict[int, list[Place]]) -> dict[int, Arrival]:
    arrivals: dict[int, Arrival] = {}
    for deal, rows in batch.items():
        arrivals[deal] = Arrival()
        for statements, place in rows:
            if not _taken(statements, place, arrivals[deal]):
                statements.refusals[place] = TWICE
    return arrivals


def _taken(statements: Statements, place: int, arrival: Arrival) -> bool:
    """Add a statement to what arrives of its deal; not a second row that says otherwise how it is today."""
    state, moment = statements.states[place], statements.moments[place]
    if statements.kind == "earlier":
        arrival.earlier.append((moment, state))
    elif statements.kind == "today":
        today = Today(state, moment, bool(statements.deleted[place]))
        if arrival.today not in (None, today):
            return False
        arrival.today = today
    else:
        arrival.states.append((moment, state))
    return True


def _created(chunks: Sequence[Chunk], known: Known) -> dict[int, Any]:
    """deal id → when it was created, as the files say it."""
    found: dict[int, Any] = {}
    for chunk in chunks:
        if chunk.entity.name == "deals" and "created_at" in chunk.values:
            pairs = zip(chunk.columns["id"], chunk.values["created_at"], strict=True)
            found |= {known.ids["deals"][external]: moment for external, moment in pairs if moment is not None}
    return found


def _fill_created(writer: Writer, arrivals: dict[int, Arrival], created: dict[int, Any], old: list[int]) -> None:
    """When the deals with old values were created: as the files say, else as the database does."""
    own, known = table(Deal).c, set(old)
    asked = [deal for deal, arrival in arrivals.items() if arrival.earlier and deal in known and deal not in created]
    for start in range(0, len(asked), 500):
        question = select(own.id, own.created_at).where(own.id.in_(asked[start : start + 500]))
        created |= {row[0]: row[1] for row in writer.session.execute(question)}
    for deal, arrival in arrivals.items():
        arrival.created_at = created.get(deal) if arrival.earlier else None


def reject_stageless(chunks: list[Chunk], known: Known) -> None:
    """Reject new deals of which the files say something, but never a stage: they could not be shown anywhere."""
    spoken: set[int] = set()
    staged: set[int] = set()
    for chunk in (each for each in chunks if is_statement(each)):
        ids = {name: known.find("deals", name, chunk) for name in set(chunk.columns["deal"]) if name is not None}
        stages = chunk.columns.get("stage", [None] * len(chunk))
        gone = chunk.columns.get("deleted", [None] * len(chunk))
        for external, stage, deleted in zip(chunk.columns["deal"], stages, gone, strict=True):
            deal = ids.get(external)
            if deal is not None and not deleted:
                (spoken if stage is None else staged).add(deal)
    lacking = (spoken - staged) & known.new["deals"]
    for chunk in (each for each in chunks if each.entity.name == "deals" and lacking):
        places = {place for place, external in enumerate(chunk.columns["id"]) if known.ids["deals"].get(external) in lacking}
        known.reject(chunk, dict.fromkeys(places, NO_STAGE))
