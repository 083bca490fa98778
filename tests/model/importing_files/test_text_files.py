"""Encodings, separators and quotation marks of CRM_EXPORTS.md."""

import pytest

from tests.model.importing_files.conftest import Opened, table

GERMAN = "Verkaufschance;Betrag;Größe\r\nMüller & Söhne;1.234,56;3\r\nStraßenbau;2.000,00;14\r\n"
JAPANESE = "商談名\t金額\t担当者\n東京商事　更新\t￥1,200,000\t山田\nｱﾙﾌｧ株式会社\t￥5\t佐藤\n"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso-8859-1"])
def test_a_german_file_reads_the_same_in_every_encoding(opened: Opened, codec: str) -> None:
    source = opened(GERMAN.encode(codec))

    assert source.problem == ""
    assert source.written == ["Verkaufschance", "Betrag", "Größe"]
    assert source.headers == ["verkaufschance", "betrag", "grösse"]
    assert table(source) == [["2", "Müller & Söhne", "1.234,56", "3"], ["3", "Straßenbau", "2.000,00", "14"]]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932"])
def test_a_japanese_file_reads_the_same_in_every_encoding(opened: Opened, codec: str) -> None:
    source = opened(JAPANESE.encode(codec))

    assert source.written == ["商談名", "金額", "担当者"]
    assert table(source)[1] == ["3", "ｱﾙﾌｧ株式会社", "￥5", "佐藤"]


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Name,Paid\nAção,1000\n", "cp1252"),
        ("Compte,Montant\nSociété Générale,5\n", "cp1252"),
        ("Kund,Land\nØre,5\n", "cp1252"),
        ("Id,Fee\n1,£5\n2,€7\n", "cp1252"),
        ("Id,担当\n1,山田\n", "cp932"),
        ("Id,ｶﾅ\n1,ﾄｳｷｮｳ\n", "cp932"),
        ("Deal,Account\nCRM導入,A社\n更新,東京\n", "cp932"),
    ],
)
def test_a_few_foreign_letters_are_enough_to_tell_the_encoding(opened: Opened, text: str, codec: str) -> None:
    source = opened(text.encode(codec))

    assert [source.written, *[row[1:] for row in table(source)]] == [line.split(",") for line in text.splitlines()]


def test_the_note_says_what_was_decided_and_is_silent_about_the_usual(opened: Opened) -> None:
    assert opened("Id,Name\n1,Zürich\n").notes == []
    assert opened(GERMAN.encode("cp1252")).notes == [
        "deals.csv: read as Windows-1252, as it is not UTF-8.",
        "deals.csv: its cells are separated by semicolon.",
    ]


def test_one_bad_byte_at_the_end_rejects_its_row_and_does_not_change_the_encoding(opened: Opened) -> None:
    content = b"Id,Name\n" + "1,Müller\n".encode() * 30_000 + b"2,M\xfcller\n"

    source = opened(content)

    assert source.size == 30_000
    assert source.sample(1) == {"id": ["1"], "name": ["Müller"]}
    (rejection,) = source.rejections
    assert (rejection.row, rejection.column, rejection.value) == (30_002, "Name", "M\ufffdller")
    assert "UTF-8" in rejection.advice


def test_an_encoding_that_nobody_knows_is_refused_instead_of_read_as_gibberish(opened: Opened) -> None:
    source = opened("Сделка,Сумма\nМосковский завод,5\n".encode("cp1251"))

    assert "encoding" in source.problem
    assert "UTF-8" in source.problem


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_breaks_within_quotation_marks_are_text(opened: Opened, mark: str, end: str) -> None:
    rows = ["Name", "Note"], ['"Say ""hi"""', f'"a{mark}b{end}c"'], ["Acme", '"x;y,z|\tw"'], ["24in", "5' 2\""]

    source = opened(end.join(mark.join(row) for row in rows) + end)

    assert table(source) == [
        ["2", 'Say "hi"', f"a{mark}b{end}c"],
        ["3", "Acme", "x;y,z|\tw"],
        ["4", "24in", "5' 2\""],
    ]


def test_decimal_commas_do_not_make_commas_the_separator(opened: Opened) -> None:
    source = opened("Name;Netto;Brutto\nA;1,50;2,50\nB;2,50;3,75\nC;3,50\n")

    assert source.written == ["Name", "Netto", "Brutto"]


def test_ids_joined_by_semicolons_do_not_make_semicolons_the_separator(opened: Opened) -> None:
    source = opened("Record ID,Deal Name,Associated Contact IDs\n" + "1,A,7;8\n" * 40 + "2,B\n")

    assert source.written == ["Record ID", "Deal Name", "Associated Contact IDs"]
    assert [rejection.row for rejection in source.rejections] == [42]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_excels_sep_line_is_obeyed_and_is_no_row(opened: Opened, codec: str) -> None:
    source = opened("sep=;\r\nName;Amount\r\nA, B;1,5\r\n".encode(codec))

    assert table(source) == [["2", "A, B", "1,5"]]


def test_blanks_before_quotation_marks_are_no_text(opened: Opened) -> None:
    source = opened('"Id", "Name"\n"1", "A, B"\n')

    assert source.written == ["Id", "Name"]
    assert table(source) == [["2", "1", "A, B"]]


def test_repeated_and_missing_headers_get_names_of_their_own(opened: Opened) -> None:
    source = opened("Stage,stage*,,Close Date,Close Date,Close Date (2),,\n1,2,3,4,5,6,,\n")

    assert source.written == ["Stage", "stage* (2)", "Column C", "Close Date", "Close Date (2)", "Close Date (2) (2)"]
    assert len(set(source.headers)) == 6
    assert table(source) == [["2", "1", "2", "3", "4", "5", "6"]]


def test_the_whole_column_can_be_asked_without_the_others(opened: Opened) -> None:
    source = opened("Id,Stage\n" + "".join(f"{i}, {'won' if i % 2 else 'lost '}\n" for i in range(60_000)) + "x,\n")

    assert list(source.distinct("stage")) == ["lost", "won", ""]
    assert source.sample(2) == {"id": ["0", "1"], "stage": ["lost", "won"]}
    assert [len(batch.rows) <= 50_000 for batch in source.batches()].count(True) > 1
    assert [number for batch in source.batches() for number in batch.rows] == list(range(2, 60_003))
