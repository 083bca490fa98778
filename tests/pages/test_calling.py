"""Submitting a call on the page: it stands there at once, with who made it, and what is worth a second look is said."""

import os
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from model.access import Member
from model.company import members_of
from model.people import Role
from model.warehouse import Copy
from pages.parts import amounts
from tests.pages.conftest import Open, label_of, open_on, said, someone, viewer
from tests.weekly import begin_week, pass_deadline


@pytest.fixture
def open_own(company_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The app on a copy of the company that may be written to."""
    file = tmp_path / "own.db"
    shutil.copy(company_url.removeprefix("sqlite:///"), file)
    begin_week(f"sqlite:///{file}")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    return open_on


def call_box(test: AppTest) -> str:
    """The line in which a call stands."""
    return next(box.label for box in test.expander if "call" in box.label.lower())


def opened(test: AppTest, key: str, person: Member) -> AppTest:
    test.session_state[f"{key} of {person.id}"] = True
    return test.run()


def fill(test: AppTest, key: str, person: Member, commit: str) -> AppTest:
    return test.text_input(key=f"{key} commit {person.id}").set_value(commit).run()


def test_a_rep_submits_and_sees_it_at_once(open_own: Open, copy: Copy) -> None:
    rep = someone(copy, Role.REP)
    test = opened(open_own("my_pipeline", view_as=label_of(copy, Role.REP)), "call", rep)

    fill(test, "call", rep, "77.7M")
    assert any("over the" in warning.value for warning in test.warning)
    test.button(key=f"submit call {rep.id}").click().run()

    assert not test.exception
    assert r"77\.70M, submitted" in call_box(test)
    assert rep.name in call_box(test)


def test_what_comes_late_is_shown_beside_the_call_that_counts(open_own: Open, copy: Copy) -> None:
    rep = someone(copy, Role.REP)
    test = opened(open_own("my_pipeline", view_as=label_of(copy, Role.REP)), "call", rep)
    fill(test, "call", rep, "77.7M").button(key=f"submit call {rep.id}").click().run()
    pass_deadline(os.environ["DATABASE_URL"])

    fill(opened(test, "call", rep), "call", rep, "88.8M").button(key=f"submit call {rep.id}").click().run()

    assert r"77\.70M, submitted" in call_box(test)
    assert r"88\.80M came late" in call_box(test)
    manager = open_own("forecast_review", view_as=label_of(copy, Role.EXECUTIVE), beneath="Calls")
    assert "Late calls beside an earlier one" in said(manager)
    late = next(table.value for table in manager.dataframe if "author_name" in table.value and "expected" not in table.value)
    assert late[["person_name", "commit"]].values.tolist() == [[rep.name, 88_800_000]]


def test_what_is_no_amount_is_said_and_nothing_written(open_own: Open, copy: Copy) -> None:
    rep = someone(copy, Role.REP)
    test = opened(open_own("my_pipeline", view_as=label_of(copy, Role.REP)), "call", rep)

    fill(test, "call", rep, "a lot")

    assert "is no amount" in test.error[0].value
    test.button(key=f"submit call {rep.id}").click().run()
    assert "submitted 2" not in call_box(test)


def test_who_looks_at_a_past_day_or_is_nobody_cannot_call(open_own: Open, copy: Copy) -> None:
    rep = someone(copy, Role.REP)
    past = opened(open_own("my_pipeline", view_as=label_of(copy, Role.REP), as_of="2026-01-15"), "call", rep)
    assert "past day" in said(past)

    nobody = open_own("my_pipeline")
    person = nobody.selectbox(key="rep").value
    nobody.session_state[f"call of {person}"] = True
    assert "View as" in said(nobody.run())


def test_a_manager_calls_for_a_rep_and_it_shows_who_did(open_own: Open, copy: Copy) -> None:
    manager = someone(copy, Role.MANAGER)
    test = open_own("forecast_review", view_as=label_of(copy, Role.MANAGER), beneath="Calls")
    picker = test.selectbox(key="call for")
    below = viewer(copy, Role.MANAGER).people or frozenset()
    rep = next(m for m in members_of(copy) if m.role == Role.REP and m.id in below and m.name in picker.options)
    picker.select(rep.name).run()
    opened(test, "call for", rep)

    fill(test, "call for", rep, "1.5M")
    test.button(key=f"submit call for {rep.id}").click().run()

    assert not test.error
    rows = next(table.value for table in test.dataframe if "author_name" in table.value and "expected" in table.value)
    row = rows[rows["person_name"] == rep.name].iloc[0]
    assert (row["call_commit"], row["author_name"]) == (1_500_000, manager.name)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("1.2M", 1_200_000_00),
        ("120k", 120_000_00),
        ("1,200,000", 1_200_000_00),
        ("12.50", 12_50),
        (" ", None),
        ("3 b", 3 * 10**11),
    ],
)
def test_amounts_are_read_as_people_type_them(text: str, units: int | None) -> None:
    assert amounts.read(text, 2) == units


@pytest.mark.parametrize("text", ["-5", "1.2.3", "12x", "M", "1e6"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(amounts.NoAmount, match="Write it as"):
        amounts.read(text, 2)


def test_an_amount_that_nobody_means_is_refused() -> None:
    with pytest.raises(amounts.NoAmount, match="check its zeros"):
        amounts.read("999999999999999999", 2)
