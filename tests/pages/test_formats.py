"""Numbers and words as people read them."""

from datetime import date

import pandas as pd
import pytest

from pages.parts import formats


@pytest.mark.parametrize(
    ("units", "text"),
    [
        (124_000_000, "1.24M"), (8_600_000, "86k"), (860_000, "8.6k"), (95_000, "950"), (0, "0"), (-31_000_000, "−310k"),
        (99_960_000, "1.00M"), (99_999, "1.0k"), (123_456_789_000, "1.23B"), (None, "–"), (pd.NA, "–"), (float("nan"), "–"),
    ],
)  # fmt: skip
def test_money_is_shown_in_three_digits(units: object, text: str) -> None:
    assert formats.money(units) == text


def test_full_money_has_decimals_only_where_there_are_any() -> None:
    assert formats.full_money(123_456_700) == "1,234,567"
    assert formats.full_money(1_250) == "12.50"
    assert formats.full_money(-1_250) == "−12.50"
    assert formats.full_money(1_250, exponent=0) == "1,250"


def test_a_change_carries_its_sign() -> None:
    assert formats.change("120k", 12) == "+120k"
    assert formats.change("−120k", -12) == "−120k"
    assert formats.change("0", 0) == "0"


def test_rates_days_and_counts_are_words() -> None:
    assert formats.rate(0.6315, 412) == "63 % (n = 412)"
    assert formats.rate(pd.NA) == "–"
    assert formats.day(date(2026, 11, 16), 2026) == "Mon 16 Nov"
    assert formats.day(date(2025, 11, 16), 2026) == "Sun 16 Nov 2025"
    assert [formats.many(n, "deal") for n in (0, 1, 2)] == ["0 deals", "1 deal", "2 deals"]
    assert formats.ago(date(2026, 11, 16), date(2026, 11, 23)) == "7 days ago"


def test_somebodys_text_cannot_be_markdown() -> None:
    assert formats.plain("[Acme](x) **:red[!]**\n# $1$") == r"\[Acme\]\(x\) \*\*\:red\[\!\]\*\* \# \$1\$"


def test_somebodys_text_cannot_become_a_link() -> None:
    joiner = formats.WORD_JOINER  # what stands between the parts by which browsers know addresses
    for text, told in (("https://x.de", "https"), ("WWW.x.de", "WWW"), ("ann@x.de", "ann")):
        assert formats.plain(text).startswith(f"{told}{joiner}")
    assert joiner not in formats.plain("Acme: 3 seats, www")
