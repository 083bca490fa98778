"""The demo company's time: its days, its working hours, its quarters.

Inside the generator a moment is a count of local microseconds (the company's wall clock since 1970) and `raw` time is
float days; both become UTC only when rows are made.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from model.calendar import Calendar

ZONE = "America/New_York"
MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
OPENS, CLOSES = 8.5 / 24, 18.25 / 24  # the working day as shares of a day
HISTORY_QUARTERS = 13  # before the current one; the first is there to warm up
EPOCH = date(1970, 1, 1)

Ints = np.ndarray  # of int64
Floats = np.ndarray  # of float64
Flags = np.ndarray  # of bool


def present_day() -> date:
    """What day it is at the demo company now."""
    return datetime.now(ZoneInfo(ZONE)).date()


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def to_date(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(number))


def weekday(days: Ints) -> Ints:
    """0 = Monday."""
    return (days + 3) % 7


@dataclass(frozen=True)
class Clock:
    """What the generator knows of time. Day numbers count local days since 1970."""

    today: int
    start: int  # the first day of history
    quarter_firsts: Ints  # first days, from the quarter of `start` on to two years after today
    quarter_names: list[str]
    _offsets: Ints  # what to take from local microseconds to get UTC, per day from `_base` on
    _base: int

    @classmethod
    def at(cls, today: date) -> "Clock":
        """The clock of the company on `today`."""
        calendar = Calendar(1, "quarter", 0, ZONE)
        current = calendar.period_at(today)
        periods = [calendar.shift(current, by) for by in range(-HISTORY_QUARTERS, 9)]
        base = day_number(periods[0].first) - 3000
        zone = ZoneInfo(ZONE)
        noons = [datetime.combine(to_date(day), datetime.min.time(), zone).replace(hour=12) for day in range(base, base + 6000)]
        offsets = [int(noon.utcoffset().total_seconds()) * 1_000_000 for noon in noons]  # type: ignore[union-attr]
        firsts = np.array([day_number(p.first) for p in periods])
        return cls(day_number(today), int(firsts[0]), firsts, [p.name for p in periods], np.array(offsets), base)

    @property
    def end(self) -> int:
        """Local microseconds at which today is over."""
        return (self.today + 1) * DAY

    @property
    def current_quarter(self) -> int:
        """Index of the quarter that today lies in."""
        return HISTORY_QUARTERS

    def quarter_of(self, days: Ints) -> Ints:
        """Index of each day's quarter; days before history count as its first."""
        found = np.searchsorted(self.quarter_firsts, days, side="right") - 1
        return np.clip(found, 0, len(self.quarter_names) - 1)

    def quarter_last(self, days: Ints) -> Ints:
        """The last working day of each day's quarter."""
        last = self.quarter_firsts[np.minimum(self.quarter_of(days) + 1, len(self.quarter_firsts) - 1)] - 1
        return last - np.maximum(weekday(last) - 4, 0)

    def moments(self, local: Ints, empty: Flags | None = None) -> pa.Array:
        """Local microseconds as UTC timestamps; `empty` ones become NULL."""
        days = np.clip(local // DAY - self._base, 0, len(self._offsets) - 1)
        return pa.array(local - self._offsets[days], pa.timestamp("us", "UTC"), mask=empty)

    def utc(self, day: int, hour: float) -> datetime:
        """One local clock time as an aware moment."""
        local = int(day) * DAY + int(hour * HOUR)
        return datetime.fromtimestamp((local - int(self._offsets[int(day) - self._base])) / 1e6, UTC)


def at_work(raw: Floats) -> Ints:
    """Raw days squeezed into working hours, keeping their order: local microseconds, whole seconds.

    A weekend's moments fall on Monday's first half hour, before everything of that Monday.
    """
    day = np.floor(raw).astype(np.int64)
    share = raw - day
    late = weekday(day)
    weekend = late >= 5
    opening = OPENS - (0.5 / 24) + (late == 6) * (0.25 / 24) + share * (0.25 / 24)
    inside = np.where(weekend, opening, OPENS + share * (CLOSES - OPENS))
    day = day + np.where(weekend, 7 - late, 0)
    return day * DAY + (inside * 86_400).astype(np.int64) * 1_000_000


def dates(days: Ints, empty: Flags | None = None) -> pa.Array:
    """Day numbers as dates."""
    return pa.array(days.astype(np.int32), pa.int32(), mask=empty).cast(pa.date32())


def growing(rng: np.random.Generator, n: int, first: int, last: int, growth: float = 0.5) -> Floats:
    """`n` raw working days from `first` to `last`, `growth` more likely at the end than at the start, in order."""
    days = np.arange(first, last + 1)
    weights = (1 + growth * (days - first) / max(1, last - first)) * (weekday(days) < 5)
    if weights.sum() == 0:  # a weekend's worth of history
        weights = np.ones(len(days))
    picked = rng.choice(days, size=n, p=weights / weights.sum())
    return np.sort(picked + rng.random(n))
