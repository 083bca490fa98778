"""Properties: whatever was written comes back cell by cell, and no damage to a file is more than a problem of it."""

import csv
import io
import tempfile
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from model.importing.files import Source, open_sources
from tests.model.importing_files.conftest import table
from tests.model.importing_files.test_refusals import zipped
from tests.model.importing_files.test_reports import SALESFORCE
from tests.model.importing_files.test_text_files import GERMAN, JAPANESE
from tests.model.importing_files.test_workbooks import shared, workbook

HEADERS = ["Id", "Deal Name", "Stage", "Amount", "Größe"]
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
WORDS = {
    "cp1252": st.sampled_from(
        ["", "Müller", "Société Générale", "Ação", "5 €", "“so”", "São;Paulo", 'Größe "L"', "a,b\nc", "|x\t"]
    ),
    "cp932": st.sampled_from(
        ["", "株式会社", "東京支店", "ソフトウェア更新", "担当：山田", "ﾄｳｷｮｳ", "CRM導入支援", "a,b;c", "一\n二", '"三"']
    ),
}


def read(content: bytes, name: str) -> list[Source]:
    """The sources of one file, each with every row read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        sources = open_sources([path], Path(folder), lambda line: None)
        for source in sources:
            source.rows = table(source)  # type: ignore[attr-defined]
            source.sample()
        return sources


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[str]) -> list[list[str]]:
    width = draw(st.integers(2, len(HEADERS)))
    return [HEADERS[:width], *draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=8))]


def comes_back(rows: list[list[str]], codec: str, separator: str, end: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)

    (source,) = read(text.getvalue().encode(codec), "deals.csv")

    kept = [[str(number), *row] for number, row in enumerate(rows[1:], start=2) if any(map(str.strip, row))]
    assert (source.problem, source.written, source.rejections) == ("", rows[0], [])
    assert source.rows == kept  # type: ignore[attr-defined]


@settings(max_examples=50)
@given(
    tables(ANY_TEXT),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_table_comes_back_cell_by_cell(rows: list[list[str]], codec: str, separator: str, end: str) -> None:
    comes_back(rows, codec, separator, end)


@settings(max_examples=50)
@given(st.data(), st.sampled_from(sorted(WORDS)), st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_table_of_words_comes_back_from_older_encodings(data: st.DataObject, codec: str, separator: str, end: str) -> None:
    rows = [[cell.replace("Größe", "Size") for cell in row] for row in data.draw(tables(WORDS[codec]))]

    comes_back(rows, codec, separator, end)


ROWS = [["Id", "Name", "Amount"], ["1", "Müller", 5.5], ["2", "東京", 7]]
WHOLE = {
    "utf-8.csv": ("Id,Name,Note\n" + '1,Müller,"a, ""b""\nc"\n2,東京,\n' * 5).encode(),
    "report.csv": SALESFORCE.encode(),
    "german.csv": GERMAN.encode("cp1252"),
    "japanese.txt": JAPANESE.encode("cp932"),
    "utf-16.tsv": JAPANESE.encode("utf-16"),
    "openpyxl.xlsx": workbook({"Deals": ROWS, "Leads": ROWS}),
    "shared.xlsx": shared(ROWS),
    "export.zip": zipped({"a.csv": GERMAN, "b.xlsx": shared(ROWS)}),
}


@st.composite
def damage(draw: st.DrawFn, content: bytes) -> bytes:
    """The content with some bytes changed, lost, doubled or cut off."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        assume(changed)
        place = draw(st.integers(0, len(changed) - 1))
        kind = draw(st.sampled_from(["byte", "quote", "nul", "lose", "double", "cut"]))
        if kind == "cut":
            del changed[place:]
        elif kind in ("lose", "double"):
            length = draw(st.integers(1, 40))
            piece = bytes(changed[place : place + length])
            changed[place : place + (length if kind == "lose" else 0)] = b"" if kind == "lose" else piece
        else:
            changed[place] = {"byte": draw(st.integers(0, 255)), "quote": 34, "nul": 0}[kind]
    return bytes(changed)


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=25)
@given(st.data())
def test_a_damaged_file_is_a_problem_or_a_table_but_never_an_error(name: str, data: st.DataObject) -> None:
    sources = read(data.draw(damage(WHOLE[name])), name)

    assert sources
    for source in sources:
        assert source.file.startswith(name)
        if source.problem:
            assert source.problem.startswith(source.file)
            assert source.problem.endswith(".")
        else:
            numbers = [int(row[0]) for row in source.rows]  # type: ignore[attr-defined]
            assert len(numbers) == source.size
            assert numbers == sorted(set(numbers))
            assert not {rejection.row for rejection in source.rejections} & set(numbers)


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_cut_off_anywhere_gives_no_row_that_is_not_in_the_whole(name: str) -> None:
    content = WHOLE[name]
    whole = {source.file: source.rows for source in read(content, name)}  # type: ignore[attr-defined]
    step = max(1, len(content) // 25)

    for length in accumulate([step] * (len(content) // step)):
        for source in read(content[:length], name):
            if not source.problem and name not in ("german.csv", "japanese.txt"):
                extra = [row for row in source.rows[:-1] if row not in whole[source.file]]  # type: ignore[attr-defined]
                assert extra == []
