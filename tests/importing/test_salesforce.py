"""Salesforce's files: known in each of their spellings, and carrying what the docs say."""

import pytest

from tests.importing.carried import Carries
from tests.importing.round_trip import Demo, Trip, travel
from tests.importing.small_files import headers_of, known_as

FORECASTS = ("call_commit", "call_upside", "called_at", "author", "late", "difference")
CARRIES = Carries(
    past=(
        "funnel", "speed-to-lead", "leaks", "pipeline", "trend", "time-in-stage", "stage-conversion", "win-rate",
        "sales-velocity", "coverage", "motions", "role-practice", "account-coverage", "growth", "new-customers", "bridge",
        "pushes", "slippage", "flags", "health",
    ),
    today=("forecast",),
    splits=("owner", "manager", "region", "segment", "kind", "source", "sdr", "product"),
    past_splits=("owner", "kind"),
    without={
        "forecast": FORECASTS, "leaks": ("missing",), "flags": ("flag=bant-incomplete",), "role-practice": ("way",),
        "motions": ("quota", "attainment"),
        "speed-to-lead": ("median_minutes", "p90_minutes", "within_5m"),  # Salesforce keeps whole seconds
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


def spellings(headers: list[str]) -> list[list[str]]:
    """The headers as the export, the Data Loader and a warehouse write them."""
    snaked = ["".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(each)) for each in headers]
    return [headers, [header.upper() for header in headers], snaked]


@pytest.mark.parametrize(("name", "headers"), headers_of("salesforce"))
def test_each_object_is_known_by_its_headers_in_every_spelling(name: str, headers: list[str]) -> None:
    for spelled in [headers] if name.startswith("a report") else spellings(headers):
        assert known_as(spelled) == ("salesforce", name), spelled
