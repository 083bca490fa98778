"""Every page for every role, from pages/main.py: no failure, and the figures of the metrics."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from metrics.conversations import conversations
from metrics.definition import metrics
from metrics.totals import totals
from model.people import Role
from model.warehouse import Copy
from pages.parts import formats, navigation, teams
from tests.pages.conftest import Open, book, label_of, said

ROLES = (None, *Role)
PAIRS = [(role, page) for role in ROLES for page in navigation.names(role or "owner")]


def address_of(copy: Copy, role: str | None) -> dict[str, str]:
    """What stands in the address to look as somebody of that role."""
    return {} if role is None else {"view_as": label_of(copy, role)}


@pytest.mark.parametrize(("role", "page"), PAIRS)
def test_every_page_opens_for_every_role_that_has_it(open_page: Open, copy: Copy, role: str | None, page: str) -> None:
    test = open_page(page, **address_of(copy, role))

    assert not test.exception
    assert not test.error
    assert "This is not yours to see" not in said(test)
    if role is not None:
        assert test.selectbox(key="view_as").value == book(copy, role).viewer.person_id


def cards(test: AppTest) -> dict[str, str]:
    return {card.label: card.value for card in test.metric}


@pytest.mark.parametrize("role", [None, Role.EXECUTIVE, Role.MANAGER, Role.OBSERVER])
def test_the_rollups_cards_are_the_metrics_figures(open_page: Open, copy: Copy, role: str | None) -> None:
    test = open_page("rollup", **address_of(copy, role))

    whole = book(copy, role)
    expected = totals(whole, whole.calendar.period_at(whole.as_of)).iloc[0]
    shown = cards(test)
    for label in ("Closed", "Commit", "Upside", "Quota", "Gap"):
        assert shown[label] == formats.money(expected[label.lower()], whole.settings.exponent)
    assert shown["Coverage"] == formats.ratio(expected["coverage"])


def test_the_rollups_tree_holds_the_forecast_of_each_person(open_page: Open, copy: Copy) -> None:
    test = open_page("rollup")

    whole = book(copy)
    expected = metrics()["forecast"].function(whole, whole.calendar.period_at(whole.as_of))
    tree = next(table.value for table in test.dataframe if "team" in table.value)
    unit = 10**whole.settings.exponent
    assert [round(value * unit) for value in tree["closed"]] == expected["closed"].tolist()
    assert [round(value * unit) for value in tree["commit"]] == expected["commit"].tolist()


def test_an_observer_sees_totals_and_no_person(open_page: Open, copy: Copy) -> None:
    test = open_page("rollup", **address_of(copy, Role.OBSERVER))

    names = {member.name for member in book(copy).members}
    assert cards(test)["Closed"] != formats.UNKNOWN
    assert not any("team" in table.value for table in test.dataframe)
    assert not any(name in str(table.value.to_numpy().tolist()) for table in test.dataframe for name in names)
    assert not [box for box in test.selectbox if box.key == "under"]


def test_a_rep_opens_on_their_own_pipeline(open_page: Open, copy: Copy) -> None:
    test = open_page(None, **address_of(copy, Role.REP))

    mine = book(copy, Role.REP)
    expected = totals(mine, mine.calendar.period_at(mine.as_of)).iloc[0]
    assert cards(test)["Closed"] == formats.money(expected["closed"], mine.settings.exponent)
    assert not [box for box in test.selectbox if box.key in ("under", "rep")]


def test_the_forecast_review_lists_commit_and_upside_deals(open_page: Open, copy: Copy) -> None:
    test = open_page("forecast_review", part="Exceptions")
    test.session_state["all likely"] = True
    test.run()

    deals = next(table.value for table in test.dataframe if "flags" in table.value)
    assert set(deals["category"]) <= {"commit", "upside"}
    assert len(deals) > 0


def talked_about(test: AppTest) -> list[int]:
    """The people of the conversations, in their order."""
    return [int(button.key.removeprefix("talk to ")) for button in test.button if str(button.key).startswith("talk to ")]


def test_the_forecast_review_begins_with_who_needs_a_conversation_most(open_page: Open, copy: Copy) -> None:
    test = open_page("forecast_review", rows="People")

    whole = book(copy)
    period = whole.calendar.period_at(whole.as_of)
    rows = metrics()["forecast"].function(whole, period)
    people = tuple(int(person) for person in teams.with_numbers(teams.owners(rows))["person"])
    expected = conversations(whole, period, whole.as_of - timedelta(days=7), people)
    assert talked_about(test) == expected["person"].head(len(talked_about(test))).tolist()
    assert len(talked_about(test)) == min(len(expected), 8)


def test_a_rep_of_the_conversations_opens_their_pipeline(open_page: Open, copy: Copy) -> None:
    test = open_page("forecast_review", rows="People")
    reps = {member.id for member in book(copy).members if member.role == Role.REP}
    rep = next(person for person in talked_about(test) if person in reps)

    test.button(key=f"talk to {rep}").click().run()

    assert not test.exception
    assert test.selectbox(key="rep").value == rep


def test_a_trouble_of_the_rollup_narrows_it_to_the_team_and_leads_back(open_page: Open, copy: Copy) -> None:
    test = open_page("rollup")
    whole = cards(test)
    short = next(button for button in test.button if " short** of " in button.label)

    short.click().run()
    assert test.selectbox(key="under").value != 0
    assert cards(test) != whole
    test.button(key="up 0").click().run()

    assert not test.exception
    assert cards(test) == whole


def test_an_observer_reads_of_troubles_without_anybodys_name(open_page: Open, copy: Copy) -> None:
    test = open_page("rollup", **address_of(copy, Role.OBSERVER))

    assert "Where it is in trouble" in said(test)
    assert not [button for button in test.button if str(button.key).startswith("trouble")]
    people = {member.name for member in book(copy).members} - {book(copy, Role.OBSERVER).viewer.name}
    assert not any(f" {name} " in said(test) for name in people)


def test_every_card_explains_itself(open_page: Open) -> None:
    test = open_page("rollup")

    explained = {str(button.key) for button in test.button if str(button.key).startswith("why ")}
    assert {f"why card-{name}" for name in ("closed", "commit", "upside", "quota", "gap", "coverage")} <= explained
