"""Deals whose weeks were eventful, in a demo company in Tokyo: what a Monday's export sees only the end of."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Engine, select

from model.database import writing
from model.histories import change_deal
from model.tables import Deal, Person, Stage, table
from tests.importing.mondays import end_of

TOKYO, TODAY = "Asia/Tokyo", date(2026, 11, 16)
MONDAYS = [TODAY - timedelta(weeks=back) for back in range(7, -1, -1)]


def week(number: int, days: int = 2) -> datetime:
    """So many days after a Monday, early in the morning there."""
    return end_of(MONDAYS[number], TOKYO) + timedelta(days=days, hours=3)


def day(number: int, days: int = 2) -> date:
    return MONDAYS[number] + timedelta(days=days)


def live_eventfully(engine: Engine) -> None:
    """Deals that reopen, change hands, are pushed twice between two Mondays, lose their amount, come and go in a week."""
    with writing(engine) as (session, revision):
        stages: dict[str, list[int]] = {}
        for kind, key in session.execute(select(table(Stage).c.kind, table(Stage).c.id).order_by(table(Stage).c.position)):
            stages.setdefault(kind, []).append(key)
        first, second, third = stages["qualified"][:3]
        (won,), (lost,) = stages["won"], stages["lost"]
        ann, bob = session.scalars(select(Person.id).where(Person.role == "rep").order_by(Person.id).limit(2))
        numbers = count(1)

        def deal(begin: datetime, stage: int, *moves: tuple[datetime, dict[str, Any]]) -> None:
            row = Deal(revision_in=revision, external_id=f"X{next(numbers)}", name="Eventful", created_at=begin)
            session.add(row)
            session.flush()
            start = {"stage_id": stage, "amount": 10_000, "close_date": day(7, 20), "owner_id": ann}
            for moment, changes in [(begin, start), *moves]:
                change_deal(session, revision, row.id or 0, moment, **changes)

        before = week(0) - timedelta(days=40)
        closing = {"stage_id": won, "close_date": day(2)}
        deal(before, won, (week(2), {"stage_id": second}), (week(4), {"stage_id": won, "close_date": day(4)}))
        deal(before, lost, (week(3), {"stage_id": first}), (week(3, 4), {"stage_id": lost, "close_date": day(3, 4)}))
        deal(before, third, (week(3), {"stage_id": won, "close_date": day(3)}), (week(3, 4), {"stage_id": third}))
        deal(before, first, (week(1), {"owner_id": bob}), (week(3), {"owner_id": None}), (week(5), {"owner_id": ann}))
        deal(before, second, (week(2, 1), {"close_date": day(7, 60)}), (week(2, 4), {"close_date": day(7, 90)}))
        deal(before, second, (week(1), {"amount": None}), (week(5), {"amount": 12_345}), (week(6), {"close_date": None}))
        deal(before, first, (week(2), {"stage_id": third}), (week(2, 4), {"amount": 7}), (week(5), {"stage_id": second}))
        deal(before, first, (week(2), {"stage_id": second}), (week(2, 4), {"stage_id": first}), (week(4), {"next_step": "Call"}))
        deal(before, second, (week(3), {"amount": 100}), (week(4), closing), (week(5), {"close_date": day(4)}))
        deal(before, second, (week(1), {"category": "commit"}), (week(2), {"category": "upside", "amount": 9}))
        deal(week(4, 1), first, (week(4, 3), {"stage_id": won, "close_date": day(4, 3)}))
        deal(week(2, 1), first, (week(2, 3), {"stage_id": lost, "close_date": day(2, 3)}))
        deal(week(3), first, (week(5), {"stage_id": second, "category": "commit"}), (week(6), {"stage_id": won}))
