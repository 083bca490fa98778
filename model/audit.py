"""Who wrote what when: one entry per command, appended in the command's own transaction."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from model.base import Believed, Moment


class Kind(StrEnum):
    """What an entry is about."""

    CALL = "call"
    JUDGEMENT = "judgement"
    ANSWER = "answer"
    DECISION = "decision"
    REVIEW = "review"
    SCENARIO = "scenario"
    QUOTA = "quota"
    SETTING = "setting"
    STAGE = "stage"
    IMPORT = "import"


class Entry(Believed, table=True):
    """One thing that somebody did. Append-only by trigger (model/append_only.py).

    `author_id` empty = the machine's owner; `done` is the verb ("submitted", "judged", "withdrew", "set", "undid" …);
    `person_id` is whom it is about (who calls, the deal's owner): it decides who may read the entry, empty = nobody's in
    particular. `before` and `after` are the values as JSON objects by field, amounts in minor units, empty = none.
    """

    __tablename__ = "audit"
    at: datetime = Field(sa_type=Moment, index=True)
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    kind: str
    done: str
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    period: str | None = None
    before: str | None = None
    after: str | None = None


class Seen(Believed, table=True):
    """That a person has read the news of an entry: it is told to them no more."""

    __tablename__ = "audit_seen"
    person_id: int = Field(foreign_key="person.id", index=True)
    entry_id: int = Field(foreign_key="audit.id")
    at: datetime = Field(sa_type=Moment)
