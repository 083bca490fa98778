"""Rows with fewer cells than the header: which lack only empty ones?

Excel writes CSV in stretches of 16 rows and leaves out the last columns of a stretch in which they are all empty; other
programs leave out the empty cells at the end of each row. Any other short row has lost a cell somewhere.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

STRETCH = 16


def cuts_every_row(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Does this file leave out the empty cells at the end of each row? Then no row ends in one, and many are short."""
    ends = [row[-1].strip() for row in rows if row]
    short = sum(1 for row in rows if row and len(row) < width)
    return all(ends) and len(ends) >= 4 and short >= 0.1 * len(ends) and len({len(row) for row in rows if row}) > 2


def stretches(rows: Sequence[Sequence[str]], width: int, going_on: int = 0, *, ends: bool = True) -> Iterator[range]:
    """The places of consecutive short rows of one length, long enough to be Excel's.

    `going_on` is the length of the short rows before the first of these, if they were such; `ends`: the last row is
    the file's last, where a stretch may be shorter.
    """
    place = 0
    for length, group in groupby(map(len, rows)):
        after = place + sum(1 for _ in group)
        run = range(place, after)
        if 0 < length < width:
            long_enough = len(run) >= STRETCH or (ends and after == len(rows) and len(run) > 1)
            if (place == 0 and length == going_on) or (long_enough and any(rows[at][-1].strip() for at in run)):
                yield run
        place = after
