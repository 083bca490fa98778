"""The plain format: what is read, what is refused and how it is said."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlmodel import Session

from model.importing import ImportReport, import_files
from model.importing.report import CannotImport
from model.tables import Deal, DealLine, DealVersion, Lead, Person, Quota, ReportingLine, StageTerms
from tests.fresh import copied, fresh

COMPANY = Path(__file__).parent / "import_company"
Bring = Callable[..., ImportReport]


@pytest.fixture(scope="module")
def company_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that holds the small company, to be copied."""
    file = tmp_path_factory.mktemp("company") / "company.db"
    engine = fresh(f"sqlite:///{file}")
    import_files(engine, [COMPANY], as_of=date(2026, 11, 1))
    engine.dispose()
    return file


@pytest.fixture
def opened(company_file: Path, sqlite_url: str) -> Engine:
    """A database that holds the small company."""
    return copied(company_file, sqlite_url)


@pytest.fixture
def bring(opened: Engine, tmp_path: Path) -> Bring:
    """Imports texts, one file each, into the small company."""

    def run(*texts: str, **options: object) -> ImportReport:
        files = [tmp_path / f"{number}.csv" for number in range(1, len(texts) + 1)]
        for file, content in zip(files, texts, strict=True):
            file.write_text(content, encoding="utf-8")
        return import_files(opened, files, **options)  # type: ignore[arg-type]

    return run


def only(report: ImportReport) -> tuple[int, str, str, str]:
    """The single rejection: row, column, value, reason."""
    (found,) = report.rejections
    assert report.revision is None
    return found.row, found.column, found.value, found.reason


BAD = [
    ("id,name,price\np9,Nine,12.345\n", (2, "price", "12.345", "has more than the 2 decimals of its currency")),
    ("id,name,price\np9,Nine,\"1,200\"\n", (2, "price", "1,200", "is not a plain number like 1234.50")),
    ("id,name,price\np9,Nine,€5\n", (2, "price", "€5", "is not a plain number like 1234.50")),
    ("id,name,price\n\n,Nine,5\n", (3, "id", "", "is empty")),
    ("id,name,email,role\nx,X,,boss\n", (2, "role", "boss", "is not one of its values")),
    ("id,email,active_from\nx,,2026-02-30\n", (2, "active_from", "2026-02-30", "is not a day")),
    ("Person,Manager\nr1,nobody\n", (2, "Manager", "nobody", "is not among the people")),
    ("deal,valid_from,stage\nd1,2026-07-01T10:00:00,offer\n",
     (2, "valid_from", "2026-07-01T10:00:00", "has no offset from UTC, so it could be any hour")),
    ("deal,valid_from,stage\nd1,2026-07-01,none\n", (2, "stage", "none", "is not among the stages")),
    ("deal,valid_from,stage,amount\nd2,2026-12-01,offer,10.50\n",
     (2, "amount", "10.50", "has more than the 0 decimals of its currency")),
    ("person,period,amount\nr1,2026H2,5\n", (2, "period", "2026H2", "is not a period")),
    ("key,value\nweek_start,someday\n", (2, "value", "someday", None)),
    ("key,name,position,kind,probability\nx,X,9,qualified,130\n", (2, "probability", "130", "is not a probability")),
    ("key,name,position,kind\nx,X,0,qualified\n", (2, "kind", "qualified", "does not suit its position")),
    ("key,name,position,kind\nx,X,,qualified\n", (2, "position", "", "is empty")),
    ("id,name,type\nd8,Eight,new,x\n", (2, "(all)", "", "has 4 cells where the header has 3")),
    ("id,name,type\nd8,Eight,new\nd8,Acht,new\n", (3, "name", "Acht", "differs from an earlier row of id d8")),
    ("id,at,kind,done\nt9,2026-07-01,call,perhaps\n", (2, "done", "perhaps", "is neither true nor false")),
    ("deal,product,quantity\nd1,p1,many\n", (2, "quantity", "many", "is not a number")),
    ("id,type,currency\nd8,,dollars\n", (2, "currency", "dollars", "is not a currency")),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), BAD)
