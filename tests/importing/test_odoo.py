"""Odoo's files: known by their headers, and carrying what the docs say."""

import pytest

from tests.importing.carried import Carries
from tests.importing.round_trip import Demo, Trip, travel
from tests.importing.small_files import headers_of, known_as

FORECASTS = ("quota", "gap", "call_commit", "call_upside", "called_at", "author", "late", "difference")
CARRIES = Carries(
    past=("account-coverage", "new-customers"),
    today=(
        "leaks", "pipeline", "win-rate", "coverage", "motions", "role-practice", "growth", "flags", "forecast", "health",
    ),
    splits=("owner", "manager", "segment", "kind", "source"),
    without={
        "leaks": ("missing",), "win-rate": ("cohort_n", "cohort_won", "cohort_rate"),
        "coverage": ("quota", "coverage", "needed"), "motions": ("median_cycle_days", "quota", "attainment"),
        "role-practice": ("way",), "growth": ("upsell", "cross_sell"), "forecast": FORECASTS,
        "flags": ("flag=bant-incomplete", "flag=pushed", "flag=long-in-stage"),
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def trip(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Trip:
    """There and back as the exports of Odoo's lists."""
    return travel(demo, "odoo", CARRIES, tmp_path_factory.mktemp("odoo"))


def test_no_row_is_rejected(trip: Trip) -> None:
    assert trip.report.rejections == []


@pytest.mark.parametrize("figure", CARRIES.figures)
def test_a_figure_survives(trip: Trip, figure: str) -> None:
    trip.check(figure)


@pytest.mark.parametrize(("name", "headers"), headers_of("odoo"))
def test_each_list_is_known_by_its_headers(name: str, headers: list[str]) -> None:
    assert known_as(headers) == ("odoo", name)
