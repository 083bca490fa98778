"""A company whose every text is an attack: no page reads it as Markdown, LaTeX or HTML, no file as a formula."""

import io
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from metrics.definition import Unit
from pages.parts import downloads, formats, lead_speed, navigation, sheets
from seed_data.__main__ import main
from tests.hostile import MARKED, SHORT, made_hostile
from tests.pages.conftest import open_on
from tests.pages.import_page import drop

TABS: dict[str, tuple[str, tuple[str, ...]]] = {
    "forecast_review": ("part", ("The number", "What changed", "Exceptions", "Upside", "Decisions")),
    "qualified_pipeline": ("look", ("Stages", "Ageing", "Trend")),
    "lead_funnel": (lead_speed.TABS, ("Sources", "SDRs", "Leaks", "BANT", "Stalled deals", "Untouched leads")),
    "hunters_farmers": ("motion", ("Role against practice", "Quiet accounts", "Growth")),
    "imports": ("upkeep", ("Data health",)),
    "people": ("people", ("People", "Stand-ins")),
    "settings": ("settings", ("Quotas", "Stages", "Changes")),
}  # fmt: skip
AS_TEXT = (
    ("Selectbox", "options"), ("MultiSelect", "options"), ("TextInput", "default"), ("TextInput", "value"), ("Html", "body"),
    ("VegaLiteChart", "spec"), ("VegaLiteChart", "alt"), ("Text", "body"), ("Code", "codeText"),
)  # fmt: skip
"""What Streamlit shows as it is (HTML is looked at apart)."""
NAMED_BY_US = ("id", "formId", "alt", "placeholder", "elementId")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("hostile") / "company.db"
    assert main(["--deals", "200", "--meetings", "--database", f"sqlite:///{file}"]) == 0
    made_hostile(file)
    return file


def texts(part: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text of a message that goes to the browser, with where it stands."""
    if isinstance(part, dict):
        for name, value in part.items():
            yield from texts(value, (*path, name))
    elif isinstance(part, list):
        for value in part:
            yield from texts(value, path)
    elif isinstance(part, str) and path[-1] not in NAMED_BY_US:
        yield path, part


def messages(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        if hasattr(getattr(child, "proto", None), "DESCRIPTOR"):
            yield child.proto
        if hasattr(child, "children"):
            yield from messages(child)


def formatted(text: str) -> list[str]:
    """The words of MARKED whose mark would be read: nothing escapes it."""
    found = [(mark, text[: at.start()]) for word, mark in MARKED.items() for at in re.finditer(word, text)]
    return [mark for mark, before in found if before.endswith(mark) and not before.endswith(f"\\{mark}")]


def expect_text_only(test: AppTest) -> None:
    """Nothing that the page sends reads anybody's words as anything but text."""
    assert not test.exception
    for message in (message for block in test._tree.children.values() for message in messages(block)):
        for path, text in texts(MessageToDict(message), (message.DESCRIPTOR.name,)):
            if path[0] == "Html":
                assert not re.search("<img|<b>|<script", text), text[:300]
            elif path[:2] not in AS_TEXT:
                assert not [*formatted(text), *re.findall(r"(?<!\\)<img", text)], (path, text[:300])


def addresses(file: Path) -> Iterator[tuple[str, dict[str, str]]]:
    with sqlite3.connect(file) as connection:
        deals = "select external_id from deal where id in (select deal_id from judgement) order by length(name) desc limit 1"
        deal = connection.execute(deals).fetchone()[0]
    for name in (*navigation.PAGES, *navigation.TASKS):
        key, parts = TABS.get(name, ("", ()))
        yield from ((name, {key: part}) for part in parts)
        if not parts:
            yield name, {"deal": deal} if name == "deal" else {}
    yield "deal", {"deal": SHORT[0]}
    yield "rollup", {"region": SHORT[0]}


def test_no_page_reads_anybodys_words_as_anything_but_text(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    for name, address in addresses(file):
        expect_text_only(open_on(name, **address))


def test_the_page_import_shows_hostile_files_as_text(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    known = ";".join(["id", "name", "type", "created_at", *(f'"{text}"' for text in SHORT if '"' not in text)])
    rows = "".join(f'{nth};"{text}";new;"{text}"\n' for nth, text in enumerate(SHORT) if '"' not in text)
    unknown = ";".join(f'"{text}"' for text in SHORT if '"' not in text)

    page = drop(
        open_on("data/imports"),
        ("deals **zqbold** `zqcode`.csv", f"{known}\n{rows}".encode()),
        (f"{SHORT[1]}.csv", f"{unknown}\n{unknown}\n".encode()),
    )

    expect_text_only(page)


@pytest.mark.parametrize("text", SHORT)
def test_a_sentence_an_option_and_a_badge_hold_it_as_text(text: str) -> None:
    assert not formatted(formats.plain(text))
    assert not formatted(formats.option(text))
    assert not formatted(formats.badge(text).replace("[", "\\[").replace("]", "\\]"))
    assert "\u202e" not in formats.plain(text)


@pytest.mark.parametrize("text", ["New", "Acme Ltd, Boston", "Anna-Maria O'Neil", "Amount up", "日本電気", "SRL → SQL"])
def test_an_option_that_nothing_reads_stands_in_the_address_as_it_is(text: str) -> None:
    assert formats.option(text) == text


def test_a_files_name_holds_letters_and_digits_alone() -> None:
    assert downloads.named("minute", "=1+1 ../\u202e<b>日本\r\n", "2026-11-16") == "fourcast-minute-1-1-b-日本-2026-11-16"
    assert len(downloads.named("minute", "W" * 10_000)) <= 100


@pytest.mark.parametrize("text", SHORT)
def test_a_file_holds_it_as_text(text: str) -> None:
    sheet = sheets.Sheet(text, pd.DataFrame({"a": [text]}), {"a": (text, Unit.TEXT)}, text, text, "EUR", 2, "UTC")

    book = openpyxl.load_workbook(io.BytesIO(sheets.xlsx_of(sheet)))
    kinds = {cell.data_type for page in book.worksheets for row in page for cell in row if cell.value is not None}
    assert kinds <= {"s", "n"}
    assert book.worksheets[0]["A2"].data_type == "s"
    lines = sheets.csv_of(sheet).decode("utf-8-sig").split("\n")
    assert not [line for line in lines if line.lstrip('"').startswith(("=", "+", "-", "@", "\t", "\r"))]
