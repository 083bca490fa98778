"""Dynamics 365's files: known by their headers, and carrying what the docs say."""

import pytest

from tests.importing.carried import Carries
from tests.importing.round_trip import Demo, Trip, travel
from tests.importing.small_files import headers_of, known_as

FORECASTS = ("quota", "gap", "call_commit", "call_upside", "called_at", "author", "late", "difference")
CARRIES = Carries(
    today=(
        "account-coverage", "leaks", "pipeline", "win-rate", "coverage", "motions", "role-practice", "growth", "flags", "health",
        "speed-to-lead", "forecast",
    ),
    splits=("owner", "manager", "region", "segment", "kind", "source"),
    without={
        "leaks": ("missing",), "coverage": ("quota", "coverage", "needed"), "role-practice": ("way",),
        "growth": ("upsell", "cross_sell"),
        "win-rate": ("cohort_n", "cohort_won", "cohort_rate"),
        "motions": ("median_cycle_days", "quota", "attainment"),
        "speed-to-lead": ("median_minutes", "p90_minutes"),
        "forecast": FORECASTS,
        "flags": ("flag=bant-incomplete", "flag=pushed", "flag=long-in-stage"),
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def trip(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Trip:
    """There and back as Excel exports of views, and rows of the API."""
    return travel(demo, "dynamics", CARRIES, tmp_path_factory.mktemp("dynamics"))


def test_no_row_is_rejected(trip: Trip) -> None:
    assert trip.report.rejections == []


@pytest.mark.parametrize("figure", CARRIES.figures)
def test_a_figure_survives(trip: Trip, figure: str) -> None:
    trip.check(figure)


@pytest.mark.parametrize(("name", "headers"), headers_of("dynamics"))
def test_each_table_is_known_by_its_headers(name: str, headers: list[str]) -> None:
    assert known_as(headers) == ("dynamics", name)
