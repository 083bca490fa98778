"""An import that is undone leaves every figure as it was before it; one that later writes refer to stays."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

from metrics.definition import metrics
from model.__main__ import main
from model.access import MACHINE_OWNER
from model.audit import TOLD
from model.book import Book
from model.database import current_revision, writing
from model.histories import change_deal
from model.importing import ImportReport, import_files
from model.importing.undoing.undo import CannotUndo, Undone, undo
from model.people_review import confirm_people
from model.tables import MODELS, Activity, Call, Deal, DealVersion, ImportRun, Judgement, Person, table
from model.warehouse import Copy, InPlace
from tests.metrics.test_conformance import answer, sorted_rows, ways_to_ask

WEEK = timedelta(days=7)
FIRST = date(2026, 10, 5)
DAYS = (FIRST, FIRST + 2 * WEEK)
USERS = """Id,FirstName,LastName,Email,IsActive,ManagerId
{u}1,Mia,Berg,mia@x.com,true,
{u}3,Zoe,Fox,zoe@x.com,true,
{u}2,Ann,Lee,ann@x.com,true,{boss}
"""
ACCOUNTS = "Id,Name,Industry,OwnerId\n{a}1,Acme,Tools,{u}2\n{a}2,Bolt,{industry},{u}2\n"
HEAD = "Id,Name,AccountId,StageName,Amount,CloseDate,IsClosed,IsWon,OwnerId,CreatedDate,NextStep\n"
DEAL = "{d}{n},Deal {n},{a}{of},{stage},{amount},{close},{closed},{won},{owner},2026-08-01T08:00:00.000Z,Call\n"
KINDS = {"u": "0055g000000000", "a": "0015g000000000", "d": "0065g000000000"}


class Crm:
    """A small Salesforce, exported week by week."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        self.warehouse = (InPlace if engine.dialect.name == "postgresql" else Copy)(engine)

    def export(self, week: int, deals: list[dict[str, Any]], industry: str = "Boats", boss: str = "1") -> ImportReport:
        folder = self.folder / f"week {week} {len(list(self.folder.iterdir()))}"
        folder.mkdir()
        rows = [
            DEAL.format_map(KINDS | {"of": 1, "stage": "Qualification", "amount": 100, "close": "2026-12-20", "closed": "false",
                                     "won": "false", "owner": KINDS["u"] + "2"} | deal)
            for deal in deals
        ]  # fmt: skip
        (folder / "User.csv").write_text(USERS.format_map(KINDS | {"boss": KINDS["u"] + boss}))
        (folder / "Account.csv").write_text(ACCOUNTS.format_map(KINDS | {"industry": industry}))
        (folder / "Opportunity.csv").write_text(HEAD + "".join(rows))
        report = import_files(self.engine, [folder], as_of=FIRST + week * WEEK, whole=True)
        assert (report.rejections, report.revision) == ([], current_revision(self.engine))
        return report

    def undo(self, revision: int | None) -> Undone:
        """Undo the import that wrote this revision."""
        with Session(self.engine) as session:
            run = session.scalars(select(ImportRun.id).where(ImportRun.revision_in == revision)).one()
        return undo(self.engine, run or 0)

    def figures(self) -> dict[tuple[str, date, str], list[tuple[Any, ...]]]:
        """Every figure in every way on several days, by a copy that follows what is written."""
        self.warehouse.refresh()
        return all_figures(Book(self.warehouse, MACHINE_OWNER, FIRST))

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """All believed rows of the book without their numbers and revisions, table by table."""
        found = {}
        with Session(self.engine) as session:
            for model in (model for model in MODELS if model not in TOLD):
                which = table(model)
                names = [c for c in which.c if c.name not in ("id", "revision_in", "revision_out", "started_at")]
                rows = session.execute(select(*names).where(which.c.revision_out.is_(None))).all()
                found[which.name] = sorted((tuple(row) for row in rows), key=repr)
        return found


def all_figures(book: Book) -> dict[tuple[str, date, str], list[tuple[Any, ...]]]:
    """All on SQLite; the other database keeps the same rows, so a few will do."""
    few = ("forecast", "bridge", "win-rate") if isinstance(book.warehouse, InPlace) else tuple(metrics())
    return {
        (name, day, str(asked)): sorted_rows(answer(book.on(day), metric, asked))
        for name, metric in metrics().items()
        if name in few
        for day in DAYS
        for asked in ways_to_ask(metric)[-1:]
    }


@pytest.fixture
def crm(engine: Engine, tmp_path: Path) -> Crm:
    """Three deals in the first week; in the second one is won, one is worth more, one vanished and one is new."""
    made = Crm(engine, tmp_path)
    made.export(0, [{"n": 1}, {"n": 2, "of": 2}, {"n": 3}])
    return made


SECOND: list[dict[str, Any]] = [
    {"n": 1, "stage": "Closed Won", "closed": "true", "won": "true", "close": "2026-10-08"},
    {"n": 2, "of": 2, "amount": 250},
    {"n": 4, "owner": KINDS["u"] + "9"},
]


