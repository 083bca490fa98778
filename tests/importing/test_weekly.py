"""The demo company imported every Monday from exports of today's values: eight Mondays, compared with its own versions.

It lies in Tokyo and its fiscal year starts in April.
"""

import csv
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, update

from model.database import current_revision, writing
from model.exporting import export_folder
from model.importing import import_files
from model.importing.runs import imports_so_far
from model.importing.undoing.undo import CannotUndo, undo
from model.tables import Setting, table
from seed_data import fill
from seed_data.exports import export_as
from tests.fresh import fresh
from tests.importing.eventful import MONDAYS, TODAY, TOKYO, live_eventfully
from tests.importing.mondays import at, default_categories, end_of, figures, missing, timelines, told, versions

HISTORY = ("OpportunityHistory.csv", "EntityHistory.csv")
TOUCHES = ("Lead.csv", "Task.csv", "Event.csv")
ORDERS = {"in order": range(8), "backwards": range(7, -1, -1), "shuffled": (5, 2, 7, 0, 3, 6, 1, 4)}


@dataclass
class Company:
    """What left: the original's versions, and a folder with an export a Monday; `history` holds what came to pass until today."""

    versions: pd.DataFrame
    defaults: list[dict[int, str | None]]
    folder: Path

    def arrive(self, database: Path, weeks: Iterable[int]) -> Engine:
        """A database that imported those weeks in that order."""
        engine = fresh(f"sqlite:///{database}")
        import_files(engine, [self.folder / "settings.csv"])
        for number in weeks:
            self.bring(engine, number)
        return engine

    def bring(self, engine: Engine, number: int) -> int | None:
        report = import_files(engine, [self.folder / f"week {number}"], as_of=MONDAYS[number], whole=True)
        assert report.rejections == []
        return report.revision


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    folder = tmp_path_factory.mktemp("exports")
    engine = fresh(f"sqlite:///{folder / 'original.db'}")
    fill(engine, TODAY, deals=150, seed=11)
    with writing(engine) as (session, revision):
        for key, value in (("time_zone", TOKYO), ("fiscal_year_start", "4")):
            session.execute(update(Setting).where(table(Setting).c.key == key).values(revision_out=revision))
            session.add(Setting(key=key, value=value, revision_in=revision))
    live_eventfully(engine)
    export_folder(engine, folder / "plain")
    shutil.move(folder / "plain" / "settings.csv", folder)
    (folder / "history").mkdir()
    for number, monday in enumerate(MONDAYS):
        export_as(engine, "salesforce", folder / f"week {number}", monday)
        for name in HISTORY:
            shutil.move(folder / f"week {number}" / name, folder / "history" / name)
        for name in TOUCHES:
            (folder / f"week {number}" / name).unlink()
    return Company(versions(engine, original=True), [default_categories(engine, monday) for monday in MONDAYS], folder)


@pytest.fixture(scope="module", params=ORDERS)
def arrived(request: pytest.FixtureRequest, company: Company, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return company.arrive(tmp_path_factory.mktemp("weekly") / "arrived.db", ORDERS[request.param])


def test_every_monday_is_as_it_was(company: Company, arrived: Engine) -> None:
    found = versions(arrived)
    for monday, defaults in zip(MONDAYS, company.defaults, strict=True):
        before, after = at(company.versions, end_of(monday, TOKYO)), at(found, end_of(monday, TOKYO))
        assert told(after) == told(before)
        assert figures(after, default_categories(arrived, monday), monday) == figures(before, defaults, monday)
    assert missing(arrived) == []


def test_nothing_is_invented_between_mondays(company: Company, arrived: Engine) -> None:
    mondays = {end_of(monday, TOKYO) for monday in MONDAYS}
    said = set()
    for number in range(8):
        with (company.folder / f"week {number}" / "Opportunity.csv").open(encoding="utf-8") as file:
            said |= {
                (row["Id"], datetime.fromisoformat(row["LastStageChangeDate"]).replace(tzinfo=UTC))
                for row in csv.DictReader(file)
            }

    rows = versions(arrived)
    begun = set(zip(rows["deal"], (each.to_pydatetime() for each in rows["valid_from"]), strict=True))

    assert {(deal, moment) for deal, moment in begun if moment not in mondays} <= said


def test_again_nothing_changes(company: Company, arrived: Engine) -> None:
    before = current_revision(arrived)

    assert [company.bring(arrived, number) for number in range(8)] == [None] * 8
    assert current_revision(arrived) == before


def test_the_whole_history_slots_in_between(company: Company, arrived: Engine) -> None:
    import_files(arrived, [company.folder / "history"], as_of=TODAY)

    assert timelines(versions(arrived)) == timelines(company.versions)
    assert import_files(arrived, [company.folder / "history"], as_of=TODAY).revision is None


def test_undone_from_the_last_back_to_the_fifth_it_is_as_if_they_never_came(company: Company, tmp_path: Path) -> None:
    engine = company.arrive(tmp_path / "arrived.db", range(8))
    runs = {run.as_of: run for run in imports_so_far(engine)}
    later = [f"import {runs[monday].revision} " for monday in MONDAYS[5:]]

    with pytest.raises(CannotUndo) as refused:
        undo(engine, runs[MONDAYS[4]].id)
    assert all(any(name in str(each) for each in refused.value.objections) for name in later)
    for monday in reversed(MONDAYS[4:]):
        undo(engine, runs[monday].id)
    for number in (5, 6, 7):
        company.bring(engine, number)

    others, found = versions(company.arrive(tmp_path / "others.db", (0, 1, 2, 3, 5, 6, 7))), versions(engine)
    columns = ["deal", "valid_from", "valid_to", "stage", "amount", "close_date", "owner", "next_step", "category"]
    assert found[columns].equals(others[columns])
