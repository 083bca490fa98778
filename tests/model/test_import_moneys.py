"""Amounts in every form of CRM_EXPORTS.md, to the last digit; the column decides the decimal mark, or the user is asked."""

from collections.abc import Callable
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.importing.cells.currency_signs import currency_of
from model.importing.cells.decimal_marks import DecimalMark, agreed
from model.importing.cells.moneys import currencies_in, currency_in, mark_of, text_reader, units_of, units_reader
from model.importing.cells.undecided import Undecided
from model.importing.report import Refused

cents = st.integers(-(10**15), 10**15)
amounts = st.decimals(-(10**12), 10**12, places=5)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("$22,700.00", "22700"), ("$1,117.10K", "1117100"), ("1.2M", "1200000"), ("1.234,56 €", "1234.56"), ("0", "0"),
        ("¥1,200,000", "1200000"), ("￥1,200,000", "1200000"), ("1 234,56", "1234.56"), ("1\u00a0234,56", "1234.56"),
        ("1\u2009234,56 kr", "1234.56"), ("1\u202f234\u202f567", "1234567"), ("1'234.50", "1234.5"), ("1’234.50", "1234.5"),
        ("(1,234.00)", "-1234"), ("$(1,234.00)", "-1234"), ("($1,234.00)", "-1234"), ("-$1,234.00", "-1234"),
        ("$-1,234.00", "-1234"), ("1.234,00-", "-1234"), ("−5,50", "-5.5"), ("USD 1,200", "1200"), ("1.200 €", "1200"),
        ("$1,200", "1200"), ("USD $1,200.00", "1200"), ("R$ 1.200", "1200"), ("1.2E+06", "1200000"), ("1,2E+06", "1200000"),
        ("1.200E+06", "1200000"), ("1E-2", "0.01"), ("₹ 12,34,567.50", "1234567.5"), ("1.2 Mio. €", "1200000"),
        ("120万円", "1200000"), ("5k", "5000"), ("1.5bn", "1500000000"), ("1.200,-", "1200"), ("CHF 1'200.–", "1200"),
        ("$      -", "0"), ("- €", "0"), (".5", "0.5"),
        ("0.125", "0.125"), ("0,125", "0.125"), ("1234.567", "1234.567"), ("1234.5678", "1234.5678"), ("-0.00", "0"),
        ("5.", "5"), ("0012", "12"), ("５００", "500"),
    ],
)  # fmt: skip
def test_every_form_is_that_amount(cell: str, amount: str) -> None:
    assert text_reader([cell])(cell) == amount


COMMAS = str.maketrans(",.", ".,")
STYLES: dict[str, Callable[[Decimal], str]] = {
    "machine": lambda amount: f"{amount:f}",
    "American": lambda amount: f"${amount:,.5f}",
    "accounting": lambda amount: f"({-amount:,.5f})" if amount < 0 else f"{amount:,.5f}",
    "German": lambda amount: f"{amount:,.5f} €".translate(COMMAS),
    "French": lambda amount: f"{amount:,.5f}".translate(str.maketrans(",.", "\u202f,")),
    "Swiss": lambda amount: f"CHF {amount:,.5f}".replace(",", "'"),
    "trailing sign": lambda amount: f"{abs(amount):,.5f}" + "-" * (amount < 0),
    "thousands": lambda amount: f"{amount / 1000:,.8f}K",
    "scientific": lambda amount: f"{amount:.20E}",
    "scientific, with comma": lambda amount: f"{amount:.20E}".replace(".", ","),
}


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=25)
@given(st.lists(amounts, min_size=1))
def test_every_amount_comes_back_from_every_style(style: str, written: list[Decimal]) -> None:
    column = [STYLES[style](amount) for amount in written]

    read = text_reader(iter(column))

    assert [Decimal(read(cell)) for cell in column] == written


@settings(max_examples=25)
@given(st.lists(st.integers(-(10**12), 10**12), min_size=1), st.sampled_from("., '"), st.booleans())
def test_whole_amounts_in_groups_come_back_once_the_column_decides(written: list[int], mark: str, first: bool) -> None:
    column = [f"{amount:,}".replace(",", mark) for amount in written]
    decider = f"{1234567:,}".replace(",", mark)

    read = text_reader([decider, *column] if first else [*column, decider])

    assert [int(read(cell)) for cell in column] == written


three_decimals = st.decimals(1, 999, places=3).filter(lambda amount: amount < 1000)


@settings(max_examples=50)
@given(st.lists(three_decimals, min_size=1), st.lists(st.integers(0, 9999).map(str)), st.sampled_from(".,"))
def test_a_column_of_doubtful_amounts_is_asked_for_until_the_user_answers(
    doubtful: list[Decimal], whole: list[str], mark: str
) -> None:
    cells = [f"{amount:f}".replace(".", mark) for amount in doubtful]
    column = cells + whole

    with pytest.raises(Undecided) as asked:
        text_reader(column)

    assert asked.value.answer == "decimal_comma"
    assert set(asked.value.examples) <= set(cells)
    thousands, decimals = [text_reader(column, decimal_comma=answer) for answer in ((mark == "."), (mark == ","))]
    assert [Decimal(decimals(cell)) for cell in cells] == doubtful
    assert [Decimal(thousands(cell)) for cell in cells] == [amount * 1000 for amount in doubtful]


@pytest.mark.parametrize(
    "cell", ["1.200", "1,200", "$1.200", "1,200 €", "$1.125M", "$1,125K", "1.125 Mio. €", "1.200K", "KWD 1.200"]
)
def test_an_amount_that_means_a_thousand_times_the_other_is_never_guessed(cell: str) -> None:
    with pytest.raises(Undecided):
        text_reader([cell, "5"])


