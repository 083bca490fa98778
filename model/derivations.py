"""The statements that fill the tables of model/columns.py from the model's own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Date, FromClause, Integer, and_, case, cast, extract, func, literal, or_, select, union
from sqlalchemy import ColumnElement as Column

from model.columns import OPEN_DAY, UNKNOWN_DAY, deal_fact, deal_history, lead_fact, touch
from model.frames import Statement
from model.tables import Activity, Deal, DealLine, DealVersion, Lead, Stage, table

activity, deal, deal_line = table(Activity), table(Deal), table(DealLine)
version, lead, stage = table(DealVersion), table(Lead), table(Stage)


@dataclass(frozen=True)
class Zones:
    """The company's time zone as it was set over time: (since, IANA name), the first since date.min."""

    spans: tuple[tuple[date, str], ...]

    def day(self, moment: Column[datetime]) -> Column[date]:
        """The day on which a moment lies, in the zone that was set for that time."""

        def local(zone: str) -> Column[date]:
            return cast(func.timezone(zone, moment), Date)

        result = local(self.spans[0][1])
        for since, zone in self.spans[1:]:
            begins = datetime.combine(since, datetime.min.time(), ZoneInfo(zone))
            result = case((moment >= begins, local(zone)), else_=result)
        return result


def histories(zones: Zones, deals: Statement | None) -> Statement:
    """`deal_history` of all deals, or of those that the subquery `deals` names.

    Two passes over one order, deal by deal: what the version before said, then what has run up so far. A deal whose
    history starts when it is lost already has reached SQL at an unknown day: losses are always in the denominator.
    """
    by_deal: dict[str, Any] = {"partition_by": version.c.deal_id, "order_by": (version.c.valid_from.nulls_first(), version.c.id)}
    first = func.row_number().over(**by_deal) == 1
    begins = func.coalesce(zones.day(version.c.valid_from), UNKNOWN_DAY)
    inside = or_(version.c.valid_from.is_(None), func.coalesce(begins > zones.day(deal.c.created_at), False))
    known = (
        select(
            version.c.deal_id,
            version.c.id.label("version_id"),
            version.c.valid_from,
            begins.label("from_on"),
            func.coalesce(zones.day(version.c.valid_to), OPEN_DAY).label("to_on"),
            version.c.stage_id,
            version.c.amount,
            version.c.close_date.label("close_on"),
            version.c.category.label("chosen"),
            version.c.owner_id,
            (func.coalesce(version.c.next_step, "") != "").label("has_next_step"),
            func.lag(version.c.close_date).over(**by_deal).label("previous_close_on"),
            or_(first, version.c.stage_id != func.lag(version.c.stage_id).over(**by_deal)).label("moved"),
            and_(first, inside).label("starts_inside"),
            and_(first, deal.c.created_at.is_(None)).label("of_unknown_age"),
        )
        .join(deal, deal.c.id == version.c.deal_id)
        .where(version.c.revision_out.is_(None))
    )
    if deals is not None:
        known = known.where(version.c.deal_id.in_(deals))
    k = known.subquery("known").c
    so_far: dict[str, Any] = {
        "partition_by": k.deal_id,
        "order_by": (k.valid_from.nulls_first(), k.version_id),
        "rows": (None, 0),
    }
    # nobody begins won or lost: a deal first seen so, as an export of today's values shows it, had a life before that
    seen_closed = and_(k.of_unknown_age, stage.c.kind.in_(("won", "lost")))
    inside_now = or_(k.starts_inside, seen_closed)
    reached = case(
        (and_(inside_now, stage.c.kind != "unqualified"), literal(UNKNOWN_DAY)),
        (stage.c.kind.in_(("qualified", "won")), k.from_on),
    )
    visit_number = func.sum(case((k.moved, 1), else_=0)).over(**so_far)
    started_inside = func.max(case((inside_now, 1), else_=0)).over(**so_far)
    passed = [column for column in k if column.name not in ("starts_inside", "of_unknown_age")]
    return select(
        *passed,
        stage.c.position,
        stage.c.kind.label("stage_kind"),
        cast(visit_number, Integer).label("visit"),
        func.max(case((k.moved, k.from_on))).over(**so_far).label("visit_on"),
        or_(visit_number > 1, started_inside == 0).label("visit_known"),
        func.min(reached).over(**so_far).label("sql_on"),
    ).join(stage, stage.c.id == k.stage_id)


