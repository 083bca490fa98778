"""XML read as it comes, block by block: no part of a workbook is held in memory as a whole."""

import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers.expat import ParserCreate

from model.importing.files.expanding import expanded
from model.importing.files.limits import MAX_RECORD, MAX_SHEET_BYTES
from model.importing.report import CannotImport

STEP = 1 << 16
Attributes = dict[str, str]


class Names(dict[str, str]):
    """Tags without their namespace's prefix, remembered."""

    def __missing__(self, tag: str) -> str:
        self[tag] = name = tag.rpartition(":")[2]
        return name


def steps(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
    limit: int = MAX_SHEET_BYTES,
) -> Iterator[None]:
    """Call the handlers for a part of a workbook; stop after every 64 KB.

    CannotImport if the part is missing, expands too far, or declares entities of its own.
    """
    try:
        member = archive.getinfo(part)
    except KeyError:
        raise CannotImport(f"the workbook lacks its part «{part}». Export it again.") from None
    parser: Any = ParserCreate()
    parser.buffer_text, parser.buffer_size = True, STEP
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse

    def first(tag: str, attributes: Attributes) -> None:
        names = Names()
        # Few writers put a prefix before every tag; millions of calls are saved where none does.
        parser.StartElementHandler = (lambda tag, given: start(names[tag], given)) if ":" in tag else start
        parser.EndElementHandler = (lambda tag: end(names[tag])) if ":" in tag else end
        start(names[tag], attributes)

    parser.StartElementHandler = first
    for block in expanded(archive, member, limit):
        for place in range(0, len(block), STEP):
            parser.Parse(block[place : place + STEP])
            yield
    parser.Parse(b"", True)
    yield


def _refuse(*declaration: Any) -> None:
    raise CannotImport("its XML declares entities of its own, as no spreadsheet does. Save it anew as xlsx.")


def longer(text: str, data: str) -> str:
    """A cell's text with what follows of it; CannotImport if it is endless."""
    if len(text) + len(data) > MAX_RECORD:
        raise CannotImport(f"a cell has more than {MAX_RECORD:,} characters. Shorten it.")
    return text + data
