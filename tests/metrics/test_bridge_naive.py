"""The bridge and the forecast against a second implementation in plain loops, over random histories."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given

from metrics.bridge import bridge, bridge_deals
from metrics.forecast import forecast, totals
from tests.company import STAGES, Company
from tests.metrics.deal_states import (
    FIRST,
    MARCH,
    PERIOD,
    RANK,
    State,
    books,
    build,
    counts,
    dated,
    half_up,
    stood,
    terms,
    two_days,
    value,
)
from tests.metrics.random_companies import company_of, few

MEASURES = ("open", "commit", "best", "weighted")
Chances = dict[str, int]


def why_in(was: State | None, now: State, since: date) -> str:
    if was is None or now["created"] > since:
        return "new"
    if was["kind"] in ("won", "lost") and not (was["kind"] == now["kind"] == "won"):
        return "reopened"
    if not was["team"]:
        return "owner in"
    if was["due"] > PERIOD.last:
        return "pulled in"
    if was["due"] < PERIOD.first:
        return "carried in"
    if now["kind"] == "won":
        return "won"
    return "qualified" if RANK[now["category"]] <= RANK[was["category"]] or was["kind"] == "lost" else "category up"


def why_out(now: State, was: State, measure: str) -> str:
    if now["kind"] == "lost" or (now["kind"] == "won" and measure == "open"):
        return str(now["kind"])
    if not now["team"]:
        return "owner out"
    if now["due"] > PERIOD.last:
        return "pushed out"
    if now["due"] < PERIOD.first:
        return "pulled out"
    return "category down" if RANK[now["category"]] < RANK[was["category"]] else "disqualified"


def naive_bridge(
    deals: list[Any], since: date, day: date, measure: str, old: dict[str, int], new: dict[str, int]
) -> dict[str, Any]:
    """Bar → [count, amount, missing], from one deal at a time."""
    found: dict[str, list[int]] = {"start": [0, 0, 0], "end": [0, 0, 0]}

    def add(bar: str, amount: int, missing: bool) -> None:
        total = found.setdefault(bar, [0, 0, 0])
        found[bar] = [total[0] + 1, total[1] + amount, total[2] + missing]

    for versions in deals:
        was, now = stood(versions, since, old), stood(versions, day, new)
        before, after = counts(was, measure), counts(now, measure)
        unknown = bool((before and was["amount"] is None) or (after and now["amount"] is None)) if was or now else False
        if before:
            add("start", value(was, measure), was["amount"] is None)
        if after:
            add("end", value(now, measure), now["amount"] is None)
        if after and not before:
            bar = why_in(was, now, since)
            bar = "qualified" if bar == "category up" and measure in ("open", "weighted") else bar
            add(bar, value(now, measure), unknown)
        if before and not after:
            bar = why_out(now, was, measure)
            bar = "disqualified" if bar == "category down" and measure in ("open", "weighted") else bar
            add(bar, -value(was, measure), unknown)
        if before and after:
            amount = now["amount"] or 0
            old_bp = old[now["stage"]] if now["kind"] == "qualified" else 10000
            path = [value(was, measure), value(now, measure)]
            if measure == "weighted":
                path = [path[0], half_up(amount, was["bp"]), half_up(amount, old_bp), path[1]]
            names = ["amount up" if path[1] > path[0] else "amount down", "stage", "probability table"]
            for bar, a, b in zip(names, path, path[1:], strict=False):
                if a != b:
                    add(bar, b - a, unknown)
    return {bar: tuple(total) for bar, total in found.items()}


def asked(company: Company, since: date, day: date, measure: str, under: str | None) -> dict[str, tuple[int, ...]]:
    frame = bridge(company.book(str(day), under=under), since, PERIOD, measure)
    return {row[0]: tuple(map(int, row[1:])) for row in frame.itertuples(index=False)}


@few
@given(drawn=books, changed=terms, days=two_days)
def test_every_bar_is_that_of_plain_loops_and_they_add_to_the_cent(
    drawn: Any, changed: dict[str, int], days: tuple[date, date]
) -> None:
    deals, (since, day) = [dated(history) for history in drawn], days
    old = {key: bp for key, (_, _, bp, _) in STAGES.items()}
    new = old | (changed if day > since else {})
    with company_of([]) as company:
        build(company, deals, changed, since)
        for measure in MEASURES:
            found = asked(company, since, day, measure, "Boss")
            assert found == naive_bridge(deals, since, day, measure, old, new)
            assert sum(amount for bar, (_, amount, _) in found.items() if bar != "end") == found["end"][1]
            behind = bridge_deals(company.book(str(day), under="Boss"), since, PERIOD, measure)
            assert behind.groupby("bar")["difference"].sum().to_dict() == {
                bar: amount for bar, (_, amount, _) in found.items() if bar not in ("start", "end")
            }
        for on, end in ((since, "start"), (day, "end")):
            row = totals(company.book(str(on), under="Boss"), PERIOD).iloc[0]
            sums = row["open_value"], row["closed"] + row["commit"], row["best"], row["weighted"]
            assert tuple(asked(company, since, day, measure, "Boss")[end][1] for measure in MEASURES) == sums


@few
@given(drawn=books, days=two_days)
def test_the_forecast_of_each_person_is_that_of_plain_loops(drawn: Any, days: tuple[date, date]) -> None:
    deals, day = [dated(history) for history in drawn], days[1]
    old = {key: bp for key, (_, _, bp, _) in STAGES.items()}
    team = {"Boss": {"Ann", "Bob", "Cyd", "Dan"}, "Ann": {"Ann"}, "Bob": {"Bob"}, "Cyd": {"Cyd"}, "Dan": {"Dan"}, "Eva": {"Eva"}}
    expected = {name: dict.fromkeys(("closed", "commit", "upside", "pipeline", "weighted"), 0) for name in team}
    for versions in deals:
        now = stood(versions, day, old)
        if now and counts(now | {"team": True}, "weighted"):
            for name in (name for name, people in team.items() if now["owner"] in people):
                expected[name]["weighted"] += value(now, "weighted")
                if now["category"] != "omitted":
                    expected[name][now["category"]] += now["amount"] or 0

    with company_of([]) as company:
        build(company, deals, {}, day)
        frame = forecast(company.book(str(day)), PERIOD)
        names = {company.ids[name]: name for name in team}
        found = {names[row["person"]]: {key: row[key] for key in expected["Ann"]} for row in frame.to_dict("records")}
    assert found == expected


def test_the_naive_bridge_can_tell_bars_apart() -> None:
    """A check of the second implementation itself: one deal, worked by hand."""
    versions = dated([(0, {"stage": "proposal", "amount": 7, "close": MARCH}), (10, {"stage": "negotiation"})])
    old = {key: bp for key, (_, _, bp, _) in STAGES.items()}
    days = FIRST.date() + timedelta(days=1), FIRST.date() + timedelta(days=12)

    found = naive_bridge([versions], *days, "commit", old, old)

    assert found == {"start": (0, 0, 0), "category up": (1, 7, 0), "end": (1, 7, 0)}
    assert naive_bridge([versions], *days, "weighted", old, old)["stage"] == (1, 1, 0)
