"""Numbers, shares and flags in every form that a CRM writes. Nothing is guessed."""

import re
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal

from model.importing.cells.date_forms import plainly_written
from model.importing.cells.moneys import text_reader
from model.importing.report import Refused

TRUE = ("true", "1", "1.0", "yes", "y", "t", "on", "done", "ja", "wahr", "oui", "vrai", "sí", "si", "sim", "tak", "はい")
FALSE = (
    "false",
    "0",
    "0.0",
    "no",
    "n",
    "f",
    "off",
    "undone",
    "not done",
    "nein",
    "falsch",
    "non",
    "faux",
    "não",
    "nie",
    "いいえ",
    "偽",
)
FLAGS = dict.fromkeys(TRUE, True) | dict.fromkeys(FALSE, False)
SHARE = re.compile(r"([0-9]{1,12}(?:[.,][0-9]{0,20})?|[.,][0-9]{1,20})\s?(%?)")


def number_reader(cells: Iterable[str], decimal_comma: bool | None = None) -> Callable[[str], float]:
    """How numbers that are no money are read: with either decimal mark, as the whole column decides."""
    text_of = text_reader(cells, decimal_comma, bare=True)
    return lambda cell: float(text_of(cell))


def integer_reader(cells: Iterable[str], decimal_comma: bool | None = None) -> Callable[[str], int]:
    """How whole numbers are read: 3, 3.0 and 1,200,000."""
    text_of = text_reader(cells, decimal_comma, bare=True)

    def integer_of(cell: str) -> int:
        text = text_of(cell)
        if "." in text or len(text.lstrip("-")) > 9:
            raise Refused("is not a whole number" if "." in text else "is too large", "Write it as 3")
        return int(text)

    return integer_of


def probability_reader(cells: Iterable[str]) -> Callable[[str], int]:
    """Shares (0-1), per cent (0-100) or 70% → basis points.

    Numbers without a sign are per cent if any of them in the column is above 1. A mark is always the decimal one, as a
    probability has no thousands.
    """
    bare = (share for share in map(_share, cells) if share is not None and not share[1])
    percent = any(number > 1 for number, _ in bare)

    def probability_of(cell: str) -> int:
        share = _share(cell)
        points = Decimal(-1) if share is None else share[0] * (100 if percent or share[1] else 10_000)
        if not 0 <= points <= 10_000:
            raise Refused("is not a probability", "Write the whole column as 0 to 1, or as 0 to 100")
        return int(points.quantize(Decimal(1), ROUND_HALF_UP))

    return probability_of


def _share(cell: str) -> tuple[Decimal, bool] | None:
    """A number, and whether it has a per cent sign; None if it is none."""
    found = SHARE.fullmatch(plainly_written(cell)) if len(cell) < 40 else None
    return (Decimal(found[1].replace(",", ".")), bool(found[2])) if found else None


def flag_of(cell: str) -> bool:
    """True or false, in the words of several systems and languages."""
    word = cell.casefold()
    if word not in FLAGS:
        raise Refused("is neither true nor false", "Write true or false")
    return FLAGS[word]


def choice_reader(choices: tuple[str, ...]) -> Callable[[str], str]:
    """One of a few words, in any case and with any spaces around it."""
    known = {word.casefold(): word for word in choices}

    def choice_of(cell: str) -> str:
        word = known.get(cell.strip().casefold())
        if word is None:
            raise Refused("is not one of its values", f"Write {', '.join(choices)}")
        return word

    return choice_of
