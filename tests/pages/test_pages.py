"""Every page for every role, from pages/main.py: no failure, and the figures of the metrics."""

import pytest
from streamlit.testing.v1 import AppTest

from metrics.definition import metrics
from metrics.totals import totals
from model.people import Role
from model.warehouse import Copy
from pages.parts import formats, navigation
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
    test = open_page("forecast_review")

    deals = next(table.value for table in test.dataframe if "flags" in table.value)
    assert set(deals["category"]) <= {"Commit", "Upside"}
    assert len(deals) > 0


def test_definitions_stand_beside_the_numbers(open_page: Open) -> None:
    test = open_page("rollup")

    assert all(card.help for card in test.metric)
    assert "What each person and everybody below them has closed" in said(test)
