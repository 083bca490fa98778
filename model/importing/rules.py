"""What must hold over all rows together: one unqualified stage, the first; nobody reports to themselves."""

from sqlalchemy import select
from sqlmodel import Session

from model.importing.chunk import Chunk
from model.importing.entities import ENTITIES
from model.importing.report import ImportReport, Refused
from model.importing.resolving import Known
from model.people import reporting_cycle
from model.tables import ReportingLine, Stage, table
from model.tree import Line


def reject_stages(session: Session, chunks: list[Chunk], known: Known, report: ImportReport) -> None:
    """Reject stages without position or kind, and those that would make another stage than the first unqualified."""
    own = table(Stage).c
    stages = {row[0]: (row[1], row[2]) for row in session.execute(select(own.key, own.position, own.kind))}
    mine = [chunk for chunk in chunks if chunk.entity is ENTITIES["stages"]]
    for chunk in mine:
        for field in ("position", "kind"):
            cells = chunk.columns.get(field, [None] * len(chunk))
            missing = Refused("is empty", "A new stage needs a position and a kind", field)
            pairs = zip(chunk.columns["key"], cells, strict=True)
            new = {place: missing for place, (key, cell) in enumerate(pairs) if cell is None and key not in stages}
            known.reject(chunk, new, report)
    for chunk in mine:
        if {"position", "kind"} <= chunk.columns.keys():
            rows = zip(chunk.columns["key"], chunk.columns["position"], chunk.columns["kind"], strict=True)
            stages |= {key: (position, kind) for key, position, kind in rows if not (chunk.settled and key in stages)}
    if not stages:
        return
    first = min(position for position, _ in stages.values())
    wrong = {key for key, (position, kind) in stages.items() if (kind == "unqualified") != (position == first)}
    refused = Refused("is not as DOMAIN.md has it", "Exactly the first stage is unqualified", "kind")
    for chunk in mine:
        refusals = {place: refused for place, key in enumerate(chunk.columns["key"]) if key in wrong}
        known.reject(chunk, refusals, report)


def reject_cycles(session: Session, chunks: list[Chunk], report: ImportReport) -> None:
    """Reject reporting lines by which somebody would, on some day, report to themselves, however far up."""
    mine = [chunk for chunk in chunks if chunk.entity is ENTITIES["reporting_lines"] and len(chunk)]
    if not mine:
        return
    own = table(ReportingLine).c
    question = select(own.person_id, own.manager_id, own.valid_from, own.valid_to).where(own.revision_out.is_(None))
    held = {(row[0], row[2]): Line(*row) for row in session.execute(question)}
    while True:
        arriving = {}
        for chunk in mine:
            ends = chunk.values.get("valid_to", [None] * len(chunk))
            starts = chunk.values.get("valid_from", [None] * len(chunk))
            people, managers = chunk.values["person_id"], chunk.values["manager_id"]
            for place, line in enumerate(map(Line, people, managers, starts, ends)):
                arriving[line.person_id, line.valid_from] = (line, chunk, place)
        lines = held | {key: line for key, (line, _, _) in arriving.items()}
        cycle = reporting_cycle(lines.values())
        if cycle is None:
            return
        day, people_round = cycle
        line, chunk, place = next(found for key, found in reversed(arriving.items()) if key[0] in people_round)
        what = f"would make {len(people_round)} people report to each other in a circle on {day}"
        chunk.reject({place: Refused(what, "Correct the manager, or the days", "manager")}, report)
