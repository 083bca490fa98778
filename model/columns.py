"""The tables that analysis reads beside the model's own: what windows are slow at, worked out once per change.

`deal_history` has a row per believed version, `visit` one per stay in a stage, `deal_fact`, `lead_fact` and `touch` one per
deal, lead and completed activity; a snapshot has a row per deal, or per lead, as it stood at the end of a day. Days are in the
company's zone. UNKNOWN_DAY stands for «before anything is known», OPEN_DAY for «still».
"""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, MetaData, String, Table
from sqlalchemy.types import TypeEngine

from model.base import Moment

UNKNOWN_DAY = date(1, 1, 1)
OPEN_DAY = date(9999, 12, 31)

derived = MetaData()
Kind = TypeEngine[Any] | type[TypeEngine[Any]]


def _table(name: str, metadata: MetaData, **columns: Kind) -> Table:
    return Table(name, metadata, *(Column(key, kind) for key, kind in columns.items()))


deal_history = _table(
    "deal_history",
    derived,
    deal_id=Integer,
    version_id=Integer,
    valid_from=Moment,
    from_on=Date,  # first day at whose end it could hold; UNKNOWN_DAY = since before history
    to_on=Date,  # first day at whose end it no longer holds; OPEN_DAY = still
    stage_id=Integer,
    position=Integer,
    stage_kind=String,
    amount=BigInteger,  # minor units of the deal's currency
    close_on=Date,
    chosen=String,  # the owner's own category
    owner_id=Integer,
    has_next_step=Boolean,
    moved=Boolean,  # this version begins a stay in a stage
    visit=Integer,  # 1, 2, … the deal's stays in stages
    visit_on=Date,  # the day that stay began, as far as known
    visit_known=Boolean,  # false: history starts inside that stay
    previous_close_on=Date,  # the close date of the version before
    sql_on=Date,  # when the deal first reached SQL, up to this version; UNKNOWN_DAY = before history
)
visit = _table(
    "visit",
    derived,
    deal_id=Integer,
    visit=Integer,
    stage_id=Integer,
    position=Integer,
    stage_kind=String,
    entered_on=Date,  # NULL: history starts inside this stay
    left_on=Date,  # OPEN_DAY = still there; a stay may begin and end on one day
    next_position=Integer,
    next_kind=String,
    before_on=Date,  # when the deal's stay before in this stage began; NULL: none, or unknown
)
deal_fact = _table(
    "deal_fact",
    derived,
    deal_id=Integer,
    account_id=Integer,
    lead_id=Integer,
    type=String,
    currency=String,  # NULL = the company's
    created_on=Date,
    source=String,
    sdr_id=Integer,  # the owner of its lead
    product_id=Integer,  # the product of its largest line
    lost_reason=String,  # the CRM's own word
)
lead_fact = _table(
    "lead_fact",
    derived,
    lead_id=Integer,
    account_id=Integer,
    source=String,
    channel=String,
    region=String,
    owner_id=Integer,
    deal_id=Integer,
    created_on=Date,
    mql_on=Date,
    handed_over_on=Date,
    disqualified_on=Date,
    disqualify_reason=String,
    created_at=Moment,
    first_touch_at=Moment,  # first completed outgoing activity on it, from its creation on
    first_touch_on=Date,
    created_second=BigInteger,  # since 1970, rounded up
    waited_seconds=BigInteger,  # from creation to that first activity, rounded up
)
touch = _table(
    "touch",
    derived,
    activity_id=Integer,
    happened_on=Date,
    happened_at=Moment,
    person_id=Integer,
    kind=String,
    direction=String,
    account_id=Integer,  # the activity's own, else its deal's or lead's
    lead_id=Integer,
    deal_id=Integer,
)

SNAPSHOT: dict[str, Kind] = {
    "deal_id": Integer,
    "version_id": Integer,
    "account_id": Integer,
    "lead_id": Integer,
    "owner_id": Integer,
    "manager_id": Integer,  # the owner's, on that day
    "sdr_id": Integer,
    "product_id": Integer,
    "type": String,
    "source": String,
    "lost_reason": String,  # the CRM's own word, of deals that are lost on that day
    "region": String,  # the owner's
    "way": String,  # the owner's
    "segment": String,  # the account's
    "motion": String,  # new, existing or unknown (DOMAIN.md §5)
    "stage_id": Integer,
    "position": Integer,
    "stage_kind": String,
    "probability_bp": Integer,  # of the stage, on that day
    "amount": BigInteger,  # minor units of the company's currency; NULL = unknown
    "weighted": BigInteger,  # amount × probability, rounded half up
    "chosen": String,  # the owner's own category
    "category": String,  # closed, commit, upside, pipeline or omitted (DOMAIN.md §6)
    "close_on": Date,
    "closed_on": Date,  # the day a won or lost deal counts on
    "due_on": Date,  # closed_on of closed deals, close_on of open ones
    "created_on": Date,
    "visit_on": Date,
    "visit_known": Boolean,
    "changed_on": Date,  # when its present version began
    "sql_on": Date,  # NULL: has not reached SQL by that day
    "has_next_step": Boolean,
    "crm_amount": BigInteger,  # what the CRM says where the owner judges otherwise (model/owners_views.py), else as above
    "crm_chosen": String,
    "crm_close_on": Date,
    "judged_next_step": String,  # the owner's, where they wrote one here
    "own_judgement_id": Integer,  # NULL: all is as the CRM says
}


LEAD_SNAPSHOT: dict[str, Kind] = {
    "lead_id": Integer,
    "account_id": Integer,
    "owner_id": Integer,  # the SDR
    "source": String,
    "channel": String,
    "region": String,
    "created_on": Date,
    "created_at": Moment,
    "first_touch_at": Moment,
    "first_touch_on": Date,
    "created_second": BigInteger,  # since 1970
    "waited_seconds": BigInteger,  # from creation to the first outgoing activity; NULL: none by that day
    "mql_on": Date,
    "disqualified_on": Date,
    "disqualify_reason": String,
    "deal_id": Integer,  # NULL: no deal by that day
    "deal_owner_id": Integer,
    "stage_kind": String,  # the deal's
    "srl_on": Date,
    "sql_on": Date,
    "won_on": Date,
    "value": BigInteger,  # the deal's amount
    "segment": String,  # the account's
    "motion": String,  # new or existing
}


def snapshot_table(name: str) -> Table:
    """The table of that name, of the shape of a snapshot of deals."""
    return _table(name, MetaData(), **SNAPSHOT)


def lead_snapshot_table(name: str) -> Table:
    """The table of that name, of the shape of a snapshot of leads."""
    return _table(name, MetaData(), **LEAD_SNAPSHOT)
