"""Cells are read exactly or refused: money to the minor unit, days, numbers; and the format's page is true."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.exporting import FILES
from model.importing.plain_values import day_of, number_of, probability_reader
from model.importing.report import Refused
from model.money import EXPONENTS, decimal_text, exponent_of, minor_units

exponents = st.integers(0, 4)


@given(st.integers(-(2**63) + 1, 2**63 - 1), exponents)
def test_money_survives_the_way_out_and_in_again(units: int, exponent: int) -> None:
    assert minor_units(decimal_text(units, exponent), exponent) == units


@given(st.decimals(-(10**12), 10**12, places=2))
def test_money_is_read_as_a_decimal_would_be(amount: Decimal) -> None:
    assert minor_units(f"{amount:f}", 2) == amount * 100


@pytest.mark.parametrize(
    ("text", "exponent", "units"),
    [("12.5", 2, 1250), ("12.500", 2, 1250), ("-0.01", 2, -1), (".5", 2, 50), ("7.", 0, 7), ("1.234", 3, 1234), ("0", 0, 0)],
)
def test_money_in_its_currencys_decimals(text: str, exponent: int, units: int) -> None:
    assert minor_units(text, exponent) == units


@pytest.mark.parametrize("text", ["", ".", "1,5", "1 000", "$5", "1e3", "٣", "--1", "0.005", "NaN", "99999999999999999999"])
def test_what_is_no_money_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is|has"):
        minor_units(text, 2)


def test_currencies_have_their_own_decimals() -> None:
    assert [exponent_of(code) for code in ("EUR", "JPY", "KWD")] == [2, 0, 3]
    assert set(EXPONENTS.values()) == {0, 3}


@pytest.mark.parametrize("cell", ["2027-1-31", "31.01.2027", "01/31/2027", "20270131", "2027-W05-1", "2027-02-29", "May-20"])
def test_a_day_that_is_not_plain_is_refused(cell: str) -> None:
    with pytest.raises(Refused, match="2027-01-31"):
        day_of(cell)


@pytest.mark.parametrize("cell", ["1_000", "inf", "nan", "1,5", "two", "1e999"])
def test_a_number_that_is_not_plain_is_refused(cell: str) -> None:
    with pytest.raises(Refused):
        number_of(cell)


@given(st.lists(st.integers(0, 10_000), min_size=1))
def test_probabilities_survive_the_way_out_and_in_again(points: list[int]) -> None:
    cells = [decimal_text(each, 4) for each in points]

    assert [probability_reader(cells)(cell) for cell in cells] == points


def test_the_formats_page_lists_every_file_with_its_columns() -> None:
    page = (Path(__file__).parents[2] / "docs" / "plain_format.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:3] for line in page.splitlines() if line.startswith("| ")]
    listed = {name.strip(): tuple(cell.replace("*", "").strip() for cell in columns.split(",")) for name, columns in rows}

    assert {name: listed[name] for name in FILES} == FILES
