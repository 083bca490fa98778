"""What stands against undoing an import: later writes that refer to its rows, or replaced them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement as Column
from sqlalchemy import Select, Table, and_, null, or_, select
from sqlmodel import Session

from model.audit import TOLD
from model.calendar import Calendar
from model.importing.history.occasions import moment_of
from model.importing.undoing.belonging import IDENTITIES, Belonging
from model.settings import Settings
from model.tables import (
    MODELS,
    Account,
    Activity,
    BantAnswer,
    Call,
    Deal,
    DealVersion,
    ImportRun,
    Judgement,
    Lead,
    Person,
    Product,
    Replaced,
    Setting,
    Stage,
    Vanished,
    table,
)  # fmt: skip

MOST = 200  # of each kind
person, version, run, replaced = table(Person), table(DealVersion), table(ImportRun), table(Replaced)
setting, gone = table(Setting), table(Vanished)
WORDS = {
    "deal_version": "version", "deal_line": "product line", "reporting_line": "reporting line", "stage_terms": "terms of stage",
    "bant_answer": "BANT answer", "vanished_deal": "note that it vanished", "import_meaning": "meaning of a word",
}  # fmt: skip
BY: dict[Table, tuple[str, str]] = {
    table(Call): ("author_id", "called_at"),
    table(Judgement): ("person_id", "judged_at"),
    table(Activity): ("person_id", "happened_at"),
    table(BantAnswer): ("person_id", "answered_at"),
}
"""Rows that somebody wrote at some moment: who, and when."""

SUBJECTS = tuple(table(model) for model in (Deal, Lead, Account, Person, Stage, Product))
"""What a row of facts is about, if it refers to several: the first of these."""


@dataclass(frozen=True)
class Objection:
    """A later write: `what` it is, of whom or what (`name`), `by` whom or which import, and when, if that is known."""

    what: str
    name: str
    by: str
    at: datetime | None

    def __str__(self) -> str:
        when = f", {self.at:%Y-%m-%d %H:%M} UTC" if self.at else ""
        return f"{self.what} of {self.name}: {self.by}{when}"


def objections(session: Session, belonging: Belonging) -> list[Objection]:
    """Everything later that refers to rows of the import or stands in their place; at most MOST of each kind."""
    found: list[Objection] = []
    for model in (model for model in MODELS if model not in TOLD):
        which = table(model)
        if which in IDENTITIES:
            found += _collect(session, which, _changed_since(which, belonging))
        elif which is not run:
            found += _collect(session, which, _replaced_since(which, belonging))
        for column, target in _references(which):
            found += _collect(session, which, _referring(which, column, target, belonging))
    found += _collect(session, version, _overlapping(belonging))
    found += _full_exports_since(session, belonging)
    return list(dict.fromkeys(found))


def _references(which: Table) -> Iterator[tuple[Column[Any], Table]]:
    """The columns that refer to identity rows, and those rows' tables."""
    for key in which.foreign_keys:
        if key.column.table in IDENTITIES:
            yield key.parent, key.column.table
    if which is table(Deal):
        yield which.c.lead_id, table(Lead)  # leads and deals refer to each other: only one side is declared


def _replaced_since(which: Table, belonging: Belonging) -> Select[Any]:
    """Facts that the import wrote and others have replaced by now."""
    mine = and_(which.c.revision_out > belonging.revision, which.c.revision_out.not_in(belonging.later_undone))
    subject = next((each for each in SUBJECTS for _, target in _references(which) if target is each), None)
    later = (which.c.revision_out, null(), null())
    if subject is None:
        named = which.c[next(name for name in ("key", "word", "source") if name in which.c)]
        return select(named, *later).where(mine, belonging.wrote(which))
    column = next(column for column, target in _references(which) if target is subject)
    return select(_name(subject), *later).join(subject, subject.c.id == column).where(mine, belonging.wrote(which))


def _changed_since(which: Table, belonging: Belonging) -> Select[Any]:
    """Identity rows of the import that others have changed in place since."""
    later = and_(replaced.c.revision_in > belonging.revision, replaced.c.revision_out.is_(None))
    ours = and_(replaced.c.entity == IDENTITIES[which], belonging.own(which))
    joined = which.join(replaced, replaced.c.row_id == which.c.id)
    return select(_name(which), replaced.c.revision_in, null(), null()).select_from(joined).where(later, ours)


