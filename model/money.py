"""Money: whole minor units inside, Decimal at the edge."""

EXPONENTS = {
    "BHD": 3, "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KMF": 0, "KRW": 0,
    "KWD": 3, "LYD": 3, "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip
"""ISO 4217 currencies whose minor unit is not a hundredth."""


def exponent_of(currency: str) -> int:
    """How many decimals a currency has."""
    return EXPONENTS.get(currency, 2)
