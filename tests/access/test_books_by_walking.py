"""Random trees in a real database: a Book, and the command line, show a row if and only if a naive walk of the tree says so."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import Engine, insert, select, update

from metrics.__main__ import main
from model.access import AccessDenied
from model.book import Book, Scope
from model.company import in_place_of, members_of, viewer_now
from model.database import writing
from model.tables import Person, ReportingLine, Setting, StandIn, table
from model.warehouse import Copy
from tests.access.house import PERIOD, TODAY
from tests.access.walking import LEFT, WHO, World, chain, expected, sees, worlds
from tests.company import Company
from tests.fresh import fresh

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking takes longer than reading a world


@pytest.fixture(scope="module")
def engine_of_six(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Six people, each with an account, a deal, a lead, a quota and a call; what they are and whom they report to comes later."""
    engine = fresh(f"sqlite:///{tmp_path_factory.mktemp('walking') / 'six.db'}")
    company = Company(engine)
    for number in range(WHO):
        name = f"Person{number}"
        company.person(name)
        company.account(f"Firm{number}", name)
        company.deal(f"Deal{number}", name, [((TODAY - timedelta(days=300)).isoformat(), "proposal")], account=f"Firm{number}")
        company.lead(f"Lead{number}", sdr=name, created_at=(TODAY - timedelta(days=300)).isoformat())
        company.quota(name, PERIOD.name, 100)
        week = TODAY - timedelta(days=203)
        company.call(name, PERIOD.name, week.isoformat(), week.isoformat(), 100)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def copy_of_six(engine_of_six: Engine) -> Copy:
    """What is asked, brought up to date for every world."""
    return Copy(engine_of_six)


def refill(engine: Engine, world: World) -> None:
    """Make the six the people of a world, as a revision of its own."""
    with writing(engine) as (session, revision):
        new, own = {"revision_in": revision}, table(Person)
        for model in (ReportingLine, Setting, StandIn):
            session.execute(update(table(model)).where(table(model).c.revision_out.is_(None)).values(revision_out=revision))
        for number, (role, left) in enumerate(zip(world.roles, world.left, strict=True)):
            last = LEFT if left else None
            session.execute(update(own).where(own.c.id == number + 1).values(role=role, active_to=last, **new))
        for person, manager, first, last in world.lines:
            both = {"person_id": person + 1, "manager_id": None if manager is None else manager + 1}
            session.execute(insert(table(ReportingLine)).values(**new, **both, valid_from=first, valid_to=last))
        session.execute(insert(table(Setting)).values(**new, key="peer_visibility", value=world.peers))
        if world.absent is not None:
            both = {"absent_id": world.absent + 1, "person_id": world.viewer + 1}
            session.execute(insert(table(StandIn)).values(**new, **both, first=TODAY, last=TODAY))


def owners(book: Book, rows: Any, column: str) -> set[int]:
    found = book.frame(select(rows.c[column]))[column]
    return {int(owner) - 1 for owner in found.dropna()}


def may_stand_in(world: World) -> bool:
    """Whether the absent one leads anybody, and who stands in sees deals."""
    absent, there = world.roles[world.absent or 0], world.roles[world.viewer]
    return absent in ("manager", "executive") and there in ("rep", "manager", "executive")


@settings(max_examples=60, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(world=worlds())
def test_a_book_shows_a_row_if_and_only_if_a_walk_of_the_tree_says_so(
    engine_of_six: Engine, copy_of_six: Copy, world: World
) -> None:
    refill(engine_of_six, world)
    warehouse = copy_of_six
    warehouse.refresh()
    members = {m.id: m for m in members_of(warehouse)}
    viewer, looks = viewer_now(warehouse, members[world.viewer + 1], TODAY), world.viewer
    if world.absent is not None:
        if not may_stand_in(world):
            with pytest.raises(AccessDenied):
                in_place_of(warehouse, viewer, world.absent + 1, TODAY)
            return
        viewer, looks = in_place_of(warehouse, viewer, world.absent + 1, TODAY), world.absent
    role, scope = world.roles[looks], Scope(None if world.under is None else world.under + 1)

    if role == "observer":
        book = Book(warehouse, viewer, world.as_of)
        assert owners(book, book.deals, "owner_id") == set(range(WHO))  # of which metrics give out sums alone
        if scope.under is not None:
            with pytest.raises(AccessDenied):
                Book(warehouse, viewer, world.as_of, scope)
        return
    book = Book(warehouse, viewer, world.as_of, scope)
    if role in ("sdr", "marketing"):
        team = {o for o in range(WHO) if world.under in (None, o) or world.under in chain(world, o, world.as_of)}
        assert owners(book, book.leads, "owner_id") == team
        assert owners(book, book.accounts, "owner_id") == (team if role == "marketing" else set())
        mine = set()
    else:
        mine = {owner for owner in range(WHO) if expected(world, looks, owner)}
        assert owners(book, book.leads, "owner_id") == mine
        assert owners(book, book.accounts, "owner_id") == mine
    assert owners(book, book.deals, "owner_id") == mine
    assert owners(book, book.calls, "person_id") == mine
    assert owners(book, book.quotas, "person_id") == mine
    assert {int(n) - 1 for n in book.frame(select(book.history.c.owner_id))["owner_id"]} == mine
    assert {int(n) - 1 for n in book.frame(select(book.deal_names.c.deal_id))["deal_id"]} == mine
    assert book.left_out == 0 or world.under is None or sees(world, looks, world.under)


@settings(max_examples=6, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(world=worlds())
def test_the_command_line_is_as_silent_for_somebody_out_of_sight_as_for_a_stranger(
    engine_of_six: Engine, capsys: pytest.CaptureFixture[str], world: World
) -> None:
    refill(engine_of_six, world)
    asks = ["pipeline", "--viewer", f"Person{world.viewer}", "--database", str(engine_of_six.url)]

    def said(under: str) -> tuple[int, str, str]:
        code = main([*asks, "--under", under])
        told = capsys.readouterr()
        return code, told.out, told.err.replace(under, "?")

    role = world.roles[world.viewer]
    stranger = said("stranger@example.com")
    assert stranger[:2] == (1, "")
    for person in {world.under or 0, world.absent or 1}:
        open_to_them = role in ("sdr", "marketing") or (role != "observer" and sees(world, world.viewer, person))
        assert (said(f"person{person}@example.com") != stranger) is open_to_them
