"""Whose judgement of a deal counts, against a plain recursion."""

from hypothesis import given
from hypothesis import strategies as some

from metrics.judging import who_judges

people = some.integers(0, 6)


@given(managers=some.dictionaries(people, some.one_of(some.none(), people)), owner=people, judge=people, judged=some.sets(people))
def test_whose_judgement_counts_is_that_of_going_down_from_the_judge(
    managers: dict[int, int | None], owner: int, judge: int, judged: set[int]
) -> None:
    line, person = [], owner
    while person is not None and person not in line:
        line.append(person)
        person = managers.get(person)

    def rolled_up_at(place: int) -> int | None:
        if line[place] in judged:
            return line[place]
        return rolled_up_at(place - 1) if place else None

    alone = judge if judge in judged else None
    assert who_judges(owner, judge, judged, managers) == (rolled_up_at(line.index(judge)) if judge in line else alone)
