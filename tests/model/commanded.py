"""A small company that commands are tried on: Ada leads Max and Mia, each of whom has two reps with deals."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from model.access import Viewer
from tests.company import Company
from tests.fresh import copied, fresh, lasting_folder

TODAY = date(2026, 11, 20)  # a Friday
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PERIOD = "2026Q4"


def made_in(url: str) -> Company:
    """The company in a new database: deals boat 500 and raft 300 are Rob's, ship 700 Sue's, all due in 2026Q4."""
    original, ids = _original()
    company = Company.found_in(copied(original, url), ids)
    company.book(TODAY.isoformat())
    return company


@cache
def _original() -> tuple[Path, dict[str, int]]:
    """The file that is copied, and its ids by name."""
    file = lasting_folder() / "company.db"
    company = filled(Company(fresh(f"sqlite:///{file}")))
    company.engine.dispose()
    return file, company.ids


def filled(company: Company) -> Company:
    """With the people and deals of `made_in`, in whatever database it is."""
    company.person("ada", role="executive")
    for manager, reps in (("max", ("rob", "ron")), ("mia", ("sue", "sam"))):
        company.person(manager, "ada", role="manager")
        for rep in reps:
            company.person(rep, manager)
    company.person("obs", role="observer")
    company.person("sdr", "max", role="sdr")
    company.person("old", "max", active_to=date(2026, 11, 1))
    due = {"close": "2026-12-15"}
    company.deal("boat", "rob", [("2026-10-01", "ready", due), ("2026-10-05", "negotiation", {"amount": 500})])
    company.deal("raft", "rob", [("2026-10-01", "proposal", due | {"amount": 300})])
    company.deal("ship", "sue", [("2026-10-01", "proposal", due | {"amount": 700})])
    company.deal("idea", "rob", [("2026-11-01", "ready", due | {"amount": 100})])
    company.deal(
        "sold", "rob", [("2026-10-01", "proposal", due | {"amount": 900}), ("2026-11-02", "won", {"close": "2026-11-02"})]
    )
    company.deal("later", "rob", [("2026-11-01", "proposal", {"amount": 50, "close": "2027-02-01"})])
    return company


def who(company: Company, name: str | None) -> Viewer:
    """The viewer of that name today; the machine's owner without one."""
    return company.viewer(name, TODAY)
