"""Time in stage and conversion: worked by hand, a second way, and the properties that must hold."""

from datetime import date
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given
from sqlalchemy import Engine

from metrics.stages import stage_conversion, time_in_stage
from model.calendar import Window
from tests.company import Company
from tests.metrics.histories import OPEN, History, Stay, histories
from tests.metrics.random_companies import TODAY, Spec, company_of, deals, few

YEAR = Window(date(2025, 2, 26), TODAY)
LATE = Window(date(2025, 10, 1), date(2025, 12, 31))


@pytest.fixture
def company(engine: Engine) -> Company:
    made = Company(engine)
    made.person("Ann")
    made.person("Bob")
    return made


def by_stage(company: Company, frame: Any) -> dict[str, dict[str, Any]]:
    names = company.names()
    records = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {names[record.pop("stage")]: record for record in records}


def test_time_in_stage_by_hand(company: Company) -> None:
    company.deal("a", "Ann", [("2026-01-01", "discovery"), ("2026-01-11", "proposal"), ("2026-01-31", "won")])  # 10, 20
    company.deal("b", "Ann", [("2026-01-01", "discovery"), ("2026-01-31", "lost")])  # 30
    company.deal("c", "Ann", [("2026-02-05", "discovery")])  # runs since 20 days
    company.deal("d", "Ann", [("2026-02-01", "discovery"), ("2026-02-01 15:00", "proposal")])  # 0; runs since 24 days

    rows = by_stage(company, time_in_stage(company.book("2026-02-25"), YEAR))

    # discovery: 4 at risk: 0 → 3/4 wait; 10 → 3/4 × 2/3 = 1/2: the median; 20 censored; 30 → 0: the 80th percentile
    assert rows["discovery"] == {"visits": 4, "running": 1, "unknown_start": 0, "median_days": 10, "p80_days": 30}
    # proposal: 20 → 1/2 of 2; the other still runs at 24 days, so nobody knows the 80th percentile
    assert rows["proposal"] == {"visits": 2, "running": 1, "unknown_start": 0, "median_days": 20, "p80_days": None}
    assert list(rows) == ["discovery", "proposal"]  # no row for won and lost


def test_a_visit_of_unknown_beginning_is_left_out_and_counted(company: Company) -> None:
    company.deal("a", "Ann", [(None, "discovery"), ("2026-01-11", "proposal")])
    company.deal("b", "Ann", [("2026-01-05", "discovery")], created="2025-11-01")  # history starts inside the visit
    company.deal("left before the window", "Ann", [(None, "discovery"), ("2025-01-11", "proposal")])
    company.deal("not known before March", "Ann", [("2026-03-05", "discovery")], created="2025-11-01")

    rows = by_stage(company, time_in_stage(company.book("2026-02-25"), YEAR))

    assert rows["discovery"] == {"visits": 0, "running": 0, "unknown_start": 2, "median_days": None, "p80_days": None}


def test_a_visit_left_after_the_day_still_runs_on_it(company: Company) -> None:
    company.deal("a", "Ann", [("2026-01-01", "discovery"), ("2026-02-26", "lost")])

    rows = by_stage(company, time_in_stage(company.book("2026-02-25"), YEAR))
    moves = by_stage(company, stage_conversion(company.book("2026-02-25"), YEAR))

    assert rows["discovery"]["running"] == 1
    assert moves["discovery"]["still"] == 1


def test_conversion_by_hand(company: Company) -> None:
    company.deal("on", "Ann", [("2026-01-01", "discovery"), ("2026-01-11", "proposal"), ("2026-01-31", "won")])
    company.deal("jumps", "Ann", [("2026-01-01", "discovery"), ("2026-01-11", "won")])
    company.deal("back", "Ann", [("2026-01-01", "proposal"), ("2026-01-11", "discovery"), ("2026-01-12", "proposal")])
    company.deal("lost", "Ann", [("2026-01-01", "discovery"), ("2026-01-11", "lost")])
    company.deal("there", "Ann", [("2026-01-01", "discovery")])

    rows = by_stage(company, stage_conversion(company.book("2026-02-25"), YEAR))

    discovery, proposal = rows["discovery"], rows["proposal"]
    assert [discovery[name] for name in ("entered", "advanced", "back", "lost", "still")] == [5, 3, 0, 1, 1]
    # the deal that jumped is not in proposal; the one that came back counts by its first exit only
    assert [proposal[name] for name in ("entered", "advanced", "back", "lost", "still")] == [2, 1, 1, 0, 0]
    assert discovery["advanced_rate"] == pytest.approx(0.6)
    assert (round(discovery["low"], 3), round(discovery["high"], 3)) == (0.231, 0.882)  # Wilson, 3 of 5


def test_the_first_entry_that_lies_in_the_window_counts(company: Company) -> None:
    company.deal(
        "again",
        "Ann",
        [("2025-01-01", "discovery"), ("2025-01-11", "ready"), ("2026-01-20", "discovery"), ("2026-01-21", "lost")],
    )

    rows = by_stage(company, stage_conversion(company.book("2026-02-25"), YEAR))

    assert rows["discovery"]["entered"] == rows["discovery"]["lost"] == 1


