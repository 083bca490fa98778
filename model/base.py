"""What every table shares: the base class, the moment type, the revisions in which a row is believed."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An instant, always aware and in UTC.

    PostgreSQL keeps it as `timestamptz`; SQLite, which has no such type, as whole microseconds since 1970, so that
    it sorts, compares and copies exactly and fast.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """BIGINT on SQLite, timestamptz elsewhere."""
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse naive values: a moment without an offset is a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment needs an offset, got {value!r}")
        return to_micros(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give every moment back aware, in UTC."""
        if value is None:
            return None
        return from_micros(value) if dialect.name == "sqlite" else value.astimezone(UTC)


def to_micros(moment: datetime) -> int:
    """Whole microseconds since 1970-01-01T00:00Z of an aware moment, exactly."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def from_micros(micros: int) -> datetime:
    """The aware UTC moment of whole microseconds since 1970-01-01T00:00Z."""
    return EPOCH + timedelta(microseconds=micros)


class Base(SQLModel, registry=registry()):
    """Fourcast's own registry: the global one breaks on hot reload («Table already defined»)."""


class Believed(Base):
    """The revisions between which a row is believed: known since `revision_in`, given up in `revision_out`."""

    id: int | None = Field(default=None, primary_key=True)
    revision_in: int = Field(sa_type=BigInteger, index=True)
    revision_out: int | None = Field(default=None, sa_type=BigInteger, index=True)
