"""What kind of file is this, whatever its name says?"""

import zipfile
from pathlib import Path

from model.importing.report import CannotImport

SUFFIXES = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
"""Files in folders and zips with another ending are left alone; a sheet in a form that is not read gives a problem."""
KNOWN = ".csv, .tsv, .txt or .xlsx"
AS_TABLE = "Save the table as xlsx or «CSV UTF-8»."
BINARY = {
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF87a": "a picture (GIF)",
    b"GIF89a": "a picture (GIF)",
    b"%PDF": "a PDF",
    b"{\\rtf": "an RTF text",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Excel workbook (xls), or one with a password",
    b"SQLite format 3\0": "a database",
    b"PAR1": "a Parquet file",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}
PACKED = {b"\x1f\x8b": "gzip", b"7z\xbc\xaf": "7z", b"Rar!": "RAR", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
MARKUP = {
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"<table": "a web page",
    b"<?xml": "XML",
    b"[{": "JSON",
    b'{"': "JSON",
}


def kind_of(path: Path) -> str:
    """«text», «workbook» or «archive». CannotImport for every other kind, saying which it is."""
    with path.open("rb") as file:
        head = file.read(64)
    if not head:
        raise CannotImport("it is empty. Its first row must name the columns.")
    for begin, name in BINARY.items():
        if head.startswith(begin):
            raise CannotImport(f"this is {name}, whatever its name says. {AS_TABLE}")
    for begin, name in PACKED.items():
        if head.startswith(begin):
            raise CannotImport(f"this is packed with {name}. Unpack it, or pack the files as zip.")
    for begin, name in MARKUP.items():
        if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(begin):
            raise CannotImport(f"this is {name}, whatever its name says. Open it in a spreadsheet. {AS_TABLE}")
    return _zipped(path) if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) else "text"


def _zipped(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    if "[Content_Types].xml" not in names and "mimetype" not in names:
        return "archive"
    if any(name.startswith("xl/worksheets/") and name.endswith(".xml") for name in names):
        return "workbook"
    raise CannotImport(f"this is an office file, but no xlsx workbook. {AS_TABLE}")
