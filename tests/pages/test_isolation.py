"""One process, one cache, many viewers: nobody sees what another was shown."""

import pytest
from sqlalchemy import select

from model.book import deal_in
from model.people import Role
from model.warehouse import Copy
from pages.door import uploads
from pages.parts import formats
from tests.pages.conftest import Open, book, label_of, said

TAB = "Exceptions"


def deals_shown(test: object) -> set[str]:
    return {
        str(name)
        for table in test.dataframe  # type: ignore[attr-defined]
        for column in table.value
        if column == "deal_name"
        for name in table.value[column]
    }


def test_two_sessions_of_different_viewers_see_their_own_deals(open_page: Open, copy: Copy) -> None:
    everything = open_page("forecast_review", part=TAB)
    manager = open_page("forecast_review", view_as=label_of(copy, Role.MANAGER), part=TAB)
    again = open_page("forecast_review", part=TAB)

    mine = book(copy, Role.MANAGER)
    own = {row[0] for row in copy.rows(select(mine.deal_names.c.name))}
    assert deals_shown(manager)
    assert deals_shown(manager) <= own
    assert not deals_shown(everything) <= own
    assert deals_shown(again) == deals_shown(everything)


@pytest.mark.parametrize("known", [True, False])
def test_somebody_elses_deal_is_as_unknown_as_one_that_does_not_exist(open_page: Open, copy: Copy, known: bool) -> None:
    mine = book(copy, Role.REP)
    all_ids = [row[0] for row in copy.rows(select(book(copy).deal_names.c.external_id))]
    other = next(id_ for id_ in all_ids if deal_in(mine, id_) is None) if known else "no-such-deal"

    test = open_page("deal", view_as=label_of(copy, Role.REP), deal=other)

    assert not test.exception
    assert formats.plain("There is no such deal in view.") in said(test)
    assert not test.metric


def test_a_deals_page_shows_its_versions(open_page: Open, copy: Copy) -> None:
    whole = book(copy)
    external_id, name = copy.rows(select(whole.deal_names.c.external_id, whole.deal_names.c.name))[0]

    test = open_page("deal", deal=external_id)

    assert not test.exception
    assert formats.plain(name) in said(test)
    versions = next(table.value for table in test.dataframe if "what" in table.value)
    assert len(versions) >= 1


def test_who_may_not_import_any_more_sends_no_more_files(open_page: Open, copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed: set[str] = set()
    monkeypatch.setattr(uploads, "allow", allowed.add)
    monkeypatch.setattr(uploads, "forbid", allowed.discard)

    open_page("imports")
    assert allowed
    open_page("my_pipeline", view_as=label_of(copy, Role.REP))  # in tests all sessions have one name

    assert not allowed