@pytest.mark.parametrize(
    ("column", "amount"),
    [(["1.200", "3.50"], "1.2"), (["1.200", "3,50"], "1200"), (["1.200", "0.125"], "1.2"), (["1.200", "1.200.000"], "1200"),
     (["1.200", "1 000,5"], "1200"), (["$1.200", "$1,100"], "1.2"), (["1.200", "$1,100"], "1.2"), (["1.200 €", "3.50"], "1.2"),
        (["$1.125M", "$1,100"], "1125000")],
)  # fmt: skip
def test_one_cell_that_reads_only_one_way_decides_the_column(column: list[str], amount: str) -> None:
    assert text_reader(column)(column[0]) == amount


def test_in_a_contradictory_column_only_doubtless_amounts_are_read() -> None:
    column = ["1,234.50", "1.234,50", "1.200"]
    read = text_reader(column, decimal_comma=True)

    assert mark_of(column) is DecimalMark.CONTRADICTORY
    assert read("1,234.50") == read("1.234,50") == "1234.5"
    with pytest.raises(Refused, match=r"1,234\.50 and 1\.234,50"):
        read("1.200")


def test_other_columns_of_the_file_are_evidence_unless_they_differ() -> None:
    point, comma, unknown = DecimalMark.POINT, DecimalMark.COMMA, DecimalMark.UNDECIDED

    assert agreed([unknown, comma, DecimalMark.EITHER]) is True
    assert agreed([point, unknown]) is False
    assert agreed([unknown]) is agreed([point, comma]) is agreed([comma, DecimalMark.CONTRADICTORY]) is None


@settings(max_examples=50)
@given(amounts, st.integers(0, 4))
def test_more_decimals_than_the_currency_has_are_rounded_half_up_and_said(amount: Decimal, exponent: int) -> None:
    exact = amount.scaleb(exponent)
    rounded = exact.quantize(Decimal(1), ROUND_HALF_UP)

    assert units_of(f"{amount:f}", exponent) == (rounded, rounded != exact)


@given(cents)
def test_amounts_in_a_known_currency_are_read_in_minor_units(units: int) -> None:
    cell = f"${Decimal(units) / 100:,.2f}"

    assert units_reader([cell], 2)(cell) == units


@pytest.mark.parametrize("cell", ["9" * 19 + ".00", "1E+300", "9223372036854775807.5", "9" * 50])
def test_what_does_not_fit_is_refused(cell: str) -> None:
    with pytest.raises(Refused, match="too large"):
        units_reader([cell], 0 if cell.endswith(".5") else 2)(cell)


@pytest.mark.parametrize(
    "cell",
    ["-", "abc", "1,2,3", "1.2.3", "12.34.567,0", "1,23,456.7.8", "$5 €", "5 EUR USD", "--5", "(-5)", "-5-", "(5", "5%", "1e",
        "$", "$K",
     "100\n200", "1  200", "5 units", "1 2 3", "0,200,000", "NaN", "inf", "٣", "1'234,567'890.1", "5" * 5000],
)  # fmt: skip
def test_what_is_no_amount_is_refused(cell: str) -> None:
    with pytest.raises(Refused):
        text_reader([cell])(cell)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("€ 5", "EUR"), ("5 EUR", "EUR"), ("US$5", "USD"), ("USD $5", "USD"), ("zł5", "PLN"), ("CA$ 5", "CAD"), ("$5", None),
        ("5", None),
     ("¥5", None), ("5円", "JPY"), ("Fr. 5.50", "CHF")],
)  # fmt: skip
def test_an_amounts_own_sign_says_its_currency(cell: str, code: str | None) -> None:
    assert currency_in(cell) == code


def test_a_sign_of_several_currencies_says_which() -> None:
    assert currencies_in("¥1,200,000") == {"JPY", "CNY"}
    assert {"USD", "CAD", "AUD"} <= currencies_in("$5")
    assert currencies_in("5") == currencies_in("junk") == frozenset()


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("eur", "EUR"),
        ("€", "EUR"),
        ("US Dollar", "USD"),
        ("USD - U.S. Dollar", "USD"),
        ("japanese yen", "JPY"),

        ("EUR (Euro)", "EUR"),
    ],
)  # fmt: skip
def test_currencies_are_read_by_code_sign_and_name(cell: str, code: str) -> None:
    assert currency_of(cell) == code


@pytest.mark.parametrize("cell", ["$", "¥", "kr", "XQZ", "Dollar-ish", "5"])
def test_what_is_not_one_currency_is_refused(cell: str) -> None:
    with pytest.raises(Refused):
        currency_of(cell)


pieces = st.sampled_from(
    [
        "1",
        "234",
        "000",
        "0",
        ".",
        ",",
        "-",
        "+",
        "(",
        ")",
        "$",
        "€",
        "K",
        "M",
        "E+",
        "e5",
        "USD",
        "kr",
        "%",
        "'",
        "万",
        "−",
        "é",
        " ",
    ]
)
junk = st.text(max_size=30) | st.lists(pieces, max_size=8).map("".join) | st.integers().map(str) | st.floats().map(str)


@settings(max_examples=200)
@given(st.lists(junk.map(str.strip).filter(bool), min_size=1), st.sampled_from([None, True, False]))
def test_junk_is_refused_or_asked_for_and_nothing_else(cells: list[str], decimal_comma: bool | None) -> None:
    try:
        read = units_reader(cells, 2, decimal_comma)
    except Undecided:
        assert decimal_comma is None
        return
    for cell in cells:
        with suppress(Refused):
            assert isinstance(read(cell), int)
