"""The running week of a demo company, whatever weekday the tests run on: until when calls count, and that none was made."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from model.database import open_database, writing
from model.settings import WEEKDAYS
from model.tables import Call, Setting, table
from seed_data.clock import ZONE


def set_deadline(url: str, value: str) -> None:
    """Until when calls count, from ever on: as an administrator would."""
    engine = open_database(url)
    with writing(engine) as (session, revision):
        old = table(Setting).c.key == "call_deadline", table(Setting).c.revision_out.is_(None)
        session.execute(update(Setting).where(*old).values(revision_out=revision))
        session.add(Setting(key="call_deadline", value=value, revision_in=revision))
    engine.dispose()


def begin_week(url: str) -> None:
    """Nobody has called yet in the week of the latest calls, and there is time for it until that week's end."""
    engine, call = open_database(url), table(Call)
    with writing(engine) as (session, revision):
        latest = session.execute(select(call.c.week).order_by(call.c.week.desc()).limit(1)).scalar()
        session.execute(update(Call).where(call.c.week == latest).values(revision_out=revision))
    engine.dispose()
    set_deadline(url, "sunday 23:59")


def pass_deadline(url: str) -> None:
    """What was called so far was in time, what comes now is late."""
    time.sleep(1 - time.time() % 1)  # a deadline is of whole seconds
    now = datetime.now(ZoneInfo(ZONE))
    set_deadline(url, f"{WEEKDAYS[now.weekday()]} {now:%H:%M:%S}")
