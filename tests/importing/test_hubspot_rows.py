"""What the rows of HubSpot's files mean, small file by small file."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.importing.dialects.hubspot.cells import first_of, only_of
from model.importing.dialects.pipelines import parted, stage_word
from model.importing.report import CannotImport
from model.importing.words.mapping import Mapping, StageMeaning
from model.tables import Account, Activity, Deal, Lead, Person, Stage
from tests.importing.small_files import Files

DEALS = '''
"Record ID","Deal Name","Pipeline","Deal Stage","Amount","Close Date","Create Date","Deal owner","Forecast category",\
"Associated Company","Associated Company IDs","Date entered ""Appointment Scheduled (Sales Pipeline)""",\
"Date entered ""Contract Sent (Sales Pipeline)""","Date entered ""Closed Won (Sales Pipeline)""",\
"Date exited ""Contract Sent (Sales Pipeline)""","Merged object IDs"
"901","青空システム","Sales Pipeline","Contract Sent","1200.50","2026-12-18 00:00","2026-10-01 09:30","田中 太郎","Best case",\
"株式会社青空;Acme","71;72","2026-10-01 09:30","2026-11-02 14:05","","",""
"902","Old one","Sales Pipeline","Closed Won","","2026-09-15 16:45","2026-08-01 10:00","Anna Lee","Closed won",\
"N/A","N/A","2026-08-01 10:00","","2026-09-15 16:45","",""
'''


def test_a_stage_of_another_pipeline_is_a_word_of_its_own() -> None:
    assert stage_word("Proposal", "Sales Pipeline") == stage_word("Proposal") == "Proposal"
    assert stage_word("Proposal", "Partners") == stage_word("Proposal (Partners)") == "Proposal (Partners)"
    assert stage_word("Proposal (Partners)", "Partners") == "Proposal (Partners)"
    assert stage_word("Closed Won (Sales Pipeline)") == "Closed Won"
    assert parted("Offer (legal) (Sales (EU))") == ("Offer (legal)", "Sales (EU)")
    assert parted("Offer)") == ("Offer)", "")


def test_of_a_list_of_ids_empty_words_are_none() -> None:
    assert first_of("12; 34") == "12"
    assert only_of("12;34") is None
    assert first_of("N/A") is first_of(";") is None


def test_the_moments_at_which_stages_were_entered_are_the_history(files: Files) -> None:
    report = files.bring(deals=DEALS)

    assert report.rejections == []
    assert files.history("hubspot:901", "amount", "category") == [
        ("2026-10-01 09:30", "Appointment Scheduled", 120_050, "upside"),
        ("2026-11-02 14:05", "Contract Sent", 120_050, "upside"),
    ]
    assert files.history("hubspot:902", "amount", "close_date") == [
        ("2026-08-01 10:00", "Appointment Scheduled", None, date(2026, 9, 15)),
        ("2026-09-15 16:45", "Closed Won", None, date(2026, 9, 15)),
    ]


def test_the_first_company_is_the_deals_account_and_na_is_none(files: Files) -> None:
    files.bring(deals=DEALS)

    assert files.rows(Account, "external_id", "name") == [("hubspot:71", "株式会社青空")]
    assert files.rows(Deal, "external_id", "account_id") == [("hubspot:901", 1), ("hubspot:902", None)]


def test_a_known_system_brings_its_stages_and_a_second_pipeline_is_asked_for(files: Files) -> None:
    files.bring(deals=DEALS)
    partners = DEALS.replace('"901"', '"903"').replace('"Sales Pipeline","Contract Sent"', '"Partners","Contract Sent"')

    with pytest.raises(CannotImport, match=r"Contract Sent \(Partners\)"):
        files.bring(deals=partners)

    assert files.rows(Stage, "name", "kind")[0] == ("Appointment Scheduled", "unqualified")
    assert len(files.rows(Stage, "name")) == 7


def test_the_word_of_another_pipeline_can_be_mapped_to_any_stage(files: Files) -> None:
    partners = DEALS.replace('"Sales Pipeline","Contract Sent"', '"Partners","Contract Sent"')
    stages = ("Contract Sent", "Appointment Scheduled")
    words = {f"{name.lower()} (partners)": StageMeaning(name) for name in stages}
    files.bring(deals=DEALS)
    before = files.history("hubspot:901", "amount")

    files.bring(deals=partners, mapping=Mapping(stages=words))

    assert files.history("hubspot:901", "amount") == before


def test_the_same_export_again_writes_nothing_and_a_later_one_what_changed(files: Files) -> None:
    files.bring(deals=DEALS)
    moved = DEALS.replace('"Contract Sent","1200.50"', '"Closed Won","1150"').replace(
        '"2026-11-02 14:05","","",""', '"2026-11-02 14:05","2026-11-19 11:00","2026-11-19 11:00",""'
    )

    assert files.bring(deals=DEALS).revision is None
    files.bring(deals=moved, as_of=date(2026, 11, 22))

    assert files.history("hubspot:901", "amount")[1:] == [
        ("2026-11-02 14:05", "Contract Sent", 120_050), ("2026-11-19 11:00", "Closed Won", 115_000),
    ]  # fmt: skip


def test_of_a_reopened_deal_the_first_visit_to_a_stage_is_lost(files: Files) -> None:
    files.bring(
        deals="""
Record ID,Deal Name,Deal Stage,Date entered 'Appointment Scheduled (Sales Pipeline)',\
Date entered 'Contract Sent (Sales Pipeline)',Date entered 'Closed Won (Sales Pipeline)',\
Date entered 'Closed Lost (Sales Pipeline)'
1,Twice offered,Closed Won,2026-09-01 09:00,2026-10-20 09:00,2026-11-01 09:00,2026-10-10 09:00
"""
    )

    assert files.history("hubspot:1") == [
        ("2026-09-01 09:00", "Appointment Scheduled"),  # and Contract Sent, from a day that nothing says
        ("2026-10-10 09:00", "Closed Lost"),
        ("2026-10-20 09:00", "Contract Sent"),
        ("2026-11-01 09:00", "Closed Won"),
    ]


def test_a_deal_that_was_merged_into_another_ends(files: Files) -> None:
    files.bring(deals=DEALS)
    header, kept, _ = DEALS.strip().split("\n")

    report = files.bring(deals=f"{header}\n{kept[:-2]}902;907", as_of=date(2026, 11, 22))

    assert report.rejections == []
    assert files.history("hubspot:901", "valid_to")[-1][-1] is None
    assert files.history("hubspot:902", "valid_to")[-1][-1] is not None


def test_a_deal_with_line_items_stands_there_several_times(files: Files) -> None:
    header, first, second = DEALS.strip().split("\n")

    report = files.bring(
        deals="\n".join([f'{header},"Associated Line Item IDs"', f'{first},"1"', f'{first},"2"', f'{second},""'])
    )

    assert report.rejections == []
    assert len(files.rows(Deal, "id")) == 2


def test_ids_of_the_api_are_read_and_its_owners_found_by_id(files: Files) -> None:
    owners = "id,email,firstName,lastName,userId\n11,anna@a.example,Anna,Lee,1\n12,anna@b.example,Anna,Lee,2\n"
    deals = """
hs_object_id,dealname,dealstage,pipeline,amount,deal_currency_code,closedate,hubspot_owner_id,dealtype,hs_v2_date_entered_closedwon
5,Big,closedwon,default,900,EUR,2026-11-03T10:00:00Z,12,newbusiness,2026-11-03T10:00:00Z
6,Small,contractsent,default,100,EUR,2026-12-03T00:00:00Z,99,existingbusiness,
"""

    report = files.bring(owners=owners, deals=deals)

    assert report.rejections == []
    assert files.owner("hubspot:5") == ("hubspot:12", "Anna Lee", False)
    assert files.owner("hubspot:6")[2] is True
    assert files.rows(Deal, "name", "type", "currency") == [("Big", "new", "EUR"), ("Small", "existing", "EUR")]
    assert files.history("hubspot:5")[-1] == ("2026-11-03 10:00", "Closed Won")


def test_an_owner_whose_name_two_people_have_is_kept_for_review(files: Files) -> None:
    owners = "id,email,firstName,lastName,userId\n11,anna@a.example,Anna,Lee,1\n12,anna@b.example,Anna,Lee,2\n"

    files.bring(owners=owners, deals=DEALS)

    assert files.owner("hubspot:902") == ("hubspot:Anna Lee", "Anna Lee", True)
    assert len(files.rows(Person, "id")) == 4


def test_the_amount_is_in_the_companys_currency_where_no_column_names_another(files: Files) -> None:
    deals = "Record ID,Deal Name,Deal Stage,Amount,Amount in company currency\n7,One,Contract Sent,1000,1100\n"

    files.bring(deals=deals)
    files.bring(deals=deals.replace("7,One", "8,Two").replace("currency\n", "currency,Currency\n").replace("1100", "1100,EUR"))

    assert files.history("hubspot:7", "amount")[-1][-1] == 110_000
    assert files.history("hubspot:8", "amount")[-1][-1] == 100_000
    assert files.rows(Deal, "currency") == [(None,), ("EUR",)]


CONTACTS = """
Record ID,First Name,Last Name,Email,Lifecycle Stage,Lead Status,Create Date,Became a lead date,\
Became a marketing qualified lead date,Became a sales qualified lead date,Became an opportunity date,Last Activity Date,\
Associated Deal IDs
1,花子,鈴木,h@x.example,Opportunity,,2026-10-01 08:00,2026-10-02 08:00,2026-10-03 08:00,2026-10-04 08:00,2026-10-05 08:00,,901
2,Bo,Ray,b@x.example,Subscriber,,2026-10-01 08:00,,,,,,
3,Cy,,c@x.example,Lead,Unqualified,2026-10-01 08:00,2026-10-02 08:00,,,,2026-10-09 12:00,
4,,,d@x.example,Customer,,2026-10-01 08:00,,,,,,901;902
"""


def test_contacts_are_leads_with_their_lifecycle(files: Files) -> None:
    report = files.bring(contacts=CONTACTS, deals=DEALS)

    def at(day: int, hour: int = 8) -> datetime:
        return datetime(2026, 10, day, hour, tzinfo=UTC)

    assert report.rejections == []
    columns = ("name", "created_at", "mql_at", "handed_over_at", "deal_id", "disqualified_at")
    assert files.rows(Lead, *columns) == [
        ("花子 鈴木", at(2), at(3), at(5), 1, None),
        ("Cy", at(2), None, None, None, at(9, 12)),
        ("d@x.example", at(1), None, None, None, None),
    ]


def test_a_company_is_a_customer_since_its_close_date_only_if_it_is_one(files: Files) -> None:
    files.bring(
        companies="""
Record ID,Company name,Company owner,Lifecycle Stage,Close Date,Country/Region,Target Account
1,Weiß KG,,Customer,2024-03-01 10:00,Germany,true
2,Acme,,Opportunity,2024-03-01 10:00,France,
"""
    )

    columns = ("external_id", "name", "customer_since", "region", "named")
    assert files.rows(Account, *columns) == [
        ("hubspot:1", "Weiß KG", date(2024, 3, 1), "Germany", True), ("hubspot:2", "Acme", None, "France", False),
    ]  # fmt: skip


def test_activities_know_their_direction_and_whether_they_took_place(files: Files) -> None:
    report = files.bring(
        calls="Record ID,Call Title,Activity date,Call direction,Call status\n1,Hi,2026-11-01 09:00,Outbound,Completed\n",
        emails="Record ID,Email subject,Activity date,Email direction,Email send status\n2,Re,2026-11-02,INCOMING_EMAIL,SENT\n",
        meetings="Record ID,Meeting name,Meeting start time,Activity date,Meeting outcome\n3,Demo,2026-11-20 09:00,,Scheduled\n",
    )

    assert report.rejections == []
    assert files.rows(Activity, "kind", "direction", "done") == [
        ("call", "out", True), ("email", "in", True), ("meeting", None, False),
    ]  # fmt: skip


WORDS = st.text(st.characters(exclude_characters="()"), min_size=1).map(str.strip).filter(bool)


@given(WORDS, WORDS)
def test_the_pipeline_may_stand_beside_a_stage_or_behind_it(stage: str, pipeline: str) -> None:
    assert stage_word(f"{stage} ({pipeline})", pipeline) == stage_word(stage, pipeline)