def visits(_: Zones, deals: Statement | None) -> Statement:
    """`visit`: the stays in stages, from the versions of `deal_history` that begin one."""
    h = deal_history.c
    gone = (
        select(h.deal_id, func.max(h.to_on).label("gone_on")).group_by(h.deal_id).having(func.max(h.to_on) < OPEN_DAY)
    ).subquery("gone")
    order: dict[str, Any] = {"partition_by": h.deal_id, "order_by": h.visit}
    same: dict[str, Any] = {"partition_by": (h.deal_id, h.stage_id), "order_by": h.visit}
    entered_on = case((h.visit_known, h.visit_on))
    query = (
        select(
            h.deal_id,
            h.visit,
            h.stage_id,
            h.position,
            h.stage_kind,
            entered_on.label("entered_on"),
            func.coalesce(func.lead(h.from_on).over(**order), gone.c.gone_on, OPEN_DAY).label("left_on"),
            func.lead(h.position).over(**order).label("next_position"),
            func.lead(h.stage_kind).over(**order).label("next_kind"),
            func.lag(entered_on).over(**same).label("before_on"),
        )
        .join(gone, gone.c.deal_id == h.deal_id, isouter=True)
        .where(h.moved)
    )
    return query if deals is None else query.where(h.deal_id.in_(deals))


def deal_facts(zones: Zones, deals: Statement | None) -> Statement:
    """`deal_fact`: what does not change in a deal, with its lead and its main product."""
    from_lead = (
        select(lead.c.deal_id, func.min(lead.c.id).label("lead_id"))
        .where(lead.c.deal_id.is_not(None), lead.c.revision_out.is_(None))
        .group_by(lead.c.deal_id)
        .subquery("from_lead")
    )
    largest = func.row_number().over(
        partition_by=deal_line.c.deal_id, order_by=(func.coalesce(deal_line.c.amount, 0).desc(), deal_line.c.id)
    )
    lines = (
        select(deal_line.c.deal_id, deal_line.c.product_id, largest.label("nth"))
        .where(deal_line.c.revision_out.is_(None))
        .subquery("lines")
    )
    lead_id = func.coalesce(deal.c.lead_id, from_lead.c.lead_id)
    query = (
        select(
            deal.c.id.label("deal_id"),
            deal.c.account_id,
            lead_id.label("lead_id"),
            deal.c.type,
            deal.c.currency,
            zones.day(deal.c.created_at).label("created_on"),
            func.coalesce(deal.c.source, lead.c.source).label("source"),
            lead.c.owner_id.label("sdr_id"),
            lines.c.product_id,
            deal.c.lost_reason,
        )
        .join(from_lead, from_lead.c.deal_id == deal.c.id, isouter=True)
        .join(lead, and_(lead.c.id == lead_id, lead.c.revision_out.is_(None)), isouter=True)
        .join(lines, and_(lines.c.deal_id == deal.c.id, lines.c.nth == 1), isouter=True)
        .where(deal.c.revision_out.is_(None))
    )
    return query if deals is None else query.where(deal.c.id.in_(deals))


def _seconds(span: Column[Any]) -> Column[int]:
    """A moment since 1970, or a span, in whole seconds, rounded up."""
    return cast(func.ceil(extract("epoch", span)), BigInteger)


