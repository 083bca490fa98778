"""The stages of the sales process, and their dated terms."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field

from model.base import Believed


class StageKind(StrEnum):
    """What a stage means; exactly the first is unqualified."""

    UNQUALIFIED = "unqualified"
    QUALIFIED = "qualified"
    WON = "won"
    LOST = "lost"


class Category(StrEnum):
    """Where a deal stands in the forecast."""

    CLOSED = "closed"
    COMMIT = "commit"
    UPSIDE = "upside"
    PIPELINE = "pipeline"
    OMITTED = "omitted"


class Stage(Believed, table=True):
    """A step of the process: its position (1 first) and kind do not change with time."""

    __tablename__ = "stage"
    key: str = Field(unique=True)
    name: str
    position: int
    kind: str


class StageTerms(Believed, table=True):
    """From `valid_from` on (empty = since ever): the chance to win, in basis points, and the default category."""

    __tablename__ = "stage_terms"
    stage_id: int = Field(foreign_key="stage.id", index=True)
    valid_from: date | None = None
    probability_bp: int = 0
    default_category: str | None = None
