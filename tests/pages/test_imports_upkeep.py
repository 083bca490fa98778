"""Below the import: what was imported is undone, deals that vanished are settled; and imports that meet others."""

import gc
import io
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from metrics.four_vs import pipeline
from model.access import MACHINE_OWNER
from model.book import Book
from model.database import current_revision
from model.importing.upkeep import Fate, settle_deals
from model.importing.writing.turns import turn
from model.tables import ImportAttempt
from model.warehouse import Copy
from model.writing import noting
from pages.parts import arriving
from pages.parts.arriving import Arrival
from tests.company import Company
from tests.fresh import fresh
from tests.pages.conftest import open_on, said
from tests.pages.import_page import PAGE, click, drop, german, imported, labels, settled


@pytest.fixture
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An empty database that the app shows."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    return fresh(sqlite_url)


def chooser(test: AppTest) -> Selectbox:
    """The picker of the import to undo."""
    return next(box for box in test.selectbox if box.label == "An import")


def open_pipeline(database: Engine) -> int:
    """The value of the qualified pipeline today, in minor units."""
    warehouse = Copy(database)
    warehouse.refresh()
    return int(pipeline(Book(warehouse, MACHINE_OWNER, datetime.now(UTC).date()))["value"].sum())


def test_an_import_is_undone_from_the_list_unless_later_ones_stand_on_it(database: Engine) -> None:
    test = imported(open_on(PAGE), ("deals.csv", german()))
    imported(test, ("deals.csv", german(("55.000", "60.000"))))
    runs = next(table.value for table in test.dataframe if "written" in table.value)
    assert runs["written"].tolist() == ["1", "13"]
    assert runs["source"].tolist() == ["Another system", "Another system"]

    later, first = chooser(test).options
    chooser(test).select(first)
    click(test, "Undo …")
    assert "It cannot be undone" in said(test)
    assert "Undo it" not in labels(test)

    chooser(test).select(later)
    click(test, "Undo …")
    click(test, "Undo it")
    assert any("is undone" in told.value for told in test.success)
    assert open_pipeline(database) == 55_000_00

    click(test, "Undo …")
    click(test, "Undo it")
    assert open_pipeline(database) == 0
    assert "There is no data yet" not in said(test)  # the page stays, for the next import
    assert test.file_uploader


def test_a_deal_that_vanished_from_a_full_export_is_listed(database: Engine) -> None:
    test = imported(open_on(PAGE), ("deals.csv", german()))
    less = "\n".join(line for line in german().decode("cp1252").splitlines() if not line.startswith("V-2"))

    drop(test, ("deals.csv", less.encode("cp1252")))
    assert "1 deal of Another system is not in these files" in said(test).replace("\\", "")
    next(box for box in test.checkbox if box.label == "They hold all its deals").check().run()
    click(test, "Confirm and continue")
    click(test, "Import")
    test.session_state["upkeep"] = "Vanished deals"
    test.run()

    assert test.data_editor[-1].value["name"].tolist() == ["Pumpe"]
    settle_deals(database, [Fate(test.data_editor[-1].value["id"].iloc[0], "deleted")])
    test.run()
    assert "No deal has vanished from a full export." in said(test)


def test_an_import_that_was_cut_off_is_said_until_somebody_has_seen_it(database: Engine) -> None:
    with noting(database) as session:
        session.add(ImportAttempt(started_at=datetime.now(UTC), files="deals.csv", host="here", process=1))

    test = open_on(PAGE)
    assert "was cut off" in test.warning[0].value

    click(test, "I have seen it")
    assert not test.warning


def test_a_second_click_and_a_second_import_change_nothing_and_waiting_is_said(database: Engine) -> None:
    test = open_on(PAGE)
    drop(test, ("deals.csv", german()))
    for _ in range(2):
        click(test, "Confirm and continue")
    arrival: Arrival = test.session_state[arriving.KEY]

    with turn(database, lambda line: None, 1):  # another import is at work
        arrival.begin_writing(accept_rejects=False)
        job = arrival.job
        assert job is not None
        until = time.monotonic() + 10
        while "another import" not in job.line and time.monotonic() < until:
            time.sleep(0.02)
        assert job.line == "Waiting for another import to finish …"
        arrival.begin_writing(accept_rejects=False)
        assert arrival.job is job
    job.wait(20)
    settled(test.run())

    assert "Imported:" in said(test)
    assert current_revision(database) == 1


def test_what_was_dropped_is_gone_with_the_session(database: Engine) -> None:
    arrival = Arrival()
    given = io.BytesIO(german())
    given.name = "../deals.csv"
    arrival.drop([given])
    kept = arrival.files["deals.csv"]
    assert kept.read_bytes() == german()

    del arrival
    gc.collect()

    assert not kept.parent.parent.exists()


def test_figures_that_somebody_else_outdated_are_worked_out_again(database: Engine) -> None:
    test = open_on(PAGE)
    drop(test, ("deals.csv", german()))
    for _ in range(2):
        click(test, "Confirm and continue")
    assert "Somebody has written" not in said(test)

    Company(database).person("Max", role="manager")
    test.run()
    assert "Somebody has written" in said(test)

    click(test, "Work them out again")
    assert "Somebody has written" not in said(test)
