"""What the rows of Dynamics 365's files mean, small file by small file."""

from datetime import UTC, date, datetime

from model.tables import Account, Activity, Deal, Lead, Person, ReportingLine
from tests.importing.small_files import Files

DEALS = """
(Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Topic,Potential Customer,Est. Revenue,\
Actual Revenue,Est. Close Date,Actual Close Date,Probability,Status,Status Reason,Sales Stage,Pipeline Phase,Forecast Category,\
Originating Lead,Owner,Created On
{00000001-AAAA-ED11-9AC4-000000000001},x==,11/2/2026 10:00 AM,青空 – センサー,株式会社青空,"€1,200.50",,12/20/2026,,60,Open,\
In Progress,,3-Propose,Best case,Bo Ray,田中 太郎,10/1/2026 9:00 AM
{00000002-AAAA-ED11-9AC4-000000000002},x==,10/15/2026 10:00 AM,Won one,Acme,"€1,000.00",€900.00,12/31/2026,10/15/2026,100\
,Won,Won,Close,4-Close,Won,,Anna Lee,9/1/2026 9:00 AM
{00000003-AAAA-ED11-9AC4-000000000003},x==,10/20/2026 10:00 AM,Lost one,Acme,€500.00,€0.00,12/31/2026,10/20/2026,0,Lost,Out-Sold,\
Develop,2-Develop,Lost,Carl Cox,Anna Lee,9/1/2026 9:00 AM
"""
LEADS = """
(Do Not Modify) Lead,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Topic,First Name,Last Name,Company Name,Status,\
Status Reason,Owner,Created On,Modified On
00000001-bbbb-ed11-9ac4-000000000001,x==,,Sensor,Bo,Ray,株式会社青空,Qualified,Qualified,Anna Lee,\
9/20/2026 9:00 AM,10/1/2026 9:00 AM
00000002-bbbb-ed11-9ac4-000000000002,x==,,Sensor,Bo,Ray,Acme,Disqualified,Cannot Contact,Anna Lee,9/20/2026 9:00 AM,\
9/30/2026 9:00 AM
00000003-bbbb-ed11-9ac4-000000000003,x==,,Sensor,Carl,Cox,Other,Qualified,Qualified,Anna Lee,9/20/2026 9:00 AM,9/21/2026 9:00 AM
"""
ONE, TWO, THREE = (f"0000000{n}-aaaa-ed11-9ac4-00000000000{n}" for n in (1, 2, 3))


def test_status_says_what_is_over_and_the_stage_what_it_was_before(files: Files) -> None:
    report = files.bring(deals=DEALS)

    assert report.rejections == []
    assert files.history(ONE, "amount", "close_date", "category")[-1][1:] == (
        "Propose", 120_050, date(2026, 12, 20), "upside",
    )  # fmt: skip
    assert files.history(TWO, "amount", "close_date")[-1] == ("2026-10-15 00:00", "Won", 90_000, date(2026, 10, 15))
    assert [row[1:] for row in files.history(THREE, "amount")] == [("Develop", 50_000), ("Lost", 50_000)]
    assert files.rows(Deal, "lost_reason") == [(None,), (None,), ("Out-Sold",)]


def test_a_lead_is_known_by_its_name_and_company(files: Files) -> None:
    report = files.bring(deals=DEALS, leads=LEADS)

    def at(month: int, day: int) -> datetime:
        return datetime(2026, month, day, 9, tzinfo=UTC)

    assert report.rejections == []
    assert files.rows(Lead, "company", "handed_over_at", "deal_id", "disqualified_at", "disqualify_reason") == [
        ("株式会社青空", at(10, 1), 1, None, None),
        ("Acme", None, None, at(9, 30), "Cannot Contact"),
        ("Other", at(9, 1), 3, None, None),
    ]
    assert files.rows(Deal, "lead_id") == [(1,), (None,), (3,)]


def test_of_two_leads_alike_none_is_taken(files: Files) -> None:
    files.bring(deals=DEALS.replace("株式会社青空", "Third"), leads=LEADS)

    assert files.rows(Deal, "lead_id") == [(None,), (None,), (3,)]


