"""xlsx: values as text, sheets as tables, and what a workbook can do to its reader."""

import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from model.importing.files import open_sources
from tests.model.importing_files.conftest import Opened, table

Rows = Iterable[Iterable[object]]


def workbook(sheets: dict[str, Rows], hidden: str = "") -> bytes:
    """A workbook as openpyxl writes it: formulas have no value."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "veryHidden" if title == hidden else "visible"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def shared(rows: Rows) -> bytes:
    """A workbook as XlsxWriter and Excel write it: with a table of shared texts."""
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("A")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return file.getvalue()


def changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with some bytes of one part replaced."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            data = before.read(name)
            assert name != part or old in data
            after.writestr(name, data.replace(old, new, 1) if name == part else data)
    return file.getvalue()


def test_cells_come_as_plain_text(opened: Opened) -> None:
    row = ["006", 1234.5, 7.0, 0.1, 1e21, date(2026, 3, 1), datetime(2026, 3, 1, 9, 30), time(9, 30), True, "a\nb", "  x "]
    source = opened(workbook({"Deals": [[f"h{i}" for i in range(11)], row]}), "book.xlsx")

    assert source.file == "book.xlsx [Deals]"
    assert table(source) == [
        [
            "2",
            "006",
            "1234.5",
            "7",
            "0.1",
            "1" + "0" * 21,
            "2026-03-01",
            "2026-03-01T09:30:00",
            "09:30:00",
            "TRUE",
            "a\nb",
            "  x ",
        ]
    ]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("yyyy-mm-dd", "2021-01-01T12:00:00"),
        ('[$-409]d" of "mmmm', "2021-01-01T12:00:00"),
        ("yyyy年m月d日", "2021-01-01T12:00:00"),
        ('#,##0.00 "days"', "44197.5"),
        ("[Red]-0.00", "44197.5"),
        ("[h]:mm:ss", "44197.5"),
        ("General", "44197.5"),
    ],
)
def test_the_number_format_says_what_is_a_date(tmp_path: Path, code: str, text: str) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Id", "Day"])
        sheet.write(1, 0, "1")
        sheet.write_number(1, 1, 44197.5, book.add_format({"num_format": code}))

    (source,) = open_sources([path], tmp_path, lambda line: None)

    assert table(source) == [["2", "1", text]]


def test_days_counted_from_1904_are_the_same_days(opened: Opened) -> None:
    book = workbook({"A": [["Id", "Day"], [1, date(2026, 3, 1)]]})
    days = (date(2026, 3, 1) - date(1899, 12, 30)).days
    book = changed(book, "xl/workbook.xml", b"<workbookPr", b'<workbookPr date1904="1"')

    source = opened(changed(book, "xl/worksheets/sheet1.xml", str(days).encode(), str(days - 1462).encode()), "b.xlsx")

    assert table(source) == [["2", "1", "2026-03-01"]]


def test_a_formulas_value_is_taken_and_one_without_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Deals")
        sheet.write_row(0, 0, ["Id", "Amount"])
        sheet.write_row(1, 0, [1])
        sheet.write_formula(1, 1, "=2+3", None, 5)
    (taken,) = open_sources([path], tmp_path, lambda line: None)
    path.write_bytes(workbook({"Deals": [["Id", "Amount"], [1, "=2+3"], [2, 6], ["Grand Total", "=SUM(B2:B3)"]]}))
    (refused,) = open_sources([path], tmp_path, lambda line: None)

    assert table(taken) == [["2", "1", "5"]]
    assert table(refused) == [["3", "2", "6"]]
    (rejection,) = refused.rejections
    assert (rejection.row, rejection.column) == (2, "Amount")
    assert "formula" in rejection.reason


def test_every_visible_sheet_with_a_table_is_a_source(tmp_path: Path) -> None:
    sheets = {
        "About": [["Exported by Jim"]],
        "Deals": [["Pipeline"], [], ["Id", "Name", "Amount"], [1, "A"], [], [2, "B", 5, None, ""]],
        "Empty": [],
        "Leads": [["Id", "Name"]],
        "hiddenDataSheet": [["check", "sum"], [1, 2]],
    }
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook(sheets, hidden="hiddenDataSheet"))

    deals, leads = open_sources([path], tmp_path, lambda line: None)

    assert (deals.file, leads.file) == ("book.xlsx [Deals]", "book.xlsx [Leads]")
    assert table(deals) == [["4", "1", "A", ""], ["6", "2", "B", "5"]]
    assert leads.size == 0
    assert any("[About]" in note for note in deals.notes)
    assert any("[hiddenDataSheet]" in note for note in deals.notes)


def test_readings_beside_japanese_names_are_not_part_of_them(opened: Opened) -> None:
    book = shared([["Id", "Name"], [1, "東京"]])
    phonetic = "<si><t>東</t><rPh sb='0' eb='1'><t>ヒガシ</t></rPh><t>京_x000D_</t></si>".encode()

    source = opened(changed(book, "xl/sharedStrings.xml", "<si><t>東京</t></si>".encode(), phonetic), "b.xlsx")

    assert table(source) == [["2", "1", "東京\r"]]


def test_a_cell_in_the_last_corner_does_not_cost_the_memory_of_all_before(opened: Opened) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Id", "Name"])
    book.active["B1048576"] = "last"
    file = BytesIO()
    book.save(file)
    assert table(opened(file.getvalue(), "b.xlsx")) == [["1048576", "", "last"]]

    book.active["XFD2"] = "far"
    file = BytesIO()
    book.save(file)
    assert "XFD2" in opened(file.getvalue(), "b.xlsx").problem


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"<sheetData>", b"<sheetData><!-- --><row r='9'/>", "row 1 stands below row 9"),
        (b'r="A1"', b'r="1A"', "no place"),
        (b'r="B2"', b'r="A2"', "two cells"),
        (b'r="2"', b'r="99999999"', "row 99,999,999"),
        (b"<sheetData>", b"<sheetData><row>" + b"<c><v>1</v></c>" * 9_000 + b"</row>", "at most 2,000 columns"),
        (b"</worksheet>", b"", "damaged"),
        (b'<c r="A1" t="s"><v>0</v>', b'<c r="A1" t="s"><v>99</v>', "does not hold"),
        (b'<c r="A1" t="s"><v>0</v>', b'<c r="A1" t="s"><v>x</v>', "damaged"),
        (b"<worksheet", b"<!DOCTYPE w [<!ENTITY a 'aaaa'>]><worksheet", "entities"),
    ],
)
def test_a_sheet_that_no_spreadsheet_writes_is_refused(opened: Opened, old: bytes, new: bytes, said: str) -> None:
    book = shared([["Id", "Name"], [1, "x"]])

    source = opened(changed(book, "xl/worksheets/sheet1.xml", old, new), "b.xlsx")

    assert said in source.problem
    assert source.problem.startswith("b.xlsx")


def test_a_workbook_with_a_problem_in_one_sheet_gives_the_others(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    book = workbook({"Bad": [["Id", "Name"], [1, "x"]], "Good": [["Id", "Name"], [1, "y"]]})
    path.write_bytes(changed(book, "xl/worksheets/sheet1.xml", b'r="B2"', b'r="A2"'))

    bad, good = open_sources([path], tmp_path, lambda line: None)

    assert "two cells" in bad.problem
    assert table(good) == [["2", "1", "y"]]


def test_a_sheet_that_expands_like_a_bomb_is_refused_before_it_is_read_whole(opened: Opened) -> None:
    book = workbook({"A": [["Id", "Name"], [1, "x"]]})
    blanks = b" " * 40_000_000

    source = opened(changed(book, "xl/worksheets/sheet1.xml", b"</sheetData>", blanks + b"</sheetData>"), "b.xlsx")

    assert "zip bomb" in source.problem
