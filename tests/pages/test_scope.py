"""What stands in the address: it shows the same view, and nothing that is not the viewer's."""

from datetime import timedelta

from sqlalchemy import select

from metrics.totals import totals
from model.book import Scope
from model.company import members_of, viewer_now
from model.people import Role
from model.tables import Person, table
from model.warehouse import Copy
from pages.parts import formats
from tests.pages.conftest import TODAY, Open, book, label_of, said


def test_an_address_shows_the_day_and_the_team_that_it_names(open_page: Open, copy: Copy) -> None:
    day = TODAY - timedelta(days=30)
    managers = [m for m in members_of(copy) if m.role == Role.MANAGER and m.active_on(TODAY)]
    books = [(m, book(copy, as_of=day, scope=Scope(under=m.id, kind="new"))) for m in managers]
    manager, then = next((m, then) for m, then in books if len(then.frame(select(then.deals.c.deal_id))))
    expected = totals(then, then.calendar.period_at(day)).iloc[0]

    test = open_page("rollup", as_of=day.isoformat(), under=f"{manager.name}’s team", kind="New")

    shown = {card.label: card.value for card in test.metric}
    assert not test.exception
    assert shown["Closed"] == formats.money(expected["closed"], then.settings.exponent)
    assert f"As of {formats.day(day)}" in said(test)


def test_the_band_goes_back_to_today(open_page: Open) -> None:
    test = open_page("rollup", as_of=(TODAY - timedelta(days=9)).isoformat())

    test.button(key="back_to_today").click().run()

    assert test.date_input(key="as_of").value == TODAY
    assert "as it stood at that day" not in said(test)


def test_what_the_address_cannot_mean_is_as_if_it_were_not_there(open_page: Open) -> None:
    nonsense = {
        "as_of": "2999-13-45",
        "period": "1066Q9",
        "under": "Nobody",
        "kind": "old",
        "region": "Atlantis",
        "segment": "<b>",
    }

    test = open_page("rollup", view_as="root", **nonsense)

    assert not test.exception
    assert test.date_input(key="as_of").value == TODAY
    assert test.selectbox(key="under").value == 0
    assert test.selectbox(key="view_as").value == 0


def test_a_future_day_is_not_looked_at(open_page: Open) -> None:
    test = open_page("rollup", as_of=(TODAY + timedelta(days=400)).isoformat())

    assert not test.exception
    assert test.date_input(key="as_of").value == TODAY


def test_a_manager_cannot_look_at_a_team_that_is_not_theirs(open_page: Open, copy: Copy) -> None:
    mine = book(copy, Role.MANAGER)
    other = next(m for m in members_of(copy) if m.role == Role.MANAGER and not mine.viewer.may_open(m.id))

    test = open_page("rollup", view_as=label_of(copy, Role.MANAGER), under=f"{other.name}’s team")

    expected = totals(mine, mine.calendar.period_at(TODAY)).iloc[0]
    shown = {card.label: card.value for card in test.metric}
    assert other.id not in test.selectbox(key="under").options
    assert shown["Closed"] == formats.money(expected["closed"], mine.settings.exponent)


def test_filters_survive_a_change_of_page(open_page: Open) -> None:
    test = open_page("rollup", kind="Existing")

    test.switch_page("forecast/review.py").run()

    assert test.selectbox(key="kind").value == "existing"


def test_the_regions_to_choose_from_are_those_of_the_people_in_view(open_page: Open, copy: Copy) -> None:
    homes = dict(copy.rows(select(table(Person).c.id, table(Person).c.region)))
    everywhere = {region for region in homes.values() if region}
    managers = [m for m in members_of(copy) if m.role == Role.MANAGER and m.active_on(TODAY)]
    teams = [(m, viewer_now(copy, m, TODAY).people or frozenset()) for m in managers]
    manager, people = next((m, people) for m, people in teams if {homes[each] for each in people} < everywhere)

    owner, theirs = (open_page("rollup", view_as=who) for who in ("root", f"{manager.name}, manager"))

    assert set(owner.selectbox(key="region").options) == {"All regions", *everywhere}
    assert set(theirs.selectbox(key="region").options) == {"All regions", *(homes[each] for each in people if homes[each])}


def test_who_sees_no_amounts_is_told_of_no_currency(open_page: Open, copy: Copy) -> None:
    shown = {role: "amounts in USD" in said(open_page("lead_funnel", view_as=label_of(copy, role))) for role in ("sdr", "rep")}

    assert shown == {"sdr": False, "rep": True}
