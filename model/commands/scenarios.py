"""Saving a scenario: what-if changes to deals under a name and a key for links; the deals stay as they are."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Engine, select

from model.access import NOT_FOUND, AccessDenied, Action, Viewer
from model.acting import Act, CannotDo, acting
from model.audit import Kind
from model.tables import Scenario, table

MOST = 2_000
PARTS = {"in": bool, "amount": int, "close_date": str, "category": str}


def save(
    engine: Engine,
    viewer: Viewer,
    *,
    name: str,
    period: str,
    as_of: date,
    changes: Mapping[str, Mapping[str, Any]],
    team: int | None = None,
    key: str | None = None,
    now: datetime | None = None,
) -> str:
    """Append a scenario; gives its key. With the key of one's own scenario it is saved again, and the latest counts.

    `changes`: see model/scenarios.Scenario. CannotDo for an empty name, no changes or unreadable ones; AccessDenied for a
    `team` that is not theirs to see, and for somebody else's key: save a copy, without a key.
    """
    with acting(engine, viewer, now=now) as act:
        act.must(Action.SCENARIO, refusal="{who} sees no deals: there is nothing to try out.")
        called = act.words(name, "The name")
        if called is None:
            raise CannotDo("Give the scenario a name.")
        act.period(period)
        if team is not None and (team not in act.members or not act.viewer.may_open(team)):
            raise AccessDenied(NOT_FOUND.format(what="team"))
        if as_of > act.today:
            raise CannotDo("A scenario is made on today or a past day.")
        _check(act, changes)
        before = _latest(act, key)
        if key is not None and (before is None or before["author_id"] != act.viewer.person_id):
            raise AccessDenied("This scenario is somebody else’s: save a copy under a name of your own.")
        own = key or token_urlsafe(9)
        text = json.dumps(changes, ensure_ascii=False, sort_keys=True)
        act.add(Scenario, key=own, name=called, period=period, as_of=as_of, team_id=team, changes=text,
                author_id=act.viewer.person_id, saved_at=act.now)  # fmt: skip
        was = None if before is None else {"name": before["name"], "changes": len(json.loads(before["changes"]))}
        act.note(Kind.SCENARIO, "saved", person=act.viewer.person_id, period=period, before=was,
                 after={"name": called, "changes": len(changes)})  # fmt: skip
    return own


def put_aside(engine: Engine, viewer: Viewer, *, key: str, now: datetime | None = None) -> None:
    """Have one's own scenario be listed and opened no more. AccessDenied for somebody else's."""
    with acting(engine, viewer, now=now) as act:
        before = _latest(act, key)
        if before is None or before["author_id"] != act.viewer.person_id:
            raise AccessDenied("Only who saved a scenario can put it aside.")
        s = table(Scenario).c
        ids = act.session.execute(select(s.id).where(s.key == key, s.revision_out.is_(None))).scalars().all()
        act.end(Scenario, *ids)
        act.note(
            Kind.SCENARIO, "put aside", person=act.viewer.person_id, period=before["period"], before={"name": before["name"]}
        )


def _latest(act: Act, key: str | None) -> dict[str, Any] | None:
    own = table(Scenario)
    query = select(own).where(own.c.key == key, own.c.revision_out.is_(None)).order_by(own.c.id.desc())
    row = act.session.execute(query).mappings().first()
    return None if row is None else dict(row)


def _check(act: Act, changes: Mapping[str, Mapping[str, Any]]) -> None:
    if not changes:
        raise CannotDo("Nothing is changed: tick a deal in or out, or change its amount, day or category first.")
    if len(changes) > MOST:
        raise CannotDo(f"A scenario changes at most {MOST:,} deals.")
    for deal, parts in changes.items():
        unknown = [name for name, value in parts.items() if name not in PARTS or type(value) is not PARTS[name]]
        if unknown or not parts:
            raise CannotDo(f"The change of deal {deal} cannot be read: {', '.join(unknown) or 'it is empty'}.")
        act.check_amount(parts.get("amount"), "An amount")
        if "close_date" in parts:
            try:
                act.check_close_date(date.fromisoformat(parts["close_date"]))
            except CannotDo:
                raise
            except ValueError:
                raise CannotDo(f"The close date of deal {deal} is no day: {parts['close_date']!r}.") from None
