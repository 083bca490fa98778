"""Filling: the same rows each time, whole or not at all, never over somebody's rows, on both databases."""

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from time import monotonic

import pandas as pd
import pytest
import time_machine
from sqlalchemy import Engine, func, inspect, select, text

from model.bulk import Busy, NotEmpty
from model.database import current_revision, open_database, writing
from model.tables import MODELS, Call, Deal, Person, table
from seed_data import fill
from seed_data.__main__ import main
from tests.fresh import fresh

TODAY = date(2026, 11, 15)


def rows_of(engine: Engine) -> dict[str, pd.DataFrame]:
    with engine.connect() as connection:
        return {
            table(model).name: pd.DataFrame(connection.execute(select(table(model)).order_by(table(model).c.id)).mappings().all())
            for model in MODELS
        }


def count(engine: Engine, model: type) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table(model))).scalar_one()


def index_names(engine: Engine) -> set[str]:
    seen = inspect(engine)
    return {str(index["name"]) for name in seen.get_table_names() for index in seen.get_indexes(name)}


def test_the_same_arguments_give_identical_rows(tmp_path: Path) -> None:
    filled = []
    for name in ("a", "b"):
        engine = fresh(f"sqlite:///{tmp_path / name}.db")
        fill(engine, TODAY, deals=400, seed=3)
        filled.append(rows_of(engine))

    for name, rows in filled[0].items():
        pd.testing.assert_frame_equal(rows, filled[1][name])


def test_another_seed_gives_another_company(tmp_path: Path) -> None:
    amounts = []
    for seed in (1, 2):
        engine = fresh(f"sqlite:///{tmp_path / str(seed)}.db")
        fill(engine, TODAY, deals=100, seed=seed)
        amounts.append(rows_of(engine)["deal_version"].amount.sum())

    assert amounts[0] != amounts[1]


def test_every_row_carries_the_one_new_revision(empty: Engine) -> None:
    before = current_revision(empty)

    fill(empty, TODAY, deals=50)

    assert current_revision(empty) == before + 1
    for name, rows in rows_of(empty).items():
        if name != "import_run" and not rows.empty:
            assert set(rows.revision_in) == {before + 1}, name
            assert rows.revision_out.isna().all(), name


def test_references_hold_and_indexes_are_back(empty: Engine) -> None:
    indexes = index_names(empty)

    fill(empty, TODAY, deals=300)

    assert index_names(empty) == indexes
    with empty.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"


def test_a_database_with_people_is_refused_and_left_alone(empty: Engine) -> None:
    with writing(empty) as (session, revision):
        session.add(Person(external_id="P-1", name="Ada", revision_in=revision))

    with pytest.raises(NotEmpty, match="person"):
        fill(empty, TODAY, deals=10)

    assert count(empty, Person) == 1
    assert current_revision(empty) == 1


def test_filling_twice_is_refused(empty: Engine) -> None:
    fill(empty, TODAY, deals=10)

    with pytest.raises(NotEmpty):
        fill(empty, TODAY, deals=10)

    assert count(empty, Deal) == 10


def test_a_file_that_somebody_else_has_open_is_refused(empty: Engine) -> None:
    with empty.connect() as other:
        other.execute(text("SELECT count(*) FROM person"))

        with pytest.raises(Busy):
            fill(empty, TODAY, deals=10)

    assert count(empty, Deal) == 0


def test_a_fill_that_breaks_off_leaves_nothing_behind(empty: Engine) -> None:
    indexes = index_names(empty)

    def stop(share: float, what: str) -> None:
        if what == "BANT":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(empty, TODAY, deals=300, progress=stop)

    assert {table(model).name: count(empty, model) for model in MODELS if count(empty, model)} == {}
    assert current_revision(empty) == 0
    assert index_names(empty) == indexes
    fill(empty, TODAY, deals=10)
    assert count(empty, Deal) == 10


def test_the_company_stands_at_its_own_today_where_it_is_still_yesterday(sqlite_url: str) -> None:
    with time_machine.travel("2026-11-30T02:00:00+00:00"):  # a Sunday evening in New York
        assert main(["--deals", "50", "--database", sqlite_url]) == 0

    with open_database(sqlite_url).connect() as connection:
        last = connection.execute(select(func.max(table(Call).c.week))).scalar_one()
    assert last == date(2026, 11, 23)


def test_a_killed_fill_leaves_an_empty_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'killed.db'}"
    command = [sys.executable, "-m", "seed_data", "--deals", "3000", "--today", "2026-11-15", "--database", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if "Indexes" in line:
                running.kill()
    assert running.returncode == -signal.SIGKILL

    engine = open_database(url)

    assert {table(model).name: count(engine, model) for model in MODELS if count(engine, model)} == {}
    assert current_revision(engine) == 0


@pytest.mark.parametrize("deals", [1, 2, 7, 300])
def test_small_companies_work_too(empty: Engine, deals: int) -> None:
    began = monotonic()

    fill(empty, TODAY, deals=deals)

    assert monotonic() - began < 15
    assert count(empty, Deal) == deals
    assert 35 <= count(empty, Person) <= 45


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2026, 1, 1), date(2026, 3, 8), date(2025, 12, 31), date(2026, 7, 4)])
def test_any_day_will_do(empty: Engine, today: date) -> None:
    fill(empty, today, deals=200)

    assert count(empty, Deal) == 200


def test_no_deals_is_no_company(empty: Engine) -> None:
    with pytest.raises(ValueError, match="at least one"):
        fill(empty, TODAY, deals=0)


def test_progress_rises_to_one(empty: Engine) -> None:
    shares: list[float] = []

    fill(empty, TODAY, deals=10, progress=lambda share, what: shares.append(share))

    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1


def test_the_command_prints_counts_and_refuses_a_second_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--deals", "20", "--today", "2026-11-15", "--database", f"sqlite:///{tmp_path / 'c.db'}"]

    assert main(arguments) == 0
    assert "20  deal\n" in capsys.readouterr().out
    assert main(arguments) == 1
    assert "not empty" in capsys.readouterr().err


def test_both_databases_get_the_same_company_and_take_more_rows(engine: Engine, tmp_path: Path) -> None:
    other = fresh(f"sqlite:///{tmp_path / 'other.db'}")
    indexes, keys = index_names(engine), len(inspect(engine).get_foreign_keys("deal_version"))

    fill(engine, TODAY, deals=300)
    fill(other, TODAY, deals=300)

    for name, rows in rows_of(engine).items():
        pd.testing.assert_frame_equal(rows, rows_of(other)[name])
    assert index_names(engine) == indexes
    assert len(inspect(engine).get_foreign_keys("deal_version")) == keys
    people = count(engine, Person)
    with writing(engine) as (session, revision):
        someone = Person(external_id="P-new", name="Ada", revision_in=revision)
        session.add(someone)
    assert someone.id == people + 1
