"""Who wrote what when: one entry per command, appended in the command's own transaction."""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, Session

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
    PEOPLE = "people"
    LOOK = "look"


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


TOLD: tuple[type[Believed], ...] = (Entry, Seen)
"""What tells of other rows and is no part of the book: no import is kept by it, and undoing leaves it."""


def write_entry(
    session: Session,
    revision: int,
    at: datetime,
    author: int | None,
    kind: Kind,
    done: str,
    *,
    person: int | None = None,
    deal: int | None = None,
    period: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> int:
    """Append an entry in the transaction of what it tells of; gives its id. Days and moments in its values become ISO."""
    entry = Entry(
        revision_in=revision, at=at, author_id=author, kind=kind.value, done=done, person_id=person, deal_id=deal,
        period=period, before=_text(before), after=_text(after),
    )  # fmt: skip
    session.add(entry)
    session.flush()
    assert entry.id is not None
    return entry.id


def _text(values: Mapping[str, Any] | None) -> str | None:
    return None if values is None else json.dumps(dict(values), default=lambda each: each.isoformat(), ensure_ascii=False)
