"""A write that fails says in the log what failed, and nothing of what was to be written."""

import logging
from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from model.commands.calls import submit
from model.commands.people import set_person
from pages.parts.import_jobs import READING, Job
from tests.company import Company
from tests.model.commanded import NOON, PERIOD, TODAY, filled, who

pytestmark = pytest.mark.usefixtures("cleaned")
AMOUNT, NOTE, EMAIL = 987654321, "Ring the CFO:\nthey will churn", "zirconia@example.com"
WRITTEN = (str(AMOUNT), "Ring the CFO", "they will churn", EMAIL)


@pytest.fixture
def company(engine: Engine) -> Company:
    """The company of the commands, on both databases."""
    company = filled(Company(engine))
    company.book(TODAY.isoformat())
    return company


def call(company: Company) -> None:
    """Rob calls."""
    submit(company.engine, who(company, "rob"), person=company.ids["rob"], period=PERIOD, commit=AMOUNT, note=NOTE, now=NOON)


def call_twice(company: Company) -> None:
    """Rob calls the same again."""
    call(company)
    call(company)


def rename(company: Company) -> None:
    """Rob has another e-mail."""
    set_person(company.engine, who(company, None), person=company.ids["rob"], email=EMAIL)


def refuse(company: Company, table: str, condition: str) -> str:
    """Have the database refuse such rows; by what name it says so."""
    with company.engine.begin() as connection:
        if company.engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f'ALTER TABLE "{table}" ADD CONSTRAINT not_today CHECK (NOT ({condition}))')
        else:
            for what in ("INSERT", "UPDATE"):
                refusal = f"WHEN new.{condition} BEGIN SELECT RAISE(ABORT, 'not_today'); END"
                connection.exec_driver_sql(f'CREATE TRIGGER no_{what} BEFORE {what} ON "{table}" {refusal}')
    return "not_today"


def refuse_calls(company: Company) -> str:
    return refuse(company, "call", f'"commit" = {AMOUNT}')


def refuse_emails(company: Company) -> str:
    return refuse(company, "person", f"\"email\" = '{EMAIL}'")


def refuse_the_same(company: Company) -> str:
    """One note is written once."""
    with company.engine.begin() as connection:
        connection.exec_driver_sql('CREATE UNIQUE INDEX once ON "call" (note)')
    return "once" if company.engine.dialect.name == "postgresql" else "call.note"


FAILING = [(refuse_calls, call), (refuse_emails, rename), (refuse_the_same, call_twice)]


@pytest.mark.parametrize(("refuse", "write"), FAILING)
def test_a_command_that_fails_leaves_no_value_in_the_log(
    company: Company, caplog: pytest.LogCaptureFixture, refuse: Callable[[Company], str], write: Callable[[Company], None]
) -> None:
    named = refuse(company)

    with pytest.raises(DBAPIError) as failed:
        write(company)
    logging.getLogger("fourcast").error("A page failed: %s", failed.value, exc_info=failed.value)

    assert [value for value in WRITTEN if value in caplog.text] == []
    assert named in caplog.text
    assert "[SQL: " in caplog.text
    assert "in submit" in caplog.text or "in set_person" in caplog.text


def test_an_import_that_fails_leaves_no_value_in_the_log(company: Company, caplog: pytest.LogCaptureFixture) -> None:
    named = refuse_calls(company)

    job = Job(lambda _: call(company), READING)
    job.wait(60)

    assert job.error
    assert "An import failed" in caplog.text
    assert [value for value in WRITTEN if value in caplog.text] == []
    assert named in caplog.text