def test_bad_input_names_row_column_value_and_reason(
    bring: Bring, content: str, expected: tuple[int, str, str, str | None]
) -> None:
    row, column, value, reason = only(bring(content))

    assert (row, column, value) == expected[:3]
    assert reason == (expected[3] or reason)


UNREADABLE = [
    (b"", "is empty"),
    (b"colour,shape\nred,round\n", "no known kind of file"),
    (b"id,name\n1,One\n", "could be people.csv or accounts.csv"),
]


@pytest.mark.parametrize(("content", "message"), UNREADABLE)
def test_a_file_that_cannot_be_used_is_named(opened: Engine, tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "odd.csv").write_bytes(content)

    with pytest.raises(CannotImport, match=message) as error:
        import_files(opened, [tmp_path / "odd.csv"])

    assert str(error.value).startswith("odd.csv: ")


def test_headers_count_whatever_their_order_case_or_marks(bring: Bring, opened: Engine) -> None:
    report = bring("\ufeff Price : ,NAME*,Id,shade,\n7.5,Nine,p9,red,\n")

    assert report.count("products").new == 1
    assert report.notes == ["1.csv: not known and not read: shade."]


def test_columns_that_are_left_out_stay_as_they_were(bring: Bring, opened: Engine) -> None:
    report = bring("id,role\nr1,manager\n", "deal,valid_from,stage,amount\nd1,2026-08-01,offer,500\n")

    with Session(opened) as session:
        person = session.scalars(select(Person).where(Person.external_id == "r1")).one()
        last = session.scalars(
            select(DealVersion).join(Deal, Deal.id == DealVersion.deal_id)
            .where(Deal.external_id == "d1", DealVersion.valid_to.is_(None), DealVersion.revision_out.is_(None))
        ).one()  # fmt: skip
    assert (person.name, person.email, person.role, person.revision_in) == ("Rolf Rep", "rolf@acme.test", "manager", 2)
    assert (last.amount, last.category, last.owner_id) == (50_000, "commit", person.id)
    assert report.count("people").changed == report.count("deal_versions").new == 1


def test_a_day_alone_is_its_beginning_in_the_companys_zone(bring: Bring, opened: Engine) -> None:
    bring("id,type,created_at\nd8,,2026-07-01\n")

    with Session(opened) as session:
        created = session.scalars(select(Deal.created_at).where(Deal.external_id == "d8")).one()
    assert created == datetime(2026, 6, 30, 22, tzinfo=UTC)


def test_settings_of_the_same_import_say_how_the_rest_is_read(bring: Bring, opened: Engine) -> None:
    bring("id,name,price\np9,Nine,1.2345\n", "key,value,from\ncurrency_exponent,4,2020-01-01\n")

    with opened.connect() as connection:
        price = connection.execute(text("SELECT price FROM product WHERE external_id = 'p9'")).scalar_one()
    assert price == 12_345


def test_shares_and_per_cent_are_told_apart_by_the_whole_column(bring: Bring, opened: Engine) -> None:
    bring("key,probability,from\noffer,0.4,2028-01-01\nwon,1,2028-01-01\n")
    bring("key,probability,from\noffer,1,2029-01-01\nwon,100,2029-01-01\n")

    with Session(opened) as session:
        terms = select(StageTerms.probability_bp).where(StageTerms.valid_from >= date(2028, 1, 1)).order_by(StageTerms.id)
        assert session.scalars(terms).all() == [4_000, 10_000, 100, 10_000]


def test_a_changed_quota_without_a_day_holds_from_the_imports_day(bring: Bring, opened: Engine) -> None:
    again = bring("person,period,kind,amount\nr1,2026Q4,,60000\nr2,FY2026,existing,250000\n", as_of=date(2026, 11, 5))
    assert again.revision is None

    bring("person,period,kind,amount\nr1,2026Q4,,70000\nr1,2027Q1,new,1\n", as_of=date(2026, 12, 1))

    with Session(opened) as session:
        held = select(Quota).where(Quota.person_id == 3, Quota.revision_out.is_(None)).order_by(Quota.id)
        assert [(q.period, q.amount, q.valid_from) for q in session.scalars(held)] == [
            ("2026Q4", 50_000_00, None),
            ("2026Q4", 60_000_00, date(2026, 11, 1)),
            ("FY2028", None, date(2027, 1, 1)),
            ("2026Q4", 70_000_00, date(2026, 12, 1)),
            ("2027Q1", 1_00, None),
        ]


