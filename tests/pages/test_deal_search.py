"""The page of a deal before one is chosen: found by what one remembers, within what one may see."""

from sqlalchemy import select

from metrics.deal_search import deals_named
from model.book import Scope, deal_in
from model.company import members_of
from model.people import Role
from model.warehouse import Copy
from pages.parts import formats
from tests.pages.conftest import Open, book, label_of, said


def test_the_largest_open_deals_come_first(open_page: Open, copy: Copy) -> None:
    test = open_page("deal")

    shown = test.dataframe[0].value
    whole = book(copy).deals
    deals = copy.rows(select(whole.c.amount).where(whole.c.stage_kind.in_(("unqualified", "qualified"))))
    largest = sorted((row[0] for row in deals if row[0] is not None), reverse=True)
    exponent = book(copy).settings.exponent
    known = min(len(largest), len(shown))
    assert [round(value * 10**exponent) for value in shown["amount"][:known]] == largest[:known]


def test_a_part_of_a_name_an_account_or_an_owner_finds_deals(copy: Copy) -> None:
    whole = book(copy)
    some = deals_named(whole).iloc[0]
    owner = next(member.name for member in members_of(copy) if member.id == some["owner"])

    for text in (some["name"][2:].upper(), some["account_name"][:6].lower(), owner):
        assert some["deal"] in set(deals_named(whole, text, limit=10_000)["deal"])
    assert deals_named(whole, "100% not there_").empty


def test_a_reps_search_finds_their_own_deals_alone(copy: Copy) -> None:
    mine = book(copy, Role.REP)

    found = deals_named(mine, limit=10_000)

    assert len(found)
    assert set(found["owner"]) == {mine.viewer.person_id}


def test_a_deal_outside_of_the_sidebars_scope_is_one_click_away(open_page: Open, copy: Copy) -> None:
    named = book(copy).deal_names
    keys = [row[0] for row in copy.rows(select(named.c.external_id))]
    existing = book(copy).within(Scope(kind="existing"))
    other = next(key for key in keys if deal_in(existing, key) is None)

    test = open_page("deal", kind="Existing", deal=other)
    assert formats.plain("This deal is outside of what the sidebar shows.") in said(test)

    next(button for button in test.button if button.label.startswith("Show all")).click().run()
    assert not test.exception
    assert test.selectbox(key="kind").value == ""
    assert test.metric


def test_a_deal_that_began_later_is_said(open_page: Open, copy: Copy) -> None:
    key = copy.rows(select(book(copy).deal_names.c.external_id))[0][0]

    test = open_page("deal", as_of="2010-01-01", deal=key)

    assert "This deal was not there yet" in said(test)


def test_a_rep_is_not_told_of_somebody_elses_deal_outside_of_the_scope(open_page: Open, copy: Copy) -> None:
    named, mine = book(copy).deal_names, book(copy, Role.REP)
    other = next(row[0] for row in copy.rows(select(named.c.external_id)) if deal_in(mine, row[0]) is None)

    test = open_page("deal", view_as=label_of(copy, Role.REP), kind="Existing", deal=other)

    assert formats.plain("There is no such deal in view.") in said(test)
