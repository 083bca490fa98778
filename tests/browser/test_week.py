"""One whole week of the forecast: calls, the meeting, its minute; the executive's roll-up; and how the next week begins."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect
from sqlalchemy import select, update

from model.database import open_database, writing
from model.tables import DealVersion, Minute, Person, ReportingLine, Stage, table
from tests.browser import reading
from tests.browser.company import ROOT, Company
from tests.browser.conftest import Open
from tests.browser.serving import Served, serving
from tests.weekly import begin_week, pass_deadline

MANAGER = """
    select m.id from person m join reporting_line l on l.manager_id = m.id and l.valid_to is null
    join person p on p.id = l.person_id and p.role = 'rep' and p.active_to is null
    join deal_version v on v.owner_id = p.id and v.valid_to is null join stage s on s.id = v.stage_id and s.kind = 'qualified'
    where m.role = 'manager' and m.active_to is null
    group by m.id having count(distinct p.id) >= 2 order by count(*) desc, m.id limit 1
"""
COLUMNS = (215, 45, 45, 95)
"""Pixels of the grid's columns before the amount: deal, open, marks, category (pages/parts/grid/drawing.py)."""
DECISIONS = ("Call the CFO", "Send the contract")
REPS = """
    select p.name from person p join reporting_line l on l.person_id = p.id and l.valid_to is null and l.manager_id = ({manager})
    where p.role = 'rep' and p.active_to is null order by p.id limit 1 offset {nth}
"""


@pytest.fixture
def own(company: Company, tmp_path: Path) -> Company:
    """The demo company in a file of the test's own, at the beginning of its week."""
    file = tmp_path / "week.db"
    engine = open_database(company.url)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    shutil.copy(company.file, file)
    begin_week(f"sqlite:///{file}")
    return Company(f"sqlite:///{file}", file)


def view_as(page: Page, served: Served, name: str, role: str, path: str = "", **address: str) -> None:
    """Open a page as somebody, and wait until it is there."""
    page.goto(f"{served.address}/{path}?{urlencode({'view_as': f'{name}, {role}'} | address)}")
    reading.settle(page)


def call(page: Page, amount: str) -> None:
    """Open the call, write the number and submit it."""
    reading.main(page).get_by_text(re.compile("^Your call for")).click()
    field = reading.main(page).get_by_label("Commit, closed included")
    field.fill(amount)
    field.press("Tab")
    reading.settle(page)
    reading.main(page).get_by_role("button", name="Submit call").click()


def open_beside(page: Page) -> None:
    """Open the deal of the grid's second row beside it, by its button."""
    grid = reading.main(page).get_by_test_id("stDataFrame").last
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + COLUMNS[0] + COLUMNS[1] / 2, box["y"] + 35 + 35 + 17)
    expect(reading.main(page).get_by_role("button", name="Open its page")).to_be_visible()
    expect(page.get_by_role("combobox", name="Open a deal beside")).not_to_have_value("")
    reading.settle(page)


def edit_amount(page: Page, amount: str) -> None:
    """Write another amount into the first row of the grid, and save it."""
    grid = reading.main(page).get_by_test_id("stDataFrame").last
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    deal, opens, marks, category = COLUMNS
    said = reading.main(page).get_by_text(re.compile(rf"amount .* → {int(amount):,}$"))
    for _ in range(3):  # the first key opens the cell: on a busy machine the next may come before it is open
        page.mouse.click(box["x"] + deal + opens + marks + category + 40, box["y"] + 35 + 17)
        page.keyboard.type(amount, delay=150)
        page.keyboard.press("Enter")
        with suppress(TimeoutError):
            said.wait_for(timeout=8000)
            break
    save = reading.main(page).get_by_role("button", name="Save 1 change")
    expect(save).to_be_visible()
    search = reading.main(page).get_by_label("Find").last
    for words in ("no deal is called so", ""):  # what is not saved stays when it is out of sight
        search.fill(words)
        search.press("Enter")
        reading.settle(page)
        expect(save).to_be_visible()
    expect(reading.main(page).get_by_text(re.compile(rf"amount .* → {int(amount):,}$"))).to_be_visible()
    save.click()
    expect(page.get_by_text("1 deal judged")).to_be_visible()
    expect(save).to_have_count(0)
    reading.settle(page)