def test_a_changed_reporting_line_ends_and_is_added_again(bring: Bring, opened: Engine) -> None:
    bring("person,manager,from,to\ns1,e1,,\n")

    with Session(opened) as session:
        lines = session.scalars(select(ReportingLine).where(ReportingLine.person_id == 5).order_by(ReportingLine.id)).all()
    assert [(line.manager_id, line.revision_in, line.revision_out) for line in lines] == [(2, 1, 2), (1, 2, None)]


def test_nobody_reports_to_themselves_on_any_day(bring: Bring) -> None:
    row, column, value, reason = only(bring("person,manager,from,to\ne1,r1,2027-05-01,2027-05-31\n"))

    assert (row, column, value) == (2, "manager", "r1")
    assert reason == "would make 2 people report to each other in a circle on 2027-05-01"


def test_the_lines_of_a_deal_are_replaced_as_a_whole(bring: Bring, opened: Engine) -> None:
    report = bring("deal,product,quantity,amount\nd1,p1,5,6000\nd1,p1,5,6000\n")

    with Session(opened) as session:
        held = select(DealLine.amount).where(DealLine.deal_id == 1, DealLine.revision_out.is_(None))
        assert session.scalars(held).all() == [600_000, 600_000]
    assert (report.count("deal_lines").changed, report.count("deal_lines").unchanged) == (1, 1)


def test_either_side_of_a_link_is_enough(bring: Bring, opened: Engine) -> None:
    bring("id,type,lead\nd8,,l2\n", "id,company,created_at,mql_at\nl9,Nine,,\n", "id,type\nd9,\n")
    bring("id,company,deal\nl9,Nine,d9\n")

    with Session(opened) as session:
        deals = {deal.external_id: deal for deal in session.scalars(select(Deal))}
        leads = {lead.external_id: lead for lead in session.scalars(select(Lead))}
    assert deals["d8"].lead_id == leads["l2"].id
    assert leads["l2"].deal_id == deals["d8"].id
    assert deals["d9"].lead_id == leads["l9"].id
    assert leads["l9"].deal_id == deals["d9"].id


def test_sides_that_contradict_each_other_are_rejected(bring: Bring) -> None:
    report = bring("id,type,lead\nd8,,l9\nd9,,\n", "id,company,deal\nl9,Nine,d9\n")

    assert only(report) == (2, "lead", "l9", "is the lead of deal d9")


def test_a_deal_rejected_for_its_lead_takes_that_leads_others_along(bring: Bring, opened: Engine) -> None:
    report = bring("id,type,lead\nd8,,l9\nd9,,\n", "id,company,deal\nl9,Nine,d7\nl8,Eight,d8\n", accept_rejects=True)

    assert sorted((each.file, each.row, each.value) for each in report.rejections) == [
        ("1.csv", 2, "l9"),
        ("2.csv", 2, "d7"),
        ("2.csv", 3, "d8"),
    ]
    with Session(opened) as session:
        assert session.scalars(select(Deal.external_id).where(Deal.id > 2)).all() == ["d9"]


def test_older_history_may_arrive_later(bring: Bring, opened: Engine) -> None:
    report = bring("deal,valid_from,stage,amount\nd1,2026-05-01,new,1\n")

    with Session(opened) as session:
        held = select(DealVersion).where(DealVersion.deal_id == 1, DealVersion.revision_out.is_(None))
        spans = sorted((v.valid_from, v.valid_to, v.stage_id) for v in session.scalars(held) if v.valid_to)
    assert report.count("deal_versions").new == 1
    assert len(spans) == 3
    assert all(a[1] == b[0] for a, b in pairwise(spans))


def test_rows_that_repeat_in_full_are_harmless_and_absent_rows_stay(bring: Bring, opened: Engine) -> None:
    report = bring("id,name,price\np9,Nine,1\np9,Nine,1\n")

    count = report.count("products")
    assert (count.read, count.new, count.unchanged) == (2, 1, 1)
    with opened.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM product")).scalar_one() == 3
