"""What is taken along: files that hold what the page shows, in the types that a spreadsheet and a slide expect."""

import csv
import io
import struct
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from metrics.definition import Unit, metrics
from model.people import Role
from model.warehouse import Copy
from pages.parts import charts, downloads, pictures, sheets
from pages.parts.pictures import Picture
from pages.parts.sheets import Sheet
from tests.pages.conftest import TODAY, Open, book, label_of

ROWS = pd.DataFrame(
    {
        "deal": ["=1+1", "佐藤 美咲", "http://example.com"],
        "amount": pd.Series([123456, None, -5], dtype="Int64"),
        "rate": pd.Series([0.2345, None, 1], dtype="Float64"),
        "closes": [date(2026, 11, 23), None, date(1897, 1, 1)],
        "seen": [pd.Timestamp("2026-11-23T10:00Z"), None, pd.Timestamp("2026-07-01T22:30Z")],
        "count": pd.Series([3, None, 4000], dtype="Int64"),
        "open": pd.Series([True, None, False], dtype="boolean"),
        "secret": ["a", "b", "c"],
    }
)
COLUMNS = {
    "deal": ("Deal", Unit.TEXT), "amount": ("Amount", Unit.MONEY), "rate": ("Win rate", Unit.RATE),
    "closes": ("Closes", Unit.DAY), "seen": ("Seen", Unit.MOMENT), "count": ("Count", Unit.COUNT), "open": ("Open", Unit.FLAG),
}  # fmt: skip
SHEET = Sheet("Deals", ROWS, COLUMNS, "2026Q4 · as of Mon 23 Nov", "What is open.", "EUR", 2, "Europe/Berlin")


