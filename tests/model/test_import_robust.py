"""Whatever stops an import, the database is as before, the next start says so, and nothing stands in the way of the next one."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from model.__main__ import main
from model.database import DatabaseBusy, connect, current_revision, migrate, writing
from model.importing import import_files
from model.importing.report import CannotImport
from model.importing.rows.workplace import Workplace, clear_away, work_folder
from model.importing.run import commit, prepare
from model.importing.writing.attempts import forget_interrupted, interrupted
from model.importing.writing.turns import turn
from tests.fresh import fresh

COMPANY = Path(__file__).parent / "import_company"
ROOT = Path(__file__).parents[2]
PHASES = ("Reading", "Checking", "Looking", "Comparing deal_versions", "Writing", "Committing")

NURSERY = """
import json, os, resource, signal, sys
from pathlib import Path
from model.__main__ import main
from model.database import open_database
from model.importing import import_files
from model.importing.run import import_files
from model.importing.rows.workplace import Workplace

def import_until(url, files, phase):
    def die(line):
        if line.startswith(phase):
            os.kill(os.getpid(), signal.SIGKILL)
    import_files(open_database(url), [Path(files)], progress=die)

def abandon_folder():
    Workplace()
    os.kill(os.getpid(), signal.SIGKILL)

def import_onto_small_disk(url, files, phase, limit):
    def fill_up(line):
        if line.startswith(phase):
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    import_files(open_database(url), [Path(files)], progress=fill_up)

for line in sys.stdin:
    name, *arguments = json.loads(line)
    child = os.fork()
    if child == 0:
        try:
            globals()[name](*arguments)
        except BaseException as error:
            print(type(error).__name__, error, flush=True)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    print("killed" if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL else "ended", flush=True)
"""
"""Starts children that can be killed, each in an instant, as all that they need is loaded already."""

Nursery = Callable[..., list[str]]


@pytest.fixture(scope="module")
def child(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Runs a function of the nursery in a process of its own; gives what it printed, and how it ended."""
    environment = os.environ | {"TMPDIR": str(tmp_path_factory.mktemp("work"))}
    command, pipe = [sys.executable, "-c", NURSERY], subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True) as nursery:

        def run(*call: object) -> list[str]:
            assert nursery.stdin
            assert nursery.stdout
            nursery.stdin.write(json.dumps([each if isinstance(each, int) else str(each) for each in call]) + "\n")
            nursery.stdin.flush()
            said = []
            while not said or said[-1] not in ("killed", "ended"):
                said.append(nursery.stdout.readline().strip())
            return said

        run.folder = Path(environment["TMPDIR"])  # type: ignore[attr-defined]
        yield run
        nursery.stdin and nursery.stdin.close()


def rows(engine: Engine) -> int:
    tables = ("person", "account", "deal", "deal_version", "activity", "setting", "import_run", "import_replaced")
    with engine.connect() as connection:
        return sum(int(connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()) for name in tables)


