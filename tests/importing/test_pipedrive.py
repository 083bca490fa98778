"""Pipedrive's files: known by their headers, and carrying what the docs say."""

import pytest

from tests.importing.carried import Carries
from tests.importing.round_trip import Demo, Trip, travel
from tests.importing.small_files import headers_of, known_as

FLAGS = ("bant-incomplete", "category-conflict", "large-part", "long-in-stage", "no-next-step", "pushed")
FORECASTS = ("gap", "call_commit", "call_upside", "called_at", "author", "late", "difference")
CARRIES = Carries(
    today=("pipeline", "win-rate", "coverage", "motions", "account-coverage", "growth", "flags", "forecast"),
    splits=("owner", "manager", "segment", "kind", "source"),
    without={
        "win-rate": ("cohort_n", "cohort_won", "cohort_rate"), "coverage": ("needed",),
        "motions": ("median_cycle_days",), "growth": ("upsell", "cross_sell", "renewal"),
        "forecast": ("commit", "upside", "pipeline", *FORECASTS),  # whose category it is, no field says
        "flags": ("category", *(f"flag={flag}" for flag in FLAGS)),
    },
    first=("settings", "stages", "people", "reporting_lines", "quotas"),
)  # fmt: skip


@pytest.fixture(scope="module")
def trip(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Trip:
    """There and back as the exports of Pipedrive's lists."""
    return travel(demo, "pipedrive", CARRIES, tmp_path_factory.mktemp("pipedrive"))


def test_no_row_is_rejected(trip: Trip) -> None:
    assert trip.report.rejections == []


@pytest.mark.parametrize("figure", CARRIES.figures)
def test_a_figure_survives(trip: Trip, figure: str) -> None:
    trip.check(figure)


@pytest.mark.parametrize(("name", "headers"), headers_of("pipedrive"))
def test_each_list_is_known_by_its_headers(name: str, headers: list[str]) -> None:
    assert known_as(headers) == ("pipedrive", name)
