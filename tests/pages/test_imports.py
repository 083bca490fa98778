"""The page Import: what is dropped is recognised, asked about, previewed and written; nothing is taken silently."""

import gc
import io
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from metrics.four_vs import pipeline
from model.access import MACHINE_OWNER
from model.book import Book
from model.database import current_revision, open_database
from model.importing.sources import known_sources
from model.importing.turns import turn
from model.importing.upkeep import Fate, settle_deals
from model.tables import ImportAttempt
from model.warehouse import Copy
from model.writing import noting
from pages.parts import arriving, formats, navigation
from pages.parts.arriving import Arrival
from tests.company import Company
from tests.pages.conftest import TODAY, open_on, said

MAVEN = Path(__file__).parents[2] / "../shared/data/maven-crm"
PAGE = "data/imports"
HEADERS = "Vorgangsnummer;Bezeichnung;Kunde;Zuständig;Phase;Auftragswert;Abschlussdatum;Angelegt am;Gebiet"
SOON, LATELY, BEFORE = (f"{TODAY + timedelta(days=by):%d.%m.%Y}" for by in (20, -9, -70))
GERMAN = f"""
V-2;Pumpe;Weiß & Söhne;Anna Weiß;Erstkontakt;7.500,00 €;{SOON};{LATELY};Nord
V-1;Anlage für Müller;Müller GmbH;Jürgen Groß;Angebot;55.000,00 €;{SOON};{LATELY};Süd
V-3;Ventile;Müller GmbH;Jürgen Groß;Gewonnen;12.000,00 €;{LATELY};{BEFORE};Nord
"""


@pytest.fixture
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An empty database that the app shows."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    return open_database(sqlite_url)


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


def test_an_empty_company_is_led_to_the_import(database: Engine) -> None:
    test = open_on()

    assert "There is no data yet" in said(test)
    click(test, "Import files")

    assert test.file_uploader
    assert "There is no data yet" not in said(test)


@pytest.mark.skipif(not MAVEN.exists(), reason="the public data set is not beside the repository")
def test_mavens_files_go_from_drop_to_report_by_confirming(database: Engine) -> None:
    test = open_on(PAGE)
    files = [(file.name, file.read_bytes()) for file in sorted(MAVEN.glob("*.csv"))]

    drop(test, *files)
    assert "All 5 files are recognised" in said(test)
    assert any(expander.label.endswith("8,800 rows") for expander in test.expander)
    assert test.date_input[0].value == date(2017, 12, 31)
    assert current_revision(database) == 0

    click(test, "Confirm and continue")
    assert counts(test)["Deals"] == {"read": 8800, "new": 8800, "changed": 0, "unchanged": 0, "rejected": 0}
    then = {card.label: card.value for card in test.metric[4:]}
    assert then == {"Open qualified deals": "1,589", "Open pipeline": "0", "Closed + commit": "2.80M", "Won": "2.80M"}
    assert current_revision(database) == 0

    click(test, "Import")
    assert "Imported:" in said(test)
    assert "History since Thu 20 Oct 2016." in said(test)
    assert current_revision(database) == 1

    click(test, "Import more files")
    drop(test, *files)  # this time nothing is asked
    assert "Confirm and continue" not in labels(test)
    assert "Nothing new in these files" in said(test)
    assert current_revision(database) == 1


def test_a_file_of_a_system_that_nobody_described_is_mapped_once(database: Engine) -> None:
    test = open_on(PAGE)
    drop(test, ("Verkaufschancen.csv", german()))
    chosen = {box.label: box.value for box in test.selectbox}
    expected = {"Bezeichnung": "name", "Kunde": "account", "Phase": "stage", "Auftragswert": "amount", "Gebiet": ""}
    assert expected.items() <= chosen.items()
    assert "Import" not in labels(test)

    click(test, "Confirm and continue")
    stages = test.data_editor[0].value
    assert dict(zip(stages["word"], stages["kind"], strict=True))["Gewonnen"] == "won"

    click(test, "Confirm and continue")
    assert counts(test)["Deals"]["new"] == 3
    click(test, "Import")
    assert "Imported:" in said(test)

    click(test, "Import more files")
    drop(test, ("Verkaufschancen (2).csv", german(("55.000", "60.000"))))
    assert "Confirm and continue" not in labels(test)
    assert counts(test)["Deals"] == {"read": 3, "new": 0, "changed": 0, "unchanged": 3, "rejected": 0}
    change = {card.label: (card.value, card.delta) for card in test.metric}
    assert change["Open pipeline"] == ("60k", "+5.0k")
    assert change["Open qualified deals"] == ("1", "0")
    assert list(known_sources(database)) == ["Another system"]


def test_an_empty_company_takes_the_currency_of_its_amounts_and_the_zone_of_its_reader(database: Engine) -> None:
    test = open_on(PAGE)
    test.context = {"timezone": "Europe/Berlin"}
    drop(test, ("Verkaufschancen.csv", german()))
    assert next(box for box in test.selectbox if box.label == "Currency of the company").value == "EUR"
    for label in ("Confirm and continue", "Confirm and continue", "Import"):
        click(test, label)

    warehouse = Copy(database)
    warehouse.refresh()
    settings = warehouse.settings(TODAY)
    assert (settings.currency, settings.exponent, settings.time_zone) == ("EUR", 2, "Europe/Berlin")
    assert not any(box.label == "Currency of the company" for box in test.selectbox)


