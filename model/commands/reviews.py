"""The meeting: opened, ended with a minute that never changes, and opened again only with a reason."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlmodel import Session

from model.access import NOT_FOUND, AccessDenied, Action, Viewer
from model.acting import Act, CannotDo, acting
from model.audit import Kind
from model.tables import Minute, Reopening, Review, table

SHAPE = 1
"""The format of a minute's content (metrics/minutes.py)."""


@dataclass(frozen=True)
class Held:
    """A review and where it stands: `ended` while its latest minute is newer than its latest reopening."""

    id: int
    team: int | None
    period: str
    week: date
    ended: bool


def open_review(engine: Engine, viewer: Viewer, *, team: int | None, period: str, now: datetime | None = None) -> int:
    """The review of a team on a period this week, opened if there is none yet; gives its id.

    `team` is whoever leads it; None = the whole company. Its leader opens it, or anybody above; the whole company's an
    executive or the machine's owner. AccessDenied for others; CannotDo for a period that there is not.
    """
    with acting(engine, viewer, now=now) as act:
        act.period(period)
        must_hold(act, team)
        week = act.calendar.week_of(act.today).first
        r = table(Review).c
        same = r.team_id.is_(None) if team is None else r.team_id == team
        query = select(r.id).where(r.revision_out.is_(None), same, r.period == period, r.week == week)
        there = act.session.execute(query).scalar()
        if there is not None:
            return int(there)
        id_ = act.add(Review, team_id=team, period=period, week=week, opened_at=act.now, author_id=act.author)
        act.note(Kind.REVIEW, "opened", person=team, period=period, after={"week": week})
    return id_


def end_review(
    engine: Engine,
    viewer: Viewer,
    *,
    review: int,
    content: Mapping[str, Any],
    as_of: date,
    known: int,
    now: datetime | None = None,
) -> int:
    """End a review and freeze its minute; gives the minute's id. `content`: see metrics/minutes.py; `known`: its revision.

    CannotDo where it is ended already, or the figures are not today's; AccessDenied for who may not hold it.
    """
    with acting(engine, viewer, now=now) as act:
        held = held_by(act, review)
        if held.ended:
            raise CannotDo("This review is ended already: reopen it, with a reason, to end it anew.")
        if as_of != act.today:
            raise CannotDo("A minute holds today’s figures: choose today in the sidebar, and end the meeting there.")
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        values = {"as_of": as_of, "known": known, "shape": SHAPE, "content": text}
        id_ = act.add(Minute, review_id=review, ended_at=act.now, author_id=act.author, **values)
        act.note(Kind.REVIEW, "ended", person=held.team, period=held.period, after={"week": held.week, "minute": id_})
    return id_


def reopen(engine: Engine, viewer: Viewer, *, review: int, reason: str, now: datetime | None = None) -> None:
    """Open an ended review again; its minute stays as it is. CannotDo without a reason, or where it is not ended."""
    with acting(engine, viewer, now=now) as act:
        held = held_by(act, review)
        if not held.ended:
            raise CannotDo("This review is not ended: there is nothing to reopen.")
        text = act.words(reason, "The reason")
        if text is None:
            raise CannotDo("Say why the review is opened again: the reason is kept beside its minute.")
        act.add(Reopening, review_id=review, reopened_at=act.now, author_id=act.author, reason=text)
        act.note(Kind.REVIEW, "reopened", person=held.team, period=held.period, after={"week": held.week, "reason": text})


def held_by(act: Act, review: int) -> Held:
    """Where a review stands. AccessDenied where there is none, and where it is not for who acts to hold, in the same words."""
    found = state(act.session, review)
    if not act.viewer.may(Action.HOLD, found.team):
        raise AccessDenied(NOT_FOUND.format(what="review"))
    return found


def state(session: Session, review: int) -> Held:
    """Where a review stands. AccessDenied where there is none of that id."""
    r, m, o = table(Review).c, table(Minute).c, table(Reopening).c
    row = session.execute(select(r.id, r.team_id, r.period, r.week).where(r.id == review, r.revision_out.is_(None))).first()
    if row is None:
        raise AccessDenied(NOT_FOUND.format(what="review"))
    ended = session.execute(select(m.revision_in).where(m.review_id == review).order_by(m.id.desc())).scalars().first()
    opened = session.execute(select(o.revision_in).where(o.review_id == review).order_by(o.id.desc())).scalars().first()
    return Held(row[0], row[1], row[2], row[3], ended is not None and ended > (opened or 0))


def must_be_open(act: Act, review: int) -> Held:
    """Where a review stands that is written to. CannotDo where it is ended."""
    held = held_by(act, review)
    if held.ended:
        raise CannotDo("This review is ended: reopen it, with a reason, to write to it.")
    return held


def must_hold(act: Act, team: int | None) -> None:
    """AccessDenied where a team's review is not for who acts to hold; `team` as in `open_review`."""
    act.must(Action.HOLD, team, "{who} does not lead this team: its manager or whoever is above holds its review.")
    if team is not None and team not in act.members:
        raise AccessDenied(NOT_FOUND.format(what="team"))