def _referring(which: Table, column: Column[Any], target: Table, belonging: Belonging) -> Select[Any]:
    """Later rows that refer to an identity that the import added."""
    there = target.alias("referred_to")
    who, when = BY.get(which, (None, None))
    said = (which.c.revision_in, which.c[who] if who else null(), which.c[when] if when else null())
    later = and_(which.c.revision_in > belonging.revision, which.c.revision_out.is_(None), ~belonging.own(which))
    rows = select(_name(there), *said).select_from(which.join(there, there.c.id == column))
    return rows.where(later, column.in_(belonging.added(target)))


def _overlapping(belonging: Belonging) -> Select[Any]:
    """Later versions that stand where those would come back that the import ended."""
    old, deal = version.alias("old"), table(Deal)
    begins_before = or_(version.c.valid_from.is_(None), old.c.valid_to.is_(None), version.c.valid_from < old.c.valid_to)
    ends_after = or_(old.c.valid_from.is_(None), version.c.valid_to.is_(None), old.c.valid_from < version.c.valid_to)
    later = and_(version.c.revision_in > belonging.revision, version.c.revision_out.is_(None), ~belonging.wrote(version))
    joined = version.join(old, old.c.deal_id == version.c.deal_id).join(deal, deal.c.id == version.c.deal_id)
    rows = select(deal.c.name, version.c.revision_in, null(), null()).select_from(joined)
    return rows.where(later, old.c.revision_out == belonging.revision, begins_before, ends_after)


def _full_exports_since(session: Session, belonging: Belonging) -> list[Objection]:
    """Later whole exports of its source that found true what it wrote: they wrote nothing of that, so it would be lost.

    Also those of earlier days that took its word for what came after them.
    """
    columns = (run.c.revision_in, run.c.source, run.c.as_of, run.c.started_at, run.c.files)
    mine = session.execute(select(*columns).where(run.c.revision_in == belonging.revision)).first()
    if mine is None or mine.source is None or mine.as_of is None:
        return []
    later = and_(run.c.revision_in > mine.revision_in, run.c.source == mine.source, run.c.whole, run.c.revision_out.is_(None))
    rows = [
        (row.key, row.value, row.valid_from) for row in session.execute(select(setting).where(setting.c.revision_out.is_(None)))
    ]
    calendar = Calendar.of(Settings.on(rows, mine.as_of))
    own = moment_of(mine.as_of, mine.started_at, calendar)
    found = []
    for each in session.execute(select(*columns).where(later, run.c.as_of.is_not(None)).order_by(run.c.revision_in)):
        moment = moment_of(each.as_of, each.started_at, calendar)
        begun, ended = version.c.valid_from, version.c.valid_to
        there = and_(or_(begun.is_(None), begun <= moment), or_(ended.is_(None), ended > moment), belonging.wrote(version))
        relying = and_(begun == own, version.c.revision_in == each.revision_in)
        missed = and_(gone.c.missed_on <= each.as_of, belonging.wrote(gone))
        since = and_(gone.c.missed_on == mine.as_of, gone.c.revision_in == each.revision_in)
        asked = [(version, there if moment >= own else relying), (gone, missed if moment >= own else since)]
        if any(session.execute(select(w.c.id).where(c, w.c.revision_out.is_(None)).limit(1)).first() for w, c in asked):
            by = f"import {each.revision_in} ({each.files})"
            found.append(Objection("full export", mine.source, by, each.started_at))
    return found


def _name(which: Any) -> Column[str]:
    name: Column[str] = which.c.name if "name" in which.c else which.c.external_id
    return name


def _collect(session: Session, which: Table, question: Select[Any]) -> list[Objection]:
    """Objections from rows of name, revision, who (a person's id) and when."""
    rows = session.execute(question.limit(MOST)).all()
    asked = select(person.c.id, person.c.name).where(person.c.id.in_({row[2] for row in rows}))
    people: dict[Any, str] = {row[0]: row[1] for row in session.execute(asked)}
    imports = _imports(session, {row[1] for row in rows})
    what = WORDS.get(which.name, which.name)
    found = []
    for name, revision, who, when in rows:
        files, started = imports.get(revision, (None, None))
        by = people.get(who) or (f"import {revision} ({files})" if files else f"revision {revision}")
        found.append(Objection(what, name, by, when or started))
    return found


def _imports(session: Session, revisions: set[int]) -> dict[int, tuple[str, datetime]]:
    question = select(run.c.revision_in, run.c.files, run.c.started_at).where(run.c.revision_in.in_(revisions))
    return {revision: (files, started) for revision, files, started in session.execute(question)}
