"""The page of settings: what is set, what it would do, setting it, taking it back, quotas pasted from a spreadsheet."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics.previews import counts_preview, quotas_preview
from model.access import MACHINE_OWNER
from model.book import Book
from model.book_quotas import quota_rows
from model.database import open_database
from model.people import Role
from model.warehouse import Copy
from pages.parts import formats
from tests.pages.conftest import TODAY, Open, label_of, open_on, said, someone

LOOKING = (Role.OBSERVER, Role.SDR)


@pytest.fixture(scope="module")
def file(company_url: str, copy: Copy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company of which also an observer and an SDR are administrators."""
    file = tmp_path_factory.mktemp("set") / "set.db"
    shutil.copy(company_url.removeprefix("sqlite:///"), file)
    with open_database(f"sqlite:///{file}").begin() as connection:
        for role in LOOKING:
            connection.exec_driver_sql("UPDATE person SET admin = 1 WHERE id = ?", (someone(copy, role).id,))
    return file


@pytest.fixture
def opened(file: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The app on a company whose settings this file's tests change."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    return open_on


def now_in(file: Path) -> Book:
    copy = Copy(open_database(f"sqlite:///{file}"))
    copy.refresh()
    return Book(copy, MACHINE_OWNER, TODAY)


def on_tab(opened: Open, tab: str, **address: str) -> AppTest:
    return opened("settings", settings=tab, **address)


def infos(test: AppTest) -> str:
    return "\n".join(str(each.value) for each in test.info).replace("\\", "")


def test_a_setting_is_previewed_set_and_taken_back(opened: Open, file: Path) -> None:
    now, then = counts_preview(now_in(file), "stall_days", "3")
    test = on_tab(opened, "Company and calendar")
    test.selectbox(key="company what").set_value("stall_days").run()
    test.number_input[0].set_value(3).run()
    assert f"Changes stalled deals from {now} to {then}" in infos(test)
    assert now != then

    test.button(key="company set").click().run()

    assert not test.exception
    assert now_in(file).settings.stall_days == 3
    row = test.dataframe[0].value.set_index("name").loc["After how long a deal in stage 1 is stalled"]
    assert (row["value"], row["source"]) == ("3 d", f"Set by the company, from {formats.day(TODAY)}")

    changes = on_tab(opened, "Changes")
    assert "stalled: 3 d from" in changes.text[0].value
    assert "(before: 14 d)" in changes.text[0].value
    next(button for button in changes.button if button.label == "Undo").click().run()
    assert now_in(file).settings.stall_days == 14
    assert not [button for button in changes.button if button.label == "Undo"]
    assert "taken back" in changes.text[0].value


def test_a_calendar_of_other_periods_is_warned_of(opened: Open) -> None:
    test = on_tab(opened, "Company and calendar")
    test.selectbox(key="company what").set_value("fiscal_year_start").run()
    month = next(box for box in test.selectbox if box.label == "Value")
    month.set_value(month.value % 12 + 1).run()
    assert "it would be" in infos(test)
    assert "those of other periods count no more" in infos(test)


def test_a_threshold_says_how_many_deals_it_flags(opened: Open) -> None:
    test = on_tab(opened, "References and flags")
    assert "Default: usual in the field" in test.dataframe[0].value["source"].tolist()
    test.selectbox(key="limit what").set_value("flag.idle_days").run()
    test.number_input[0].set_value(60).run()
    assert "deals fewer would be flagged" in infos(test)


def test_pasted_quotas_are_read_previewed_set_and_taken_back(opened: Open, copy: Copy, file: Path) -> None:
    book = now_in(file)
    period = book.calendar.period_at(TODAY)
    rep, top = someone(copy, Role.REP), someone(copy, Role.EXECUTIVE)
    test = on_tab(opened, "Quotas")
    test.selectbox(key="quota kind").set_value("both").run()
    test.text_area[0].set_value(f"Who\t{period.name}\n{rep.name}\t1.5M\n{top.email}\t12,000,000").run()
    read = test.dataframe[1].value  # below the grid
    unit = 10**book.settings.exponent
    assert dict(zip(read["person_name"], read["then"], strict=True)) == {rep.name: 1_500_000, top.name: 12_000_000}
    quotas = ((rep.id, period.name, None, 1_500_000 * unit), (top.id, period.name, None, 12_000_000 * unit))
    for _, row in quotas_preview(book, period, quotas).iterrows():
        now, then = (formats.money(row[side], book.settings.exponent) for side in ("now", "then"))
        assert f"Changes {row['what']} of {period.name} from {now} to {then}" in infos(test)

    test.button(key="quotas set").click().run()

    assert not test.exception
    assert not test.text_area[0].value
    held = {person: amount for person, _, kind, amount in quota_rows(now_in(file), (period.name,)) if kind is None}
    assert (held[rep.id], held[top.id]) == (1_500_000 * unit, 12_000_000 * unit)

    changes = on_tab(opened, "Changes")
    assert "2 quotas set" in changes.text[0].value
    next(button for button in changes.button if button.label == "Undo").click().run()
    assert not changes.exception
    assert quotas_preview(now_in(file), period, ())["now"].tolist() == quotas_preview(book, period, ())["now"].tolist()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Who\t{period}\n{rep}\tmany", "Row 2, column 2: «many» is no amount"),
        ("Who\tQ9\n{rep}\t1", "Row 1, column 2: No such period: 'Q9'"),
        ("Who\t{period}\n{rep}\t1\nNobody Else\t1", "Row 3, column 1: nobody with a quota is known as Nobody Else"),
        ("Who\t{period}\n{rep}\t1\t2", "Row 2, column 3: there is no period above it"),
        ("Who", "Paste a first line with the periods"),
    ],
)
def test_what_cannot_be_read_is_named_by_row_and_column(opened: Open, copy: Copy, text: str, why: str) -> None:
    period = Book(copy, MACHINE_OWNER, TODAY).calendar.period_at(TODAY).name
    test = on_tab(opened, "Quotas")
    test.text_area[0].set_value(text.format(period=period, rep=someone(copy, Role.REP).name)).run()
    assert why in test.error[0].value.replace("\\", "").replace("\u2060", "")
    assert not [button for button in test.button if button.key == "quotas set"]


def test_a_past_day_shows_no_form(opened: Open) -> None:
    test = on_tab(opened, "Quotas", as_of="2026-01-15")
    assert "past day" in said(test).replace("\\", "")
    assert not test.get("arrow_data_frame")


def test_every_tab_opens_for_an_administrator_who_sees_no_deals(opened: Open, copy: Copy) -> None:
    for role in LOOKING:
        for tab in ("Quotas", "Company and calendar", "Stages", "References and flags", "Access", "Changes"):
            test = on_tab(opened, tab, view_as=label_of(copy, role))
            assert not test.exception, (role, tab)
            assert len(test.tabs) == 6, (role, tab)