def test_without_a_needed_column_there_is_no_way_on(database: Engine) -> None:
    test = open_on(PAGE)
    drop(test, ("Verkaufschancen.csv", german()))

    next(box for box in test.selectbox if box.label == "Phase").set_value("").run()

    assert any("Stage" in warning.value for warning in test.warning)
    assert next(button for button in test.button if button.label == "Confirm and continue").disabled


def test_the_order_of_day_and_month_is_asked_where_it_cannot_be_seen(database: Engine) -> None:
    test = open_on(PAGE)
    days = ((SOON, "03/04/2026"), (LATELY, "05/06/2026"), (BEFORE, "01/02/2026"))
    drop(test, ("deals.csv", german(*days)))
    click(test, "Confirm and continue")

    assert test.radio[0].value is None
    button = next(button for button in test.button if button.label == "Confirm and continue")
    assert button.disabled

    test.radio[0].set_value(True).run()
    click(test, "Confirm and continue")
    assert test.data_editor  # the stages come next


def test_rejected_rows_are_shown_with_what_to_do_and_left_out_only_on_purpose(database: Engine) -> None:
    test = open_on(PAGE)
    drop(test, ("Verkaufschancen.csv", german(("12.000,00 €", "viel"))))
    click(test, "Confirm and continue")
    if "Import" not in labels(test):
        click(test, "Confirm and continue")

    rejected = next(table.value for table in test.dataframe if "reason" in table.value)
    assert rejected[["file", "row", "column", "value"]].values.tolist() == [["Verkaufschancen.csv", 4, "Auftragswert", "viel"]]
    assert next(button for button in test.button if button.label == "Import").disabled

    next(box for box in test.checkbox if box.label.startswith("Leave out 1 row")).check().run()
    click(test, "Import")
    assert "1 row was left out." in said(test)


def test_a_file_that_is_no_table_is_said_and_can_be_left_out(database: Engine) -> None:
    test = open_on(PAGE)
    drop(test, ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8), ("Verkaufschancen.csv", german()))

    assert "1 file cannot be read" in said(test)
    assert "Import" not in labels(test)

    click(test, next(label for label in labels(test) if label.startswith("Leave out")))
    assert "Say what this file holds" in said(test)


def test_names_of_files_lead_nowhere_and_are_no_markdown(database: Engine, tmp_path: Path) -> None:
    test = open_on(PAGE)
    drop(test, ("../../**bold** [x](http://evil).csv", german()))

    assert any(expander.label.startswith(f"**{formats.plain('evil).csv')}") for expander in test.expander)


def test_an_import_survives_a_change_of_page(database: Engine) -> None:
    test = open_on(PAGE)
    drop(test, ("Verkaufschancen.csv", german()))
    next(box for box in test.selectbox if box.label == "Gebiet").set_value("source").run()

    test.switch_page("rollup.py").run()
    test.switch_page(f"{PAGE}.py").run()

    assert "Say what this file holds" in said(test)
    assert next(box for box in test.selectbox if box.label == "Gebiet").value == "source"

    click(test, "Start over")
    assert "Say what this file holds" not in said(test)


def test_only_who_looks_after_the_data_finds_the_page(database: Engine) -> None:
    company = Company(database)
    company.person("Max", role="manager")
    company.person("Ada", role="rep", admin=True)
    company.deal("Boat", "Max", [(str(TODAY), "proposal", {"amount": 500_00})])

    as_owner = open_on(PAGE)
    assert as_owner.file_uploader

    as_manager = open_on(None, view_as="Max, manager")
    with pytest.raises(ValueError, match="imports"):
        as_manager.switch_page(f"{PAGE}.py").run()
    assert set(navigation.TASKS).isdisjoint(navigation.names("manager"))

    as_admin = open_on(None, view_as="Ada, rep")
    as_admin.switch_page(f"{PAGE}.py").run()
    assert as_admin.file_uploader


def test_the_demo_company_is_never_imported_into(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr("model.database.DEFAULT_FILE", tmp_path / "data" / "fourcast.db")
    demo = Company(open_database(f"sqlite:///{tmp_path / 'data' / 'demo.db'}"))
    demo.person("Max", role="manager")
    demo.deal("Boat", "Max", [(str(TODAY), "proposal", {"amount": 500_00})])

    test = open_on(PAGE)

    assert not test.file_uploader
    assert "into a database of your own" in said(test)


def chooser(test: AppTest) -> Selectbox:
    """The picker of the import to undo."""
    return next(box for box in test.selectbox if box.label == "An import")


def open_pipeline(database: Engine) -> int:
    """The value of the qualified pipeline today, in minor units."""
    warehouse = Copy(database)
    warehouse.refresh()
    return int(pipeline(Book(warehouse, MACHINE_OWNER, datetime.now(UTC).date()))["value"].sum())


def imported(test: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """Drop files, confirm whatever is asked, import, and be ready for more."""
    drop(test, *files)
    while "Confirm and continue" in labels(test):
        click(test, "Confirm and continue")
    click(test, "Import")
    return click(test, "Import more files")


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
