"""Rejected rows as files to mend and drop again: the file's own header and cells, and beside each row why."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from model.importing.cells.values import harmless, note_of
from model.importing.files import Batch, Source
from model.importing.prepared import Prepared
from model.importing.report import Rejection
from model.importing.words.headers import plain

REASON = "Why rejected"
"""The last column's header; it is not read when the file comes back."""


@dataclass
class _Mended(Source):
    """A file of rejected rows that came back: without its last column and the quotes before what a spreadsheet would run."""

    def batches(self) -> Iterator[Batch]:
        for rows, columns in self.spool.batches() if self.spool else ():
            kept = [[note_of(cell) for cell in column] for column in columns[: len(self.headers)]]
            yield Batch(rows, dict(zip(self.headers, kept, strict=True)))


def without_reasons(source: Source) -> Source:
    """A source as it was before somebody added why its rows were rejected."""
    if not source.headers or source.headers[-1] != plain(REASON):
        return source
    given = vars(source) | {"headers": source.headers[:-1], "written": source.written[:-1]}
    return _Mended(**given)


def rejected_rows(prepared: Prepared) -> Iterator[tuple[str, str]]:
    """File → CSV text with its rejected rows, for each file that has some. A row is there once, with all that is wrong."""
    reasons: dict[str, dict[int, list[Rejection]]] = {}
    for rejection in prepared.report.rejections:
        reasons.setdefault(rejection.file, {}).setdefault(rejection.row, []).append(rejection)
    for seen in prepared.files:
        if seen.source and seen.file in reasons:
            text = StringIO(newline="")
            lines = _lines(seen.source, reasons[seen.file])
            csv.writer(text, lineterminator="\r\n").writerows([harmless(cell) for cell in line] for line in lines)
            yield seen.file, text.getvalue()


def _lines(source: Source, reasons: dict[int, list[Rejection]]) -> Iterable[list[str]]:
    yield [*source.written, REASON]
    left = dict(reasons)
    for batch in source.batches():
        columns = list(batch.columns.values())
        for place, row in enumerate(batch.rows):
            if row in left:
                yield [*(cells[place] for cells in columns), _why(left.pop(row))]
    for row, why in sorted(left.items()):  # not of the header's form
        cells = list(why[0].cells)[: len(source.written)]
        yield [*cells, *[""] * (len(source.written) - len(cells)), f"Row {row}: {_why(why)}"]


def _why(rejections: list[Rejection]) -> str:
    said = (f"{each.column}:{f' {each.value!r}' if each.value else ''} {each.reason}. {each.advice}" for each in rejections)
    return " ".join(dict.fromkeys(said))