def said_of_the_call(page: Page, words: str) -> None:
    expect(reading.main(page).get_by_text(re.compile(f"^Your call for .*{words}"))).to_be_visible()


def judge(page: Page, nth: int, amount: str, reason: str) -> str:
    """Open the nth exception, judge its amount; gives the deal's name."""
    main = reading.main(page)
    box = main.get_by_role("combobox", name=re.compile("Deal to ask about"))
    box.click()
    option = page.get_by_role("option").nth(nth)
    name = option.inner_text()
    option.click()
    expect(main.locator("strong", has_text=name)).to_be_visible()
    reading.settle(page)
    form = main.get_by_test_id("stForm").first
    expect(form.get_by_label("Amount")).to_have_count(1)
    form.get_by_label("Amount").fill(amount)
    form.get_by_label("Reason").fill(reason)
    form.get_by_role("button", name="Judge").click()
    expect(form.get_by_role("button", name="Withdraw mine")).to_be_visible()
    reading.settle(page)
    return name


def decide(page: Page, what: str) -> None:
    main = reading.main(page)
    main.get_by_label("What is decided").fill(what)
    main.get_by_role("button", name="Log decision").click()
    expect(main.get_by_role("button", name="Log decision")).to_be_visible()
    expect(main.get_by_text(what, exact=True)).to_be_visible()
    reading.settle(page)


def card(page: Page, label: str) -> Locator:
    """The number of a card."""
    metric = reading.main(page).get_by_test_id("stMetric").filter(has=page.get_by_text(label, exact=True))
    return metric.first.get_by_test_id("stMetricValue")


@pytest.fixture
def served(own: Company, tmp_path: Path) -> Iterator[Served]:
    with serving(ROOT, tmp_path / "week.log", own.url) as app:
        yield app
    assert "Traceback" not in app.said(), app.said()


def test_a_whole_week(own: Company, served: Served, open_cold: Open, tmp_path: Path) -> None:
    manager = own.ask(f"select name from person where id = ({MANAGER})")
    reps = [own.ask(REPS.format(manager=MANAGER, nth=nth)) for nth in (0, 1)]
    page = open_cold(served, f"?{urlencode({'view_as': f'{reps[0]}, rep'})}", cold_page="forecast_review minutes")
    reading.settle(page)

    reps_submit(page, served, own, reps)
    expected, judged = the_meeting(page, served, manager)
    the_minute(page, manager, (manager, *reps, *judged))
    the_executive_sees_it(page, served, own, manager)
    correct_and_move(own.url, int(own.ask(MANAGER)))
    with serving(ROOT, tmp_path / "later.log", own.url, days_later=7) as later:
        the_next_week(page, later, manager, expected)
    assert "Traceback" not in later.said(), later.said()


def reps_submit(page: Page, served: Served, own: Company, reps: list[str]) -> None:
    """Two reps go through their deals and submit, the second after the deadline."""
    open_beside(page)
    edit_amount(page, "987654")
    assert own.ask("select amount from judgement order by id desc limit 1") == "98765400"
    call(page, "1.1M")
    said_of_the_call(page, rf"1\.10M, submitted .* by {reps[0]}")
    pass_deadline(own.url)
    view_as(page, served, reps[1], "rep")
    call(page, "220k")
    said_of_the_call(page, rf"220k, submitted late, .* by {reps[1]}")


def the_meeting(page: Page, served: Served, manager: str) -> tuple[str, list[str]]:
    """From screen to screen by key: three judgements, the questions, two decisions, the end; gives the number and the deals."""
    view_as(page, served, manager, "manager")
    main = reading.main(page)
    main.get_by_role("button", name="Begin the review").click()
    expect(main.get_by_text("Review open")).to_be_visible()
    reading.settle(page)
    expected = card(page, "Closed + commit").inner_text()
    for screen in ("What changed", "Exceptions"):
        page.keyboard.press("n")
        expect(main.get_by_role("tab", name=screen)).to_have_attribute("aria-selected", "true")
        reading.settle(page)
    judged = [judge(page, nth, f"{nth + 1}k", f"Reason {nth}") for nth in range(3)]
    main.get_by_label("Why this quarter?").first.fill("Their budget ends")
    main.get_by_role("button", name="Keep the answers").first.click()
    expect(page.get_by_text("1 answer kept")).to_be_visible()
    main.get_by_role("tab", name="Decisions").click()
    reading.settle(page)
    for what in DECISIONS:
        decide(page, what)
    main.get_by_role("button", name="End the meeting").click()
    page.get_by_role("button", name="End and keep the minute").click()
    expect(main.get_by_text(re.compile(f"^Ended .* by {manager}"))).to_be_visible()
    reading.settle(page)
    return expected, judged


