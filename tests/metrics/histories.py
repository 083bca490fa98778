"""A second way to the figures of a pipeline: plain loops over the versions in the database, one deal at a time.

Only what a reader needs to check: no SQL but «give me all rows», no warehouse, no snapshot.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Engine
from sqlmodel import Session, select

from model.tables import Deal, DealVersion, Stage

OPEN = ("unqualified", "qualified")


@dataclass(frozen=True)
class Change:
    """A version of a deal: from that day on (None: since before history)."""

    on: date | None
    stage: int
    position: int
    kind: str
    amount: int | None
    close_on: date | None
    owner: int | None


@dataclass(frozen=True)
class Stay:
    """A stay in a stage; `left_on` and `following` (the next stay's change) are None while it runs."""

    stage: int
    position: int
    kind: str
    entered_on: date | None
    left_on: date | None
    following: Change | None


@dataclass(frozen=True)
class History:
    """A deal's changes that took effect by some day, oldest first."""

    deal: int
    changes: tuple[Change, ...]

    def stood(self, day: date) -> Change | None:
        """The version that held at the end of a day."""
        held = [change for change in self.changes if change.on is None or change.on <= day]
        return held[-1] if held else None

    @property
    def now(self) -> Change:
        return self.changes[-1]

    @property
    def stays(self) -> list[Stay]:
        """The stays in stages, oldest first."""
        groups = [list(group) for _, group in groupby(self.changes, key=lambda change: change.stage)]
        following = [group[0] for group in groups[1:]] + [None]
        return [
            Stay(group[0].stage, group[0].position, group[0].kind, group[0].on, after.on if after else None, after)
            for group, after in zip(groups, following, strict=True)
        ]

    @property
    def sql_on(self) -> date | None:
        """The day it first reached SQL; date.min if that was before its history; None if it never did.

        A deal that its history finds lost counts as having reached it.
        """
        if self.changes[0].on is None and self.changes[0].kind == "lost":
            return date.min
        reached = [change.on or date.min for change in self.changes if change.kind in ("qualified", "won")]
        return reached[0] if reached else None

    def closed_on(self, day: date) -> date | None:
        """The day a won or lost deal counts on."""
        if self.now.kind in OPEN:
            return None
        if self.now.close_on is not None and self.now.close_on <= day:
            return self.now.close_on
        return self.stays[-1].entered_on


def histories(engine: Engine, day: date) -> list[History]:
    """Every deal's history up to the end of a day, in UTC."""
    with Session(engine) as session:
        stages = {stage.id: stage for stage in session.exec(select(Stage))}
        versions = session.exec(select(DealVersion).where(DealVersion.revision_out == None)).all()  # noqa: E711
        deals = [deal.id for deal in session.exec(select(Deal)) if deal.id is not None]
        begun = [v for v in versions if v.valid_from is None or v.valid_from.date() <= day]
        found = []
        for deal in deals:
            own = [v for v in begun if v.deal_id == deal]
            own.sort(key=lambda v: (v.valid_from is not None, v.valid_from, v.id))
            found.append(History(deal, tuple(_change(v, stages[v.stage_id]) for v in own)))
        return [history for history in found if history.changes]


def _change(version: DealVersion, stage: Stage) -> Change:
    on = None if version.valid_from is None else version.valid_from.date()
    amount, close_on, owner = version.amount, version.close_date, version.owner_id
    return Change(on, version.stage_id, stage.position, stage.kind, amount, close_on, owner)


def percentile(values: Iterable[int], p: float) -> int | None:
    """The smallest observed value whose cumulative share is ≥ p."""
    ordered = sorted(values)
    return next((value for n, value in enumerate(ordered, 1) if n / len(ordered) >= p), None)
