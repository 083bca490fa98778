"""The company's settings, dated, and the revision."""

from collections.abc import Iterable
from datetime import date, time

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
    "peer_visibility": "self",
    "totals_above": "hidden",
    "session_hours": "12",
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
PEERS = ("self", "team", "all")
TOTALS_ABOVE = ("hidden", "shown")
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

    @property
    def peer_visibility(self) -> str:
        """Whose books reps and managers see beside their own and those below: self (nobody's), team, or all."""
        return self.values["peer_visibility"]

    @property
    def totals_above(self) -> bool:
        """Whether the totals of those above one, and the company's, are shown."""
        return self.values["totals_above"] == "shown"

    @property
    def session_hours(self) -> int:
        """How many hours after signing in somebody has to sign in again."""
        return int(self.values["session_hours"])

    def flag(self, name: str) -> int:
        """From where on a flag is up: pushes, idle_days, stage_percentile (of the visits of won deals), category_steps (omitted,
        pipeline, upside, commit), large_part (% of the commit)."""
        return int(self.values[f"flag.{name}"])

    def reference(self, name: str) -> tuple[float, float]:
        """The reference range of a rate as shares (low, high); a single figure gives low = high."""
        low, _, high = self.values[f"reference.{name}"].partition("-")
        return float(low) / 100, float(high or low) / 100
