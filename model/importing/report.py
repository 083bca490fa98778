"""What an import read, wrote and refused."""

from dataclasses import dataclass, field


class CannotImport(ValueError):
    """The import as a whole cannot go on; the message says what to do."""


class Refused(ValueError):
    """One value cannot be used: the reason, and what to do about it (neither with a full stop).

    `field` is the one it stands in, `where` the rejected row that it refers to, if it does.
    """

    def __init__(self, reason: str, advice: str, field: str = "", where: str = "") -> None:
        super().__init__(f"{reason}. {advice}")
        self.reason, self.advice, self.field, self.where = reason, advice, field, where


@dataclass(frozen=True)
class Rejection:
    """A row that is not taken. `row` counts as a spreadsheet does: the header is row 1.

    `cells` are those of a row that has not the form of the header's, as they stand there.
    """

    file: str
    row: int
    column: str
    value: str
    reason: str
    advice: str
    cells: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        value = f" {self.value!r}" if self.value else ""
        return f"{self.file}, row {self.row}, column {self.column}:{value} {self.reason}. {self.advice}"


@dataclass
class Count:
    """How many rows of one kind were read, and what became of them."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass
class ImportReport:
    """The outcome of an import. `revision` is None when nothing was written.

    `lost` says where the rejected rows of an entity stand, by external id: what refers to them is rejected too.
    """

    counts: dict[str, Count] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dialects: list[str] = field(default_factory=list)
    lost: dict[str, dict[str, str]] = field(default_factory=dict)
    revision: int | None = None
    dry_run: bool = False
    stopped: bool = False

    def count(self, entity: str) -> Count:
        """The counts of one kind of row, made on first use."""
        return self.counts.setdefault(entity, Count())

    def reject(self, file: str, row: int, column: str, value: str, refused: Refused) -> None:
        """Note that a row is not taken."""
        self.rejections.append(Rejection(file, row, column, value, refused.reason, f"{refused.advice}."))

    @property
    def written(self) -> int:
        """How many rows were new or changed."""
        return sum(count.new + count.changed for count in self.counts.values())

    def lines(self, shown: int = 100) -> list[str]:
        """The report as text; at most `shown` rejections are spelled out."""
        heads = ("read", "new", "changed", "unchanged", "rejected")
        width = max([len(entity) for entity in self.counts] + [4])
        lines = [f"{'':{width}}" + "".join(f"{head:>11}" for head in heads)]
        for entity, count in self.counts.items():
            lines.append(f"{entity:{width}}" + "".join(f"{getattr(count, head):>11,}" for head in heads))
        lines += self.notes
        lines += [f"Rejected: {rejection}" for rejection in self.rejections[:shown]]
        if len(self.rejections) > shown:
            lines.append(f"… and {len(self.rejections) - shown:,} more rejected rows.")
        return [*lines, self._outcome()]

    def _outcome(self) -> str:
        if self.stopped:
            rows = "1 row was" if len(self.rejections) == 1 else f"{len(self.rejections):,} rows were"
            return f"{rows} rejected, so nothing was written. Mend the files, or leave them out with --accept-rejects."
        if self.dry_run:
            return f"Dry run: {self.written:,} rows would be written; nothing was."
        if self.revision is None:
            return "Nothing new: the database is as it was."
        return f"Written as revision {self.revision}."
