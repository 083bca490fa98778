"""What the rows of SugarCRM's and SuiteCRM's files mean, small file by small file."""

from datetime import UTC, date, datetime
from pathlib import Path

from model.importing import import_files
from model.tables import Account, Activity, Deal, Lead, Person, ReportingLine
from tests.importing.small_files import Files

DEALS = """
"id","name","amount","amount_usdollar","currency_id","date_closed","sales_stage","probability","opportunity_type","account_id",\
"account_name","assigned_user_id","assigned_user_name","date_entered","date_modified","deleted"
"d-1","青空 – センサー","1200.50","1200.50","-99","2026-12-20","Proposal/Price Quote","65","New Business","a-1","株式会社青空",\
"u-1","taro","2026-10-01 09:00:00","2026-11-02 10:00:00","0"
"d-2","Won one","1000","900","b2c1-7","2026-10-15","Closed Won","100","Existing Business","a-2","Acme","u-2","anna",\
"2026-09-01 09:00:00","2026-10-15 10:00:00","0"
"d-3","Gone","5","5","-99","2026-10-15","Prospecting","10","","","","","","2026-09-01 09:00:00","2026-10-15 10:00:00","1"
"""
USERS = """
"id","user_name","first_name","last_name","email1","status","reports_to_id","date_modified"
"u-1","taro","太郎","田中","taro@x.example","Active","u-2","2026-01-01 09:00:00"
"u-2","anna","Anna","Lee","anna@x.example","Inactive","","2026-11-01 09:00:00"
"""
GERMAN = """
"Opportunity Name";"ID";"Opportunity Amount";"Currency";"Expected Close Date";"Sales Stage";"Probability (%)";"Account Name";\
"Amount";"Assigned to";"Assigned User";"Date Created"
"Anlage Süd";"d-7";"12.500,50 €";"-99";"31.12.2026";"Negotiation/Review";"80";"Weiß & Söhne KG";"12.500,50 €";"jörg";"u-3";\
"01.10.2026 09:00"
"Anlage Nord";"d-8";"1.000,00 €";"-99";"05.11.2026";"Closed Lost";"0";"Weiß & Söhne KG";"1.000,00 €";"jörg";"u-3";\
"01.10.2026 09:00"
"""


def test_amounts_are_in_the_companys_currency_where_only_an_id_names_theirs(files: Files) -> None:
    report = files.bring(deals=DEALS)

    assert report.rejections == []
    assert files.history("d-1", "amount", "close_date")[-1][1:] == ("Proposal/Price Quote", 120_050, date(2026, 12, 20))
    assert files.history("d-2", "amount") == [("2026-10-15 00:00", "Closed Won", 90_000)]
    assert files.rows(Deal, "external_id", "type", "currency") == [("d-1", "new", None), ("d-2", "existing", None)]


def test_a_german_offices_file_is_read(files: Files) -> None:
    path = files.folder / "Opportunities.csv"
    path.write_bytes(GERMAN.strip().encode("cp1252"))

    report = import_files(files.engine, [path], as_of=date(2026, 11, 15))

    assert report.rejections == []
    assert files.history("d-7", "amount", "close_date")[-1][1:] == ("Negotiation/Review", 1_250_050, date(2026, 12, 31))
    assert files.history("d-8", "amount") == [("2026-11-05 00:00", "Closed Lost", 100_000)]
    assert files.rows(Account, "name") == [("Weiß & Söhne KG",)]
    assert files.owner("d-7") == ("u-3", "jörg", True)


def test_users_say_who_the_owners_are_and_whom_they_report_to(files: Files) -> None:
    report = files.bring(deals=DEALS, users=USERS)

    assert report.rejections == []
    assert files.rows(Person, "external_id", "name", "unconfirmed", "active_to") == [
        ("u-1", "太郎 田中", False, None),
        ("u-2", "Anna Lee", False, date(2026, 11, 1)),
    ]
    assert files.rows(ReportingLine, "person_id", "manager_id") == [(1, 2)]


def test_a_deleted_opportunity_ends(files: Files) -> None:
    files.bring(deals=DEALS)

    files.bring(deals=DEALS.replace('2026-11-02 10:00:00","0"', '2026-11-20 10:00:00","1"'), as_of=date(2026, 11, 22))

    assert files.history("d-1", "valid_to")[-1][-1] is not None


def test_leads_became_opportunities_or_were_given_up(files: Files) -> None:
    report = files.bring(
        deals=DEALS,
        leads="""
First Name,Last Name,ID,Account Name,Status,Lead Source,Converted,Opportunity ID,Assigned to,Date Created,Date Modified,Deleted
Hanako,Suzuki,l-1,株式会社青空,Converted,Web Site,1,d-1,anna,2026-09-20 09:00:00,2026-10-05 09:00:00,0
,Ray,l-2,Acme,Dead,,0,,anna,2026-09-20 09:00:00,2026-09-30 09:00:00,0
,Bo,l-3,Acme,Recycled,,0,,,2026-09-20 09:00:00,2026-09-29 09:00:00,0
,Gone,l-4,Acme,New,,0,,,2026-09-20 09:00:00,2026-09-29 09:00:00,1
""",
    )

    assert report.rejections == []
    assert files.rows(Lead, "name", "handed_over_at", "deal_id", "disqualified_at") == [
        ("Hanako Suzuki", datetime(2026, 10, 1, 9, tzinfo=UTC), 1, None),
        ("Ray", None, None, datetime(2026, 9, 30, 9, tzinfo=UTC)),
        ("Bo", None, None, datetime(2026, 9, 29, 9, tzinfo=UTC)),
    ]


def test_activities_are_of_their_parents(files: Files) -> None:
    report = files.bring(
        deals=DEALS,
        calls="""
Subject,ID,Status,Direction,Start Date,Duration Hours,Duration Minutes,Parent Type,Related to ID,Assigned to
Call,c-1,Held,Inbound,2026-11-03 09:30:00,0,15,Opportunities,d-1,anna
Call,c-2,Not Held,Outbound,2026-11-04 09:30:00,0,15,Account,a-2,anna
Call,c-3,Planned,Outbound,2026-11-24 09:30:00,0,15,Contacts,x-9,anna
""",
        tasks="id,name,status,date_due,priority,parent_type,parent_id,assigned_user_id\nt-1,Ask,Completed,2026-11-05,High,"
        "Opportunities,d-2,u-2\n",
    )

    assert report.rejections == []
    assert sorted(files.rows(Activity, "external_id", "kind", "done", "direction", "deal_id", "account_id")) == [
        ("c-1", "call", True, "in", 1, None),
        ("c-2", "call", False, "out", None, 2),
        ("c-3", "call", False, "out", None, None),
        ("t-1", "task", True, "out", 2, None),
    ]


def test_the_same_export_again_writes_nothing(files: Files) -> None:
    files.bring(deals=DEALS, users=USERS)

    assert files.bring(deals=DEALS, users=USERS).revision is None
    assert files.bring(deals=DEALS, users=USERS, as_of=date(2026, 11, 22)).written == 0


def test_an_amount_in_an_unknown_currency_is_not_taken_for_the_companys(files: Files) -> None:
    report = import_files(files.engine, [_without_converted(files)], as_of=date(2026, 11, 15), accept_rejects=True)

    assert [(each.column, each.value) for each in report.rejections] == [("currency_id", "b2c1-7")]
    assert files.rows(Deal, "external_id") == [("d-1",)]


def _without_converted(files: Files) -> Path:
    path = files.folder / "opportunities.csv"
    path.write_text(DEALS.strip().replace('"amount_usdollar"', '"other"'), encoding="utf-8")
    return path
