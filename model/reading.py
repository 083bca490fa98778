"""Streaming query results out of a database as Arrow, through ADBC.

`python -m model.reading PATH` reads SQL from its standard input, a JSON list, and writes one Arrow stream per query to its
standard output: a SQLite file is only ever opened by ADBC in such a process of its own (see model/filling.py).
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
from sqlalchemy import URL

ROOT = Path(__file__).parent.parent
BATCH = 65_536  # rows; the driver's own 1,024 cost twice the time


class ReadFailed(RuntimeError):
    """A reading process ended with an error."""


def stream(url: URL, queries: Sequence[str]) -> Iterator[pa.RecordBatchReader]:
    """The results of the queries, one after the other; each must be read to its end before the next."""
    if url.drivername.startswith("sqlite"):
        yield from _from_file(str(Path(url.database or "").resolve()), queries)
    else:
        yield from _from_server(url, queries)


def _from_server(url: URL, queries: Sequence[str]) -> Iterator[pa.RecordBatchReader]:
    import adbc_driver_postgresql.dbapi as postgresql

    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with postgresql.connect(plain) as connection, connection.cursor() as cursor:
        for query in queries:
            cursor.execute(query)
            yield cursor.fetch_record_batch()


def _from_file(path: str, queries: Sequence[str]) -> Iterator[pa.RecordBatchReader]:
    with subprocess.Popen(
        [sys.executable, "-m", "model.reading", path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(list(queries)).encode())
        process.stdin.close()
        try:
            for _ in queries:
                yield pa.ipc.open_stream(process.stdout)
        except pa.ArrowInvalid as error:
            raise ReadFailed(f"The reader of {path} ended early (exit code {process.wait()})") from error
    if process.returncode:
        raise ReadFailed(f"The reader of {path} ended with exit code {process.returncode}")


def main() -> None:
    """Answer the queries on standard input."""
    import adbc_driver_sqlite.dbapi as sqlite

    queries = json.load(sys.stdin)
    with sqlite.connect(sys.argv[1]) as connection, connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=30000")
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": BATCH})
        for query in queries:
            cursor.execute(query)
            reader = cursor.fetch_record_batch()
            with pa.ipc.new_stream(sys.stdout.buffer, reader.schema) as out:
                for batch in reader:
                    out.write_batch(batch)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
