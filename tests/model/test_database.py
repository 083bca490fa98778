"""Opening a database that nobody has opened before."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from model.database import current_revision, is_current, open_database


def test_sessions_that_open_a_new_file_at_once_all_get_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"

    with ThreadPoolExecutor(8) as threads:
        engines = list(threads.map(open_database, [url] * 8))

    assert all(is_current(engine) for engine in engines)
    assert {current_revision(engine) for engine in engines} == {0}
    for engine in engines:
        engine.dispose()