def read(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")  # else Excel takes UTF-8 for something else
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_csv_holds_what_is_shown_and_nothing_else() -> None:
    heading, *rows = read(sheets.csv_of(SHEET))

    assert heading == ["Deal", "Amount (EUR)", "Win rate (%)", "Closes", "Seen", "Count", "Open"]
    assert rows[0] == ["'=1+1", "1234.56", "23.45", "2026-11-23", "2026-11-23T11:00:00+01:00", "3", "true"]
    assert rows[1] == ["佐藤 美咲", "", "", "", "", "", ""]
    assert rows[2][1:] == ["-0.05", "100", "1897-01-01", "2026-07-02T00:30:00+02:00", "4000", "false"]


def test_an_xlsx_holds_numbers_days_and_text_as_such() -> None:
    workbook = load_workbook(io.BytesIO(sheets.xlsx_of(SHEET)))
    page = workbook["Table"]

    heading, first, second, third = page.iter_rows()
    assert [cell.value for cell in heading] == ["Deal", "Amount (EUR)", "Win rate", "Closes", "Seen", "Count", "Open"]
    assert all(cell.font.b for cell in heading)
    assert page.freeze_panes == "A2"
    expected = ["=1+1", 1234.56, 0.2345, datetime(2026, 11, 23), datetime(2026, 11, 23, 11), 3, True]
    assert [cell.value for cell in first] == expected
    formats = [cell.number_format for cell in first]
    assert formats[1:6] == ["#,##0.00", "0.0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "#,##0"]
    assert [cell.value for cell in second] == ["佐藤 美咲", *[None] * 6]
    assert third[3].value == "1897-01-01"  # older than Excel's calendar
    assert not [cell.coordinate for row in page for cell in row if cell.data_type == "f" or cell.hyperlink]
    assert first[0].data_type == "s"


def test_an_xlsx_says_what_it_is() -> None:
    about = dict(load_workbook(io.BytesIO(sheets.xlsx_of(SHEET)))["About"].values)

    assert about == {"Shows": "Deals", "Of": "2026Q4 · as of Mon 23 Nov", "Definition": "What is open.", "Rows": "3"}


def test_yen_have_no_decimals() -> None:
    yen = Sheet("Deals", ROWS, {"amount": ("Amount", Unit.MONEY)}, "", "", "JPY", 0, "Asia/Tokyo")

    assert read(sheets.csv_of(yen))[1] == ["123456"]
    cell = load_workbook(io.BytesIO(sheets.xlsx_of(yen)))["Table"]["A2"]
    assert (cell.value, cell.number_format) == (123456, "#,##0")


@pytest.mark.parametrize("rows", [ROWS.iloc[:0], ROWS.iloc[1:2]])
def test_a_table_without_rows_or_figures_is_still_a_file(rows: pd.DataFrame) -> None:
    sheet = Sheet("Deals", rows, COLUMNS, "", "", "EUR", 2, "UTC")

    assert len(read(sheets.csv_of(sheet))) == len(rows) + 1
    assert load_workbook(io.BytesIO(sheets.xlsx_of(sheet)))["Table"].max_row == len(rows) + 1


def bars(colours: str = "light") -> dict[str, Any]:
    known = charts.DARK if colours == "dark" else charts.LIGHT
    rows = [{"who": "佐藤 美咲", "won": 3, "day": date(2026, 11, 23)}, {"who": "Ben <Reyes>", "won": 1, "lost": float("nan")}]
    return {
        "data": {"values": rows},
        "mark": {"type": "bar", "color": known["commit"]},
        "encoding": {"y": {"field": "who", "type": "nominal"}, "x": {"field": "won", "type": "quantitative"}},
    }


def test_an_svg_holds_its_finding_and_asks_nobody() -> None:
    svg = pictures.svg_of(Picture(bars(), "佐藤 美咲 won 3 <deals>", "2026Q4 · as of Mon 23 Nov"))

    drawing = ElementTree.fromstring(svg)
    texts = [element.text for element in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert "佐藤 美咲 won 3 <deals>" in texts
    assert "2026Q4 · as of Mon 23 Nov" in texts
    assert {"佐藤 美咲", "Ben <Reyes>"} <= set(texts)
    links = [value for element in drawing.iter() for name, value in element.attrib.items() if name.endswith(("href", "src"))]
    assert not [link for link in links if not link.startswith("#")]
    assert b"url(http" not in svg


def test_a_png_is_a_picture_of_a_good_size() -> None:
    png = pictures.png_of(Picture(bars(), "佐藤 美咲 won 3 deals", "2026Q4"))

    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    assert width >= pictures.WIDTH * pictures.SCALE
    assert 100 < height < width


def test_a_picture_of_a_dark_page_is_as_light_as_any() -> None:
    dark, light = (pictures.svg_of(Picture(bars(colours), "Won", "2026Q4")) for colours in ("dark", "light"))

    assert dark == light


def test_a_chart_cannot_make_the_server_ask_for_an_address() -> None:
    with pytest.raises(ValueError, match="not allowed"):
        pictures.svg_of(Picture(bars() | {"data": {"url": "http://127.0.0.1:9/rows.json"}}, "", ""))


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("against quota rollup", "fourcast-rollup-against-quota-2026-11-23.png"),
        ("tree of None on 2026-11-23 in 2026Q4", "fourcast-rollup-tree-2026-11-23.png"),
        ("2026-11-23", "fourcast-rollup-table-2026-11-23.png"),
    ],
)
def test_a_files_name_says_page_part_and_day(key: str, name: str) -> None:
    assert downloads.file_name("rollup", key, date(2026, 11, 23), "png") == name


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Sheet]:
    """Every table that a page offers to take along."""
    kept: list[Sheet] = []
    whole = downloads._sheet

    def keeping(*args: Any) -> Sheet:
        kept.append(whole(*args))
        return kept[-1]

    monkeypatch.setattr(downloads, "_sheet", keeping)
    return kept


def test_the_tree_of_teams_is_taken_along_to_the_cent(open_page: Open, copy: Copy, made: list[Sheet]) -> None:
    test = open_page("rollup")

    whole = book(copy)
    expected = metrics()["forecast"].function(whole, whole.calendar.period_at(whole.as_of))
    tree = next(sheet for sheet in made if "team" in sheet.columns)
    heading, *rows = read(sheets.csv_of(tree))
    place = heading.index(f"Closed ({whole.settings.currency})")
    assert [round(float(row[place]) * 10**whole.settings.exponent) for row in rows] == expected["closed"].tolist()
    assert f"as of {TODAY:%a}" in tree.context
    labels = [button.label for button in test.get("download_button")]
    assert f"CSV :small[of {tree.title}]" in [label.replace("\\", "") for label in labels]


def test_a_deals_timeline_is_taken_along_as_a_picture(open_page: Open, copy: Copy) -> None:
    external_id = copy.rows(select(book(copy).deal_names.c.external_id))[0][0]

    test = open_page("deal", deal=external_id)

    assert {"Picture (PNG)", "Drawing (SVG)"} <= {button.label for button in test.get("download_button")}


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.EXECUTIVE])
def test_an_observer_takes_along_nothing_about_a_person(open_page: Open, copy: Copy, made: list[Sheet], role: str) -> None:
    open_page("rollup", view_as=label_of(copy, role))

    names = {member.name for member in book(copy).members}
    files = [sheets.csv_of(sheet).decode() for sheet in made]
    named = [name for name in names if any(name in text for text in files)]
    assert bool(named) is (role == Role.EXECUTIVE)
