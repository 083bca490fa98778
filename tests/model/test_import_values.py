"""Cells are read exactly or refused: money to the minor unit, days, numbers; and the format's page is true."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.exporting import FILES
from model.importing.cells.evidence import settled_by
from model.importing.cells.plain_values import day_of, number_of, probability_reader
from model.importing.cells.undecided import Undecided
from model.importing.cells.values import EMPTY, Context, Kind, reader, shortened, text_of, unshortened
from model.importing.report import Refused
from model.money import EXPONENTS, decimal_text, exponent_of, minor_units
from model.settings import Settings

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


LENIENT = Context(Settings({"currency": "EUR"}), date(2027, 1, 31), strict=False)


def read(kind: Kind, *column: str, choices: tuple[str, ...] = (), context: Context = LENIENT) -> list[Any]:
    """The column's cells, read as that kind."""
    reads = reader(kind, context, choices, iter(column))
    return [reads(cell) for cell in column]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.REFERENCE])
def test_what_systems_write_for_nothing_is_nothing_to_every_kind(kind: Kind) -> None:
    words = ["N/A", "#N/A", "-None-", "(blank)", "Select", "000000000000000AAA", "--", "null", "NULL", "0000-00-00", " "]

    assert read(kind, *words) == [None] * len(words)
    assert {word.strip().casefold() for word in words} - EMPTY == {""}


def test_nought_is_nothing_to_a_reference_and_an_amount_to_money() -> None:
    assert read(Kind.REFERENCE, "0", "0051x", "-") == [None, "0051x", None]
    assert read(Kind.MONEY, "0", "0.00", "€ -") == [0, 0, 0]
    assert read(Kind.TEXT, "0", "-") == ["0", "-"]


def test_the_plain_format_knows_no_other_forms() -> None:
    strict = Context(LENIENT.settings, LENIENT.as_of)

    for kind, cell in [(Kind.DAY, "1/31/2027"), (Kind.MOMENT, "2027-01-31 10:00"), (Kind.MONEY, "$5"), (Kind.DEAL_MONEY, "1,5")]:
        with pytest.raises(Refused):
            read(kind, cell, context=strict)
    assert read(Kind.TEXT, "N/A", context=strict) == ["N/A"]


def test_every_kind_reads_what_a_crm_writes() -> None:
    assert read(Kind.DAY, "3/4/2027", "N/A", "12/31/2027") == [date(2027, 3, 4), None, date(2027, 12, 31)]
    assert read(Kind.MOMENT, "31.01.2027 10:00") == [datetime(2027, 1, 31, 10, tzinfo=UTC)]
    assert read(Kind.WEEK, "31.01.2027") == [date(2027, 1, 25)]
    assert read(Kind.MONEY, "1.234,565 €") == [123457]
    assert read(Kind.DEAL_MONEY, "$1,117.10K", "") == ["1117100", None]
    assert read(Kind.CURRENCY, "€", "US Dollar", "gbp") == ["EUR", "USD", "GBP"]
    assert read(Kind.NUMBER, "1,5", "1.2E+3", "1 000") == [1.5, 1200.0, 1000.0]
    assert read(Kind.INTEGER, "3", "3.0", "1,000,000") == [3, 3, 1_000_000]
    assert read(Kind.CHOICE, "YES", "Unknown", choices=("yes", "no", "unknown")) == ["yes", "unknown"]
    assert read(Kind.PERIOD, "2027Q1") == ["2027Q1"]


def test_probabilities_with_a_sign_are_per_cent_and_others_as_their_column() -> None:
    assert read(Kind.PROBABILITY, "70%", "0,5", "1", "12.5 %") == [7_000, 5_000, 10_000, 1_250]
    assert read(Kind.PROBABILITY, "70", "0.5", "1", "100.0") == [7_000, 50, 100, 10_000]


def test_flags_are_read_in_the_words_of_several_systems() -> None:
    assert read(Kind.FLAG, "1", "TRUE", "Yes", "Y", "ja", "はい", "Done", "1.0") == [True] * 8
    assert read(Kind.FLAG, "0", "FALSE", "No", "N", "nein", "いいえ", "Undone", "0.0") == [False] * 8


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (Kind.FLAG, "maybe"), (Kind.FLAG, "2"), (Kind.INTEGER, "3.5"), (Kind.INTEGER, "10000000000"), (Kind.INTEGER, "three"),
        (Kind.NUMBER, "$5"), (Kind.NUMBER, "inf"), (Kind.PROBABILITY, "101"), (Kind.PROBABILITY, "-1"),
        (Kind.PROBABILITY, "often"), (Kind.CHOICE, "other"), (Kind.WEEK, "soon"), (Kind.CURRENCY, "$"),
    ],
)  # fmt: skip
def test_what_is_not_clear_is_refused(kind: Kind, cell: str) -> None:
    with pytest.raises(Refused):
        read(kind, cell, choices=("yes", "no"))


def test_the_users_answers_settle_what_a_column_leaves_open() -> None:
    for kind, cell, name in [(Kind.DAY, "03/04/2027", "day_first"), (Kind.NUMBER, "1.200", "decimal_comma")]:
        with pytest.raises(Undecided) as asked:
            read(kind, cell)
        assert asked.value.answer == name

    answered = replace(LENIENT, day_first=False, decimal_comma=True)
    assert read(Kind.DAY, "03/04/2027", context=answered) == [date(2027, 3, 4)]
    assert read(Kind.NUMBER, "1.200", context=answered) == [1200.0]


def test_an_id_that_excel_has_shortened_is_refused() -> None:
    assert [shortened(cell) for cell in ("1.23E+17", "1,23457E+11", "5E+15", "1E5", "0061x00000E+1", "123456789012345678")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
    with pytest.raises(Refused, match="Export again"):
        unshortened("1.23E+17")


junk = st.text(max_size=20) | st.floats().map(str) | st.sampled_from(["1.200", "03/04/2018", "70%", "N/A", "$", "1E+999", "True"])


@settings(max_examples=50)
@given(st.lists(junk, min_size=1), st.sampled_from(Kind))
def test_junk_is_refused_or_asked_for_and_nothing_else(cells: list[str], kind: Kind) -> None:
    try:
        reads = reader(kind, LENIENT, ("yes", "no"), [cell.strip() for cell in cells])
    except Undecided:
        return
    for cell in cells:
        with suppress(Refused):
            reads(text_of(cell))


def test_a_files_decided_columns_speak_for_the_others_before_the_users_answer_does() -> None:
    created, closed = ("03/04/2027", "05/06/2027"), ("31/01/2027", "03/04/2027")
    amounts, prices = ("1.200", "3.400"), ("12,50", "3,40")
    answered = replace(LENIENT, day_first=False, decimal_comma=False)

    file = [(Kind.MOMENT, created), (Kind.DAY, closed), (Kind.DEAL_MONEY, amounts), (Kind.MONEY, prices), (Kind.TEXT, ("1.5",))]
    context = settled_by(answered, file)

    assert read(Kind.DAY, *created, context=context) == [date(2027, 4, 3), date(2027, 6, 5)]
    assert read(Kind.DEAL_MONEY, *amounts, context=context) == ["1200", "3400"]
    assert settled_by(answered, [(Kind.DAY, created), (Kind.MONEY, amounts)]) == answered
