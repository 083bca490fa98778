"""The clock of a test run: what is today at its start is still today at its end, here and at the demo company.

A run that would see midnight is set back as a whole, with the servers that it starts, before any test asks what day it is.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import time_machine

from seed_data.clock import ZONE

LASTS = timedelta(hours=2)
"""Longer than any run takes."""
ZONES = (UTC, ZoneInfo(ZONE))


def behind(now: datetime) -> timedelta:
    """How far a run that starts `now` (aware) has to be set back, in whole hours: none, if no zone sees midnight meanwhile."""
    back = timedelta(0)
    while any((now - back).astimezone(zone).date() != (now - back + LASTS).astimezone(zone).date() for zone in ZONES):
        back += timedelta(hours=1)
    return back


BEHIND = behind(datetime.now(UTC))
"""This run's."""


def begin() -> None:
    """Set this process's clock; it ticks on."""
    if BEHIND:
        time_machine.travel(datetime.now(UTC) - BEHIND, tick=True).start()
