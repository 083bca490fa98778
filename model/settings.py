"""The company's settings, dated, and the revision."""

from collections.abc import Callable, Iterable
from datetime import date, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale, localedata
from sqlmodel import Field

from model.base import Base, Believed


class Setting(Believed, table=True):
    """From `valid_from` on (empty = since ever), `key` has `value`. Known keys: model/settings.DEFAULTS."""

    __tablename__ = "setting"
    key: str = Field(index=True)
    value: str
    valid_from: date | None = None


class Revision(Base, table=True):
    """The one row that every writer bumps inside its transaction; its lock puts writers in order."""

    __tablename__ = "revision"
    id: int = Field(default=1, primary_key=True)
    number: int = 0


DEFAULTS: dict[str, str] = {
    "company": "Our company",
    "currency": "USD",
    "currency_exponent": "2",
    "time_zone": "UTC",
    "locale": "en",
    "fiscal_year_start": "1",
    "period_length": "quarter",
    "week_start": "monday",
    "call_deadline": "friday 18:00",
    "dormancy_months": "",
    "stall_days": "14",
    "quiet_days": "30",
    "flag.pushes": "2",
    "flag.idle_days": "14",
    "flag.stage_percentile": "80",
    "flag.category_steps": "2",
    "flag.large_part": "20",
    "reference.mql_srl": "20-40",
    "reference.srl_sql": "80-90",
    "reference.win_rate.new": "30",
    "reference.win_rate.existing": "75",
}
"""Every known key with its default. `rate.EUR` (one unit of EUR in the company's currency) has none."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PERIOD_LENGTHS = ("month", "quarter", "year")


class Settings:
    """The settings that hold on one day: a typed reading of the `setting` rows.

    `Settings.on(rows, day)` takes (key, value, valid_from) triples; for each key the row with the latest
    `valid_from` not after the day counts, else the default.
    """

    def __init__(self, values: dict[str, str]) -> None:
        self.values = DEFAULTS | values

    @classmethod
    def on(cls, rows: Iterable[tuple[str, str, date | None]], day: date) -> "Settings":
        """The settings of `day`."""
        held: dict[str, tuple[date, str]] = {}
        for key, value, valid_from in rows:
            since = valid_from or date.min
            if since <= day and (key not in held or held[key][0] <= since):
                held[key] = (since, value)
        return cls({key: value for key, (_, value) in held.items()})

    @property
    def company(self) -> str:
        """The company's name."""
        return self.values["company"]

    @property
    def currency(self) -> str:
        """The ISO code of the currency that every amount is shown in."""
        return self.values["currency"]

    @property
    def exponent(self) -> int:
        """How many decimals that currency has: amounts are kept in units of 10^-exponent."""
        return int(self.values["currency_exponent"])

    @property
    def time_zone(self) -> str:
        """The IANA name of the zone in which days begin and end."""
        return self.values["time_zone"]

    @property
    def locale(self) -> str:
        """The language, and the country where it matters, that the pages are written in: en, en_US, de, fr, ja."""
        return self.values["locale"]

    @property
    def fiscal_year_start(self) -> int:
        """The month (1-12) on whose first day a fiscal year starts."""
        return int(self.values["fiscal_year_start"])

    @property
    def period_length(self) -> str:
        """What the company forecasts by: month, quarter or year."""
        return self.values["period_length"]

    @property
    def week_start(self) -> int:
        """The first day of a week, Monday = 0."""
        return WEEKDAYS.index(self.values["week_start"])

    @property
    def call_deadline(self) -> tuple[int, time]:
        """Until when a week's call counts: weekday (Monday = 0) and clock time in the company's zone."""
        day, clock = self.values["call_deadline"].split()
        return WEEKDAYS.index(day), time.fromisoformat(clock)

    @property
    def dormancy_months(self) -> int | None:
        """After how many months without a win an account counts as new again; None = never."""
        return int(self.values["dormancy_months"]) if self.values["dormancy_months"] else None

    @property
    def stall_days(self) -> int:
        """After how many days without activity or change a deal in stage 1 is stalled."""
        return int(self.values["stall_days"])

    @property
    def quiet_days(self) -> int:
        """After how many days without a completed activity a named account has gone quiet."""
        return int(self.values["quiet_days"])

    def flag(self, name: str) -> int:
        """From where on a flag is up: pushes, idle_days, stage_percentile (of the visits of won deals), category_steps (omitted,
        pipeline, upside, commit), large_part (% of the commit)."""
        return int(self.values[f"flag.{name}"])

    def reference(self, name: str) -> tuple[float, float]:
        """The reference range of a rate as shares (low, high); a single figure gives low = high."""
        low, _, high = self.values[f"reference.{name}"].partition("-")
        return float(low) / 100, float(high or low) / 100


def _refuse(expected: str) -> bool:
    raise ValueError(f"expected {expected}")


def _known_locale(name: str) -> bool:
    known = localedata.exists(name) and name == str(Locale.parse(name))
    return known or _refuse("a language, with its country where that matters: en, en_US, de, fr, ja")


CHECKS: dict[str, Callable[[Settings], object]] = {
    "currency_exponent": lambda s: 0 <= s.exponent <= 4 or _refuse("a number from 0 to 4"),
    "time_zone": lambda s: ZoneInfo(s.time_zone),
    "locale": lambda s: _known_locale(s.locale),
    "fiscal_year_start": lambda s: 1 <= s.fiscal_year_start <= 12 or _refuse("a month from 1 to 12"),
    "period_length": lambda s: s.period_length in PERIOD_LENGTHS or _refuse("month, quarter or year"),
    "week_start": lambda s: s.week_start,
    "call_deadline": lambda s: s.call_deadline,
    "dormancy_months": lambda s: s.dormancy_months is None or s.dormancy_months >= 1 or _refuse("1 or more months, or nothing"),
    "stall_days": lambda s: s.stall_days >= 1 or _refuse("1 or more days"),
    "quiet_days": lambda s: s.quiet_days >= 1 or _refuse("1 or more days"),
    "flag.pushes": lambda s: s.flag("pushes") >= 2 or _refuse("2 or more"),
    "flag.idle_days": lambda s: s.flag("idle_days") >= 1 or _refuse("1 or more days"),
    "flag.stage_percentile": lambda s: 1 <= s.flag("stage_percentile") <= 99 or _refuse("a percentile from 1 to 99"),
    "flag.category_steps": lambda s: 1 <= s.flag("category_steps") <= 3 or _refuse("1, 2 or 3"),
    "flag.large_part": lambda s: 1 <= s.flag("large_part") <= 100 or _refuse("a share from 1 to 100 %"),
}


def check_setting(key: str, value: str) -> None:
    """Raise ValueError with the reason if `key` is unknown or `value` cannot be read."""
    if key.startswith("rate."):
        if not (len(key) == 8 and key[5:].isupper() and Decimal(value) > 0):
            raise ValueError(f"{key}: expected a positive rate under a key like rate.EUR")
        return
    if key not in DEFAULTS:
        raise ValueError(f"{key}: no such setting; known are {', '.join(DEFAULTS)} and rate.XXX")
    try:
        settings = Settings({key: value})
        if key.startswith("reference."):
            low, high = settings.reference(key.removeprefix("reference."))
            if not 0 <= low <= high <= 1:
                _refuse("a share like 30 or a range like 20-40, from 0 to 100 %")
        if key in CHECKS:
            CHECKS[key](settings)
    except (ValueError, KeyError, ArithmeticError, OSError) as error:
        raise ValueError(f"{key}: {value!r} cannot be used: {error}") from error
