"""What a picked step, source, leak and an SDR's own queue list, and the weeks behind the lead funnel's cards."""

from datetime import timedelta

import pandas as pd
import pytest

from metrics.definition import metrics
from metrics.journeys import funnel_rows
from metrics.lead_weeks import stalled_by_week, waiting_by_week, waiting_leads
from metrics.speed import answers_by_week, untouched_leads
from model.calendar import Window
from model.people import Role
from model.warehouse import Copy
from pages.parts import formats
from tests.pages.conftest import TODAY, Open, book, said, someone
from tests.pages.test_funnel_page import YEAR, address_of


def test_an_sdr_sees_their_own_queue_at_once_the_newest_first(open_page: Open, copy: Copy) -> None:
    me = someone(copy, Role.SDR).id
    mine = untouched_leads(book(copy, Role.SDR), sdr=me, limit=100_000)
    test = open_page("lead_funnel", **address_of(copy, Role.SDR))

    queue = next(table.value for table in test.dataframe if "waiting" in table.value)
    newest = mine.sort_values(["created_at", "lead_id"], ascending=[False, True])["name"].tolist()
    cards = {card.label: card.value for card in test.metric}
    assert 0 < len(mine) < waiting_leads(book(copy))
    assert cards["Your queue"] == formats.count(len(mine))
    assert queue["name"].tolist() == newest[: len(queue)]


def test_the_weeks_of_what_waits_are_the_figures_of_their_days(copy: Copy) -> None:
    whole = book(copy)
    waiting, stalled = waiting_by_week(whole, weeks=4), stalled_by_week(whole, weeks=4)

    then = [whole.on(day) for day in waiting["week"]]
    leaks = [metrics()["leaks"].function(day, YEAR) for day in then]
    assert waiting["waiting"].tolist() == [waiting_leads(day) for day in then]
    assert stalled["stalled"].tolist() == [rows.loc[rows["what"] == "stalled", "count"].sum() for rows in leaks]
    assert stalled["week"].iloc[-1] == TODAY


def test_the_weeks_of_answers_are_the_speed_of_their_leads(copy: Copy) -> None:
    weeks = answers_by_week(book(copy), weeks=6)

    speed = metrics()["speed-to-lead"].function
    spans = [Window(TODAY - timedelta(days=7 * n + 6), TODAY - timedelta(days=7 * n)) for n in map(int, weeks["week"])]
    expected = [speed(book(copy), span)["median_minutes"].iloc[0] for span in spans]
    assert weeks["median_minutes"].dropna().tolist() == pytest.approx([value for value in expected if not pd.isna(value)])


@pytest.mark.parametrize("by", ["source", "sdr", "month"])
def test_the_leads_of_a_part_are_those_of_its_row(copy: Copy, by: str) -> None:
    whole = book(copy)
    counts = metrics()["funnel"].function(whole, YEAR, by=by)
    counts = counts[(counts["origin"] == "lead") & (counts["step"] == "mql")]

    for value, n in zip(counts[by], counts["count"], strict=True):
        part = None if pd.isna(value) else value if by != "sdr" else int(value)
        assert len(funnel_rows(whole, YEAR, "lead", "mql", limit=100_000, by=by, part=part)) == n


def test_a_step_in_the_address_lists_its_leads(open_page: Open, copy: Copy) -> None:
    expected = metrics()["funnel"].function(book(copy), YEAR).set_index(["origin", "step"])["count"]
    test = open_page("lead_funnel", step="SQL, from leads")

    rows = next(table.value for table in test.dataframe if "lead_name" in table.value)
    assert not test.exception
    assert len(rows) == expected["lead", "sql"]
    assert f"{formats.many(expected['lead', 'sql'], 'lead')} at SQL" in said(test)


def test_a_source_in_the_address_lists_its_leads(open_page: Open, copy: Copy) -> None:
    counts = metrics()["funnel"].function(book(copy), YEAR, by="source")
    counts = counts[(counts["origin"] == "lead") & (counts["step"] == "mql")].set_index("source")["count"]
    test = open_page("lead_funnel", funnel="Sources", source=counts.index[0])

    rows = next(table.value for table in test.dataframe if "lead_name" in table.value)
    assert not test.exception
    assert set(rows["source"]) == {counts.index[0]}
    assert len(rows) == counts.iloc[0]


def test_a_leak_in_the_address_lists_its_leads(open_page: Open, copy: Copy) -> None:
    leaks = metrics()["leaks"].function(book(copy), YEAR)
    reasons = leaks[leaks["what"] == "disqualified"].groupby("reason")["count"].sum().sort_values()
    test = open_page("lead_funnel", funnel="Leaks", leak=f"Disqualified: {reasons.index[-1]}")

    rows = next(table.value for table in test.dataframe if "disqualified_on" in table.value)
    assert not test.exception
    assert len(rows) == reasons.iloc[-1]
    assert set(rows["reason"]) == {reasons.index[-1]}
