"""A company that began to write its history with its first import is told so where it looks further back."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from model.history_start import history_since
from model.importing import import_files
from model.importing.runs import imports_so_far
from model.importing.undoing.undo import undo
from model.warehouse import Copy
from pages.parts import formats
from tests.fresh import fresh
from tests.pages.conftest import TODAY, Open, open_on

SINCE = TODAY - timedelta(days=30)
HEAD = "Id,Name,StageName,Amount,CloseDate,IsClosed,IsWon,OwnerId,CreatedDate\n"
ROW = "0065g0000000001,Big,Qualification,100,2027-01-31,false,false,,2020-09-01T08:00:00.000Z\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("history")


@pytest.fixture(scope="module")
def engine(folder: Path) -> Engine:
    """A company with one export of today's values, of 30 days ago."""
    made = fresh(f"sqlite:///{folder / 'company.db'}")
    (folder / "Opportunity.csv").write_text(HEAD + ROW)
    report = import_files(made, [folder / "Opportunity.csv"], as_of=SINCE)
    assert report.revision == 1, report.lines()
    return made


def lines(engine: Engine, monkeypatch: pytest.MonkeyPatch, page: str, **address: str) -> list[str]:
    monkeypatch.setenv("DATABASE_URL", str(engine.url))
    return [caption.value for caption in open_on(page, **address).caption if "History since" in caption.value]


@pytest.mark.parametrize(
    ("page", "days", "said"),
    [
        ("rollup", 0, None),
        ("rollup", 25, "changes from"),
        ("rollup", 40, "of the day looked at, only what later files tell is known"),
        ("qualified_pipeline", 0, "what happened before is in these figures only as far"),
        ("lead_funnel", 0, "what happened before is in these figures only as far"),
        ("lead_funnel", 40, "of the day looked at, only what later files tell is known"),
    ],
)
def test_it_is_said_where_it_matters(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, page: str, days: int, said: str | None
) -> None:
    found = lines(engine, monkeypatch, page, as_of=(TODAY - timedelta(days=days)).isoformat())

    assert len(found) == (said is not None)
    if said:
        assert f"History since {formats.day(SINCE, TODAY.year)}: {said}" in found[0]


def test_a_company_without_imports_is_told_nothing(open_page: Open, copy: Copy) -> None:
    test = open_page("qualified_pipeline", as_of=(TODAY - timedelta(days=100)).isoformat())

    assert history_since(copy) is None
    assert not [caption for caption in test.caption if "History since" in caption.value]


def test_history_starts_with_the_first_day_of_any_import_that_was_not_undone(folder: Path) -> None:
    engine = fresh(f"sqlite:///{folder / 'other.db'}")
    warehouse = Copy(engine)

    def since() -> object:
        warehouse.refresh()
        return history_since(warehouse)

    assert since() is None
    (folder / "settings.csv").write_text("key,value\ncompany,Ours\n")
    import_files(engine, [folder / "settings.csv"])
    assert since() is None
    (folder / "Opportunity.csv").write_text(HEAD + ROW)
    import_files(engine, [folder / "Opportunity.csv"], as_of=SINCE)
    assert since() == SINCE
    (folder / "Opportunity.csv").write_text(HEAD + ROW.replace(",100,", ",90,"))
    import_files(engine, [folder / "Opportunity.csv"], as_of=SINCE - timedelta(days=7))
    assert since() == SINCE - timedelta(days=7)
    undo(engine, imports_so_far(engine)[0].id)
    assert since() == SINCE
