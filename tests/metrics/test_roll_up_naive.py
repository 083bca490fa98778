"""The roll-up and the bridges on any tree, with any deals and judgements, against plain recursion: to the cent."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from metrics.bridge import bridge, bridge_deals
from metrics.differences import MEASURES
from metrics.forecast import forecast
from metrics.frozen_bridge import PARTS, frozen_bridge
from metrics.judgement_bridge import judgement_bridge, judgement_steps
from metrics.sums import SUMS
from tests.company import Company
from tests.metrics.deal_states import PERIOD
from tests.metrics.judged_trees import World, two_days, worlds
from tests.metrics.random_companies import empty_company, few

COLUMNS = ("closed", "commit", "upside", "pipeline", "weighted")
people = some.integers(0, 6)
judges = some.sampled_from([0, 0, 1, 1, 2, 4])  # mostly somebody with others below
frozen_sums = some.dictionaries(people, some.tuples(*(some.integers(0, 99_999) for _ in SUMS)), max_size=5)  # whatever was frozen
calls = some.dictionaries(people, some.integers(0, 99_999), max_size=5)


@settings(few, max_examples=20)
@given(
    world=worlds(), between=two_days, judge=judges, measure=some.sampled_from(MEASURES), frozen=frozen_sums,
    left=some.sets(people), called=calls,
)  # fmt: skip
def test_roll_ups_and_bridges_are_those_of_plain_recursion(
    world: World,
    between: tuple[date, date],
    judge: int,
    measure: str,
    frozen: dict[int, Any],
    left: set[int],
    called: dict[int, int],
) -> None:
    since, day = between
    judge %= world.people
    with empty_company() as company:
        world.write(company)
        week = day - timedelta(days=day.weekday())
        for person in [person for person in called if person < world.people]:
            company.call(f"P{person}", PERIOD.name, str(week), str(week), called[person])
        for judged_by in (None, judge):
            _check_roll_up(company, world, day, judged_by)
        _check_bridge(company, world, since, day, judge, measure)
        own = {owner: sums for owner, sums in frozen.items() if owner < world.people}
        _check_frozen(company, world, since, day, own, set(range(world.people)) - left, measure)
        _check_judgements(company, world, day, called)


def _check_roll_up(company: Company, world: World, day: date, judge: int | None) -> None:
    """Each person's row is the recursive sum; who has no row has nothing."""
    frame = forecast(company.book(str(day)), PERIOD, judged_by=None if judge is None else company.ids[f"P{judge}"])
    rows = {row["person"]: row for row in frame.to_dict("records")}
    for person in range(world.people):
        expected = world.rolled_up(person, day, judge)
        row = rows.get(company.ids[f"P{person}"], dict.fromkeys(COLUMNS, 0))
        assert {name: row[name] for name in COLUMNS} == {name: expected[name] for name in COLUMNS}, (person, judge)


def _naive(world: World, team: set[int], day: date, judge: int | None, measure: str) -> int:
    return sum(world.own(person, day, judge)[name] for person in team for name in PARTS[measure])


def _check_bridge(company: Company, world: World, since: date, day: date, judge: int, measure: str) -> None:
    """From the team's sum of one day to that of the other, for the team as it is now; the deals behind add to the bars."""
    judged_by = company.ids[f"P{judge}"]
    team, book = world.team(judge, day), company.book(str(day), under=f"P{judge}")
    bars = bridge(book, since, PERIOD, measure, judged_by=judged_by).set_index("bar")["amount"]
    assert bars["start"] == _naive(world, team, since, judge, measure)
    assert bars["end"] == _naive(world, team, day, judge, measure)
    between = bars.drop(["start", "end"])
    assert bars["start"] + between.sum() == bars["end"]
    behind = bridge_deals(book, since, PERIOD, measure, judged_by=judged_by).groupby("bar")["difference"].sum()
    assert behind.to_dict() == between.to_dict()


def _check_frozen(
    company: Company, world: World, since: date, day: date, own: dict[int, Any], then: set[int], measure: str
) -> None:
    """From what was frozen, whatever it was, over late corrections and the team's change to today's sum."""
    team, book = world.team(0, day), company.book(str(day), under="P0")
    ids = {person: company.ids[f"P{person}"] for person in range(world.people)}
    asked = tuple(ids[person] for person in sorted(then)), tuple((ids[owner], sums) for owner, sums in own.items())
    frozen = {owner: sum(dict(zip(SUMS, sums, strict=True))[name] for name in PARTS[measure]) for owner, sums in own.items()}
    known = {person: _naive(world, {person}, since, None, measure) for person in team}
    added = {person: known.get(person, 0) - frozen.get(person, 0) for person in {*team, *frozen}}
    bars = frozen_bridge(book, since, PERIOD, measure, *asked).set_index("bar")["amount"].to_dict()
    assert bars["start"] == sum(frozen.values())
    assert bars.get("late corrections", 0) == sum(more for person, more in added.items() if person in team & then)
    assert bars.get("team change", 0) == sum(more for person, more in added.items() if person not in team & then)
    assert sum(amount for bar, amount in bars.items() if bar != "end") == bars["end"]
    assert bars["end"] == _naive(world, team, day, None, measure)


def _check_judgements(company: Company, world: World, day: date, called: dict[int, int]) -> None:
    """What goes up at each person is their call, else their own deals, their reports' numbers and what they judge otherwise."""

    def expected(person: int, judge: int | None) -> int:
        return _naive(world, {person}, day, judge, "commit")

    def judged(person: int) -> int:
        reports = world.reports(person, day)
        teams = [(report, one) for report in reports for one in world.team(report, day)]
        return sum(expected(one, person) - expected(one, report) for report, one in teams)

    def number(person: int) -> int:
        below = expected(person, None) + sum(number(one) for one in world.reports(person, day))
        return called.get(person, below + judged(person))

    book = company.book(str(day), under="P0")
    rows = judgement_bridge(book, PERIOD)
    assert rows["after"].iloc[0] == sum(expected(person, None) for person in world.team(0, day))
    assert rows["after"].iloc[0] + rows["difference"].sum() == rows["amount"].iloc[-1] == number(0)
    steps = judgement_steps(book, PERIOD).groupby("person")["difference"].sum()
    for person in world.team(0, day):
        assert steps.get(company.ids[f"P{person}"], 0) == judged(person)
