"""Reading a minute's content: it lies in the database only, as it was frozen."""

import json
from typing import Any

from sqlalchemy import Engine, select

from model.access import AccessDenied, Sight, Viewer
from model.database import reading
from model.tables import Minute, Review, table


def content_of(engine: Engine, viewer: Viewer, minute: int) -> dict[str, Any]:
    """What a minute holds (metrics/minutes.py), as it was frozen, by its id.

    AccessDenied for one that there is not, and for whoever may not open its team's leader's book (the whole company's: who
    does not see everybody).
    """
    m, r = table(Minute).c, table(Review).c
    query = select(m.content, r.team_id).join(table(Review), r.id == m.review_id).where(m.id == minute, m.revision_out.is_(None))
    with reading(engine) as (session, _):
        row = session.execute(query).first()
    may = row is not None and (viewer.people is None if row[1] is None else viewer.may_open(row[1]))
    if row is None or viewer.sight is not Sight.DEALS or not may:
        raise AccessDenied("There is no such minute, or it is not yours to see")
    content: dict[str, Any] = json.loads(row[0])
    return content
