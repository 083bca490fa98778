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

from model.access import Action
from model.acting import Act, CannotDo
from model.audit import Kind
from model.base import Base
from model.settings import DEFAULTS
from model.tables import Entry, Quota, Setting, StageTerms, table

Values = dict[str, Any]


class HoldsAlready(CannotDo):
    """What was to be set holds on that day anyway."""


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
    act.must(Action.SET, refusal="{who} cannot change this: ask an administrator.")


def held(act: Act, what: Dated, key: Mapping[str, Any], day: date, without: int | None = None) -> Values | None:
    """The row that holds on a day, leaving out the row `without`; None where there is none."""
    rows = [row for row in _rows(act, what, key) if (row["valid_from"] or date.min) <= day and row["id"] != without]
    return max(rows, key=lambda row: (row["valid_from"] or date.min, row["id"]), default=None)


def put(
    act: Act,
    what: Dated,
    key: Mapping[str, Any],
    values: Mapping[str, Any],
    since: date | None,
    about: Mapping[str, Any],
    **named: str,
) -> int:
    """Set values from a day on (None: today); gives the audit entry's id.

    `about`: the entry's person and period, if any; `named`: what the entry says besides, for who reads it.

    CannotDo for a past day, or where that holds already.
    """
    day = since or act.today
    if day < act.today:
        raise CannotDo(f"{day} is past: a past day is shown with the settings of that day. Choose today or a later day.")
    before = held(act, what, key, day)
    was = _usual(what, key) if before is None else _values(what, before)
    if was is not None and was == dict(values):
        raise HoldsAlready("That holds already: nothing would change.")
    same = [row for row in _rows(act, what, key) if row["valid_from"] == day]
    act.end(what.model, *(row["id"] for row in same))
    row = act.add(what.model, **key, **values, valid_from=day)
    replaced = [_values(what, each) for each in same]
    after = {**named, **key, **values, "from": day, "row": row} | ({"replaced": replaced[-1]} if replaced else {})
    return act.note(what.kind, "set", before=was, after=after, **about)


def take_back(act: Act, entry: int) -> None:
    """Undo what an audit entry says was set: what held before it holds from today on.

    What holds from today or a later day on ends without a trace; what past days were shown with stays, and what held before is
    appended. CannotDo where it is no such entry, undone already, or does not hold any more because something was set since.
    """
    e = table(Entry).c
    row = act.session.execute(select(e.kind, e.done, e.after, e.person_id, e.period).where(e.id == entry)).first()
    if row is None or row[1] != "set" or row[0] not in EVERY:
        raise CannotDo("This entry set nothing that could be taken back.")
    what, after = EVERY[Kind(row[0])], json.loads(row[2])
    key = {name: after[name] for name in what.key}
    if all(each["id"] != after["row"] for each in _rows(act, what, key)):
        raise CannotDo("It is taken back already, or has been set again for the same day since.")
    since = date.fromisoformat(after["from"])
    about = {"person": row[3], "period": row[4]}
    said = {**key, "from": since, "entry": entry} | {name: after[name] for name in ("stage",) if name in after}
    if since >= act.today:
        act.end(what.model, after["row"])
        if "replaced" in after:
            act.add(what.model, **key, **after["replaced"], valid_from=since)
    else:
        standing = held(act, what, key, act.today)
        if standing is None or standing["id"] != after["row"]:
            raise CannotDo("It does not hold any more: something else was set since. Set what is to hold from now on instead.")
        values = after.get("replaced") or _before(act, what, key, after["row"])
        act.add(what.model, **key, **values, valid_from=act.today)
        said |= values
    act.note(what.kind, "took back", before={name: after[name] for name in what.values}, after=said, **about)


def _before(act: Act, what: Dated, key: Mapping[str, Any], row: int) -> Values:
    """What would hold today without a row."""
    other = held(act, what, key, act.today, without=row)
    values = _usual(what, key) if other is None else _values(what, other)
    if values is None:
        raise CannotDo("Nothing was set before it: set what is to hold from now on instead.")
    return values


def _usual(what: Dated, key: Mapping[str, Any]) -> Values | None:
    """What holds where nothing was set: a setting's default, no quota; None for stages and rates, which have nothing."""
    if what is QUOTAS:
        return {"amount": None}
    value = DEFAULTS.get(key["key"]) if what is SETTINGS else None
    return None if value is None else {"value": value}


def _values(what: Dated, row: Mapping[str, Any]) -> Values:
    return {name: row[name] for name in what.values}


def _rows(act: Act, what: Dated, key: Mapping[str, Any]) -> list[Values]:
    own = table(what.model)
    same = [own.c[name].is_(None) if key[name] is None else own.c[name] == key[name] for name in what.key]
    query = select(own).where(own.c.revision_out.is_(None), *same).order_by(own.c.id)
    return [dict(row) for row in act.session.execute(query).mappings()]
