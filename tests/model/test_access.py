"""Who reports to whom, and what a viewer may see."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from model.access import AccessDenied, Grain, Member, Sight, find_member, viewer_of
from model.tree import Line, Tree, managers_on
from tests.company import Company

TODAY = date(2026, 11, 23)


def member(id_: int, role: str = "rep", active_to: date | None = None) -> Member:
    return Member(id_, f"p{id_}", f"Person {id_}", f"p{id_}@example.com", role, False, None, active_to)


@st.composite
def forests(draw: st.DrawFn) -> dict[int, int | None]:
    """person → manager, without cycles: a manager always has a smaller id."""
    size = draw(st.integers(1, 25))
    return {i: draw(st.one_of(st.none(), st.integers(0, i - 1))) if i else None for i in range(size)}


@given(forests())
def test_a_manager_sees_exactly_those_whose_chain_of_managers_leads_to_them(managers: dict[int, int | None]) -> None:
    def chain(person: int | None) -> set[int]:
        found = set()
        while person is not None:
            found.add(person)
            person = managers[person]
        return found

    members = [member(i, "manager") for i in managers]
    lines = [Line(person, manager, None, None) for person, manager in managers.items()]

    for top in managers:
        seen = viewer_of(members[top], members, lines, TODAY).people
        assert seen == {person for person in managers if top in chain(person)}


@given(forests())
def test_the_nodes_of_a_tree_are_everybody_once_managers_first(managers: dict[int, int | None]) -> None:
    nodes = Tree(managers, managers).nodes()
    place = {node.person_id: i for i, node in enumerate(nodes)}

    assert sorted(place) == sorted(managers)
    for node in nodes:
        if node.manager_id is not None:
            assert place[node.manager_id] < place[node.person_id]
            assert node.depth == nodes[place[node.manager_id]].depth + 1


def test_a_cycle_in_bad_data_loses_nobody_and_ends() -> None:
    tree = Tree([1, 2, 3], {1: 2, 2: 1, 3: None})

    assert {node.person_id for node in tree.nodes()} == {1, 2, 3}
    assert tree.below(1) == {1, 2}


def test_a_leaver_stays_under_their_last_manager() -> None:
    lines = [Line(1, 8, None, date(2026, 3, 31)), Line(1, 9, date(2026, 4, 1), date(2026, 6, 30))]

    assert managers_on(lines, date(2026, 3, 31)) == {1: 8}
    assert managers_on(lines, date(2026, 4, 1)) == {1: 9}
    assert managers_on(lines, TODAY) == {1: 9}


def test_of_two_lines_that_cover_a_day_the_later_begun_counts() -> None:
    lines = [Line(1, 8, None, None), Line(1, 9, date(2026, 4, 1), None)]

    assert managers_on(lines, TODAY) == {1: 9}


@pytest.mark.parametrize(
    ("role", "sight", "people"),
    [("rep", Sight.DEALS, frozenset({1})), ("manager", Sight.DEALS, frozenset({1, 2})), ("executive", Sight.DEALS, None),
     ("sdr", Sight.LEADS, None), ("marketing", Sight.LEADS, None), ("observer", Sight.TOTALS, None)],
)  # fmt: skip
def test_what_a_role_sees(role: str, sight: Sight, people: frozenset[int] | None) -> None:
    members = [member(1, role), member(2), member(3)]

    viewer = viewer_of(members[0], members, [Line(2, 1, None, None)], TODAY)

    assert (viewer.sight, viewer.people) == (sight, people)
    assert viewer.may_see(Grain.PERSON) == (role != "observer")


def test_the_admin_flag_shows_nobody_elses_numbers() -> None:
    admin = Member(1, "p1", "Person 1", None, "rep", True, None, None)

    assert viewer_of(admin, [admin, member(2)], [], TODAY).people == {1}


def test_somebody_who_left_is_refused() -> None:
    with pytest.raises(AccessDenied, match="does not work here"):
        viewer_of(member(1, active_to=date(2026, 11, 22)), [], [], TODAY)


def test_an_unknown_or_ambiguous_name_is_refused() -> None:
    twins = [member(1), Member(2, "p2", "Twin", "p1@example.com", "rep", False, None, None)]

    with pytest.raises(AccessDenied, match="No person"):
        find_member(twins, "nobody@example.com")
    with pytest.raises(AccessDenied, match="More than one"):
        find_member(twins, "P1@example.com")


@pytest.fixture
def company(engine: Engine) -> Company:
    company = Company(engine)
    company.person("Eve", role="executive")
    company.person("Max", "Eve", role="manager", region="North")
    company.person("Ann", "Max", region="North")
    company.person("Bob", "Eve", region="South")
    company.person("Sid", "Eve", role="sdr")
    for owner in ("Ann", "Bob"):
        company.deal(f"deal of {owner}", owner, [("2026-01-05", "proposal", {"amount": 100, "close": "2026-12-01"})])
        company.lead(f"lead of {owner}", deal=f"deal of {owner}", created_at="2026-01-01")
    company.lead("lead of Sid", sdr="Sid", created_at="2026-01-01")
    return company


@pytest.mark.parametrize(
    ("viewer", "under", "deals", "leads"),
    [(None, None, {"Ann", "Bob"}, {"Ann", "Bob", "Sid"}), ("Eve", None, {"Ann", "Bob"}, {"Ann", "Bob", "Sid"}),
     ("Max", None, {"Ann"}, {"Ann"}), ("Ann", None, {"Ann"}, {"Ann"}), ("Ann", "Bob", set(), set()),
     ("Eve", "Max", {"Ann"}, {"Ann"}), ("Max", "Bob", set(), set()), ("Sid", None, set(), {"Ann", "Bob", "Sid"})],
)  # fmt: skip
def test_a_book_holds_what_its_viewer_may_see_and_its_scope_names(
    company: Company, viewer: str | None, under: str | None, deals: set[str], leads: set[str]
) -> None:
    book = company.book("2026-06-01", viewer, under=under)
    names = {id_: name.split()[-1] for name, id_ in company.ids.items() if name.startswith("deal ")}
    lead_names = {id_: name.split()[-1] for name, id_ in company.ids.items() if name.startswith("lead ")}

    assert {names[i] for i in book.frame(select(book.deals.c.deal_id))["deal_id"]} == deals
    assert {lead_names[i] for i in book.frame(select(book.leads.c.lead_id))["lead_id"]} == leads
    for rows in (book.history, book.visits, book.deal_names, book.pairs(date(2026, 3, 1))):
        assert {names[i] for i in book.frame(select(rows.c.deal_id))["deal_id"]} == deals


def test_an_sdr_sees_no_amount_of_a_leads_deal(company: Company) -> None:
    book = company.book("2026-06-01", "Sid")

    assert book.frame(select(book.leads.c.value))["value"].isna().all()


def test_an_sdr_learns_of_no_deal_whose_it_is(company: Company) -> None:
    book = company.book("2026-06-01", "Sid")

    assert book.frame(select(book.leads.c.deal_owner_id))["deal_owner_id"].isna().all()
    assert book.frame(select(company.book("2026-06-01", "Sid", under="Ann").leads.c.lead_id)).empty
    assert len(book.frame(select(company.book("2026-06-01", "Sid", under="Sid").leads.c.lead_id))) == 1


def test_how_many_stand_below_somebody_out_of_sight_is_not_told(company: Company) -> None:
    company.person("Zoe", "Eve", role="manager")

    assert company.book("2026-06-01", "Zoe", under="Max").left_out == 0
    assert company.book("2026-06-01", "Zoe", under="Eve").left_out == 0


def test_a_deal_handed_over_is_in_the_book_of_its_owner_on_the_day(company: Company) -> None:
    company.deal("moving", "Ann", [("2026-01-05", "proposal"), ("2026-03-01", "proposal", {"owner": "Bob"})])

    def sees(viewer: str, on: str) -> bool:
        book = company.book(on, viewer)
        return company.id("moving") in set(book.frame(select(book.history.c.deal_id))["deal_id"])

    assert sees("Ann", "2026-02-28")
    assert not sees("Ann", "2026-03-01")
    assert sees("Bob", "2026-03-01")


def test_a_norm_of_fewer_than_five_people_is_not_given(company: Company) -> None:
    book = company.book("2026-06-01", "Ann")

    assert book.norm(lambda whole: 1, "any") is None
