"""Exports of today's values only, one a week: history grows from their differences, in whatever order they come."""

from datetime import timedelta
from pathlib import Path

import pytest

from metrics.definition import metrics
from model.importing import import_files
from seed_data.exports import export_as
from tests.fresh import fresh
from tests.importing.carried import Carries
from tests.importing.round_trip import TODAY, Demo, Trip, book_of

WEEKS = tuple(TODAY - timedelta(weeks=back) for back in (2, 1, 0))
HISTORY = ("OpportunityHistory.csv", "EntityHistory.csv")
ON_THE_DAYS = Carries(splits=("owner", "kind", "segment"))


@pytest.fixture(scope="module")
def exports(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A folder a week, without the files that tell of the past."""
    folders = []
    for day in WEEKS:
        folder = tmp_path_factory.mktemp("week")
        export_as(demo.engine, "salesforce", folder, day)
        for name in HISTORY:
            (folder / name).unlink()
        folders.append(folder)
    return folders


@pytest.fixture(scope="module", params=[(0, 1, 2), (2, 0, 1)], ids=["in order", "out of order"])
def trip(request: pytest.FixtureRequest, demo: Demo, exports: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Trip:
    """The company as these exports tell it, imported in that order."""
    engine = fresh(f"sqlite:///{tmp_path_factory.mktemp('arrived') / 'arrived.db'}")
    report = import_files(engine, [demo.plain / "settings.csv"])
    for place in request.param:
        report = import_files(engine, [exports[place]], as_of=WEEKS[place], whole=True)
    return Trip(demo, ON_THE_DAYS, engine, report, book_of(engine))


@pytest.mark.parametrize("figure", ["pipeline", "bridge"])
def test_every_export_day_is_as_it_was(trip: Trip, figure: str) -> None:
    for day in WEEKS[1:]:
        for asked in trip.ways(metrics()[figure]):
            trip.compare(metrics()[figure], day, asked)
