"""What-if: a named set of changes to deals that never touches them."""

from datetime import date, datetime

from sqlmodel import Field

from model.base import Believed, Moment


class Scenario(Believed, table=True):
    """A saved scenario of a period, made on `as_of`; saving again under the same `key` appends, the latest counts.

    `key` stands in links. `team_id`: whose deals it was made on (empty = all that its author sees). `changes` is a JSON object:
    the deal's external id → {"in": bool, "amount": minor units, "close_date": ISO day, "category": word}, each part optional.
    """

    __tablename__ = "scenario"
    key: str = Field(index=True)
    name: str
    period: str
    as_of: date
    team_id: int | None = Field(default=None, foreign_key="person.id")
    changes: str
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    saved_at: datetime = Field(sa_type=Moment)
