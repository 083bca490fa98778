"""What was done: calls, e-mails, meetings, on accounts, leads and deals."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from model.base import Believed, Moment


class Direction(StrEnum):
    """Who began it: we (out) or they (in)."""

    OUT = "out"
    IN = "in"


class Activity(Believed, table=True):
    """A touch. `done` is false for what is only planned; only done activities are counted."""

    __tablename__ = "activity"
    external_id: str = Field(unique=True)
    happened_at: datetime = Field(sa_type=Moment)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    kind: str
    direction: str | None = None
    account_id: int | None = Field(default=None, foreign_key="account.id")
    lead_id: int | None = Field(default=None, foreign_key="lead.id", index=True)
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    done: bool = True