def test_an_import_killed_in_any_phase_leaves_nothing_but_a_note(
    engine: Engine, child: Nursery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = engine.url.render_as_string(hide_password=False)

    for phase in PHASES:
        assert child("import_until", url, COMPANY, phase) == ["killed"]
        assert (rows(engine), current_revision(engine)) == (0, 0)

    told = interrupted(engine)
    assert len(told) == 2, "the earlier phases write nothing, so there is nothing to tell"
    assert all("accounts.csv" in line and "was cut off" in line and "Import the files again" in line for line in told)
    assert main(["export", str(tmp_path / "out"), "--database", url]) == 0
    assert capsys.readouterr().err.count("was cut off") == 2
    assert import_files(engine, [COMPANY]).revision == 1
    assert interrupted(engine) == []


def test_work_folders_of_killed_processes_are_cleared_away(child: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary: Path = child.folder  # type: ignore[attr-defined]
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    clear_away()
    assert child("abandon_folder") == ["killed"]
    (left,) = temporary.iterdir()
    (left / "cells").write_text("x")

    mine = Workplace()

    assert list(temporary.iterdir()) == [mine.folder]
    assert clear_away() == 0, "a folder in use stays"
    mine.close()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("phase", ["Looking", "Writing"], ids=["of the work folder", "of the database"])
def test_a_full_disk_is_said_and_leaves_the_database_as_it_was(
    tmp_path: Path, sqlite_url: str, child: Nursery, phase: str
) -> None:
    engine = fresh(sqlite_url)
    file = tmp_path / "products.csv"
    file.write_text("id,name,price\n" + "".join(f"p{n},Name {n},{n}\n" for n in range(60_000)))

    said, end = child("import_onto_small_disk", sqlite_url, file, phase, 300_000)

    assert end == "ended"
    assert said.startswith("CannotImport"), said
    assert "Nothing was written" in said
    assert "Make space and import again" in said
    assert (rows(engine), current_revision(engine)) == (0, 0)
    assert import_files(engine, [file]).revision == 1


def test_a_lost_server_leaves_the_database_as_it_was(new_postgres_url: Callable[[], str]) -> None:
    engine = connect(new_postgres_url())
    migrate(engine)
    other = create_engine(engine.url)

    def cut_off(line: str) -> None:
        if line.startswith("Committing"):
            with other.connect() as connection:
                everybody = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                connection.execute(text(f"{everybody} AND datname = current_database()"))

    with pytest.raises(CannotImport, match=r"was lost on the way .* Nothing was written"):
        import_files(engine, [COMPANY], progress=cut_off)

    assert (rows(engine), current_revision(engine)) == (0, 0)
    assert import_files(engine, [COMPANY]).revision == 1
    engine.dispose()
    other.dispose()


@pytest.fixture
def importing(engine: Engine) -> Iterator[threading.Event]:
    """Another import, which holds its turn until the event is set."""
    begun, end = threading.Event(), threading.Event()

    def hold() -> None:
        with turn(engine, lambda line: None, 5):
            begun.set()
            end.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    assert begun.wait(5)
    yield end
    end.set()
    thread.join()


def test_a_second_import_waits_for_its_turn_and_is_told(engine: Engine, importing: threading.Event) -> None:
    said: list[str] = []

    def end_the_other(line: str) -> None:
        said.append(line)
        if line.startswith("Waiting"):
            importing.set()

    assert import_files(engine, [COMPANY], progress=end_the_other).revision == 1
    assert said.count("Waiting for another import to finish …") == 1


def test_a_second_import_gives_up_with_a_clear_word(engine: Engine, importing: threading.Event) -> None:
    with work_folder() as work:
        prepared = prepare(engine, [COMPANY], work=work)
        with pytest.raises(CannotImport, match="Another import is still at work"):
            commit(engine, prepared, patience=0.3)

    assert current_revision(engine) == 0


def test_two_imports_at_once_both_get_in(engine: Engine, tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.csv" for name in "ab"]
    for file in files:
        file.write_text(f"id,name,price\np1,One,1\n{file.stem},Own,2\n")
    found = []
    threads = [threading.Thread(target=lambda f=file: found.append(import_files(engine, [f]))) for file in files]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(report.revision for report in found) == [1, 2]
    assert sorted(report.count("products").new for report in found) == [1, 2]


def test_other_writers_wait_while_an_import_writes_and_are_told(engine: Engine) -> None:
    said: list[str] = []
    told = threading.Event()
    numbers: list[int] = []

    def write() -> None:
        with writing(engine, on_wait=lambda line: (said.append(line), told.set())) as (_, revision):  # type: ignore[func-returns-value]
            numbers.append(revision)

    thread = threading.Thread(target=write)

    def start_the_other(line: str) -> None:
        if line.startswith("Writing") and not told.is_set():
            thread.start()
            assert told.wait(5)

    report = import_files(engine, [COMPANY], progress=start_the_other)
    thread.join()

    assert (report.revision, numbers) == (1, [2])
    assert said == ["Waiting for somebody else who is writing to the database …"]


def test_who_waits_too_long_for_another_writer_is_told_clearly(engine: Engine) -> None:
    with writing(engine), pytest.raises(DatabaseBusy, match="still writing"), writing(engine, patience=0.1):
        pass
    with writing(engine) as (_, revision):
        assert revision == 2


def test_a_note_of_an_import_that_was_cut_off_can_be_dismissed(engine: Engine) -> None:
    with engine.begin() as connection:
        note = "INSERT INTO import_attempt (started_at, files, host, process) VALUES ({}, 'a.csv', 'here', 1)"
        connection.execute(text(note.format("0" if engine.dialect.name == "sqlite" else "now()")))
    assert len(interrupted(engine)) == 1

    forget_interrupted(engine)

    assert interrupted(engine) == []
