"""What the rows of Zoho CRM's files mean, small file by small file."""

from datetime import UTC, date, datetime

from model.tables import Account, Activity, Deal, Lead, Person, ReportingLine
from tests.importing.small_files import Files

DEALS = """
Record Id,Deal Owner.id,Deal Owner,Amount,Deal Name,Closing Date,Account Name.id,Account Name,Stage,Type,Probability (%),\
Next Step,Currency,Reason For Loss,Created Time,Modified Time
zcrm_4150868000000420001,zcrm_4150868000000225001,田中 太郎,"1,200.50",青空 – センサー,2026-12-20,zcrm_4150868000000310001,\
株式会社青空,Proposal/Price Quote,New Business,75,Call,EUR,-None-,2026-10-01 09:00:00,2026-11-02 10:00:00
zcrm_4150868000000420002,zcrm_4150868000000225002,Anna Lee,900,Won one,2026-10-15,zcrm_4150868000000310002,Acme,Closed Won,\
-None-,100,,EUR,,2026-09-01 09:00:00,2026-10-15 10:00:00
zcrm_4150868000000420003,zcrm_4150868000000225002,Anna Lee,,Lost one,2026-10-20,zcrm_4150868000000310003,Acme,Closed Lost,\
Existing Business,0,,EUR,Price,2026-09-01 09:00:00,2026-10-20 10:00:00
"""
USERS = """
Record Id,First Name,Last Name,Email,Role,Profile,Status,Reporting To.id,Reporting To
zcrm_4150868000000225001,田中,太郎,taro@x.example,Rep,Standard,active,zcrm_4150868000000225002,Anna Lee
zcrm_4150868000000225002,Anna,Lee,anna@x.example,Manager,Standard,active,,
"""


def test_today_is_read_and_nothing_is_what_it_means(files: Files) -> None:
    report = files.bring(deals=DEALS)

    assert report.rejections == []
    assert files.history("zcrm_4150868000000420001", "amount", "close_date", "next_step")[-1][1:] == (
        "Proposal/Price Quote", 120_050, date(2026, 12, 20), "Call",
    )  # fmt: skip
    assert files.history("zcrm_4150868000000420002", "amount") == [("2026-10-15 00:00", "Closed Won", 90_000)]
    assert files.rows(Deal, "type", "lost_reason") == [("new", None), (None, None), ("existing", "Price")]


def test_two_accounts_of_one_name_stay_two(files: Files) -> None:
    files.bring(deals=DEALS)

    assert [name for (name,) in files.rows(Account, "name")] == ["株式会社青空", "Acme", "Acme"]
    assert files.rows(Deal, "account_id") == [(1,), (2,), (3,)]


def test_an_owner_in_no_list_waits_for_one_by_id_and_name(files: Files) -> None:
    files.bring(deals=DEALS)
    before = files.owner("zcrm_4150868000000420001")

    files.bring(users=USERS, as_of=date(2026, 11, 22))

    assert before == ("zcrm_4150868000000225001", "田中 太郎", True)
    assert files.owner("zcrm_4150868000000420001") == ("zcrm_4150868000000225001", "田中 太郎", False)
    assert files.rows(Person, "active_to") == [(None,), (None,)]
    assert files.rows(ReportingLine, "person_id", "manager_id") == [(1, 2)]


def test_a_list_that_comes_with_the_deals_says_who_the_owners_are(files: Files) -> None:
    files.bring(deals=DEALS, users=USERS)

    assert files.rows(Person, "external_id", "unconfirmed", "active_to") == [
        ("zcrm_4150868000000225001", False, None),
        ("zcrm_4150868000000225002", False, None),
    ]


def test_an_owner_is_the_one_known_person_of_that_name(files: Files) -> None:
    files.bring(people="id,name,email,role\nanna,Anna Lee,anna@x.example,rep\n")

    files.bring(deals=DEALS)
    again = files.bring(deals=DEALS, as_of=date(2026, 11, 22))

    assert files.owner("zcrm_4150868000000420002") == ("anna", "Anna Lee", False)
    assert len(files.rows(Person, "id")) == 2
    assert again.written == 0


