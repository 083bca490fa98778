"""Reading a minute's content: it lies in the database only, as it was frozen."""

import json
from typing import Any

from sqlalchemy import Engine, select

from model.access import NOT_FOUND, AccessDenied, Viewer
from model.database import reading
from model.tables import Minute, Review, table


def content_of(engine: Engine, viewer: Viewer, minute: int) -> dict[str, Any]:
    """What a minute holds (metrics/minutes.py), as it was frozen, by its id.

    AccessDenied, in the same words, for one that there is not and for whoever does not lead its team, or those who do.
    """
    m, r = table(Minute).c, table(Review).c
    query = select(m.content, r.team_id).join(table(Review), r.id == m.review_id).where(m.id == minute, m.revision_out.is_(None))
    with reading(engine) as (session, _):
        row = session.execute(query).first()
    if row is None or not viewer.leads_team(row[1]):
        raise AccessDenied(NOT_FOUND.format(what="minute"))
    content: dict[str, Any] = json.loads(row[0])
    return content
