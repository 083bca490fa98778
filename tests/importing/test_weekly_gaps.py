"""Mondays on which nothing changed, or a deal was missing: what an export says by silence, in whatever order they come."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine

from model.database import current_revision
from model.importing import ImportReport, import_files
from model.importing.runs import imports_so_far
from model.importing.undoing.undo import CannotUndo, undo
from tests.fresh import fresh
from tests.importing.mondays import amounts_at, missing

FIRST = date(2026, 9, 28)
HEAD = ["Id", "Name", "StageName", "Amount", "CloseDate", "CreatedDate", "IsDeleted"]
MONDAYS = [FIRST + timedelta(weeks=week) for week in range(4)]


class Weekly:
    """A Salesforce of few deals: each export says their amounts by letter, None of a deleted one."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder

    def bring(self, week: int, **amounts: int | None) -> ImportReport:
        rows = [
            (
                f"0065g0000000000{letter}",
                letter,
                "Qualification",
                amount,
                "2026-12-20",
                "2026-08-01T08:00:00.000Z",
                amount is None,
            )
            for letter, amount in amounts.items()
        ]
        pd.DataFrame(rows, columns=HEAD).to_csv(self.folder / "Opportunity.csv", index=False)
        return import_files(self.engine, [self.folder], as_of=MONDAYS[week], whole=True)

    def undo(self, week: int) -> None:
        undo(self.engine, next(run.id for run in imports_so_far(self.engine) if run.as_of == MONDAYS[week]))

    def amounts(self, letter: str) -> list[int | None]:
        """In whole units, at the end of each Monday."""
        return [amounts_at(self.engine, day).get(letter) for day in MONDAYS]


@pytest.fixture
def crm(tmp_path: Path) -> Weekly:
    folder = tmp_path / "files"
    folder.mkdir()
    return Weekly(fresh(f"sqlite:///{tmp_path / 'arrived.db'}"), folder)


def test_an_export_that_found_all_as_it_was_is_noted_once(crm: Weekly) -> None:
    crm.bring(0, A=100)
    assert crm.bring(2, A=100).revision == 2
    assert crm.bring(2, A=100).revision is None

    crm.bring(1, A=200)

    assert crm.amounts("A") == [100, 200, 100, 100]
    assert all(crm.bring(week, A=amount).revision is None for week, amount in ((0, 100), (1, 200), (2, 100)))
    assert current_revision(crm.engine) == 3


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 2, 1, 3), (2, 0, 1, 3), (3, 2, 1, 0)])
def test_an_export_says_nothing_of_a_deal_that_it_lacks(crm: Weekly, order: tuple[int, ...]) -> None:
    weeks = [{"A": 100, "B": 1}, {"A": 200, "B": 1}, {"B": 2}, {"A": 300, "B": 2}]
    for week in order[:3]:
        crm.bring(week, **weeks[week])
    if 3 not in order[:3]:
        assert crm.amounts("A") == [100, 200, 200, 200]
        assert missing(crm.engine) == [("A", MONDAYS[2])]

    crm.bring(order[3], **weeks[order[3]])

    assert crm.amounts("A") == [100, 200, 200, 300]
    assert missing(crm.engine) == []


def test_a_deal_that_a_later_export_holds_has_not_vanished(crm: Weekly) -> None:
    crm.bring(0, A=1, B=1)
    crm.bring(2, A=1, B=1)

    crm.bring(1, B=1)

    assert missing(crm.engine) == []


STORIES = [
    [{"A": 100}, {"A": 200}, {"A": 200}],
    [{"A": 100}, {"A": 100}],
    [{"A": 1}, {"A": 1, "B": 1}, {"A": 1, "B": 1}],
    [{"A": 1, "B": 1}, {"B": 1}, {"B": 1}],
]


@pytest.mark.parametrize("weeks", STORIES, ids=["changed", "the same", "new", "vanished"])
def test_an_import_that_a_later_export_found_true_is_not_undone(crm: Weekly, weeks: list[dict[str, int]]) -> None:
    for week, amounts in enumerate(weeks):
        crm.bring(week, **amounts)

    with pytest.raises(CannotUndo, match=f"import {len(weeks)} "):
        crm.undo(len(weeks) - 2)
    crm.undo(len(weeks) - 1)
    crm.undo(len(weeks) - 2)


@pytest.mark.parametrize(
    "order",
    [
        (0, 1, 2, 3),
        (1, 0, 3, 2),
        pytest.param((3, 2, 1, 0), marks=pytest.mark.xfail(strict=True, reason="deleted before it is known: nothing keeps that")),
    ],
)
def test_a_deal_that_is_deleted_for_a_while_is_gone_for_that_while(crm: Weekly, order: tuple[int, ...]) -> None:
    weeks = [100, 200, None, 300]
    for week in order:
        crm.bring(week, A=weeks[week], B=1)

    assert crm.amounts("A") == weeks
