"""What an owner makes of their deal is laid over what the CRM says, from the day on which they say so, until it is overtaken."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select

from metrics.due_deals import due_deals
from metrics.totals import totals, weekly
from model.database import writing
from model.tables import DealVersion
from tests.company import Company, day, moment

BEFORE, AFTER = "2026-11-09", "2026-11-10"


@pytest.fixture
def company(engine: Engine) -> Company:
    """Rob's boat: 500 upside by its stage, due 15 December; on 10 November Rob makes it 400 commit, due 10 December."""
    company = Company(engine)
    company.person("max", role="manager")
    company.person("rob", "max")
    company.person("ron", "max")
    company.deal("boat", "rob", [("2026-10-01", "proposal", {"amount": 500, "close": "2026-12-15", "next_step": "Wait"})])
    company.judgement("boat", "max", "2026Q4", "2026-11-08 10:00", category="omitted", reason="No")
    company.judgement(
        "boat",
        "rob",
        "2026Q4",
        "2026-11-10 23:30",
        category="commit",
        amount=400,
        close_date=date.fromisoformat("2026-12-10"),
        next_step="Sign",
    )
    return company


def stood(company: Company, day: str) -> tuple[Any, ...]:
    """amount, category, weighted, close_on and the CRM's own amount of the boat."""
    deal = company.book(day).deals.c
    columns = (deal.amount, deal.category, deal.weighted, deal.close_on, deal.crm_amount, deal.crm_chosen)
    rows = company.book(day).warehouse.rows(select(*columns).where(deal.deal_id == company.ids["boat"]))
    return rows[0]


def change(company: Company, at: str, stage: str = "proposal", **values: Any) -> None:
    """The CRM's next version of the boat."""
    with writing(company.engine) as (session, revision):
        last = session.query(DealVersion).filter_by(deal_id=company.ids["boat"], valid_to=None).one()
        kept = {name: getattr(last, name) for name in ("amount", "close_date", "owner_id", "next_step", "category")}
        last.valid_to = moment(at)
        last.revision_in = revision
        session.flush()
        if "close" in values:
            kept["close_date"] = day(values.pop("close"))
        new = kept | values | {"deal_id": company.ids["boat"], "stage_id": company.ids[f"stage {stage}"]}
        session.add(DealVersion(**new, valid_from=moment(at), revision_in=revision))


def test_it_counts_from_the_day_on_which_it_was_said(company: Company) -> None:
    assert stood(company, BEFORE) == (500, "upside", 250, date.fromisoformat("2026-12-15"), 500, None)
    assert stood(company, AFTER) == (400, "commit", 200, date.fromisoformat("2026-12-10"), 500, None)
    book = company.book(AFTER)
    period = book.calendar.period("2026Q4")
    assert totals(book, period)[["commit", "upside"]].iloc[0].tolist() == [400, 0]
    assert weekly(book, period, weeks=3)["commit"].tolist() == [0, 0, 400]
    deal = due_deals(book, period, date.fromisoformat(BEFORE)).iloc[0]
    assert (deal["next_step"], deal["amount"]) == ("Sign", 400)
    assert deal["change"] == "category upside → commit; pulled in 5 days; amount cut by 20 %"


@pytest.mark.parametrize(
    ("what", "stands"),
    [
        ({"amount": 600}, True), ({"close": "2026-12-20"}, True), ({"close": "2027-01-20"}, False), ({"stage": "won"}, False),
        ({"owner": "ron"}, False),
    ],
)  # fmt: skip
def test_it_stands_until_the_deal_is_closed_moved_out_or_handed_over(
    company: Company, what: dict[str, Any], stands: bool
) -> None:
    values = dict(what)
    if "owner" in values:
        values["owner_id"] = company.ids[values.pop("owner")]
    change(company, "2026-11-12 09:00", **values)

    assert (stood(company, "2026-11-12")[0] == 400) is stands
    assert stood(company, AFTER)[0] == 400


def test_coming_back_does_not_revive_it(company: Company) -> None:
    change(company, "2026-11-12 09:00", close="2027-01-20")
    change(company, "2026-11-13 09:00", close="2026-12-01")

    assert stood(company, "2026-11-13")[:2] == (500, "upside")


def test_a_deal_pulled_in_by_its_owner_stays_in_while_the_crm_changes_something_else(company: Company) -> None:
    company.deal(
        "raft", "rob", [("2026-10-01", "proposal", {"amount": 10, "close": "2027-02-01"}), ("2026-11-12", "negotiation")]
    )
    company.judgement("raft", "rob", "2026Q4", "2026-11-11", close_date=date.fromisoformat("2026-12-01"))
    book = company.book("2026-11-12")

    deal = book.deals.c
    rows = book.warehouse.rows(select(deal.close_on, deal.crm_close_on).where(deal.deal_id == company.ids["raft"]))
    assert rows == [(date.fromisoformat("2026-12-01"), date.fromisoformat("2027-02-01"))]
