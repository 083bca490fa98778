"""Staged rows against what the database holds: the plan of what to write, and the report of what was found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlmodel import Session

from model.importing.applying import Writer, apply_keyed
from model.importing.cells.values import Context
from model.importing.dialect import Dialect
from model.importing.entities import ALL
from model.importing.history.deal_states import apply_states, is_statement, reject_stageless
from model.importing.history.deals import apply_lines, foreign_exponents, read_amounts
from model.importing.history.occasions import latest_export, occasion
from model.importing.history.vanishing import note_vanished
from model.importing.references.known import Known
from model.importing.references.linking import fill_other_side
from model.importing.references.mentions import claim, completions
from model.importing.references.named_ids import find_mentioned
from model.importing.references.resolving import resolve
from model.importing.report import ImportReport
from model.importing.rows.chunk import Chunk
from model.importing.rules import CHECKS
from model.importing.words.mapping import Mapping, news
from model.importing.words.questions import Question
from model.importing.words.stage_words import stage_words
from model.importing.writing.identities import apply_identities
from model.importing.writing.plan import Plan
from model.tables import Meaning

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Basis:
    """What the staged rows are compared with besides the database: their dialects, settings and the words' meanings.

    `started`: when the import began. `whole`: somebody says that the files hold every deal of the source.
    """

    dialects: list[Dialect]
    context: Context
    source: str | None
    words: Mapping
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    whole: bool = False


def compare(
    session: Session, chunks: list[Chunk], basis: Basis, plan: Plan, report: ImportReport, progress: Progress
) -> list[Question]:
    """Fill the plan with the differences, entity by entity, in the order in which they refer to each other.

    The chunks and the report are used up. Gives what has to be said before the import can go on, and offers.
    """
    progress("Looking up references …")
    context = basis.context
    _defer(chunks, session, basis)
    writer = Writer(session, plan, context.as_of, report)
    known = Known(session, chunks, report, Mapping() | basis.words)
    find_mentioned(chunks, known)
    claim(chunks, known)
    resolve(
        chunks, known, CHECKS | {"deals": reject_stageless}, completions(context.as_of) | {"stages": stage_words(basis.dialects)}
    )
    report.notes += known.dropped_notes()
    exponents = foreign_exponents(session, chunks, known.ids["deals"], context.settings)
    for chunk in chunks:
        read_amounts(chunk, exponents, context.settings.exponent, report)
    chunks = chunks + fill_other_side(session, chunks, known.ids)
    for entity in ALL:
        own = [chunk for chunk in chunks if chunk.entity is entity and len(chunk)]
        if not own:
            continue
        progress(f"Comparing {entity.name}: {sum(map(len, own)):,} rows …")
        if entity.identity:
            apply_identities(entity, own, known.ids[entity.name], known.new[entity.name], writer)
        elif entity.name == "deal_lines":
            apply_lines(own, writer)
        elif not is_statement(own[0]):
            apply_keyed(entity, own, writer)
    when = occasion(known, chunks, context.calendar, context.as_of, basis.started, basis.source)
    apply_states(chunks, known, when, writer)
    note_vanished(chunks, known, when, basis.source, writer, basis.whole)
    _remember_words(basis.source, known.words, writer)
    return known.questions


def _defer(chunks: list[Chunk], session: Session, basis: Basis) -> None:
    """What an older export than the source's latest says without a day (names, regions, managers) only fills gaps."""
    if basis.source and basis.context.as_of < (latest_export(session, basis.source) or date.min):
        for chunk in chunks:
            dated = chunk.entity.dated is None or chunk.entity.dated in chunk.columns
            chunk.settled |= chunk.lenient and (chunk.entity.identity or not dated)


def _remember_words(source: str | None, words: Mapping, writer: Writer) -> None:
    if source:
        ended, added = news(writer.session, source, words)
        writer.end(Meaning, ended)
        writer.insert(Meaning, list(added))


def needed(questions: Iterable[Question]) -> list[Question]:
    """Those without whose answers the import cannot go on."""
    return [question for question in questions if question.needed]
