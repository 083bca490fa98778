"""What is asked: each metric with its options, and the key figure by which an answer is compared with another one.

A hand-written query gives the key columns in this order, or the first of them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from metrics.definition import metrics
from model.book import Book
from model.calendar import Period, Window

YEAR = 365
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Asked:
    """The day and the spans that all questions are asked for."""

    day: date
    window: Window
    period: Period
    before: Period  # the period before: accuracy needs one that is over
    since: date
    weeks: tuple[date, ...]  # the week ends of a trend

    @classmethod
    def of(cls, book: Book) -> "Asked":
        """The last 365 days, the running period and the last week of a Book's day."""
        calendar, day = book.calendar, book.as_of
        period = calendar.period_at(day)
        window = Window(day - timedelta(days=YEAR - 1), day)
        weeks = tuple(calendar.weeks_back(day, 13))
        return cls(day, window, period, calendar.shift(period, -1), day - timedelta(days=7), weeks)

    def options(self, name: str) -> dict[str, Any]:
        """The options of a metric: those that it has among window, period and since."""
        period = self.before if name == "accuracy" else self.period
        given = {"window": self.window, "period": period, "since": self.since}
        return {option: given[option] for option in metrics()[name].options if option in given}

    def days(self) -> tuple[date, ...]:
        """The days whose snapshots the questions need."""
        return (self.day, self.since, self.period.first - timedelta(days=1), self.before.last)


@dataclass(frozen=True)
class Key:
    """The key figure of a metric: its frame's columns, the first `labels` of which name the row."""

    columns: tuple[str, ...]
    labels: int = 0
    prepare: Callable[[pd.DataFrame], pd.DataFrame] = lambda frame: frame

    def of(self, frame: pd.DataFrame) -> Rows:
        """The key figure's rows in a metric's frame."""
        prepared = self.prepare(frame)[list(self.columns)]
        return plain_rows(prepared.astype(object).itertuples(index=False, name=None), self.labels)


def _by_reason(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.groupby("what", as_index=False)[["count", "value"]].sum()


def _by_flag(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.groupby("flag", as_index=False).agg(deals=("deal", "count"))


def _by_hand(frame: pd.DataFrame) -> pd.DataFrame:
    """The checks of deals that plain SQL makes too; not those that need first contacts, leads, stages or companies' names."""
    return frame[frame["check"].isin(CHECKS_BY_HAND)]


CHECKS_BY_HAND = (
    "no-amount", "closed-no-amount", "no-close-date", "close-date-past", "closed-in-future", "no-owner", "no-account",
    "duplicate-deals",
)  # fmt: skip
KEYS: dict[str, Key] = {
    "funnel": Key(("origin", "step", "count", "value"), 2),
    "speed-to-lead": Key(("n", "untouched", "within_5m", "within_1h", "within_24h")),
    "leaks": Key(("what", "count", "value"), 1, _by_reason),
    "pipeline": Key(("stage", "volume", "value", "weighted", "missing_amount"), 1),
    "trend": Key(("week", "stage", "volume", "value"), 2),
    "time-in-stage": Key(("stage", "visits", "running", "median_days", "p80_days"), 1),
    "stage-conversion": Key(("stage", "entered", "advanced", "back", "lost", "still"), 1),
    "win-rate": Key(("won", "lost", "won_value", "lost_value", "cohort_n", "cohort_won")),
    "sales-velocity": Key(("volume", "win_rate", "mean_won_value", "mean_cycle_days", "median_cycle_days")),
    "coverage": Key(("open_value", "won_value")),
    "motions": Key(("kind", "volume", "value", "won", "won_value", "median_cycle_days"), 1),
    "role-practice": Key(("person", "won_value", "open_value", "new_share", "open_new_share"), 1),
    "account-coverage": Key(("person", "named", "touched", "quiet"), 1),
    "new-customers": Key(("person", "new_customers", "first_meetings"), 1),
    "growth": Key(("account", "this_year", "last_year", "renewal"), 1),
    "forecast": Key(("person", "closed", "commit", "upside", "pipeline", "weighted"), 1),
    "bridge": Key(("bar", "count", "amount"), 1),
    "pushes": Key(("deal", "pushes", "pushed_days", "pulls", "pulled_days"), 1),
    "slippage": Key(("due", "slipped")),
    "accuracy": Key(("person", "week", "call", "actual"), 2),
    "flags": Key(("flag", "deals"), 1, _by_flag),
    "health": Key(("check", "count", "value"), 1, _by_hand),
}


def plain_rows(rows: Iterable[Sequence[Any]], labels: int) -> Rows:
    """Rows with days as text, unknown numbers as 0 and rates rounded, sorted; rows that are all nothing are left out."""
    found = []
    for row in rows:
        names = tuple(_label(value) for value in row[:labels])
        numbers = tuple(_number(value) for value in row[labels:])
        if any(numbers):
            found.append(names + numbers)
    return sorted(found, key=str)


def _label(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()[:10]
    return None if value is None or pd.isna(value) else value


def _number(value: Any) -> float | int:
    if value is None or pd.isna(value):
        return 0
    return int(value) if int(value) == value else round(float(value), 6)


def agree(metric: Rows, written: Rows, labels: int) -> bool:
    """Whether a hand-written query gave the same key figure, as far as it goes: it may leave out the last columns."""
    width = min((len(row) for row in written), default=0)
    return plain_rows([row[:width] for row in metric], labels) == plain_rows(written, labels) if width else not metric
