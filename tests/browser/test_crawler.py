"""Nothing of a row outside somebody's view reaches their browser: each role opens every page, tab, table, proof and file."""

import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from model.database import open_database
from pages.parts import navigation
from seed_data.clock import present_day
from seed_data.meetings import hold
from tests.browser import marks, reading, sites
from tests.browser.company import Company
from tests.browser.crawling import Crawl, asked
from tests.browser.foreign import Rows, Walk
from tests.browser.serving import Served

DEALS = 300
HOLDS_REPS = """exists (select 1 from reporting_line r join person b on b.id = r.person_id
    where r.manager_id = p.id and b.role = 'rep' and b.active_to is null)"""
REPORTS_TO = "(select m.role from reporting_line r join person m on m.id = r.manager_id where r.person_id = p.id limit 1)"
THOROUGH = ("rep", "sdr", "observer")
"""For whom the tables behind charts are opened; the others' are made of the same rows as their charts, in the same way."""
WHO = {
    "rep": "p.role = 'rep' and not p.admin",
    "manager": f"p.role = 'manager' and {HOLDS_REPS} and {REPORTS_TO} = 'executive'",
    "sdr": "p.role = 'sdr'",
    "marketing": "p.role = 'marketing'",
    "observer": "p.role = 'observer' and not p.admin",
    "administrator": "p.role = 'rep' and p.admin",
    "executive": "p.role = 'executive'",
}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company whose rows are all marked, with last week's meetings held, and a rep who is its administrator."""
    made = sites.seeded(tmp_path_factory.mktemp("company"), DEALS)
    with sqlite3.connect(made.file) as connection:
        reps = "select id from person where role = 'rep' and active_to is null order by id desc limit 1"
        connection.execute(f"update person set admin = 1 where id = ({reps})")
    marks.mark(made)
    engine = open_database(made.url)
    assert hold(engine, present_day()) > 0
    engine.dispose()
    marks.mark_said(made)
    return made


@pytest.fixture(scope="module")
def site(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app, with sign-in. At the end its log names nobody, nothing of theirs and no secret."""
    with (
        sites.provider_of(company) as provider,
        sites.site(tmp_path_factory.mktemp("site"), provider, company.url) as served,
    ):
        yield served
    said = served.log.read_bytes()
    assert not marks.words_in(said)
    assert b"what-only-the-provider-knows" not in said


def email_of(company: Company, who: str) -> str:
    """The e-mail of the first who works here of a role."""
    return company.ask(f"select email from person p where {WHO[who]} and p.active_to is null order by id limit 1")


def titles_of(walk: Walk, who: str) -> list[str]:
    """The pages of somebody, the first one first. The administrator's as a rep are the rep's: of these only some."""
    every = navigation.PAGES | navigation.OF_MARKETING | navigation.TASKS
    known = {name: about[0] for name, about in every.items()}
    names = navigation.names(walk.me["role"])
    if who == "administrator":
        names = ("my_pipeline", "deal", "audit", *navigation.TASKS)
    if who == "executive":
        names = ("rollup", "deal", "lead_funnel", "hunters_farmers")
    return [known[name] for name in names]


def crawl(browser: Browser, site: Served, company: Company, who: str) -> tuple[Crawl, Walk]:
    """What somebody gets who opens all that is theirs, and asks for what is not."""
    walk = Walk(company, email_of(company, who))
    with sites.browsing(browser) as context:
        made = Crawl(context, site, thorough=who in THOROUGH)
        made.haul.where = "sign-in"
        sites.arrive(made.page, site, walk.me["email"])
        made.every_page(titles_of(walk, who))
        for deal in walk.telling_deals() if "deal" in navigation.names(walk.me["role"]) else []:
            made.open(asked("deal", deal=deal), f"their deal {deal}", set())
            made.every_part(f"their deal {deal}")
        if who != "executive":
            ask_for_what_is_not_theirs(made, walk)
    return made, walk


def ask_for_what_is_not_theirs(made: Crawl, walk: Walk) -> None:
    """Ask by address and in search fields for a deal, an account, a person, a page that is somebody else's."""
    foreign = walk.whole().without(walk.theirs())
    one = {letter: min((word for word in foreign.words if word[0] == letter), default="") for letter in "EDAP"}
    deal, name, account, person = one.values()
    other = next((row["name"] for row in walk.tables["person"] if row["role"] == "manager" and row["name"] in foreign.words), "")
    if deal:
        made.open(asked("deal", deal=deal), "another's deal by its address", {deal})
        for word in (deal, name, account, person):
            field = reading.main(made.page).get_by_label("Deal", exact=True)
            if word and field.count():
                made.type_into(field, word, f"looking for {word}")
    if person:
        chosen = {"under": f"{other}’s team", "view_as": f"{person}, rep", "in_place_of": other, "rep": person}
        made.open(asked(titles[walk.me["role"]], **chosen), "other people by the address", {person, other})
        if not walk.me["admin"]:
            assert made.page.get_by_role("combobox", name="View as").count() == 0
    for page in (*navigation.TASKS, "rollup", "minutes", "my_pipeline"):
        if page not in navigation.names(walk.me["role"]) and not walk.me["admin"]:
            made.open(page, f"another's page {page}", set())


titles = {"rep": "forecast_review", "manager": "rollup", "sdr": "lead_funnel", "marketing": "lead_funnel", "observer": "replay"}


@pytest.mark.parametrize("who", [who for who in WHO if who != "executive"])
def test_nothing_of_a_foreign_row_reaches_a_browser(site: Served, company: Company, browser: Browser, who: str) -> None:
    made, walk = crawl(browser, site, company, who)

    whole, own = walk.whole(), walk.theirs()
    leaked = made.haul.found(whole.without(own))
    assert not leaked, f"{len(leaked)}\n" + "\n".join(leaked)
    assert made.haul.found(own), "Nothing of theirs was found either"


def test_the_same_walk_finds_every_kind_of_row_where_it_is_somebodys_to_see(
    site: Served, company: Company, browser: Browser
) -> None:
    made, walk = crawl(browser, site, company, "executive")

    whole = walk.whole()
    assert {word[0] for word in made.haul.words} >= set("PDETALCJ"), sorted({word[0] for word in made.haul.words})
    kinds = {"in words": whole.words & set(made.haul.words), "by id": whole.ids & set(made.haul.numbers)}
    kinds["by amount"] = set(made.haul.found(Rows(amounts=whole.amounts)))  # type: ignore[assignment]
    assert all(len(found) > 5 for found in kinds.values()), kinds
