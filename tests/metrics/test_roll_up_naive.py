"""The roll-up and the bridges on any tree, with any deals and judgements, against plain recursion: to the cent."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from metrics.bridge import bridge, bridge_deals
from metrics.differences import MEASURES
from metrics.forecast import forecast
from metrics.frozen_bridge import PARTS, frozen_bridge
from tests.company import Company
from tests.metrics.deal_states import PERIOD, two_days
from tests.metrics.judged_trees import SUMS, World, worlds
from tests.metrics.random_companies import empty_company, few

frozen_sums = some.dictionaries(
    some.integers(0, 6), some.tuples(*(some.integers(0, 99_999) for _ in range(6))), max_size=5
)  # owner → SUMS as some minute may have frozen them
two = some.integers(0, 1)


@settings(few, max_examples=25)
@given(world=worlds(), between=two_days, judge=some.integers(0, 6), frozen=frozen_sums, left=some.sets(some.integers(0, 6)))
def test_roll_ups_and_bridges_are_those_of_plain_recursion(
    world: World, between: tuple[date, date], judge: int, frozen: dict[int, Any], left: set[int]
) -> None:
    since, day = between
    judge %= world.people
    with empty_company() as company:
        world.write(company)
        for judged_by in (None, judge):
            _check_roll_up(company, world, day, judged_by)
            _check_bridges(company, world, since, day, judged_by)
        own = {owner: sums for owner, sums in frozen.items() if owner < world.people}
        _check_frozen(company, world, since, day, own, set(range(world.people)) - left)


def _check_roll_up(company: Company, world: World, day: date, judge: int | None) -> None:
    """Each person's row is the recursive sum; who has no row has nothing."""
    frame = forecast(company.book(str(day)), PERIOD, judged_by=None if judge is None else company.ids[f"P{judge}"])
    rows = {row["person"]: row for row in frame.to_dict("records")}
    for person in range(world.people):
        expected = world.rolled_up(person, day, judge)
        row = rows.get(company.ids[f"P{person}"], dict.fromkeys(SUMS, 0))
        assert {name: row[name] for name in SUMS} == {name: expected[name] for name in SUMS}, (person, judge)


def _naive(world: World, team: set[int], day: date, judge: int | None, measure: str) -> int:
    return sum(world.own(person, day, judge)[name] for person in team for name in PARTS[measure])


def _check_bridges(company: Company, world: World, since: date, day: date, judge: int | None) -> None:
    """From the team's sum of one day to that of the other, for the team as it is now; the deals behind add to the bars."""
    judged_by = None if judge is None else company.ids[f"P{judge}"]
    top = judge or 0
    team, book = world.team(top, day), company.book(str(day), under=f"P{top}")
    for measure in MEASURES:
        bars = bridge(book, since, PERIOD, measure, judged_by=judged_by).set_index("bar")["amount"]
        assert bars["start"] == _naive(world, team, since, judge, measure)
        assert bars["end"] == _naive(world, team, day, judge, measure)
        between = bars.drop(["start", "end"])
        assert bars["start"] + between.sum() == bars["end"]
        behind = bridge_deals(book, since, PERIOD, measure, judged_by=judged_by).groupby("bar")["difference"].sum()
        assert behind.to_dict() == between.to_dict()


def _check_frozen(company: Company, world: World, since: date, day: date, own: dict[int, Any], people: set[int]) -> None:
    """From what was frozen, whatever it was, over late corrections and the team's change to today's sum."""
    names = ("closed", "commit", "upside", "pipeline", "weighted", "open_value")
    team, book = world.team(0, day), company.book(str(day), under="P0")
    ids = {person: company.ids[f"P{person}"] for person in range(world.people)}
    asked = tuple(ids[person] for person in sorted(people)), tuple((ids[owner], sums) for owner, sums in own.items())
    for measure in MEASURES:
        then = {owner: sum(dict(zip(names, sums, strict=True))[name] for name in PARTS[measure]) for owner, sums in own.items()}
        stayed, came, gone = team & people, team - people, {owner for owner in own if owner not in team}
        known = {person: _naive(world, {person}, since, None, measure) for person in team}
        bars = frozen_bridge(book, since, PERIOD, measure, *asked).set_index("bar")["amount"].to_dict()
        assert bars["start"] == sum(then.values())
        assert bars.get("late corrections", 0) == sum(known[person] - then.get(person, 0) for person in stayed)
        assert bars.get("team change", 0) == sum(known[one] - then.get(one, 0) for one in came) - sum(then[one] for one in gone)
        assert sum(amount for bar, amount in bars.items() if bar != "end") == bars["end"]
        assert bars["end"] == _naive(world, team, day, None, measure)
