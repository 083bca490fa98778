"""How a system writes days, moments, money, flags and what is empty."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from model.money import decimal_text


@dataclass(frozen=True)
class Cells:
    """One system's ways. `day_form` and `moment_form` are patterns of str.format: "{0.month}/{0.day}/{0.year} {0:%H:%M}".

    Moments are written by the clocks of `zone`, mostly the company's own. `empty` stands where nothing is known, `none`
    where nothing is referred to.
    """

    day_form: str = "{0:%Y-%m-%d}"
    moment_form: str = "{0:%Y-%m-%d %H:%M:%S}"
    zone: str = "UTC"
    point: str = "."
    thousands: str = ""
    before: str = ""  # as "$"
    after: str = ""  # as " €"
    yes: str = "true"
    no: str = "false"
    empty: str = ""
    none: str = ""

    def day(self, day: date | None) -> str:
        """A day."""
        return self.empty if day is None else self.day_form.format(day)

    def moment(self, moment: datetime | None) -> str:
        """A moment, by the clocks of the zone."""
        return self.empty if moment is None else self.moment_form.format(moment.astimezone(ZoneInfo(self.zone)))

    def day_of(self, moment: datetime | None) -> str:
        """The day of a moment, where the system keeps no clock time."""
        return self.empty if moment is None else self.day(moment.astimezone(ZoneInfo(self.zone)).date())

    def money(self, units: int | None, exponent: int = 2) -> str:
        """Minor units as a decimal number with the system's marks."""
        if units is None:
            return self.empty
        whole, _, decimals = decimal_text(abs(units), exponent).partition(".")
        grouped = f"{int(whole):,}".replace(",", self.thousands)
        sign = "-" if units < 0 else ""
        return f"{sign}{self.before}{grouped}{self.point + decimals if decimals else ''}{self.after}"

    def per_cent(self, basis_points: int) -> str:
        """A probability in per cent, 0 to 100."""
        return f"{basis_points / 100:g}".replace(".", self.point)

    def flag(self, flag: bool | None) -> str:
        """Yes or no."""
        return self.empty if flag is None else self.yes if flag else self.no

    def text(self, text: str | None) -> str:
        """Text as it is."""
        return self.empty if text is None else text

    def link(self, text: str | None) -> str:
        """The id or name that a row refers to."""
        return text or self.none