def test_the_stage_history_says_what_was_before(files: Files) -> None:
    report = files.bring(
        deals=DEALS,
        history="""
Record Id,Deal Name.id,Deal Name,Stage,Amount,Probability (%),Closing Date,Stage Duration (Calendar Days),Modified Time
zcrm_4150868000000990001,zcrm_4150868000000420003,Lost one,Qualification,500,10,2026-10-01,5,2026-09-01 09:00:00
zcrm_4150868000000990002,zcrm_4150868000000420003,Lost one,Needs Analysis,600,20,2026-10-10,9,2026-09-06 09:00:00
zcrm_4150868000000990003,zcrm_4150868000000420003,Lost one,Closed Lost,,0,2026-10-20,,2026-10-20 10:00:00
""",
    )

    assert report.rejections == []
    assert files.history("zcrm_4150868000000420003", "amount", "close_date") == [
        ("2026-09-01 09:00", "Qualification", 50_000, date(2026, 10, 1)),
        ("2026-09-06 09:00", "Needs Analysis", 60_000, date(2026, 10, 10)),
        ("2026-10-20 10:00", "Closed Lost", None, date(2026, 10, 20)),
    ]


def test_older_files_with_bare_numbers_speak_of_the_same_records(files: Files) -> None:
    files.bring(deals=DEALS)

    report = files.bring(
        potentials="""
POTENTIALID,SMOWNERID,Potential Owner,Potential Name,Amount,Closing Date,ACCOUNTID,Account Name,Stage,Probability,Created Time
4150868000000420001,4150868000000225001,田中 太郎,青空 – センサー,1500,2026-12-20,4150868000000310001,株式会社青空,\
Negotiation/Review,90,2026-10-01 09:00:00
""",
        as_of=date(2026, 11, 22),
    )

    assert report.rejections == []
    assert files.history("zcrm_4150868000000420001", "amount")[-1][1:] == ("Negotiation/Review", 150_000)
    assert (len(files.rows(Deal, "id")), len(files.rows(Account, "id")), len(files.rows(Person, "id"))) == (3, 3, 2)


def test_leads_became_deals_or_were_given_up(files: Files) -> None:
    report = files.bring(
        deals=DEALS,
        leads="""
Record Id,Lead Owner.id,Lead Owner,Is Converted,Company,First Name,Last Name,Email,Lead Source,Lead Status,\
Converted Account.id,Converted Deal.id,Created Time,Modified Time
zcrm_4150868000000530001,zcrm_4150868000000225002,Anna Lee,true,株式会社青空,花子,鈴木,,Web,Contacted,zcrm_4150868000000310001,\
zcrm_4150868000000420001,2026-09-20 09:00:00,2026-10-01 09:00:00
zcrm_4150868000000530002,,,false,Acme,,Ray,,-None-,Junk Lead,,,2026-09-20 09:00:00,2026-09-30 09:00:00
""",
    )

    columns = ("name", "handed_over_at", "deal_id", "account_id", "disqualified_at", "source")
    assert report.rejections == []
    assert files.rows(Lead, *columns) == [
        ("花子 鈴木", datetime(2026, 10, 1, 9, tzinfo=UTC), 1, 1, None, "Web"),
        ("Ray", None, None, None, datetime(2026, 9, 30, 9, tzinfo=UTC), None),
    ]


def test_activities_are_of_the_module_that_is_named(files: Files) -> None:
    report = files.bring(
        deals=DEALS,
        tasks="""
Record Id,Subject,Status,Priority,Due Date,Related To.id,Related To Module,Task Owner.id,Closed Time,Created Time
zcrm_4150868000001000001,Ask,Completed,High,2026-11-03,zcrm_4150868000000420001,Deals,zcrm_4150868000000225002,\
2026-11-04 08:00:00,2026-11-01 08:00:00
zcrm_4150868000001000002,Ask,Not Started,High,2026-11-20,zcrm_4150868000000310002,Accounts,zcrm_4150868000000225002,,
zcrm_4150868000001000003,Ask,Deferred,High,2026-11-21,zcrm_4150868000000770001,Contacts,,,
""",
        calls="""
Record Id,Call Type,Subject,Call Start Time,Call Duration (in seconds),Call Owner.id,Related To.id,Related To Module
zcrm_4150868000001000004,Inbound,Call,2026-11-05 08:00:00,60,zcrm_4150868000000225002,zcrm_4150868000000420002,Deals
zcrm_4150868000001000005,Outbound,Call,2026-12-05 08:00:00,,zcrm_4150868000000225002,,
""",
    )

    assert report.rejections == []
    assert sorted(files.rows(Activity, "external_id", "kind", "done", "direction", "deal_id", "account_id")) == [
        ("zcrm_4150868000001000001", "task", True, "out", 1, None),
        ("zcrm_4150868000001000002", "task", False, "out", None, 2),
        ("zcrm_4150868000001000003", "task", False, "out", None, None),
        ("zcrm_4150868000001000004", "call", True, "in", 2, None),
        ("zcrm_4150868000001000005", "call", False, "out", None, None),
    ]
