"""The leads of a Book, as they stood on its day."""

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, FromClause, Integer, Select, Table, case, cast, func, null, or_, select
from sqlalchemy import ColumnElement as Column

from model.access import Sight
from model.columns import LEAD_SNAPSHOT, lead_fact
from model.tables import Account, table

if TYPE_CHECKING:  # the warehouse, which a Book needs, imports this
    from model.book_deals import BookDeals


def leads(book: "BookDeals") -> FromClause:
    """One row per lead created by the Book's day (or of unknown creation), events after that day left NULL.

    Columns: lead_id, account_id, deal_id, owner_id (the SDR), deal_owner_id, source, channel, region, segment,
    created_on, created_at, created_second (since 1970), first_touch_at, first_touch_on, waited_seconds (from creation to
    the first touch), mql_on, srl_on (became a deal: the deal's creation, else the hand-over), sql_on (the deal reached
    SQL), won_on (it is won, closed on), value (the deal's amount in minor units; NULL for viewers who see no amounts),
    stage_kind of the deal, disqualified_on, disqualify_reason, motion (whether its account was a customer when the lead
    was created; new without an account).

    A viewer sees a lead whose SDR or whose deal's owner they may see; SDR and marketing see all of them. Of a deal that is
    somebody else's they see how far it came, not whose it is nor what it is worth.
    """
    rows = book.warehouse.lead_snapshot(book.as_of)
    cut = _cut(book, rows)
    hidden: dict[str, Column[Any]] = {}
    if book.viewer.sight is Sight.LEADS:
        hidden = {"value": cast(null(), BigInteger), "deal_owner_id": cast(null(), Integer)}
    elif book.viewer.people is not None:
        mine = rows.c.deal_owner_id.in_(sorted(book.viewer.people))
        hidden = {name: case((mine, rows.c[name])) for name in ("deal_owner_id", "value")}
    if not cut and not hidden:
        return rows.alias("lead")
    return select(*(hidden.get(name, rows.c[name]).label(name) for name in LEAD_SNAPSHOT)).where(*cut).subquery("lead")


def lead_snapshot(day: date, deals: Table) -> Select[*tuple[Any, ...]]:
    """A row per lead of the company as it stood at the end of `day`, with the columns of LEAD_SNAPSHOT.

    `deals` is the snapshot of the deals of that day.
    """
    f, deal, account = lead_fact.c, deals.alias("lead_deal"), table(Account)
    first_win = _first_wins(deals)
    known = or_(account.c.customer_since < f.created_on, first_win.c.first_win < f.created_on)
    srl_on = func.coalesce(deal.c.created_on, f.handed_over_on)
    columns: dict[str, Column[Any]] = {
        **{name: f[name] for name in ("lead_id", "account_id", "owner_id", "source", "channel", "region")},
        "created_on": f.created_on,
        "created_at": f.created_at,
        "first_touch_at": case((f.first_touch_on <= day, f.first_touch_at)),
        "first_touch_on": case((f.first_touch_on <= day, f.first_touch_on)),
        "created_second": f.created_second,
        "waited_seconds": case((f.first_touch_on <= day, f.waited_seconds)),
        "mql_on": case((f.mql_on <= day, f.mql_on)),
        "disqualified_on": case((f.disqualified_on <= day, f.disqualified_on)),
        "disqualify_reason": case((f.disqualified_on <= day, f.disqualify_reason)),
        "deal_id": deal.c.deal_id,
        "deal_owner_id": deal.c.owner_id,
        "stage_kind": deal.c.stage_kind,
        "srl_on": case((srl_on <= day, srl_on)),
        "sql_on": deal.c.sql_on,
        "won_on": case((deal.c.stage_kind == "won", deal.c.closed_on)),
        "value": deal.c.amount,
        "segment": account.c.segment,
        "motion": case((known, "existing"), else_="new"),
    }
    return (
        select(*(columns[name].label(name) for name in LEAD_SNAPSHOT))
        .join(deal, deal.c.deal_id == f.deal_id, isouter=True)
        .join(account, account.c.id == f.account_id, isouter=True)
        .join(first_win, first_win.c.account_id == f.account_id, isouter=True)
        .where(or_(f.created_on.is_(None), f.created_on <= day))
    )


def _first_wins(deals: Table) -> FromClause:
    deal = deals.alias("win")
    query = select(deal.c.account_id, func.min(deal.c.closed_on).label("first_win"))
    return query.where(deal.c.stage_kind == "won").group_by(deal.c.account_id).subquery("first_win")


def _cut(book: "BookDeals", rows: FromClause) -> list[Column[bool]]:
    cut: list[Column[bool]] = []
    if book.people is not None:
        mine = sorted(book.people)
        # who sees leads only learns of no deal whose it is, neither by a column nor by what a person's team leaves
        owners = (rows.c.owner_id,) if book.viewer.sight is Sight.LEADS else (rows.c.owner_id, rows.c.deal_owner_id)
        cut.append(or_(*(owner.in_(mine) for owner in owners)))
    chosen = {"motion": book.scope.kind, "region": book.scope.region, "segment": book.scope.segment}
    cut.extend(rows.c[name] == value for name, value in chosen.items() if value is not None)
    return cut
