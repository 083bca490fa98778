"""The page Import: what is dropped is recognised, asked about, previewed and written; nothing is taken silently."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from metrics.win_rate import win_rate
from model.access import MACHINE_OWNER
from model.book import Book
from model.calendar import Window
from model.database import current_revision
from model.first_admin import make_admin
from model.importing.words.sources import known_sources
from model.warehouse import Copy
from pages.parts import formats, navigation
from tests.company import Company
from tests.fresh import fresh
from tests.pages.conftest import TODAY, open_on, said
from tests.pages.import_page import BEFORE, LATELY, PAGE, SOON, click, counts, drop, german, labels

MAVEN = Path(__file__).parents[2] / "../shared/data/maven-crm"


@pytest.fixture
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An empty database that the app shows."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    return fresh(sqlite_url)


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
    warehouse = Copy(database)
    warehouse.refresh()
    last = date(2017, 12, 31)
    rates = win_rate(Book(warehouse, MACHINE_OWNER, last), Window(date(2016, 10, 1), last)).iloc[0]
    assert (rates["won"], rates["lost"], rates["won_value"]) == (4238, 2473, 10_005_534_00)  # what is known of the data

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


def test_the_first_administrators_company_is_asked_for_its_currency_too(database: Engine) -> None:
    assert "administrator now" in make_admin(database, "boss@example.com")

    test = open_on(PAGE)
    drop(test, ("Verkaufschancen.csv", german()))

    assert next(box for box in test.selectbox if box.label == "Currency of the company").value == "EUR"


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
    demo = Company(fresh(f"sqlite:///{tmp_path / 'data' / 'demo.db'}"))
    demo.person("Max", role="manager")
    demo.deal("Boat", "Max", [(str(TODAY), "proposal", {"amount": 500_00})])

    test = open_on(PAGE)

    assert not test.file_uploader
    assert "into a database of your own" in said(test)
