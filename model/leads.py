"""Leads, and the BANT answers given on leads and deals."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from model.base import Believed, Moment


class Answer(StrEnum):
    """One BANT letter's answer."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Lead(Believed, table=True):
    """A person at a company who has shown interest. `owner_id` is the SDR; `deal_id` what it became."""

    __tablename__ = "lead"
    external_id: str = Field(unique=True)
    name: str
    company: str | None = None
    email: str | None = None
    account_id: int | None = Field(default=None, foreign_key="account.id")
    source: str | None = None
    channel: str | None = None
    region: str | None = None
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    created_at: datetime | None = Field(default=None, sa_type=Moment)
    mql_at: datetime | None = Field(default=None, sa_type=Moment)
    handed_over_at: datetime | None = Field(default=None, sa_type=Moment)
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    disqualified_at: datetime | None = Field(default=None, sa_type=Moment)
    disqualify_reason: str | None = None


class BantAnswer(Believed, table=True):
    """Budget, authority, need, timing as somebody answered them on a lead or a deal; appended, never edited."""

    __tablename__ = "bant_answer"
    lead_id: int | None = Field(default=None, foreign_key="lead.id", index=True)
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    budget: str = Answer.UNKNOWN
    authority: str = Answer.UNKNOWN
    need: str = Answer.UNKNOWN
    timing: str = Answer.UNKNOWN
