"""Currencies as files write them: codes, signs and English names."""

import re
from functools import cache, lru_cache

from babel import Locale

from model.importing.cells.decimal_marks import DecimalMark
from model.importing.report import Refused
from model.money import exponent_of

DOLLARS = "USD AUD CAD NZD HKD SGD TWD MXN CLP COP ARS BRL JMD TTD BBD BSD BZD FJD GYD LRD NAD SBD SRD XCD KYD BMD BND UYU DOP"
SIGNS: dict[str, frozenset[str]] = {
    sign: frozenset(codes.split())
    for sign, codes in {
        "$": DOLLARS, "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD NIO", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD",
        "S$": "SGD", "NT$": "TWD", "MX$": "MXN", "R$": "BRL", "€": "EUR", "£": "GBP EGP SYP LBP", "¥": "JPY CNY",
        "\\": "JPY",  # Shift-JIS has the yen sign where others have the backslash
        "円": "JPY", "元": "CNY TWD", "CN¥": "CNY", "JP¥": "JPY", "₹": "INR", "Rs": "INR PKR LKR NPR MUR", "₩": "KRW",
        "원": "KRW", "₽": "RUB", "руб": "RUB BYN", "₺": "TRY", "TL": "TRY", "₴": "UAH", "₪": "ILS", "฿": "THB", "₫": "VND",
        "₦": "NGN", "₱": "PHP", "₡": "CRC", "₲": "PYG", "₸": "KZT", "₼": "AZN", "₾": "GEL", "kr": "SEK NOK DKK ISK",
        "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "Fr": "CHF", "lei": "RON", "лв": "BGN", "RM": "MYR", "Rp": "IDR", "R": "ZAR",
    }.items()
}  # fmt: skip
"""A sign or short word → the currencies that it is written for."""
COMMA_WRITERS = frozenset({
    "EUR", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON", "BGN", "TRY", "BRL", "IDR", "VND", "RUB", "UAH", "BYN",
    "KZT", "ARS", "CLP", "COP", "UYU", "PYG",
})  # fmt: skip
"""Currencies whose people write 1.234,50, at least by habit."""
PURE = "$€£¥₹₩₽₺₴₪฿₫₦₱₡₲₸₼₾\\"
SIGN = rf"(?:[^\W\d_]{{0,3}}\s?[{re.escape(PURE)}]|[^\W\d_]{{1,4}}\.?)"
"""What may stand before or after an amount; `currencies_of` says whether it is a currency."""


@cache
def codes() -> frozenset[str]:
    """The ISO 4217 codes."""
    return frozenset(Locale("en").currencies)


@lru_cache(maxsize=1000)
def currencies_of(sign: str) -> frozenset[str]:
    """The currencies that a sign, code or both (USD $) may mean; empty if it is none."""
    if sign in SIGNS:
        return SIGNS[sign]
    bare = sign.rstrip(".")
    if bare in codes():
        return frozenset({bare})
    if bare[-1:] in PURE and len(bare) > 1:
        return SIGNS[bare[-1]] & currencies_of(bare[:-1].rstrip())
    return SIGNS.get(bare, SIGNS.get(bare.capitalize(), SIGNS.get(bare.lower(), frozenset())))


def habit(currencies: frozenset[str]) -> DecimalMark | None:
    """The decimal mark that people write with a currency. None without one, or where it may have three decimals."""
    if not currencies or any(exponent_of(code) > 2 for code in currencies):
        return None
    return DecimalMark.COMMA if currencies <= COMMA_WRITERS else DecimalMark.POINT


@cache
def _named() -> dict[str, str]:
    return {name.casefold(): code for code, name in Locale("en").currencies.items()}


def currency_of(cell: str) -> str:
    """The ISO code of a code, a sign that means only one currency, an English name, or code and name (EUR - Euro)."""
    text = cell.strip()
    start = re.match(r"([A-Z]{3})\s*(?:$|[-–(:]\s*\S)", text)
    if start and start[1] in codes():
        return start[1]
    found = currencies_of(text) or currencies_of(text.upper()) or frozenset(filter(None, [_named().get(text.casefold())]))
    if len(found) != 1:
        reason = "is a sign of several currencies" if found else "is not a currency"
        raise Refused(reason, "Write its ISO code, as EUR")
    return next(iter(found))