def test_rows_of_the_api_are_read_by_code_and_id(files: Files) -> None:
    report = files.bring(
        deals="""
opportunityid,name,_parentaccountid_value,_ownerid_value,estimatedvalue,actualvalue,estimatedclosedate,actualclosedate,\
closeprobability,stepname,statecode,statuscode,createdon,_ownerid_value@OData.Community.Display.V1.FormattedValue
00000004-aaaa-ed11-9ac4-000000000004,Api one,0000000a-cccc-ed11-9ac4-00000000000a,00000001-dddd-ed11-9ac4-000000000001,700,700,\
2026-12-31,2026-11-01,100,4-Close,1,3,2026-10-01T09:00:00Z,Anna Lee
""",
        accounts="accountid,name,industrycode,_ownerid_value\n0000000A-CCCC-ED11-9AC4-00000000000A,Acme,7,\n"
        "0000000B-CCCC-ED11-9AC4-00000000000B,Acme,7,\n",
        users="""
systemuserid,fullname,internalemailaddress,isdisabled,parentsystemuserid,modifiedon
00000001-dddd-ed11-9ac4-000000000001,Anna Lee,anna@x.example,False,00000002-dddd-ed11-9ac4-000000000002,2026-01-01T09:00:00Z
00000002-dddd-ed11-9ac4-000000000002,Carla Chef,carla@x.example,True,,2026-11-01T09:00:00Z
""",
    )

    assert report.rejections == []
    assert [row[1:] for row in files.history("00000004-aaaa-ed11-9ac4-000000000004", "amount")] == [
        ("Close", 70_000),
        ("Won", 70_000),
    ]
    assert (files.rows(Account, "name", "industry"), files.rows(Deal, "account_id")) == ([("Acme", None)] * 2, [(1,)])
    assert files.rows(Person, "name", "unconfirmed", "active_to") == [
        ("Anna Lee", False, None),
        ("Carla Chef", False, date(2026, 11, 1)),
    ]
    assert files.rows(ReportingLine, "person_id", "manager_id") == [(1, 2)]


def test_what_an_activity_regards_is_found_by_its_only_name(files: Files) -> None:
    report = files.bring(
        deals=DEALS,
        leads=LEADS,
        activities="""
(Do Not Modify) Activity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Activity Type,Subject,Regarding,\
Activity Status,Owner,Start Date,Due Date,Actual End
00000001-eeee-ed11-9ac4-000000000001,x==,,Phone Call,Hi,Won one,Completed,Anna Lee,,11/3/2026 9:00 AM,11/4/2026 9:00 AM
00000002-eeee-ed11-9ac4-000000000002,x==,,Appointment,Hi,Carl Cox,Scheduled,Anna Lee,11/25/2026 9:00 AM,,
00000003-eeee-ed11-9ac4-000000000003,x==,,Task,Hi,Bo Ray,Open,Anna Lee,,11/26/2026 9:00 AM,
""",
        pointers="""
activityid,activitytypecode,subject,statecode,directioncode,actualend,_regardingobjectid_value,regardingobjecttypecode,_ownerid_value
00000004-eeee-ed11-9ac4-000000000004,email,Hi,1,False,2026-11-05T09:00:00Z,00000001-AAAA-ED11-9AC4-000000000001,opportunity,
""",
    )

    assert report.rejections == []
    assert sorted(files.rows(Activity, "external_id", "kind", "done", "direction", "deal_id", "lead_id")) == [
        ("00000001-eeee-ed11-9ac4-000000000001", "call", True, None, 2, None),
        ("00000002-eeee-ed11-9ac4-000000000002", "meeting", False, None, None, 3),
        ("00000003-eeee-ed11-9ac4-000000000003", "task", False, "out", None, None),
        ("00000004-eeee-ed11-9ac4-000000000004", "email", True, "in", 1, None),
    ]


def test_the_same_export_again_writes_nothing(files: Files) -> None:
    files.bring(deals=DEALS, leads=LEADS)

    assert files.bring(deals=DEALS, leads=LEADS).revision is None
    assert files.bring(deals=DEALS, leads=LEADS, as_of=date(2026, 11, 22)).written == 0