def the_minute(page: Page, manager: str, names: tuple[str, ...]) -> None:
    """Its HTML says what the screen said, and needs nothing else; the page opens it."""
    main = reading.main(page)
    with page.expect_download() as downloading:
        main.get_by_role("button", name="HTML, to print or send").click()
    html = Path(downloading.value.path()).read_text()
    for words in (*names, "Reason 0", "Reason 2", "Their budget ends", *DECISIONS, "1,100,000", "220,000"):
        assert words in html, words
    assert "http" not in html
    assert "<script" not in html
    main.get_by_role("button", name="Read the minute").click()
    expect(page).to_have_url(re.compile("/minutes"))
    reading.settle(page)
    expect(main.get_by_role("heading", name=re.compile(f"^{manager}: forecast review of"))).to_be_visible()


def the_executive_sees_it(page: Page, served: Served, own: Company, manager: str) -> None:
    """The roll-up's calls, and the minute."""
    executive = own.ask("select name from person where role = 'executive' and active_to is null order by id limit 1")
    view_as(page, served, executive, "executive", "forecast_review", beneath="Calls")
    expect(reading.main(page).get_by_text(re.compile(r"calls? for the week of")).first).to_be_visible()
    view_as(page, served, executive, "executive", "minutes")
    expect(reading.main(page).get_by_role("heading", name=re.compile(f"^{manager}: forecast review of"))).to_be_visible()


def the_next_week(page: Page, later: Served, manager: str, expected: str) -> None:
    """It opens with the two decisions, and a bridge from the frozen number."""
    view_as(page, later, manager, "manager", part="Decisions")
    expect(reading.main(page).get_by_text("2 open decisions")).to_be_visible()
    for what in DECISIONS:
        expect(reading.main(page).get_by_text(what, exact=True)).to_be_visible()
    view_as(page, later, manager, "manager", part="What changed")
    expect(reading.main(page).get_by_text(re.compile("^Begin from the minute of"))).to_be_visible()
    chart = reading.main(page).get_by_test_id("stVegaLiteChart").first
    for words in (re.escape(expected), r"Late\s*corrections", r"Team\s*change"):
        expect(chart).to_contain_text(re.compile(words))
    page.goto("about:blank")  # its server is about to end


def correct_and_move(url: str, manager: int) -> None:
    """A commit deal's amount was another all along, and a rep of another team who has won something comes from tomorrow on."""
    engine = open_database(url)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    version, person, stage = table(DealVersion), table(Person), table(Stage)
    with writing(engine) as (session, revision):
        content = json.loads(session.execute(select(table(Minute).c.content)).scalar_one())
        commit = next(deal["deal"] for deal in content["deals"] if deal["category"] == "commit" and deal["amount"])
        corrected = version.c.deal_id == commit, version.c.valid_to.is_(None)
        session.execute(update(version).where(*corrected).values(amount=version.c.amount + 1_000_00, revision_in=revision))
        first, last = (date.fromisoformat(content["period"][side]) for side in ("first", "last"))
        others = (
            select(version.c.owner_id)
            .join(person, person.c.id == version.c.owner_id)
            .join(stage, stage.c.id == version.c.stage_id)
            .where(version.c.valid_to.is_(None), stage.c.kind == "won", version.c.close_date.between(first, last))
            .where(person.c.role == "rep", person.c.active_to.is_(None), version.c.owner_id.not_in(content["people"]))
            .order_by(version.c.owner_id)
        )
        comes = session.execute(others).scalars().first()
        session.add(ReportingLine(person_id=comes, manager_id=manager, valid_from=tomorrow.date(), revision_in=revision))
    engine.dispose()
