"""What the rows of Salesforce's files mean, small file by small file."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

from model.importing import ImportReport, import_files
from model.tables import Activity, Deal, DealVersion, Lead, Person, Quota, ReportingLine, Stage
from tests.fresh import fresh

TODAY = date(2026, 11, 15)
DEAL, USER, BOSS, LEAD, ACCOUNT = (
    f"{kind}5g00000{number:05}AAA" for number, kind in enumerate(("006", "005", "005", "00Q", "001"))
)
ROLE = "00E5g000000000"  # and a digit


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    """An empty database."""
    opened = fresh(sqlite_url)
    yield opened
    opened.dispose()


Import = Callable[..., ImportReport]


@pytest.fixture
def bring(engine: Engine, tmp_path: Path) -> Import:
    """Import files given as name → text."""

    def import_texts(as_of: date = TODAY, **files: str) -> ImportReport:
        folder = tmp_path / f"files{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        return import_files(engine, [folder], as_of=as_of)

    return import_texts


def rows(engine: Engine, model: Any) -> list[Any]:
    with Session(engine) as session:
        return list(session.scalars(select(model).where(model.revision_out.is_(None)).order_by(model.id)))


USERS = f'''"Id","Username","FirstName","LastName","Email","IsActive","ManagerId","LastLoginDate"
"{USER}","a@x.example","Ada","Lee","ada@x.example","1","{BOSS}","2026-11-14 10:00:00"
"{BOSS}","b@x.example","Bo","Ray","bo@x.example","0","000000000000000AAA","2026-08-31 23:00:00"
'''
OPPORTUNITIES = f"""Id,AccountId,Name,StageName,Amount,CloseDate,Type,ForecastCategoryName,OwnerId,CreatedDate,LastStageChangeDate
{DEAL},{ACCOUNT},Big one,Negotiation/Review,1200.50,2026-12-31,New Customer,Best Case,{USER[:15]},2026-01-05 09:00:00,\
2026-10-01 12:30:00
"""


def test_todays_values_begin_when_the_stage_was_entered_and_owners_are_found_by_either_id(bring: Import, engine: Engine) -> None:
    report = bring(User=USERS, Opportunity=OPPORTUNITIES)

    deal, people = rows(engine, Deal)[0], rows(engine, Person)
    now = rows(engine, DealVersion)[-1]
    assert report.rejections == []
    assert (deal.external_id, deal.type, deal.created_at) == (DEAL, "new", datetime(2026, 1, 5, 9, tzinfo=UTC))
    assert (now.amount, now.close_date, now.category, now.owner_id) == (120_050, date(2026, 12, 31), "upside", people[0].id)
    assert [(p.name, p.active_to) for p in people] == [("Ada Lee", None), ("Bo Ray", date(2026, 8, 31))]
    assert [line.manager_id for line in rows(engine, ReportingLine) if line.person_id == people[0].id] == [people[1].id]


def test_an_export_that_comes_again_changes_nothing(bring: Import) -> None:
    bring(User=USERS, Opportunity=OPPORTUNITIES)

    assert bring(User=USERS, Opportunity=OPPORTUNITIES).revision is None


def test_a_new_manager_holds_from_the_day_of_the_import(bring: Import, engine: Engine) -> None:
    bring(User=USERS)
    bring(User=USERS.replace(f'"{BOSS}","2026-11-14', '"000000000000000AAA","2026-11-14'), as_of=date(2026, 11, 22))

    lines = [(line.manager_id is None, line.valid_from) for line in rows(engine, ReportingLine) if line.person_id == 1]
    assert lines == [(False, None), (True, date(2026, 11, 22))]


def test_without_a_manager_the_one_above_in_the_roles_counts(bring: Import, engine: Engine) -> None:
    roles = f"""Id,Name,ParentRoleId,RollupDescription
{ROLE}1AAA,CEO,,
{ROLE}2AAA,Nobody's,{ROLE}1AAA,
{ROLE}3AAA,Rep,{ROLE}2AAA,
"""
    users = f"""Id,Username,LastName,IsActive,UserRoleId,ManagerId
{BOSS},b,Ray,1,{ROLE}1AAA,
{USER},a,Lee,1,{ROLE}3AAA,000000000000000AAA
005500000000009AAA,c,Gone,0,{ROLE}3AAA,
"""

    report = bring(UserRole=roles, User=users)

    names = {person.id: person.name for person in rows(engine, Person)}
    lines = {names[line.person_id]: names.get(line.manager_id) for line in rows(engine, ReportingLine)}
    assert report.rejections == []
    assert lines == {"Lee": "Ray", "Ray": None}


def test_the_first_open_stage_is_unqualified_wherever_its_order_begins(bring: Import, engine: Engine) -> None:
    stages = """MasterLabel,SortOrder,IsClosed,IsWon,DefaultProbability,ForecastCategoryName
