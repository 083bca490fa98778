"""A company of seven in a database of its own, and what is done to its people meanwhile."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import Engine

from model.access import MACHINE_OWNER, Viewer
from model.commands.calls import submit
from model.commands.people import let_stand_in, set_manager, set_person
from model.commands.settings import set_value
from tests.access.house import PERIOD, TODAY, forged, noon, on
from tests.company import Company

DAYS = count(20)
PAST = TODAY - timedelta(days=1)


def seven(engine: Engine) -> Company:
    """Evadne leads Maximo (who leads Annika and Bobrik) and Miroda (who leads Zoelda and Adelmo, the administrator)."""
    company = Company(engine)
    company.person("Evadne", role="executive")
    for manager, reps in (("Maximo", ("Annika", "Bobrik")), ("Miroda", ("Zoelda", "Adelmo"))):
        company.person(manager, "Evadne", "manager")
        for rep in reps:
            company.person(rep, manager, admin=rep == "Adelmo")
    due = {"amount": 100, "close": PERIOD.last.isoformat()}
    for deal, owner in (("Agateum", "Annika"), ("Zirconz", "Zoelda")):
        company.deal(deal, owner, [(on(20), "negotiation", due)])
    return company


def calls_for(company: Company, viewer: Viewer, person: str, days_ahead: int = 0) -> int:
    return submit(company.engine, viewer, person=company.ids[person], period=PERIOD.name, commit=1, now=noon(-days_ahead))


def administers(company: Company, viewer: Viewer, _: str) -> int:
    return set_value(company.engine, viewer, key="stall_days", value=str(next(DAYS)))


def given(company: Company, person: str, **values: Any) -> None:
    set_person(company.engine, MACHINE_OWNER, person=company.ids[person], **values)


def moved(company: Company, person: str, manager: str | None) -> None:
    set_manager(company.engine, MACHINE_OWNER, person=company.ids[person], manager=company.id(manager))


def stands_in(company: Company, person: str, absent: str, first: int = 0, last: int = 0) -> int:
    days = {"first": TODAY + timedelta(days=first), "last": TODAY + timedelta(days=last)}
    return let_stand_in(company.engine, MACHINE_OWNER, absent=company.ids[absent], person=company.ids[person], **days)


def instead(company: Company, absent: str, person: str) -> Viewer:
    """Somebody who says that they stand in for somebody."""
    return replace(forged(company, absent, ("Evadne",)), by=company.ids[person])
