"""In which encoding is a text file written?

UTF-8 and UTF-16 prove themselves. Between Windows-1252 and Shift-JIS every known library errs on short files
(charset-normalizer takes «Ação» for Japanese), so one question decides: do the foreign letters stand together, as in a
Japanese word, or alone among Latin ones?
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from model.importing.files.rows import BAD
from model.importing.report import CannotImport

BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
NAMES = {"utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp932": "Shift-JIS", "cp1252": "Windows-1252"}
BLOCK = 1 << 20
EVIDENCE = 1 << 17
"""Bytes of the lines with foreign letters that are looked at."""
UNKNOWN = "the encoding of its letters is not known. Save it as «CSV UTF-8»."
FOREIGN = re.compile(r"[^\x00-\x7f]+")
NO_LETTER = re.compile(r"[\x80-\xa0\ue000-\uf8ff\ufffd]")
BINARY = "this is no text file (it holds NUL bytes). Save the table as xlsx or «CSV UTF-8»."


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return BAD, error.end


codecs.register_error("mark bad bytes", _mark)


@dataclass(frozen=True)
class Encoding:
    """A codec that fits the file; `note` says so where it is not UTF-8. `damaged`: some bytes are no text in it."""

    codec: str
    note: str = ""
    damaged: bool = False


def encoding_of(path: Path) -> Encoding:
    """The encoding of a whole file. CannotImport if it is binary or its letters make no sense in any of those known."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
        codec = next((codec for bom, codec in BOMS.items() if head.startswith(bom)), None)
        if codec is None and b"\0" in head:
            codec = _utf16(head)
        if codec is None:
            if _strict(file, "utf-8"):
                return Encoding("utf-8")
            codec = _codec(file)
        damaged = not _strict(file, codec)
    note = f"read as {NAMES[codec]}, as it is not UTF-8." if codec in NAMES else ""
    return Encoding(codec, note, damaged)


def name_text(raw: bytes) -> str | None:
    """A file's name in a zip that does not say its encoding; None if it is neither UTF-8 nor Japanese."""
    for codec in ("utf-8", "cp932"):
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        if codec == "utf-8" or _japanese(text):
            return text
    return None


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(BLOCK):
        yield block


def _strict(file: BinaryIO, codec: str) -> bool:
    """Is every byte of the file text in this codec? CannotImport if there are NULs in it."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        for block in _blocks(file):
            if "\0" in decoder.decode(block):
                raise CannotImport(BINARY)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _utf16(head: bytes) -> str:
    """UTF-16 without its mark: the byte order in which commas and line ends are such."""
    found = []
    for codec in ("utf-16-le", "utf-16-be"):
        text = head.decode(codec, "replace")
        found.append((sum(map(text.count, "\n\r,;\t|")) if "\0" not in text else 0, codec))
    count, codec = max(found)
    if not count:
        raise CannotImport(BINARY)
    return codec


def _evidence(file: BinaryIO) -> bytes:
    """The lines with bytes beyond ASCII, as far as needed: the first of them, and the first that are not UTF-8."""
    lines: list[bytes] = []
    taken = {True: 0, False: 0}
    file.seek(0)
    for line in iter(lambda: file.readline(BLOCK), b""):
        if not line.isascii():
            fits = "\ufffd" not in line.decode("utf-8", "replace")
            if taken[fits] < EVIDENCE:
                taken[fits] += len(line)
                lines.append(line)
    return b"".join(lines)


def _codec(file: BinaryIO) -> str:
    """The encoding of a text that is not wholly UTF-8."""
    evidence = _evidence(file)
    text = evidence.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if _beyond_ascii(text) - bad > bad:
        return "utf-8"
    if _japanese(evidence.decode("cp932", "replace")):
        return "cp932"
    letters = [letter for letter in evidence.decode("cp1252", "replace") if letter.isalpha()]
    if len(letters) > 20 and _beyond_ascii("".join(letters)) > 0.6 * len(letters):
        raise CannotImport(UNKNOWN)
    return "cp1252"


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _japanese(text: str) -> bool:
    """Do the letters beyond ASCII make up words? In «Générale» read as Shift-JIS they stand within a Latin word."""
    words = within = 0
    for run in FOREIGN.finditer(text):
        sides = text[max(run.start() - 1, 0) : run.start()] + text[run.end() : run.end() + 1]
        length = len(run[0])
        if NO_LETTER.search(run[0]):
            within += 2
        elif length < 4 and any(letter.isalpha() for letter in sides):
            within += length
        elif length > 1 or not "｡" <= run[0] <= "ﾟ":
            words += length
    return words > within
