"""Zoho CRM's files: known by their headers, and carrying what the docs say."""

import pytest

from tests.importing.carried import Carries
from tests.importing.round_trip import Demo, Trip, travel
from tests.importing.small_files import headers_of, known_as

FORECASTS = ("quota", "gap", "call_commit", "call_upside", "called_at", "author", "late", "difference")
LOST = ("lost", "rate", "low", "high", "lost_value", "value_rate", "value_low", "value_high")
CARRIES = Carries(
    past=("account-coverage", "new-customers"),
    today=(
        "leaks", "pipeline", "win-rate", "coverage", "motions", "role-practice", "growth", "flags", "health", "speed-to-lead",
        "forecast",
    ),
    splits=("owner", "manager", "region", "segment", "kind", "source"),
    without={
        "leaks": ("missing", "what=lost_before_sql"), "coverage": ("quota", "coverage", "needed"), "role-practice": ("way",),
        "growth": ("upsell", "cross_sell"),
        "win-rate": (*LOST, "cohort_n", "cohort_won", "cohort_rate"),  # where a deal was before it was lost, nothing says
        "motions": ("win_rate", "low", "high", "median_cycle_days", "quota", "attainment"),
        "speed-to-lead": ("median_minutes", "p90_minutes"),
        "forecast": FORECASTS,
        "health": ("check=closed-no-amount",),
        "flags": ("flag=bant-incomplete", "flag=pushed", "flag=long-in-stage"),
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def trip(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Trip:
    """There and back as a data backup."""
    return travel(demo, "zoho", CARRIES, tmp_path_factory.mktemp("zoho"))


def test_no_row_is_rejected(trip: Trip) -> None:
    assert trip.report.rejections == []


@pytest.mark.parametrize("figure", CARRIES.figures)
def test_a_figure_survives(trip: Trip, figure: str) -> None:
    trip.check(figure)


@pytest.mark.parametrize(("name", "headers"), headers_of("zoho"))
def test_each_module_is_known_by_its_headers(name: str, headers: list[str]) -> None:
    assert known_as(headers) == ("zoho", name)
