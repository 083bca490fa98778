"""What must hold over all rows together: one unqualified stage, the first; nobody reports to themselves."""

from sqlalchemy import select

from model.importing.entities import ENTITIES
from model.importing.references.known import Known
from model.importing.references.resolving import Check
from model.importing.report import Refused
from model.importing.rows.chunk import Chunk
from model.people import reporting_cycle
from model.tables import ReportingLine, Stage, table
from model.tree import Line

Terms = dict[str, tuple[int, str]]
"""A stage's position and kind, by key."""


def reject_stages(chunks: list[Chunk], known: Known) -> None:
    """Reject stages without position or kind, and those that would make another stage than the first unqualified."""
    own = table(Stage).c
    held: Terms = {row[0]: (row[1], row[2]) for row in known.session.execute(select(own.key, own.position, own.kind))}
    mine = [chunk for chunk in chunks if chunk.entity is ENTITIES["stages"]]
    for chunk in mine:
        for field in ("position", "kind"):
            cells = chunk.columns.get(field, [None] * len(chunk))
            missing = Refused("is empty", "A new stage needs a position and a kind", field)
            pairs = zip(chunk.columns["key"], cells, strict=True)
            known.reject(chunk, {i: missing for i, (key, cell) in enumerate(pairs) if cell is None and key not in held})
    stages = held | {key: terms for chunk in mine for key, terms in _terms(chunk, held).items()}
    first = min((position for position, _ in stages.values()), default=0)
    wrong = {key for key, (position, kind) in stages.items() if (kind == "unqualified") != (position == first)}
    if wrong:
        suspects = wrong | {key for key, (position, kind) in stages.items() if kind == "unqualified" or position == first}
        refused = Refused("does not suit its position", "Exactly the first stage is unqualified", "kind")
        for chunk in mine:
            known.reject(chunk, {i: refused for i, key in enumerate(chunk.columns["key"]) if key in suspects})


def _terms(chunk: Chunk, held: Terms) -> Terms:
    """Position and kind as they will be after the chunk; what it does not say stays."""
    terms: Terms = {}
    for place, key in enumerate(chunk.columns["key"]):
        old = held.get(key, (0, ""))
        position, kind = (chunk.columns.get(field, {place: None})[place] for field in ("position", "kind"))
        if not (chunk.settled and key in held):
            terms[key] = (old[0] if position is None else position, old[1] if kind is None else kind)
    return terms


def reject_cycles(chunks: list[Chunk], known: Known) -> None:
    """Reject reporting lines by which somebody would, on some day, report to themselves, however far up."""
    mine = [chunk for chunk in chunks if chunk.entity is ENTITIES["reporting_lines"]]
    own = table(ReportingLine).c
    question = select(own.person_id, own.manager_id, own.valid_from, own.valid_to).where(own.revision_out.is_(None))
    held = {(row[0], row[2]): Line(*row) for row in known.session.execute(question)} if any(map(len, mine)) else {}
    while True:
        arriving = {
            (line.person_id, line.valid_from): (line, chunk, place) for chunk in mine for place, line in enumerate(_lines(chunk))
        }
        cycle = reporting_cycle((held | {key: line for key, (line, _, _) in arriving.items()}).values())
        guilty = [found for key, found in reversed(arriving.items()) if cycle and key[0] in cycle[1]]
        if cycle is None or not guilty:
            return
        _, chunk, place = guilty[0]
        what = f"would make {len(cycle[1])} people report to each other in a circle on {cycle[0]}"
        advice = "Correct the manager or the days; a line without a manager says that somebody reports to nobody"
        known.reject(chunk, {place: Refused(what, advice, "manager")})


def _lines(chunk: Chunk) -> list[Line]:
    unsaid = [None] * len(chunk)
    people, managers = chunk.values["person_id"], chunk.values["manager_id"]
    days = (chunk.values.get(name, unsaid) for name in ("valid_from", "valid_to"))
    return [Line(*parts) for parts in zip(people, managers, *days, strict=True)]


CHECKS: dict[str, Check] = {"stages": reject_stages, "reporting_lines": reject_cycles}
"""By the entity whose rows they concern."""
