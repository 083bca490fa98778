"""xlsx workbooks: every visible sheet that is a table."""

import posixpath
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from model.importing.files.formats import DATES, is_date
from model.importing.files.markup import Attributes, steps
from model.importing.files.rows import NoTable, Progress
from model.importing.files.sheet import Book, SharedTexts, sheet_chunks
from model.importing.files.source import Source
from model.importing.files.spool import Spool
from model.importing.files.table import fill
from model.importing.report import CannotImport

SMALL = 64 * 1024**2
"""Bytes of the parts that only list what is in the workbook."""


def read_workbook(name: str, path: Path, spool: Callable[[], Spool], progress: Progress) -> list[Source]:
    """A source per sheet, with a problem where one cannot be read. CannotImport if no sheet holds a table.

    Left out, with a note, are hidden sheets (Dynamics keeps its check sums there) and, beside tables, sheets of one column.
    """
    with zipfile.ZipFile(path) as archive:
        contents = _Contents.of(archive)
        book = Book(archive, contents.texts(archive), contents.date_styles(archive), contents.from_1904)
        found = []
        for title, part in contents.sheets.items():
            source = Source(f"{name} [{title}]")
            try:
                fill(source, sheet_chunks(book, part), spool(), progress, short_is_whole=True)
            except NoTable:
                continue
            except CannotImport as error:
                source = Source(source.file, problem=f"{source.file}: {error}")
            found.append(source)
    if not found:
        raise CannotImport("no sheet of this workbook holds a table. The first row of one must name the columns.")
    tables = [source for source in found if len(source.headers) > 1 or source.problem] or found
    left_out = [source.file for source in found if source not in tables] + [f"{name} [{title}]" for title in contents.hidden]
    tables[0].notes += [f"{file}: left out, as it is hidden or no table." for file in left_out]
    return tables


@dataclass
class _Contents:
    """What a workbook says of itself. `sheets` is title → part; `parts` is kind → part of what all sheets share."""

    sheets: dict[str, str] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    from_1904: bool = False

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> "_Contents":
        contents = cls()
        related: dict[str, tuple[str, str]] = {}

        def relation(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship":
                part = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip("/")
                kind = attributes.get("Type", "").rpartition("/")[2]
                related[attributes.get("Id", "")] = kind, part
                contents.parts[kind] = part

        def listed(tag: str, attributes: Attributes) -> None:
            if tag == "workbookPr":
                contents.from_1904 = attributes.get("date1904", "0") in ("1", "true")
            elif tag == "sheet":
                identity = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                kind, part = related.get(identity, ("", ""))
                title = attributes.get("name", "")
                if kind == "worksheet" and attributes.get("state", "visible") == "visible":
                    contents.sheets[title] = part
                elif kind == "worksheet":
                    contents.hidden.append(title)

        _read(archive, "xl/_rels/workbook.xml.rels", relation)
        _read(archive, "xl/workbook.xml", listed)
        return contents

    def texts(self, archive: zipfile.ZipFile) -> SharedTexts:
        """The shared texts; none if the workbook has no such part."""
        part = self.parts.get("sharedStrings", "")
        return SharedTexts.of(archive, part) if part in archive.namelist() else SharedTexts()

    def date_styles(self, archive: zipfile.ZipFile) -> set[str]:
        """The numbers of the styles that show a number as a date."""
        dates = set(DATES)
        styles: list[int] = []
        within: list[str] = []

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "numFmt" and is_date(attributes.get("formatCode", "")):
                dates.add(int(attributes.get("numFmtId", "-1")))
            elif tag == "numFmt":
                dates.discard(int(attributes.get("numFmtId", "-1")))
            elif tag == "xf" and within[-1:] == ["cellXfs"]:
                styles.append(int(attributes.get("numFmtId", "0")))
            within.append(tag)

        part = self.parts.get("styles", "")
        if part in archive.namelist():
            _read(archive, part, start, lambda tag: within.__delitem__(-1))
        return {str(place) for place, number in enumerate(styles) if number in dates}


def _read(
    archive: zipfile.ZipFile, part: str, start: Callable[[str, Attributes], None], end: Callable[[str], None] = lambda tag: None
) -> None:
    for _ in steps(archive, part, start, end, lambda data: None, SMALL):
        pass
