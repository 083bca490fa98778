"""Days, weeks and fiscal periods of a company."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from model.settings import PERIOD_LENGTHS, Settings

MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, order=True)
class Window:
    """A closed span of days: both count."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"The window ends ({self.last}) before it begins ({self.first})")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, order=True)
class Period(Window):
    """A fiscal month ("2027-01"), quarter ("2027Q1") or year ("FY2027"), named after the year in which it ends."""

    name: str = ""


def _add_months(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


@dataclass(frozen=True)
class Calendar:
    """The company's calendar under one day's settings."""

    fiscal_year_start: int = 1
    period_length: str = "quarter"
    week_start: int = 0
    time_zone: str = "UTC"

    @classmethod
    def of(cls, settings: Settings) -> "Calendar":
        """The calendar that these settings describe."""
        return cls(settings.fiscal_year_start, settings.period_length, settings.week_start, settings.time_zone)

    def fiscal_year_first(self, day: date) -> date:
        """The first day of the fiscal year that `day` lies in."""
        year = day.year if day.month >= self.fiscal_year_start else day.year - 1
        return date(year, self.fiscal_year_start, 1)

    def _year_name(self, first: date) -> int:
        return first.year if self.fiscal_year_start == 1 else first.year + 1

    def period_at(self, day: date, length: str | None = None) -> Period:
        """The period that `day` lies in, by default of the length the company forecasts by."""
        length = length or self.period_length
        months = MONTHS_IN[length]
        year_first = self.fiscal_year_first(day)
        passed = (day.year - year_first.year) * 12 + day.month - year_first.month
        first = _add_months(year_first, passed // months * months)
        last = _add_months(first, months) - timedelta(days=1)
        names = {
            "month": f"{first:%Y-%m}",
            "quarter": f"{self._year_name(year_first)}Q{passed // 3 + 1}",
            "year": f"FY{self._year_name(year_first)}",
        }
        return Period(first, last, names[length])

    def period(self, name: str) -> Period:
        """The period of that name; ValueError says what names look like."""
        if found := re.fullmatch(r"(\d{4})-(\d\d)", name):
            year, month = map(int, found.groups())
            if 1 <= month <= 12:
                return self.period_at(date(year, month, 1), "month")
        if found := re.fullmatch(r"(\d{4})Q([1-4])", name):
            year, quarter = map(int, found.groups())
            return self.period_at(_add_months(self._first_of_year(year), 3 * quarter - 3), "quarter")
        if found := re.fullmatch(r"FY(\d{4})", name):
            return self.period_at(self._first_of_year(int(found.group(1))), "year")
        raise ValueError(f"No such period: {name!r}. Write a quarter 2027Q1, a month 2027-01 or a year FY2027")

    def _first_of_year(self, year: int) -> date:
        return date(year if self.fiscal_year_start == 1 else year - 1, self.fiscal_year_start, 1)

    def shift(self, period: Period, by: int) -> Period:
        """The period `by` places later (earlier if negative), of the same length."""
        length = next(name for name in PERIOD_LENGTHS if self.period_at(period.first, name).name == period.name)
        return self.period_at(_add_months(period.first, by * MONTHS_IN[length]), length)

    def week_of(self, day: date) -> Window:
        """The week that `day` lies in."""
        first = day - timedelta(days=(day.weekday() - self.week_start) % 7)
        return Window(first, first + timedelta(days=6))

    def weeks_back(self, day: date, count: int) -> list[date]:
        """The ends of the last `count` weeks, oldest first: the last days of full weeks before `day`, then `day`."""
        end = self.week_of(day).first - timedelta(days=1)
        return [end - timedelta(weeks=count - 2 - i) for i in range(count - 1)] + [day]

    def weeks_in(self, span: Window) -> list[Window]:
        """The weeks that a span is made of, in order: the first and the last cut to it."""
        found = [Window(span.first, min(self.week_of(span.first).last, span.last))]
        while found[-1].last < span.last:
            first = found[-1].last + timedelta(days=1)
            found.append(Window(first, min(first + timedelta(days=6), span.last)))
        return found

    def start_of(self, day: date) -> datetime:
        """The moment at which `day` begins in the company's zone, in UTC."""
        return datetime.combine(day, time(), ZoneInfo(self.time_zone)).astimezone(UTC)

    def day_of(self, moment: datetime) -> date:
        """The day in the company's zone on which a moment lies."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()
