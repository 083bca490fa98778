"""Reading a minute's content: it lies in the database only, as it was frozen."""

import json
from typing import Any

from sqlalchemy import Engine, select

from model.access import NOT_FOUND, AccessDenied, Viewer
from model.database import reading
from model.tables import Minute, Review, table

ELSEWHERE = "This minute holds people whom you do not lead today."


SUMS = ("people", "own_sums")
"""What of a minute the next review's bridge begins from: metrics/minutes.frozen_sums."""


def content_of(engine: Engine, viewer: Viewer, minute: int) -> dict[str, Any]:
    """What a minute holds (metrics/minutes.py), as it was frozen, by its id.

    AccessDenied, in the same words, for one that there is not and for whoever does not lead its team, or those who do; and for
    one that holds people whom the viewer does not lead today: it was frozen before they, or the leader, moved.
    """
    content = _led(engine, viewer, minute)
    if not all(viewer.is_over(person) for person in content.get("people", ())):
        raise AccessDenied(ELSEWHERE)
    return content


def sums_of(engine: Engine, viewer: Viewer, minute: int) -> dict[str, Any]:
    """The SUMS of a minute of one's team, also where somebody has left it since: their part is one bar of the next bridge.

    AccessDenied as in content_of, but for those who moved.
    """
    content = _led(engine, viewer, minute)
    return {name: content[name] for name in SUMS}


def _led(engine: Engine, viewer: Viewer, minute: int) -> dict[str, Any]:
    m, r = table(Minute).c, table(Review).c
    query = select(m.content, r.team_id).join(table(Review), r.id == m.review_id).where(m.id == minute, m.revision_out.is_(None))
    with reading(engine) as (session, _):
        row = session.execute(query).first()
    if row is None or not viewer.leads_team(row[1]):
        raise AccessDenied(NOT_FOUND.format(what="minute"))
    content: dict[str, Any] = json.loads(row[0])
    return content
