"""What a person does on the page Import, and a file of a system that nobody described."""

import time
from datetime import timedelta

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import TODAY

PAGE = "data/imports"
HEADERS = "Vorgangsnummer;Bezeichnung;Kunde;Zuständig;Phase;Auftragswert;Abschlussdatum;Angelegt am;Gebiet"
SOON, LATELY, BEFORE = (f"{TODAY + timedelta(days=by):%d.%m.%Y}" for by in (20, -9, -70))
GERMAN = f"""
V-2;Pumpe;Weiß & Söhne;Anna Weiß;Erstkontakt;7.500,00 €;{SOON};{LATELY};Nord
V-1;Anlage für Müller;Müller GmbH;Jürgen Groß;Angebot;55.000,00 €;{SOON};{LATELY};Süd
V-3;Ventile;Müller GmbH;Jürgen Groß;Gewonnen;12.000,00 €;{LATELY};{BEFORE};Nord
"""


def drop(test: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """Drop files and wait until they are read."""
    for name, content in files:
        test.file_uploader[0].upload(name, content)
    test.run()
    return settled(test)


def settled(test: AppTest) -> AppTest:
    """Wait until no job runs."""
    until = time.monotonic() + 30
    while any(button.label == "Stop" for button in test.button) and time.monotonic() < until:
        test.run()
    assert not test.exception
    return test


def click(test: AppTest, label: str) -> AppTest:
    """Click a button and wait."""
    next(button for button in test.button if button.label == label).click().run()
    return settled(test)


def labels(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def counts(test: AppTest) -> dict[str, dict[str, int]]:
    """Kind of row → read, new, changed, unchanged, rejected."""
    rows = next(table.value for table in test.dataframe if "unchanged" in table.value)
    return {row["entity"]: {name: int(row[name]) for name in rows.columns if name != "entity"} for _, row in rows.iterrows()}


def german(*changed: tuple[str, str]) -> bytes:
    text = HEADERS + GERMAN
    for before, after in changed:
        text = text.replace(before, after)
    return text.encode("cp1252")


def imported(test: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """Drop files, confirm whatever is asked, import, and be ready for more."""
    drop(test, *files)
    while "Confirm and continue" in labels(test):
        click(test, "Confirm and continue")
    click(test, "Import")
    return click(test, "Import more files")
