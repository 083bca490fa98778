"""The audit's page: what was written in words, filtered, with a file to take along."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from model.access import MACHINE_OWNER
from model.acting import acting
from model.audit import Kind
from model.database import open_database
from model.people import Role
from model.warehouse import Copy
from tests.pages.conftest import Open, label_of, open_on, someone, viewer


@pytest.fixture
def audited(company_url: str, copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The app on a company in which a manager has called for a rep, and the machine's owner has set something."""
    file = tmp_path / "audited.db"
    shutil.copy(company_url.removeprefix("sqlite:///"), file)
    engine = open_database(f"sqlite:///{file}")
    manager = someone(copy, Role.MANAGER)
    rep = next(iter((viewer(copy, Role.MANAGER).people or frozenset()) - {manager.id}))
    with acting(engine, viewer(copy, Role.MANAGER)) as act:
        act.note(
            Kind.CALL,
            "submitted",
            person=rep,
            period="2026Q4",
            before={"commit": 100_00},
            after={"commit": 1_234_00, "note": "x"},
        )
    with acting(engine, MACHINE_OWNER, now=datetime.now(UTC) - timedelta(days=20)) as act:
        act.note(Kind.SETTING, "set", after={"key": "stall_days", "value": "10"})
    engine.dispose()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    return open_on


def test_it_says_who_wrote_what(audited: Open, copy: Copy) -> None:
    rows = audited("audit").dataframe[0].value

    assert rows["what"].tolist() == ["Call: submitted", "Setting: set"]
    assert rows["who"].tolist() == [someone(copy, Role.MANAGER).name, "This machine’s owner"]
    assert (rows["before"][0], rows["after"][0]) == ("commit 100", "commit 1,234; note x")
    assert rows["after"][1] == "key stall_days; value 10"


def test_filters_and_words_narrow_it(audited: Open) -> None:
    assert audited("audit", entries="Setting").dataframe[0].value["what"].tolist() == ["Setting: set"]
    assert audited("audit", days_of_audit="Last 7 days").dataframe[0].value["what"].tolist() == ["Call: submitted"]
    page = audited("audit")
    page.text_input(key="audit words").set_value("STALL").run()
    assert page.dataframe[0].value["what"].tolist() == ["Setting: set"]


def test_a_rep_reads_no_settings(audited: Open, copy: Copy) -> None:
    page = audited("audit", view_as=label_of(copy, Role.MANAGER))
    assert page.dataframe[0].value["what"].tolist() == ["Call: submitted"]