def lead_facts(zones: Zones, leads: Statement | None) -> Statement:
    """`lead_fact`: a lead's days, and the first completed outgoing activity on it from its creation on."""
    first = (
        select(activity.c.lead_id, func.min(activity.c.happened_at).label("first_touch_at"))
        .join(lead, lead.c.id == activity.c.lead_id)
        .where(
            activity.c.done,
            activity.c.direction == "out",
            activity.c.happened_at >= lead.c.created_at,
            activity.c.revision_out.is_(None),
        )
        .group_by(activity.c.lead_id)
    )
    first_touch = (first if leads is None else first.where(activity.c.lead_id.in_(leads))).subquery("first_touch")
    of_deal = select(deal.c.lead_id, func.min(deal.c.id).label("deal_id")).where(
        deal.c.lead_id.is_not(None), deal.c.revision_out.is_(None)
    )
    by_deal = of_deal.group_by(deal.c.lead_id).subquery("by_deal")
    query = (
        select(
            lead.c.id.label("lead_id"),
            lead.c.account_id,
            lead.c.source,
            lead.c.channel,
            lead.c.region,
            lead.c.owner_id,
            func.coalesce(lead.c.deal_id, by_deal.c.deal_id).label("deal_id"),
            zones.day(lead.c.created_at).label("created_on"),
            zones.day(lead.c.mql_at).label("mql_on"),
            zones.day(lead.c.handed_over_at).label("handed_over_on"),
            zones.day(lead.c.disqualified_at).label("disqualified_on"),
            lead.c.disqualify_reason,
            lead.c.created_at,
            first_touch.c.first_touch_at,
            zones.day(first_touch.c.first_touch_at).label("first_touch_on"),
            _seconds(lead.c.created_at).label("created_second"),
            _seconds(first_touch.c.first_touch_at - lead.c.created_at).label("waited_seconds"),
        )
        .join(first_touch, first_touch.c.lead_id == lead.c.id, isouter=True)
        .join(by_deal, by_deal.c.lead_id == lead.c.id, isouter=True)
        .where(lead.c.revision_out.is_(None))
    )
    return query if leads is None else query.where(lead.c.id.in_(leads))


def touches(zones: Zones, activities: Statement | None) -> Statement:
    """`touch`: completed activities, with the account of their deal or lead where they name none."""
    query = (
        select(
            activity.c.id.label("activity_id"),
            zones.day(activity.c.happened_at).label("happened_on"),
            activity.c.happened_at,
            activity.c.person_id,
            activity.c.kind,
            activity.c.direction,
            func.coalesce(activity.c.account_id, deal.c.account_id, lead.c.account_id).label("account_id"),
            activity.c.lead_id,
            activity.c.deal_id,
        )
        .join(deal, deal.c.id == activity.c.deal_id, isouter=True)
        .join(lead, lead.c.id == activity.c.lead_id, isouter=True)
        .where(activity.c.done, activity.c.revision_out.is_(None))
    )
    return query if activities is None else query.where(activity.c.id.in_(activities))


Derivation = Callable[[Zones, Statement | None], Statement]

DERIVATIONS: dict[str, tuple[str, Derivation]] = {
    "deal_history": ("deal_id", histories),
    "visit": ("deal_id", visits),
    "deal_fact": ("deal_id", deal_facts),
    "lead_fact": ("lead_id", lead_facts),
    "touch": ("activity_id", touches),
}
"""derived table → (its key, how to derive the rows of some keys, or of all); in the order of their needs."""


def touched_by(changed: dict[str, Statement], name: str) -> Statement | None:
    """Which keys of a derived table may differ once the rows `changed` (model table → their ids) were rewritten.

    None = none of them. Facts that are read through a reference (a deal's lead, a lead's activities) are followed.
    """
    sources: dict[str, list[tuple[str, FromClause, Column[int], Column[int]]]] = {
        "deal_history": [
            ("deal_version", version, version.c.id, version.c.deal_id),
            ("deal", deal, deal.c.id, deal.c.id),
        ],
        "deal_fact": [
            ("deal", deal, deal.c.id, deal.c.id),
            ("lead", lead, lead.c.id, lead.c.deal_id),
            ("lead", deal, deal.c.lead_id, deal.c.id),
            ("lead", deal_fact, deal_fact.c.lead_id, deal_fact.c.deal_id),
            ("deal_line", deal_line, deal_line.c.id, deal_line.c.deal_id),
        ],
        "lead_fact": [
            ("lead", lead, lead.c.id, lead.c.id),
            ("activity", activity, activity.c.id, activity.c.lead_id),
            ("activity", touch, touch.c.activity_id, touch.c.lead_id),
            ("deal", deal, deal.c.id, deal.c.lead_id),
            ("deal", lead_fact, lead_fact.c.deal_id, lead_fact.c.lead_id),
        ],
        "touch": [
            ("activity", activity, activity.c.id, activity.c.id),
            ("deal", activity, activity.c.deal_id, activity.c.id),
            ("lead", activity, activity.c.lead_id, activity.c.id),
        ],
    }
    sources["visit"] = sources["deal_history"]
    picks = [
        select(target.label("key")).where(key.in_(changed[source]), target.is_not(None))
        for source, _, key, target in sources[name]
        if source in changed
    ]
    if not picks:
        return None
    keys = union(*picks).subquery("keys")
    return select(keys.c.key)
