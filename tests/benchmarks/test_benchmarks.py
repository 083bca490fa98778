"""The benchmark's programme on a small company: the report is whole, and every hand-written query agrees with its metric."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from metrics.definition import metrics
from pages.parts import navigation
from tests.benchmarks.questions import agree
from tests.browser.company import CHROMIUM

ROOT = Path(__file__).parents[2]
ROLE = "manager"
PARTS = ("fill", "metrics", "pages", "clicks", "meeting")  # imports: test_importing.py


@pytest.fixture(scope="module")
def size(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report of 300 deals as the programme writes it."""
    folder = tmp_path_factory.mktemp("benchmarks")
    file = folder / "report.json"
    options = ["--deals", "300", "--rounds", "1", "--roles", ROLE, "--only", *PARTS, "--folder", str(folder), "--json", str(file)]
    command = [sys.executable, "-m", "tests.benchmarks", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (folder / "deals-300.db").exists()
    (report,) = json.loads(file.read_text())["sizes"]
    return dict(report)


def test_the_report_has_every_part(size: dict[str, Any]) -> None:
    seconds = {name: size[name] for name in ("seed", "fill", "refresh", "snapshot", "lead_snapshot")}

    assert all(taken > 0 for taken in seconds.values()), seconds
    assert size["memory_asked"] >= size["memory_filled"] > 0
    assert size["memory_pages"] > 0
    assert set(size["metrics"]) == set(metrics())
    assert set(size["pages"]) == set(navigation.names("owner"))


def test_each_page_is_clicked_as_each_role_that_has_it(size: dict[str, Any]) -> None:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")

    for role, clicked in size["clicks"].items():
        titles = {navigation.PAGES[name][0] for name in navigation.names(role)}
        assert set(clicked) == titles | {"nothing"}
        assert all(of["seconds"] > 0 for of in clicked.values()), clicked
    assert set(size["clicks"]) == {ROLE}


def test_the_meeting_is_clicked_from_screen_to_screen(size: dict[str, Any]) -> None:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")

    assert list(size["meeting"]) == ["The number", "What changed", "Exceptions", "Upside", "Decisions"]
    assert all(seconds > 0 for seconds in size["meeting"].values())


def test_every_hand_written_query_gives_the_metrics_key_figure(size: dict[str, Any]) -> None:
    agreed = {name: (of["agrees_duckdb"], of["agrees_sqlite"]) for name, of in size["metrics"].items()}

    assert agreed == dict.fromkeys(metrics(), (True, True))


def test_every_metric_is_compared_with_plain_sql(size: dict[str, Any]) -> None:
    for name, of in size["metrics"].items():
        assert of["of_duckdb"] == pytest.approx(of["seconds"] / of["plain_duckdb"]), name
        assert of["faster_than_sqlite"] == pytest.approx(of["plain_sqlite"] / of["seconds"]), name


def test_another_figure_does_not_pass_for_the_same() -> None:
    metric = [("won", 3, 10_00), ("lost", 2, 5_00)]

    assert agree(metric, [("lost", 2), ("won", 3)], labels=1)
    assert not agree(metric, [("lost", 2), ("won", 4)], labels=1)
    assert not agree(metric, [("won", 3)], labels=1)
    assert not agree(metric, [], labels=1)
