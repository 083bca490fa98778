"""What owners make of their own deals, as of a day: the layer that a snapshot lays over what the CRM says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Select, and_, case, cast, func, literal, or_, select
from sqlalchemy.sql.selectable import NamedFromClause

from model.calendar import Period
from model.columns import OPEN_DAY, deal_history
from model.tables import Judgement, table

judgement = table(Judgement)


@dataclass(frozen=True)
class Views:
    """Which judgements may count on a day: those made before `until`, of these periods."""

    until: datetime
    periods: tuple[Period, ...]


def any_of_owners() -> Select[Any]:
    """period, first moment of the judgements that are of somebody who has owned the deal; no row where there are none."""
    j = judgement.c
    owned = and_(deal_history.c.deal_id == j.deal_id, deal_history.c.owner_id == j.person_id)
    rows = select(j.period, func.min(j.judged_at).label("first")).join(deal_history, owned)
    return rows.where(j.revision_out.is_(None)).group_by(j.period)


def owners_views(day: date, views: Views) -> NamedFromClause:
    """Each person's latest view of a deal that stands on `day`: deal_id, person_id, judgement_id, values (NULL = the CRM's).

    A view stands until it is withdrawn, the deal is closed or changes hands, or the CRM moves its close date out of the
    period that was judged, after it was judged: coming back does not revive it.
    """
    j, later = judgement.c, deal_history.alias("later")
    made = and_(j.revision_out.is_(None), j.judged_at < views.until, _named(j.period, views.periods))
    kept = or_(j.withdrawn_at.is_(None), j.withdrawn_at >= views.until)
    nth = func.row_number().over(partition_by=(j.deal_id, j.person_id), order_by=(j.judged_at.desc(), j.id.desc()))
    last = select(judgement, nth.label("nth")).where(made, kept).subquery("last_view")
    first_day, last_day = (_day(last.c.period, views.periods, side) for side in ("first", "last"))
    due = func.coalesce(later.c.close_on, OPEN_DAY)
    moved = and_(later.c.close_on.is_distinct_from(later.c.previous_close_on), or_(due < first_day, due > last_day))
    ended = or_(later.c.stage_kind.in_(("won", "lost")), later.c.owner_id.is_distinct_from(last.c.person_id), moved)
    since = and_(later.c.deal_id == last.c.deal_id, later.c.valid_from > last.c.judged_at, later.c.from_on <= day)
    return (
        select(
            last.c.deal_id, last.c.person_id, last.c.id.label("judgement_id"), last.c.category, last.c.amount,
            last.c.close_date, last.c.next_step,
        )
        .where(last.c.nth == 1, ~select(later.c.deal_id).where(since, ended).exists())
        .subquery("owners_view")
    )  # fmt: skip


def _named(column: Any, periods: Sequence[Period]) -> Any:
    return column.in_([period.name for period in periods])


def _day(column: Any, periods: Sequence[Period], side: str) -> Any:
    """The first or last day of the period that a column names."""
    return case(*((column == period.name, cast(literal(getattr(period, side)), Date)) for period in periods))
