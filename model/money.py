"""Money: whole minor units inside, decimal text at the edge. Never a float in between."""

import re

EXPONENTS = {
    "BHD": 3, "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KMF": 0, "KRW": 0,
    "KWD": 3, "LYD": 3, "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip
"""ISO 4217 currencies whose minor unit is not a hundredth."""

LARGEST = 2**63 - 1
NUMBER = re.compile(r"([+-]?)(\d+)(?:\.(\d*))?|([+-]?)\.(\d+)", re.ASCII)


def exponent_of(currency: str) -> int:
    """How many decimals a currency has."""
    return EXPONENTS.get(currency, 2)


def minor_units(text: str, exponent: int) -> int:
    """Whole minor units of a plain decimal number: ("12.5", 2) → 1250.

    ValueError where it is no plain number, has more decimals than the currency, or does not fit 64 bits.
    """
    found = NUMBER.fullmatch(text)
    if found is None:
        raise ValueError("is not a plain number like 1234.50")
    sign, whole, decimals = found[1] or found[4], found[2] or "", (found[3] or found[5] or "").rstrip("0")
    if len(decimals) > exponent:
        raise ValueError(f"has more than the {exponent} decimals of its currency")
    units = int(whole + decimals.ljust(exponent, "0") or "0")
    if units > LARGEST:
        raise ValueError("is too large")
    return -units if sign == "-" else units


def decimal_text(units: int, exponent: int) -> str:
    """The decimal number of minor units, with all the currency's decimals: (1250, 2) → "12.50"."""
    digits = str(abs(units)).rjust(exponent + 1, "0")
    text = f"{digits[:-exponent]}.{digits[-exponent:]}" if exponent else digits
    return f"-{text}" if units < 0 else text
