"""People and whom they report to, by day."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field

from model.base import Believed


class Role(StrEnum):
    """What a person does here; it decides what they may see (model/access.py)."""

    REP = "rep"
    SDR = "sdr"
    MANAGER = "manager"
    EXECUTIVE = "executive"
    MARKETING = "marketing"
    OBSERVER = "observer"


class Way(StrEnum):
    """How a rep is meant to earn: new customers, growth of named accounts, or both."""

    HUNTER = "hunter"
    FARMER = "farmer"
    HYBRID = "hybrid"


class Person(Believed, table=True):
    """Somebody who works leads or deals, manages, or looks on. `admin` is a flag beside the role."""

    __tablename__ = "person"
    external_id: str = Field(unique=True)
    name: str
    email: str | None = Field(default=None, index=True)
    role: str = Role.REP
    way: str | None = None
    region: str | None = None
    admin: bool = False
    active_from: date | None = None
    active_to: date | None = None


class ReportingLine(Believed, table=True):
    """From `valid_from` to `valid_to` (both days included, empty = open) a person reports to a manager.

    On a day that two lines cover, the one with the later `valid_from` counts. An empty manager means: to nobody.
    """

    __tablename__ = "reporting_line"
    person_id: int = Field(foreign_key="person.id", index=True)
    manager_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    valid_from: date | None = None
    valid_to: date | None = None
