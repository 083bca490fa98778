"""Dated values that administrators set: from a day on, never for the past; taken back so that no past day changes.

What is set holds from a day, today or later; a past day is shown with what held on it. Taking back ends what has not
been shown yet, and for what has, appends what held before from today on.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from model.access import AccessDenied
from model.acting import Act, CannotDo
from model.audit import Kind
from model.base import Base
from model.settings import DEFAULTS
from model.tables import Entry, Quota, Setting, StageTerms, table

Values = dict[str, Any]


@dataclass(frozen=True)
class Dated:
    """A table of dated values: what tells its rows apart, and what they say."""

    kind: Kind
    model: type[Base]
    key: tuple[str, ...]
    values: tuple[str, ...]


SETTINGS = Dated(Kind.SETTING, Setting, ("key",), ("value",))
QUOTAS = Dated(Kind.QUOTA, Quota, ("person_id", "period", "kind"), ("amount",))
TERMS = Dated(Kind.STAGE, StageTerms, ("stage_id",), ("probability_bp", "default_category"))
EVERY = {each.kind: each for each in (SETTINGS, QUOTAS, TERMS)}


def must_administer(act: Act) -> None:
    """AccessDenied for who is no administrator."""
    if not act.viewer.admin:
        raise AccessDenied(f"{act.viewer.name} cannot change this: ask an administrator.")


def held(act: Act, what: Dated, key: Mapping[str, Any], day: date, without: int | None = None) -> Values | None:
    """The row that holds on a day, leaving out the row `without`; None where there is none."""
    rows = [row for row in _rows(act, what, key) if (row["valid_from"] or date.min) <= day and row["id"] != without]
    return max(rows, key=lambda row: (row["valid_from"] or date.min, row["id"]), default=None)


def put(
    act: Act, what: Dated, key: Mapping[str, Any], values: Mapping[str, Any], since: date | None, about: Mapping[str, Any]
) -> int:
    """Set values from a day on (None: today); gives the audit entry's id. `about`: the entry's person and period, if any.

    CannotDo for a past day, or where that holds already.
    """
    day = since or act.today
    if day < act.today:
        raise CannotDo(f"{day} is past: a past day is shown with the settings of that day. Choose today or a later day.")
    before = held(act, what, key, day)
    if before is not None and all(before[name] == values[name] for name in what.values):
        raise CannotDo("That holds already: nothing would change.")
    same = [row for row in _rows(act, what, key) if row["valid_from"] == day]
    act.end(what.model, *(row["id"] for row in same))
    row = act.add(what.model, **key, **values, valid_from=day)
    was = None if before is None else {name: before[name] for name in what.values}
    replaced = [{name: each[name] for name in what.values} for each in same]
    after = {**key, **values, "from": day, "row": row} | ({"replaced": replaced[-1]} if replaced else {})
    return act.note(what.kind, "set", before=was, after=after, **about)


def take_back(act: Act, entry: int) -> None:
    """Undo what an audit entry says was set. CannotDo where it is no such entry, undone already, or set again since."""
    e = table(Entry).c
    row = act.session.execute(select(e.kind, e.done, e.after, e.person_id, e.period).where(e.id == entry)).first()
    if row is None or row[1] != "set" or row[0] not in EVERY:
        raise CannotDo("This entry set nothing that could be taken back.")
    what, after = EVERY[Kind(row[0])], json.loads(row[2])
    key = {name: after[name] for name in what.key}
    standing = [each for each in _rows(act, what, key) if each["id"] == after["row"]]
    if not standing:
        raise CannotDo("It is taken back already, or has been set again for the same day since.")
    since = date.fromisoformat(after["from"])
    about = {"person": row[3], "period": row[4]}
    said = {**key, "from": since, "entry": entry}
    if since >= act.today:
        act.end(what.model, after["row"])
        if "replaced" in after:
            act.add(what.model, **key, **after["replaced"], valid_from=since)
    else:
        before = held(act, what, key, act.today, without=after["row"])
        values = _usual(what, key) if before is None else {name: before[name] for name in what.values}
        now = [each for each in _rows(act, what, key) if each["valid_from"] == act.today]
        act.end(what.model, *(each["id"] for each in now))
        act.add(what.model, **key, **values, valid_from=act.today)
        said |= values
    act.note(what.kind, "took back", before={name: after[name] for name in what.values}, after=said, **about)


def _usual(what: Dated, key: Mapping[str, Any]) -> Values:
    """What holds where nothing was set: a setting's default; quotas and stages have none."""
    if what is SETTINGS and key["key"] in DEFAULTS:
        return {"value": DEFAULTS[key["key"]]}
    raise CannotDo("Nothing was set before it: set what is to hold from now on instead.")


def _rows(act: Act, what: Dated, key: Mapping[str, Any]) -> list[Values]:
    own = table(what.model)
    same = [own.c[name].is_(None) if key[name] is None else own.c[name] == key[name] for name in what.key]
    query = select(own).where(own.c.revision_out.is_(None), *same).order_by(own.c.id)
    return [dict(row) for row in act.session.execute(query).mappings()]
