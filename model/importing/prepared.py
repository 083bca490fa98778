"""An import that was read and compared, and not yet written."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from model.access import MACHINE_OWNER, Viewer
from model.importing.cells.values import Context
from model.importing.dialect import Dialect, Sheet
from model.importing.files import Source
from model.importing.report import ImportReport
from model.importing.rows.chunk import Chunk
from model.importing.words.mapping import Mapping
from model.importing.words.questions import Question
from model.importing.writing.plan import Plan

SHOWN = 3


@dataclass
class FileSeen:
    """A file (or a sheet of one) as it was taken: `problem` says why it cannot be used ("" if it can).

    `question`: what it is, where no dialect knows it.
    """

    file: str
    source: Source | None = None
    dialect: Dialect | None = None
    sheet: Sheet | None = None
    problem: str = ""
    question: Question | None = None

    @property
    def size(self) -> int:
        """How many rows it has."""
        return self.source.size if self.source else 0

    @property
    def is_read(self) -> bool:
        """Whether there is anything in it to import."""
        return self.sheet is not None and bool(self.sheet.entities or self.sheet.records)

    def columns(self) -> list[tuple[str, list[str], list[str]]]:
        """Each column: its header as written, the fields that it fills, its first values."""
        if not self.source:
            return []
        known = self.sheet.matched(self.source.written) if self.sheet else {}
        sample = self.source.sample(SHOWN)
        pairs = zip(self.source.headers, self.source.written, strict=True)
        return [(written, known[h].fields if h in known else [], sample.get(h, [])) for h, written in pairs]


@dataclass(frozen=True)
class Options:
    """What the user said about the files as a whole (see run.prepare)."""

    as_of: date | None = None
    source: str | None = None
    mapping: Mapping = field(default_factory=Mapping)
    day_first: bool | None = None
    decimal_comma: bool | None = None
    whole: bool = False


@dataclass
class Staged:
    """The rows of all files as read, before they are compared: not changed by a comparison, which may come again."""

    context: Context
    settings: list[tuple[str, str, date | None]]
    chunks: list[Chunk] = field(default_factory=list)
    report: ImportReport = field(default_factory=ImportReport)
    questions: list[Question] = field(default_factory=list)


@dataclass
class Prepared:
    """Files, read and compared with the database at `plan.revision`: what `commit` writes.

    `questions` that are `needed` have to be answered first, by preparing again with the answers.
    """

    started: datetime
    options: Options
    files: list[FileSeen]
    staged: Staged
    report: ImportReport
    plan: Plan
    questions: list[Question]
    source: str | None
    work: Path | None
    viewer: Viewer = MACHINE_OWNER

    @property
    def context(self) -> Context:
        """The settings and the day by which the files were read."""
        return self.staged.context

    @property
    def problems(self) -> list[str]:
        """Why it cannot be written, in words: files that cannot be used, questions to answer."""
        unusable = [seen.problem for seen in self.files if seen.problem]
        return unusable + [str(question) for question in self.questions if question.needed]
