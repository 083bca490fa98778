"""SuiteCRM's files carry what the docs say. How they are known: test_sugarcrm.py."""

import pytest

from tests.importing.carried import Carries
from tests.importing.round_trip import Demo, Trip, travel

LOST = ("lost", "rate", "low", "high", "lost_value", "value_rate", "value_low", "value_high")
CARRIES = Carries(
    past=("account-coverage", "new-customers"),
    today=(
        "leaks", "pipeline", "win-rate", "coverage", "motions", "role-practice", "growth", "flags", "health", "speed-to-lead",
    ),
    splits=("owner", "manager", "region", "segment", "kind", "source"),
    without={
        "leaks": ("missing", "what=lost_before_sql"), "coverage": ("quota", "coverage", "needed"), "role-practice": ("way",),
        "growth": ("upsell", "cross_sell"),
        "win-rate": (*LOST, "cohort_n", "cohort_won", "cohort_rate"),  # where a deal was before it was lost, nothing says
        "motions": ("win_rate", "low", "high", "median_cycle_days", "quota", "attainment"),
        "speed-to-lead": ("median_minutes", "p90_minutes"),
        "health": ("check=closed-no-amount",),
        "flags": (
            "category", "flag=category-conflict", "flag=large-part", "flag=bant-incomplete", "flag=pushed", "flag=long-in-stage",
        ),
    },
)  # fmt: skip


@pytest.fixture(scope="module")
def trip(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Trip:
    """There and back as exports of SuiteCRM's lists."""
    return travel(demo, "suitecrm", CARRIES, tmp_path_factory.mktemp("suitecrm"))


def test_no_row_is_rejected(trip: Trip) -> None:
    assert trip.report.rejections == []


@pytest.mark.parametrize("figure", CARRIES.figures)
def test_a_figure_survives(trip: Trip, figure: str) -> None:
    trip.check(figure)
