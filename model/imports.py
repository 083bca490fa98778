"""What is kept of imports: the runs, what people said that a source's words mean, and what it takes to undo one."""

from datetime import date, datetime

from sqlmodel import Field

from model.base import Base, Believed, Moment


class ImportRun(Believed, table=True):
    """One import: what was read, written and rejected. `revision_in` is the revision that it wrote.

    `source` tells one system of the company from another; `history_from` is the first day of which its files say
    something of a deal (empty: of none, or no day); `whole`: they held every deal of the source. `revision_out`: the
    revision that undid it.
    """

    __tablename__ = "import_run"
    started_at: datetime = Field(sa_type=Moment)
    as_of: date | None = None
    dialect: str
    files: str
    read: int = 0
    written: int = 0
    rejected: int = 0
    source: str | None = Field(default=None, index=True)
    history_from: date | None = None
    whole: bool = False


class ImportAttempt(Base, table=True):
    """An import that is being written, by which process; its note stays if it was cut off (importing/writing/attempts.py)."""

    __tablename__ = "import_attempt"
    id: int | None = Field(default=None, primary_key=True)
    started_at: datetime = Field(sa_type=Moment)
    files: str
    host: str
    process: int


class Meaning(Believed, table=True):
    """What a word of a source means, as somebody confirmed it (model/importing/words/mapping.py).

    `kind` is stages, people, accounts, columns, …; `target` a key, an external id or JSON, as the kind has it.
    """

    __tablename__ = "import_meaning"
    source: str = Field(index=True)
    kind: str
    word: str
    target: str


class Vanished(Believed, table=True):
    """A deal that a full export of its source, made on `missed_on`, did not hold; believed until somebody says why."""

    __tablename__ = "vanished_deal"
    deal_id: int = Field(foreign_key="deal.id", index=True)
    source: str
    missed_on: date


class Replaced(Believed, table=True):
    """How an identity row stood before the import of `revision_in` changed it in place: what undoing puts back.

    `entity` and `row_id` name the row, `was` its old values as JSON by column.
    """

    __tablename__ = "import_replaced"
    entity: str
    row_id: int = Field(index=True)
    was: str
