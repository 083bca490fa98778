"""A company whose catalogue writes every text in «»: what a page shows without them, no translator could reach."""

import re
import shutil
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from streamlit.testing.v1 import AppTest

from model.company import members_of
from model.database import open_database
from model.importing import import_files
from model.warehouse import Copy
from pages.parts import catalogue, locales, words
from pages.parts.navigation import EVERYTHING
from tests.pages.conftest import open_on

PAGES = [*(page for page in EVERYTHING if page != "deal"), "data/imports"]  # the title of a deal is somebody's
ALIKE = ("MQL", "SRL", "SQL", "BANT", "SDR", "CSV", "xlsx")
"""The field's short words, the same in every language."""


@pytest.fixture(scope="module")
def quoting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a catalogue that is drawn from the source and puts every text in «»."""
    folder = tmp_path_factory.mktemp("quoting")
    catalogue.draw(folder / "drawn.pot")
    quoted = Catalog(locale="ja")
    with (folder / "drawn.pot").open("rb") as drawn:
        for message in read_po(drawn):
            if message.id:
                one = isinstance(message.id, str)
                quoted.add(message.id, f"«{message.id}»" if one else (f"«{message.id[1]}»",))
    target = folder / "ja" / "LC_MESSAGES" / "fourcast.po"
    target.parent.mkdir(parents=True)
    with target.open("wb") as written:
        write_po(written, quoted)
    return folder


@pytest.fixture(scope="module")
def quoting_url(company_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demo company, Japanese."""
    folder = tmp_path_factory.mktemp("japanese")
    url = f"sqlite:///{shutil.copy(company_url.removeprefix('sqlite:///'), folder / 'company.db')}"
    (folder / "settings.csv").write_text("key,value\nlocale,ja\n", encoding="utf-8")
    engine = open_database(url)
    import_files(engine, [folder / "settings.csv"])
    engine.dispose()
    return url


@pytest.mark.parametrize("page", PAGES)
def test_every_text_of_a_page_is_translated(
    page: str, quoting: Path, quoting_url: str, copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "FOLDER", quoting)
    monkeypatch.setenv("DATABASE_URL", quoting_url)

    test = copy_context().run(opened, page)

    assert not test.exception
    names = "|".join([*(re.escape(member.name) for member in members_of(copy)), *ALIKE])
    english = [text for text in shown(test) if "«" not in text and re.search(r"[A-Za-z]{3}", re.sub(names, "", text))]
    assert english == []


def opened(page: str) -> AppTest:
    """The page of the Japanese company. AppTest asks for options once more after the run, so that this thread is Japanese too."""
    locales.use("ja")
    return open_on(page)


def shown(test: AppTest) -> list[str]:
    """What a page says: captions, headings, labels, tabs. The company's own words (names, regions) stand in none of them."""
    said: list[Any] = [*test.caption, *test.subheader, *test.text, *test.markdown]
    labelled: list[Any] = [*test.metric, *test.button, *test.selectbox, *test.tabs, *test.button_group]
    return [str(element.value) for element in said] + [str(element.label) for element in labelled]
