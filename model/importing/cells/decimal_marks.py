"""Whether a point or a comma is the decimal mark: 1.200 says it only together with its whole column."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

SHOWN = 3


class DecimalMark(StrEnum):
    """What a column, or one number, says of its decimal mark."""

    POINT = "point"
    COMMA = "comma"
    CONTRADICTORY = "contradictory"  # 1,234.50 and 1.234,50 in one column
    UNDECIDED = "undecided"  # 1.200 and nothing that says more
    EITHER = "either"  # nothing in it has one: 1200, 1 200


MARKS = {DecimalMark.POINT: ".", DecimalMark.COMMA: ","}
THREES = r"[1-9][0-9]{{0,2}}([{mark} '’])[0-9]{{3}}(?:\1[0-9]{{3}})*"
INDIAN = "[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"
STYLES = {
    DecimalMark.POINT: re.compile(rf"(?:{THREES.format(mark=',')}|{INDIAN}|[0-9]*)(?:\.[0-9]*)?"),
    DecimalMark.COMMA: re.compile(rf"(?:{THREES.format(mark='.')}|[0-9]*)(?:,[0-9]*)?"),
}
"""How digits look under each mark: in groups of three, as in India (12,34,567.00), or not in groups."""
DOUBTFUL = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


GROUPING = str.maketrans("", "", ".,' ’")


def mark_in(digits: str) -> DecimalMark | None:
    """What digits with their marks say by themselves. None if they are no number under either mark."""
    if DOUBTFUL.fullmatch(digits):
        return DecimalMark.UNDECIDED
    for mark, style in STYLES.items():
        if style.fullmatch(digits):
            return mark if "." in digits or "," in digits else DecimalMark.EITHER
    return None


def parts_of(digits: str, mark: DecimalMark) -> tuple[str, str]:
    """The digits before and after the decimal mark, where they suit it: ("1.234,50", comma) → 1234, 50."""
    whole, _, decimals = digits.partition(MARKS.get(mark, "."))
    return whole.translate(GROUPING), decimals


@dataclass
class NumberColumn:
    """What the numbers of a column are like: up to three `doubtful` cells, and the first cell that proves a mark.

    `likely` holds what cells say that are doubtful by themselves, but have a currency: in $1,200 and 1.200 € three decimals
    would be strange, and the groups are as their people write them; $1.200 and 1,200 € stay doubtful. It counts where
    nothing is proved.
    """

    doubtful: list[str] = field(default_factory=list)
    proofs: dict[DecimalMark, str] = field(default_factory=dict)
    likely: dict[DecimalMark, str] = field(default_factory=dict)

    def add(self, cell: str, digits: str, habit: DecimalMark | None) -> None:
        """Take one more cell into account. `habit`: the mark that its currency, if it names one, is written with."""
        said = mark_in(digits)
        if said in MARKS:
            self.proofs.setdefault(said, cell)
        elif said is DecimalMark.UNDECIDED and habit is (DecimalMark.POINT if "," in digits else DecimalMark.COMMA):
            self.likely.setdefault(habit, cell)
        elif said is DecimalMark.UNDECIDED and len(self.doubtful) < SHOWN:
            self.doubtful.append(cell)

    @property
    def evidence(self) -> dict[DecimalMark, str]:
        """The cells that decide the column, by what they say."""
        return self.proofs or self.likely

    @property
    def mark(self) -> DecimalMark:
        """What the column says as a whole."""
        if len(self.evidence) == 2:
            return DecimalMark.CONTRADICTORY
        if self.evidence:
            return next(iter(self.evidence))
        return DecimalMark.UNDECIDED if self.doubtful else DecimalMark.EITHER


def agreed(marks: Iterable[DecimalMark]) -> bool | None:
    """Whether a file whose columns say this has decimal commas: evidence for its undecided columns. None if it has none."""
    said = set(marks) - {DecimalMark.UNDECIDED, DecimalMark.EITHER}
    return said == {DecimalMark.COMMA} if len(said) == 1 and DecimalMark.CONTRADICTORY not in said else None
