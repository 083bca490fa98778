"""Salesforce's ids and how it writes values."""

from seed_data.exports.cells import Cells

CELLS = Cells(yes="1", no="0", none="000000000000000AAA")
PREFIXES = {
    "person": "005", "account": "001", "deal": "006", "lead": "00Q", "task": "00T", "event": "00U", "product": "01t",
    "history": "008", "change": "017", "line": "00k", "quota": "0J9", "stage": "01J", "role": "00E",
}  # fmt: skip
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def id_of(kind: str, number: int | None) -> str:
    """An 18-character id; the last three say which of the others are capitals. Nothing has the empty id."""
    if number is None:
        return CELLS.none
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = DIGITS[digit] + digits
    short = PREFIXES[kind] + "5g" + digits.rjust(10, "0")
    fives = (short[start : start + 5] for start in (0, 5, 10))
    return short + "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[sum(2**i for i in range(5) if five[i].isupper())] for five in fives)
