"""What is judged and called, level by level, on the rollup and in the review, and the bridge by the viewer's own judgements."""

from datetime import date, timedelta

import pandas as pd
import pytest

from metrics.bridge import bridge
from metrics.judgement_bridge import judgement_bridge
from metrics.judgement_record import judgement_record
from model.people import Role
from model.warehouse import Copy
from pages.parts import bridge_steps, formats, judgement_steps
from pages.parts.view import View
from tests.pages.conftest import TODAY, Open, book, label_of, said


def test_the_rollup_tells_what_goes_up_and_how_often_changes_were_right(open_page: Open, copy: Copy) -> None:
    seen = book(copy, Role.EXECUTIVE)
    period = seen.calendar.period_at(TODAY)
    rows, record = judgement_bridge(seen, period), judgement_record(seen, period)

    names = {member.id: member.name for member in seen.members}
    named = [names.get(person) for person in rows["person"].astype(object)]

    test = open_page("rollup", view_as=label_of(copy, Role.EXECUTIVE))
    test.session_state["record None"] = True
    test.run()

    assert not test.exception
    assert formats.plain(judgement_steps.finding(View(seen, period, TODAY, ""), rows.assign(person_name=named))) in said(test)
    shown = next(table.value for table in test.dataframe if "who" in table.value)
    assert list(shown["n"]) == list(record["n"])
    assert [round(share) for share in shown["rate"]] == [round(share * 100) for share in record["rate"]]


def test_a_manager_sees_the_bridge_as_they_judge(open_page: Open, copy: Copy) -> None:
    seen = book(copy, Role.MANAGER)
    period = seen.calendar.period_at(TODAY - timedelta(days=14))  # one that has deals due on any day
    view = View(seen, period, TODAY, "")
    rows = bridge(seen, view.compared, view.period, "commit", judged_by=seen.viewer.person_id)

    asked = {"part": "What changed", "values": "As I judge", "period": period.name}
    test = open_page("forecast_review", view_as=label_of(copy, Role.MANAGER), **asked)

    assert not test.exception
    assert formats.plain(bridge_steps.finding(view, rows, "commit")) in said(test)


def steps_of(*rows: tuple[str, int | None, str | None, int | None, int]) -> pd.DataFrame:
    """Rows of a judgement bridge: step, level, person, difference, n; amounts add up from 100."""
    frame = pd.DataFrame(rows, columns=["step", "level", "person_name", "difference", "n"])
    frame = frame.astype({"level": "Int64", "difference": "Int64"})
    return frame.assign(person=frame["person_name"], amount=100 + frame["difference"].fillna(0).cumsum())


@pytest.mark.parametrize(
    ("top", "expected"),
    [
        ([("judgements", 1, "Maria", -30, 2), ("call", 1, "Maria", None, 0)],
         "Maria takes 30 off what comes from below (2 deals judged): 60 goes up"),
        ([("judgements", 1, "Maria", -30, 1), ("call", 1, "Maria", 50, 1)],
         "Maria adds 20 to what comes from below (1 deal judged, a call): 110 goes up"),
        ([("call", 1, "Maria", None, 0)], "100 in the deals, 90 as judged and called"),
    ],
)  # fmt: skip
def test_the_sentence_says_what_the_one_at_the_top_does(
    copy: Copy, top: list[tuple[str, int, str, int, int]], expected: str
) -> None:
    seen = book(copy, Role.EXECUTIVE)
    settled = View(seen, seen.calendar.period_at(date(2026, 11, 23)), TODAY, "")
    whole = steps_of(("deals", None, None, None, 1), ("call", 0, "Ann", -10, 1), *top)
    rows = whole.assign(amount=whole["amount"] * 10**settled.exponent, difference=whole["difference"] * 10**settled.exponent)

    assert judgement_steps.finding(settled, rows) == expected

    bars = judgement_steps.steps(settled, rows)
    assert bars["after"].iloc[-1] == bars["after"].iloc[-2] == whole["amount"].iloc[-1]
    assert list(bars["label"])[:2] == ["Deals", "Reps call"]
