"""What files show of themselves before anybody said anything: which columns hold what kind of value."""

from collections.abc import Iterator

from model.importing.cells.values import Kind
from model.importing.dialect import Column, Sheet
from model.importing.entities import ENTITIES
from model.importing.prepared import FileSeen
from model.importing.words.mapped import MAPPED, sheet_of
from model.importing.words.mapping import FileMeaning


def sheet_or_proposal(seen: FileSeen) -> Sheet | None:
    """What the file was recognised as, else what it most likely is."""
    if seen.sheet is None and seen.question is not None and isinstance(seen.question.proposal, FileMeaning):
        return sheet_of(seen.question.proposal)
    return seen.sheet


def is_lenient(seen: FileSeen) -> bool:
    """Whether every form of days and amounts is read in it."""
    return (seen.dialect or MAPPED).lenient


def columns(seen: FileSeen) -> Iterator[tuple[str, Column, set[Kind]]]:
    """Each known column: its plain header, what it means, and the kinds of value that it may hold."""
    sheet = sheet_or_proposal(seen)
    if sheet is None or seen.source is None:
        return
    for header, column in sheet.matched(seen.source.written).items():
        own = {
            ENTITIES[name].fields[each].kind for name in sheet.entities for each in column.fields if each in ENTITIES[name].fields
        }
        yield header, column, {column.kind} if column.kind else own
