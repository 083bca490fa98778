"""Numbers, money and days as a company's locale writes them; English stays as the house writes it."""

from collections.abc import Callable
from contextvars import copy_context
from datetime import date, datetime

import pandas as pd
import pytest

from metrics.definition import Unit
from pages.parts import cell_texts, formats, locales, words

DAY = date(2026, 11, 16)


def within(name: str, work: Callable[[], object]) -> object:
    """What `work` gives where the company's locale is `name`."""

    def run() -> object:
        locales.use(name)
        return work()

    return copy_context().run(run)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("en", ["1.24M", "86k", "−310k", "1,234,567.50", "63 %", "21–25 %", "2.4×", "Mon 16 Nov", "Mon 16 Nov 2026"]),
        ("en_US", ["1.24M", "86K", "−310K", "1,234,567.50", "63%", "21–25%", "2.4×", "Mon, Nov 16", "Mon, Nov 16, 2026"]),
        ("de", ["1,24 Mio.", "86.000", "−310.000", "1.234.567,50", "63 %", "21–25 %", "2,4×",
                "Mo., 16. Nov.", "Mo., 16. Nov. 2026"]),
        ("fr", ["1,24 M", "86 k", "−310 k", "1 234 567,50", "63 %", "21–25 %", "2,4×", "lun. 16 nov.", "lun. 16 nov. 2026"]),
        ("ja", ["124万", "8.6万", "−31万", "1,234,567.50", "63%", "21–25%", "2.4×", "11月16日(月)", "2026年11月16日(月)"]),
    ],
)  # fmt: skip
def test_a_locale_writes_money_rates_and_days(name: str, texts: list[str]) -> None:
    def written() -> list[str]:
        money = [formats.money(units) for units in (124_000_000, 8_600_000, -31_000_000)]
        rates = [formats.rate(0.631), formats.interval(0.21, 0.25), formats.ratio(2.4)]
        return [*money, formats.full_money(123_456_750), *rates, formats.day(DAY, 2026), formats.day(DAY)]

    said = within(name, written)

    assert isinstance(said, list)
    assert [text.replace("\u00a0", " ").replace("\u202f", " ") for text in said] == texts


@pytest.mark.parametrize("name", ["en", "en_US", "de", "fr", "ja"])
def test_what_is_unknown_is_a_dash_everywhere(name: str) -> None:
    kinds = (formats.money, formats.full_money, formats.rate, formats.count, formats.ratio, formats.days, formats.day)

    assert within(name, lambda: [write(None) for write in kinds]) == [formats.UNKNOWN] * len(kinds)


def test_an_amount_that_rounds_up_takes_the_larger_word() -> None:
    assert within("en_US", lambda: formats.short(999_999)) == "1M"


def test_a_day_of_the_clock_is_written_in_full() -> None:
    assert within("ja", lambda: formats.moment(datetime(2026, 11, 16, 14, 5))) == "2026年11月16日(月), 14:05"


def test_the_cells_of_a_table_keep_their_values_and_read_as_the_locale_writes_them() -> None:
    cells = pd.DataFrame({"amount": [1234.5, None], "share": [63.0, None]})
    units = {"amount": Unit.MONEY, "share": Unit.RATE}

    styled = within("de", lambda: cell_texts.written(cells, units, 2).to_html())

    assert "1.234,50" in str(styled)
    assert "63\u00a0%" in str(styled)
    assert str(styled).count(formats.UNKNOWN) == 2


def test_charts_get_the_locales_marks_and_names() -> None:
    assert within("en", words.vega_locale) == {}
    german = within("de", words.vega_locale)
    assert isinstance(german, dict)
    assert (german["number"]["decimal"], german["number"]["thousands"]) == (",", ".")
    assert (german["time"]["days"][0], german["time"]["months"][2]) == ("Sonntag", "März")
    assert "Mio." in locales.money_axis("de")
