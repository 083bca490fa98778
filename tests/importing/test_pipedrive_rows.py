"""What the rows of Pipedrive's files mean, small file by small file."""

from datetime import UTC, date, datetime

import pytest

from model.importing.report import CannotImport
from model.tables import Account, Activity, Deal, Lead, Stage
from tests.importing.small_files import Files

DEALS = """
Deal - ID,Deal - Title,Deal - Value,Deal - Currency of value,Deal - Organization,Organization - Owner,Deal - Owner,\
Deal - Pipeline,Deal - Stage,Deal - Status,Deal - Expected close date,Deal - Deal created,Deal - Last stage change,\
Deal - Won time,Deal - Lost time,Deal - Lost reason
1,Open one,1200.5,EUR,株式会社青空,Somebody Else,田中 太郎,Pipeline,Proposal Made,Open,2026-12-20,2026-10-01 09:00:00,\
2026-11-02 10:00:00,,,
2,Won one,900,EUR,Acme,,Anna Lee,Pipeline,Negotiations Started,Won,2026-12-31,2026-09-01 09:00:00,,2026-10-15 14:30:00,,
3,Lost one,0,EUR,,,,Pipeline,Contact Made,Lost,2026-12-31,2026-09-01 09:00:00,2026-09-08 09:00:00,,2026-10-20 14:30:00,Price
"""


def test_a_closed_deal_was_in_its_stage_until_it_was_closed(files: Files) -> None:
    report = files.bring(deals=DEALS)

    assert report.rejections == []
    assert files.history("pipedrive:2", "amount", "close_date") == [
        ("2026-09-01 09:00", "Negotiations Started", 90_000, date(2026, 10, 15)),
        ("2026-10-15 14:30", "Won", 90_000, date(2026, 10, 15)),
    ]
    assert files.history("pipedrive:3") == [("2026-09-08 09:00", "Contact Made"), ("2026-10-20 14:30", "Lost")]
    assert files.rows(Deal, "lost_reason")[2] == ("Price",)


def test_an_open_deal_is_in_its_stage_since_it_came_there(files: Files) -> None:
    files.bring(deals=DEALS)

    assert files.history("pipedrive:1", "amount", "close_date") == [
        ("2026-11-02 10:00", "Proposal Made", 120_050, date(2026, 12, 20)),
    ]
    assert files.owner("pipedrive:1") == ("pipedrive:田中 太郎", "田中 太郎", True)


def test_no_value_is_no_amount(files: Files) -> None:
    files.bring(deals=DEALS)

    assert {row[-1] for row in files.history("pipedrive:3", "amount")} == {None}


def test_the_stages_begin_with_an_unqualified_one(files: Files) -> None:
    files.bring(deals=DEALS)

    kinds = files.rows(Stage, "name", "kind")
    assert (kinds[0], kinds[-2:]) == (("Lead In", "unqualified"), [("Won", "won"), ("Lost", "lost")])


def test_headers_are_read_without_the_kind_before_them_and_in_german(files: Files) -> None:
    bare = DEALS.replace("Organization - Owner", "Org").replace("Deal - ", "").replace("EUR,Acme", "EUR,ACME")
    german = """
Deal - ID,Deal - Titel,Deal - Wert,Deal - Organisation,Deal - Besitzer,Deal - Phase,Deal - Status,\
Deal - Datum des gewonnenen Deals
9,Neu,"1.200,50",Weiß KG,Anna Lee,Negotiations Started,Gewonnen,2026-10-15 14:30:00
"""

    files.bring(deals=bare)
    report = files.bring(deals=german)

    assert report.rejections == []
    assert files.history("pipedrive:9", "amount")[-1] == ("2026-10-15 14:30", "Won", 120_050)


def test_a_workbooks_serial_numbers_are_days(files: Files) -> None:
    files.bring(deals=DEALS.replace("2026-12-20", "46376").replace("2026-12-31", "46387"))

    assert files.history("pipedrive:1", "close_date")[-1][-1] == date(2026, 12, 20)


def test_a_stage_of_a_second_pipeline_is_asked_for_by_its_name(files: Files) -> None:
    with pytest.raises(CannotImport, match=r"Proposal Made \(Partners\)"):
        files.bring(deals=DEALS.replace("Pipeline,Proposal Made", "Partners,Proposal Made"))


def test_a_deal_that_is_won_the_next_week_keeps_what_is_known_of_it(files: Files) -> None:
    later = DEALS.replace("Proposal Made,Open", "Proposal Made,Won").replace(
        "11-02 10:00:00,,,", "11-02 10:00:00,2026-11-18 09:00:00,,"
    )
    files.bring(deals=DEALS)

    assert files.bring(deals=DEALS).revision is None
    files.bring(deals=later, as_of=date(2026, 11, 22))
    again = files.bring(deals=later, as_of=date(2026, 11, 29))

    assert files.history("pipedrive:1", "close_date") == [
        ("2026-11-02 10:00", "Proposal Made", date(2026, 12, 20)),
        ("2026-11-18 09:00", "Won", date(2026, 11, 18)),
    ]
    assert all(count.new == count.changed == 0 for count in again.counts.values())


def test_a_deleted_deal_ends(files: Files) -> None:
    files.bring(deals=DEALS)

    files.bring(deals=DEALS.replace("Proposal Made,Open", "Proposal Made,Deleted"), as_of=date(2026, 11, 22))

    assert files.history("pipedrive:1", "valid_to")[-1][-1] is not None


def test_leads_are_the_people_in_them_and_organizations_accounts(files: Files) -> None:
    report = files.bring(
        leads="""
Lead - Title,Lead - Owner,Contact person,Organization,Lead - Lead created,Lead - Archive time,Lead - ID
Acme lead,Anna Lee,Bo Ray,Acme,2026-10-01 09:00:00,2026-10-05 09:00:00,7c1d0f0a-0f0a-11ee-8c99-0242ac120002
""",
        organizations="""
Organization - Name,Organization - Owner,Organization - ID,Organization - Segment,Organization - Address,Organization - Color
Acme,Anna Lee,5,Enterprise,1 Main St,blue
""",
    )

    assert report.rejections == []
    assert files.rows(Account, "external_id", "name", "segment") == [("pipedrive:5", "Acme", "Enterprise")]
    assert files.rows(Lead, "name", "company", "account_id", "disqualified_at") == [
        ("Bo Ray", "Acme", 1, datetime(2026, 10, 5, 9, tzinfo=UTC)),
    ]


def test_an_activity_is_when_it_was_done_or_is_due(files: Files) -> None:
    report = files.bring(
        deals=DEALS,
        activities="""
Activity - ID,Activity - Subject,Activity - Type,Activity - Done,Activity - Due date,Activity - Due time,\
Activity - Marked as done time,Activity - Assigned to user,Deal - ID,Organization
1,Call,Call,Done,2026-11-03,09:30,2026-11-04 08:00:00,Anna Lee,1,Acme
2,Demo,Meeting,Undone,2026-11-20,09:30,,Anna Lee,2,Acme
3,Ask,Deadline,Undone,2026-11-21,,,,,
""",
    )

    assert report.rejections == []
    assert files.rows(Activity, "kind", "happened_at", "done", "deal_id", "direction") == [
        ("call", datetime(2026, 11, 4, 8, tzinfo=UTC), True, 1, "out"),
        ("meeting", datetime(2026, 11, 20, 9, 30, tzinfo=UTC), False, 2, "out"),
        ("deadline", datetime(2026, 11, 21, tzinfo=UTC), False, None, "out"),
    ]
