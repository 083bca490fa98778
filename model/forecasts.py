"""What people are asked for and what they say: quotas, calls, judgements."""

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from model.base import Believed, Moment


class Quota(Believed, table=True):
    """The target of a person for a period ("2027Q1", "2027-01" or "FY2027"), in minor units.

    `kind` is new, existing or empty (both together). A later row with a `valid_from` day replaces an earlier one
    from that day on; past days keep what was set then. No amount = no quota from that day on.
    """

    __tablename__ = "quota"
    person_id: int = Field(foreign_key="person.id", index=True)
    period: str = Field(index=True)
    kind: str | None = None
    amount: int | None = Field(default=None, sa_type=BigInteger)
    valid_from: date | None = None


class Call(Believed, table=True):
    """The numbers a person submits for a period and week: `commit` includes what is closed. Appended only."""

    __tablename__ = "call"
    person_id: int = Field(foreign_key="person.id", index=True)
    author_id: int | None = Field(default=None, foreign_key="person.id")
    period: str = Field(index=True)
    week: date
    called_at: datetime = Field(sa_type=Moment)
    commit: int = Field(sa_type=BigInteger)
    upside: int | None = Field(default=None, sa_type=BigInteger)
    note: str | None = None


class Judgement(Believed, table=True):
    """Somebody's view of one deal in one period: a manager's, or its owner's own; an empty value leaves the deal's.

    An owner's own judgement is what they make of their deal beside what the CRM says; everybody above may judge it otherwise.
    Withdrawing ends the row (`revision_out`) and appends it again with `withdrawn_at`. `amount` is in the company's currency.
    """

    __tablename__ = "judgement"
    deal_id: int = Field(foreign_key="deal.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    period: str
    judged_at: datetime = Field(sa_type=Moment)
    category: str | None = None
    amount: int | None = Field(default=None, sa_type=BigInteger)
    close_date: date | None = None
    next_step: str | None = None
    reason: str | None = None
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
