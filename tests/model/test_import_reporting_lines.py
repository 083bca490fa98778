"""Nobody reports to themselves, however far up, on any day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from model.people import reporting_cycle
from model.tree import Line, managers_on

FIRST = date(2026, 1, 1)
days = st.none() | st.integers(0, 9).map(lambda number: FIRST + timedelta(days=number))
lines = st.lists(st.builds(Line, st.integers(1, 4), st.none() | st.integers(1, 4), days, days), max_size=8)


def has_circle(managers: dict[int, int | None]) -> bool:
    """The naive way: walk up from everybody for as many steps as there are people."""
    for person in managers:
        above = managers.get(person)
        for _ in managers:
            if above == person:
                return True
            above = managers.get(above) if above is not None else None
    return False


@given(lines)
def test_a_circle_is_found_on_its_first_day(found: list[Line]) -> None:
    every_day = [date.min, *(FIRST + timedelta(days=number) for number in range(-1, 12))]

    cycle = reporting_cycle(found)

    naive = [day for day in every_day if has_circle(managers_on(found, day))]
    assert (cycle and cycle[0]) == (naive[0] if naive else None)


def test_a_swap_of_manager_and_report_is_no_circle_when_the_old_line_gives_way() -> None:
    swap = date(2026, 7, 1)
    lines = [Line(1, 2, None, date(2026, 6, 30)), Line(2, 1, swap, None)]

    assert reporting_cycle(lines) == (swap, frozenset({1, 2}))  # a leaver stays under their last manager
    assert reporting_cycle([*lines, Line(1, None, swap, None)]) is None
