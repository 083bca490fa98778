"""Days and moments in every form of CRM_EXPORTS.md; the column decides the order of day and month, or the user is asked."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from model.calendar import Calendar
from model.importing.cells.date_forms import LANGUAGES
from model.importing.cells.dates import day_reader, moment_reader
from model.importing.cells.day_order import DayOrder, agreed, order_of
from model.importing.cells.undecided import Undecided
from model.importing.report import Refused

BERLIN, UTC_COMPANY, NEW_YORK = (Calendar(time_zone=zone) for zone in ("Europe/Berlin", "UTC", "America/New_York"))
EPOCH, EXCEL = datetime(1970, 1, 1), datetime(1899, 12, 30)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
doubtful = days.filter(lambda day: day.day <= 12 and day.day != day.month)
recent = st.dates(date(1980, 1, 1), date(2069, 12, 31))
moments = st.datetimes(datetime(1980, 1, 1), datetime(2069, 12, 31)).map(lambda moment: moment.replace(microsecond=0))


@pytest.mark.parametrize(
    "cell",
    [
        "2021-04-15", "2021-04-15 00:00:00", "2021-04-15T00:00:00.000Z", "2021-04-15T00:00:00.000+0000", "2021/04/15",
        "2021.4.15", "4/15/2021", "4/15/2021 0:03", "4/15/2021, 1:07 PM", "04/15/2021 01:07\u202fpm", "15-04-2021",
        "15.04.2021 00:03", "15 Apr, 2021 00:03:00", "Apr 15, 2021", "April 15th, 2021", "15. April 2021", "15-Apr-21",
        "15 de abril de 2021", "15 avril 2021", "2021年4月15日", "2021年04月15日 10:30", "2021년 4월 15일", "4/15/21", "15.04.21",
        "44301", "44301.5", "1618444800000", "１５．０４．２０２１", "2021-04-15 00:00:00 UTC",
        "2021-04-15T10:00:00.0000000+02:00",
    ],
)  # fmt: skip
def test_every_form_is_that_day(cell: str) -> None:
    assert day_reader(BERLIN, [cell])(cell) == date(2021, 4, 15)


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        ("2021-04-15", "2021-04-14T22:00"), ("2021-04-15T00:00:00.000+0000", "2021-04-15T00:00"),
        ("4/15/2021, 12:30 AM", "2021-04-14T22:30"), ("4/15/2021 12:30 PM", "2021-04-15T10:30"),
        ("15 Apr, 2021 00:03:00", "2021-04-14T22:03"), ("2021年4月15日 10:30", "2021-04-15T08:30"),
        ("44301.5208333333", "2021-04-15T10:30"), ("1618482600000", "2021-04-15T10:30"),
        ("15.04.2021 10:30 +0530", "2021-04-15T05:00"), ("15.04.2021 14:30 PM", "2021-04-15T12:30"),
    ],
)  # fmt: skip
def test_a_moment_without_an_offset_is_in_the_companys_zone(cell: str, utc: str) -> None:
    assert moment_reader(BERLIN, [cell])(cell) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_an_hour_that_the_clocks_skip_or_repeat_is_read_by_rule() -> None:
    read = moment_reader(BERLIN, [])

    assert read("2021-03-28 02:30") == read("2021-03-28 03:30") == datetime(2021, 3, 28, 1, 30, tzinfo=UTC)
    assert read("2021-10-31 02:30") == datetime(2021, 10, 31, 0, 30, tzinfo=UTC)


def test_midnight_is_a_day_in_whatever_zone_it_is_written_and_other_moments_are_the_companys_day() -> None:
    read = day_reader(NEW_YORK, [])

    assert read("2021-04-15T00:00:00Z") == date(2021, 4, 15)
    assert read("2021-04-15T02:00:00Z") == date(2021, 4, 14)


FORMS: dict[str, Callable[[date], str]] = {
    "ISO": date.isoformat,
    "M/D/YYYY": lambda day: f"{day.month}/{day.day}/{day.year}",
    "D/M/YYYY": lambda day: f"{day.day}/{day.month}/{day.year}",
    "DD-MM-YYYY": lambda day: f"{day.day:02}-{day.month:02}-{day.year}",
    "DD.MM.YYYY": lambda day: f"{day.day:02}.{day.month:02}.{day.year}",
    "MM.DD.YYYY": lambda day: f"{day.month:02}.{day.day:02}.{day.year}",
    "YYYY/MM/DD": lambda day: f"{day.year}/{day.month:02}/{day.day:02}",
    "Japanese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "15 Apr, 2021": lambda day: f"{day.day} {day:%b}, {day.year}",
    "Apr 15, 2021": lambda day: f"{day:%b} {day.day}, {day.year}",
    "15-Apr-2021": lambda day: f"{day.day}-{day:%b}-{day.year}",
}
NARROW: dict[str, Callable[[date], str]] = {
    "Excel": lambda day: str((day - EXCEL.date()).days),
    "milliseconds": lambda day: str((day - EPOCH.date()).days * 86_400_000),
    "M/D/YY": lambda day: f"{day.month}/{day.day}/{day:%y}",
    "DD.MM.YY": lambda day: f"{day:%d.%m.%y}",
    "15-Apr-21": lambda day: f"{day.day}-{day:%b}-{day:%y}",
}


@pytest.mark.parametrize("form", [*FORMS, *NARROW])
@settings(max_examples=25)
@given(st.data())
def test_every_day_comes_back_from_every_form_that_its_column_decides(form: str, data: st.DataObject) -> None:
    written = data.draw(st.lists(days if form in FORMS else recent, min_size=1))
    write = (FORMS | NARROW)[form]
    column = [write(day) for day in [*written, date(2021, 4, 15)]]

    read = day_reader(NEW_YORK, iter(column))

    assert [read(write(day)) for day in written] == written


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", ["long", "d MMM y"])
def test_the_months_of_every_language_are_known(language: str, width: str) -> None:
    year = [date(2021, month, 15) for month in range(1, 13)]
    cells = [format_date(day, width, locale=language).removesuffix("\u202fг.").strip() for day in year]

    assert [day_reader(BERLIN, cells)(cell) for cell in cells] == year


CLOCKS: dict[str, str] = {
    "SQL": "%Y-%m-%d %H:%M:%S", "ISO": "%Y-%m-%dT%H:%M:%S.000Z", "Salesforce": "%Y-%m-%dT%H:%M:%S.000+0000",
    "US": "%m/%d/%Y, %I:%M:%S %p", "German": "%d.%m.%Y %H:%M:%S", "Zoho": "%d %b, %Y %H:%M:%S",
}  # fmt: skip


@pytest.mark.parametrize("form", CLOCKS.values(), ids=CLOCKS)
@settings(max_examples=25)
@given(written=st.lists(moments, min_size=1))
def test_every_moment_comes_back_from_every_form(form: str, written: list[datetime]) -> None:
    column = [moment.strftime(form) for moment in [*written, datetime(2021, 4, 15)]]

    read = moment_reader(UTC_COMPANY, column)

    assert [read(cell) for cell in column[:-1]] == [moment.replace(tzinfo=UTC) for moment in written]


@settings(max_examples=25)
@given(st.lists(moments, min_size=1))
def test_excels_numbers_come_back_to_the_second(written: list[datetime]) -> None:
    column = [f"{(moment - EXCEL) / timedelta(days=1):.10f}" for moment in written]

    read = moment_reader(UTC_COMPANY, column)

    assert [read(cell) for cell in column] == [moment.replace(tzinfo=UTC) for moment in written]


def _days_under(cell: str, order: str) -> list[date]:
    """The day that the cell is in that order, if it is one: asked of the standard library."""
    try:
        return [datetime.strptime(cell, order).date()]
    except ValueError:
        return []


def naive_order(cells: list[str]) -> DayOrder:
    """Both orders are tried on the whole column; what is a day in neither is left out."""
    tried = [(_days_under(cell, "%d/%m/%Y"), _days_under(cell, "%m/%d/%Y")) for cell in cells]
    tried = [pair for pair in tried if any(pair)]
    day_fits, month_fits = all(first for first, _ in tried), all(second for _, second in tried)
    if day_fits and month_fits:
        return DayOrder.UNDECIDED if any(first != second for first, second in tried) else DayOrder.EITHER
    if day_fits or month_fits:
        return DayOrder.DAY_FIRST if day_fits else DayOrder.MONTH_FIRST
    return DayOrder.CONTRADICTORY


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 14) | st.integers(28, 32), st.integers(0, 14) | st.integers(28, 32), days), max_size=4))
def test_the_column_decides_as_trying_both_orders_would(parts: list[tuple[int, int, date]]) -> None:
    cells = [f"{first:02}/{second:02}/{day.year}" for first, second, day in parts]

    assert order_of(cells) == naive_order(cells)


@settings(max_examples=50)
@given(
    st.lists(days.filter(lambda day: day.day <= 12 and day.day != day.month), min_size=1), st.sampled_from("/-."), st.booleans()
)
def test_a_column_of_doubtful_days_is_asked_for_until_the_user_answers(written: list[date], mark: str, day_first: bool) -> None:
    form = mark.join(("%d", "%m", "%Y") if day_first else ("%m", "%d", "%Y"))
    cells = [day.strftime(form) for day in written]

    with pytest.raises(Undecided) as asked:
        day_reader(BERLIN, cells)

    assert asked.value.answer == "day_first"
    assert set(asked.value.examples) <= set(cells)
    assert asked.value.readings[0 if day_first else 1] == written[0].isoformat()
    assert [day_reader(BERLIN, cells, day_first)(cell) for cell in cells] == written


def test_nothing_is_asked_where_every_day_reads_the_same_either_way() -> None:
    assert day_reader(BERLIN, ["05/05/2018", "2018-05-06"])("05/05/2018") == date(2018, 5, 5)


def test_a_column_decides_for_itself_whatever_the_user_answered_for_others() -> None:
    assert day_reader(BERLIN, ["03/04/2018", "03/25/2018"], day_first=True)("03/04/2018") == date(2018, 3, 4)


def test_days_that_do_not_exist_decide_nothing() -> None:
    assert order_of(["31/02/2018", "03/04/2018"]) is DayOrder.UNDECIDED


def test_in_a_contradictory_column_only_doubtless_days_are_read() -> None:
    column = ["13/02/2018", "02/13/2018", "03/04/2018", "05/05/2018"]
    read = day_reader(BERLIN, column, day_first=True)

    assert order_of(column) is DayOrder.CONTRADICTORY
    assert read("13/02/2018") == read("02/13/2018") == date(2018, 2, 13)
    assert read("05/05/2018") == date(2018, 5, 5)
    with pytest.raises(Refused, match="13/02/2018 and 02/13/2018"):
        read("03/04/2018")


def test_other_columns_of_the_file_are_evidence_unless_they_differ() -> None:
    first, second, unknown, either = DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST, DayOrder.UNDECIDED, DayOrder.EITHER

    assert agreed([unknown, first, either]) is True
    assert agreed([second, unknown]) is False
    assert agreed([unknown, either]) is agreed([first, second]) is agreed([first, DayOrder.CONTRADICTORY]) is None


@pytest.mark.parametrize("column", [["26/06/18"], ["26-06-18", "01-02-18"], ["05/05/18"]])
def test_a_short_year_with_slashes_may_stand_first_and_is_asked_for(column: list[str]) -> None:
    with pytest.raises(Undecided):
        day_reader(BERLIN, column)

    assert day_reader(BERLIN, column, day_first=True)(column[0]).year == 2018


def test_numbers_are_days_only_where_all_of_the_column_is() -> None:
    for column in (["44301", "2021-04-15"], ["44301", "12"], ["1618482600000", "44301"], ["20210415"]):
        with pytest.raises(Refused, match=r"number|not a day"):
            day_reader(BERLIN, column)(column[0])


@pytest.mark.parametrize(
    "cell",
    ["May-20", "5-20", "31/02/2018", "13/13/2018", "2018-13-01", "0018-04-15", "2021", "April 2021", "15 Foo 2021",
     "4/15/2021 25:00", "4/15/2021 13:00 AM", "Q1 2021", "2021-W15-4", "٢٠٢١-٠٤-١٥", "9" * 2000],
)  # fmt: skip
def test_what_is_no_day_is_refused(cell: str) -> None:
    for reader in (day_reader, moment_reader):
        with pytest.raises(Refused):
            reader(BERLIN, [cell])(cell)


pieces = st.sampled_from(
    ["2021", "04", "15", "13", "0", "99", "-", "/", ".", ":", "T", "Z", "+", "Apr", "PM", "年", "日", "é", " ", ", ", "\0"]
)
junk = st.text(max_size=30) | st.lists(pieces, max_size=10).map("".join) | st.integers().map(str) | st.floats().map(str)


@settings(max_examples=200)
@given(st.lists(junk.map(str.strip).filter(bool), min_size=1), st.sampled_from([None, True, False]))
def test_junk_is_refused_or_asked_for_and_nothing_else(cells: list[str], day_first: bool | None) -> None:
    for reader in (day_reader, moment_reader):
        try:
            read = reader(NEW_YORK, cells, day_first)
        except Undecided:
            assert day_first is None
            continue
        for cell in cells:
            with suppress(Refused):
                assert 1900 <= read(cell).year <= 2200
