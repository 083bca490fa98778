"""A minute's files say what its content holds, need nothing else, and run nothing."""

import io
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pytest

from metrics.minutes import minute
from model.commands.decisions import decide
from model.commands.judgements import judge
from model.commands.reviews import open_review
from pages.parts import minute_files
from pages.parts.minute_tables import sections
from tests.model.commanded import NOON, PERIOD, TODAY, made_in, who

NASTY = "=1+1 <script>alert(1)</script> 予算 & «more»"
ENDED = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)


class Cells(HTMLParser):
    """The texts of a page's cells, by table."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[str]] = []
        self.tags: set[str] = set()
        self.inside = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        if tag == "table":
            self.tables.append([])
        elif tag in ("td", "th"):
            self.tables[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.tables[-1][-1] += data


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    company = made_in(f"sqlite:///{tmp_path_factory.mktemp('minute') / 'company.db'}")
    by = who(company, "max")
    judge(company.engine, by, deal=company.ids["boat"], period=PERIOD, amount=400, reason=NASTY, now=NOON)
    review = open_review(company.engine, by, team=company.ids["max"], period=PERIOD, now=NOON)
    decide(company.engine, by, review=review, what=NASTY, now=NOON)
    book = company.book(TODAY.isoformat(), "max", under="max")
    return minute(book, book.calendar.period(PERIOD), TODAY - timedelta(days=7), company.ids["max"])


def test_the_html_says_every_figure_and_needs_nothing_else(content: dict[str, Any]) -> None:
    html = minute_files.html_of(content, ENDED, "max").decode()
    read = Cells()
    read.feed(html)

    filled = [section for section in sections(content) if len(section.rows)]
    assert len(read.tables) == len(filled)
    for section, cells in zip(filled, read.tables, strict=True):
        written = [
            minute_files.text(row[name], column.unit, content)
            for row in section.rows.to_dict("records")
            for name, column in section.columns.items()
        ]
        assert cells[len(section.columns) :] == written
    assert "script" not in read.tags
    assert not re.search(r"(?:src|href|@import|url\()", html)
    assert "予算" in html


def test_the_workbook_has_a_page_per_part_and_runs_nothing(content: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(minute_files.xlsx_of(content, ENDED, "max")))

    assert book.sheetnames[:-1] == [section.title[:31].replace("/", " ") for section in sections(content)]
    rollup = book["Roll-up"]
    assert [cell.value for cell in rollup[1]][:3] == ["Person", "Closed (USD)", "Commit (USD)"]
    assert rollup["C2"].value == 5  # max: 500 cents
    judged = [cell for row in book["Judgements"].iter_rows() for cell in row if cell.value == NASTY]
    assert len(judged) == 1
    assert judged[0].data_type == "s"
