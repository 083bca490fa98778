"""The frame itself: our own format carries everything, and a figure that changed on the way is found."""

import csv
from pathlib import Path
from shutil import copytree

import pytest

from metrics.definition import metrics
from metrics.splits import SPLITS
from tests.importing.carried import DOCS, Carries, written
from tests.importing.round_trip import Demo, Trip, arrive

EVERYTHING = Carries(past=tuple(metrics()), splits=tuple(SPLITS), first=())


@pytest.fixture(scope="module")
def trip(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Trip:
    """There and back in the plain format."""
    return arrive(demo, EVERYTHING, demo.plain, tmp_path_factory.mktemp("plain") / "arrived.db")


@pytest.mark.parametrize("figure", EVERYTHING.figures)
def test_the_plain_format_carries_every_figure(trip: Trip, figure: str) -> None:
    trip.check(figure)


def test_one_cent_that_got_lost_is_found(demo: Demo, tmp_path: Path) -> None:
    folder = copytree(demo.plain, tmp_path / "changed")
    with (folder / "deal_versions.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    place = header.index("amount")
    won = [row for row in rows if row[header.index("stage")] == "won"]
    latest = max(won, key=lambda row: row[header.index("valid_from")])
    latest[place] = f"{float(latest[place] or 0) + 0.01:.2f}"
    with (folder / "deal_versions.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])

    changed = arrive(demo, EVERYTHING, folder, tmp_path / "arrived.db")

    with pytest.raises(AssertionError, match="rows are others"):
        changed.check("win-rate")


def test_the_docs_say_what_each_system_carries() -> None:
    text = DOCS.read_text(encoding="utf-8")

    assert written(text) == text, "python -m tests.importing.carried writes the table anew"
