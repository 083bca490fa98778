"""Deals, their believed versions and their product lines."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from model.base import Believed, Moment

_BELIEVED: dict[str, Any] = {f"{db}_where": text("revision_out IS NULL") for db in ("sqlite", "postgresql")}
_STILL_SO: dict[str, Any] = {f"{db}_where": text("revision_out IS NULL AND valid_to IS NULL") for db in ("sqlite", "postgresql")}


class Deal(Believed, table=True):
    """An opportunity's identity; everything that changes in it is in its versions.

    An empty `created_at` means that its beginning is not known. `lost_reason` is the CRM's own word.
    """

    __tablename__ = "deal"
    external_id: str = Field(unique=True)
    name: str
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    lead_id: int | None = Field(default=None)
    type: str | None = None
    currency: str | None = None
    created_at: datetime | None = Field(default=None, sa_type=Moment)
    source: str | None = None
    lost_reason: str | None = None


class State(Believed):
    """What a version says of a deal. `amount` in minor units of the deal's currency, empty = unknown.

    `category` is the owner's own choice; empty leaves the stage's default.
    """

    stage_id: int = Field(foreign_key="stage.id")
    amount: int | None = Field(default=None, sa_type=BigInteger)
    close_date: date | None = None
    category: str | None = None
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    next_step: str | None = None


class DealVersion(State, table=True):
    """How a deal stood while `valid_from` ≤ t < `valid_to`; empty from = unknown beginning, empty to = still so."""

    __tablename__ = "deal_version"
    __table_args__ = (
        Index("one_version_at_a_moment", "deal_id", "valid_from", unique=True, **_BELIEVED),
        Index("one_version_now", "deal_id", unique=True, **_STILL_SO),
    )
    deal_id: int = Field(foreign_key="deal.id", index=True)
    valid_from: datetime | None = Field(default=None, sa_type=Moment)
    valid_to: datetime | None = Field(default=None, sa_type=Moment)


class DealLine(Believed, table=True):
    """A product in a deal; `amount` in minor units of the deal's currency."""

    __tablename__ = "deal_line"
    deal_id: int = Field(foreign_key="deal.id", index=True)
    product_id: int = Field(foreign_key="product.id")
    quantity: float | None = None
    amount: int | None = Field(default=None, sa_type=BigInteger)
