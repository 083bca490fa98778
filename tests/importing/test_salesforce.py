"""Salesforce's files: known in each of their spellings, and carrying what the docs say."""

import pytest

from tests.importing.carried import Carries
from tests.importing.round_trip import Demo, Trip, travel

FORECASTS = ("call_commit", "call_upside", "called_at", "late", "difference")
CARRIES = Carries(
    past=(
        "funnel", "speed-to-lead", "leaks", "pipeline", "trend", "time-in-stage", "stage-conversion", "win-rate", "sales-velocity",
        "coverage", "motions", "role-practice", "account-coverage", "growth", "new-customers", "bridge", "pushes", "slippage", "flags",
    ),
    today=("forecast",),
    splits=("owner", "manager", "region", "segment", "kind", "source", "sdr", "product"),
    without={
        "forecast": FORECASTS, "leaks": ("missing",), "flags": ("flag=bant-incomplete",), "role-practice": ("way",),
        "motions": ("quota", "attainment"),
        "speed-to-lead": ("median_minutes", "p90_minutes"),  # Salesforce keeps whole seconds
    },
    first=("settings",),
)  # fmt: skip


@pytest.fixture(scope="module")
def trip(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Trip:
    """There and back as a weekly Data Export."""
    return travel(demo, "salesforce", CARRIES, tmp_path_factory.mktemp("salesforce"))


def test_no_row_is_rejected(trip: Trip) -> None:
    assert trip.report.rejections == []


@pytest.mark.parametrize("figure", CARRIES.figures)
def test_a_figure_survives(trip: Trip, figure: str) -> None:
    trip.check(figure)
