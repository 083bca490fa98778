"""What the rows of Odoo's files mean, small file by small file."""

from datetime import UTC, date, datetime

from model.importing.dialects.odoo.cells import number_of
from model.tables import Account, Activity, Deal, Lead, Person, ReportingLine, Stage
from tests.importing.small_files import Files

PIPELINE = """
id,name,type,partner_id/id,partner_id,contact_name,user_id,stage_id,expected_revenue,probability,date_deadline,\
date_last_stage_update,date_closed,date_conversion,create_date,active,lost_reason_id
__export__.crm_lead_41_1f3a90bc,青空 – センサー,Opportunity,__export__.res_partner_7_00c0ffee,株式会社青空,鈴木 花子,田中 太郎,\
Proposition,1200.5,70.0,2026-12-20,2026-11-02 10:00:00,,2026-10-03 09:00:00,2026-10-01 09:00:00,True,
__export__.crm_lead_42_2f3a90bc,Won one,Opportunity,,Acme,,Anna Lee,Won,900.0,100.0,2026-12-31,2026-10-15 14:30:00,\
2026-10-15 14:30:00,,2026-09-01 09:00:00,True,
__export__.crm_lead_43_3f3a90bc,Lost one,Opportunity,,,,,Qualified,0.0,0.0,2026-12-31,2026-09-08 09:00:00,2026-10-20 14:30:00,,\
2026-09-01 09:00:00,False,Too expensive
__export__.crm_lead_44_4f3a90bc,Put away,Opportunity,,,,,New,50.0,10.0,,,,,2026-09-01 09:00:00,False,
__export__.crm_lead_45_5f3a90bc,Nobody's,Lead,,,Bo Ray,Anna Lee,New,0.0,0.0,,,\
2026-10-05 09:00:00,,2026-10-01 09:00:00,False,Not interested
"""


def test_an_exported_id_is_the_records_number() -> None:
    assert number_of("__export__.crm_lead_41_1f3a90bc") == number_of("__export__.crm_lead_41") == "41"
    assert number_of("crm.crm_case_1") == "crm.crm_case_1"


def test_a_lost_opportunity_was_in_its_stage_until_then_and_a_won_one_says_nothing_of_before(files: Files) -> None:
    report = files.bring(pipeline=PIPELINE)

    assert report.rejections == []
    assert files.history("odoo:43", "amount", "close_date") == [
        ("2026-09-08 09:00", "Qualified", None, date(2026, 10, 20)),
        ("2026-10-20 14:30", "Lost", None, date(2026, 10, 20)),
    ]
    assert files.history("odoo:42", "amount", "close_date") == [("2026-10-15 14:30", "Won", 90_000, date(2026, 10, 15))]
    assert files.rows(Deal, "lost_reason")[2] == ("Too expensive",)


def test_an_archived_one_with_a_chance_left_is_not_lost(files: Files) -> None:
    files.bring(pipeline=PIPELINE)

    assert [stage for _, stage in files.history("odoo:44")] == ["New"]


def test_the_lead_of_an_opportunity_is_the_same_record(files: Files) -> None:
    files.bring(pipeline=PIPELINE)

    def at(day: int) -> datetime:
        return datetime(2026, 10, day, 9, tzinfo=UTC)

    columns = ("external_id", "name", "created_at", "handed_over_at", "deal_id", "disqualified_at", "disqualify_reason")
    assert files.rows(Lead, *columns) == [
        ("odoo:41", "鈴木 花子", at(1), at(3), 1, None, None),
        ("odoo:45", "Bo Ray", at(1), None, None, at(5), "Not interested"),
    ]
    assert files.rows(Deal, "external_id", "created_at", "lead_id")[0] == ("odoo:41", at(3), 1)


