"""Whether a setting is known and its value can be read."""

from collections.abc import Callable
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale, localedata

from model.settings import DEFAULTS, PEERS, PERIOD_LENGTHS, TOTALS_ABOVE, Settings


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
    "peer_visibility": lambda s: s.peer_visibility in PEERS or _refuse("self, team or all"),
    "totals_above": lambda s: s.values["totals_above"] in TOTALS_ABOVE or _refuse("hidden or shown"),
    "session_hours": lambda s: 1 <= s.session_hours <= 720 or _refuse("1 to 720 hours"),
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