def test_lost_is_lost_wherever_it_stands_in_the_process(engine: Engine) -> None:
    stages = {"lost": (0, "lost", 0, None), "ready": (1, "unqualified", 500, None), "talk": (2, "qualified", 2000, None)}
    company = Company(engine, stages | {"won": (3, "won", 10000, None)})
    company.deal("a", None, [("2026-01-01", "talk"), ("2026-01-11", "lost")])

    assert by_stage(company, stage_conversion(company.book("2026-02-25"), YEAR))["talk"]["lost"] == 1


def test_a_company_without_deals_has_no_stages_to_show(company: Company) -> None:
    book = company.book("2026-02-25")

    assert time_in_stage(book, YEAR).empty
    assert stage_conversion(book, YEAR).empty
    assert str(time_in_stage(book, YEAR)["median_days"].dtype) == "Float64"


def waiting(days: list[tuple[int, bool]], p: float) -> float | None:
    """The Kaplan–Meier quantile, one day after another."""
    survival = 1.0
    for day in sorted({time for time, _ in days}):
        at_risk = sum(time >= day for time, _ in days)
        survival *= 1 - sum(time == day and left for time, left in days) / at_risk
        if 1 - survival >= p - 1e-9:
            return day
    return None


def known_stays(history: History) -> list[tuple[Stay, bool]]:
    """The stays in open stages, and whether their beginning is known (the deals here are created with their first change)."""
    return [(stay, stay.entered_on is not None) for stay in history.stays if stay.kind in OPEN]


def expected_times(found: list[History], window: Window) -> dict[int, tuple[Any, ...]]:
    rows: dict[int, tuple[Any, ...]] = {}
    stays = sorted((pair for history in found for pair in known_stays(history)), key=lambda pair: pair[0].stage)
    for stage, group in groupby(stays, key=lambda pair: pair[0].stage):
        own = list(group)
        begun = [stay for stay, known in own if known and stay.entered_on and window.first <= stay.entered_on <= window.last]
        unknown = [stay for stay, known in own if not known and (stay.left_on is None or stay.left_on >= window.first)]
        days = [((stay.left_on or TODAY) - stay.entered_on, stay.left_on is not None) for stay in begun if stay.entered_on]
        table = [(time.days, left) for time, left in days]
        if begun or unknown:
            running = sum(stay.left_on is None for stay in begun)
            rows[stage] = (len(begun), running, len(unknown), waiting(table, 0.5), waiting(table, 0.8))
    return rows


def expected_moves(found: list[History], window: Window) -> dict[int, list[int]]:
    rows: dict[int, list[int]] = {}
    for history in found:
        seen = set()
        for stay, known in known_stays(history):
            if not known or not stay.entered_on or not window.first <= stay.entered_on <= window.last or stay.stage in seen:
                continue
            seen.add(stay.stage)
            after = stay.following
            moved = 3 if after is None else 2 if after.kind == "lost" else 0 if after.position > stay.position else 1
            row = rows.setdefault(stay.stage, [0, 0, 0, 0, 0])
            row[0] += 1
            row[1 + moved] += 1
    return rows


@few
@given(deals(most=20))
def test_stages_agree_with_loops_over_the_versions(specs: list[Spec]) -> None:
    with company_of(specs) as company:
        book, found = company.book(str(TODAY)), histories(company.engine, TODAY)
        for window in (YEAR, LATE):
            times = time_in_stage(book, window).astype(object)
            times = times.where(times.notna(), None)
            moves = stage_conversion(book, window)[["stage", "entered", "advanced", "back", "lost", "still"]]
            assert {row[0]: tuple(row[1:]) for row in times.itertuples(index=False)} == expected_times(found, window)
            assert {row[0]: list(row[1:]) for row in moves.itertuples(index=False)} == expected_moves(found, window)


@few
@given(deals())
def test_everybody_who_entered_is_in_one_class_and_parts_add_up(specs: list[Spec]) -> None:
    with company_of(specs) as company:
        book = company.book(str(TODAY))
        moves, times = stage_conversion(book, YEAR), time_in_stage(book, YEAR)

        assert (moves[["advanced", "back", "lost", "still"]].sum(axis=1) == moves["entered"]).all()
        assert (moves["low"] <= moves["advanced_rate"] + 1e-12).all()
        assert (moves["advanced_rate"] <= moves["high"] + 1e-12).all()
        for by in ("owner", "kind"):
            split = stage_conversion(book, YEAR, by=by)
            assert split["entered"].sum() == moves["entered"].sum()
            counts = ["visits", "running", "unknown_start"]
            assert time_in_stage(book, YEAR, by=by)[counts].sum().tolist() == times[counts].sum().tolist()


def test_a_split_with_an_unknown_part_keeps_it(company: Company) -> None:
    company.account("Acme", segment="Large")
    company.deal("a", "Ann", [("2026-01-01", "discovery"), ("2026-01-11", "proposal")], account="Acme")
    company.deal("b", "Ann", [("2026-01-01", "discovery"), ("2026-01-21", "lost")])

    frame = time_in_stage(company.book("2026-02-25"), YEAR, by="segment")

    medians = {row.segment: row.median_days for row in frame.fillna({"segment": "none"}).itertuples() if row.running == 0}
    assert medians == {"Large": 10, "none": 20}
