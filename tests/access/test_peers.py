"""What the setting `peer_visibility` opens beside one's own and those below, and what it must never open."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from metrics.audit import written
from metrics.call_record import call_record
from metrics.reviewing import minutes
from model.access import AccessDenied
from model.calendar import Window
from model.commands.answers import answer
from model.commands.calls import submit
from model.commands.judgements import judge
from model.database import current_revision
from model.minutes import content_of
from tests.access import house
from tests.access.grids import OF_PEOPLE, OF_TEAMS, cells
from tests.access.house import DEALS, PERIOD, TEAMS, TODAY, forged, seen_as
from tests.company import Company

VISIBLE = {
    "self": """
          Evadne Maximo Subira Leandr Annika Bobrik Gustel Miroda Zoelda Adelmo
Maximo    .      x      x      x      x      x      x      .      .      .
Subira    .      .      x      x      .      .      .      .      .      .
Leandr    .      .      .      x      .      .      .      .      .      .
Annika    .      .      .      .      x      .      .      .      .      .
Zoelda    .      .      .      .      .      .      .      .      x      .
""",
    "team": """
          Evadne Maximo Subira Leandr Annika Bobrik Gustel Miroda Zoelda Adelmo
Maximo    .      x      x      x      x      x      x      x      x      x
Subira    .      .      x      x      x      x      x      .      .      .
Leandr    .      .      .      x      .      .      .      .      .      .
Annika    .      .      x      x      x      x      x      .      .      .
Zoelda    .      .      .      .      .      .      .      .      x      x
""",
    "all": """
          Evadne Maximo Subira Leandr Annika Bobrik Gustel Miroda Zoelda Adelmo
Maximo    .      x      x      x      x      x      x      x      x      x
Subira    .      .      x      x      x      x      x      x      x      x
Leandr    .      .      .      x      x      x      x      x      x      x
Annika    .      .      x      x      x      x      x      x      x      x
Zoelda    .      x      x      x      x      x      x      .      x      x
""",
}
"""setting → whose books somebody sees."""


@pytest.fixture(scope="module")
def peers(shared_engine: Engine) -> Company:
    """A company of this module's own, whose setting changes."""
    return house.built(shared_engine)


@pytest.mark.parametrize("setting", VISIBLE)
def test_peers_are_seen_as_the_company_says_and_nothing_else_is_opened(peers: Company, setting: str) -> None:
    peers.setting("peer_visibility", setting, TODAY.isoformat())
    names = {peers.ids[deal]: owner for owner, (deal, _) in DEALS.items()}
    for who, expected in cells(VISIBLE[setting]).items():
        book = peers.book(TODAY.isoformat(), who)
        shown = {names[id_] for id_ in book.frame(select(book.deals.c.deal_id))["deal_id"] if id_ in names}
        assert shown == {owner for owner, may in expected.items() if may == "x"}

        theirs = cells(OF_PEOPLE)[who]
        for owner in DEALS:
            if theirs[owner] == ".":
                _is_refused(peers, who, owner)
        own = {team for team, may in cells(OF_TEAMS)[who].items() if may == "x"}
        assert set(minutes(book)["minute"]) == {peers.ids[f"minute of {team}"] for team in own}
        for team in TEAMS:
            if team not in own:
                with pytest.raises(AccessDenied):
                    content_of(peers.engine, seen_as(peers, who), peers.ids[f"minute of {team}"])
    for who in ("Siddal", "Berenk"):
        book = peers.book(TODAY.isoformat(), who)
        assert book.frame(select(book.deals.c.deal_id)).empty


def _is_refused(company: Company, who: str, owner: str) -> None:
    """Writing to somebody's rows, and the private record of their calls."""
    book, viewer, deal = company.book(TODAY.isoformat(), who), forged(company, who), company.ids[DEALS[owner][0]]
    before = current_revision(company.engine)
    with pytest.raises(AccessDenied):
        submit(company.engine, viewer, person=company.ids[owner], period=PERIOD.name, commit=1)
    with pytest.raises(AccessDenied):
        judge(company.engine, viewer, deal=deal, period=PERIOD.name, amount=1, reason="x")
    with pytest.raises(AccessDenied):
        answer(company.engine, viewer, deal=deal, period=PERIOD.name, question="blockers", text="x")
    with pytest.raises(AccessDenied):
        call_record(book, PERIOD, company.ids[owner])
    assert current_revision(company.engine) == before


def test_no_setting_shows_what_was_written_about_those_above(peers: Company) -> None:
    submit(peers.engine, forged(peers, "Maximo"), person=peers.ids["Maximo"], period=PERIOD.name, commit=1)
    for setting in VISIBLE:
        peers.setting("peer_visibility", setting, TODAY.isoformat())
        entries = written(peers.book(TODAY.isoformat(), "Annika"), Window(TODAY - timedelta(days=9), TODAY))
        assert not set(entries["person"].dropna()) & {peers.ids["Maximo"], peers.ids["Evadne"]}
