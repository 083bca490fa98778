"""The weekly review: the meeting, what was asked and answered, what was decided, and the minute that it froze."""

from datetime import date, datetime

from sqlmodel import Field

from model.base import Believed, Moment


class Review(Believed, table=True):
    """The meeting of a team (everybody at and below `team_id`; empty = the whole company) on a period in a week."""

    __tablename__ = "review"
    team_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    period: str = Field(index=True)
    week: date
    opened_at: datetime = Field(sa_type=Moment)
    author_id: int | None = Field(default=None, foreign_key="person.id")


class Minute(Believed, table=True):
    """What a review froze when it ended: all that was shown, as JSON of format `shape`, and until when it was known.

    A review that is reopened and ended again has a further minute; the earlier one stays as it is. `as_of` is the day that
    the figures stand for, `known` the revision that they were made of.
    """

    __tablename__ = "minute"
    review_id: int = Field(foreign_key="review.id", index=True)
    ended_at: datetime = Field(sa_type=Moment)
    author_id: int | None = Field(default=None, foreign_key="person.id")
    as_of: date
    known: int
    shape: int
    content: str


class Reopening(Believed, table=True):
    """That an ended review was opened again, and why."""

    __tablename__ = "reopening"
    review_id: int = Field(foreign_key="review.id", index=True)
    reopened_at: datetime = Field(sa_type=Moment)
    author_id: int | None = Field(default=None, foreign_key="person.id")
    reason: str


class Answer(Believed, table=True):
    """What was answered to one of the four questions on a deal in a period; the latest counts, the earlier ones stay."""

    __tablename__ = "answer"
    deal_id: int = Field(foreign_key="deal.id", index=True)
    period: str
    question: str
    text: str
    author_id: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime = Field(sa_type=Moment)


class Decision(Believed, table=True):
    """What a review decided: what, who does it, until when, on which deal. What became of it is in its steps."""

    __tablename__ = "decision"
    review_id: int = Field(foreign_key="review.id", index=True)
    team_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    what: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
    until: date | None = None
    deal_id: int | None = Field(default=None, foreign_key="deal.id")
    author_id: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime = Field(sa_type=Moment)


class DecisionStep(Believed, table=True):
    """What became of a decision: done, dropped, carried (over, to `until`) or open (again). The latest counts."""

    __tablename__ = "decision_step"
    decision_id: int = Field(foreign_key="decision.id", index=True)
    review_id: int | None = Field(default=None, foreign_key="review.id")
    state: str
    until: date | None = None
    author_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=Moment)
