"""HubSpot's files: known by their headers, and carrying what the docs say."""

import pytest

from tests.importing.carried import Carries
from tests.importing.round_trip import Demo, Trip, travel
from tests.importing.small_files import headers_of, known_as

CARRIES = Carries(
    past=("account-coverage", "new-customers", "speed-to-lead"),
    today=(
        "funnel", "leaks", "pipeline", "win-rate", "sales-velocity", "coverage", "motions", "role-practice", "growth", "flags",
        "health",
    ),
    splits=("owner", "segment", "kind", "source", "sdr"),
    without={
        "speed-to-lead": ("median_minutes", "p90_minutes", "within_5m"),  # HubSpot writes whole minutes
        "funnel": ("mature", "mature_on"),  # a second visit hides the first
        "leaks": ("missing",), "coverage": ("quota", "coverage", "needed"), "motions": ("quota", "attainment"),
        "role-practice": ("way",), "growth": ("upsell", "cross_sell"),
        "flags": ("flag=bant-incomplete", "flag=pushed", "flag=long-in-stage"),
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def trip(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Trip:
    """There and back as the exports of HubSpot's lists."""
    return travel(demo, "hubspot", CARRIES, tmp_path_factory.mktemp("hubspot"))


def test_no_row_is_rejected(trip: Trip) -> None:
    assert trip.report.rejections == []


@pytest.mark.parametrize("figure", CARRIES.figures)
def test_a_figure_survives(trip: Trip, figure: str) -> None:
    trip.check(figure)


@pytest.mark.parametrize(("name", "headers"), headers_of("hubspot"))
def test_each_list_is_known_by_its_headers(name: str, headers: list[str]) -> None:
    assert known_as(headers) == ("hubspot", name)
