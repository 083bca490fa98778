"""What if on the page: the biggest deal is lost, the scenario saved, shared by its link, put aside; no deal is touched."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from metrics.due_deals import due_deals
from metrics.totals import totals
from model.people import Role
from model.warehouse import Copy
from pages.parts import formats, view, what_if_cells
from tests.pages.conftest import TODAY, Open, book, label_of, open_on, said


@pytest.fixture
def open_own(company_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The app on a copy of the company that may be written to."""
    file = tmp_path / "own.db"
    shutil.copy(company_url.removeprefix("sqlite:///"), file)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    return open_on


def card(test: AppTest, label: str) -> str:
    return str(next(metric.value for metric in test.metric if metric.label == label))


def saved(test: AppTest, name: str) -> str:
    """Lose the biggest deal and save that; gives the scenario's key."""
    test.button(key="lose").click().run()
    test.text_input(key="scenario name ").set_value(name)
    test.button(key="save new scenario").click().run()
    assert not test.exception
    key = re.search(r"scenario=([\w-]+)", " ".join(str(code.value) for code in test.code))
    assert key is not None
    return key[1]


def test_losing_the_biggest_deal_lowers_the_commit_by_it_and_touches_nothing(open_own: Open, copy: Copy) -> None:
    its = book(copy, Role.EXECUTIVE)
    period = its.calendar.period_at(TODAY)
    deals = due_deals(its, period, TODAY.replace(day=1))
    commit = deals[(deals["category"] == "commit") & (deals["close_on"] <= period.last)]
    now, biggest = int(totals(its, period)["commit"].iloc[0]), commit["amount"].max()
    test = open_own("what_if", view_as=label_of(copy, Role.EXECUTIVE))
    assert card(test, "Commit") == formats.money(now, 2)

    test.button(key="lose").click().run()

    overdue = commit.loc[commit["amount"] == biggest, "close_on"].iloc[0] < period.first
    assert card(test, "Commit") == formats.money(now - (0 if overdue else int(biggest)), 2)
    assert "Without " in said(test)
    test.button(key="begin_again").click().run()
    assert card(test, "Commit") == formats.money(now, 2)
    assert int(totals(book(copy, Role.EXECUTIVE), period)["commit"].iloc[0]) == now


def test_a_saved_scenario_opens_by_its_link_for_who_may_see_its_deals(open_own: Open, copy: Copy) -> None:
    key = saved(open_own("what_if", view_as=label_of(copy, Role.EXECUTIVE)), "Without the whale")

    again = open_own("what_if", view_as=label_of(copy, Role.EXECUTIVE), scenario=key)
    assert "«Without the whale» by you" in said(again)
    assert "Without " in again.subheader[0].value
    unknown = open_own("what_if", view_as=label_of(copy, Role.EXECUTIVE), scenario="none-such")
    assert "no such scenario" in said(unknown)

    again.button(key=f"aside {key}").click().run()
    assert not again.exception
    gone = open_own("what_if", view_as=label_of(copy, Role.EXECUTIVE), scenario=key)
    assert "no such scenario" in said(gone)


def test_a_scenario_without_a_name_is_refused(open_own: Open, copy: Copy) -> None:
    test = open_own("what_if", view_as=label_of(copy, Role.EXECUTIVE))
    test.button(key="lose").click().run()

    test.button(key="save new scenario").click().run()

    assert "Give the scenario a name" in test.error[0].value


def test_what_was_changed_is_what_differs(copy: Copy) -> None:
    its = book(copy, Role.EXECUTIVE)
    view.keep(view.View(its, its.calendar.period_at(TODAY), TODAY, ""))
    cells = pd.DataFrame(
        {
            "key": ["a", "b", "c"], "inside": [True, False, True], "category": ["commit", "upside", "commit"],
            "amount": [100.0, None, 5.0], "close_on": pd.to_datetime(["2026-12-01", None, "2026-12-31"]),
        }
    )  # fmt: skip
    edited = cells.copy()
    edited.loc[0, "inside"] = False
    edited.loc[1, "amount"] = 12.5
    edited.loc[2, "amount"] = None  # an emptied cell says nothing

    assert what_if_cells.changed(cells, cells) == {}
    changes = {"a": {"in": False}, "b": {"amount": 1250}}
    assert what_if_cells.changed(cells, edited) == changes
    pd.testing.assert_frame_equal(what_if_cells.applied(cells, changes | {"z": {"in": True}})[:2], edited[:2])