def test_every_figure_is_as_before_and_the_import_can_come_again(crm: Crm) -> None:
    before, rows = crm.figures(), crm.rows()
    report = crm.export(1, SECOND, industry="Ships", boss="3")
    then, then_rows = crm.figures(), crm.rows()
    assert then != before

    undone = crm.undo(report.revision)

    assert crm.rows() == rows
    assert crm.figures() == before
    assert (undone.ended["deal"], undone.put_back["account"], undone.restored["deal_version"]) == (1, 1, 2)
    again = crm.export(1, SECOND, industry="Ships", boss="3")
    assert {name: vars(count) for name, count in again.counts.items()} == {n: vars(c) for n, c in report.counts.items()}
    assert crm.rows() == then_rows | {"import_run": crm.rows()["import_run"]}
    crm.warehouse = Copy(crm.engine)
    assert {key: rows for key, rows in crm.figures().items() if key in then} == then


def test_imports_are_undone_one_after_the_other(crm: Crm) -> None:
    empty = {name: [] for name in crm.rows()}
    first = current_revision(crm.engine)
    rows = crm.rows()
    second = crm.export(1, SECOND, industry="Ships").revision or 0
    third = crm.export(2, [{"n": 1}, {"n": 2, "amount": 300}, {"n": 3}, {"n": 4}], industry="Planes").revision or 0

    for number in (first, second):
        with pytest.raises(CannotUndo, match="Later writes refer"):
            crm.undo(number)
    crm.undo(third)
    crm.undo(second)
    assert crm.rows() == rows
    crm.undo(first)
    assert crm.rows() == empty
    with pytest.raises(CannotUndo, match="undone already"):
        crm.undo(first)
    with pytest.raises(CannotUndo, match="no import"):
        undo(crm.engine, 1_000)


def test_what_stands_against_it_is_listed(crm: Crm) -> None:
    number = current_revision(crm.engine)
    with Session(crm.engine) as session:
        deals = {deal.name: deal.id for deal in session.scalars(select(Deal))}
        ann = session.scalars(select(Person.id).where(Person.name == "Ann Lee")).one()
    moment = datetime(2026, 10, 9, 9, 30, tzinfo=UTC)
    with writing(crm.engine) as (session, n):
        shared = {"person_id": ann, "revision_in": n}
        session.add(Call(**shared, author_id=ann, period="2026Q4", week=date(2026, 10, 5), called_at=moment, commit=5))
        session.add(Judgement(**shared, deal_id=deals["Deal 2"], period="2026Q4", judged_at=moment, category="commit"))
        session.add(Activity(**shared, external_id="x", deal_id=deals["Deal 3"], happened_at=moment, kind="call"))
        change_deal(session, n, deals["Deal 1"] or 0, moment, amount=7)

    with pytest.raises(CannotUndo) as refused:
        crm.undo(number)

    said = set(map(str, refused.value.objections))
    assert {
        "version of Deal 1: revision 2", "call of Ann Lee: Ann Lee, 2026-10-09 09:30 UTC",
        "judgement of Deal 2: Ann Lee, 2026-10-09 09:30 UTC", "activity of Deal 3: Ann Lee, 2026-10-09 09:30 UTC",
    } <= said  # fmt: skip
    assert crm.rows()["call"] != []


def test_a_person_whom_somebody_confirmed_stays(crm: Crm) -> None:
    number = crm.export(1, SECOND).revision or 0
    with writing(crm.engine) as (session, n):
        named = session.scalars(select(Person.id).where(Person.unconfirmed)).all()
        assert confirm_people(session, n, [each for each in named if each]) == 1

    with pytest.raises(CannotUndo, match="person of"):
        crm.undo(number)


def test_a_page_edit_beside_the_import_does_not_stand_against_it(crm: Crm) -> None:
    with Session(crm.engine) as session:
        deal = session.scalars(select(Deal.id).where(Deal.name == "Deal 3")).one() or 0
    number = crm.export(1, SECOND).revision or 0
    with writing(crm.engine) as (session, n):
        change_deal(session, n, deal, datetime(2026, 10, 20, tzinfo=UTC), amount=7)

    crm.undo(number)

    with Session(crm.engine) as session:
        own = select(DealVersion.amount).where(DealVersion.deal_id == deal, DealVersion.revision_out.is_(None))
        assert session.scalars(own.order_by(DealVersion.valid_from)).all() == [10_000, 7]


def test_the_command_lists_imports_and_takes_one_back(crm: Crm, capsys: pytest.CaptureFixture[str]) -> None:
    crm.export(1, SECOND)
    rows = crm.rows()
    url = crm.engine.url.render_as_string(hide_password=False)

    assert main(["undo", "--database", url]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == ["2", "1"]
    assert "as of 2026-10-12  salesforce" in listed[0]
    assert main(["undo", "1", "--database", url]) == 1
    assert "version of Deal 1: import 2 (" in capsys.readouterr().err
    assert crm.rows() == rows
    assert main(["undo", "2", "--database", url]) == 0
    assert "Import 2 is undone" in capsys.readouterr().out
    assert main(["undo", "--database", url]) == 0
    assert "(undone)" in capsys.readouterr().out.splitlines()[0]