def test_the_customer_is_found_by_its_number_and_by_its_name(files: Files) -> None:
    files.bring(
        partners="""
External ID,Name,Is a Company,Country
__export__.res_partner_7_00c0ffee,株式会社青空,True,Japan
__export__.res_partner_8_00c0ffef,Acme,True,
__export__.res_partner_9_00c0fff0,"Acme, Bo Ray",False,
""",
        pipeline=PIPELINE,
    )

    assert files.rows(Account, "external_id", "region") == [("odoo:7", "Japan"), ("odoo:8", None)]
    assert files.rows(Deal, "account_id")[:3] == [(1,), (2,), (None,)]


def test_labels_in_german_and_external_ids_of_stages_are_read(files: Files) -> None:
    report = files.bring(
        german="""
Externe ID;Verkaufschance;Kunde;Verkäufer;Phase;Erwarteter Umsatz;Erwarteter Abschluss;Wahrscheinlichkeit;Erstellt am;Aktiv
__export__.crm_lead_51_1f3a90bc;Anlage;Weiß KG;Anna Lee;Qualified;12.500,50;31.12.2026;30;15.10.2026 09:00:00;True
""",
        technical=".id,name,stage_id/id,planned_revenue,company_currency\n52,Small,crm.stage_lead3,75,EUR\n",
    )

    assert report.rejections == []
    assert files.history("odoo:51", "amount", "close_date")[-1][1:] == ("Qualified", 1_250_050, date(2026, 12, 31))
    assert files.history("odoo:52", "amount")[-1][1:] == ("Proposition", 7_500)
    assert len(files.rows(Stage, "id")) == 5


def test_employees_say_who_reports_to_whom(files: Files) -> None:
    report = files.bring(
        users="id,name,login\n1,Anna Lee,anna@x.example\n2,Anna Lee,lee@x.example\n3,Carla Chef,carla@x.example\n",
        employees="name,work_email,parent_id\nAnna Lee,anna@x.example,Carla Chef\nCarla Chef,carla@x.example,\n",
        pipeline=PIPELINE.replace("user_id,", "user_id/login,").replace("Anna Lee,Won", "lee@x.example,Won"),
    )

    assert report.rejections == []
    assert files.rows(ReportingLine, "person_id", "manager_id")[0] == (1, 3)
    assert files.owner("odoo:42") == ("odoo:2", "Anna Lee", False)
    assert dict(files.rows(Person, "external_id", "role"))["odoo:3"] == "manager"


def test_activities_are_of_opportunities_or_customers(files: Files) -> None:
    report = files.bring(
        pipeline=PIPELINE,
        activities="""
id,activity_type_id,user_id,res_model,res_id,date_deadline,date_done
1,Call,Anna Lee,crm.lead,41,2026-11-03,2026-11-04 08:00:00
2,To-Do,Anna Lee,crm.lead,42,2026-11-20,
3,Email,Anna Lee,sale.order,42,2026-11-20,
""",
        meetings="Meeting Subject,Start,Stop,Organizer,Opportunity/ID,ID\nDemo,2026-11-05 10:00:00,,Anna Lee,41,9\n",
    )

    assert report.rejections == []
    assert sorted(files.rows(Activity, "kind", "done", "deal_id")) == [
        ("call", True, 1),
        ("meeting", True, 1),
        ("task", False, 2),
    ]


def test_the_same_export_again_writes_nothing_but_that_it_was_true_on_another_day(files: Files) -> None:
    files.bring(pipeline=PIPELINE)

    assert files.bring(pipeline=PIPELINE).revision is None
    later = files.bring(pipeline=PIPELINE, as_of=date(2026, 11, 22))
    assert later.revision is not None
    assert all(count.new == count.changed == 0 for count in later.counts.values())


def test_without_ids_a_record_is_known_by_its_name_and_creation(files: Files) -> None:
    text = "Opportunity,Salesperson,Stage,Expected Revenue,Created on\nA,Anna Lee,New,10,2026-10-15 09:00:00\n"
    later = f"{text.replace('New', 'Qualified')}A,Anna Lee,New,20,2026-11-16 09:00:00\n"

    files.bring(pipeline=text)
    report = files.bring(pipeline=later, as_of=date(2026, 11, 22))

    assert report.rejections == []
    assert len(files.rows(Deal, "id")) == 2
