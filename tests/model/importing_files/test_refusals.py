"""What is no table, or would take the machine down, is refused with a message that names the file and what to do."""

import zipfile
from io import BytesIO
from pathlib import Path
from zlib import crc32

import pytest

from model.importing.files import open_sources
from model.importing.report import CannotImport
from tests.model.importing_files.conftest import Opened, table

CSV = "Id,Name\n1,A\n"


def zipped(members: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "it is empty"),
        ("a.csv", b"\n\r\n,,\n", "it is empty"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0", "a picture (PNG)"),
        ("a.csv", b"%PDF-1.7\n", "a PDF"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "old Excel workbook (xls)"),
        ("a.xls", b"<html><table><tr><td>Id</td></tr></table></html>", "a web page"),
        ("a.csv", b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "XML"),
        ("a.csv", b'[{"id": 1}]', "JSON"),
        ("a.csv.gz", b"\x1f\x8b\x08\0", "packed with gzip"),
        ("a.csv", bytes(range(256)) * 40, "no text file"),
        ("a.csv", CSV.encode() * 20_000 + b"2,\0B\n", "NUL"),
        ("a.docx", zipped({"[Content_Types].xml": "", "word/document.xml": ""}), "no xlsx workbook"),
        ("a.xlsx", b"PK\x03\x04 and nothing more", "damaged"),
        ("a.csv", "Id," + ",".join(f"c{i}" for i in range(3_000)) + "\n", "3,001 columns"),
        ("a.csv", ",".join(f"c{i}" for i in range(1_000_000)) + "\n", "At most 2,000 columns"),
        ("a.csv", 'Id,Name\n1,A\n2,"' + "x" * 5_000_000, "row 3 (line 3)"),
        ("a.csv", 'Id,Name\n1,A\n2,"' + "x\n" * 3_000_000, "row 3 (line 3)"),
        ("a.csv", "Id,Name\n" + "1,2,3\n" * 10_001, "more than 10,000 rows"),
    ],
)
def test_what_is_no_table_is_refused(opened: Opened, name: str, content: str | bytes, said: str) -> None:
    source = opened(content, name)

    assert said in source.problem
    assert source.problem.startswith(f"{name}: ")
    assert source.size == 0
    assert list(source.batches()) == []


def test_a_cell_of_a_megabyte_is_refused_with_its_row_and_column(opened: Opened) -> None:
    source = opened(f"Id,Name,Note\n1,A,x\n2,B,{'x' * 1_000_000}\n3,C,{'y' * 131_072}\n")

    assert [row[1] for row in table(source)] == ["1", "3"]
    (rejection,) = source.rejections
    assert (rejection.row, rejection.column) == (3, "Note")
    assert "1,000,000 characters" in rejection.reason


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../evil.csv", "leads out"),
        ("a/../../evil.csv", "leads out"),
        ("/etc/evil.csv", "leads out"),
        ("C:/evil.csv", "leads out"),
        ("a\\evil.csv", "leads out"),
        ("inner.zip", "zip within a zip"),
    ],
)
def test_a_member_with_a_trick_in_its_path_is_refused_and_the_others_are_read(tmp_path: Path, name: str, said: str) -> None:
    path, work = tmp_path / "export.zip", tmp_path / "in" / "work"
    work.mkdir(parents=True)
    path.write_bytes(zipped({name: CSV, "sub/Deals_001.csv": CSV}))

    bad, good = open_sources([path], work, lambda line: None)

    assert bad.file == f"export.zip/{name}"
    assert said in bad.problem
    assert (good.file, table(good)) == ("export.zip/sub/Deals_001.csv", [["2", "1", "A"]])
    assert not list(tmp_path.rglob("*evil*"))


def test_links_and_encrypted_members_are_refused(opened: Opened) -> None:
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = 0o120777 << 16
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    plain = bytearray(zipped({"deals.csv": CSV}))
    plain[6] |= 1
    plain[plain.index(b"PK\x01\x02") + 8] |= 1

    assert "a link" in opened(file.getvalue(), "export.zip").problem
    assert "encrypted" in opened(bytes(plain), "export.zip").problem