Lost,3,1,0,0,Omitted
Demo,20,0,0,40,Best Case
Talk,10,0,0,10,Pipeline
Won,30,1,1,100,Closed
"""

    bring(OpportunityStage=stages)

    told = [(stage.name, stage.kind) for stage in sorted(rows(engine, Stage), key=lambda stage: stage.position)]
    assert told == [("Talk", "unqualified"), ("Demo", "qualified"), ("Won", "won"), ("Lost", "lost")]


def test_history_and_field_history_say_what_was(bring: Import, engine: Engine) -> None:
    history = f"""Id,OpportunityId,CreatedDate,StageName,Amount,CloseDate,ForecastCategory
0085g00000000001,{DEAL},2026-01-05 09:00:00,Prospecting,1000,2026-09-30,Pipeline
0085g00000000002,{DEAL},2026-10-01 12:30:00,Negotiation/Review,1200.50,2026-12-31,BestCase
"""
    fields = f"""Id,OpportunityId,Field,OldValue,NewValue,CreatedDate
1,{DEAL},Owner,{BOSS},{USER},2026-03-01T08:00:00.000Z
2,{DEAL},Owner,Bo Ray,Ada Lee,2026-03-01T08:00:00.000Z
3,{DEAL},created,,,2026-01-05T09:00:00.000Z
"""

    report = bring(User=USERS, Opportunity=OPPORTUNITIES, OpportunityHistory=history, OpportunityFieldHistory=fields)

    stages = {stage.id: stage.name for stage in rows(engine, Stage)}
    names = {person.id: person.name for person in rows(engine, Person)}
    told = [(v.valid_from, stages[v.stage_id], v.amount, names.get(v.owner_id)) for v in rows(engine, DealVersion)]
    assert report.rejections == []
    assert sorted(told, key=lambda version: version[0]) == [
        (datetime(2026, 1, 5, 9, tzinfo=UTC), "Prospecting", 100_000, "Bo Ray"),
        (datetime(2026, 3, 1, 8, tzinfo=UTC), "Prospecting", 100_000, "Ada Lee"),
        (datetime(2026, 10, 1, 12, 30, tzinfo=UTC), "Negotiation/Review", 120_050, "Ada Lee"),
    ]


def test_leads_say_what_became_of_them(bring: Import, engine: Engine) -> None:
    leads = f"""Id,FirstName,LastName,Company,Status,OwnerId,ConvertedDate,ConvertedOpportunityId,CreatedDate,LastModifiedDate
{LEAD},Cy,Day,Acme,Closed - Converted,{USER},2026-01-05,{DEAL},2026-01-02 08:00:00,2026-02-01 00:00:00
00Q5g0000000009AAA,Di,Eck,Bolt,Unqualified,{USER},,,2026-01-03 08:00:00,2026-01-09 10:00:00
"""

    bring(User=USERS, Opportunity=OPPORTUNITIES, Lead=leads)

    won, lost = rows(engine, Lead)
    assert (won.name, won.deal_id, won.handed_over_at, won.disqualified_at) == (
        "Cy Day",
        1,
        datetime(2026, 1, 5, tzinfo=UTC),
        None,
    )
    assert (lost.deal_id, lost.disqualified_at) == (None, datetime(2026, 1, 9, 10, tzinfo=UTC))


def test_tasks_and_events_are_touches(bring: Import, engine: Engine) -> None:
    tasks = f"""Id,WhoId,WhatId,Subject,Status,OwnerId,Type,CallType,ActivityDate,CompletedDateTime,CreatedDate
00T1,,{DEAL},Call,Completed,{USER},Call,Inbound,2026-11-02,2026-11-02 10:00:00,2026-11-01 09:00:00
00T2,,{ACCOUNT},Mail,Not Started,{USER},Email,,2026-11-20,,2026-11-01 09:00:00
"""
    events = f"""Id,WhoId,WhatId,Subject,OwnerId,Type,ActivityDateTime,DurationInMinutes
00U1,{LEAD},,Demo,{USER},Demo,2026-11-03 15:00:00,60
00U2,,{DEAL},Visit,{USER},Meeting,2026-12-03 15:00:00,60
"""
    leads = f"Id,Company,Status,OwnerId,LastName\n{LEAD},Acme,Open,{USER},Day\n"

    report = bring(User=USERS, Opportunity=OPPORTUNITIES, Lead=leads, Task=tasks, Event=events)

    told = {a.external_id: (a.kind, a.direction, a.done, a.deal_id, a.lead_id) for a in rows(engine, Activity)}
    assert report.rejections == []
    assert told == {
        "00T1": ("call", "in", True, 1, None), "00T2": ("email", None, False, None, None),
        "00U1": ("meeting", None, True, None, 1), "00U2": ("meeting", None, False, 1, None),
    }  # fmt: skip


def test_a_quota_by_the_month_is_refused_where_the_company_forecasts_by_quarter(bring: Import, engine: Engine) -> None:
    quotas = f"QuotaOwnerId,StartDate,QuotaAmount\n{USER},2026-10-01,50000\n"

    bring(User=USERS, ForecastingQuota=quotas)
    refused = bring(ForecastingQuota=quotas.replace("10-01", "11-01"))

    assert [(quota.period, quota.amount) for quota in rows(engine, Quota)] == [("2026Q4", 5_000_000)]
    assert "period length" in str(refused.rejections[0])
