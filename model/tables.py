"""All tables, in the order in which their references need them."""

from sqlalchemy import ColumnElement, MetaData, Table, literal_column

from model.accounts import Account, Product
from model.activities import Activity
from model.audit import Entry, Seen
from model.base import Base
from model.deals import Deal, DealLine, DealVersion
from model.forecasts import Call, Judgement, Quota
from model.imports import ImportAttempt, ImportRun, Meaning, Replaced, Vanished
from model.leads import BantAnswer, Lead
from model.people import Person, ReportingLine, StandIn
from model.reviews import Answer, Decision, DecisionStep, Minute, Reopening, Review
from model.scenarios import Scenario
from model.settings import Revision, Setting
from model.stages import Stage, StageTerms

MODELS: tuple[type[Base], ...] = (
    Setting, ImportRun, Person, ReportingLine, StandIn, Account, Product, Stage, StageTerms, Deal, DealVersion, DealLine,
    Lead, BantAnswer, Activity, Quota, Call, Judgement, Meaning, Vanished,
    Review, Minute, Reopening, Answer, Decision, DecisionStep, Scenario, Entry, Seen,
)  # fmt: skip
"""Every table whose rows carry revisions and are read for figures or pages; `Replaced` only serves undoing."""

metadata: MetaData = Base.metadata


def table(model: type[Base]) -> Table:
    """The SQLAlchemy table of a model class."""
    return model.__table__  # type: ignore[attr-defined, no-any-return]


def believed_among(which: Table) -> ColumnElement[bool]:
    """That a row is believed, in questions for some rows by another column.

    Written so that SQLite finds those rows by that column's index: by that of `revision_out` it would look at all.
    """
    return literal_column(f'+"{which.name}".revision_out').is_(None)


__all__ = [
    "MODELS", "Account", "Activity", "Answer", "BantAnswer", "Call", "Deal", "DealLine", "DealVersion", "Decision",
    "DecisionStep", "Entry", "ImportAttempt", "ImportRun", "Judgement", "Lead", "Meaning", "Minute", "Person", "Product",
    "Quota", "Reopening", "Replaced", "ReportingLine", "Review", "Revision", "Scenario", "Seen", "Setting", "Stage",
    "StageTerms", "StandIn", "Vanished", "believed_among", "metadata", "table",
]  # fmt: skip