def test_a_zip_bomb_is_refused_even_if_it_lies_about_its_size(opened: Opened) -> None:
    content = b"Id,Name\n" + b"1,A\n" * 12_000_000
    bomb = zipped({"deals.csv": content})
    lying = bytearray(bomb)
    for begin, size in ((0, 22), (bomb.index(b"PK\x01\x02"), 24)):
        lying[begin + size : begin + size + 4] = (1_000).to_bytes(4, "little")
        lying[begin + size - 8 : begin + size - 4] = crc32(content[:1_000]).to_bytes(4, "little")

    assert "zip bomb" in opened(bomb, "export.zip").problem
    source = opened(bytes(lying), "export.zip")
    assert source.problem or source.size < 1_000


def test_a_zip_of_too_many_files_and_one_without_any_are_refused(opened: Opened) -> None:
    many = zipped({f"{i}.csv": "" for i in range(1_001)}, zipfile.ZIP_STORED)

    assert "1,001 files" in opened(many, "export.zip").problem
    assert "file in this zip" in opened(zipped({"readme.md": "x", "__MACOSX/._a.csv": "x"}), "export.zip").problem


def test_a_member_that_is_damaged_does_not_cost_the_others(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(zipped({"a.csv": "Id,Name\n1,Alpha\n", "b.csv": CSV}, zipfile.ZIP_STORED).replace(b"Alpha", b"Alphx", 1))

    damaged, whole = open_sources([path], tmp_path, lambda line: None)

    assert "damaged" in damaged.problem
    assert whole.size == 1


def test_an_old_workbook_in_a_zip_is_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(zipped({"deals.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "accounts.xls": "Id\tName\n1\tA\n"}))

    old, text = open_sources([path], tmp_path, lambda line: None)

    assert "deals.xls: this is an old Excel workbook" in old.problem
    assert table(text) == [["2", "1", "A"]]


def test_rejected_rows_keep_their_cells_until_they_would_fill_the_memory(opened: Opened) -> None:
    source = opened("Id,Name\n1\n" + f"2,{'x' * 200_000}\n" * 150 + '3,"a"b\n')

    cells = [rejection.cells for rejection in source.rejections]

    assert len(cells) == 152
    assert cells[0] == ("1",)
    assert sum(len(text) for row in cells for text in row) <= 20_000_000


def test_japanese_names_in_a_zip_from_windows_are_readable(opened: Opened) -> None:
    name = "商談一覧.csv".encode("cp932")
    content = zipped({"x" * len(name): CSV}).replace(b"x" * len(name), name)

    assert opened(content, "export.zip").file == "export.zip/商談一覧.csv"


def test_folders_give_their_files_and_what_is_missing_is_said(tmp_path: Path) -> None:
    folder, empty = tmp_path / "export", tmp_path / "empty"
    folder.mkdir()
    empty.mkdir()
    for name in ("b.TSV", "a.csv", "notes.md"):
        (folder / name).write_text("Id\tName\n1\tA\n", encoding="utf-8")
    (folder / "c.zip").write_bytes(zipped({"d.csv": CSV}))

    sources = open_sources([folder, tmp_path / "none.csv", folder / "a.csv", empty], tmp_path, lambda line: None)

    assert [source.file for source in sources if not source.problem] == ["a.csv", "b.TSV", "c.zip/d.csv"]
    assert [source.problem.partition(": ")[2][:12] for source in sources if source.problem] == ["no such file", "no .csv, .ts"]
    with pytest.raises(CannotImport, match=r"none\.csv: no such file"):
        open_sources([tmp_path / "none.csv"], tmp_path, lambda line: None)


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "deals.csv").write_text(CSV, encoding="utf-8")

    sources = open_sources([tmp_path / "old", tmp_path / "new"], tmp_path, lambda line: None)

    assert [source.file for source in sources] == ["old/deals.csv", "new/deals.csv"]
