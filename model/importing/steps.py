"""How far an import is: lines for people, of which the longer phases give several."""

import time
from collections.abc import Callable

Progress = Callable[[str], None]


class Step(str):
    """A line that also says which share of its phase is done, from 0 to 1."""

    share: float

    def __new__(cls, line: str, share: float) -> "Step":
        made = super().__new__(cls, line)
        made.share = share
        return made


def counted(doing: str, done: int, rows: int) -> Step:
    """«Checking deals.csv: 50,000 of 1,000,000 rows …»."""
    return Step(f"{doing} {done:,} of {rows:,} rows …", done / rows if rows else 1.0)


def unhurried(progress: Progress, seconds: float = 2.0) -> Progress:
    """The same, but without lines that only say how far a phase is and follow each other faster than that."""
    last, at = "", 0.0

    def say(line: str) -> None:
        nonlocal last, at
        phase = " ".join(line.split()[:2])
        now = time.monotonic()
        if not isinstance(line, Step) or phase != last or now - at >= seconds:
            last, at = phase, now
            progress(line)

    return say
